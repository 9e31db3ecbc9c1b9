/*
 * wording.h (bss) - names of a catalog in several languages
 * What is sold has one name for whoever asks: a text. Where the catalog says
 * it in more languages, the others are found by the address of that text,
 * which lives as long as the catalog; a name without them costs nothing.
 * Pure: no I/O, no clock.
 */
#ifndef BSS_WORDING_H
#define BSS_WORDING_H

#include "bss/invoice.h"

struct name_text {
	const char	*of;		/* the text that it stands for */
	struct slice	 language;	/* ISO 639-1 */
	struct slice	 text;
};

struct wording {
	struct name_text	*item;	/* owned; texts are borrowed */
	size_t			 len, cap;
};

void	wording_release(struct wording *);
/* Those of one text one after the other; wording_sort when all are there. */
void	wording_add(struct wording *, const struct name_text *);
void	wording_sort(struct wording *);
/* The name in that language, or as it is. */
struct slice wording_in(const struct wording *, struct slice name,
	    struct slice language);
/*
 * What stands on a document, in its language: the names of prices and offers,
 * the reasons of allowances and of taxes that are none.
 */
void	wording_of_invoice(const struct wording *, struct invoice *);

#endif
