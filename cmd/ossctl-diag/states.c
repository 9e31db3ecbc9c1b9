/*
 * states.c (ossctl-diag) - of each node, port and more whether it works
 */
#include <inttypes.h>
#include <stdio.h>

#include "alarms.h"
#include "base/diag.h"
#include "base/tstamp.h"
#include "oss/object_state.h"
#include "text.h"

struct view_of {
	const struct list_opts	*opts;
	struct watch		 watch;
	struct object_states	 states;
	struct buf		 note;
	struct columns_table	 table;
	struct out		*out;
	uint64_t		 count[STATE_COUNT];
};

static bool
wanted(const struct view_of *v, const struct watched *o)
{
	const struct list_opts *l = v->opts;
	const struct condition *c;

	/* a link or site is its ports and nodes, and has causes alone */
	if (o->kind >= OBJECT_SAMPLED_COUNT || o->own == WATCH_NONE
	    || (l->kind != 0 && (int)o->kind != l->kind - 1)
	    || !pattern_allows(slice_of(l->node), o->node)
	    || !pattern_allows(slice_of(l->object), o->name))
		return false;
	c = &v->watch.condition[o->own];
	return c->health.known || c->alarm.active;
}

/* Since when it does not work; INT64_MIN: it does, or nobody knows. */
static int64_t
since(const struct condition *c)
{
	if (c->health.known && c->health.down && c->health.bad_us != 0)
		return c->health.bad_us;
	return c->alarm.active ? c->alarm.raised_us : INT64_MIN;
}

/* ---- for people --------------------------------------------------------- */

static void
add_note(struct buf *b, const char *text)
{
	if (b->len != 0)
		buf_adds(b, ", ");
	buf_adds(b, text);
}

static struct slice
note_of(struct buf *b, enum object_state state, const struct condition *c)
{
	enum object_state soft = object_soft_state(&c->health);

	buf_clear(b);
	if (c->health.flapping)
		add_note(b, "flapping");
	if (c->health.known && !c->health.was_up && !c->health.off)
		add_note(b, "never up");
	if (state == STATE_UP && soft == STATE_DOWN)
		add_note(b, "last reading down");
	if (c->alarm.active && soft == STATE_UP)
		add_note(b, "last reading up");
	if (c->alarm.root_id[0] != '\0') {
		add_note(b, "by ");
		buf_adds(b, c->alarm.root_id);
	}
	return buf_slice(b);
}

static void
add_time(struct columns_table *t, bool known, int64_t us)
{
	if (known)
		columns_add_time(t, us);
	else
		columns_table_add(t, (struct slice){ NULL, 0 });
}

static void
put_row(struct view_of *v, const struct watched *o, enum object_state state,
    const struct condition *c)
{
	struct columns_table *t = &v->table;

	columns_table_add(t, o->node);
	columns_table_add(t, slice_of(object_kind_name(o->kind)));
	columns_table_add(t, o->name);
	columns_table_add(t, slice_of(object_state_name(state)));
	add_time(t, c->health.known, c->health.last_us);
	add_time(t, since(c) != INT64_MIN, since(c));
	columns_table_add(t, note_of(&v->note, state, c));
}

/* "2026-10-01T00:05:00Z: 3 down, 40 up" */
static void
print_counts(const struct view_of *v)
{
	char at[TSTAMP_TEXT_MAX];
	const char *sep = ": ";

	if (v->states.now_us != INT64_MIN)
		printf("%.*s", (int)tstamp_format(v->states.now_us, at), at);
	else
		printf("no heartbeat");
	for (int s = STATE_COUNT - 1; s >= 0; s--)
		if (v->count[s] != 0) {
			printf("%s%" PRIu64 " %s", sep, v->count[s],
			    object_state_name((enum object_state)s));
			sep = ", ";
		}
	puts(sep[0] == ':' ? ": nothing is known" : "");
}

/* ---- for programs ------------------------------------------------------- */

static int
put_record(struct out *out, const struct object_states *s,
    const struct watched *o, enum object_state state,
    const struct condition *c)
{
	char id[ALARM_ID_MAX];

	out_begin(out, REC_OBJECT_STATE);
	out_time(out, F_TS, s->now_us);
	out_str(out, F_KIND, slice_of(object_kind_name(o->kind)));
	out_str(out, F_NODE, o->node);
	out_str(out, F_OBJECT, o->name);
	out_str(out, F_STATE, slice_of(object_state_name(state)));
	out_str(out, F_SOFT_STATE, slice_of(object_state_name(
	    object_soft_state(&c->health))));
	if (c->health.known)
		out_time(out, F_SEEN, c->health.last_us);
	if (since(c) != INT64_MIN)
		out_time(out, F_SINCE, since(c));
	if (c->health.flapping)
		out_bool(out, F_FLAPPING, true);
	if (c->alarm.active) {
		alarm_id_make(id, o->node, o->name, c->type, c->qualifier);
		out_str(out, F_ALARM_ID, slice_of(id));
		out_str(out, F_ROOT_ALARM_ID, slice_of(c->alarm.root_id));
	}
	return out_done(out);
}

/* ---- all of them -------------------------------------------------------- */

static int
each(struct view_of *v)
{
	const struct watch *w = &v->watch;

	for (size_t i = 0; i < w->ordered; i++) {
		const struct watched *o = &w->object[w->order[i]];
		const struct condition *c;
		enum object_state state;

		if (!wanted(v, o))
			continue;
		c = &w->condition[o->own];
		state = object_state(&v->states, w->order[i]);
		if (v->opts->state != 0 && (int)state != v->opts->state - 1)
			continue;
		v->count[state]++;
		if (v->out == NULL)
			put_row(v, o, state, c);
		else if (put_record(v->out, &v->states, o, state, c) < 0)
			return -1;
	}
	return 0;
}

static int
states_text(struct view_of *v)
{
	static const char *const head[] = { "NODE", "KIND", "OBJECT", "STATE",
	    "SEEN", "SINCE", "NOTE" };

	columns_table_init(&v->table, head, sizeof(head) / sizeof(head[0]), 0);
	each(v);
	columns_table_print(&v->table);
	print_counts(v);
	columns_table_release(&v->table);
	buf_release(&v->note);
	return EXIT_OK;
}

/* The newest heartbeat, or what was observed last where there is none. */
static int64_t
newest(const struct watch *w)
{
	int64_t us = w->heartbeat_us;

	for (size_t i = 0; i < w->conditions && w->heartbeat_us == INT64_MIN;
	    i++)
		if (w->condition[i].health.known
		    && w->condition[i].health.last_us > us)
			us = w->condition[i].health.last_us;
	return us;
}

static int
states(struct db *db, struct view_of *v)
{
	int64_t now_us = v->opts->db.now_us;
	int rc;

	if (db_begin_read(db) < 0 || oss_db_objects(db, &v->watch) < 0)
		return tool_exit_code(-1);
	object_states_init(&v->states, &v->watch,
	    now_us != 0 ? now_us : newest(&v->watch), v->opts->stale_us);
	if (v->opts->view == VIEW_TEXT) {
		rc = states_text(v);
	} else {
		v->out = out_for(v->opts->view);
		rc = out_end(v->out, each(v) < 0 ? EXIT_TROUBLE : EXIT_OK);
	}
	object_states_release(&v->states);
	return rc;
}

int
verb_states(int argc, char **argv)
{
	const struct watch_rules rules = { .health = HEALTH_RULE_ROW(1, 0) };
	struct list_opts opts = list_defaults;
	struct view_of v = { .opts = &opts };
	struct db db;
	int rc = verb_parse(&opts, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (db_open(&db, &db_oss, &opts.db, DB_READ) < 0)
		return tool_exit_code(-1);
	watch_init(&v.watch, &rules);
	rc = states(&db, &v);
	watch_release(&v.watch);
	db_close(&db);
	return rc;
}
