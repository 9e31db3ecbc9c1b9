#include "store/spool_act.h"

#include <dirent.h>
#include <errno.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/tool.h"
#include "store/spool_json.h"
#include "store/spool_register.h"
#include "store/who.h"

#define ACT_NAME_FMT	"act-%08zu"
#define ACT_NAME_LEN	12
#define LIST_MAX	((size_t)512 << 20)
#define LINE_OCTETS	(SPOOL_NAME_LEN + 1 + SHA256_HEX_MAX)	/* newline */

static const char *const kind_name[ACT_KINDS] = {
	[ACT_SEAL] = "seal", [ACT_UNSEAL] = "unseal",
	[ACT_WITHDRAW] = "withdraw", [ACT_RESTORE] = "restore",
	[ACT_SETTLE] = "settle", [ACT_PURGE] = "purge",
};

const char *
spool_act_name(enum spool_act_kind k)
{
	return kind_name[k];
}

static char *
act_path(const char *folder, size_t n, const char *ending)
{
	return xasprintf("%s/" ACT_NAME_FMT "%s", folder, n, ending);
}

static void
digest_of(const struct buf *b, char hex[SHA256_HEX_MAX])
{
	struct sha256 *sha = sha256_new();

	sha256_add(sha, b->data, b->len);
	sha256_end_hex(sha, hex);
	sha256_free(sha);
}

static int
damaged(const char *path, const char *what)
{
	diag_at(REASON_SPOOL_DAMAGED, path, 0, "%s", what);
	return -1;
}

/*
 * Reading
 */

/* The number of the last act: the folder's greatest. -1: said */
static int
acts_count(const char *folder, size_t *last)
{
	DIR *dir = opendir(folder);
	struct dirent *e;

	*last = 0;
	if (dir == NULL) {
		spool_say_missing(folder);
		return -1;
	}
	while ((e = readdir(dir)) != NULL) {
		const char *s = e->d_name;
		size_t n = 0;

		if (strncmp(s, "act-", 4) != 0
		    || strspn(s + 4, "0123456789") != ACT_NAME_LEN - 4
		    || strcmp(s + ACT_NAME_LEN, ".json") != 0)
			continue;
		for (s += 4; *s != '.'; s++)
			n = n * 10 + (size_t)(*s - '0');
		*last = n > *last ? n : *last;
	}
	closedir(dir);
	return 0;
}

static bool
kind_parse(const char *name, enum spool_act_kind *out)
{
	for (int k = 0; k < ACT_KINDS; k++)
		if (strcmp(name, kind_name[k]) == 0) {
			*out = (enum spool_act_kind)k;
			return true;
		}
	return false;
}

/* Is it the act n, behind the one with that digest? */
static bool
act_decode(struct spool_act *a, const struct buf *text, size_t n,
    const char *before)
{
	uint64_t number;

	a->doc = json_loadb(text->data, text->len, JSON_REJECT_DUPLICATES,
	    NULL);
	return a->doc != NULL && js_get_int(a->doc, "act", &number)
	    && number == n && kind_parse(js_get_str(a->doc, "action"), &a->kind)
	    && strcmp(js_get_str(a->doc, "previous"), before) == 0;
}

static int
act_read(struct spool_acts *acts, const char *folder, size_t n)
{
	char *path = act_path(folder, n, ".json");
	struct spool_act a = { 0 };
	struct buf text = { 0 };
	int rc = 0;

	if (access(path, F_OK) != 0)
		rc = damaged(path, "an act is missing");
	else
		rc = file_read(path, SPOOL_ENTRY_MAX, &text);
	if (rc == 0 && !act_decode(&a, &text, n, acts->last)) {
		rc = damaged(path, "not the act that follows the one before");
		json_decref(a.doc);
	} else if (rc == 0) {
		digest_of(&text, acts->last);
		a.text = xstrndup(text.data, text.len > 0
		    && text.data[text.len - 1] == '\n' ? text.len - 1
		    : text.len);
		GROW(acts->item, acts->len, acts->cap);
		acts->item[acts->len++] = a;
	}
	buf_release(&text);
	free(path);
	return rc;
}

int
spool_acts_read(struct spool_acts *acts, const char *folder)
{
	size_t last;
	int rc;

	*acts = (struct spool_acts){ 0 };
	rc = acts_count(folder, &last);
	for (size_t n = 1; n <= last && rc == 0; n++)
		rc = act_read(acts, folder, n);
	if (rc != 0)
		spool_acts_release(acts);
	return rc;
}

void
spool_acts_release(struct spool_acts *acts)
{
	for (size_t i = 0; i < acts->len; i++) {
		json_decref(acts->item[i].doc);
		free(acts->item[i].text);
	}
	free(acts->item);
	*acts = (struct spool_acts){ 0 };
}

/*
 * Lists
 */

/* A batch and nothing else: files are read and removed by these names. */
static bool
line_parse(const char *p, struct spool_listed *out)
{
	struct spool_batch b;

	memcpy(out->name, p, SPOOL_NAME_LEN);
	out->name[SPOOL_NAME_LEN] = '\0';
	memcpy(out->entry, p + SPOOL_NAME_LEN + 1, SHA256_HEX_MAX - 1);
	out->entry[SHA256_HEX_MAX - 1] = '\0';
	return spool_name_parse(out->name, "", &b)
	    && p[SPOOL_NAME_LEN] == ' ' && p[LINE_OCTETS - 1] == '\n';
}

static bool
list_decode(struct spool_list *l, const struct buf *text)
{
	if (text->len % LINE_OCTETS != 0)
		return false;
	for (size_t at = 0; at < text->len; at += LINE_OCTETS) {
		GROW(l->item, l->len, l->cap);
		if (!line_parse(text->data + at, &l->item[l->len++]))
			return false;
		if (l->len > 1 && strcmp(l->item[l->len - 2].name,
		    l->item[l->len - 1].name) >= 0)
			return false;
	}
	return true;
}

int
spool_list_read(struct spool_list *l, const char *folder, size_t n,
    const struct spool_act *a)
{
	char *path = act_path(folder, n, ".list"), digest[SHA256_HEX_MAX];
	struct buf text = { 0 };
	int rc;

	*l = (struct spool_list){ 0 };
	rc = file_read(path, LIST_MAX, &text);
	if (rc == 0) {
		digest_of(&text, digest);
		if (strcmp(digest, js_get_str(a->doc, "list_sha256")) != 0
		    || !list_decode(l, &text))
			rc = damaged(path, "not the list of its act");
	}
	if (rc != 0)
		spool_list_release(l);
	buf_release(&text);
	free(path);
	return rc;
}

void
spool_list_release(struct spool_list *l)
{
	free(l->item);
	*l = (struct spool_list){ 0 };
}

static int
listed_cmp(const void *key, const void *item)
{
	return strcmp(key, ((const struct spool_listed *)item)->name);
}

const struct spool_listed *
spool_list_find(const struct spool_list *l, const char *name)
{
	return l->len == 0 ? NULL : bsearch(name, l->item, l->len,
	    sizeof(*l->item), listed_cmp);
}

/*
 * Writing
 */

static void
list_text(const struct spool_list *l, struct buf *out)
{
	for (size_t i = 0; i < l->len; i++)
		buf_addf(out, "%s %s\n", l->item[i].name, l->item[i].entry);
}

/* Text that a person typed: octets that JSON cannot hold are written out. */
static void
set_words(json_t *o, const char *key, struct slice words)
{
	struct buf b = { 0 };

	vis_add(&b, words);
	js_set_str(o, key, buf_str(&b));
	buf_release(&b);
}

static void
act_text(const struct spool_acts *acts, const struct spool_act_def *def,
    const struct buf *list, json_t *members, struct buf *out)
{
	char digest[SHA256_HEX_MAX], *text;
	struct who who = who_am_i();
	json_t *o = json_object();

	js_set_str(o, "type", "act");
	js_set_int(o, "act", acts->len + 1);
	js_set_str(o, "action", kind_name[def->kind]);
	js_set_time(o, "at", def->at_us);
	js_set_int(o, "uid", (uint64_t)who.uid);
	set_words(o, "user", who.user);
	set_words(o, "sudo_user", who.sudo_user);
	set_words(o, "why", slice_of(def->why));
	js_set_str(o, "previous", acts->last);
	if (def->list != NULL) {
		digest_of(list, digest);
		js_set_int(o, "batches", def->list->len);
		js_set_str(o, "list_sha256", digest);
	}
	json_object_update(o, members);
	text = json_dumps(o, JSON_COMPACT);
	buf_adds(out, text);
	buf_addc(out, '\n');
	free(text);
	json_decref(o);
}

int
spool_act_commit(struct spool_land *l, const struct spool_acts *acts,
    const struct spool_act_def *def, json_t *doc)
{
	char *before = acts->len == 0 ? NULL : xasprintf(ACT_NAME_FMT,
	    acts->len);
	char *name = xasprintf(ACT_NAME_FMT, acts->len + 1);
	struct buf list = { 0 }, text = { 0 };
	int rc;

	if (def->list != NULL)
		list_text(def->list, &list);
	act_text(acts, def, &list, doc, &text);
	rc = spool_land_act(l, before, name, def->list != NULL ? &list : NULL,
	    &text);
	json_decref(doc);
	buf_release(&list);
	buf_release(&text);
	free(before);
	free(name);
	return rc;
}
