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

/*
 * How well a rule fits, when better than that: longer names and sysDescr
 * count. Else 0; patterns cost most, so they come last.
 */
static size_t
rank(const struct match_rule *r, struct slice object_id, struct slice descr,
    size_t than)
{
	size_t longest = 0, n;

	for (unsigned i = 0; i < r->object_ids; i++) {
		if (oid_within(object_id, r->object_id[i])
		    && r->object_id[i].len > longest)
			longest = r->object_id[i].len;
	}
	n = 2 * longest + (r->descrs != 0);
	if ((r->object_ids != 0 && longest == 0) || n <= than
	    || (r->descrs != 0 && !any_matches(r->descr, r->descrs, descr))
	    || any_matches(r->not_descr, r->not_descrs, descr))
		return 0;
	return n;
}

/* Among the rules with a sysObjectID, or those that do without. */
static const struct profile *
match_rules(const struct profile_set *set, bool by_id,
    struct slice object_id, struct slice descr)
{
	const struct profile *found = NULL;
	size_t best = 0, n;

	for (size_t i = 0; i < set->len; i++) {
		for (unsigned j = 0; j < set->item[i].matches; j++) {
			const struct match_rule *r = &set->item[i].match[j];

			if ((r->object_ids != 0) != by_id)
				continue;
			n = rank(r, object_id, descr, best);
			if (n != 0) {
				best = n;
				found = &set->item[i];
			}
		}
	}
	return found;
}

const struct profile *
profile_match(const struct profile_set *set, struct slice object_id,
    struct slice descr)
{
	const struct profile *found = match_rules(set, true, object_id,
	    descr);

	if (found == NULL)
		found = match_rules(set, false, object_id, descr);
	return found != NULL ? found
	    : profile_find(set, SLICE_LIT(GENERIC));
}
