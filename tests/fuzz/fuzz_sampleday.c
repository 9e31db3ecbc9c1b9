/* A day of the archive of samples, whatever its octets; hours of service. */

#include "aid.h"
#include "base/buf.h"
#include "base/diag.h"
#include "oss/hours.h"
#include "store/sampleday.h"

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
	struct slice text = { (const char *)data, size };
	struct hours h = { 0 };

	aid_quiet(true);
	hours_parse(&h, text);
	hours_release(&h);
	read_all(aid_file("day", text));
	aid_quiet(false);
	return 0;
}
