/*
 * catalog_diff.c (bss) - see catalog_diff.h: documents and prefixes
 */
#include "bss/catalog_diff.h"

#include <stdlib.h>

static const struct slice none = { NULL, 0 };

/* ---- values ----------------------------------------------------------- */

/* ---- entries ---------------------------------------------------------- */

/* "offers" and "voip": offer 'voip' */
static void
entry_name(struct buf *b, const struct view_entry *e)
{
	static const struct {
		const char	*section, *word;
	} words[] = {
		{ "taxes", "tax" }, { "tax_treatments", "tax treatment" },
		{ "sla_policies", "SLA policy" },
		{ "destination_groups", "group of destinations" },
		{ "network_groups", "group of networks" }
	};
	struct slice s = e->section;
	size_t i;

	buf_clear(b);
	if (e->id.len == 0) {
		buf_addf(b, "%.*s", SLICE_FMT(s.len > 0 ? s
		    : SLICE_LIT("catalog")));
		return;
	}
	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (slice_is(s, words[i].section))
			s = slice_of(words[i].word);
	if (s.len > 1 && s.p[s.len - 1] == 's' && i > 0
	    && slice_eq(s, e->section))
		s.len--;
	buf_addf(b, "%.*s '%.*s'", SLICE_FMT(s), SLICE_FMT(e->id));
}

static struct slice
member_text(const struct view_entry *e, struct slice name)
{
	size_t i;

	for (i = 0; e != NULL && i < e->len; i++)
		if (slice_eq(e->member[i].name, name))
			return e->member[i].text;
	return none;
}

static bool
list_next(struct slice *rest, struct slice *item)
{
	const char *comma;

	if (rest->len == 0)
		return false;
	comma = memmem(rest->p, rest->len, ", ", 2);
	*item = *rest;
	if (comma != NULL)
		item->len = (size_t)(comma - rest->p);
	rest->p += item->len + (comma != NULL ? 2 : 0);
	rest->len -= item->len + (comma != NULL ? 2 : 0);
	return true;
}

static bool
list_has(struct slice list, struct slice wanted)
{
	struct slice item;

	while (list_next(&list, &item))
		if (slice_eq(item, wanted))
			return true;
	return false;
}

/* What stands in `a` and not in `b`: word 'item', word 'item' */
static void
list_less(struct buf *out, struct slice a, struct slice b, const char *word)
{
	struct slice item;

	while (list_next(&a, &item))
		if (!list_has(b, item))
			buf_addf(out, "%s%s '%.*s'", out->len > 0 ? ", " : "",
			    word, SLICE_FMT(item));
}

static void
list_differs(struct differ *d, const char *entry, struct slice name,
    struct slice was, struct slice is)
{
	struct buf text = { 0 };

	list_less(&text, was, is, "without");
	list_less(&text, is, was, "with");
	if (text.len == 0)
		buf_adds(&text, "in another order");
	/* an entry that is a list has no member to name */
	differ_say(d, "%s: %.*s%s%s", entry, SLICE_FMT(name),
	    name.len > 0 ? ": " : "", buf_str(&text));
	buf_release(&text);
}

static void
member_differs(struct differ *d, const char *entry, struct slice name,
    struct slice was, struct slice is, bool list)
{
	was = view_or_default(name, was);
	is = view_or_default(name, is);
	if (list)
		list_differs(d, entry, name, was, is);
	else
		differ_say(d, "%s: %.*s: %.*s -> %.*s", entry,
		    SLICE_FMT(name), SLICE_FMT(was.len > 0 ? was
		    : SLICE_LIT("none")), SLICE_FMT(is.len > 0 ? is
		    : SLICE_LIT("none")));
}

/* Names in a list are no numbers: the networks "0262" and "262" are two. */
static bool
text_same(const struct view_member *m, struct slice other)
{
	return m->list ? slice_eq(m->text, other)
	    : view_same(m->name, m->text, other);
}

static void
entry_differs(struct differ *d, const struct view_entry *was,
    const struct view_entry *is)
{
	const struct view_member *m;
	struct buf name = { 0 };
	struct slice old;
	size_t i;

	entry_name(&name, is);
	for (i = 0; i < is->len; i++) {
		m = &is->member[i];
		old = member_text(was, m->name);
		if (!text_same(m, old))
			member_differs(d, buf_str(&name), m->name, old,
			    m->text, m->list);
	}
	for (i = 0; i < was->len; i++) {
		m = &was->member[i];
		if (member_text(is, m->name).p == NULL
		    && !text_same(m, none))
			member_differs(d, buf_str(&name), m->name, m->text,
			    none, m->list);
	}
	buf_release(&name);
}

/* ---- entries that came and went --------------------------------------- */

/* All but the name is the same: the other id is another name for it. */
static bool
entry_alike(const struct view_entry *a, const struct view_entry *b)
{
	size_t i;

	if (a->len != b->len || !slice_eq(a->section, b->section))
		return false;
	for (i = 0; i < a->len; i++)
		if (!slice_is(a->member[i].name, "name")
		    && !text_same(&a->member[i], member_text(b,
		    a->member[i].name)))
			return false;
	return true;
}

/* The entry of `in` that is not in `other`, and like e */
static const struct view_entry *
entry_renamed(const struct view_entry *e, const struct catalog_view *in,
    const struct catalog_view *other)
{
	size_t i;

	for (i = 0; e->id.len > 0 && i < in->len; i++)
		if (entry_alike(e, &in->entry[i]) && view_entry(other,
		    in->entry[i].section, in->entry[i].id) == NULL)
			return &in->entry[i];
	return NULL;
}

/* "name: VoIP line, status: active" */
static void
members_add(struct buf *b, const struct view_entry *e)
{
	size_t i;

	for (i = 0; i < e->len; i++)
		buf_addf(b, "%s%.*s%s%.*s", i > 0 ? ", " : "",
		    SLICE_FMT(e->member[i].name),
		    e->member[i].name.len > 0 ? ": " : "",
		    SLICE_FMT(e->member[i].text));
}

static void
entry_gone(struct differ *d, const struct view_entry *e)
{
	const struct view_entry *to = entry_renamed(e, d->job->is.view,
	    d->job->was.view);
	struct buf name = { 0 };
	struct slice a, b;

	entry_name(&name, e);
	if (to == NULL) {
		differ_say(d, "%s is gone", buf_str(&name));
	} else {
		differ_say(d, "%s is '%.*s' now", buf_str(&name),
		    SLICE_FMT(to->id));
		a = member_text(e, SLICE_LIT("name"));
		b = member_text(to, SLICE_LIT("name"));
		if (!slice_eq(a, b))
			differ_say(d, "%s: name: %.*s -> %.*s",
			    buf_str(&name), SLICE_FMT(a), SLICE_FMT(b));
	}
	buf_release(&name);
}

static void
entry_new(struct differ *d, const struct view_entry *e)
{
	struct buf name = { 0 }, members = { 0 };

	if (entry_renamed(e, d->job->was.view, d->job->is.view) != NULL)
		return;
	entry_name(&name, e);
	members_add(&members, e);
	differ_say(d, "%s is new: %s", buf_str(&name), buf_str(&members));
	buf_release(&name);
	buf_release(&members);
}

/* ---- tables ----------------------------------------------------------- */

/* The tables that members of a price or cost name, under the same member */
static void
price_tables(struct differ *d, const struct view_entry *was,
    const struct view_entry *is)
{
	const struct view_table *a, *b;
	size_t i;

	for (i = 0; i < is->len; i++) {
		b = view_table(d->job->is.view, is->member[i].text);
		a = view_table(d->job->was.view, member_text(was,
		    is->member[i].name));
		if (a != NULL && b != NULL && table_has_rates(b))
			differ_rates(d, is, a, b);
	}
}

static void
entries_diff(struct differ *d)
{
	const struct catalog_view *was = d->job->was.view;
	const struct catalog_view *is = d->job->is.view;
	const struct view_entry *e, *other;
	size_t i;

	for (i = 0; i < was->len; i++) {
		e = &was->entry[i];
		if (view_entry(is, e->section, e->id) == NULL)
			entry_gone(d, e);
	}
	for (i = 0; i < is->len; i++) {
		e = &is->entry[i];
		other = view_entry(was, e->section, e->id);
		if (other == NULL) {
			entry_new(d, e);
			continue;
		}
		entry_differs(d, other, e);
		price_tables(d, other, e);
	}
}

static void
other_tables(struct differ *d)
{
	static const struct view_table empty = { .len = 0 };
	const struct catalog_view *was = d->job->was.view;
	const struct catalog_view *is = d->job->is.view;
	const struct view_table *other;
	size_t i;

	for (i = 0; i < was->tables; i++)
		if (view_table(is, was->table[i].file) == NULL
		    && !table_has_rates(&was->table[i]))
			differ_rows(d, &was->table[i], &empty);
	for (i = 0; i < is->tables; i++) {
		other = view_table(was, is->table[i].file);
		if (!table_has_rates(&is->table[i]))
			differ_rows(d, other != NULL ? other : &empty,
			    &is->table[i]);
	}
}

uint64_t
catalog_diff(const struct catalog_diff *job)
{
	struct differ d = { .job = job };

	entries_diff(&d);
	differ_prefixes(&d);
	other_tables(&d);
	return d.count;
}
