/*
 * width.h (doc) - UTF-8 text in columns
 * Widths are those of a terminal with a fixed-width font: 2 for East Asian
 * wide and full-width characters (UAX 11), 0 for combining marks, 1 for the
 * rest. No locale is asked.
 */
#ifndef DOC_WIDTH_H
#define DOC_WIDTH_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define UTF8_BAD	0xFFFD

size_t	text_width(struct slice);
/* The longest beginning of s that is at most `width` columns wide. */
struct slice text_fit(struct slice s, size_t width);

/*
 * Append text from outside as documents show it: controls, invalid UTF-8
 * and the marks that reorder text (bidirectional overrides, embeddings and
 * isolates) become U+FFFD, line ends and tabs a space.
 */
void	text_clean(struct buf *, struct slice);

#endif
