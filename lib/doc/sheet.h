/*
 * sheet.h (doc) - rows of one record type: a table for people, NDJSON or
 * CSV for programs
 *
 *	sheet_open(&s, REC_BILL, form);
 *	for each row:
 *		sheet_row(&s);
 *		sheet_str(&s, F_ACCOUNT, account);	in the order of the type
 *		if (sheet_done(&s) < 0) ...
 *	rc = sheet_close(&s);
 */
#ifndef DOC_SHEET_H
#define DOC_SHEET_H

#include "base/arena.h"
#include "base/money.h"
#include "rec/stream.h"

enum sheet_form { SHEET_TEXT, SHEET_NDJSON, SHEET_CSV };

#define SHEET_COLUMNS	16

struct sheet {
	enum sheet_form	 form;
	enum rec_type	 type;
	struct stream	 stream;	/* NDJSON and CSV */
	struct stream_spec spec;
	struct stream_opts opts;
	bool		 lean;		/* text: no column that no row fills */
	/* text: cells by row and column of the type's table */
	struct arena	 text;
	struct slice	*cell;
	size_t		 len, cap;
	const struct type_def *def;
};

/* EXIT_OK, or what to end with. */
int	sheet_open(struct sheet *, enum rec_type, enum sheet_form);
void	sheet_row(struct sheet *);
void	sheet_str(struct sheet *, enum field, struct slice);
void	sheet_u64(struct sheet *, enum field, uint64_t);
/* People see all decimals of the currency, programs the shortest form. */
void	sheet_money(struct sheet *, enum field, money_t, unsigned decimals);
void	sheet_sum(struct sheet *, enum field, money_sum_t, unsigned decimals);
int	sheet_done(struct sheet *);
/* rc: of the work, 0 or -1. The exit code. */
int	sheet_close(struct sheet *, int rc);

#endif
