/*
 * ahead.c (bss-rate) - look at the lines to come and prefetch
 * A look-up in a large table waits for memory twice, for as long as it takes
 * to scan a whole record. So a scout runs some lines ahead, guesses their
 * identifiers and asks for the memory. A wrong guess costs time, never a
 * price: what counts is read again by the scanner.
 */
#include "rate.h"

#define KEY		"\"identifier\":\""
#define KEY_LEN		(sizeof(KEY) - 1)
#define SHORTER		64
#define WINDOW		24	/* octets that values before it may differ by */

static bool
key_at(const char *p)
{
	uint64_t want, word;

	memcpy(&want, KEY, sizeof(want));
	memcpy(&word, p, sizeof(word));
	return word == want;
}

/* The identifier of a line near where that of the current record stands */
static struct slice
guess(const char *line, size_t len, size_t hint)
{
	const char *p, *end;
	size_t d;

	if (hint < WINDOW || hint + WINDOW + KEY_LEN > len)
		return (struct slice){ NULL, 0 };
	p = line + hint;
	for (d = 1; !key_at(p); d++) {
		if (d == 2 * WINDOW)
			return (struct slice){ NULL, 0 };
		/* +1, -1, +2, -2 ... */
		p = line + hint + (d & 1 ? (d + 1) / 2 : -(d / 2));
	}
	p += KEY_LEN;
	end = memchr(p, '"', (size_t)(line + len - p));
	return end != NULL ? (struct slice){ p, (size_t)(end - p) }
	    : (struct slice){ NULL, 0 };
}

/* One more line: its slot now, and the subscription of a line before. */
static bool
scout_line(struct ahead *a, const struct subscriptions *subs,
    const char *end)
{
	size_t left = (size_t)(end - a->scout);
	size_t skip = a->skip < left ? a->skip : 0;
	const char *nl = memchr(a->scout + skip, '\n', left - skip);
	struct slice id;

	if (nl == NULL)
		return false;
	id = guess(a->scout, (size_t)(nl - a->scout), a->hint);
	a->hash[a->at % AHEAD_LINES] = subscriptions_hash(id);
	subscriptions_prefetch_slot(subs, a->hash[a->at % AHEAD_LINES]);
	subscriptions_prefetch(subs,
	    a->hash[(a->at - AHEAD_LINES / 2) % AHEAD_LINES]);
	a->at++;
	a->lines++;
	a->scout = nl + 1;
	return true;
}

void
ahead_step(struct rate_run *run, const struct rec *rec)
{
	struct ahead *a = &run->ahead;
	struct slice rest = in_ahead(run->stream.in);
	const struct rec_val *v = rec_val(rec, F_IDENTIFIER);
	const char *end = rest.p + rest.len;

	/* lines are about as long as this one, seldom much shorter */
	a->skip = rec->len > SHORTER ? rec->len - SHORTER : 0;
	if (rest.len == 0 || v->kind == VAL_MISSING)
		return;
	a->hint = (size_t)(v->p - rec->line) - KEY_LEN;
	if (a->lines > 0)
		a->lines--;
	/* a new block begins before the last one's end: start again */
	if (rest.p <= a->here || a->scout < rest.p) {
		a->scout = rest.p;
		a->lines = 0;
	}
	a->here = rest.p;
	while (a->lines < AHEAD_LINES && a->scout < end)
		if (!scout_line(a, &run->subs, end))
			break;
}
