/*
 * test_sequence.c - numbered files: what is missing, over a turn of numbers
 */
#include "bss/sequence.h"
#include "tap.h"

static const struct sequence_terms turns = {
	.before = { "CDR_", 4 }, .behind = { ".csv", 4 }, .from = 1, .to = 9999
};

static void
is_missing(struct sequence *s, const struct sequence_terms *t,
    const char *want, const char *what)
{
	struct buf b = { 0 };

	sequence_write(s, t, false, &b);
	ok(strcmp(buf_str(&b), want) == 0, "%s: '%s'", what, buf_str(&b));
	buf_release(&b);
}

static void
names(void)
{
	uint64_t n = 0;

	ok(sequence_number(&turns, SLICE_LIT("/in/CDR_0042.csv"), &n)
	    && n == 42, "a number of a name");
	ok(!sequence_number(&turns, SLICE_LIT("CDR_.csv"), &n)
	    && !sequence_number(&turns, SLICE_LIT("CDR_4x.csv"), &n)
	    && !sequence_number(&turns, SLICE_LIT("CDR_0.csv"), &n)
	    && !sequence_number(&turns, SLICE_LIT("CDR_10000.csv"), &n)
	    && !sequence_number(&turns, SLICE_LIT(".csv"), &n),
	    "and what has none");
}

static void
order(void)
{
	struct sequence s = { .begun = false };

	ok(sequence_add(&s, &turns, 9996) == SEQUENCE_NEXT, "the first");
	ok(sequence_add(&s, &turns, 9994) == SEQUENCE_LATE,
	    "one before it, in the run that begins");
	is_missing(&s, &turns, "9995", "with one between");
	ok(sequence_add(&s, &turns, 3) == SEQUENCE_AHEAD, "over the turn");
	is_missing(&s, &turns, "9995 9997-2", "what lies between");
	ok(sequence_add(&s, &turns, 1) == SEQUENCE_LATE, "one of these");
	is_missing(&s, &turns, "9995 9997-9999 2", "leaves the others");
	ok(sequence_add(&s, &turns, 1) == SEQUENCE_KNOWN
	    && sequence_add(&s, &turns, 9996) == SEQUENCE_KNOWN, "once");
	ok(sequence_add(&s, &turns, 4) == SEQUENCE_NEXT, "the one due");
}

static void
between_runs(void)
{
	struct sequence s = { .begun = false }, t = { .begun = false };
	struct buf b = { 0 };

	for (uint64_t n = 100; n < 140; n += 3)
		sequence_add(&s, &turns, n);
	sequence_write(&s, &turns, true, &b);
	ok(sequence_read(&t, s.highest, buf_slice(&b)), "it is read again");
	is_missing(&t, &turns, "101-102 104-105 107-108 110-111 113-114 "
	    "116-117 119-120 122-123 125-126 128-129 131-132 134-135 137-138",
	    "as it was");
	ok(sequence_add(&t, &turns, 99) == SEQUENCE_KNOWN,
	    "what is older is of no matter then");
	ok(sequence_add(&t, &turns, 138) == SEQUENCE_LATE, "a late one");
	buf_release(&b);
	ok(!sequence_read(&t, 9, SLICE_LIT("1-")) && !sequence_read(&t, 9,
	    SLICE_LIT("5-4")) && !sequence_read(&t, 9, SLICE_LIT("4 4"))
	    && !sequence_read(&t, 9, SLICE_LIT("9")) && !sequence_read(&t, 9,
	    SLICE_LIT("1 ")) && !sequence_read(&t, 9, SLICE_LIT("x")),
	    "no such text");
}

static void
many(void)
{
	static const struct sequence_terms t = { .from = 0 };
	struct sequence s = { .begun = false };

	for (uint64_t n = 0; n <= 2 * SEQUENCE_GAPS_MAX + 2; n += 2)
		sequence_add(&s, &t, n);
	ok(s.gaps == SEQUENCE_GAPS_MAX && s.lost && s.gap[0].first == 3,
	    "of too many the first is given up");
}

int
main(void)
{
	names();
	order();
	between_runs();
	many();
	return tap_done();
}
