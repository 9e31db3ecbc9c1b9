/* What was of late, whatever its octets. */
#include "oss/lately.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct watch_rules rules = { .health = HEALTH_RULE_ROW(1, 0) };
	struct slice all = { (const char *)data, size };
	struct buf again = { 0 };
	struct watch w;

	watch_init(&w, &rules);
	watch_object(&w, OBJECT_INTERFACE, slice_of("a"), slice_of("0"));
	if (lately_take(&w, all) == 0)
		lately_put(&again, &w);
	buf_clear(&again);
	lately_forget(&again, all, slice_of("a"), slice_of("0"));
	buf_release(&again);
	watch_release(&w);
	return 0;
}
