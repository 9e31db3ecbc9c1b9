/*
 * fuzz_recording.c - recordings of agents, whatever is in them
 * No crash; names ascend; what is written from them reads back the same.
 */
#include <stdlib.h>

#include "aid.h"
#include "net/recording.h"

static void
on_trouble(void *arg, uint64_t line, enum reason why, const char *what)
{
	(void)line;
	(void)why;
	(void)what;
	++*(unsigned *)arg;
}

static void
write_out(const struct recording *r, struct buf *out)
{
	for (size_t i = 0; i < r->len; i++) {
		struct varbind vb = recording_varbind(r, i);

		if (i > 0 && oid_cmp(recording_varbind(r, i - 1).name,
		    vb.name) >= 0)
			abort();
		recording_put(out, &vb);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct recording r;
	static struct buf first, second;
	unsigned told = 0;

	buf_clear(&first);
	buf_clear(&second);
	recording_read(&r, (struct slice){ (const char *)data, len },
	    on_trouble, &told);
	write_out(&r, &first);
	told = 0;
	recording_read(&r, buf_slice(&first), on_trouble, &told);
	write_out(&r, &second);
	if (told != 0 || !slice_eq(buf_slice(&first), buf_slice(&second)))
		abort();
	return 0;
}
