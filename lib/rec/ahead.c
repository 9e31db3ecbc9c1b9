#include "rec/ahead.h"

#define KEY_MAX		40	/* octets of "name":" */
#define SHORTER		64	/* lines may be shorter by */
#define WINDOW		24	/* octets that values before it may differ by */

/* `"name":"` as it stands before the value; its length. */
static size_t
key_text(enum field f, char text[KEY_MAX])
{
	const struct field_def *d = &field_defs[f];

	text[0] = '"';
	memcpy(text + 1, d->name, d->len);
	memcpy(text + 1 + d->len, "\":\"", 3);
	return d->len + 4u;
}

/* The first 8 octets tell well enough. */
static bool
key_at(const char *p, const char *key)
{
	uint64_t want, word;

	memcpy(&want, key, sizeof(want));
	memcpy(&word, p, sizeof(word));
	return word == want;
}

/* The key of a line near where that of the current record stands */
static struct slice
guess(const struct ahead *a, const char *line, size_t len)
{
	char key[KEY_MAX];
	size_t key_len = key_text(a->field, key), d;
	const char *p, *end;

	if (a->hint < WINDOW || a->hint + WINDOW + key_len > len)
		return (struct slice){ NULL, 0 };
	p = line + a->hint;
	for (d = 1; !key_at(p, key); d++) {
		if (d == 2 * WINDOW)
			return (struct slice){ NULL, 0 };
		/* +1, -1, +2, -2 ... */
		p = line + a->hint + (d & 1 ? (d + 1) / 2 : -(d / 2));
	}
	p += key_len;
	end = memchr(p, '"', (size_t)(line + len - p));
	return end != NULL ? (struct slice){ p, (size_t)(end - p) }
	    : (struct slice){ NULL, 0 };
}

/* One more line: its slot now, the entry of a line before, and so on. */
static bool
scout_line(struct ahead *a, const char *end)
{
	size_t left = (size_t)(end - a->scout);
	size_t skip = a->skip < left ? a->skip : 0;
	const char *nl = memchr(a->scout + skip, '\n', left - skip);

	if (nl == NULL)
		return false;
	a->hash[a->at % AHEAD_LINES] = a->slot(a->table,
	    guess(a, a->scout, (size_t)(nl - a->scout)));
	a->entry(a->table, a->hash[(a->at - AHEAD_LINES / 2) % AHEAD_LINES]);
	if (a->deep != NULL)
		a->deep(a->table, a->hash[(a->at - AHEAD_LINES * 3 / 4)
		    % AHEAD_LINES]);
	a->at++;
	a->lines++;
	a->scout = nl + 1;
	return true;
}

void
ahead_step(struct ahead *a, const struct in *in, const struct rec *rec)
{
	struct slice rest = in_ahead(in);
	const struct rec_val *v = rec_val(rec, a->field);
	const char *end = rest.p + rest.len;

	/* lines are about as long as this one, seldom much shorter */
	a->skip = rec->len > SHORTER ? rec->len - SHORTER : 0;
	if (rest.len == 0 || v->kind == VAL_MISSING)
		return;
	a->hint = (size_t)(v->p - rec->line) - (field_defs[a->field].len + 4u);
	if (a->lines > 0)
		a->lines--;
	/* a new block begins before the last one's end: start again */
	if (rest.p <= a->here || a->scout < rest.p) {
		a->scout = rest.p;
		a->lines = 0;
	}
	a->here = rest.p;
	while (a->lines < AHEAD_LINES && a->scout < end)
		if (!scout_line(a, end))
			break;
}
