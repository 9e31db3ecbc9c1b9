/*
 * verbs.h (bss-bill) - what its verbs share
 */
#ifndef VERBS_H
#define VERBS_H

#include "base/tool.h"
#include "bss/tax.h"
#include "doc/doc_text.h"
#include "doc/invoice_html.h"
#include "doc/invoice_json.h"
#include "doc/itemised.h"
#include "rec/stream.h"
#include "store/bill.h"
#include "store/bill_operator.h"
#include "store/db.h"

extern const struct tool bill_tool;

enum render_format { RENDER_TEXT, RENDER_HTML, RENDER_JSON, RENDER_VIEW };

/* Of all verbs; each verb's table reaches the members that it takes. */
struct bill_opts {
	struct db_opts	 db;
	struct stream_opts stream;
	const char	*catalog, *operator, *period, *late_from;
	const char	*template, *language, *out;
	const char	*details, *zone;
	uint64_t	 mask;		/* digits of numbers */
	bool		 free;		/* details that cost nothing, too */
	int		 format;	/* enum render_format */
	int		 output;	/* enum sheet_form */
	bool		 dry_run, all, draft, accounts;
};

#define BILL_OPTS_DEFAULT { .db = DB_OPTS_DEFAULT }

/* Each is a row of the table in options.c; the exit code. */
int	verb_run(int argc, char **argv);
int	verb_post(int argc, char **argv);
int	verb_list(int argc, char **argv);
int	verb_show(int argc, char **argv);
int	verb_render(int argc, char **argv);
int	verb_ledger(int argc, char **argv);
int	verb_balance(int argc, char **argv);
int	verb_check(int argc, char **argv);

/* verbs.c: as verb_parse, and -q is heard. */
int	bill_parse(struct bill_opts *, int *argc, char ***argv);
/* --period as it was given; false and said when it is missing. */
bool	bill_period_given(const struct bill_opts *);
/* For people: all decimals of the currency, "34.50". */
void	bill_sum_text(money_sum_t, unsigned decimals,
	    char out[MONEY_SUM_TEXT_MAX]);

/* What documents come to, by currency; ISO 4217 has fewer of them. */
#define BILL_SUMS_MAX	200
struct bill_sums {
	struct bill_sum {
		char		currency[4];
		unsigned	decimals;
		money_sum_t	net, tax, due;
	}		item[BILL_SUMS_MAX];
	unsigned	len;
};
void	bill_sums_add(struct bill_sums *, const struct invoice *);

/* rules.c: say that a document would break a rule of EN 16931 */
void	rule_say(const struct invoice *, const struct tax_fault *);

/* drafts.c: the documents of a run that has its usage */
#define BILL_PARTS	2
struct bill_job {
	struct db		 db;
	struct billrun		 run;
	const struct period	*period;
	struct bill_operator	 op;
	struct bill_run		 row;
	struct bill_past	 past;
	struct invoice		 inv[BILL_PARTS]; /* of an account: all else,
						   * not subject to VAT */
	unsigned		 parts;		/* of these are there */
	struct arena		 text;		/* of the one at work */
	struct invoice_doc	 doc;		/* posted, to compare with */
	struct buf		 body;
	uint64_t		 findings, posted;
	struct bill_sums	 sums;
	bool			 dry_run;
	bool			 any_posted;	/* for days of the period */
	bool			 has_past;	/* something was ever posted */
	bool			 buyers_lack;	/* some do, tax_buyer_lacks() */
};
/* Write all of them and make them the period's. 0, or -1: said. */
int	drafts_write(struct bill_job *);

/* details.c: the rated records that documents are itemised with */
struct details {
	struct items	 items;
	struct zone	 zone;
	struct itemised	 of;
	uint64_t	 lacking;	/* documents whose lines have others */
};
/* Those of --details. 0, or -1: said. */
int	details_load(struct details *, const struct bill_opts *);
void	details_release(struct details *);
/* Say that a line has other records than are given. */
void	details_lack(struct details *, const struct invoice *,
	    const struct itemised_lack *);

/*
 * render.c: a document, from what the store has of it, in some form. Zeroed
 * but for format, template and language it is ready; both may be NULL.
 */
struct renderer {
	enum render_format	 format;
	const char		*template, *language;
	struct details		*details;	/* NULL: not itemised */
	struct invoice_doc	 doc;
	struct html		 html;
	struct doc_text		 text;
	char			 text_language[3];	/* "": none loaded */
	char			*template_path;		/* owned */
};
/* Append the document. 0, or -1: said. */
int	render_body(struct renderer *, const struct bill_row *, struct buf *);
/* 0, or -1 when jq failed; said. */
int	renderer_close(struct renderer *);

/*
 * list.c: what --period and an operand select. The operand is a number when
 * a document has it, else an account; NULL: everything. 0, or -1: said.
 */
int	bill_filter_init(struct db *, const struct bill_opts *,
	    const char *word, struct bill_filter *);

#endif
