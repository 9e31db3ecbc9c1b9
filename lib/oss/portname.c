/*
 * portname.c (oss) - the ways in which a port's name is written
 */
#include <stdlib.h>

#include "oss/portname.h"

void
port_words_release(struct port_words *w)
{
	free(w->word);
	arena_release(&w->text);
	*w = (struct port_words){ 0 };
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The word in front of the numbers: 100GE of 100GE1/0/1. */
static struct slice
word_of(struct slice name)
{
	size_t n = 0;

	while (n < name.len && is_digit(name.p[n]))
		n++;
	while (n < name.len && !is_digit(name.p[n]))
		n++;
	return (struct slice){ name.p, n };
}

const char *
port_words_add(struct port_words *w, const struct slice cell[PORT_CELLS])
{
	for (int i = 0; i < PORT_CELLS; i++)
		if (word_of(cell[i]).len != cell[i].len)
			return "a word has numbers behind it";
	if (slice_eq(cell[PORT_CELL_NAME], cell[PORT_CELL_SHORT]))
		return "both words are one";
	for (int i = 0; i < PORT_CELLS; i++) {
		GROW(w->word, w->len, w->cap);
		w->word[w->len++] = arena_slice(&w->text, cell[i]);
	}
	return NULL;
}

bool
port_words_next(const struct port_words *w, struct slice name, size_t *at,
    struct buf *out)
{
	struct slice word = word_of(name);

	/* without a number it is a name of its own */
	while (word.len < name.len && *at < w->len) {
		size_t i = (*at)++;

		if (!slice_eq(w->word[i], word))
			continue;
		buf_clear(out);
		buf_add_slice(out, w->word[i ^ 1]);
		buf_add(out, name.p + word.len, name.len - word.len);
		return true;
	}
	return false;
}
