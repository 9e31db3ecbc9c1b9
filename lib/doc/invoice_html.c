/*
 * invoice_html.c (doc) - see invoice_html.h
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/fd.h"
#include "base/file.h"
#include "doc/invoice_html.h"

#define READ_SIZE	65536
#define TEMPLATE_MAX	((size_t)96 << 10)	/* it becomes an argument */

/* jq with its standard input and output on our pipes. An errno value. */
static int
spawn_jq(pid_t *pid, int in, int out, const char *program)
{
	const char *const argv[] = { "jq", "--unbuffered", "-c", program,
	    NULL };
	const char *path = getenv("PATH");
	char *env[] = { xasprintf("PATH=%s", path != NULL ? path
	    : "/usr/bin:/bin"), NULL };
	posix_spawn_file_actions_t fa;
	posix_spawnattr_t attr;
	sigset_t pipe_only;
	int err;

	sigemptyset(&pipe_only);
	sigaddset(&pipe_only, SIGPIPE);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigdefault(&attr, &pipe_only);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF);
	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_adddup2(&fa, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&fa, out, STDOUT_FILENO);
	err = posix_spawnp(pid, "jq", &fa, &attr, (char *const *)argv, env);
	posix_spawn_file_actions_destroy(&fa);
	posix_spawnattr_destroy(&attr);
	free(env[0]);
	return err;
}

/*
 * One answer for each document, come what may: jq goes on after an error
 * without a word on its output, and a template may make nothing.
 */
static int
program_make(const char *template, struct buf *program)
{
	struct buf text = { 0 };
	int rc = file_read(template, TEMPLATE_MAX, &text);

	if (rc == 0)
		buf_addf(program, "[try (%.*s\n) catch {error: .}]",
		    SLICE_FMT(buf_slice(&text)));
	buf_release(&text);
	return rc;
}

static int
start(struct html *h, int to[2], int from[2], const char *program)
{
	int err = spawn_jq(&h->pid, to[0], from[1], program);

	close(to[0]);
	close(from[1]);
	if (err == 0) {
		h->to = to[1];
		h->from = from[0];
		return 0;
	}
	close(to[1]);
	close(from[0]);
	h->pid = 0;
	errno = err;
	if (err == ENOENT)
		diag(REASON_JQ_MISSING, "jq is not installed: HTML is made "
		    "with it");
	else
		diag_errno(REASON_TEMPLATE_FAILED, "cannot run jq");
	return -1;
}

static int
connect_jq(struct html *h, const char *program)
{
	int to[2], from[2];

	if (pipe2(to, O_CLOEXEC) < 0) {
		diag_errno(REASON_TEMPLATE_FAILED, "cannot make a pipe");
		return -1;
	}
	if (pipe2(from, O_CLOEXEC) < 0) {
		diag_errno(REASON_TEMPLATE_FAILED, "cannot make a pipe");
		close(to[0]);
		close(to[1]);
		return -1;
	}
	return start(h, to, from, program);
}

int
html_open(struct html *h, const char *template)
{
	struct buf program = { 0 };
	int rc;

	*h = (struct html){ .template = template, .line.max = HTML_MAX };
	rc = program_make(template, &program);
	if (rc == 0)
		rc = connect_jq(h, buf_str(&program));
	buf_release(&program);
	return rc;
}

static int
failed(const struct html *h, const char *what)
{
	diag_at(REASON_TEMPLATE_FAILED, h->template, 0, "%s", what);
	return -1;
}

static int
add_piece(const char *p, size_t n, void *arg)
{
	return buf_add(arg, p, n);
}

/* The answer, a line: pages hold no line end of their own, it is escaped. */
static int
read_answer(struct html *h)
{
	ssize_t n;

	buf_clear(&h->line);
	for (;;) {
		if (buf_reserve(&h->line, READ_SIZE) < 0)
			return failed(h, "the page is too large");
		n = read(h->from, h->line.data + h->line.len, READ_SIZE);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return failed(h, "jq ended before the page did");
		h->line.len += (size_t)n;
		if (h->line.data[h->line.len - 1] == '\n')
			return 0;
	}
}

/* ["page"], or [{"error": "why"}], or what is no page. */
static int
take_answer(const struct html *h, const json_t *answer, struct buf *page)
{
	const json_t *v = json_array_get(answer, 0);
	const char *why = json_string_value(json_object_get(v, "error"));

	if (json_array_size(answer) == 1 && json_is_string(v))
		return buf_add(page, json_string_value(v),
		    json_string_length(v));
	return failed(h, why != NULL ? why
	    : "the template does not make one string");
}

/* A jq that ended is an error of ours, and no reason to die of SIGPIPE. */
static int
tell_jq(struct html *h)
{
	void (*old)(int) = signal(SIGPIPE, SIG_IGN);
	int rc = write_all(h->to, h->in.data, h->in.len);

	signal(SIGPIPE, old);
	return rc;
}

int
html_render(struct html *h, const struct json_t *view, struct buf *page)
{
	json_t *answer;
	int rc;

	buf_clear(&h->in);
	if (json_dump_callback(view, add_piece, &h->in, JSON_COMPACT) != 0
	    || buf_addc(&h->in, '\n') < 0
	    || tell_jq(h) < 0)
		return failed(h, "jq does not take the document");
	if (read_answer(h) < 0)
		return -1;
	answer = json_loadb(h->line.data, h->line.len, 0, NULL);
	rc = take_answer(h, answer, page);
	json_decref(answer);
	return rc;
}

int
html_close(struct html *h)
{
	int status = 0, rc = 0;

	buf_release(&h->in);
	buf_release(&h->line);
	if (h->pid == 0)
		return 0;
	close(h->to);
	close(h->from);
	while (waitpid(h->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		rc = failed(h, "jq failed");
	h->pid = 0;
	return rc;
}
