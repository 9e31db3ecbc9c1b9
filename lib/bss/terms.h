/*
 * terms.h (bss) - the conventions of a price on which good systems differ
 * All zero is what a price has that says nothing. ossbss-catalog(5) has them
 * in words.
 */
#ifndef BSS_TERMS_H
#define BSS_TERMS_H

#include <stdbool.h>

#include "base/money.h"

/* The band of an increment that lies across the end of one */
enum band_split {
	SPLIT_START,		/* in which it begins */
	SPLIT_END,		/* in which it ends */
	SPLIT_NONE,		/* in which the usage began */
	SPLIT_EXACT		/* each unit for itself, increments at the end */
};

/* Rates that begin within a record */
enum after_split {
	AFTER_START,		/* an increment has that of its first unit */
	AFTER_NONE		/* all of it has that of its last unit */
};

/* What usage of quantity 0 costs */
enum zero_quantity {
	ZERO_FREE,
	ZERO_FEES,		/* connect fee and minimum */
	ZERO_INCREMENT		/* as if one unit had been used */
};

/* Usage that costs more than the maximum of its rate */
enum above_maximum {
	ABOVE_FREE,		/* the rest is free */
	ABOVE_CUT_OFF		/* the rest is not charged, nor counted */
};

/* What is rounded before the sum is */
enum inner_rounding {
	INNER_NONE,
	INNER_UNIT,		/* the price of one unit */
	INNER_INCREMENT,	/* the price of one increment */
	INNER_PART		/* what one rate has of the record */
};

struct terms {
	enum band_split		band_split;
	enum after_split	after_split;
	enum zero_quantity	zero;
	enum above_maximum	above;
	enum inner_rounding	inner;
	enum rounding		inner_mode;
	unsigned		inner_decimals;
};

#endif
