/* What is known of a node, whatever its octets. */
#include "aid.h"
#include "oss/known.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct watch_rules rules = { .health = HEALTH_RULE_ROW(1, 0) };
	struct slice block = { (const char *)data, size };
	struct buf again = { 0 };
	struct watch w;
	struct known k;

	watch_init(&w, &rules);
	while (known_next(&block, &k) > 0)
		if (k.kind != OBJECT_ANY)
			known_take(&k, &w, watch_object(&w, k.kind,
			    slice_of("n"), k.name));
	for (uint32_t i = 0; i < w.objects; i++)
		known_put(&again, &w, i);
	buf_release(&again);
	watch_release(&w);
	return 0;
}
