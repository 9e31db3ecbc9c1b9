/*
 * walk.c (net) - see walk.h
 */
#include <assert.h>

#include "net/walk.h"

#define CELL_OCTETS	28	/* before any was seen: counters are 22 to 26 */
#define ROWS_FIRST	3	/* of columns that may all be empty */
#define TOO_BIG		1	/* error-status, RFC 3416 section 3 */
#define NO_SUCH_NAME	2	/* the end, in SNMPv1 */

static const snmp_subid sys_uptime[] = { 1, 3, 6, 1, 2, 1, 1, 3, 0 };
#define SYS_UPTIME_LEN	8	/* without the instance: GETBULK adds it */

const char *
walk_fault_text(enum walk_fault f)
{
	static const char *const text[] = {
		[WALK_COMPLETE] = "complete",
		[WALK_ORDER] = "names do not increase",
		[WALK_ENDLESS] = "more rows than a table may have",
		[WALK_REFUSED] = "the agent answers with an error",
		[WALK_SILENT] = "it stopped answering",
		[WALK_LATE] = "it took longer than --deadline",
	};

	return text[f];
}

const char *
walk_fault_name(enum walk_fault f)
{
	static const char *const name[] = {
		[WALK_COMPLETE] = NULL,
		[WALK_ORDER] = "order",
		[WALK_ENDLESS] = "endless",
		[WALK_REFUSED] = "refused",
		[WALK_SILENT] = "silent",
		[WALK_LATE] = "late",
	};

	return name[f];
}

void
walk_begin(struct walk *w, unsigned repetitions, walk_cell_fn *cell,
    void *arg)
{
	w->len = w->turn = 0;
	w->repetitions = repetitions > 0 ? repetitions : 1;
	w->budget = w->repetitions * WALK_COLUMNS_MAX;
	w->octets = w->cells = 0;
	w->fault = WALK_COMPLETE;
	w->lowered = w->getnext = w->probing = false;
	w->cell = cell;
	w->arg = arg;
}

void
walk_column(struct walk *w, struct oid_ref prefix)
{
	struct walk_column *c = &w->column[w->len++];

	assert(w->len <= WALK_COLUMNS_MAX
	    && prefix.len + WALK_INDEX_MAX <= OID_LEN_MAX);
	c->prefix = prefix;
	c->index_len = 0;
	c->done = false;
	c->fault = WALK_COMPLETE;
}

/* The name behind which a column goes on, written to room. */
static struct oid_ref
column_name(const struct walk_column *c, snmp_subid *room)
{
	size_t n = c->prefix.len;

	memcpy(room, c->prefix.id, n * sizeof(*room));
	for (unsigned i = 0; i < c->index_len && n < OID_LEN_MAX; i++)
		room[n++] = c->index[i];
	return (struct oid_ref){ room, n };
}

/* Cells that an answer has room for. */
static unsigned
cells_wanted(const struct walk *w)
{
	uint64_t each = w->cells != 0 ? w->octets / w->cells : CELL_OCTETS;
	uint64_t n = WALK_OCTETS / (each != 0 ? each : 1);

	if (n > w->budget)
		n = w->budget;
	return n > 0 ? (unsigned)n : 1;
}

/* Whether one of the columns that are asked has had a cell. */
static bool
answered(const struct walk *w)
{
	for (unsigned i = 0; i < w->asked_len; i++)
		if (w->column[w->asked[i]].index_len != 0)
			return true;
	return false;
}

bool
walk_next(struct walk *w, struct walk_request *q)
{
	unsigned cells = cells_wanted(w), at, last = w->turn;
	unsigned rows;

	w->asked_len = 0;
	for (unsigned i = 0; i < w->len && w->asked_len < cells; i++) {
		at = (w->turn + i) % w->len;
		if (w->column[at].done)
			continue;
		last = at;
		w->asked[w->asked_len++] = (uint8_t)at;
	}
	if (w->asked_len == 0)
		return false;
	/* not all could be asked: the others come first next time */
	if (w->asked_len == cells)
		w->turn = (last + 1) % w->len;
	rows = cells / w->asked_len;
	if (w->getnext)
		rows = 1;
	else if (!answered(w) && rows > (w->probing ? 1 : ROWS_FIRST))
		rows = w->probing ? 1 : ROWS_FIRST;
	w->asked_repetitions = rows < w->repetitions ? rows : w->repetitions;

	q->name[0] = (struct oid_ref){ sys_uptime, SYS_UPTIME_LEN };
	q->op = w->getnext ? WALK_GETNEXT : WALK_GETBULK;
	q->non_repeaters = w->getnext ? 0 : 1;
	q->max_repetitions = w->getnext ? 0 : w->asked_repetitions;
	for (unsigned i = 0; i < w->asked_len; i++)
		q->name[1 + i] = column_name(&w->column[w->asked[i]],
		    q->room[i]);
	q->len = 1 + w->asked_len;
	return true;
}

static void
column_end(struct walk *w, struct walk_column *c, enum walk_fault fault)
{
	c->done = true;
	c->fault = fault;
	if (w->fault == WALK_COMPLETE)
		w->fault = fault;
}

/* Whether name (below the column's prefix) lies behind its last cell. */
static bool
goes_on(const struct walk_column *c, struct oid_ref name)
{
	const snmp_subid *index = name.id + c->prefix.len;
	size_t n = name.len - c->prefix.len;

	for (size_t i = 0; i < n && i < c->index_len; i++) {
		if (index[i] != c->index[i])
			return index[i] > c->index[i];
	}
	return n > c->index_len;
}

/* Keep the place. False: an index that no name can have. */
static bool
keep_index(struct walk_column *c, struct oid_ref name)
{
	size_t n = name.len - c->prefix.len;

	if (n > WALK_INDEX_MAX)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (name.id[c->prefix.len + i] > UINT32_MAX)
			return false;
		c->index[i] = (uint32_t)name.id[c->prefix.len + i];
	}
	c->index_len = (uint8_t)n;
	return true;
}

/* What it takes on the wire, near enough: BER of RFC 3417 section 8. */
static unsigned
cell_octets(const struct varbind *vb)
{
	size_t value = vb->kind == VARBIND_OCTETS ? vb->octets.len : 4;

	if (vb->kind == VARBIND_COUNTER64)
		value = 7;
	return (unsigned)(6 + vb->name.len + value);
}

static void
take_cell(struct walk *w, unsigned at, const struct varbind *vb,
    const struct answer_time *time)
{
	struct walk_column *c = &w->column[at];

	if (c->done)
		return;		/* it ended in an earlier row of this answer */
	if (vb->kind == VARBIND_END_OF_VIEW
	    || !oid_begins(vb->name, c->prefix)) {
		column_end(w, c, WALK_COMPLETE);
		return;
	}
	if (!goes_on(c, vb->name) || !keep_index(c, vb->name)) {
		column_end(w, c, WALK_ORDER);
		return;
	}
	w->octets += cell_octets(vb);
	w->cells++;
	if (vb->kind != VARBIND_NO_OBJECT && vb->kind != VARBIND_NO_INSTANCE
	    && w->cell(w->arg, at, vb, time) < 0)
		column_end(w, c, WALK_ENDLESS);
}

/* The non-repeater in front. */
static void
take_uptime(const struct varbind *vb, struct answer_time *time)
{
	time->has_uptime = oid_cmp(vb->name, OID_REF(sys_uptime)) == 0
	    && varbind_ticks(vb, &time->uptime_cs);
}

/* Ask for less; when that is not possible, give up what was asked. */
static void
ask_less(struct walk *w, enum walk_fault fault)
{
	unsigned cells = w->asked_len * w->asked_repetitions;

	if (cells > 1) {
		w->budget = cells / 2;
		w->lowered = true;
		return;
	}
	for (unsigned i = 0; i < w->asked_len; i++)
		column_end(w, &w->column[w->asked[i]], fault);
}

void
walk_answer(struct walk *w, const struct varbind *vb, size_t n,
    int64_t at_us)
{
	struct answer_time time = { .at_us = at_us };
	size_t cells = n > 1 ? n - 1 : 0;

	if (n > 0)
		take_uptime(&vb[0], &time);
	if (cells > (size_t)w->asked_len * w->asked_repetitions)
		cells = (size_t)w->asked_len * w->asked_repetitions;
	if (cells == 0)		/* an empty answer would be asked for ever */
		ask_less(w, WALK_REFUSED);
	for (size_t i = 0; i < cells; i++)
		take_cell(w, w->asked[i % w->asked_len], &vb[1 + i], &time);
}

void
walk_error(struct walk *w, unsigned status, unsigned index)
{
	/* index counts from 1, and the first is sysUpTime */
	if (status != TOO_BIG && index >= 2 && index - 2 < w->asked_len) {
		column_end(w, &w->column[w->asked[index - 2]],
		    status == NO_SUCH_NAME ? WALK_COMPLETE : WALK_REFUSED);
		return;
	}
	/* or it does not say which */
	ask_less(w, status == NO_SUCH_NAME ? WALK_COMPLETE : WALK_REFUSED);
}

void
walk_timeout(struct walk *w)
{
	unsigned cells = w->asked_len * w->asked_repetitions;

	/*
	 * An agent or a path that cannot carry large answers is silent about
	 * them. Each step costs all retries, so take big ones.
	 */
	if (cells > 1) {
		w->budget = cells > 32 ? cells / 8 : cells > 8 ? 4 : 1;
		w->lowered = true;
		return;
	}
	walk_stop(w, WALK_SILENT);
}

void
walk_stop(struct walk *w, enum walk_fault fault)
{
	for (unsigned i = 0; i < w->len; i++) {
		if (!w->column[i].done)
			column_end(w, &w->column[i], fault);
	}
}
