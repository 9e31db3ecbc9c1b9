/*
 * impact_find.c (oss) - which node a name is in, where a link ends
 */
#include "oss/impact_net.h"

struct slice
impact_place(struct buf *b, struct slice node, struct slice term)
{
	buf_clear(b);
	buf_add_slice(b, node);
	buf_addc(b, '/');
	buf_add_slice(b, term);
	return buf_slice(b);
}

/* The only thing that is asked of a node is whether it is reached. */
bool
impact_is_node(const struct impact *i, const struct impact_alarm *a)
{
	return a->kind == OBJECT_NODE || (a->kind == OBJECT_PROBE
	    && a->type == ALARM_PROBE_FAILED && slice_is(a->object, "icmp")
	    && names_find(&i->asked, a->node) == NAMES_NONE);
}

struct slice
impact_end(const struct impact *i, struct buf *b, struct slice node,
    struct slice end)
{
	if (names_find(&i->common, end) == NAMES_NONE
	    || names_find(&i->asked, end) != NAMES_NONE
	    || names_find(&i->probed, end) != NAMES_NONE
	    || names_find(&i->place, impact_place(b, node, end)) == NAMES_NONE)
		return end;
	return buf_slice(b);
}

struct slice
impact_node(const struct impact *i, const struct names *nodes,
    struct slice id)
{
	uint32_t t;

	if (names_find(nodes, id) != NAMES_NONE)
		return id;
	for (size_t k = 0; k < id.len; k++)
		if (id.p[k] == '/' && names_find(nodes, (struct slice){ id.p,
		    k }) != NAMES_NONE)
			return (struct slice){ id.p, k };
	t = names_find(&i->terms, id);
	return t == NAMES_NONE ? (struct slice){ NULL, 0 }
	    : i->term_node.item[i->term_at[t]];
}
