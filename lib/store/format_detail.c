/*
 * format_detail.c (store) - the member "detail" of a format: RADIUS accounting
 */
#include "base/diag.h"
#include "rec/total.h"
#include "store/format_doc.h"

#define DAY_S		86400

static int
attribute(const struct doc *d, const char *name, unsigned *out)
{
	json_t *ref = json_string(name);
	int rc = doc_column(d, ref, out);

	json_decref(ref);
	return rc;
}

/* The attributes of each role; a format may name others. */
static int
read_roles(const struct doc *d, const json_t *j, struct radius_map *r)
{
	static const struct {
		const char	*member, *name;
	} roles[RADIUS_ROLES] = {
		[RADIUS_STATUS] = { NULL, "Acct-Status-Type" },
		[RADIUS_EVENT] = { "event", "Event-Timestamp" },
		[RADIUS_TIMESTAMP] = { NULL, "Timestamp" },
		[RADIUS_DELAY] = { NULL, "Acct-Delay-Time" },
		[RADIUS_SECONDS] = { "seconds", "Acct-Session-Time" },
		[RADIUS_IN] = { "in_octets", "Acct-Input-Octets" },
		[RADIUS_IN_GIGA] = { "in_gigawords", "Acct-Input-Gigawords" },
		[RADIUS_OUT] = { "out_octets", "Acct-Output-Octets" },
		[RADIUS_OUT_GIGA] = { "out_gigawords",
		    "Acct-Output-Gigawords" },
	};
	const char *name;
	int i;

	for (i = 0; i < RADIUS_ROLES; i++) {
		name = roles[i].name;
		if (roles[i].member != NULL
		    && doc_text(d, j, roles[i].member, &name) < 0)
			return -1;
		if (attribute(d, name, &r->role[i]) < 0)
			return -1;
	}
	return 0;
}

static int
pair_cmp(const void *a, const void *b)
{
	return slice_cmp(((const struct map_pair *)a)->from,
	    ((const struct map_pair *)b)->from);
}

static int
read_nas(const struct doc *d, const json_t *j, struct radius_map *r)
{
	struct slice *name = NULL;
	json_t *names = json_object_get(j, "nas_names"), *to;
	struct arena *mem = &d->map->mem;
	const char *from;
	unsigned i;

	if (doc_texts(d, j, "nas", &name, &r->nas_len) < 0)
		return -1;
	if (r->nas_len == 0 || r->nas_len > RADIUS_NAS_MAX)
		return doc_bad(d, "'nas' must name 1 to %d attributes",
		    RADIUS_NAS_MAX);
	for (i = 0; i < r->nas_len; i++)
		if (attribute(d, name[i].p, &r->nas[i]) < 0)
			return -1;
	if (names == NULL)
		return 0;
	if (!json_is_object(names))
		return doc_bad(d, "'nas_names' must be an object of names");
	r->nas_name = arena_alloc(mem,
	    (json_object_size(names) + 1) * sizeof(*r->nas_name));
	json_object_foreach(names, from, to) {
		if (!json_is_string(to) || json_string_length(to) == 0)
			return doc_bad(d, "'nas_names' must give texts");
		r->nas_name[r->nas_names++] = (struct map_pair){
		    slice_of(arena_strdup(mem, slice_of(from))),
		    slice_of(arena_strdup(mem,
		    slice_of(json_string_value(to)))) };
	}
	qsort(r->nas_name, r->nas_names, sizeof(*r->nas_name), pair_cmp);
	return 0;
}

/* Which times are believed, in this order. */
static int
read_times(const struct doc *d, const json_t *j, struct radius_map *r)
{
	static const char *const words[] = { [RADIUS_BY_EVENT] = "event",
	    [RADIUS_BY_TIMESTAMP] = "timestamp",
	    [RADIUS_BY_HEADER] = "header" };
	struct slice *word = NULL;
	unsigned i, k, len = 0;
	uint64_t ahead = 3600, behind = 31 * DAY_S;

	if (doc_texts(d, j, "times", &word, &len) < 0
	    || doc_uint(d, j, "ahead_max_s", UINT32_MAX, &ahead) < 0
	    || doc_uint(d, j, "behind_max_s", UINT32_MAX, &behind) < 0)
		return -1;
	r->ahead_max_s = (int64_t)ahead;
	r->behind_max_s = (int64_t)behind;
	for (i = 0; i < len && i < RADIUS_TIMES; i++) {
		for (k = 0; k < RADIUS_TIMES; k++)
			if (slice_is(word[i], words[k]))
				break;
		if (k == RADIUS_TIMES)
			return doc_bad(d, "'times' has '%.*s', it takes event, "
			    "timestamp and header", SLICE_FMT(word[i]));
		r->time[r->times++] = (enum radius_time)k;
	}
	if (len > RADIUS_TIMES)
		return doc_bad(d, "'times' has more than %d", RADIUS_TIMES);
	for (k = 0; len == 0 && k < RADIUS_TIMES; k++)
		r->time[r->times++] = (enum radius_time)k;
	return 0;
}

static int
read_rules(const struct doc *d, const json_t *j, struct radius_map *r)
{
	int giga = GIGAWORDS_AUTO, lost = 0;
	uint64_t gap = 0;

	r->rules.max_bps = SESSION_MAX_BPS;
	if (doc_word(d, j, "gigawords", "auto|sent|never", &giga) < 0
	    || doc_word(d, j, "lost_start", "count|void", &lost) < 0
	    || doc_uint(d, j, "max_bps", SESSION_RATE_CEILING * 8,
	    &r->rules.max_bps) < 0
	    || doc_uint(d, j, "gap_after_s", UINT32_MAX, &gap) < 0)
		return -1;
	r->rules.gigawords = (enum gigawords)giga;
	r->rules.void_lost_start = lost == 1;
	r->rules.gap_after_s = (int64_t)gap;
	return 0;
}

static int
read_cut(const struct doc *d, const json_t *j, struct radius_map *r)
{
	int cut = RADIUS_CUT_NONE;

	if (doc_word(d, j, "cut", "none|day|month", &cut) < 0
	    || doc_text(d, j, "duration", &r->duration) < 0)
		return -1;
	if (r->duration != NULL && strlen(r->duration) > TOTAL_WORD_MAX)
		return doc_bad(d, "'duration' has more than %d octets",
		    TOTAL_WORD_MAX);
	r->cut = (enum radius_cut)cut;
	return 0;
}

int
format_detail_read(struct doc *d, json_t *j, struct format *f)
{
	struct radius_map *r;

	if (j == NULL)
		return 0;
	d->place = "detail";
	d->detail = true;
	d->map->layout = MAP_DETAIL;
	d->map->header = true;		/* columns have names */
	d->wall = true;			/* the header's date has no offset */
	if (doc_only(d, j, "nas|nas_names|times|ahead_max_s|behind_max_s|"
	    "event|seconds|in_octets|in_gigawords|out_octets|out_gigawords|"
	    "gigawords|max_bps|lost_start|gap_after_s|cut|cut_zone|duration")
	    < 0)
		return -1;
	f->radius = r = arena_alloc(&d->map->mem, sizeof(*r));
	if (read_roles(d, j, r) < 0 || read_nas(d, j, r) < 0
	    || read_times(d, j, r) < 0 || read_rules(d, j, r) < 0
	    || read_cut(d, j, r) < 0)
		return -1;
	return 0;
}

/* What is made of a session, not mapped. */
bool
format_detail_makes(enum field f)
{
	return f == F_TS || f == F_END_TS || f == F_QUANTITY || f == F_UNIT
	    || f == F_IN_OCTETS || f == F_OUT_OCTETS || f == F_SESSION_ID
	    || f == F_READING_QUALITY;
}

int
format_detail_finish(struct doc *d, const json_t *j, struct format *f)
{
	const char *zone = NULL;
	unsigned i;

	if (f->radius == NULL)
		return 0;
	d->place = "key";
	if (d->map->keys == 0 || d->map->keys > RADIUS_KEYS_MAX)
		return doc_bad(d, "1 to %d attributes must identify a session",
		    RADIUS_KEYS_MAX);
	/* a record's attributes are handed out in this order */
	for (i = 0; i < d->map->columns; i++)
		d->map->column[i].position = i;
	d->place = "detail";
	if (doc_text(d, json_object_get(j, "detail"), "cut_zone", &zone) < 0)
		return -1;
	if (f->radius->cut == RADIUS_CUT_NONE)
		return 0;
	if (zone == NULL)
		zone = d->map->zone.name;
	if (zone != NULL && !zone_load(&f->radius->cut_zone, zone)) {
		diag_at(REASON_ZONE_UNKNOWN, d->path, 0,
		    "no such time zone '%s'", zone);
		return -1;
	}
	return 0;
}
