/*
 * usage.c - a mapped row as a usage record: its identity and its output
 */
#include "base/tstamp.h"
#include "usage.h"

#define VALUE_MAX	80	/* octets of a bad value that are shown */

void
usage_maker_init(struct usage_maker *u, struct usagemap *m)
{
	u->map = m;
	u->seen = m->keys == 0 ? usageid_seen_new() : NULL;
	out_piece_str(&u->source, F_SOURCE, slice_of(m->source));
}

void
usage_maker_release(struct usage_maker *u)
{
	usageid_seen_free(u->seen);
	usage_row_release(&u->row);
	buf_release(&u->id);
	out_piece_release(&u->source);
}

void
usage_maker_file(struct usage_maker *u)
{
	if (u->seen != NULL)
		usageid_seen_clear(u->seen);
}

struct slice
usage_value_text(const struct map_value *v, char room[TSTAMP_TEXT_MAX])
{
	if (v->kind == MAP_V_TEXT)
		return v->text;
	return (struct slice){ room, v->kind == MAP_V_TIME
	    ? tstamp_format(v->us, room) : u64_format(v->u, room) };
}

enum reason
usage_make_id(struct usage_maker *u, const struct csvrow *row, uint64_t *seq)
{
	struct usagemap *m = u->map;
	struct slice part[USAGEMAP_COLUMNS_MAX];
	char room[TSTAMP_TEXT_MAX];
	unsigned i;

	u->clean = row->clean;
	if (u->seen == NULL) {
		for (i = 0; i < m->keys; i++)
			part[i] = usagemap_column(m, row->col, row->len,
			    m->key[i]);
		if (part[0].len == 0) {
			m->bad_name = m->column[m->key[0]].name;
			return REASON_FIELD_MISSING;
		}
		usageid_of_key(&u->id, slice_of(m->source), part, m->keys);
		*seq = 1;
		return REASON_NONE;
	}
	for (i = 0; i < m->fields; i++)
		if (u->row.value[i].kind != MAP_V_MISSING)
			usageid_field(u->seen, m->field[i].name,
			    usage_value_text(&u->row.value[i], room));
	*seq = usageid_of_content(u->seen, &u->id, slice_of(m->source));
	return REASON_NONE;
}

void
usage_put_value(struct out *o, const struct map_field *f,
    const struct map_value *v)
{
	switch (v->kind) {
	case MAP_V_MISSING:
		break;
	case MAP_V_TEXT:
		if (f->field == F_UNKNOWN)
			out_extra(o, f->name, v->text);
		else
			out_str(o, f->field, v->text);
		break;
	case MAP_V_UINT:
		out_u64(o, f->field, v->u);
		break;
	case MAP_V_TIME:
		out_time(o, f->field, v->us);
		break;
	}
}

_Static_assert(CSVROW_BEYOND >= OUT_READABLE, "behind a clean column");

/* The values of fields [i, end), as they stand in the row where they may */
static inline void
put_values(struct usage_maker *u, struct out *o, unsigned i, unsigned end)
{
	const struct map_field *f = u->map->field + i;
	const struct map_value *v = u->row.value + i;
	const bool clean = u->clean;

	for (; i < end; i++, f++, v++) {
		if (!clean || !v->in_row)
			usage_put_value(o, f, v);
		else if (v->kind == MAP_V_UINT)
			out_plain_u64(o, f->field, v->u, v->text);
		else
			out_plain(o, f->field, v->text);
	}
}

int
usage_put_call(struct usage_maker *u, struct out *o, uint64_t seq,
    const struct usage_call *call)
{
	const struct usagemap *m = u->map;
	bool cut = call->missing.len > 0;
	unsigned i;

	out_begin(o, REC_USAGE);
	out_str(o, F_USAGE_ID, buf_slice(&u->id));
	for (i = 0; i < m->fields && m->field[i].field != F_UNKNOWN; i++)
		if (!cut || m->field[i].field != F_READING_QUALITY)
			usage_put_value(o, &m->field[i], &u->row.value[i]);
	if (cut)
		out_str(o, F_READING_QUALITY, SLICE_LIT("partial"));
	out_piece(o, &u->source);
	out_u64(o, F_SEQ, seq);
	out_u64(o, F_PARTS, call->parts);
	out_str(o, F_MISSING_PARTS, call->missing);
	for (; i < m->fields; i++)
		usage_put_value(o, &m->field[i], &u->row.value[i]);
	return out_done(o);
}

int
usage_put(struct usage_maker *u, struct out *o, uint64_t seq)
{
	const struct usagemap *m = u->map;

	out_begin(o, REC_USAGE);
	out_str(o, F_USAGE_ID, buf_slice(&u->id));
	put_values(u, o, 0, m->known);
	out_piece(o, &u->source);
	out_u64(o, F_SEQ, seq);
	for (unsigned i = m->known; i < m->fields; i++)
		usage_put_value(o, &m->field[i], &u->row.value[i]);
	return out_done(o);
}

int
usage_reject(struct usage_maker *u, struct stream *s, enum reason why,
    const char *file, const struct csvrow *row)
{
	const struct usagemap *m = u->map;
	struct slice v = m->bad_value;

	if (why == REASON_FIELD_MISSING)
		return stream_reject_raw(s, why, file, row->line, row->raw,
		    v.len != 0 ? "nothing for '%.*s' in column '%.*s'"
		    : "nothing for '%.*s'", SLICE_FMT(m->bad_name),
		    SLICE_FMT(v));
	return stream_reject_raw(s, why, file, row->line, row->raw,
	    "%s: '%.*s' for '%.*s'", reason_text(why),
	    (int)(v.len < VALUE_MAX ? v.len : VALUE_MAX),
	    v.len != 0 ? v.p : "", SLICE_FMT(m->bad_name));
}
