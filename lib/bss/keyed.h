/*
 * keyed.h (bss) - rates that hold for some alone
 * A customer's own prices beside those of the list, a carrier's costs: rows
 * like those of a tariff with a key before them. A key is a text of what and
 * who ("account A1", "network carrier-x") and gets a number once, so that
 * rating compares numbers.
 * Pure: no I/O, no clock.
 */
#ifndef BSS_KEYED_H
#define BSS_KEYED_H

#include "base/slice.h"
#include "bss/tariff.h"

#define KEY_NONE	0
#define KEY_TEXT_MAX	288	/* octets of a key's text */

struct key_names {
	struct slice	*name;		/* owned array, texts borrowed */
	uint32_t	 len, cap;	/* name[0] is empty */
	uint32_t	*slot;		/* hash table of numbers */
	uint32_t	 slots;		/* a power of two */
};

void	 key_names_release(struct key_names *);
/* The number of a text, given when new; the text is borrowed for long. */
uint32_t key_names_add(struct key_names *, struct slice text);
/* KEY_NONE when there is no such text: what and who, a blank between. */
uint32_t key_names_find(const struct key_names *, const char *what,
	    struct slice who);

/* The rows of one key, sorted as those of a tariff */
struct keyed_span {
	uint32_t	key;
	uint32_t	first, len;
	bool		by_destination, by_band;
};

struct keyed_new {
	uint32_t	key;
	struct rate	rate;
};

struct keyed_rates {
	struct keyed_new  *added;	/* until it is compiled */
	size_t		   added_len, added_cap;
	struct rate	  *rate;
	struct keyed_span *span;	/* sorted by key */
	size_t		   span_len;
	struct slice	   file;	/* of the folder */
};

void	keyed_release(struct keyed_rates *);
void	keyed_add(struct keyed_rates *, uint32_t key, const struct rate *);
/* As tariff_compile. */
bool	keyed_compile(struct keyed_rates *, const struct rate **a,
	    const struct rate **b);
/* NULL when the key has no row. */
const struct keyed_span *keyed_find(const struct keyed_rates *, uint32_t key);
/* The span's rows of a destination; their number. */
size_t	keyed_rows(const struct keyed_rates *, const struct keyed_span *,
	    uint32_t destination, const struct rate **first);

#endif
