/*
 * wording.c (bss) - see wording.h
 */
#include "bss/wording.h"

#include <stdlib.h>

#include "base/buf.h"

void
wording_release(struct wording *n)
{
	free(n->item);
	*n = (struct wording){ 0 };
}

void
wording_add(struct wording *n, const struct name_text *t)
{
	GROW(n->item, n->len, n->cap);
	n->item[n->len++] = *t;
}

static int
address_cmp(const char *a, const char *b)
{
	uintptr_t x = (uintptr_t)a, y = (uintptr_t)b;

	return (x > y) - (x < y);
}

static int
name_cmp(const void *va, const void *vb)
{
	const struct name_text *a = va, *b = vb;
	int c = address_cmp(a->of, b->of);

	return c != 0 ? c : slice_cmp(a->language, b->language);
}

void
wording_sort(struct wording *n)
{
	if (n->len > 0)
		qsort(n->item, n->len, sizeof(*n->item), name_cmp);
}

struct slice
wording_in(const struct wording *n, struct slice name, struct slice language)
{
	const struct name_text key = { name.p, language, { NULL, 0 } };
	const struct name_text *t = n->len > 0 ? bsearch(&key, n->item,
	    n->len, sizeof(key), name_cmp) : NULL;

	return t != NULL ? t->text : name;
}

void
wording_of_invoice(const struct wording *n, struct invoice *inv)
{
	const struct slice in = inv->language;

	if (n->len == 0)
		return;
	for (size_t i = 0; i < inv->lines; i++) {
		struct invoice_line *l = &inv->line[i];

		l->name = wording_in(n, l->name, in);
		l->offer_name = wording_in(n, l->offer_name, in);
	}
	for (size_t i = 0; i < inv->allowances; i++)
		inv->allowance[i].reason = wording_in(n,
		    inv->allowance[i].reason, in);
	for (size_t i = 0; i < inv->taxes; i++)
		inv->tax[i].reason = wording_in(n, inv->tax[i].reason, in);
}
