/*
 * flow.c - bss-mediate flow: flows to usage of who is inside
 *
 * A flow has two ends. Each that is in a local network makes a usage record:
 * what the end sent is its in_octets and what it got its out_octets, as the
 * port that it stands at sees them.
 */
#include <fcntl.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/tstamp.h"
#include "bss/flow.h"
#include "bss/network.h"
#include "locals.h"
#include "mediate.h"
#include "store/format_rows.h"
#include "usage.h"

#define MAX_DELAY_US	(3600 * US_PER_S)

struct flow_run {
	struct flow_opts	 opts;
	struct stream		 s;
	struct format		 format;
	struct networks		*locals;
	struct unpack		*src;
	struct format_rows	*rows;
	struct usage_maker	 usage;
	struct map_value	 part[FLOW_PARTS];	/* of the row */
	struct flow_times	 times;
	unsigned		 wraps;
	uint64_t		 sampling;
	uint64_t		 wrapped;	/* flows put right */
	const char		*file;
};

/* An end of the flow that is inside. */
struct inner {
	char		 room[ADDRESS_TEXT_MAX];
	struct slice	 identifier;
	uint64_t	 in_octets, out_octets;
	bool		 has_in, has_out;
	const char	*side;		/* of a key's ids */
};

static const struct stream_spec spec = {
	.tool = "bss-mediate",
	.makes = REC_BIT(REC_USAGE),
	.writes = true,
};

/* ---- what the row says -------------------------------------------------- */

static enum reason
bad(struct flow_run *r, enum reason why, enum flow_part part,
    struct slice value)
{
	r->format.map.bad_name = r->format.part[part].name;
	r->format.map.bad_value = value;
	return why;
}

static enum reason
read_parts(struct flow_run *r, const struct csvrow *row)
{
	struct usagemap *m = &r->format.map;
	enum reason why;
	unsigned i;

	for (i = 0; i < FLOW_PARTS; i++) {
		r->part[i].kind = MAP_V_MISSING;
		if (!r->format.has_part[i])
			continue;
		why = usagemap_field(m, &r->format.part[i], row->col, row->len,
		    &r->usage.row, &r->part[i]);
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
	struct usagemap *m = &r->format.map;
	struct map_value *ts = &r->usage.row.value[m->ts_at - 1];
	struct map_value *end = m->end_at != 0
	    ? &r->usage.row.value[m->end_at - 1] : NULL;
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
	if (r->usage.seen != NULL)
		usageid_field(r->usage.seen, (struct slice){
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
	const struct usagemap *m = &r->format.map;
	char room[TSTAMP_TEXT_MAX];
	enum reason why;
	unsigned i;

	if (r->usage.seen == NULL) {
		why = usage_make_id(&r->usage, row, seq);
		if (why == REASON_NONE)
			buf_addf(&r->usage.id, ":%s", e->side);
		return why;
	}
	for (i = 0; i < m->fields; i++)
		if (r->usage.row.value[i].kind != MAP_V_MISSING)
			usageid_field(r->usage.seen, m->field[i].name,
			    usage_value_text(&r->usage.row.value[i], room));
	id_field(r, F_IDENTIFIER, e->identifier);
	id_field(r, F_QUANTITY, (struct slice){ room,
	    u64_format(quantity, room) });
	if (e->has_in)
		id_field(r, F_IN_OCTETS, (struct slice){ room,
		    u64_format(e->in_octets, room) });
	if (e->has_out)
		id_field(r, F_OUT_OCTETS, (struct slice){ room,
		    u64_format(e->out_octets, room) });
	usageid_field(r->usage.seen, SLICE_LIT("row"), row->raw);
	*seq = usageid_of_content(r->usage.seen, &r->usage.id,
	    slice_of(m->source));
	return REASON_NONE;
}

static void
put_made(struct flow_run *r, const struct inner *e, uint64_t quantity)
{
	struct out *o = r->s.out;

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
	const struct usagemap *m = &r->format.map;
	struct out *o = r->s.out;
	unsigned i;

	out_begin(o, REC_USAGE);
	out_str(o, F_USAGE_ID, buf_slice(&r->usage.id));
	for (i = 0; i < m->fields && m->field[i].field != F_UNKNOWN; i++) {
		usage_put_value(o, &m->field[i], &r->usage.row.value[i]);
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
		usage_put_value(o, &m->field[i], &r->usage.row.value[i]);
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
	    : usage_reject(&r->usage, &r->s, why, r->file, row);
}

/* ---- a row -------------------------------------------------------------- */

static enum reason
map_row(struct flow_run *r, const struct csvrow *row, struct inner e[2],
    bool inside[2])
{
	enum reason why;

	why = usagemap_apply(&r->format.map, row->col, row->len,
	    &r->usage.row);
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
		return usage_reject(&r->usage, &r->s, why, r->file, row);
	tstamp_format(r->part[FLOW_RECEIVED].us, received);
	tstamp_format(r->times.has_end ? r->times.end_us : r->times.ts_us,
	    last);
	return stream_reject_raw(&r->s, why, r->file, row->line, row->raw,
	    "%s: last packet %s, received %s", reason_text(why), last,
	    received);
}

/* 0 or -1: stop, said. */
static int
mediate(struct flow_run *r, const struct csvrow *row)
{
	struct usagemap *m = &r->format.map;
	bool inside[2] = { false, false };
	struct inner e[2];
	enum reason why;

	if (row->len < m->width_min || row->len > m->width_max)
		return stream_reject_raw(&r->s, REASON_CSV_COLUMNS, r->file,
		    row->line, row->raw, "%u columns, not %u", row->len,
		    row->len < m->width_min ? m->width_min : m->width_max);
	if (!usagemap_wants(m, row->col, row->len)) {
		stream_filtered(&r->s);
		return 0;
	}
	why = map_row(r, row, e, inside);
	if (why != REASON_NONE)
		return reject(r, why, row);
	if (!inside[0] && !inside[1]) {
		stream_filtered(&r->s);
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

	while ((st = format_rows_next(r->rows, &row)) == CSVROW_OK
	    || st == CSVROW_BAD) {
		stream_count_read(&r->s);
		rc = st == CSVROW_OK ? mediate(r, &row)
		    : stream_reject_raw(&r->s, row.reason, r->file, row.line,
		    row.raw, "%s", format_rows_why(r->rows, &row));
		if (rc < 0)
			return -1;
	}
	if (st == CSVROW_FAIL)
		format_rows_say(r->rows, &row, r->file);
	return st == CSVROW_EOF ? 0 : -1;
}

/* 0 or -1: stop, said. */
static int
read_file(struct flow_run *r, const char *name)
{
	bool is_stdin = strcmp(name, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
	int rc;

	r->file = name;
	if (fd < 0) {
		diag_errno(REASON_OPEN_FAILED, "cannot open '%s'", name);
		return -1;
	}
	unpack_open(r->src, fd);
	format_rows_open(r->rows, r->src);
	usage_maker_file(&r->usage);
	rc = read_rows(r);
	if (!is_stdin)
		close(fd);
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
	    || format_load(&r->format, r->opts.format, &site) < 0)
		return -1;
	if (!r->format.is_flow) {
		diag(REASON_FORMAT_INVALID, "'%s' is no format of flows: say "
		    "bss-mediate %s", r->opts.format,
		    format_layout_name(&r->format));
		return -1;
	}
	r->locals = locals_load(r->opts.locals, &r->opts.local);
	if (r->locals == NULL)
		return -1;
	r->s.end.tzdata = r->format.map.zone.len > 1;
	r->src = unpack_new();
	r->rows = format_rows_new(&r->format);
	format_rows_on_wait(r->rows, stream_on_wait, &r->s);
	format_rows_on_huge(r->rows, stream_on_huge, &r->s);
	usage_maker_init(&r->usage, &r->format.map);
	return 0;
}

static void
run_release(struct flow_run *r)
{
	format_rows_free(r->rows);
	unpack_free(r->src);
	networks_free(r->locals);
	usage_maker_release(&r->usage);
	format_release(&r->format);
	free(r->opts.local.item);
}

static int
run_files(struct flow_run *r, int argc, char **argv)
{
	int i;

	if (argc == 0)
		return read_file(r, "-");
	for (i = 0; i < argc; i++)
		if (read_file(r, argv[i]) < 0)
			return -1;
	return 0;
}

int
flow_main(int argc, char **argv)
{
	static struct flow_run run = { .opts = { .sampling = 1,
	    .max_delay_us = MAX_DELAY_US } };
	int rc;

	rc = opt_parse_verb(&mediate_tool, "flow", &run.opts, &argc, &argv);
	if (rc != 0)
		return rc > 0 ? EXIT_OK : EXIT_TROUBLE;
	rc = stream_open(&run.s, &spec, &run.opts.stream, argc, argv);
	if (rc != EXIT_OK || run.s.spec == NULL)
		return rc;
	if (run_open(&run) < 0 || run_files(&run, argc, argv) < 0)
		stream_fail(&run.s, EXIT_TROUBLE);
	if (run.wrapped != 0)
		diag(REASON_FLOW_WRAPPED, "the times of %ju flows were put "
		    "right: the exporter's uptime had turned over",
		    (uintmax_t)run.wrapped);
	rc = stream_close(&run.s);
	run_release(&run);
	return rc;
}
