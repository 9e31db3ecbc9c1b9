#include "base/near.h"

#include <string.h>

#define NEAR_MAX	48	/* longer names are not compared */

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/*
 * The edits that make b of a: Damerau and Levenshtein's distance, by which
 * no part is edited twice. Three rows of its table are kept.
 */
static unsigned
edits(struct slice a, struct slice b)
{
	unsigned row[3][NEAR_MAX + 1], *last = row[0], *now = row[1];
	unsigned *before = row[2], *swap;
	size_t i, k;

	for (k = 0; k <= b.len; k++)
		last[k] = (unsigned)k;
	for (i = 1; i <= a.len; i++) {
		now[0] = (unsigned)i;
		for (k = 1; k <= b.len; k++) {
			now[k] = least(least(last[k], now[k - 1]) + 1,
			    last[k - 1] + (a.p[i - 1] != b.p[k - 1]));
			if (i > 1 && k > 1 && a.p[i - 1] == b.p[k - 2]
			    && a.p[i - 2] == b.p[k - 1])
				now[k] = least(now[k], before[k - 2] + 1);
		}
		swap = before;
		before = last;
		last = now;
		now = swap;
	}
	return last[b.len];
}

void
near_offer(struct near_name *n, struct slice wrong, const char *name)
{
	struct slice s = { name, strlen(name) };
	size_t shorter = wrong.len < s.len ? wrong.len : s.len;
	unsigned found;

	if (wrong.len == 0 || wrong.len > NEAR_MAX || s.len > NEAR_MAX)
		return;
	found = edits(wrong, s);
	if (found > (s.len < 6 ? 1 : s.len / 3)
	    && (shorter < 3 || memcmp(wrong.p, name, shorter) != 0))
		return;
	if (n->best.len == 0 || found < n->edits) {
		n->best = s;
		n->edits = found;
	}
}
