/*
 * profile.c (oss) - which family a node is of
 */
#include "oss/pattern.h"
#include "oss/profile.h"

#define GENERIC	"generic"

const struct profile *
profile_find(const struct profile_set *set, struct slice name)
{
	size_t lo = 0, hi = set->len, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (slice_cmp(set->item[mid].name, name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < set->len && slice_eq(set->item[lo].name, name)
	    ? &set->item[lo] : NULL;
}

/* Whether an OID as text lies at or below another. */
static bool
oid_within(struct slice oid, struct slice prefix)
{
	return oid.len >= prefix.len
	    && memcmp(oid.p, prefix.p, prefix.len) == 0
	    && (oid.len == prefix.len || oid.p[prefix.len] == '.');
}

static bool
any_matches(regex_t **pattern, unsigned n, struct slice text)
{
	struct slice found;

	for (unsigned i = 0; i < n; i++) {
		if (pattern_find(pattern[i], text, &found))
			return true;
	}
	return false;
}

/* How well a rule fits: 0 not at all; longer names and sysDescr count. */
static size_t
rank(const struct match_rule *r, struct slice object_id, struct slice descr)
{
	size_t best = 0;

	for (unsigned i = 0; i < r->object_ids; i++) {
		if (oid_within(object_id, r->object_id[i])
		    && r->object_id[i].len > best)
			best = r->object_id[i].len;
	}
	if ((r->object_ids != 0 && best == 0)
	    || (r->descrs != 0 && !any_matches(r->descr, r->descrs, descr))
	    || any_matches(r->not_descr, r->not_descrs, descr))
		return 0;
	return 2 * best + (r->descrs != 0);
}

const struct profile *
profile_match(const struct profile_set *set, struct slice object_id,
    struct slice descr)
{
	const struct profile *found = NULL;
	size_t best = 0, n;

	for (size_t i = 0; i < set->len; i++) {
		for (unsigned j = 0; j < set->item[i].matches; j++) {
			n = rank(&set->item[i].match[j], object_id, descr);
			if (n > best) {
				best = n;
				found = &set->item[i];
			}
		}
	}
	return found != NULL ? found
	    : profile_find(set, SLICE_LIT(GENERIC));
}
