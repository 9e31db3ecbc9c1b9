/*
 * invoice.h (bss) - an invoice document, in the terms of EN 16931-1
 * BT and BG numbers are the standard's. Amounts are net of tax unless they
 * say otherwise, and in the minor unit of the document's currency; only the
 * rounding differences have more decimals. Text is borrowed: from whoever
 * made the document, as long as that lives.
 * Pure: no I/O, no clock.
 */
#ifndef BSS_INVOICE_H
#define BSS_INVOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/money.h"
#include "base/slice.h"

#define DATE_TEXT_MAX	11		/* "2026-10-31" and a NUL */
#define INVOICE_TYPE_COMMERCIAL	"380"	/* UNTDID 1001 */
#define LINES_MAX	1000000		/* lines of a document */

struct invoice_party {			/* BG-4 seller, BG-7 buyer */
	struct slice	id;		/* BT-29, BT-46: our key of it */
	struct slice	name;		/* BT-27, BT-44 */
	struct slice	street;		/* BT-35, BT-50 */
	struct slice	city;		/* BT-37, BT-52 */
	struct slice	postal_code;	/* BT-38, BT-53 */
	struct slice	country;	/* BT-40, BT-55: ISO 3166-1 alpha-2 */
	struct slice	tax_id;		/* BT-31, BT-48 */
	struct slice	tax_number;	/* BT-32: not a VAT identifier */
	struct slice	registration;	/* BT-30, BT-47 */
	struct slice	email;		/* BT-43, BT-58 */
	struct slice	phone;		/* BT-42, BT-57 */
	struct slice	website;
	bool		business;	/* not kept with the document */
};

struct invoice_payment {		/* BG-16 */
	struct slice	iban;		/* BT-84 */
	struct slice	bic;		/* BT-86 */
	uint64_t	terms_d;	/* days from issue to due */
};

enum line_kind {
	LINE_RECURRING,			/* in the order of a document */
	LINE_ONE_OFF,
	LINE_CORRECTION,		/* of a charge that was posted */
	LINE_USAGE,
	LINE_LATE,			/* usage of earlier periods */
	LINE_COMMITMENT			/* up to a minimum spend */
};

struct invoice_line {			/* BG-25; BT-126 is its place */
	enum line_kind	kind;
	struct slice	subscription;
	struct slice	identifier;	/* what the subscription serves */
	struct slice	account;	/* whose it is, where another pays */
	struct slice	offer, price;	/* of the catalog */
	struct slice	offer_name;
	struct slice	name;		/* BT-153 */
	char		first[DATE_TEXT_MAX];	/* BT-134; "": none */
	char		last[DATE_TEXT_MAX];	/* BT-135, inclusive */
	uint64_t	quantity;	/* BT-129 */
	struct slice	unit;		/* s, octet, 1, d, month */
	uint64_t	records;	/* usage records in it; 0: a charge */
	/* what allowances had of the usage, besides the quantity, and paid */
	uint64_t	included;
	money_t		included_amount;
	bool		has_price;	/* one price for the whole line: */
	money_t		unit_price;	/* BT-146 */
	uint64_t	per;		/* BT-149 */
	uint64_t	multiplier;	/* in unit_price; 0, 1: none */
	money_t		net;		/* BT-131 */
	money_t		rounding;	/* exact amount less net */
	struct slice	tax_code;	/* tax of the catalog, of its price */
	struct slice	taxed_as;	/* the one it has instead, or missing */
	struct slice	tax_category;	/* BT-151: UNCL 5305 */
	money_t		tax_percent;	/* BT-152 */
	struct slice	gl;		/* revenue account */
	/* of what is settled with its period (settle.h) */
	struct slice	settle;		/* percentile, tier, commit; missing:
					 * none; commit-fee: the commitment */
	struct slice	measured_unit;	/* bit/s, or as unit */
	uint64_t	measured, commit;
	money_t		percentile;	/* percent */
	uint64_t	windows, windows_missing;
	uint64_t	days_due, cycle_days;	/* 0: a whole cycle's */
};

struct invoice_allowance {		/* BG-20: of the document */
	struct slice	discount;	/* of the catalog */
	struct slice	subscription;	/* missing: of the account */
	struct slice	reason;		/* BT-97 */
	struct slice	code;		/* BT-98: UNTDID 5189 */
	money_t		amount;		/* BT-92; below 0: taken back */
	money_t		base;		/* BT-93: what it is taken from */
	bool		has_percent;
	money_t		percent;	/* BT-94 */
	struct slice	tax_category;	/* BT-95 */
	money_t		tax_percent;	/* BT-96 */
	struct slice	gl;
};

struct invoice_tax {			/* BG-23: one category and rate */
	struct slice	category;	/* BT-118 */
	money_t		percent;	/* BT-119 */
	struct slice	reason;		/* BT-120: why it is exempt */
	struct slice	reason_code;	/* BT-121: VATEX code list */
	struct slice	gl;		/* tax account */
	money_t		taxable;	/* BT-116 */
	money_t		tax;		/* BT-117 */
};

struct invoice {
	struct slice	number;		/* BT-1; missing: a draft */
	char		issue_date[DATE_TEXT_MAX];	/* BT-2; "": draft */
	char		due_date[DATE_TEXT_MAX];	/* BT-9 */
	struct slice	type_code;	/* BT-3 */
	struct slice	currency;	/* BT-5 */
	unsigned	decimals;	/* of its minor unit */
	struct slice	language;
	struct slice	account, customer;
	struct slice	period;		/* BG-14 as the run names it */
	char		first[DATE_TEXT_MAX];	/* BT-73 */
	char		last[DATE_TEXT_MAX];	/* BT-74, inclusive */
	struct slice	catalog;	/* digest of what priced it */
	struct invoice_party seller, buyer;
	struct slice	deliver_to;	/* BT-80: country; of category K */
	struct invoice_payment payment;
	struct slice	receivable_gl, rounding_gl;
	struct slice	*note;		/* BG-1, owned array */
	size_t		notes, notes_cap;
	struct invoice_line *line;	/* owned array */
	size_t		lines, lines_cap;
	struct invoice_allowance *allowance;	/* owned array */
	size_t		allowances, allowances_cap;
	struct invoice_tax *tax;	/* owned array */
	size_t		taxes, taxes_cap;
	money_t		line_total;	/* BT-106: sum of line net amounts */
	money_t		allowance_total;	/* BT-107 */
	money_t		net;		/* BT-109 */
	money_t		tax_total;	/* BT-110 */
	money_t		gross;		/* BT-112 */
	money_t		paid;		/* BT-113 */
	money_t		rounding;	/* BT-114: to what can be paid */
	money_t		due;		/* BT-115 */
};

/* Empty it and keep the memory for the next document. */
void	invoice_clear(struct invoice *);
void	invoice_release(struct invoice *);
/* All but lists and amounts, into one that is empty. */
void	invoice_copy_head(struct invoice *, const struct invoice *);
/* A new zeroed element at the end; borrowed until the next one is added. */
struct slice *invoice_add_note(struct invoice *);
struct invoice_line *invoice_add_line(struct invoice *);
struct invoice_allowance *invoice_add_allowance(struct invoice *);
struct invoice_tax *invoice_add_tax(struct invoice *);

/*
 * Round an exact line amount to the currency (half up), the difference kept
 * with the line. False when it is too large.
 */
bool	invoice_line_amount(struct invoice_line *, money_sum_t exact,
	    unsigned decimals);

/*
 * taxable * percent / 100, rounded half up (away from zero) to decimals
 * (BR-CO-17). False when it is too large or percent is negative.
 */
bool	invoice_tax_amount(money_t taxable, money_t percent,
	    unsigned decimals, money_t *tax);

/*
 * Compute the totals (BR-CO-10, 11 and 13 to 16) from the lines, allowances
 * and tax breakdown that stand in the document. What is due is rounded to a multiple
 * of cash_step, for currencies without small coins (CHF 0.05); 0: as it is.
 * False when a total is too large.
 */
bool	invoice_total(struct invoice *, money_t cash_step);

/*
 * What does not add up in a document that comes from somewhere: NULL, or
 * the rule that is broken ("BR-CO-10").
 */
const char *invoice_verify(const struct invoice *);

/*
 * Whether a line of the one charges what a line of the other does: the same
 * price of a subscription, or of the account, for some day of both.
 */
bool	invoice_share_lines(const struct invoice *, const struct invoice *);

/* "2026-10-31" of a day since 1970-01-01. */
void	date_text(int64_t day, char out[DATE_TEXT_MAX]);
/* date plus a number of days; false when date is none. */
bool	date_add(const char *date, uint64_t days, char out[DATE_TEXT_MAX]);

const char *line_kind_name(enum line_kind);
/* False when it is none of them. */
bool	line_kind_parse(struct slice, enum line_kind *);

#endif
