/*
 * generate_detail.c - a detail file for `make bench`, deterministic
 *	generate_detail N	N accounting packets as FreeRADIUS writes them
 * 20 access servers with 20,000 lines; a session sends a Start, an Interim
 * update every 600 s and a Stop, then the line begins the next one.
 */
#include "base/money.h"
#include "base/tool.h"
#include "base/tstamp.h"

#include <stdio.h>

#define LINES	20000u
#define BEGIN_S	INT64_C(1790805600)	/* 2026-09-30T22:00:00Z */
#define STEP_S	600

struct line {
	uint32_t session, left;		/* packets until its Stop */
	int64_t	 start_s;
	uint64_t in, out;
};

static uint64_t state = 20261001;

/* splitmix64 */
static uint64_t
rnd(void)
{
	uint64_t z = (state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static const char *
day_name(const struct civil *c)
{
	static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri",
	    "Sat", "Sun" };

	return days[c->weekday];
}

static const char *
month_name(const struct civil *c)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr",
	    "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

	return months[c->month - 1];
}

static void
who(unsigned i, const struct line *l, const char *status)
{
	printf("\tUser-Name = \"user%05u@example.net\"\n"
	    "\tNAS-IP-Address = 10.0.%u.1\n\tNAS-Port = %u\n"
	    "\tService-Type = Framed-User\n\tFramed-Protocol = PPP\n"
	    "\tFramed-IP-Address = 10.1.%u.%u\n"
	    "\tCalling-Station-Id = \"00:11:22:33:%02x:%02x\"\n"
	    "\tNAS-Identifier = \"bras%u\"\n\tNAS-Port-Type = Ethernet\n"
	    "\tAcct-Session-Id = \"%08X\"\n\tAcct-Status-Type = %s\n"
	    "\tAcct-Authentic = RADIUS\n", i, i % 20, i, i >> 8, i & 255,
	    i >> 8, i & 255, i % 20, l->session, status);
}

static void
packet(unsigned i, struct line *l, int64_t at)
{
	const char *status = l->start_s == at ? "Start"
	    : l->left == 0 ? "Stop" : "Interim-Update";
	struct civil c;

	civil_from_us(at * US_PER_S, &c);
	printf("%s %s %2d %02d:%02d:%02d %d\n", day_name(&c), month_name(&c),
	    c.day, c.hour, c.minute, c.second, c.year);
	who(i, l, status);
	if (l->start_s != at)
		printf("\tAcct-Session-Time = %lld\n"
		    "\tAcct-Input-Octets = %u\n\tAcct-Input-Gigawords = %u\n"
		    "\tAcct-Output-Octets = %u\n"
		    "\tAcct-Output-Gigawords = %u\n"
		    "\tAcct-Input-Packets = %u\n\tAcct-Output-Packets = %u\n",
		    (long long)(at - l->start_s), (unsigned)l->in,
		    (unsigned)(l->in >> 32), (unsigned)l->out,
		    (unsigned)(l->out >> 32), (unsigned)(l->in / 700),
		    (unsigned)(l->out / 900));
	printf("\tEvent-Timestamp = \"%s %2d %d %02d:%02d:%02d UTC\"\n"
	    "\tAcct-Delay-Time = 0\n"
	    "\tAcct-Unique-Session-Id = \"%016llx%016llx\"\n"
	    "\tTimestamp = %lld\n\n", month_name(&c), c.day, c.year, c.hour,
	    c.minute, c.second, (unsigned long long)l->session * 99991,
	    (unsigned long long)i * 99991, (long long)at);
}

static void
next(unsigned i, struct line *l, int64_t at, uint32_t *sessions)
{
	if (l->left == 0) {
		*l = (struct line){ .session = ++*sessions,
		    .left = 2 + (uint32_t)(rnd() % 12), .start_s = at };
	} else {
		l->left--;
		l->in += rnd() % 100000000;
		l->out += rnd() % 900000000;
	}
	packet(i, l, at);
}

int
main(int argc, char **argv)
{
	static struct line lines[LINES];
	uint32_t sessions = 0;
	uint64_t n = 0, k;

	tool_init("generate_detail");
	if (argc != 2 || u64_parse(slice_of(argv[1]), &n) != NUM_OK) {
		fputs("usage: generate_detail N\n", stderr);
		return tool_exit(EXIT_TROUBLE);
	}
	for (k = 0; k < n; k++)
		next((unsigned)(k % LINES), &lines[k % LINES], BEGIN_S
		    + (int64_t)(k / LINES) * STEP_S
		    + (int64_t)(k % LINES * STEP_S / LINES), &sessions);
	return tool_exit(EXIT_OK);
}
