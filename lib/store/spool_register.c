#include "store/spool_register.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/tstamp.h"
#include "store/spool_json.h"

#define STAMP_LEN	16	/* 20261001T080000Z */
#define DIGEST_LEN	32
#define PREFIX		"batch-"
#define PREFIX_LEN	6
_Static_assert(PREFIX_LEN + 2 * (STAMP_LEN + 1) + DIGEST_LEN
    == SPOOL_NAME_LEN, "the parts of a name");

char *
spool_path(const char *folder, const char *name, const char *ending)
{
	return xasprintf("%s/%s%s", folder, name, ending);
}

/*
 * Names
 */

static void
stamp_put(int64_t us, char out[STAMP_LEN + 1])
{
	struct civil c;

	civil_from_us(us, &c);
	snprintf(out, STAMP_LEN + 1, "%04u%02u%02uT%02u%02u%02uZ",
	    (unsigned)c.year % 10000, (unsigned)c.month % 100,
	    (unsigned)c.day % 100, (unsigned)c.hour % 100,
	    (unsigned)c.minute % 100, (unsigned)c.second % 100);
}

void
spool_name_make(const struct spool_sum *sum, char name[SPOOL_NAME_MAX])
{
	char first[STAMP_LEN + 1], last[STAMP_LEN + 1];

	stamp_put(sum->first_us, first);
	stamp_put(sum->last_us, last);
	snprintf(name, SPOOL_NAME_MAX, PREFIX "%s-%s-%.*s", first, last,
	    DIGEST_LEN, sum->content);
}

static bool
stamp_get(const char *p, int64_t *us)
{
	char text[TSTAMP_TEXT_MAX];
	int n;

	n = snprintf(text, sizeof(text), "%.4s-%.2s-%.2sT%.2s:%.2s:%.3s",
	    p, p + 4, p + 6, p + 9, p + 11, p + 13);
	return p[8] == 'T' && tstamp_parse((struct slice){ text, (size_t)n },
	    us);
}

bool
spool_name_parse(const char *file, const char *ending, struct spool_batch *b)
{
	const char *digest = file + SPOOL_NAME_LEN - DIGEST_LEN;

	if (strlen(file) != SPOOL_NAME_LEN + strlen(ending)
	    || memcmp(file, PREFIX, PREFIX_LEN) != 0
	    || strcmp(file + SPOOL_NAME_LEN, ending) != 0
	    || file[PREFIX_LEN + STAMP_LEN] != '-' || digest[-1] != '-'
	    || strspn(digest, "0123456789abcdef") < DIGEST_LEN
	    || !stamp_get(file + PREFIX_LEN, &b->first_us)
	    || !stamp_get(file + PREFIX_LEN + STAMP_LEN + 1, &b->last_us))
		return false;
	b->last_us += US_PER_S - 1;	/* the name has whole seconds */
	memcpy(b->name, file, SPOOL_NAME_LEN);
	b->name[SPOOL_NAME_LEN] = '\0';
	return true;
}

/*
 * Entries: writing
 */

static json_t *
origin_json(const struct spool_origin *from)
{
	json_t *o = json_object(), *files = json_array();

	for (size_t i = 0; i < from->files; i++) {
		json_t *name = json_string(from->file[i]);

		/* a file name need not be UTF-8 */
		json_array_append_new(files, name != NULL ? name
		    : json_string("?"));
	}
	if (from->files == 0)
		json_array_append_new(files, json_string("-"));
	json_object_set_new(o, "files", files);
	js_set_str(o, "tool", from->tool);
	js_set_str(o, "version", from->version);
	js_set_str(o, "run", from->run);
	return o;
}

static json_t *
recipes_json(void)
{
	json_t *o = json_object();

	js_set_int(o, "format", SPOOL_FORMAT);
	js_set_int(o, "order", SPOOL_ORDER_RECIPE);
	js_set_int(o, "identity", SPOOL_IDENTITY_RECIPE);
	js_set_int(o, "content", SPOOL_CONTENT_RECIPE);
	return o;
}

void
spool_entry_make(const char *name, const struct spool_sum *sum,
    const struct totals *totals, sum128_t ids,
    const struct spool_origin *from, struct buf *out)
{
	json_t *o = json_object();
	char digest[SUM128_HEX_MAX], *text;

	sum128_hex(ids, digest);
	js_set_str(o, "type", "batch");
	js_set_str(o, "batch", name);
	js_set_time(o, "first_ts", sum->first_us);
	js_set_time(o, "last_ts", sum->last_us);
	js_set_int(o, "records", sum->records);
	js_set_int(o, "repeated", sum->repeated);
	js_set_int(o, "conflicts", sum->conflicts);
	js_set_int(o, "rejected", from->rejected);
	js_set_int(o, "filtered", from->filtered);
	js_set_str(o, "digest", digest);
	js_set_str(o, "content_sha256", sum->content);
	js_set_str(o, "file_sha256", sum->file);
	js_set_int(o, "file_octets", sum->octets);
	json_object_set_new(o, "no_end", json_boolean(from->no_end));
	json_object_set_new(o, "source", origin_json(from));
	js_set_time(o, "landed_ts", from->landed_us);
	js_set_int(o, "landed_uid", from->uid);
	json_object_set_new(o, "recipes", recipes_json());
	json_object_set_new(o, "totals", js_totals(totals));
	text = json_dumps(o, JSON_COMPACT);
	buf_adds(out, text);
	buf_addc(out, '\n');
	free(text);
	json_decref(o);
}

/*
 * Entries: reading
 */

/* The names of what was landed, as far as they are names. */
static char *
files_of(const json_t *source)
{
	const json_t *list = json_object_get(source, "files"), *one;
	struct buf b = { 0 };
	size_t i;

	json_array_foreach(list, i, one) {
		const char *name = json_string_value(one);

		if (name == NULL || strcmp(name, "-") == 0)
			continue;
		if (b.len > 0)
			buf_addc(&b, ',');
		buf_adds(&b, name);
	}
	return buf_detach(&b);
}

static bool
entry_decode(struct spool_entry *e, const json_t *o, const char *name)
{
	if (strcmp(js_get_str(o, "batch"), name) != 0
	    || !js_get_time(o, "first_ts", &e->sum.first_us)
	    || !js_get_time(o, "last_ts", &e->sum.last_us)
	    || !js_get_int(o, "records", &e->sum.records)
	    || !js_get_int(o, "repeated", &e->sum.repeated)
	    || !js_get_int(o, "conflicts", &e->sum.conflicts)
	    || !js_get_int(o, "file_octets", &e->sum.octets)
	    || !js_get_hex(o, "content_sha256", e->sum.content)
	    || !js_get_hex(o, "file_sha256", e->sum.file)
	    || sum128_parse(slice_of(js_get_str(o, "digest")), &e->ids) != 0
	    || !js_get_totals(o, "totals", &e->totals))
		return false;
	e->no_end = json_is_true(json_object_get(o, "no_end"));
	e->landed = xstrdup(js_get_str(o, "landed_ts"));
	e->tool = xstrdup(js_get_str(json_object_get(o, "source"), "tool"));
	e->files = files_of(json_object_get(o, "source"));
	return true;
}

int
spool_entry_read(struct spool_entry *e, const char *folder, const char *name)
{
	char *path = spool_path(folder, name, ".json");
	struct buf text = { 0 };
	json_t *o = NULL;
	int rc;

	*e = (struct spool_entry){ 0 };
	rc = file_read(path, SPOOL_ENTRY_MAX, &text);
	if (rc == 0) {
		o = json_loadb(text.data, text.len, JSON_REJECT_DUPLICATES,
		    NULL);
		if (o == NULL || !entry_decode(e, o, name)) {
			diag_at(REASON_SPOOL_DAMAGED, path, 0,
			    "the register's entry is not one");
			rc = -1;
		}
	}
	if (rc == 0) {
		while (text.len > 0 && text.data[text.len - 1] == '\n')
			text.len--;
		e->text = xstrndup(text.data, text.len);
	} else
		spool_entry_release(e);
	json_decref(o);
	buf_release(&text);
	free(path);
	return rc;
}

void
spool_entry_release(struct spool_entry *e)
{
	free(e->text);
	free(e->landed);
	free(e->tool);
	free(e->files);
	totals_release(&e->totals);
	*e = (struct spool_entry){ 0 };
}

/*
 * All entries
 */

static int
batch_cmp(const void *a, const void *b)
{
	return strcmp(((const struct spool_batch *)a)->name,
	    ((const struct spool_batch *)b)->name);
}

void
spool_say_missing(const char *folder)
{
	if (errno == ENOENT)
		diag(REASON_SPOOL_MISSING, "there is no spool '%s' yet: "
		    "bss-spool add makes it", folder);
	else
		diag_errno(REASON_OPEN_FAILED, "cannot open the spool '%s'",
		    folder);
}

int
spool_register_read(struct spool_register *r, const char *folder,
    int64_t from_us, int64_t to_us)
{
	DIR *dir = opendir(folder);
	struct spool_batch b;
	struct dirent *e;
	int err;

	*r = (struct spool_register){ 0 };
	if (dir == NULL) {
		spool_say_missing(folder);
		return -1;
	}
	while ((void)(errno = 0), (e = readdir(dir)) != NULL) {
		if (!spool_name_parse(e->d_name, ".json", &b)
		    || b.first_us >= to_us || b.last_us < from_us)
			continue;
		GROW(r->batch, r->len, r->cap);
		r->batch[r->len++] = b;
	}
	err = errno;
	closedir(dir);
	if (err != 0) {
		errno = err;
		diag_errno(REASON_READ_FAILED, "cannot read the spool '%s'",
		    folder);
		spool_register_release(r);
		return -1;
	}
	if (r->len > 1)
		qsort(r->batch, r->len, sizeof(*r->batch), batch_cmp);
	return 0;
}

void
spool_register_release(struct spool_register *r)
{
	free(r->batch);
	*r = (struct spool_register){ 0 };
}
