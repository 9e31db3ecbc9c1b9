/*
 * profile.c (oss) - which family a node is of
 */
#include "oss/pattern.h"
#include "oss/profile.h"

#define GENERIC	"generic"

/* A late one is asked for when it is wanted. */
static bool
is_whole(const struct profile_set *set, struct profile *p)
{
	return !p->late || set->late(set->arg, p);
}

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
	    && is_whole(set, &set->item[lo]) ? &set->item[lo] : NULL;
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

/* How well a rule fits but for patterns: longer names and sysDescr count. */
static size_t
rank(const struct match_rule *r, struct slice object_id)
{
	size_t longest = 0;

	for (unsigned i = 0; i < r->object_ids; i++) {
		if (oid_within(object_id, r->object_id[i])
		    && r->object_id[i].len > longest)
			longest = r->object_id[i].len;
	}
	return r->object_ids != 0 && longest == 0 ? 0
	    : 2 * longest + (r->descrs != 0);
}

static bool
descr_fits(const struct match_rule *r, struct slice descr)
{
	return (r->descrs == 0 || any_matches(r->descr, r->descrs, descr))
	    && !any_matches(r->not_descr, r->not_descrs, descr);
}

/*
 * Among the rules with a sysObjectID, or those that do without. Patterns cost
 * most, and making a profile whole does: both come last.
 */
static const struct profile *
match_rules(const struct profile_set *set, bool by_id,
    struct slice object_id, struct slice descr)
{
	const struct profile *found = NULL;
	size_t best = 0, n;

	for (size_t i = 0; i < set->len; i++) {
		struct profile *p = &set->item[i];

		for (unsigned j = 0; j < p->matches; j++) {
			if ((p->match[j].object_ids != 0) != by_id
			    || (n = rank(&p->match[j], object_id)) <= best)
				continue;
			if (!is_whole(set, p))
				break;
			if (!descr_fits(&p->match[j], descr))
				continue;
			best = n;
			found = p;
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
