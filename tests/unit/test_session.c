/*
 * test_session.c - accounting packets to intervals of use, from tables
 */
#include "base/buf.h"
#include "bss/session.h"
#include "tap.h"

#define NONE	-1
#define DAY	86400
#define T32	4294967296
#define STEPS	10

/*
 * A packet and what comes of it: "dup", "forgotten", "counter", "long",
 * "nobody", or
 * the interval FROM-TO IN/OUT QUALITY SECONDS, "void WHY FROM-TO", "lost WHY";
 * "" when it is used or held and makes nothing.
 */
struct step {
	char		kind;		/* S, I, E(nd), R(estart); 0: no more */
	int64_t		came, event, seconds;
	int64_t		in, out;
	const char	*want;
	bool		wide;
	int64_t		delay;
	const char	*nas, *session;
	bool		anonymous;
};

#define P(k, c, e, s, i, o, w, ...)					\
	{ .kind = k, .came = c, .event = e, .seconds = s, .in = i,	\
	    .out = o, .want = w, __VA_ARGS__ }
#define START(t, w)		P('S', t, t, NONE, NONE, NONE, w, )
#define UPD(t, s, i, o, w)	P('I', t, t, s, i, o, w, )
#define END(t, s, i, o, w)	P('E', t, t, s, i, o, w, )
#define RESTART(t, w)		P('R', t, t, NONE, NONE, NONE, w, )

static const struct {
	const char	*what;
	struct session_rules rules;	/* 0: the usual ones */
	struct step	step[STEPS];
	uint64_t	open;		/* at the end */
} cases[] = {
	{ "Start, Interim, Stop", { 0 }, {
	    START(1000, ""),
	    UPD(1600, 600, 10, 20, "1000-1600 10/20 exact 600s"),
	    END(1700, 700, 15, 20, "1600-1700 5/0 exact 100s") }, 0 },
	{ "as long as may be, and longer, which is as if it had not come",
	    { .longest_s = 1000 }, {
	    START(1000, ""),
	    UPD(2001, 1001, 10, 20, "long"),
	    P('I', 2000, 2001, 1000, 10, 20, "long", ),
	    UPD(2000, 1000, 10, 20, "1000-2000 10/20 exact 1000s"),
	    END(2600, 1600, 15, 20, "2000-2600 5/0 exact 600s"),
	    P('E', 2700, 2700, 1001, 1, 1, "long", .session = "other"),
	    P('E', 2700, 2700, 1000, 1, 1, "1700-2700 1/1 exact 1000s",
	    .session = "other") }, 0 },
	{ "no traffic is a zero, not a gap", { 0 }, {
	    START(1000, ""),
	    UPD(1600, 600, 0, 0, "1000-1600 0/0 exact 600s"),
	    END(1600, 600, 0, 0, "") }, 0 },
	{ "gigawords: 1 and 2", { 0 }, {
	    START(1000, ""),
	    UPD(1600, 600, 4000000000, 1, "1000-1600 4000000000/1 exact 600s"),
	    P('I', 2200, 2200, 1200, T32 + 5, 2, "1600-2200 294967301/1 "
	    "exact 600s", .wide = true),
	    P('I', 2800, 2800, 1800, 2 * T32, 3, "2200-2800 4294967291/1 "
	    "exact 600s", .wide = true) }, 1 },
	{ "a wrap without gigawords, at an access line's speed", { 0 }, {
	    START(1000, ""),
	    UPD(1600, 600, T32 - 10, 7, "1000-1600 4294967286/7 exact 600s"),
	    UPD(2200, 1200, 90, 9, "1600-2200 100/2 wrapped 600s"),
	    UPD(2800, 1800, 91, 9, "2200-2800 1/0 exact 600s") }, 1 },
	{ "a wrap that would be faster than the line is none", { 0 }, {
	    START(1000, ""),
	    UPD(1600, 600, 2000000000, 0, "1000-1600 2000000000/0 exact 600s"),
	    UPD(2200, 1200, 90, 0, "void rate 1600-2200 600s"),
	    UPD(2800, 1800, 95, 0, "2200-2800 5/0 exact 600s") }, 1 },
	{ "a fall over so long that there may have been two turns", { 0 }, {
	    START(1000, ""),
	    UPD(1600, 600, T32 - 10, 0, "1000-1600 4294967286/0 exact 600s"),
	    UPD(9600, 8600, 90, 0, "void turns 1600-9600 8000s") }, 1 },
	{ "with a stated speed the same is known", { .max_bps = 2000000 }, {
	    START(1000, ""),
	    UPD(1600, 600, T32 - 10, 0, "1000-1600 4294967286/0 exact 600s"),
	    UPD(9600, 8600, 90, 0, "1600-9600 100/0 wrapped 8000s") }, 1 },
	{ "gigawords are sent: a fall is a reset", { .gigawords =
	    GIGAWORDS_SENT }, {
	    START(1000, ""),
	    UPD(1600, 600, T32 - 10, 7, "1000-1600 4294967286/7 exact 600s"),
	    UPD(2200, 1200, 90, 9, "void fall 1600-2200 600s") }, 1 },
	{ "gigawords were there: a fall is a reset", { 0 }, {
	    START(1000, ""),
	    P('I', 1600, 1600, 600, T32 - 10, 7, "1000-1600 4294967286/7 exact "
	    "600s", .wide = true),
	    UPD(2200, 1200, 90, 9, "void fall 1600-2200 600s") }, 1 },
	{ "gigawords are never sent: a rise may hide a turn", { .gigawords =
	    GIGAWORDS_NEVER }, {
	    START(1000, ""),
	    UPD(9000, 8000, 5, 7, "void turns 1000-9000 8000s"),
	    UPD(9600, 8600, 9, 8, "9000-9600 4/1 exact 600s") }, 1 },
	{ "gigawords behind a wrap: another width", { 0 }, {
	    START(1000, ""),
	    UPD(1600, 600, T32 - 10, 0, "1000-1600 4294967286/0 exact 600s"),
	    UPD(2200, 1200, 90, 0, "1600-2200 100/0 wrapped 600s"),
	    P('I', 2800, 2800, 1800, T32 + 95, 0, "void width 2200-2800 600s", .wide = true) }, 1 },
	/* who it was */
	{ "one packet says who it is, the others need not", { 0 }, {
	    START(1000, ""),
	    P('I', 1600, 1600, 600, 10, 20, "1000-1600 10/20 exact 600s",
	    .anonymous = true) }, 1 },
	{ "no packet says who it is", { 0 }, {
	    P('S', 1000, 1000, NONE, NONE, NONE, "", .anonymous = true),
	    P('I', 1600, 1600, 600, 10, 20, "nobody", .anonymous = true),
	    UPD(2200, 1200, 30, 40, "1000-2200 30/40 exact 1200s") }, 1 },
	{ "another session of the same id is not the same person's", { 0 }, {
	    START(1000, ""),
	    END(1600, 600, 10, 20, "1000-1600 10/20 exact 600s"),
	    P('I', 9000, 9000, 60, 5, 5, "nobody", .anonymous = true),
	    UPD(9060, 120, 6, 6, "8940-9060 6/6 exact 120s") }, 1 },
	{ "nor is one whose session went by a time-out", { 0 }, {
	    START(1000, ""),
	    P('I', 1000 + 36 * DAY, 1000 + 36 * DAY, 60, 5, 5,
	    "lost timeout nobody", .anonymous = true) }, 0 },
	/* twice and late */
	{ "each packet twice", { 0 }, {
	    START(1000, ""), START(1000, "dup"),
	    UPD(1600, 600, 10, 20, "1000-1600 10/20 exact 600s"),
	    UPD(1600, 600, 10, 20, "dup"),
	    END(1700, 700, 15, 20, "1600-1700 5/0 exact 100s"),
	    END(1700, 700, 15, 20, "dup"), UPD(1600, 600, 10, 20, "dup"),
	    START(1000, "dup") }, 0 },
	{ "sent again, without Acct-Delay-Time", { 0 }, {
	    START(1000, ""), START(1010, "dup"),
	    UPD(1600, 600, 10, 20, "1000-1600 10/20 exact 600s"),
	    UPD(1615, 600, 10, 20, "dup"),
	    END(1700, 700, 15, 20, "1600-1700 5/0 exact 100s"),
	    END(1725, 700, 15, 20, "dup"), START(1250, "dup") }, 0 },
	{ "sent again, the first to come is the second one", { 0 }, {
	    P('S', 1030, 1000, NONE, NONE, NONE, "", .delay = 30),
	    P('I', 1640, 1600, 600, 10, 20, "1000-1600 10/20 exact 600s",
	    .delay = 40),
	    UPD(1700, 600, 10, 20, "dup") }, 1 },
	{ "a late Interim adds nothing", { 0 }, {
	    START(1000, ""),
	    UPD(2200, 1200, 30, 20, "1000-2200 30/20 exact 1200s"),
	    UPD(2201, 600, 10, 20, "dup"),
	    UPD(2800, 1800, 31, 20, "2200-2800 1/0 exact 600s") }, 1 },
	{ "a late Interim from before a wrap adds nothing", { 0 }, {
	    START(1000, ""),
	    UPD(1600, 600, T32 - 10, 7, "1000-1600 4294967286/7 exact 600s"),
	    UPD(2200, 1200, 90, 9, "1600-2200 100/2 wrapped 600s"),
	    UPD(2201, 900, T32 - 5, 8, "dup") }, 1 },
	{ "a late Start", { 0 }, {
	    UPD(1600, 600, 10, 20, "1000-1600 10/20 exact 600s"),
	    P('S', 1601, 1000, NONE, NONE, NONE, "dup", .delay = 601),
	    END(1700, 700, 15, 20, "1600-1700 5/0 exact 100s") }, 0 },
	{ "an Interim behind its Stop", { 0 }, {
	    START(1000, ""),
	    END(1700, 700, 15, 20, "1000-1700 15/20 exact 700s"),
	    P('I', 1701, 1600, 600, 10, 20, "dup", .delay = 101) }, 0 },
	{ "a Stop in the second of its Interim, with more", { 0 }, {
	    START(1000, ""),
	    UPD(1600, 600, 10, 20, "1000-1600 10/20 exact 600s"),
	    END(1600, 600, 11, 20, "1600-1600 1/0 exact #1") }, 0 },
	/* lost */
	{ "no Start: since the begin", { 0 }, {
	    UPD(5000, 600, 10, 20, "4400-5000 10/20 exact 600s"),
	    END(5100, 700, 15, 20, "5000-5100 5/0 exact 100s") }, 0 },
	{ "no Start, and nothing is to be counted before", {
	    .void_lost_start = true }, {
	    UPD(5000, 600, 10, 20, "void start 4400-5000"),
	    END(5100, 700, 15, 20, "5000-5100 5/0 exact 100s") }, 0 },
	{ "only a Stop", { 0 }, {
	    END(5100, 700, 15, 20, "4400-5100 15/20 exact 700s"),
	    END(5100, 700, 15, 20, "dup") }, 0 },
	{ "only a Stop, without Acct-Session-Time", { 0 }, {
	    END(5100, NONE, 15, 20, "5100-5100 15/20 gap #1"),
	    END(5100, NONE, 15, 20, "dup") }, 0 },
	{ "no Stop: the id comes again", { 0 }, {
	    START(1000, ""),
	    UPD(1600, 600, 10, 20, "1000-1600 10/20 exact 600s"),
	    START(90000, "lost reuse"),
	    END(90100, 100, 5, 6, "90000-90100 5/6 exact 100s") }, 0 },
	{ "neither Stop nor Start in between", { 0 }, {
	    START(1000, ""),
	    UPD(1600, 600, 10, 20, "1000-1600 10/20 exact 600s"),
	    UPD(90100, 100, 50, 60, "lost reuse 90000-90100 50/60 exact "
	    "100s") }, 1 },
	{ "neither, and the second one has more at once", { 0 }, {
	    START(1000, ""),
	    UPD(1060, 60, 10, 20, "1000-1060 10/20 exact 60s"),
	    UPD(2100, 600, 50, 60, "lost reuse 1500-2100 50/60 exact "
	    "600s") }, 1 },
	{ "sent again without delay, it seems to have begun later", { 0 }, {
	    START(1000, ""),
	    UPD(1060, 60, 10, 20, "1000-1060 10/20 exact 60s"),
	    UPD(1240, 120, 50, 60, "1060-1240 40/40 exact 60s") }, 1 },
	{ "no Stop: time-out by the packets' clock", { .timeout_s = DAY }, {
	    START(1000, ""),
	    UPD(1600, 600, 10, 20, "1000-1600 10/20 exact 600s"),
	    P('S', 90000, 90000, NONE, NONE, NONE, "", .session = "B"),
	    P('I', 1601 + DAY, 1601 + DAY, 601 + DAY, 10, 20,
	    "lost timeout forgotten", ) }, 1 },
	{ "what was forgotten is not counted again", { .remember_s = DAY,
	    .timeout_s = 10 * DAY }, {
	    START(1000, ""),
	    END(1700, 700, 15, 20, "1000-1700 15/20 exact 700s"),
	    P('S', 10 * DAY, 10 * DAY, NONE, NONE, NONE, "", .session = "B"),
	    END(1700, 700, 15, 20, "forgotten"), START(1000, "forgotten"),
	    /* what began since is new */
	    END(10 * DAY, 700, 15, 20, "863300-864000 15/20 exact 700s") },
	    1 },
	{ "nothing can have been forgotten in the first days", { .remember_s =
	    DAY, .timeout_s = DAY }, {
	    UPD(10 * DAY, 2 * DAY, 7, 7, "691200-864000 7/7 exact 172800s") },
	    1 },
	/* restarts of the NAS */
	{ "Accounting-On ends what was open", { 0 }, {
	    START(1000, ""),
	    UPD(1600, 600, 10, 20, "1000-1600 10/20 exact 600s"),
	    RESTART(2000, ""), RESTART(2000, "dup"),
	    START(2000, "lost restart"),
	    END(2100, 100, 5, 6, "2000-2100 5/6 exact 100s") }, 0 },
	{ "the id comes again behind a restart, without a Start", { 0 }, {
	    START(1000, ""),
	    UPD(1600, 600, 10, 20, "1000-1600 10/20 exact 600s"),
	    RESTART(2000, ""),
	    UPD(2700, 690, 50, 60, "lost restart 2010-2700 50/60 exact "
	    "690s") }, 1 },
	{ "a Stop that was late for the restart counts", { 0 }, {
	    START(1000, ""),
	    UPD(1600, 600, 10, 20, "1000-1600 10/20 exact 600s"),
	    RESTART(2000, ""),
	    P('E', 2005, 1990, 990, 30, 40, "lost restart 1600-1990 20/20 "
	    "exact 390s", .delay = 15) }, 0 },
	{ "a session that outlives the restart goes on", { 0 }, {
	    START(1000, ""),
	    UPD(1600, 600, 10, 20, "1000-1600 10/20 exact 600s"),
	    RESTART(2000, ""),
	    UPD(2200, 1200, 30, 40, "lost restart 1600-2200 20/20 exact "
	    "600s") }, 1 },
	{ "a restart said again does not end the new session", { 0 }, {
	    RESTART(1000, ""), START(1005, ""),
	    P('R', 1010, 1000, NONE, NONE, NONE, "dup", .delay = 10),
	    UPD(1605, 600, 10, 20, "1005-1605 10/20 exact 600s") }, 1 },
	/* identity */
	{ "the same id on two NAS", { 0 }, {
	    START(1000, ""),
	    P('S', 1100, 1100, NONE, NONE, NONE, "", .nas = "m"),
	    UPD(1600, 600, 10, 20, "1000-1600 10/20 exact 600s"),
	    P('I', 1700, 1700, 600, 7, 8, "1100-1700 7/8 exact 600s",
	    .nas = "m"),
	    P('R', 1800, 1800, NONE, NONE, NONE, "", .nas = "m"),
	    UPD(2200, 1200, 11, 21, "1600-2200 1/1 exact 600s") }, 1 },
	/* clocks */
	{ "the NAS's clock is set back, it counts its seconds", { 0 }, {
	    P('S', 1000, 9000, NONE, NONE, NONE, "", ),
	    P('I', 1600, 9600, 600, 10, 20, "9000-9600 10/20 exact 600s", ),
	    P('I', 2200, 2200, 1200, 30, 40, "9600-9600 20/20 gap 600s #1", ),
	    P('I', 2800, 2800, 1800, 31, 41, "9600-9600 1/1 gap 600s #2", ) },
	    1 },
	{ "the same without seconds: the octets are counted", { 0 }, {
	    P('S', 1000, 9000, NONE, NONE, NONE, "", ),
	    P('I', 1600, 9600, NONE, 10, 20, "9000-9600 10/20 exact 600s", ),
	    P('I', 2200, 2200, NONE, 30, 40, "9600-9600 20/20 gap #1", ),
	    P('I', 2201, 2200, NONE, 30, 40, "dup", ) }, 1 },
	{ "an interval that is longer than it should be", { .gap_after_s =
	    900 }, {
	    START(1000, ""),
	    UPD(1900, 900, 10, 20, "1000-1900 10/20 exact 900s"),
	    UPD(2801, 1801, 11, 21, "1900-2801 1/1 gap 901s") }, 1 },
	/* counters */
	{ "no port has counted so much", { 0 }, {
	    START(1000, ""),
	    P('I', 1600, 1600, 600, INT64_MAX, 0, "counter", .wide = true),
	    UPD(2200, 1200, 10, 20, "1000-2200 10/20 exact 1200s") }, 1 },
	{ "a packet without counters only tells that it lives", { 0 }, {
	    START(1000, ""),
	    UPD(1600, 600, NONE, NONE, "600s"),
	    UPD(2200, 1200, 10, 20, "1000-2200 10/20 exact 600s"),
	    END(2300, 1300, NONE, NONE, "void missing 2200-2300 100s") }, 0 },
};

static struct buf said;

static void
on_lost(void *arg, const struct sessions *ss, const struct session *s,
    const char *why)
{
	(void)arg;
	(void)ss;
	ok(!s->open, "what is lost is not open");
	buf_addf(&said, "lost %s ", why);
}

static struct packet
packet_of(const struct step *s)
{
	struct packet p = { .kind = s->kind == 'S' ? PACKET_START
	    : s->kind == 'I' ? PACKET_INTERIM : s->kind == 'E' ? PACKET_STOP
	    : PACKET_RESTART,
	    .nas = slice_of(s->nas != NULL ? s->nas : "n"),
	    .session = slice_of(s->session != NULL ? s->session : "A"),
	    .identifier = slice_of(s->anonymous ? NULL : "anna"), .event_s = s->event,
	    .came_s = s->came, .sent_s = s->came - s->delay,
	    .has_seconds = s->seconds != NONE, .has_octets = s->in != NONE,
	    .wide = s->wide };

	p.seconds = p.has_seconds ? (uint64_t)s->seconds : 0;
	p.in_octets = p.has_octets ? (uint64_t)s->in : 0;
	p.out_octets = p.has_octets ? (uint64_t)s->out : 0;
	return p;
}

/* What a packet came to, in words; behind what was said of lost ones. */
static const char *
words(const struct session_result *r)
{
	static const char *const fates[] = { [SESSION_USED] = "",
	    [SESSION_DUPLICATE] = "dup", [SESSION_FORGOTTEN] = "forgotten",
	    [SESSION_COUNTER] = "counter", [SESSION_LONG] = "long",
	    [SESSION_NOBODY] = "nobody" };
	const struct session_interval *u = &r->use;

	buf_adds(&said, fates[r->fate]);
	if (r->void_why != NULL)
		buf_addf(&said, "void %s %jd-%jd ", r->void_why,
		    (intmax_t)r->void_from_s, (intmax_t)r->void_to_s);
	if (u->has_octets)
		buf_addf(&said, "%jd-%jd %ju/%ju %s ", (intmax_t)u->from_s,
		    (intmax_t)u->to_s, (uintmax_t)u->in_octets,
		    (uintmax_t)u->out_octets,
		    session_quality_name(u->quality));
	if (u->has_seconds)
		buf_addf(&said, "%jus ", (uintmax_t)u->seconds);
	if (u->same != 0)
		buf_addf(&said, "#%u", u->same);
	while (said.len != 0 && said.data[said.len - 1] == ' ')
		said.len--;
	return buf_str(&said);
}

/* Everything out of one table and into another one, as a state does. */
static struct sessions *
moved(struct sessions *from, const struct session_rules *rules)
{
	struct sessions *to = sessions_new(rules);
	uint32_t i;

	sessions_expire(from, SESSION_NEVER);
	sessions_sort(from);
	for (i = 0; i < sessions_nas_count(from); i++) {
		struct session_nas n = *sessions_nas(from, i);

		n.restarts = 0;
		ok(sessions_add_nas(to, &n), "a NAS once");
	}
	for (i = 0; i < sessions_count(from); i++) {
		struct session s = *sessions_at(from, i);

		s.restarts = 0;
		ok(sessions_add(to, sessions_nas(from, s.nas)->name, &s),
		    "a session once");
	}
	is_u64(sessions_open(to), sessions_open(from), "as many are open");
	sessions_free(from);
	sessions_on_lost(to, on_lost, NULL);
	return to;
}

/* Without "lost WHY ", which a cut says at once. */
static const char *
behind_lost(const char *text)
{
	if (strncmp(text, "lost ", 5) != 0)
		return text;
	text += 5 + strcspn(text + 5, " ");
	return *text == ' ' ? text + 1 : text;
}

/* The packets of a case, with a new run before each when `cut`. */
static void
run_case(size_t c, bool cut)
{
	struct session_rules rules = cases[c].rules;
	struct session_result r;
	struct sessions *ss;
	const char *want, *text;
	struct packet p;
	size_t i;

	if (rules.timeout_s == 0)
		rules.timeout_s = 35 * DAY;
	if (rules.remember_s == 0)
		rules.remember_s = 2 * DAY;
	if (rules.max_bps == 0)
		rules.max_bps = SESSION_MAX_BPS;
	ss = sessions_new(&rules);
	sessions_on_lost(ss, on_lost, NULL);
	for (i = 0; i < STEPS && cases[c].step[i].kind != 0; i++) {
		buf_clear(&said);
		if (cut)
			ss = moved(ss, &rules);
		want = cases[c].step[i].want;
		if (cut)
			want = behind_lost(want);
		if (cut)
			buf_clear(&said);
		p = packet_of(&cases[c].step[i]);
		sessions_take(ss, &p, &r);
		text = words(&r);
		if (cut)
			text = behind_lost(text);
		is_str(text, want, "%s: step %zu%s", cases[c].what, i + 1,
		    cut ? " of a run of its own" : "");
	}
	sessions_expire(ss, SESSION_NEVER);
	is_u64(sessions_open(ss), cases[c].open, "%s: open at the end",
	    cases[c].what);
	sessions_free(ss);
}

static void
test_now(void)
{
	const struct session_rules rules = { .timeout_s = 100,
	    .remember_s = 50, .max_bps = SESSION_MAX_BPS };
	const struct step steps[] = { START(1000, ""), UPD(1060, 60, 1, 2, ""),
	    UPD(1061, 60, 1, 2, "") };
	struct sessions *ss = sessions_new(&rules);
	struct session_result r;
	struct packet p = packet_of(&steps[0]);

	sessions_on_lost(ss, on_lost, NULL);
	sessions_take(ss, &p, &r);
	p = packet_of(&steps[1]);
	sessions_take(ss, &p, &r);
	buf_clear(&said);
	sessions_expire(ss, 1160);
	is_u64(sessions_open(ss), 1, "now: at the time-out it is open");
	sessions_expire(ss, 1161);
	is_str(buf_str(&said), "lost timeout ", "now: behind it is lost");
	is_u64(sessions_count(ss), 0, "now: and forgotten");
	p = packet_of(&steps[2]);
	sessions_take(ss, &p, &r);
	is_i64((int)r.fate, SESSION_FORGOTTEN, "now: and not counted again");
	sessions_free(ss);
}

/* Parts of any cut add up to the whole. */
static void
test_share(void)
{
	static const uint64_t q[] = { 0, 1, 7, 1000003, UINT64_MAX };
	uint64_t sum, at, last;
	size_t i;

	for (i = 0; i < LEN(q); i++) {
		for (sum = last = 0, at = 1; at <= 7; at++) {
			uint64_t share = session_share(q[i], at, 7);

			sum += share - last;
			last = share;
		}
		is_u64(sum, q[i], "seven parts of %ju", (uintmax_t)q[i]);
	}
	is_u64(session_share(5, 0, 0), 5, "what has no length is not cut");
}

/* Many sessions: what is old goes, the rest stays where it was. */
static void
test_many(void)
{
	const struct session_rules rules = { .timeout_s = 1000,
	    .remember_s = 1000, .max_bps = SESSION_MAX_BPS };
	struct sessions *ss = sessions_new(&rules);
	struct session_result r;
	uint64_t bad = 0;
	char key[32];
	int i;

	for (i = 0; i < 200000; i++) {
		struct step s = END(10000 + i / 10, 10, i, 1, "");
		struct packet p;

		snprintf(key, sizeof(key), "%d", i);
		s.session = key;
		p = packet_of(&s);
		sessions_take(ss, &p, &r);
		bad += r.fate != SESSION_USED || !r.use.has_octets;
		sessions_take(ss, &p, &r);
		bad += r.fate != SESSION_DUPLICATE;
	}
	is_u64(bad, 0, "each counts once");
	ok(sessions_count(ss) < 30000, "the old ones are gone: %u are there",
	    sessions_count(ss));
	sessions_free(ss);
}

int
main(void)
{
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		run_case(i, false);
		run_case(i, true);
	}
	test_now();
	test_share();
	test_many();
	buf_release(&said);
	return tap_done();
}
