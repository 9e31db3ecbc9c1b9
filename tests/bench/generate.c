/*
 * generate.c - deterministic input for `make bench`
 *	generate usage N	usage records, with totals and end
 *	generate cdr N		the same calls as CSV of a switch
 *	generate parties	customers, accounts and subscriptions
 *	generate subscriptions	what bss-rate reads
 *	generate destinations	destinations.csv: 3,000 prefixes
 *	generate rates		rates/voice.csv: 300 destinations
 * 100,000 accounts, used with skew; 60 % voice, 15 % SMS, 25 % data.
 */
#include <unistd.h>

#include "base/diag.h"
#include "base/tool.h"
#include "base/tstamp.h"
#include "rec/out.h"

#define ACCOUNTS	100000
#define PREFIXES	3000
#define DESTINATIONS	300
#define PERIOD_BEGIN	INT64_C(1790805600)	/* 2026-09-30T22:00:00Z */
#define PERIOD_S	(31 * 86400)

struct event {
	char	id[40], who[24], called[24];
	const char *type, *unit;
	int64_t	ts_us, end_us;
	uint64_t quantity, in_octets;
};

static uint64_t state;

/* splitmix64 */
static uint64_t
rnd(void)
{
	uint64_t z = (state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static uint64_t
below(uint64_t n)
{
	return rnd() % n;
}

/* Few accounts make most of the traffic: the smallest of three draws. */
static unsigned
account(void)
{
	uint64_t a = below(ACCOUNTS), b = below(ACCOUNTS), c = below(ACCOUNTS);

	a = a < b ? a : b;
	return (unsigned)(a < c ? a : c);
}

/* Prefix i: 1 to 6 digits behind the first, none begins with 0. */
static void
prefix(unsigned i, char out[16])
{
	static const unsigned from[] = { 0, 9, 99, 600, 1600, PREFIXES };
	static const unsigned base[] = { 10, 100, 1000, 10000, 100000 };
	unsigned k = 0;

	while (i >= from[k + 1])
		k++;
	/* 7919 is prime to the powers of ten: no two are the same */
	snprintf(out, 16, "%u", base[k]
	    + (unsigned)((uint64_t)(i - from[k]) * 7919 % (base[k] * 9)));
}

static void
event(uint64_t i, uint64_t n, struct event *e)
{
	uint64_t kind = below(100);
	unsigned who = account();
	char p[16];

	/* in the order of time, as a switch writes them */
	e->ts_us = (PERIOD_BEGIN + (int64_t)((unsigned __int128)i
	    * PERIOD_S / n)) * US_PER_S;
	e->end_us = e->ts_us;
	e->called[0] = '\0';
	e->in_octets = 0;
	/* several a second: of one width, so that their order is that of i */
	snprintf(e->id, sizeof(e->id), "sw1:%llu.%07llu",
	    (unsigned long long)(e->ts_us / US_PER_S), (unsigned long long)i);
	if (kind < 75) {
		prefix((unsigned)below(PREFIXES), p);
		snprintf(e->called, sizeof(e->called), "+%s%07llu", p,
		    (unsigned long long)below(10000000));
	}
	snprintf(e->who, sizeof(e->who), "+3360%07u", who);
	if (kind < 60) {
		e->type = "voice";
		e->unit = "s";
		e->quantity = 1 + below(600) * below(600) / 120;
		e->end_us += (int64_t)e->quantity * US_PER_S;
	} else if (kind < 75) {
		e->type = "sms";
		e->unit = "1";
		e->quantity = 1;
	} else {
		e->type = "data";
		e->unit = "octet";
		e->quantity = 1000 + below(500000000);
		e->in_octets = e->quantity / 9;
		e->end_us += (int64_t)below(3600) * US_PER_S;
	}
}

static int
usage(uint64_t n)
{
	struct out *o = out_new(STDOUT_FILENO, "stdout", FORMAT_NDJSON);
	struct end_info end = { .tool = "generate" };
	struct event e;
	int rc = 0;

	for (uint64_t i = 0; i < n && rc == 0; i++) {
		event(i, n, &e);
		out_begin(o, REC_USAGE);
		out_str(o, F_USAGE_ID, slice_of(e.id));
		out_time(o, F_TS, e.ts_us);
		out_time(o, F_END_TS, e.end_us);
		out_str(o, F_USAGE_TYPE, slice_of(e.type));
		out_str(o, F_IDENTIFIER, slice_of(e.who));
		out_str(o, F_CALLED_NUMBER, slice_of(e.called));
		out_u64(o, F_QUANTITY, e.quantity);
		out_str(o, F_UNIT, slice_of(e.unit));
		if (e.in_octets != 0) {
			out_u64(o, F_IN_OCTETS, e.in_octets);
			out_u64(o, F_OUT_OCTETS, e.quantity - e.in_octets);
		}
		out_str(o, F_SOURCE, SLICE_LIT("sw1"));
		out_u64(o, F_SEQ, i + 1);
		rc = out_done(o);
	}
	if (rc == 0)
		rc = out_finish(o, &end);
	out_free(o);
	return rc == 0 ? EXIT_OK : EXIT_TROUBLE;
}

static int
cdr(uint64_t n)
{
	char ts[TSTAMP_TEXT_MAX], end[TSTAMP_TEXT_MAX];
	struct event e;

	puts("id,start,end,type,subscriber,called,quantity,unit,in,out");
	for (uint64_t i = 0; i < n; i++) {
		event(i, n, &e);
		ts[tstamp_format(e.ts_us, ts)] = '\0';
		end[tstamp_format(e.end_us, end)] = '\0';
		printf("%s,%s,%s,%s,%s,%s,%llu,%s,%llu,%llu\n", e.id + 4, ts,
		    end, e.type, e.who, e.called,
		    (unsigned long long)e.quantity, e.unit,
		    (unsigned long long)e.in_octets,
		    (unsigned long long)(e.quantity - e.in_octets));
	}
	return EXIT_OK;
}

static int
subscription(struct out *o, unsigned a)
{
	char id[16], acc[16], who[24];

	snprintf(id, sizeof(id), "S%06u", a);
	snprintf(acc, sizeof(acc), "A%06u", a);
	snprintf(who, sizeof(who), "+3360%07u", a);
	out_begin(o, REC_SUBSCRIPTION);
	out_str(o, F_SUBSCRIPTION, slice_of(id));
	out_str(o, F_ACCOUNT, slice_of(acc));
	out_str(o, F_OFFER, SLICE_LIT("mobile"));
	out_str(o, F_IDENTIFIER, slice_of(who));
	out_time(o, F_FROM, INT64_C(1767222000) * US_PER_S);
	return out_done(o);
}

static int
party(struct out *o, unsigned a)
{
	char cust[16], acc[16], name[32];

	snprintf(cust, sizeof(cust), "C%06u", a);
	snprintf(acc, sizeof(acc), "A%06u", a);
	snprintf(name, sizeof(name), "Customer %u", a);
	out_begin(o, REC_CUSTOMER);
	out_str(o, F_CUSTOMER, slice_of(cust));
	out_str(o, F_NAME, slice_of(name));
	out_str(o, F_COUNTRY, SLICE_LIT("FR"));
	if (out_done(o) != 0)
		return -1;
	out_begin(o, REC_ACCOUNT);
	out_str(o, F_ACCOUNT, slice_of(acc));
	out_str(o, F_CUSTOMER, slice_of(cust));
	out_str(o, F_CURRENCY, SLICE_LIT("EUR"));
	return out_done(o);
}

static int
customers(bool parties)
{
	struct out *o = out_new(STDOUT_FILENO, "stdout", FORMAT_NDJSON);
	struct end_info end = { .tool = "generate" };
	int rc = 0;

	for (unsigned a = 0; a < ACCOUNTS && rc == 0; a++) {
		if (parties)
			rc = party(o, a);
		if (rc == 0)
			rc = subscription(o, a);
	}
	if (rc == 0)
		rc = out_finish(o, &end);
	out_free(o);
	return rc == 0 ? EXIT_OK : EXIT_TROUBLE;
}

static int
destinations(void)
{
	char p[16];

	puts("prefix,destination");
	for (unsigned i = 0; i < PREFIXES; i++) {
		prefix(i, p);
		printf("+%s,d%03u\n", p, i % DESTINATIONS);
	}
	return EXIT_OK;
}

/* 0.02 to connect, 30 seconds then 6, a price a minute. */
static int
rates(void)
{
	puts("destination,band,connect_fee,price,per,first_increment,"
	    "next_increment,minimum,from,to");
	for (unsigned i = 0; i < DESTINATIONS; i++)
		printf("d%03u,,0.02,0.%04u,60,30,6,,2026-01-01,\n", i,
		    100 + i * 7);
	return EXIT_OK;
}

int
main(int argc, char **argv)
{
	struct slice what = slice_of(argc > 1 ? argv[1] : "");
	uint64_t n = 0;

	tool_init("generate");
	state = 20261001;
	if (argc > 2 && u64_parse(slice_of(argv[2]), &n) != NUM_OK)
		n = 0;
	if (slice_is(what, "usage") && n > 0)
		return tool_exit(usage(n));
	if (slice_is(what, "cdr") && n > 0)
		return tool_exit(cdr(n));
	if (slice_is(what, "parties"))
		return tool_exit(customers(true));
	if (slice_is(what, "subscriptions"))
		return tool_exit(customers(false));
	if (slice_is(what, "destinations"))
		return tool_exit(destinations());
	if (slice_is(what, "rates"))
		return tool_exit(rates());
	fputs("usage: generate usage N | cdr N | parties | subscriptions | "
	    "destinations | rates\n", stderr);
	return tool_exit(EXIT_TROUBLE);
}
