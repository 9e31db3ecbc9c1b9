/*
 * test_walk.c - agents, good and bad, played to the walk
 */
#include "net/walk.h"
#include "tap.h"

#define COLUMNS		3
#define CELLS_MAX	4000
#define ASKED_MAX	100000	/* a walk that asks more loops */

static const snmp_subid bases[COLUMNS][4] = {
	{ 1, 3, 9, 1 }, { 1, 3, 9, 2 }, { 1, 3, 9, 5 }
};
static const snmp_subid uptime[] = { 1, 3, 6, 1, 2, 1, 1, 3, 0 };

/* An agent with rows 1 to `rows` in each column, and its habits. */
struct agent {
	unsigned	rows[COLUMNS];
	unsigned	cut;		/* cells in an answer at most; 0: all */
	unsigned	too_big;	/* tooBig when more would be needed */
	unsigned	mute;		/* silent when more is asked */
	bool		stuck;		/* gives the same cell for ever */
	bool		endless;	/* gives new ones for ever */
	bool		no_uptime;
	bool		empty;		/* answers without cells */
	bool		too_big_ever;	/* also for one cell */
	bool		mute_ever;
	unsigned	bad_column;	/* genErr for it: its error-index */
	bool		more;		/* sends more than was asked */
};

struct seen {
	unsigned	cells[COLUMNS], limit;
	uint32_t	last[COLUMNS];
	bool		order, uptime;
};

static int
on_cell(void *arg, unsigned column, const struct varbind *vb,
    const struct answer_time *time)
{
	struct seen *s = arg;
	uint32_t index = (uint32_t)vb->name.id[vb->name.len - 1];

	if (s->limit != 0 && s->cells[column] >= s->limit)
		return -1;
	s->cells[column]++;
	s->order = s->order && index > s->last[column];
	s->uptime = s->uptime && time->has_uptime && time->uptime_cs == 77;
	s->last[column] = index;
	return 0;
}

static snmp_subid	names[CELLS_MAX][OID_LEN_MAX];
static struct varbind	answer[CELLS_MAX];

/* What stands behind a name in the agent's tree. */
static void
next_cell(const struct agent *a, struct oid_ref name, unsigned at)
{
	unsigned column = 0;
	snmp_subid row = name.len > 4 ? name.id[4] : 0;

	while (column < COLUMNS && bases[column][3] != name.id[3])
		column++;
	if (a->stuck)
		row = 0;
	while (column < COLUMNS && row >= a->rows[column] && !a->endless) {
		column++;
		row = 0;
	}
	answer[at] = (struct varbind){ .kind = VARBIND_COUNTER32,
	    .number = row };
	if (column == COLUMNS) {
		answer[at].kind = VARBIND_END_OF_VIEW;
		memcpy(names[at], name.id, name.len * sizeof(*names[at]));
		answer[at].name = (struct oid_ref){ names[at], name.len };
		return;
	}
	memcpy(names[at], bases[column], sizeof(bases[column]));
	names[at][4] = row + 1;
	answer[at].name = (struct oid_ref){ names[at], 5 };
}

static size_t
fill_answer(const struct agent *a, const struct walk_request *q)
{
	unsigned width = q->len - 1, n = width * q->max_repetitions;

	answer[0] = (struct varbind){ .name = OID_REF(uptime),
	    .kind = a->no_uptime ? VARBIND_NO_OBJECT : VARBIND_TIMETICKS,
	    .number = 77 };
	if (a->empty)
		return 0;
	if (a->more)
		n += width;
	if (a->cut != 0 && n > a->cut)
		n = a->cut;
	for (unsigned i = 0; i < n; i++)
		next_cell(a, i < width ? q->name[1 + i]
		    : answer[1 + i - width].name, 1 + i);
	return 1 + n;
}

static void
reply(const struct agent *a, struct walk *w, const struct walk_request *q)
{
	unsigned n = (q->len - 1) * q->max_repetitions;

	if (a->mute_ever || (a->mute != 0 && n > a->mute))
		walk_timeout(w);
	else if (a->too_big_ever || (a->too_big != 0 && n > a->too_big))
		walk_error(w, 1, 0);
	else if (a->bad_column != 0 && q->len > a->bad_column - 1
	    && q->name[a->bad_column - 1].id[3] == bases[1][3])
		walk_error(w, 5, a->bad_column);
	else
		walk_answer(w, answer, fill_answer(a, q), 1);
}

static struct seen
play(const struct agent *a, unsigned limit, struct walk *w, unsigned *asked)
{
	static struct walk_request q;
	struct seen s = { .limit = limit, .order = true, .uptime = true };

	walk_begin(w, 25, on_cell, &s);
	for (unsigned i = 0; i < COLUMNS; i++)
		walk_column(w, OID_REF(bases[i]));
	for (*asked = 0; *asked < ASKED_MAX && walk_next(w, &q); ++*asked)
		reply(a, w, &q);
	return s;
}

static void
whole(const char *name, const struct agent *a, unsigned most)
{
	static struct walk w;
	unsigned asked;
	struct seen s = play(a, 0, &w, &asked);

	ok(s.cells[0] == a->rows[0] && s.cells[1] == a->rows[1]
	    && s.cells[2] == a->rows[2] && s.order
	    && w.fault == WALK_COMPLETE && asked <= most,
	    "%s: every cell once, in %u requests", name, asked);
	ok(a->no_uptime || s.uptime, "%s: with its uptime", name);
}

static void
broken(const char *name, const struct agent *a, unsigned limit,
    enum walk_fault fault, unsigned most)
{
	static struct walk w;
	unsigned asked;

	play(a, limit, &w, &asked);
	is_str(walk_fault_text(w.fault), walk_fault_text(fault), "%s: %s",
	    name, walk_fault_text(fault));
	ok(asked <= most, "%s: ends after %u requests", name, asked);
}

static void
stopped(void)
{
	static struct walk w;
	static struct walk_request q;
	struct seen s = { .order = true };

	walk_begin(&w, 25, on_cell, &s);
	walk_column(&w, OID_REF(bases[0]));
	walk_next(&w, &q);
	walk_stop(&w, WALK_LATE);
	ok(!walk_next(&w, &q) && w.fault == WALK_LATE,
	    "a stopped walk asks nothing");
	is_str(walk_fault_text(WALK_LATE), "it took longer than --deadline",
	    "and says why");
}

int
main(void)
{
	whole("one row", &(struct agent){ .rows = { 1, 1, 1 } }, 1);
	whole("many rows", &(struct agent){ .rows = { 900, 900, 900 } }, 60);
	whole("empty table", &(struct agent){ .no_uptime = true }, 1);
	whole("a missing column", &(struct agent){ .rows = { 50, 0, 50 } },
	    10);
	whole("a short column", &(struct agent){ .rows = { 90, 7, 91 } }, 20);
	whole("cut in mid-row", &(struct agent){ .rows = { 99, 99, 98 },
	    .cut = 7 }, 60);
	whole("one cell an answer", &(struct agent){ .rows = { 9, 9, 9 },
	    .cut = 1 }, 60);
	whole("tooBig", &(struct agent){ .rows = { 20, 20, 20 },
	    .too_big = 5 }, 40);
	whole("tooBig for two", &(struct agent){ .rows = { 9, 9, 9 },
	    .too_big = 1 }, 60);
	whole("silent about much", &(struct agent){ .rows = { 20, 20, 20 },
	    .mute = 8 }, 40);
	whole("more than was asked", &(struct agent){ .rows = { 40, 40, 40 },
	    .more = true }, 20);
	broken("the same for ever", &(struct agent){ .rows = { 5, 5, 5 },
	    .stuck = true }, 0, WALK_ORDER, 2);
	broken("new ones for ever", &(struct agent){ .endless = true }, 1000,
	    WALK_ENDLESS, 100);
	broken("empty answers", &(struct agent){ .empty = true }, 0,
	    WALK_REFUSED, 20);
	broken("genErr for a column", &(struct agent){ .rows = { 9, 9, 9 },
	    .bad_column = 3 }, 0, WALK_REFUSED, 10);
	broken("always tooBig", &(struct agent){ .too_big_ever = true }, 0,
	    WALK_REFUSED, 20);
	broken("silent for ever", &(struct agent){ .mute_ever = true }, 0,
	    WALK_SILENT, 3);
	stopped();
	return tap_done();
}
