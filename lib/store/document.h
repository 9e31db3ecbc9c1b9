/*
 * document.h (store) - small nested JSON documents, read strictly
 * For what people keep by hand: a catalog, an operator's data. A table says
 * which members an object may have, and each fault names its line and its
 * place (`prices.voice.rounding.mode`). Money, rates and quantities are
 * strings; a JSON real is `doc-real` wherever it stands, because it was a
 * double before anybody saw it.
 */
#ifndef STORE_DOCUMENT_H
#define STORE_DOCUMENT_H

#include <jansson.h>

#include "base/arena.h"
#include "base/money.h"
#include "base/reason.h"
#include "bss/wording.h"

struct document {
	const char	*file;		/* for messages; borrowed */
	json_t		*root;		/* owned */
	struct arena	*arena;		/* text that doc_object hands out */
	struct wording	*names;		/* where DOC_NAME puts languages */
	struct slice	 text;		/* as parsed, for lines; borrowed */
	unsigned	 faults;	/* said so far */
};

/* A place in a document. */
struct doc_at {
	struct document		*doc;
	const struct doc_at	*up;	/* NULL: the root */
	const char		*key;	/* NULL: an element of an array */
	size_t			 index;
	json_t			*value;	/* borrowed */
};

enum doc_kind {
	DOC_STOP = 0,
	DOC_STR,	/* struct slice: not empty, a NUL behind it */
	DOC_NAME,	/* the same, or an object of them by language: the
			 * English one, else the first by its language */
	DOC_MONEY,	/* money_t, of a string, not below 0 */
	DOC_COUNT,	/* uint64_t, of a string, not 0 */
	DOC_WHOLE,	/* the same, or 0 */
	DOC_ENUM,	/* int: index into "a|b|c" */
	DOC_DECIMALS,	/* int, of a JSON integer 0 to 9 */
	DOC_OBJECT,	/* json_t *, borrowed */
	DOC_ARRAY	/* json_t *, borrowed */
};

struct doc_member {
	const char	*key;
	enum doc_kind	 kind;
	bool		 required;
	size_t		 offset;	/* in the destination */
	const char	*choices;	/* DOC_ENUM */
};
#define DOC_END	{ NULL, DOC_STOP, false, 0, NULL }

/*
 * 0, or -1: not JSON (`doc-syntax`) or a real in it; said. The text is lent
 * until the document is released.
 */
int	document_parse(struct document *, struct slice text);
void	document_release(struct document *);

/* The root, an object's member, an array's element. */
struct doc_at	doc_root(struct document *);
struct doc_at	doc_member_at(const struct doc_at *, const char *key,
		    json_t *value);
struct doc_at	doc_element_at(const struct doc_at *, size_t index,
		    json_t *value);

/*
 * Its line, or of what is not there that of what it should be in; 0: none, or
 * so many faults were said of a large document that it would take too long.
 */
uint32_t	doc_line(const struct doc_at *);

/* "catalog.json:12: prices.voice: <fact> [code]", and count it. */
void	doc_fault(const struct doc_at *, enum reason, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));

/*
 * Read the members of an object into dst; what is missing and not required
 * leaves dst alone. False when there was a fault (all of them are said:
 * `doc-member`, `doc-missing`, `doc-value`).
 */
bool	doc_object(const struct doc_at *, const struct doc_member *,
	    void *dst);

#endif
