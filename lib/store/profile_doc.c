/*
 * profile_doc.c (store) - values of a profile's document
 */
#include "base/diag.h"
#include "base/money.h"
#include "oss/pattern.h"
#include "oss/plan.h"
#include "oss/stdmib.h"
#include "store/profile_doc.h"

#define SUBID_MAX	UINT32_MAX

/* enum text_form */
static const char forms[] = "text|hex|mac|gpon|oid-last";

/* ---- places and plain members ------------------------------------------- */

int
pdoc_bad(const struct pdoc *d, const char *fmt, ...)
{
	struct buf text = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&text, fmt, ap);
	va_end(ap);
	diag_at(REASON_PROFILE_INVALID, d->path, 0, "%s%s%s", d->place,
	    d->place[0] != '\0' ? ": " : "", buf_str(&text));
	buf_release(&text);
	return -1;
}

size_t
pdoc_enter(struct pdoc *d, const char *key, size_t entry)
{
	size_t n = strlen(d->place);

	if (entry == PDOC_MEMBER)
		snprintf(d->place + n, sizeof(d->place) - n, "%s%s",
		    n != 0 ? "." : "", key);
	else
		snprintf(d->place + n, sizeof(d->place) - n, "[%zu]",
		    entry + 1);
	return n;
}

void
pdoc_leave(struct pdoc *d, size_t n)
{
	d->place[n] = '\0';
}

/* Index of word in "a|b|c", -1 when it is not there. */
static int
word_index(const char *words, const char *word)
{
	size_t n = strlen(word);
	const char *p = words;

	for (int i = 0; p != NULL; i++) {
		const char *end = strchrnul(p, '|');

		if ((size_t)(end - p) == n && memcmp(p, word, n) == 0)
			return i;
		p = *end != '\0' ? end + 1 : NULL;
	}
	return -1;
}

int
pdoc_only(const struct pdoc *d, json_t *obj, const char *keys)
{
	const char *key;
	json_t *item;

	if (!json_is_object(obj))
		return pdoc_bad(d, "must be an object");
	json_object_foreach(obj, key, item)
		if (word_index(keys, key) < 0)
			return pdoc_bad(d, "'%s' is not known here, it must "
			    "be one of %s", key, keys);
	return 0;
}

int
pdoc_text(const struct pdoc *d, const json_t *obj, const char *key,
    struct slice *out)
{
	const json_t *j = json_object_get(obj, key);

	if (j == NULL)
		return 0;
	if (!json_is_string(j) || json_string_length(j) == 0)
		return pdoc_bad(d, "'%s' must be text", key);
	*out = arena_slice(&d->all->mem, (struct slice){
	    json_string_value(j), json_string_length(j) });
	return 0;
}

int
pdoc_int(const struct pdoc *d, const json_t *obj, const char *key,
    int64_t min, int64_t max, int64_t *out)
{
	const json_t *j = json_object_get(obj, key);

	if (j == NULL)
		return 0;
	if (!json_is_integer(j) || json_integer_value(j) < min
	    || json_integer_value(j) > max)
		return pdoc_bad(d, "'%s' must be a whole number from %jd to "
		    "%jd", key, (intmax_t)min, (intmax_t)max);
	*out = json_integer_value(j);
	return 0;
}

int
pdoc_word(const struct pdoc *d, const json_t *obj, const char *key,
    const char *words, int *out)
{
	const json_t *j = json_object_get(obj, key);
	int i;

	if (j == NULL)
		return 0;
	i = json_is_string(j) ? word_index(words, json_string_value(j)) : -1;
	if (i < 0)
		return pdoc_bad(d, "'%s' must be one of %s", key, words);
	*out = i;
	return 0;
}

int
pdoc_entries(const struct pdoc *d, const json_t *j, size_t *n)
{
	*n = json_is_array(j) ? json_array_size(j) : j != NULL;
	if (*n > PDOC_LIST_MAX)
		return pdoc_bad(d, "more than %d entries", PDOC_LIST_MAX);
	return 0;
}

json_t *
pdoc_entry(json_t *j, size_t i)
{
	return json_is_array(j) ? json_array_get(j, i) : j;
}

void *
pdoc_alloc(struct pdoc *d, size_t n, size_t size)
{
	return arena_alloc(&d->all->mem, (n + 1) * size);
}

int
pdoc_pattern(struct pdoc *d, const json_t *j, regex_t **out)
{
	const char *text = json_string_value(j);
	struct profiles *all = d->all;
	regex_t *re;

	re = xcalloc(1, sizeof(*re));
	if (text == NULL || !pattern_compile(re, slice_of(text), 0)) {
		free(re);
		return pdoc_bad(d, "'%s' is no " PATTERN_TAKEN,
		    text == NULL ? "" : text);
	}
	GROW(all->pattern, all->patterns, all->pattern_cap);
	all->pattern[all->patterns++] = re;
	*out = re;
	return 0;
}

/* ---- columns and references --------------------------------------------- */

/* "1.3.6.1.2.1.1"; a scalar's .0 is dropped. */
static int
read_oid(struct pdoc *d, const char *p, snmp_subid *id, size_t *len)
{
	uint64_t n;

	*len = 0;
	for (p += *p == '.'; *len < PLAN_PREFIX_MAX + 1; p++) {
		if (*p < '0' || *p > '9')
			return pdoc_bad(d, "not an OID: digits with dots "
			    "between");
		for (n = 0; *p >= '0' && *p <= '9' && n <= SUBID_MAX; p++)
			n = n * 10 + (uint64_t)(*p - '0');
		if (n > SUBID_MAX)
			break;
		id[(*len)++] = n;
		if (*p != '.')
			break;
	}
	if (*p == '\0' && *len > 3 && id[*len - 1] == 0)
		(*len)--;
	if (*p != '\0' || *len < 3 || *len > PLAN_PREFIX_MAX)
		return pdoc_bad(d, "an OID must have 3 to %d numbers of 32 "
		    "bits", PLAN_PREFIX_MAX);
	return 0;
}

int
pdoc_column(struct pdoc *d, const json_t *j, size_t *out)
{
	struct profile *p = d->profile;
	snmp_subid id[PLAN_PREFIX_MAX + 1], *own;
	struct oid_ref name = { id, 0 };
	int std;

	if (!json_is_string(j))
		return pdoc_bad(d, "an OID must be text");
	if (read_oid(d, json_string_value(j), id, &name.len) < 0)
		return -1;
	std = std_find(name);
	if (std >= 0 && std_is_key(std)) {	/* asked of everyone anyway */
		*out = (size_t)std;
		return 0;
	}
	for (unsigned i = 0; i < p->columns; i++) {
		if (oid_cmp(p->column[i], name) == 0) {
			*out = STD_COLUMNS + i;
			return 0;
		}
	}
	if (p->columns == PROFILE_COLUMNS_MAX)
		return pdoc_bad(d, "more than %d columns",
		    PROFILE_COLUMNS_MAX);
	own = pdoc_alloc(d, name.len, sizeof(*own));
	memcpy(own, id, name.len * sizeof(*own));
	p->column[p->columns] = (struct oid_ref){ own, name.len };
	*out = STD_COLUMNS + p->columns++;
	return 0;
}

/* A place in the row's index, or a constant as text: [1, "0"] */
static int
read_part(struct pdoc *d, const json_t *j, struct cell_ref *r)
{
	uint64_t n;

	if (json_is_integer(j)) {
		n = json_integer_value(j) > 0 && json_integer_value(j)
		    <= OID_LEN_MAX ? (uint64_t)json_integer_value(j) : 0;
		if (n == 0)
			return pdoc_bad(d, "places in an index count from 1");
	} else if (!json_is_string(j) || u64_parse(slice_of(
	    json_string_value(j)), &n) != NUM_OK || n > UINT32_MAX) {
		return pdoc_bad(d, "'index' must be a list of places, or "
		    "numbers as text");
	}
	r->part[r->parts].constant = json_is_string(j);
	r->part[r->parts++].n = (uint32_t)n;
	return 0;
}

static int
read_index(struct pdoc *d, json_t *j, struct cell_ref *r)
{
	if (j == NULL)
		return 0;
	if (!json_is_array(j) || json_array_size(j) == 0
	    || json_array_size(j) > PROFILE_PARTS_MAX)
		return pdoc_bad(d, "'index' must be a list of 1 to %d places",
		    PROFILE_PARTS_MAX);
	for (size_t i = 0; i < json_array_size(j); i++)
		if (read_part(d, json_array_get(j, i), r) < 0)
			return -1;
	return 0;
}

static int
pdoc_ref(struct pdoc *d, json_t *j, struct cell_ref *r)
{
	json_t *key;

	*r = (struct cell_ref){ .key = NO_COLUMN };
	if (json_is_string(j))
		return pdoc_column(d, j, &r->column);
	if (!json_is_object(j) || json_object_get(j, "oid") == NULL)
		return pdoc_bad(d, "must be an OID or an object with 'oid'");
	if (pdoc_column(d, json_object_get(j, "oid"), &r->column) < 0
	    || read_index(d, json_object_get(j, "index"), r) < 0)
		return -1;
	key = json_object_get(j, "key");
	return key != NULL ? pdoc_column(d, key, &r->key) : 0;
}

/* ---- numbers, words ----------------------------------------------------- */

static int
read_missing(struct pdoc *d, json_t *j, struct number_source *s)
{
	size_t n;

	if (pdoc_entries(d, j, &n) < 0)
		return -1;
	s->missing = pdoc_alloc(d, n, sizeof(*s->missing));
	for (size_t i = 0; i < n; i++) {
		if (!json_is_integer(pdoc_entry(j, i)))
			return pdoc_bad(d, "'missing' must be whole numbers");
		s->missing[s->missings++] = json_integer_value(
		    pdoc_entry(j, i));
	}
	return 0;
}

/* [least, most] */
static int
read_within(struct pdoc *d, const json_t *j, struct number_source *s)
{
	const json_t *least = json_array_get(j, 0), *most = json_array_get(j,
	    1);

	if (j == NULL)
		return 0;
	if (json_array_size(j) != 2 || !json_is_integer(least)
	    || !json_is_integer(most)
	    || json_integer_value(least) > json_integer_value(most))
		return pdoc_bad(d, "'within' must be two whole numbers, the "
		    "least and the most");
	s->least = json_integer_value(least);
	s->most = json_integer_value(most);
	return 0;
}

static int
read_number(struct pdoc *d, json_t *j, struct number_source *s)
{
	int64_t exponent = 0, multiply = 1, divide = 1, bits = 0;
	int convert = -1;
	json_t *precision, *pattern;

	*s = (struct number_source){ .given = true, .precision = NO_COLUMN,
	    .least = INT64_MIN, .most = INT64_MAX };
	if (json_is_object(j) && pdoc_only(d, j, "oid|index|key|scale|"
	    "multiply|divide|add|signed_bits|precision|missing|within|"
	    "pattern|convert") < 0)
		return -1;
	if (pdoc_ref(d, j, &s->ref) < 0
	    || pdoc_int(d, j, "scale", -12, 12, &exponent) < 0
	    || pdoc_int(d, j, "multiply", 1, UINT32_MAX, &multiply) < 0
	    || pdoc_int(d, j, "divide", 1, UINT32_MAX, &divide) < 0
	    || pdoc_int(d, j, "signed_bits", 8, 32, &bits) < 0
	    || pdoc_word(d, j, "convert", "dbm", &convert) < 0
	    || pdoc_int(d, j, "add", INT32_MIN, INT32_MAX, &s->add) < 0
	    || read_missing(d, json_object_get(j, "missing"), s) < 0
	    || read_within(d, json_object_get(j, "within"), s) < 0)
		return -1;
	pattern = json_object_get(j, "pattern");
	if (pattern != NULL && pdoc_pattern(d, pattern, &s->pattern) < 0)
		return -1;
	s->exponent = (int)exponent;
	s->multiply = (uint32_t)multiply;
	s->divide = (uint32_t)divide;
	s->bits = (unsigned)bits;
	s->dbm = convert == 0;
	precision = json_object_get(j, "precision");
	return precision != NULL ? pdoc_column(d, precision, &s->precision)
	    : 0;
}

int
pdoc_number(struct pdoc *d, json_t *obj, const char *key,
    struct number_source *s)
{
	json_t *j = json_object_get(obj, key);
	size_t back;
	int rc;

	*s = (struct number_source){ .precision = NO_COLUMN };
	if (j == NULL)
		return 0;
	back = pdoc_enter(d, key, PDOC_MEMBER);
	rc = read_number(d, j, s);
	pdoc_leave(d, back);
	return rc;
}

/* { "1": "ok", "other": "failed" }; other is the word for the rest. */
static int
read_map(struct pdoc *d, json_t *map, const char *values,
    struct profile_word **out, unsigned *n, struct profile_word *other)
{
	const char *key;
	json_t *item;
	struct profile_word w;

	if (!json_is_object(map) || json_object_size(map) > PDOC_LIST_MAX)
		return pdoc_bad(d, "'map' must be an object of words");
	*out = pdoc_alloc(d, json_object_size(map), sizeof(**out));
	json_object_foreach(map, key, item) {
		w = (struct profile_word){ 0 };
		if (!json_is_string(item) || json_string_length(item) == 0)
			return pdoc_bad(d, "'map' must be an object of words");
		w.text = arena_strdup(&d->all->mem,
		    slice_of(json_string_value(item)));
		if (values != NULL
		    && (w.value = word_index(values, w.text)) < 0)
			return pdoc_bad(d, "'%s' must be one of %s", w.text,
			    values);
		if (other != NULL && strcmp(key, "other") == 0) {
			*other = w;
			continue;
		}
		if (i64_parse(slice_of(key), &w.n) != NUM_OK)
			return pdoc_bad(d, "'%s' in 'map' is no number", key);
		(*out)[(*n)++] = w;
	}
	return 0;
}

static int
read_words(struct pdoc *d, json_t *j, const char *values,
    struct word_source *s)
{
	s->given = true;
	if (pdoc_only(d, j, "oid|index|key|map") < 0
	    || pdoc_ref(d, j, &s->ref) < 0)
		return -1;
	return read_map(d, json_object_get(j, "map"), values, &s->word,
	    &s->words, &s->other);
}

int
pdoc_words(struct pdoc *d, json_t *obj, const char *key, const char *values,
    struct word_source *s)
{
	json_t *j = json_object_get(obj, key);
	size_t back;
	int rc;

	*s = (struct word_source){ 0 };
	if (j == NULL)
		return 0;
	back = pdoc_enter(d, key, PDOC_MEMBER);
	rc = read_words(d, j, values, s);
	pdoc_leave(d, back);
	return rc;
}

/* ---- texts -------------------------------------------------------------- */

static int
read_source(struct pdoc *d, json_t *j, struct text_source *s)
{
	int form = TEXT_PLAIN;
	json_t *pattern, *map;

	if (json_is_object(j) && json_object_get(j, "descr") != NULL) {
		s->descr = true;
		return pdoc_only(d, j, "descr") < 0 ? -1
		    : pdoc_pattern(d, json_object_get(j, "descr"),
		    &s->pattern);
	}
	if ((json_is_object(j)
	    && pdoc_only(d, j, "oid|index|key|form|pattern|map") < 0)
	    || pdoc_ref(d, j, &s->ref) < 0
	    || pdoc_word(d, j, "form", forms, &form)
	    < 0)
		return -1;
	s->form = (enum text_form)form;
	map = json_object_get(j, "map");
	if (map != NULL
	    && read_map(d, map, NULL, &s->word, &s->words, NULL) < 0)
		return -1;
	pattern = json_object_get(j, "pattern");
	return pattern != NULL ? pdoc_pattern(d, pattern, &s->pattern) : 0;
}

int
pdoc_sources(struct pdoc *d, json_t *obj, const char *key,
    struct text_source **out, unsigned *len)
{
	json_t *j = json_object_get(obj, key);
	size_t n, back = pdoc_enter(d, key, PDOC_MEMBER);
	int rc = pdoc_entries(d, j, &n);

	*out = rc == 0 ? pdoc_alloc(d, n, sizeof(**out)) : NULL;
	*len = 0;
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = read_source(d, pdoc_entry(j, i), &(*out)[(*len)++]);
	pdoc_leave(d, back);
	return rc;
}

static int
read_piece(struct pdoc *d, json_t *j, struct piece *p)
{
	static const char *const kinds[] = { "text", "oid", "part",
	    "if_index", "physical", NULL, "string" };
	int64_t part = 0, shift = 0, mask = UINT32_MAX;
	const json_t *of = NULL;
	int kind, form = TEXT_PLAIN;

	*p = (struct piece){ .kind = PIECE_CELL };
	if (json_is_string(j))
		return pdoc_ref(d, j, &p->ref);
	for (kind = 0; kind <= PIECE_STRING && of == NULL; kind++) {
		if (kinds[kind] != NULL)
			of = json_object_get(j, kinds[kind]);
		if (of != NULL)
			p->kind = (enum piece_kind)kind;
	}
	if (of == NULL)
		return pdoc_bad(d, "must be an OID, or an object with one of "
		    "text, oid, part, if_index, physical, string");
	if (p->kind == PIECE_TEXT)
		return pdoc_only(d, j, "text") < 0 ? -1
		    : pdoc_text(d, j, "text", &p->text);
	if (p->kind == PIECE_CELL) {
		if (pdoc_only(d, j, "oid|index|key|form") < 0
		    || pdoc_word(d, j, "form", forms, &form) < 0)
			return -1;
		p->form = (enum text_form)form;
		return pdoc_ref(d, j, &p->ref);
	}
	if (pdoc_only(d, j, "part|if_index|physical|string|shift|mask") < 0)
		return -1;
	d->profile->physical |= p->kind == PIECE_PHYSICAL;
	if (!json_is_integer(of)) {
		p->has_ref = true;
		return pdoc_ref(d, json_object_get(j, kinds[p->kind]),
		    &p->ref);
	}
	if (pdoc_int(d, j, kinds[p->kind], 1, OID_LEN_MAX, &part) < 0
	    || pdoc_int(d, j, "shift", 0, 31, &shift) < 0
	    || pdoc_int(d, j, "mask", 1, UINT32_MAX, &mask) < 0)
		return -1;
	p->part = (unsigned)part;
	p->shift = (unsigned)shift;
	p->mask = (uint32_t)mask;
	return 0;
}

int
pdoc_pieces(struct pdoc *d, json_t *obj, const char *key, struct pieces *out)
{
	json_t *j = json_object_get(obj, key);
	size_t n, back = pdoc_enter(d, key, PDOC_MEMBER);
	int rc = pdoc_entries(d, j, &n);

	*out = (struct pieces){ 0 };
	if (rc == 0 && n > PROFILE_PARTS_MAX)
		rc = pdoc_bad(d, "more than %d pieces", PROFILE_PARTS_MAX);
	if (rc == 0)
		out->piece = pdoc_alloc(d, n, sizeof(*out->piece));
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = read_piece(d, pdoc_entry(j, i),
		    &out->piece[out->len++]);
	pdoc_leave(d, back);
	return rc;
}

static int
read_filter(struct pdoc *d, json_t *j, struct row_filter *f)
{
	json_t *values = json_object_get(j, "values");
	json_t *pattern = json_object_get(j, "pattern");
	bool part = json_object_get(j, "part") != NULL;
	int64_t at = 0;
	size_t n;

	f->given = true;
	if (pdoc_only(d, j, part ? "part|values"
	    : "oid|index|key|values|pattern") < 0
	    || (part ? pdoc_int(d, j, "part", 1, OID_LEN_MAX, &at)
	    : pdoc_ref(d, j, &f->ref)) < 0
	    || pdoc_entries(d, values, &n) < 0)
		return -1;
	f->part = (unsigned)at;
	if ((values != NULL) == (pattern != NULL))
		return pdoc_bad(d, "needs either 'values' or 'pattern'");
	if (pattern != NULL)
		return pdoc_pattern(d, pattern, &f->pattern);
	f->value = pdoc_alloc(d, n, sizeof(*f->value));
	for (size_t i = 0; i < n; i++) {
		if (!json_is_integer(pdoc_entry(values, i)))
			return pdoc_bad(d, "'values' must be whole numbers");
		f->value[f->values++] = json_integer_value(
		    pdoc_entry(values, i));
	}
	return 0;
}

int
pdoc_filter(struct pdoc *d, json_t *obj, struct row_filter *f)
{
	json_t *j = json_object_get(obj, "where");
	size_t back;
	int rc;

	*f = (struct row_filter){ 0 };
	if (j == NULL)
		return 0;
	back = pdoc_enter(d, "where", PDOC_MEMBER);
	rc = read_filter(d, j, f);
	pdoc_leave(d, back);
	return rc;
}
