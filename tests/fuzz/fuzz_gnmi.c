/*
 * fuzz_gnmi.c - events of gnmic
 * Cutting uses every octet once and in order, also when they come in two
 * pieces; what is read is within the arena.
 */
#include <stdlib.h>

#include "aid.h"
#include "oss/gnmi.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *p = (const char *)data;
	size_t used, part, cut, n;
	struct gnmi_event *e;
	struct arena a = { 0 };

	for (; len > 0; p += used, len -= used) {
		used = gnmi_measure(p, len, true);
		if (used == 0 || used > len)
			abort();
		for (cut = 1; cut < len && len < 4096; cut += 1 + cut / 4) {
			part = gnmi_measure(p, cut, false);
			if (part != 0 && part != used)
				abort();
		}
		if (gnmi_parse((struct slice){ p, used }, &a, &e, &n)
		    == REASON_NONE)
			for (size_t i = 0; i < n; i++)
				if (e[i].source.len == 0 || (gnmi_is_port(&e[i])
				    && e[i].port.len == 0))
					abort();
		arena_clear(&a);
	}
	arena_release(&a);
	return 0;
}
