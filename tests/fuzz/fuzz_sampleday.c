/* A day of the archive of samples, whatever its octets; hours of service. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "oss/hours.h"
#include "store/sampleday.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
read_all(const char *path)
{
	struct sampleday d;
	struct slice lines;

	if (sampleday_open(&d, path) <= 0)
		return;
	for (size_t i = 0; i < d.blocks; i++) {
		sampleday_may_have(&d.block[i], SLICE_LIT("a\037interface"));
		if (sampleday_load(&d, i, &lines) < 0)
			break;
	}
	sampleday_close(&d);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int quiet;
	char path[] = "/tmp/fuzz_sampleday.XXXXXX";
	struct hours h = { 0 };
	int fd;

	if (!quiet++ && freopen("/dev/null", "w", stderr) == NULL)
		abort();
	hours_parse(&h, (struct slice){ (const char *)data, size });
	hours_release(&h);
	if ((fd = mkstemp(path)) < 0)
		abort();
	if (write(fd, data, size) != (ssize_t)size)
		abort();
	read_all(path);
	close(fd);
	unlink(path);
	return 0;
}
