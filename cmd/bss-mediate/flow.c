/*
 * flow.c - bss-mediate flow: flows to usage of who is inside
 *
 * A flow has two ends. Each that is in a local network makes a usage record:
 * what the end sent is its in_octets and what it got its out_octets, as the
 * port that it stands at sees them.
 */
#include "base/diag.h"
#include "base/tstamp.h"
#include "bss/flow.h"
#include "bss/network.h"
#include "locals.h"
#include "mediate.h"
#include "rows.h"

#define MAX_DELAY_US	(3600 * US_PER_S)

struct flow_run {
	struct flow_opts	 opts;
	struct row_source	 in;
	struct networks		*locals;
	struct map_value	 part[FLOW_PARTS];	/* of the row */
	struct flow_times	 times;
	unsigned		 wraps;
	uint64_t		 sampling;
	uint64_t		 wrapped;	/* flows put right */
};

/* An end of the flow that is inside. */
struct inner {
	char		 room[ADDRESS_TEXT_MAX];
	struct slice	 identifier;
	uint64_t	 in_octets, out_octets;
	bool		 has_in, has_out;
	const char	*side;		/* of a key's ids */
};

/* ---- what the row says -------------------------------------------------- */

static enum reason
bad(struct flow_run *r, enum reason why, enum flow_part part,
    struct slice value)
{
	r->in.usage.map->bad_name = r->in.format.part[part].name;
	r->in.usage.map->bad_value = value;
	return why;
}

static enum reason
read_parts(struct flow_run *r, const struct csvrow *row)
{
	struct usagemap *m = r->in.usage.map;
	enum reason why;
	unsigned i;

	for (i = 0; i < FLOW_PARTS; i++) {
		r->part[i].kind = MAP_V_MISSING;
		if (!r->in.format.has_part[i])
			continue;
		why = usagemap_field(m, &r->in.format.part[i], row->col, row->len,
		    &r->in.usage.row, &r->part[i]);
		if (why != REASON_NONE)
			return why;
	}
	return REASON_NONE;
}

/*
 * What the octets are multiplied by: what the record says, else the operator;
 * 1 where the collector has done it.
 */
static enum reason
scale(struct flow_run *r)
{
	const struct map_value *scaled = &r->part[FLOW_SCALED];
	uint64_t by;

	r->sampling = r->part[FLOW_SAMPLING].kind == MAP_V_UINT
	    ? r->part[FLOW_SAMPLING].u : r->opts.sampling;
	by = scaled->kind == MAP_V_TEXT && !slice_is(scaled->text, "0")
	    ? 1 : r->sampling;
	for (enum flow_part i = FLOW_OCTETS; i <= FLOW_REVERSE; i++)
		if (r->part[i].kind == MAP_V_UINT
		    && __builtin_mul_overflow(r->part[i].u, by,
		    &r->part[i].u))
			return bad(r, REASON_MEDIATE_QUANTITY, i,
			    (struct slice){ NULL, 0 });
	return REASON_NONE;
}

static enum reason
judge(struct flow_run *r)
{
	struct usagemap *m = r->in.usage.map;
	struct map_value *ts = &r->in.usage.row.value[m->ts_at - 1];
	struct map_value *end = m->end_at != 0
	    ? &r->in.usage.row.value[m->end_at - 1] : NULL;
	enum flow_verdict v;

	r->wraps = 0;
	r->times.ts_us = ts->us;
	r->times.has_end = end != NULL && end->kind == MAP_V_TIME;
	r->times.end_us = r->times.has_end ? end->us : 0;
	if (r->part[FLOW_RECEIVED].kind != MAP_V_TIME) {
		if (!r->times.has_end || end->us >= ts->us)
			return REASON_NONE;
		m->bad_name = m->field[m->end_at - 1].name;
		m->bad_value = (struct slice){ NULL, 0 };
		return REASON_MEDIATE_ORDER;
	}
	v = flow_judge(&r->times, r->part[FLOW_RECEIVED].us,
	    r->opts.max_delay_us, &r->wraps);
	if (v == FLOW_ODD)
		return REASON_FLOW_TIME;
	if (v == FLOW_WRAPPED && r->opts.uptime_wrap == WRAP_REJECT)
		return REASON_FLOW_WRAP;
	if (v == FLOW_WRAPPED) {
		ts->us = r->times.ts_us;
		if (r->times.has_end)
			end->us = r->times.end_us;
		r->wrapped++;
	}
	return REASON_NONE;
}

/* ---- who is inside ------------------------------------------------------ */

/* Whether an end of the flow is inside. */
static enum reason
find(struct flow_run *r, enum flow_part which, struct inner *e, bool *inside)
{
	struct slice text = r->part[which].text;
	struct address a;

	if (!address_parse(text, &a))
		return bad(r, REASON_FLOW_ADDRESS, which, text);
	*inside = networks_find(r->locals, &a, &e->identifier);
	if (*inside && e->identifier.len == 0)
		e->identifier = (struct slice){ e->room,
		    address_format(&a, e->room) };
	return REASON_NONE;
}

static void
volumes(struct flow_run *r, struct inner *e, enum flow_part which)
{
	const struct map_value *there = &r->part[FLOW_OCTETS];
	const struct map_value *back = &r->part[FLOW_REVERSE];
	const struct map_value *sent = which == FLOW_SOURCE ? there : back;
	const struct map_value *got = which == FLOW_SOURCE ? back : there;

	e->has_in = sent->kind == MAP_V_UINT;
	e->in_octets = e->has_in ? sent->u : 0;
	e->has_out = got->kind == MAP_V_UINT;
	e->out_octets = e->has_out ? got->u : 0;
	e->side = which == FLOW_SOURCE ? "source" : "destination";
}

/* ---- output ------------------------------------------------------------- */

static void
id_field(struct flow_run *r, enum field f, struct slice value)
{
	if (r->in.usage.seen != NULL)
		usageid_field(r->in.usage.seen, (struct slice){
		    field_defs[f].name, field_defs[f].len }, value);
}

/*
 * The id of the row and the end of it: the fields in the table's order, then
 * the row. A collector cuts its files by time, so flows that differ in nothing
 * but a port may stand in two of them; counted from 1 in each they would be
 * taken for one.
 */
static enum reason
make_id(struct flow_run *r, const struct inner *e, uint64_t quantity,
    const struct csvrow *row, uint64_t *seq)
{
	const struct usagemap *m = r->in.usage.map;
	char room[TSTAMP_TEXT_MAX];
	enum reason why;
	unsigned i;

	if (r->in.usage.seen == NULL) {
		why = usage_make_id(&r->in.usage, row, seq);
		if (why == REASON_NONE)
			buf_addf(&r->in.usage.id, ":%s", e->side);
		return why;
	}
	for (i = 0; i < m->fields; i++)
		if (r->in.usage.row.value[i].kind != MAP_V_MISSING)
			usageid_field(r->in.usage.seen, m->field[i].name,
			    usage_value_text(&r->in.usage.row.value[i], room));
	id_field(r, F_IDENTIFIER, e->identifier);
	id_field(r, F_QUANTITY, (struct slice){ room,
	    u64_format(quantity, room) });
	if (e->has_in)
		id_field(r, F_IN_OCTETS, (struct slice){ room,
		    u64_format(e->in_octets, room) });
	if (e->has_out)
		id_field(r, F_OUT_OCTETS, (struct slice){ room,
		    u64_format(e->out_octets, room) });
	usageid_field(r->in.usage.seen, SLICE_LIT("row"), row->raw);
	*seq = usageid_of_content(r->in.usage.seen, &r->in.usage.id,
	    slice_of(m->source));
	return REASON_NONE;
}

static void
put_made(struct flow_run *r, const struct inner *e, uint64_t quantity)
{
	struct out *o = r->in.s.out;

	out_str(o, F_IDENTIFIER, e->identifier);
	out_u64(o, F_QUANTITY, quantity);
	out_str(o, F_UNIT, SLICE_LIT("octet"));
	if (e->has_in)
		out_u64(o, F_IN_OCTETS, e->in_octets);
	if (e->has_out)
		out_u64(o, F_OUT_OCTETS, e->out_octets);
}

/* 0 or -1: stop, said. */
static int
put(struct flow_run *r, const struct inner *e, uint64_t quantity, uint64_t seq)
{
	const struct usagemap *m = r->in.usage.map;
	struct out *o = r->in.s.out;
	unsigned i;

	out_begin(o, REC_USAGE);
	out_str(o, F_USAGE_ID, buf_slice(&r->in.usage.id));
	for (i = 0; i < m->fields && m->field[i].field != F_UNKNOWN; i++) {
		usage_put_value(o, &m->field[i], &r->in.usage.row.value[i]);
		if (m->field[i].field == F_USAGE_TYPE)
			put_made(r, e, quantity);
	}
	if (r->sampling > 1)
		out_str(o, F_READING_QUALITY, SLICE_LIT("sampled"));
	out_str(o, F_SOURCE, slice_of(m->source));
	out_u64(o, F_SEQ, seq);
	if (r->sampling > 1)
		out_u64(o, F_SAMPLING, r->sampling);
	if (r->wraps != 0)
		out_u64(o, F_UPTIME_WRAPS, r->wraps);
	for (; i < m->fields; i++)
		usage_put_value(o, &m->field[i], &r->in.usage.row.value[i]);
	return out_done(o);
}

static int
use(struct flow_run *r, const struct inner *e, const struct csvrow *row)
{
	uint64_t quantity, seq = 0;
	enum reason why;

	if (__builtin_add_overflow(e->in_octets, e->out_octets, &quantity))
		why = bad(r, REASON_MEDIATE_QUANTITY, FLOW_OCTETS,
		    (struct slice){ NULL, 0 });
	else
		why = make_id(r, e, quantity, row, &seq);
	return why == REASON_NONE ? put(r, e, quantity, seq)
	    : usage_reject(&r->in.usage, &r->in.s, why, r->in.file, row);
}

/* ---- a row -------------------------------------------------------------- */

static enum reason
map_row(struct flow_run *r, const struct csvrow *row, struct inner e[2],
    bool inside[2])
{
	enum reason why;

	why = usagemap_pick(&r->in.format.map, row->col, row->len,
	    &r->in.usage.map);
	if (why == REASON_NONE)
		why = usagemap_apply(r->in.usage.map, row->col, row->len,
		    &r->in.usage.row);
	if (why == REASON_NONE)
		why = read_parts(r, row);
	if (why == REASON_NONE)
		why = find(r, FLOW_SOURCE, &e[0], &inside[0]);
	if (why == REASON_NONE)
		why = find(r, FLOW_DESTINATION, &e[1], &inside[1]);
	if (why != REASON_NONE || (!inside[0] && !inside[1]))
		return why;
	why = scale(r);
	return why == REASON_NONE ? judge(r) : why;
}

static int
reject(struct flow_run *r, enum reason why, const struct csvrow *row)
{
	char received[TSTAMP_TEXT_MAX], last[TSTAMP_TEXT_MAX];

	if (why != REASON_FLOW_TIME && why != REASON_FLOW_WRAP)
		return usage_reject(&r->in.usage, &r->in.s, why, r->in.file, row);
	tstamp_format(r->part[FLOW_RECEIVED].us, received);
	tstamp_format(r->times.has_end ? r->times.end_us : r->times.ts_us,
	    last);
	return stream_reject_raw(&r->in.s, why, r->in.file, row->line, row->raw,
	    "%s: last packet %s, received %s", reason_text(why), last,
	    received);
}

/* 0 or -1: stop, said. */
static int
mediate(struct flow_run *r, const struct csvrow *row)
{
	bool inside[2] = { false, false };
	struct inner e[2];
	enum reason why;
	int rc;

	if (!row_source_wants(&r->in, row, &rc))
		return rc;
	why = map_row(r, row, e, inside);
	if (why != REASON_NONE)
		return reject(r, why, row);
	if (!inside[0] && !inside[1]) {
		stream_filtered(&r->in.s);
		return 0;
	}
	volumes(r, &e[0], FLOW_SOURCE);
	volumes(r, &e[1], FLOW_DESTINATION);
	if (inside[0] && use(r, &e[0], row) < 0)
		return -1;
	return inside[1] ? use(r, &e[1], row) : 0;
}

/* ---- files -------------------------------------------------------------- */

/* 0 or -1: stop, said. */
static int
read_rows(struct flow_run *r)
{
	enum csvrow_status st;
	struct csvrow row;
	int rc;

	while ((st = format_rows_next(r->in.rows, &row)) == CSVROW_OK
	    || st == CSVROW_BAD) {
		stream_count_read(&r->in.s);
		rc = st == CSVROW_OK ? mediate(r, &row)
		    : row_source_bad(&r->in, &row);
		if (rc < 0)
			return -1;
	}
	return row_source_end(&r->in, st, &row);
}

/* 0 or -1: stop, said. */
static int
read_file(void *arg, const char *name)
{
	struct flow_run *r = arg;
	int fd = row_source_file(&r->in, name), rc;

	if (fd < 0)
		return -1;
	row_source_begin(&r->in, fd);
	rc = read_rows(r);
	row_source_close(&r->in, fd);
	return rc;
}

static int
check_options(const struct flow_opts *o)
{
	if (o->format == NULL)
		diag(REASON_USAGE_MISSING, "-f must name a format of flows; "
		    "see bss-mediate formats");
	else if (o->locals == NULL && o->local.len == 0)
		diag(REASON_USAGE_MISSING, "--locals or --local must say which "
		    "networks are inside");
	else if (o->max_delay_us >= FLOW_WRAP_US)
		diag(REASON_USAGE_VALUE, "--max-delay must be less than 49 "
		    "days, or a turn of the uptime could not be told");
	else if (o->sampling == 0)
		diag(REASON_USAGE_VALUE, "--sampling is one of so many "
		    "packets: 1 or more");
	else
		return 0;
	return -1;
}

static int
run_open(struct flow_run *r)
{
	const struct format_site site = { r->opts.zone, NULL };

	if (check_options(&r->opts) < 0
	    || format_load(&r->in.format, r->opts.format, &site) < 0)
		return -1;
	if (!r->in.format.is_flow) {
		diag(REASON_FORMAT_INVALID, "'%s' is no format of flows: say "
		    "bss-mediate %s", r->opts.format,
		    format_layout_name(&r->in.format));
		return -1;
	}
	r->locals = locals_load(r->opts.locals, &r->opts.local);
	if (r->locals == NULL)
		return -1;
	row_source_init(&r->in);
	return 0;
}

static void
run_release(struct flow_run *r)
{
	row_source_release(&r->in);
	networks_free(r->locals);
	free(r->opts.local.item);
}

int
verb_flow(int argc, char **argv)
{
	static struct flow_run run = { .opts = { .sampling = 1,
	    .max_delay_us = MAX_DELAY_US } };
	int rc;

	rc = verb_parse(&run.opts, &argc, &argv);
	if (rc != 0)
		return verb_stop(rc);
	rc = row_source_stream(&run.in, &run.opts.stream, argc, argv);
	if (rc != EXIT_OK || run.in.s.spec == NULL)
		return rc;
	if (run_open(&run) < 0
	    || row_source_files(argc, argv, read_file, &run) < 0)
		stream_fail(&run.in.s, EXIT_TROUBLE);
	if (run.wrapped != 0)
		diag(REASON_FLOW_WRAPPED, "the times of %ju flows were put "
		    "right: the exporter's uptime had turned over",
		    (uintmax_t)run.wrapped);
	rc = stream_close(&run.in.s);
	run_release(&run);
	return rc;
}
