/*
 * format.c (store) - the format files of usage sources
 */
#include <dirent.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"
#include "store/format_doc.h"

#define SUFFIX	".json"

/* ---- looking up ------------------------------------------------------- */

static bool
is_path(const char *name)
{
	size_t n = strlen(name), suffix = sizeof(SUFFIX) - 1;

	return strchr(name, '/') != NULL
	    || (n > suffix && strcmp(name + n - suffix, SUFFIX) == 0);
}

/* Owned by the caller; NULL when there is none. */
static char *
find(const char *name)
{
	char *rel, *path;

	if (is_path(name))
		return xstrdup(name);
	if (*name == '\0' || *name == '.')
		return NULL;
	rel = xasprintf("formats/%s" SUFFIX, name);
	path = home_path(rel);
	if (path == NULL || access(path, F_OK) != 0) {
		free(path);
		path = share_path(rel);
	}
	free(rel);
	if (access(path, F_OK) != 0) {
		free(path);
		return NULL;
	}
	return path;
}

static int
name_cmp(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
add_folder(struct format_names *n, char *folder)
{
	DIR *dir = folder != NULL ? opendir(folder) : NULL;
	struct dirent *e;

	while (dir != NULL && (e = readdir(dir)) != NULL) {
		if (e->d_name[0] == '.' || !is_path(e->d_name))
			continue;
		GROW(n->item, n->len, n->cap);
		n->item[n->len++] = xstrndup(e->d_name,
		    strlen(e->d_name) - (sizeof(SUFFIX) - 1));
	}
	if (dir != NULL)
		closedir(dir);
	free(folder);
}

void
format_names(struct format_names *n)
{
	size_t i, kept = 0;

	*n = (struct format_names){ 0 };
	add_folder(n, home_path("formats"));
	add_folder(n, share_path("formats"));
	if (n->len != 0)
		qsort(n->item, n->len, sizeof(*n->item), name_cmp);
	for (i = 0; i < n->len; i++) {
		if (kept != 0 && strcmp(n->item[kept - 1], n->item[i]) == 0)
			free(n->item[i]);
		else
			n->item[kept++] = n->item[i];
	}
	n->len = kept;
}

void
format_names_release(struct format_names *n)
{
	size_t i;

	for (i = 0; i < n->len; i++)
		free(n->item[i]);
	free(n->item);
	*n = (struct format_names){ 0 };
}

/* ---- reading ---------------------------------------------------------- */

/* At most max digits at text into out; false when it is something else. */
static bool
digits_into(char *out, size_t max, struct slice text)
{
	size_t i;

	if (text.len > max)
		return false;
	for (i = 0; i < text.len; i++)
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
	memcpy(out, text.p, text.len);
	out[text.len] = '\0';
	return true;
}

static int
read_prefixes(const struct doc *d, json_t *j, struct numplan *np)
{
	struct slice *prefix = NULL;
	unsigned i;

	if (doc_texts(d, j, "international_prefixes", &prefix,
	    &np->internationals) < 0)
		return -1;
	if (np->internationals > NUMPLAN_PREFIXES)
		return doc_bad(d, "more than %d international prefixes",
		    NUMPLAN_PREFIXES);
	for (i = 0; i < np->internationals; i++)
		if (prefix[i].len == 0 || !digits_into(np->international[i],
		    NUMPLAN_PREFIX_MAX, prefix[i]))
			return doc_bad(d, "'%.*s' is no prefix: 1 to %d digits",
			    SLICE_FMT(prefix[i]), NUMPLAN_PREFIX_MAX);
	return 0;
}

static int
set_country(const struct doc *d, const char *code, struct numplan *np)
{
	if (code == NULL)
		return 0;
	if (*code == '+')
		code++;
	if (*code == '0' || *code == '\0'
	    || !digits_into(np->country_code, 3, slice_of(code)))
		return doc_bad(d, "'%s' is no country code: 1 to 3 digits",
		    code);
	return 0;
}

static int
read_numbers(struct doc *d, json_t *j, const struct format_site *site)
{
	struct numplan *np = &d->map->numbers;
	const char *national = NULL, *country = NULL;
	uint64_t short_max = 0;
	int bare = 0, text = 0;

	d->place = "numbers";
	d->numbers = j != NULL;
	if (j == NULL)
		return site != NULL && site->country_code != NULL
		    ? doc_bad(d, "this format has no number plan for a country "
		    "code") : 0;
	if (doc_only(d, j, "country_code|national_prefix|"
	    "international_prefixes|short_max|bare|text") < 0
	    || doc_text(d, j, "country_code", &country) < 0
	    || doc_text(d, j, "national_prefix", &national) < 0
	    || doc_uint(d, j, "short_max", NUMPLAN_DIGITS_MAX, &short_max) < 0
	    || doc_word(d, j, "bare", "reject|national|international|keep",
	    &bare) < 0
	    || doc_word(d, j, "text", "reject|keep", &text) < 0
	    || read_prefixes(d, j, np) < 0)
		return -1;
	np->short_max = (unsigned)short_max;
	np->bare = (enum numplan_bare)bare;
	np->keep_text = text == 1;
	if (site != NULL && site->country_code != NULL)
		country = site->country_code;
	if (national != NULL && !digits_into(np->national, NUMPLAN_PREFIX_MAX,
	    slice_of(national)))
		return doc_bad(d, "'national_prefix' is '%s', not digits",
		    national);
	return set_country(d, country, np);
}

/* One of equals, not_equals, begins and not_begins. */
static int
read_cond(struct doc *d, json_t *j, struct map_cond *c)
{
	static const char *const keys[] = { "equals", "not_equals", "begins",
	    "not_begins" };
	unsigned i, found = 0;

	if (doc_only(d, j, "column|equals|not_equals|begins|not_begins") < 0
	    || doc_column(d, json_object_get(j, "column"), &c->column) < 0)
		return -1;
	for (i = 0; i < 4; i++) {
		if (json_object_get(j, keys[i]) == NULL)
			continue;
		found++;
		c->negate = i % 2 != 0;
		c->begins = i >= 2;
		if (doc_texts(d, j, keys[i], &c->value, &c->values) < 0)
			return -1;
	}
	return found == 1 ? 0 : doc_bad(d, "one of equals, not_equals, begins "
	    "and not_begins is wanted");
}

static int
read_where(struct doc *d, json_t *j)
{
	json_t *item;
	size_t i;

	d->place = "where";
	if (j == NULL)
		return 0;
	if (!json_is_array(j))
		return doc_bad(d, "must be a list of conditions");
	d->map->cond = arena_alloc(&d->map->mem,
	    (json_array_size(j) + 1) * sizeof(*d->map->cond));
	json_array_foreach(j, i, item)
		if (read_cond(d, item, &d->map->cond[d->map->conds++]) < 0)
			return -1;
	return 0;
}

/* ---- fields ----------------------------------------------------------- */

/* Where a field stands in the type table; own fields behind, by name. */
static unsigned
rank(const struct map_field *f)
{
	const struct type_def *t = type_def(REC_USAGE);
	unsigned i;

	for (i = 0; i < t->len; i++)
		if (t->field[i].field == f->field)
			return i;
	return i;
}

static int
field_cmp(const void *a, const void *b)
{
	unsigned ra = rank(a), rb = rank(b);

	if (ra != rb)
		return ra < rb ? -1 : 1;
	return slice_cmp(((const struct map_field *)a)->name,
	    ((const struct map_field *)b)->name);
}

static unsigned
index_of(const struct usagemap *m, enum field f)
{
	unsigned i;

	for (i = 0; i < m->fields; i++)
		if (m->field[i].field == f)
			return i + 1;
	return 0;
}

/* What bss-mediate flow makes itself. */
static bool
is_of_flow(enum field f)
{
	return f == F_IDENTIFIER || f == F_QUANTITY || f == F_UNIT
	    || f == F_IN_OCTETS || f == F_OUT_OCTETS || f == F_SAMPLING
	    || f == F_UPTIME_WRAPS || f == F_READING_QUALITY;
}

/* All that usage must have, and what ts_plus rests on. */
static int
check_fields(struct doc *d)
{
	const struct type_def *t = type_def(REC_USAGE);
	struct usagemap *m = d->map;
	size_t i;

	d->place = "fields";
	for (i = 0; i < t->len; i++) {
		enum field f = t->field[i].field;

		if (d->flow && is_of_flow(f) && index_of(m, f) != 0)
			return doc_bad(d, "'%s' is made of the flow, not "
			    "mapped", field_defs[f].name);
		if (d->detail && format_detail_makes(f)) {
			if (index_of(m, f) != 0)
				return doc_bad(d, "'%s' is made of the "
				    "session, not mapped", field_defs[f].name);
			continue;
		}
		if (t->field[i].required && f != F_USAGE_ID && f != F_SOURCE
		    && f != F_SEQ && !(d->flow && is_of_flow(f))
		    && index_of(m, f) == 0)
			return doc_bad(d, "'%s' is missing",
			    field_defs[f].name);
	}
	m->ts_at = index_of(m, F_TS);
	m->end_at = index_of(m, F_END_TS);
	m->quantity_at = index_of(m, F_QUANTITY);
	m->unordered = d->flow;
	m->elapsed = m->quantity_at != 0
	    && m->field[m->quantity_at - 1].from == MAP_ELAPSED;
	if (m->elapsed && (m->end_at == 0
	    || m->field[m->end_at - 1].from == MAP_TS_PLUS
	    || !m->field[m->end_at - 1].required))
		return doc_bad(d, "'elapsed' wants an end_ts of the row's own "
		    "that is 'required'");
	i = index_of(m, F_UNIT) - 1;
	if (m->end_at != 0 && m->field[m->end_at - 1].from == MAP_TS_PLUS
	    && (d->flow || m->field[i].from != MAP_CONSTANT
	    || !slice_is(m->field[i].text, "s")))
		return doc_bad(d, "'ts_plus' wants the constant unit 's'");
	return 0;
}

static int
read_fields(struct doc *d, json_t *j)
{
	struct usagemap *m = d->map;
	const char *name;
	json_t *item;
	char *place;
	int rc;

	d->place = "fields";
	if (!json_is_object(j))
		return doc_bad(d, "must be an object");
	json_object_foreach(j, name, item) {
		if (m->fields == USAGEMAP_FIELDS_MAX)
			return doc_bad(d, "more than %d fields",
			    USAGEMAP_FIELDS_MAX);
		d->place = place = xasprintf("fields.%s", name);
		rc = format_field_read(d, name, item, &m->field[m->fields++]);
		free(place);
		d->place = "fields";
		if (rc < 0)
			return -1;
	}
	qsort(m->field, m->fields, sizeof(m->field[0]), field_cmp);
	usagemap_compile(m);
	return check_fields(d);
}

/* ---- one document over another ------------------------------------------ */

/* Where a field comes from: one that is laid over another has its own. */
static void
origin_drop(json_t *field)
{
	static const char *const origin[] = { "column", "first", "constant",
		"template", "sum", "ts_plus", "elapsed" };
	size_t i;

	for (i = 0; i < sizeof(origin) / sizeof(origin[0]); i++)
		json_object_del(field, origin[i]);
}

static bool
has_origin(json_t *field)
{
	json_t *copy = json_copy(field);
	bool has;

	origin_drop(copy);
	has = json_object_size(copy) != json_object_size(field);
	json_decref(copy);
	return has;
}

/* Member by member; null takes one away (RFC 7396). */
static void
lay_over(json_t *base, json_t *over, bool fields)
{
	json_t *value, *old;
	const char *key;

	json_object_foreach(over, key, value) {
		old = json_object_get(base, key);
		if (json_is_null(value))
			json_object_del(base, key);
		else if (json_is_object(old) && json_is_object(value)) {
			if (fields && has_origin(value))
				origin_drop(old);
			lay_over(old, value, strcmp(key, "fields") == 0
			    || strcmp(key, "flow") == 0);
		} else
			json_object_set(base, key, value);
	}
}

/* ---- rows of several kinds ------------------------------------------------ */

/* What the map has of a row, its columns apart, becomes a kind of its own. */
static void
kind_take(struct usagemap *m, struct usagemap *k)
{
	*k = *m;
	k->mem = (struct arena){ 0 };	/* all is in the memory of the map */
	k->kind = NULL;
	k->kinds = 0;
	m->cond = NULL;
	m->conds = m->fields = 0;
	m->alone = false;
}

/* "call": false, where the records of other kinds make calls */
static int
read_alone(struct doc *d, json_t *j)
{
	if (j != NULL && !json_is_false(j))
		return doc_bad(d, "'call' can be false alone: a row of this "
		    "kind is usage by itself");
	d->map->alone = j != NULL;
	return 0;
}

/* { "where": [...], "fields": {...} }: the fields over those of all rows. */
static int
read_kind(struct doc *d, json_t *j, json_t *common, bool last)
{
	json_t *where = json_object_get(j, "where"), *fields;
	json_t *own = json_object_get(j, "fields");
	int rc = -1;

	d->place = "";
	if (doc_only(d, j, d->calls ? "where|fields|call" : "where|fields") < 0
	    || read_alone(d, json_object_get(j, "call")) < 0
	    || read_where(d, where) < 0)
		return -1;
	if (d->map->conds == 0 && !last)
		return doc_bad(d, "only the last can be without a condition: "
		    "it takes all rows");
	fields = common != NULL ? json_deep_copy(common) : json_object();
	d->place = "fields";
	if (own != NULL && !json_is_object(own))
		doc_bad(d, "must be an object");
	else {
		if (own != NULL)
			lay_over(fields, own, true);
		rc = read_fields(d, fields);
	}
	json_decref(fields);
	return rc;
}

static int
read_kinds(struct doc *d, json_t *j, json_t *common)
{
	struct usagemap *m = d->map, *kind;
	struct map_cond *cond = m->cond;
	unsigned conds = m->conds;
	size_t i, n = json_array_size(j);

	d->place = "rows";
	if (!json_is_array(j) || n == 0 || n > USAGEMAP_KINDS_MAX)
		return doc_bad(d, "must be a list of 1 to %d kinds of rows",
		    USAGEMAP_KINDS_MAX);
	if (common != NULL && !json_is_object(common)) {
		d->place = "fields";
		return doc_bad(d, "must be an object");
	}
	kind = arena_alloc(&m->mem, n * sizeof(*kind));
	m->cond = NULL;
	m->conds = 0;
	for (i = 0; i < n; i++) {
		snprintf(d->within, sizeof(d->within), "rows[%zu]", i);
		if (read_kind(d, json_array_get(j, i), common, i + 1 == n)
		    < 0)
			return -1;
		kind_take(m, &kind[i]);
	}
	d->within[0] = '\0';
	m->kind = kind;
	m->kinds = (unsigned)n;
	m->cond = cond;
	m->conds = conds;
	return 0;
}

/* fields and rows */
static int
read_maps(struct doc *d, json_t *j)
{
	json_t *rows = json_object_get(j, "rows");
	json_t *fields = json_object_get(j, "fields");

	if (rows == NULL)
		return read_fields(d, fields);
	d->calls = json_object_get(j, "call") != NULL;
	return read_kinds(d, rows, fields);
}

static int
read_zone(struct doc *d, const char *zone, const struct format_site *site)
{
	d->place = "zone";
	if (site != NULL && site->zone != NULL)
		zone = site->zone;
	if (zone == NULL && d->wall && site != NULL)
		return doc_bad(d, "times without an offset need a 'zone' (or "
		    "--zone)");
	if (zone != NULL && !zone_load(&d->map->zone, zone)) {
		diag_at(REASON_ZONE_UNKNOWN, d->path, 0,
		    "no such time zone '%s'", zone);
		return -1;
	}
	return 0;
}

/* A source is the first word of an id: no blank, no colon. */
static int
read_source(struct doc *d, json_t *j)
{
	struct usagemap *m = d->map;

	d->place = "";
	if (doc_text(d, j, "description", &m->description) < 0
	    || doc_text(d, j, "source", &m->source) < 0)
		return -1;
	if (m->description == NULL)
		return doc_bad(d, "'description' is missing");
	if (m->source == NULL || m->source[strspn(m->source,
	    "abcdefghijklmnopqrstuvwxyz0123456789-_.")] != '\0')
		return doc_bad(d, "'source' must be a word of a-z, 0-9 and "
		    "-_.");
	return 0;
}

static int
read_document(struct doc *d, json_t *j, struct format *f,
    const struct format_site *site)
{
	json_t *detail = json_object_get(j, "detail");
	const char *zone = NULL;

	if (doc_only(d, j, detail != NULL
	    ? "description|source|detail|zone|numbers|key|where|fields"
	    : "description|source|csv|json|fixed|columns|"
	    "optional_columns|more_columns|aliases|skip|until|header|trailer|"
	    "zone|numbers|"
	    "key|where|fields|rows|flow|detail|call|sequence") < 0
	    || read_source(d, j) < 0
	    || doc_text(d, j, "zone", &zone) < 0
	    || (detail != NULL ? format_detail_read(d, detail, f)
	    : format_layout_read(d, j, f)) < 0
	    || read_numbers(d, json_object_get(j, "numbers"), site) < 0
	    || read_where(d, json_object_get(j, "where")) < 0)
		return -1;
	d->place = "key";
	if (doc_columns(d, json_object_get(j, "key"), &d->map->key,
	    &d->map->keys) < 0
	    || format_flow_read(d, json_object_get(j, "flow"), f) < 0
	    || read_maps(d, j) < 0
	    || format_sequence_read(d, json_object_get(j, "sequence"), f) < 0
	    || format_call_read(d, json_object_get(j, "call"), f) < 0
	    || format_layout_finish(d, j, f) < 0)
		return -1;
	if (read_zone(d, zone, site) < 0)
		return -1;
	usagemap_share(d->map);
	return format_detail_finish(d, j, f);
}

/* NULL: said. */
static json_t *
load_document(const char *path)
{
	struct buf text = { 0 };
	json_error_t err;
	json_t *j = NULL;

	if (file_read(path, FORMAT_FILE_MAX, &text) == 0) {
		j = json_loadb(text.data, text.len, JSON_REJECT_DUPLICATES,
		    &err);
		if (j == NULL)
			diag_at(REASON_FORMAT_SYNTAX, path,
			    err.line > 0 ? (uint64_t)err.line : 0,
			    "not valid JSON: %s", err.text);
	}
	buf_release(&text);
	return j;
}

static char *
find_or_say(const char *name)
{
	char *path = find(name);

	if (path == NULL)
		diag(REASON_FORMAT_UNKNOWN, "no such format '%s'; see "
		    "bss-mediate formats%s", name,
		    is_path(name) || getenv("OSSBSS_HOME") != NULL ? ""
		    : " (OSSBSS_HOME is not set, so only the installed ones)");
	return path;
}

/*
 * "extends": the document over another format's, member by member, so that
 * a site states its zone and country and nothing else. One level only: what
 * holds must be found in two files, not in a chain.
 */
static json_t *
extended(const struct doc *d, json_t *j)
{
	const char *name = json_string_value(json_object_get(j, "extends"));
	char *path;
	json_t *base;

	if (json_object_get(j, "extends") == NULL)
		return j;
	path = name != NULL ? find_or_say(name) : NULL;
	base = path != NULL ? load_document(path) : NULL;
	free(path);
	if (name == NULL)
		doc_bad(d, "'extends' must be the name of a format");
	if (base != NULL && json_object_get(base, "extends") != NULL) {
		doc_bad(d, "'%s' extends another format itself", name);
		json_decref(base);
		base = NULL;
	}
	if (base != NULL) {
		json_object_del(j, "extends");
		lay_over(base, j, false);
	}
	json_decref(j);
	return base;
}

int
format_load(struct format *f, const char *name,
    const struct format_site *site)
{
	struct doc d = { .place = "", .map = &f->map };
	json_t *j;
	int rc;

	memset(f, 0, sizeof(*f));
	d.path = f->path = find_or_say(name);
	if (f->path == NULL || (j = load_document(f->path)) == NULL
	    || (j = extended(&d, j)) == NULL)
		return -1;
	rc = read_document(&d, j, f, site);
	f->wall = d.wall;
	json_decref(j);
	return rc;
}

void
format_release(struct format *f)
{
	free(f->path);
	if (f->radius != NULL)
		zone_release(&f->radius->cut_zone);
	usagemap_release(&f->map);
	memset(f, 0, sizeof(*f));
}
