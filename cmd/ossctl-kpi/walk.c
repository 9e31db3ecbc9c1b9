/*
 * walk.c (ossctl-kpi) - all that is in a book, in the order of the output
 */
#include "base/buf.h"
#include "walk.h"

static int
walk_objects(const struct walk *w, struct measuring *m,
    const struct kpi_opts *o)
{
	struct subject s;
	struct kpi k;

	for (size_t i = 0; i < m->book->objects; i++) {
		if (!kpi_wants(o, m->book->object[i].class))
			continue;
		measure_object(m, &m->book->object[i], &s, &k);
		if (w->kpi(w->arg, m, &s, &k) < 0)
			return -1;
	}
	return 0;
}

static int
walk_links(const struct walk *w, struct measuring *m, const struct kpi_opts *o)
{
	struct subject s;
	struct kpi k;

	if (!kpi_wants(o, CLASS_LINK))
		return 0;
	for (size_t i = 0; i < m->book->links; i++) {
		measure_link(m, &m->book->link[i], &s, &k);
		if (w->kpi(w->arg, m, &s, &k) < 0)
			return -1;
	}
	return 0;
}

static int
by_identifier(const void *va, const void *vb)
{
	const struct book_sub *const *a = va, *const *b = vb;
	int c = slice_cmp((*a)->identifier, (*b)->identifier);

	return c != 0 ? c : (*a > *b) - (*a < *b);
}

static int
by_account(const void *va, const void *vb)
{
	const struct book_sub *const *a = va, *const *b = vb;
	int c = slice_cmp((*a)->account, (*b)->account);

	return c != 0 ? c : by_identifier(va, vb);
}

/* Subscriptions that share an identifier, or an account. */
static int
walk_groups(const struct walk *w, struct measuring *m,
    const struct book_sub **sub, enum object_class class)
{
	size_t n = m->book->subs;
	struct kpi k;

	for (size_t i = 0, next; i < n; i = next) {
		struct subject s = { .class = class };

		if (class == CLASS_ACCOUNT)
			s.account = sub[i]->account;
		else
			s.identifier = sub[i]->identifier;
		for (next = i; next < n && slice_eq(class == CLASS_ACCOUNT
		    ? sub[next]->account : sub[next]->identifier,
		    class == CLASS_ACCOUNT ? s.account : s.identifier);
		    next++)
			;
		if (measure_subs(m, sub + i, next - i, &k)) {
			m->work.outage_len = 0;	/* those of its objects */
			if (w->kpi(w->arg, m, &s, &k) < 0)
				return -1;
		}
	}
	return 0;
}

static int
walk_subs(const struct walk *w, struct measuring *m, const struct kpi_opts *o)
{
	const struct book *b = m->book;
	const struct book_sub **sub;
	int rc = 0;

	if (b->subs == 0)
		return 0;
	sub = xcalloc(b->subs, sizeof(*sub));
	for (size_t i = 0; i < b->subs; i++)
		sub[i] = &b->sub[i];
	qsort(sub, b->subs, sizeof(*sub), by_identifier);
	if (kpi_wants(o, CLASS_IDENTIFIER))
		rc = walk_groups(w, m, sub, CLASS_IDENTIFIER);
	qsort(sub, b->subs, sizeof(*sub), by_account);
	if (rc == 0 && kpi_wants(o, CLASS_ACCOUNT))
		rc = walk_groups(w, m, sub, CLASS_ACCOUNT);
	free(sub);
	return rc;
}

int
walk_book(const struct walk *w, struct measuring *m, struct sla_judge *j,
    const struct kpi_opts *o)
{
	const struct book *b = m->book;
	struct verdict v;

	if (walk_objects(w, m, o) < 0 || walk_links(w, m, o) < 0
	    || walk_subs(w, m, o) < 0)
		return -1;
	for (size_t i = 0; i < b->subs; i++)
		if (judge_sub(j, m, &b->sub[i], &v)
		    && w->verdict(w->arg, &v) < 0)
			return -1;
	return 0;
}
