/*
 * treatment.h (bss) - how an account is taxed, and from when to when
 * "exempt": at all times. "exempt@/2026-10-15 eu-business@2026-10-15/": one
 * until a day, another from it on, blanks or commas between; a day belongs to
 * one of them or to none. The first day is in, the last one is the day behind.
 * Pure: no I/O, no allocation, no clock.
 */
#ifndef BSS_TREATMENT_H
#define BSS_TREATMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

#define TREATMENTS_MAX	16

struct treated {
	struct slice	id;		/* of a tax treatment, borrowed */
	int64_t		first, end;	/* days, half-open */
};

struct treated_list {
	struct treated	item[TREATMENTS_MAX];
	size_t		len;
};

/* NULL, or what would be right (a literal); an empty text has none. */
const char *treated_parse(struct slice, struct treated_list *);
/* The one of a day, NULL: none. */
const struct treated *treated_on(const struct treated_list *, int64_t day);
/* Whether an id can be named: no blank, comma or @. */
bool	treated_id_valid(struct slice id);

#endif
