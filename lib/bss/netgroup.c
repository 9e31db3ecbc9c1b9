#include "bss/netgroup.h"

#include <stdlib.h>

#include "base/buf.h"

void
net_places_release(struct net_places *n)
{
	free(n->pattern);
	*n = (struct net_places){ 0 };
}

bool
net_pattern_parse(struct slice s, struct net_pattern *p)
{
	const char *star = s.len > 0 ? memchr(s.p, '*', s.len) : NULL;

	*p = (struct net_pattern){ .text = s, .open = star != NULL };
	if (star == NULL)
		return true;
	p->text.len--;
	return p->text.len > 0 && star == s.p + p->text.len;
}

void
net_places_add(struct net_places *n, const struct net_pattern *p)
{
	GROW(n->pattern, n->len, n->cap);
	n->pattern[n->len++] = *p;
}

/* By text; of one text the open one, which begins the whole one, is first. */
static int
pattern_compare(const void *va, const void *vb)
{
	const struct net_pattern *a = va, *b = vb;
	int c = slice_cmp(a->text, b->text);

	return c != 0 ? c : (int)b->open - (int)a->open;
}

static bool
begins(const struct net_pattern *p, struct slice text)
{
	return p->open && p->text.len <= text.len
	    && memcmp(p->text.p, text.p, p->text.len) == 0;
}

void
net_places_compile(struct net_places *n)
{
	uint32_t i, len = 0, up = NETGROUP_OTHER;

	if (n->len > 0)
		qsort(n->pattern, n->len, sizeof(*n->pattern),
		    pattern_compare);
	for (i = 0; i < n->len; i++)
		if (len == 0 || pattern_compare(&n->pattern[len - 1],
		    &n->pattern[i]) != 0)
			n->pattern[len++] = n->pattern[i];
	n->len = len;
	for (i = 0; i < len; i++) {
		while (up != NETGROUP_OTHER && !begins(&n->pattern[up - 1],
		    n->pattern[i].text))
			up = n->pattern[up - 1].up;
		n->pattern[i].up = up;
		if (n->pattern[i].open)
			up = i + 1;
	}
}

uint32_t
net_place(const struct net_places *n, struct slice network)
{
	uint32_t lo = 0, hi = n->len, mid, place;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (slice_cmp(n->pattern[mid].text, network) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	/* those that begin it begin the last one that is not behind it */
	place = lo;
	if (place != NETGROUP_OTHER && !slice_eq(n->pattern[place - 1].text,
	    network))
		while (place != NETGROUP_OTHER
		    && !begins(&n->pattern[place - 1], network))
			place = n->pattern[place - 1].up;
	return place;
}

void
net_place_name(const struct net_places *n, uint32_t place,
    struct slice *text, const char **behind)
{
	*behind = "";
	if (place == NETGROUP_OTHER) {
		*text = SLICE_LIT("any other");
		return;
	}
	*text = n->pattern[place - 1].text;
	if (n->pattern[place - 1].open)
		*behind = "*";
	else if (text->len == 0)
		*text = SLICE_LIT("none");
}

void
net_places_mark(const struct net_places *n, const struct net_pattern *p,
    uint8_t *has)
{
	const struct net_pattern *at;
	uint32_t i;

	if (n->len == 0 || (at = bsearch(p, n->pattern, n->len, sizeof(*p),
	    pattern_compare)) == NULL)
		return;
	for (i = (uint32_t)(at - n->pattern); i < n->len
	    && (&n->pattern[i] == at || begins(p, n->pattern[i].text)); i++)
		has[i + 1] = 1;
}
