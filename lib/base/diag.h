/*
 * diag.h (base) - what a tool says to people, on stderr
 *
 *	bss-rate: usage.ndjson:17: not valid JSON '{"type":' [json-syntax]
 *
 * Fact first, subject in single quotes, no capital, no full stop, the code
 * of share/reasons.tsv last. The message is vis(3)-encoded as a whole, so
 * text that came from outside cannot drive a terminal. fmt is the fact; NULL
 * takes the text of the catalogue.
 */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/reason.h"

void	diag(enum reason, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
/* line 0: the file as a whole. file NULL: as diag. */
void	diag_at(enum reason, const char *file, uint64_t line,
	    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* diag with strerror(errno) behind the fact. */
void	diag_errno(enum reason, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
/* A line for people without a code: totals, progress. Not under -q. */
void	note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* -q: warnings and notes are silent, errors are not. */
void	diag_set_quiet(bool);
/* The greatest exit code that the levels of the diagnostics so far ask for */
int	diag_exit_code(void);

/*
 * Append s to out with control characters, invalid UTF-8 and backslashes in
 * the style of vis(3) (\033, \^I as \t); printable UTF-8 stays.
 */
struct buf;
struct slice;
void	vis_add(struct buf *out, struct slice s);

#endif
