/*
 * profile.c (store) - the files of device profiles
 */
#include <dirent.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"
#include "store/profile_doc.h"
#include "store/profile_head.h"

#define SUFFIX		".json"
#define SUFFIX_LEN	(sizeof(SUFFIX) - 1)
#define PARENTS_MAX	4	/* a chain longer than that is a mistake */

static const char members[] = "description|verified|vendor|parent|match|"
    "model|os_version|serial|cpu|memory|sensors|terminations|"
    "entity_sensors|lldp";

/* A file before it is a profile. */
struct source {
	char	*name, *path;
	struct buf text;
	json_t	*doc;		/* NULL: not parsed yet, or bad */
	bool	 own;
	bool	 bad;		/* not usable, said */
};
struct profile_sources {
	struct source	*item;	/* by name, own ones first */
	size_t		 len, cap;
};

/* ---- files -------------------------------------------------------------- */

static void
source_add(struct profile_sources *s, const char *folder, const char *file, bool own)
{
	GROW(s->item, s->len, s->cap);
	s->item[s->len++] = (struct source){
	    .name = xstrndup(file, strlen(file) - SUFFIX_LEN),
	    .path = xasprintf("%s/%s", folder, file), .own = own };
}

static void
add_folder(struct profile_sources *s, char *folder, bool own)
{
	DIR *dir = folder != NULL ? opendir(folder) : NULL;
	struct dirent *e;
	size_t n;

	while (dir != NULL && (e = readdir(dir)) != NULL) {
		n = strlen(e->d_name);
		if (e->d_name[0] != '.' && n > SUFFIX_LEN
		    && strcmp(e->d_name + n - SUFFIX_LEN, SUFFIX) == 0)
			source_add(s, folder, e->d_name, own);
	}
	if (dir != NULL)
		closedir(dir);
	free(folder);
}

static int
source_cmp(const void *va, const void *vb)
{
	const struct source *a = va, *b = vb;
	int c = strcmp(a->name, b->name);

	return c != 0 ? c : (int)b->own - (int)a->own;
}

static json_t *
parse(const char *path, struct slice text)
{
	json_error_t err;
	json_t *j = json_loadb(text.p != NULL ? text.p : "", text.len,
	    JSON_REJECT_DUPLICATES, &err);

	if (j == NULL)
		diag_at(REASON_PROFILE_SYNTAX, path,
		    err.line > 0 ? (uint64_t)err.line : 0,
		    "not valid JSON: %s", err.text);
	return j;
}

/* Parsed when it is asked for. NULL: it is bad, said. */
static json_t *
source_doc(struct source *f)
{
	if (f->doc == NULL && !f->bad) {
		f->doc = parse(f->path, buf_slice(&f->text));
		f->bad = f->doc == NULL;
	}
	return f->doc;
}

/* The first of a name that can be used. */
static struct source *
source_find(const struct profile_sources *s, const char *name)
{
	size_t lo = 0, hi = s->len, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (strcmp(s->item[mid].name, name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < s->len && strcmp(s->item[lo].name, name) == 0; lo++) {
		if (!s->item[lo].bad)
			return &s->item[lo];
	}
	return NULL;
}

static void
sources_read(struct profile_sources *s)
{
	for (size_t i = 0; i < s->len; i++) {
		struct source *f = &s->item[i];

		f->bad = file_read(f->path, PROFILE_FILE_MAX, &f->text) < 0;
		if (f->own)
			source_doc(f);
	}
}

static void
sources_free(struct profile_sources *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->len; i++) {
		free(s->item[i].name);
		free(s->item[i].path);
		buf_release(&s->item[i].text);
		json_decref(s->item[i].doc);
	}
	free(s->item);
	free(s);
}

/* ---- parents ------------------------------------------------------------ */

/* Lists add up, the child's first; of anything else the child's holds. */
static void
inherit(json_t *doc, json_t *parent)
{
	json_t *own, *item, *list;
	const char *key;
	size_t i;

	json_object_foreach(parent, key, item) {
		own = json_object_get(doc, key);
		if (strcmp(key, "match") == 0 || strcmp(key, "parent") == 0
		    || strcmp(key, "verified") == 0)
			continue;
		if (own == NULL) {
			json_object_set(doc, key, item);
		} else if ((strcmp(key, "sensors") == 0
		    || strcmp(key, "terminations") == 0)
		    && json_is_array(own) && json_is_array(item)) {
			list = json_copy(own);
			for (i = 0; i < json_array_size(item); i++)
				json_array_append(list,
				    json_array_get(item, i));
			json_object_set_new(doc, key, list);
		}
	}
}

static int
take_parents(struct pdoc *d, json_t *doc, const struct profile_sources *s)
{
	const json_t *name = json_object_get(doc, "parent");
	struct source *up;

	for (int i = 0; name != NULL; i++) {
		if (!json_is_string(name))
			return pdoc_bad(d, "'parent' must be text");
		up = source_find(s, json_string_value(name));
		if (up == NULL || source_doc(up) == NULL)
			return pdoc_bad(d, "there is no parent '%s'",
			    json_string_value(name));
		if (i == PARENTS_MAX)
			return pdoc_bad(d, "more than %d parents above each "
			    "other", PARENTS_MAX);
		name = json_object_get(up->doc, "parent");
		inherit(doc, up->doc);
	}
	return 0;
}

/* ---- documents ---------------------------------------------------------- */

static int
read_patterns(struct pdoc *d, json_t *obj, const char *key, regex_t ***out,
    unsigned *len)
{
	json_t *j = json_object_get(obj, key);
	size_t n, back = pdoc_enter(d, key, PDOC_MEMBER);
	int rc = pdoc_entries(d, j, &n);

	*len = 0;
	if (rc == 0)
		*out = pdoc_alloc(d, n, sizeof(**out));
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = pdoc_pattern(d, pdoc_entry(j, i), &(*out)[(*len)++]);
	pdoc_leave(d, back);
	return rc;
}

static int
read_object_ids(struct pdoc *d, json_t *j, struct match_rule *m)
{
	const char *text;
	size_t n;

	if (pdoc_entries(d, j, &n) < 0)
		return -1;
	m->object_id = pdoc_alloc(d, n, sizeof(*m->object_id));
	for (size_t i = 0; i < n; i++) {
		text = json_string_value(pdoc_entry(j, i));
		if (text == NULL || *text < '0' || *text > '9'
		    || text[strspn(text, "0123456789.")] != '\0'
		    || text[strlen(text) - 1] == '.')
			return pdoc_bad(d, "'object_id' must be OIDs");
		m->object_id[m->object_ids++] = arena_slice(&d->all->mem,
		    slice_of(text));
	}
	return 0;
}

static int
read_match(struct pdoc *d, json_t *j, struct match_rule *m)
{
	*m = (struct match_rule){ 0 };
	if (pdoc_only(d, j, "object_id|descr|not_descr") < 0
	    || read_object_ids(d, json_object_get(j, "object_id"), m) < 0
	    || read_patterns(d, j, "descr", &m->descr, &m->descrs) < 0
	    || read_patterns(d, j, "not_descr", &m->not_descr,
	    &m->not_descrs) < 0)
		return -1;
	return m->object_ids != 0 || m->descrs != 0 ? 0
	    : pdoc_bad(d, "needs 'object_id' or 'descr'");
}

static int
read_matches(struct pdoc *d, json_t *j)
{
	struct profile *p = d->profile;
	size_t n, back = pdoc_enter(d, "match", PDOC_MEMBER), at;
	int rc = pdoc_entries(d, j, &n);

	if (rc == 0)
		p->match = pdoc_alloc(d, n, sizeof(*p->match));
	for (size_t i = 0; rc == 0 && i < n; i++) {
		at = pdoc_enter(d, "", i);
		rc = read_match(d, pdoc_entry(j, i), &p->match[p->matches++]);
		pdoc_leave(d, at);
	}
	pdoc_leave(d, back);
	return rc;
}

static int
read_document(struct pdoc *d, json_t *doc, const struct profile_sources *s)
{
	struct profile *p = d->profile;

	if (pdoc_only(d, doc, members) < 0 || take_parents(d, doc, s) < 0
	    || pdoc_text(d, doc, "description", &p->description) < 0
	    || pdoc_text(d, doc, "verified", &p->verified) < 0
	    || pdoc_text(d, doc, "vendor", &p->vendor) < 0)
		return -1;
	if (p->description.len == 0)
		return pdoc_bad(d, "'description' is missing");
	return read_matches(d, json_object_get(doc, "match")) < 0 ? -1
	    : profile_rules_read(d, doc);
}

static void
profile_begin(struct profiles *all, const char *name, const char *path)
{
	all->path[all->set.len] = xstrdup(path);
	all->set.item[all->set.len++] = (struct profile){
	    .name = arena_slice(&all->mem, slice_of(name)) };
}

static void
drop_last(struct profiles *all)
{
	free(all->path[--all->set.len]);
}

/* All that a document says; what its head said is said again. */
static int
profile_fill(struct profiles *all, struct profile *p, const char *path,
    json_t *doc, const struct profile_sources *s)
{
	struct pdoc d = { .all = all, .profile = p, .path = path };
	json_t *copy = json_copy(doc);
	int rc;

	*p = (struct profile){ .name = p->name, .entity_sensors = NO_COLUMN,
	    .lldp = NO_COLUMN };
	p->column = pdoc_alloc(&d, PROFILE_COLUMNS_MAX, sizeof(*p->column));
	rc = copy != NULL ? read_document(&d, copy, s) : -1;
	json_decref(copy);
	return rc;
}

static int
profile_make(struct profiles *all, const char *name, const char *path,
    json_t *doc, const struct profile_sources *s)
{
	int rc = -1;

	if (doc == NULL)
		return rc;
	profile_begin(all, name, path);
	rc = profile_fill(all, &all->set.item[all->set.len - 1], path, doc,
	    s);
	if (rc < 0)
		drop_last(all);
	return rc;
}

/* When a node wants it (set.late); what is bad is not tried again. */
static bool
profile_whole(void *arg, struct profile *p)
{
	struct profiles *all = arg;
	const char *path = all->path[p - all->set.item];
	struct source *f = source_find(all->sources,
	    arena_strdup(&all->mem, p->name));

	if (f != NULL && source_doc(f) != NULL
	    && profile_fill(all, p, path, f->doc, all->sources) == 0)
		return true;
	if (f != NULL)
		f->bad = true;
	p->matches = 0;
	p->late = true;
	all->broken = true;
	return false;
}

static void
profiles_room(struct profiles *all, size_t n)
{
	all->set.item = xcalloc(n + 1, sizeof(*all->set.item));
	all->path = xcalloc(n + 1, sizeof(*all->path));
}

/*
 * What is wrong with an own profile is known before any is made that it hides
 * or that inherits from it: the installed one of its name serves instead.
 */
static void
drop_bad_own(struct profiles *all, struct profile_sources *s)
{
	for (size_t i = 0; i < s->len; i++) {
		struct source *own = &s->item[i];

		if (!own->own || own->bad)
			continue;
		if (profile_make(all, own->name, own->path, own->doc, s) == 0)
			drop_last(all);
		else
			own->bad = true;
	}
}

static void
source_make(struct profiles *all, struct source *f, enum profiles_how how)
{
	struct profile *p = &all->set.item[all->set.len];

	if (how == PROFILES_LATE && !f->own) {
		profile_begin(all, f->name, f->path);
		p->late = true;
		if (profile_head_read(p, buf_slice(&f->text), &all->mem))
			return;
		drop_last(all);
	}
	if (profile_make(all, f->name, f->path, source_doc(f), all->sources)
	    < 0)
		f->bad = true;
}

int
profiles_load(struct profiles *all, enum profiles_how how)
{
	struct profile_sources *s = xcalloc(1, sizeof(*s));

	*all = (struct profiles){ .sources = s };
	add_folder(s, home_path("profiles"), true);
	add_folder(s, share_path("profiles"), false);
	if (s->len != 0)
		qsort(s->item, s->len, sizeof(*s->item), source_cmp);
	sources_read(s);
	profiles_room(all, s->len);
	drop_bad_own(all, s);
	for (size_t i = 0; i < s->len; i++) {
		if (source_find(s, s->item[i].name) == &s->item[i])
			source_make(all, &s->item[i], how);
	}
	for (size_t i = 0; i < s->len; i++)
		all->broken |= s->item[i].bad;
	if (how == PROFILES_LATE) {
		all->set.late = profile_whole;
		all->set.arg = all;
	} else {
		sources_free(s);
		all->sources = NULL;
	}
	return all->broken ? -1 : 0;
}

int
profiles_load_text(struct profiles *all, const char *name, const char *path,
    struct slice text)
{
	struct profile_sources none = { 0 };
	json_t *doc;
	int rc;

	*all = (struct profiles){ 0 };
	if ((doc = parse(path, text)) == NULL)
		return -1;
	profiles_room(all, 1);
	rc = profile_make(all, name, path, doc, &none);
	json_decref(doc);
	return rc;
}

void
profiles_release(struct profiles *all)
{
	for (size_t i = 0; i < all->set.len; i++)
		free(all->path[i]);
	free(all->path);
	free(all->set.item);
	for (size_t i = 0; i < all->patterns; i++) {
		regfree(all->pattern[i]);
		free(all->pattern[i]);
	}
	free(all->pattern);
	sources_free(all->sources);
	arena_release(&all->mem);
	*all = (struct profiles){ 0 };
}
