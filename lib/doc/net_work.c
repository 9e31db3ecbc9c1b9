/*
 * net_work.c (doc) - see net_work.h: who is beside whom
 */
#include <stdlib.h>

#include "base/buf.h"
#include "doc/net_work.h"

void
net_ways_init(struct net_ways *w, const struct net *net)
{
	uint32_t *at = xcalloc(net->nodes + 2, sizeof(*at));

	w->start = at;
	w->to = xcalloc(2 * net->links + 1, sizeof(*w->to));
	/* counted two places on, so that filling leaves the starts behind */
	for (size_t i = 0; i < net->links; i++) {
		at[net->link[i].a + 2]++;
		at[net->link[i].b + 2]++;
	}
	for (size_t n = 2; n < net->nodes + 2; n++)
		at[n] += at[n - 1];
	for (size_t i = 0; i < net->links; i++) {
		w->to[at[net->link[i].a + 1]++] = net->link[i].b;
		w->to[at[net->link[i].b + 1]++] = net->link[i].a;
	}
}

void
net_ways_release(struct net_ways *w)
{
	free(w->start);
	free(w->to);
}
