#include "base/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"

/*
 * A tool started with a closed descriptor 0, 1 or 2 would write its messages
 * into the next file that it opens. stdin is opened for writing and stdout for
 * reading only, so that using them fails: no input is not an empty one, and
 * nothing is lost in silence.
 */
static void
open_standard(void)
{
	static const int mode[] = { O_WRONLY, O_RDONLY, O_RDWR };

	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF
		    && open("/dev/null", mode[fd]) != fd)
			_exit(EXIT_TROUBLE);
}

void
tool_init(const char *tool)
{
	tool_set_name(tool);
	open_standard();
	umask(077);
}

void
tool_ignore_sigpipe(void)
{
	signal(SIGPIPE, SIG_IGN);
}

int
tool_exit_code(int rc)
{
	if (rc == 0)
		return EXIT_OK;
	return diag_exit_code() == EXIT_RETRY ? EXIT_RETRY : EXIT_TROUBLE;
}

int
tool_exit(int code)
{
	bool bad = ferror(stdout) != 0;

	errno = 0;
	if (fflush(stdout) != 0 || bad || close(STDOUT_FILENO) != 0) {
		diag_errno(REASON_WRITE_FAILED, "cannot write stdout");
		if (code == EXIT_OK || code == EXIT_FINDINGS)
			code = EXIT_TROUBLE;
	}
	return code;
}
