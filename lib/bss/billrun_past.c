/*
 * billrun_past.c (bss) - what earlier documents charged
 */
#include "bss/billrun_make.h"

void
bill_past_clear(struct bill_past *p)
{
	p->len = 0;
	p->billed = false;
	arena_clear(&p->text);
}

void
bill_past_release(struct bill_past *p)
{
	free(p->item);
	arena_release(&p->text);
	*p = (struct bill_past){ 0 };
}

struct charged_list
past_of(const struct bill_past *past, uint32_t sub, size_t *at)
{
	struct charged_list l = { past->item + *at, 0 };

	while (*at < past->len && past->item[*at].sub == sub) {
		++*at;
		l.len++;
	}
	return l;
}
