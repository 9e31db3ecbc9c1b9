/*
 * fuzz_call.c - records of calls in any order, twice, with holes, over time
 * What is held is the records of open calls and no others; a call is closed
 * once, whole when nothing is missing of it; and one that is over takes no
 * record any more. The octets of the input are what comes.
 */
#include "aid.h"
#include "bss/call.h"

#define STEP	6		/* octets that say a record */
#define KEYS	5

struct fuzz {
	const struct call_terms	*terms;
	struct calls		*calls;
	uint64_t		 held;
	int64_t			 now_us;
};

static uint64_t
parts_of(const struct fuzz *f, const struct call *call)
{
	uint64_t n = 0;
	unsigned i, k;

	for (i = 0; i < f->terms->legs; i++) {
		for (k = 1; k < call->leg[i].len; k++)
			if (call->leg[i].part[k - 1].number
			    >= call->leg[i].part[k].number)
				abort();
		n += call->leg[i].len;
	}
	return n;
}

/* 0: for calls_expire, which goes on. */
static int
give_up(void *arg, struct call *call)
{
	struct fuzz *f = arg;
	struct buf missing = { 0 };

	if (call->over)
		abort();
	call_missing(f->terms, call, &missing);
	buf_release(&missing);
	f->held -= parts_of(f, call);
	calls_close(f->calls, call);
	return 0;
}

static void
whole(struct fuzz *f, struct call *call)
{
	struct buf missing = { 0 };

	call_missing(f->terms, call, &missing);
	if (missing.len != 0)
		abort();
	buf_release(&missing);
	f->held -= parts_of(f, call) - 1;	/* this one was never held */
	calls_close(f->calls, call);
}

static void
one(struct fuzz *f, const uint8_t *p)
{
	static const char *const keys[KEYS] = { "a", "b", "cc", "", "\xff" };
	struct call_part part = { .leg = p[1] % f->terms->legs,
	    .number = p[2] & 0x20 ? UINT64_MAX - (p[2] & 3) : p[2] & 15,
	    .last = (p[2] & 0x40) != 0, .row = slice_of("row") };
	struct slice key = slice_of(keys[p[0] % KEYS]);
	struct call *call = NULL;

	part.at_us = f->now_us += (int64_t)p[3] * (p[1] & 0x80 ? 1000 : 1);
	part.from_us = part.at_us - p[4];
	part.amount[0] = p[5] == 255 ? UINT64_MAX : p[5];
	part.digest = (sum128_t){ p[5] };
	part.what = p[1] >> 6 & 1;
	switch (calls_add(f->calls, key, &part, &call)) {
	case CALL_HELD:
		f->held++;
		break;
	case CALL_WHOLE:
		if (call == NULL)
			abort();
		whole(f, call);
		break;
	case CALL_SAME:
	case CALL_OTHER:
	case CALL_MIXED:
	case CALL_LATE:
	case CALL_MANY:
		break;
	}
	if ((p[0] & 0x80) != 0)
		calls_expire(f->calls, f->now_us, false, give_up, f);
}

static int
count(void *arg, const struct call *call)
{
	if (!call->over)
		*(uint64_t *)arg += call->leg[0].len + call->leg[1].len;
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct call_terms terms = { .legs = 2, .leg = { SLICE_LIT("a"),
	    SLICE_LIT("b") }, .timeout_us = 500, .remember_us = 2000 };
	struct fuzz f = { .terms = &terms };
	uint64_t open = 0;

	if (len < 1)
		return 0;
	terms.legs = 1 + (data[0] & 1);
	terms.optional[1] = (data[0] & 2) != 0;
	terms.from = data[0] >> 2 & 1;
	f.calls = calls_new(&terms);
	for (data++, len--; len >= STEP; data += STEP, len -= STEP) {
		one(&f, data);
		if (f.held != calls_held(f.calls))
			abort();
	}
	calls_each(f.calls, f.now_us, count, &open);
	if (open != f.held)
		abort();
	calls_expire(f.calls, f.now_us, true, give_up, &f);
	if (f.held != 0 || calls_held(f.calls) != 0)
		abort();
	calls_free(f.calls);
	return 0;
}
