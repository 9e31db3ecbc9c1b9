/*
 * doc_text.h (doc) - the words and number forms of a language
 * One JSON file per language, share/templates/invoice.LANG.json: labels with
 * {places} to fill in, names of months and countries, separators, units.
 */
#ifndef DOC_DOC_TEXT_H
#define DOC_DOC_TEXT_H

#include "base/buf.h"
#include "base/money.h"

struct json_t;

struct doc_text {
	struct json_t	*root;		/* owned */
};

/* Whether there is a file for that language. */
bool	doc_text_exists(const char *language);
/* 0, or -1: `open-failed`, `template-text`; said. */
int	doc_text_load(struct doc_text *, const char *language);
void	doc_text_release(struct doc_text *);

/* The label of that name; borrowed. It exists: loading checks them all. */
const char *doc_label(const struct doc_text *, const char *name);
/* The name of a country, or the code itself where the language has none. */
struct slice doc_country(const struct doc_text *, struct slice code);

struct text_arg {
	const char	*name;		/* NULL ends the list */
	const char	*value;
};
/* Append a label, {name} replaced by the value of that name. */
void	doc_fill(struct buf *, const struct doc_text *, const char *label,
	    const struct text_arg *);

/* "1,234.50" */
void	doc_amount(struct buf *, const struct doc_text *, money_t,
	    unsigned decimals);
/* "1,234.50", "0.0375": as exact as it is, at least with `decimals`. */
void	doc_price(struct buf *, const struct doc_text *, money_t,
	    unsigned decimals);
/* "20%", "5.5%" */
void	doc_percent(struct buf *, const struct doc_text *, money_t);
void	doc_count(struct buf *, const struct doc_text *, uint64_t);
/* "1:02:03" for s, "1.25 GB" for octet, "3 months", else the number. */
void	doc_quantity(struct buf *, const struct doc_text *, uint64_t quantity,
	    struct slice unit);
/* "31 October 2026"; the text itself when it is no date. */
void	doc_date(struct buf *, const struct doc_text *, const char *date);
/* "1–31 October 2026", "15 October 2026 – 14 November 2026" */
void	doc_date_range(struct buf *, const struct doc_text *,
	    const char *first, const char *last);

#endif
