/*
 * status.c (ossctl-diag) - the network and its causes, for a page
 */
#include "base/diag.h"
#include "base/tstamp.h"
#include "check.h"
#include "customers.h"
#include "status.h"
#include "store/oss_known.h"

/* ---- the network -------------------------------------------------------- */

static struct slice
keep(struct status_page *s, struct slice text)
{
	return arena_slice(&s->arena, text);
}

/* "core1 et-0/0/1 - edge2 xe-0, duct-7" */
static struct slice
name_link(struct status_page *s, struct slice a, struct slice b,
    const struct status_link *p)
{
	struct buf n = { 0 };
	struct slice name;

	buf_addf(&n, "%.*s%s%.*s - %.*s%s%.*s%s%.*s", SLICE_FMT(a),
	    p->a_port.len != 0 ? " " : "", SLICE_FMT(p->a_port), SLICE_FMT(b),
	    p->b_port.len != 0 ? " " : "", SLICE_FMT(p->b_port),
	    p->srlg.len != 0 ? ", " : "", SLICE_FMT(p->srlg));
	name = keep(s, buf_slice(&n));
	buf_release(&n);
	return name;
}

static int
load_links(struct status_page *s)
{
	sqlite3_stmt *st = db_sql(s->db, "SELECT a_node, a_port, b_node,"
	    " b_port, srlg FROM link ORDER BY 1, 2, 3, 4, 5");
	enum db_step step;

	while ((step = db_step(s->db, st)) == DB_ROW) {
		struct status_link *p;
		struct net_link *l;

		GROW(s->link, s->links, s->link_cap);
		GROW(s->port, s->links, s->port_cap);
		l = &s->link[s->links];
		p = &s->port[s->links++];
		*p = (struct status_link){ keep(s, db_col_str(st, 1)),
		    keep(s, db_col_str(st, 3)), keep(s, db_col_str(st, 4)) };
		*l = (struct net_link){
		    names_add(&s->names, db_col_str(st, 0)),
		    names_add(&s->names, db_col_str(st, 2)), NET_WELL,
		    { NULL, 0 } };
		l->name = name_link(s, s->names.item[l->a],
		    s->names.item[l->b], p);
	}
	return step == DB_DONE ? 0 : -1;
}

struct asked {
	struct status_page	*status;
	struct names	 nodes;
};

static int
take_node(struct slice node, struct slice name, void *arg)
{
	struct asked *a = arg;

	(void)name;
	names_add(&a->status->names, node);
	names_add(&a->nodes, node);
	return 0;
}

/* Who is asked is well, as long as nothing else is said. */
static int
load_nodes(struct status_page *s)
{
	struct asked asked = { .status = s };
	int rc = oss_known_each(s->db, OBJECT_NODE, false, take_node, &asked);

	s->node = xcalloc(s->names.len + 1, sizeof(*s->node));
	s->risk = xcalloc(s->names.len + 1, sizeof(*s->risk));
	for (size_t n = 0; n < s->names.len; n++) {
		s->node[n].name = s->names.item[n];
		s->node[n].look = names_find(&asked.nodes, s->names.item[n])
		    == NAMES_NONE ? NET_UNKNOWN : NET_WELL;
		s->risk[n] = NAMES_NONE;
	}
	names_release(&asked.nodes);
	return rc;
}

static int
load_sites(struct status_page *s)
{
	sqlite3_stmt *st = db_sql(s->db, "SELECT node, site FROM site");
	enum db_step step;

	while ((step = db_step(s->db, st)) == DB_ROW) {
		uint32_t n = names_find(&s->names, db_col_str(st, 0));

		if (n != NAMES_NONE)
			s->node[n].site = keep(s, db_col_str(st, 1));
	}
	return step == DB_DONE ? 0 : -1;
}

#define PER_DEGREE	(MONEY_SCALE / 1000000)

/* A coordinate in millionths of a degree; false: there is none. */
static bool
degrees(const struct rec *r, enum field f, int64_t most, int64_t *out)
{
	money_t v;

	if (rec_money(r, f, &v) != REASON_NONE)
		return false;
	*out = v / PER_DEGREE;
	return *out >= -most * 1000000 && *out <= most * 1000000;
}

static void
take_place(struct status_page *s, const struct rec *r)
{
	uint32_t n = names_find(&s->names, rec_str(r, F_NODE));
	struct net_node *o;

	if (n == NAMES_NONE)
		return;
	o = &s->node[n];
	if (rec_has(r, F_SITE))
		o->site = keep(s, rec_str(r, F_SITE));
	if (rec_has(r, F_LAT) && rec_has(r, F_LON))
		o->placed = degrees(r, F_LAT, 90, &o->lat)
		    && degrees(r, F_LON, 180, &o->lon);
}

/* Where nodes stand. What is wrong in the file is the poller's to say. */
static int
load_places(struct status_page *s)
{
	struct in *file;
	const struct rec *r;
	enum in_status st;

	if (s->opts->nodes == NULL)
		return 0;
	file = in_new(&s->opts->nodes, 1, FORMAT_AUTO);
	in_default_type(file, REC_NODE);
	while ((st = in_next(file, &r)) == IN_OK || st == IN_BAD)
		if (st == IN_OK && r->type == REC_NODE)
			take_place(s, r);
	in_free(file);
	return st == IN_EOF ? 0 : -1;
}

/* ---- alarms ------------------------------------------------------------- */

static int
take_alarm(const struct oss_alarm *a, void *arg)
{
	struct status_page *s = arg;
	struct status_alarm *n;

	GROW(s->alarm, s->alarms, s->alarm_cap);
	n = &s->alarm[s->alarms];
	*n = (struct status_alarm){ .a = *a, .cause = s->alarms };
	n->shelved = alarm_shelved(a, s->now_us);
	n->a.alarm_id = keep(s, a->alarm_id);
	n->a.node = keep(s, a->node);
	n->a.object = keep(s, a->object);
	n->a.alarm_type = keep(s, a->alarm_type);
	n->a.severity = keep(s, a->severity);
	n->a.root_alarm_id = keep(s, a->root_alarm_id);
	n->a.acked_by = keep(s, a->acked_by);
	n->a.ack_why = keep(s, a->ack_why);
	n->a.kind = keep(s, a->kind);
	n->a.qualifier = keep(s, a->qualifier);
	n->a.hits.currency = keep(s, a->hits.currency);
	s->alarms++;
	return 0;
}

static void
find_causes(struct status_page *s)
{
	struct names ids = { .len = 0 };

	for (size_t i = 0; i < s->alarms; i++)
		names_add(&ids, s->alarm[i].a.alarm_id);
	for (size_t i = 0; i < s->alarms; i++) {
		struct status_alarm *n = &s->alarm[i];
		uint32_t root = names_find(&ids, n->a.root_alarm_id);
		uint32_t at = names_find(&s->names, n->a.node);

		if (at != NAMES_NONE)
			n->site = s->node[at].site;
		if (n->a.root || root == NAMES_NONE)
			continue;
		n->cause = root;
		s->alarm[root].symptoms++;
	}
	names_release(&ids);
}

struct newest {
	struct status_page	*s;
	struct status_alarm *n;
	int64_t		 seq;
};

static int
take_transition(const struct oss_transition *t, void *arg)
{
	struct newest *w = arg;
	struct status_alarm *n = w->n;

	if (slice_is(t->state, "cleared"))
		return 0;
	w->seq = t->seq;
	n->text = keep(w->s, t->text);
	return 0;
}

static int
take_note(const struct oss_note *o, void *arg)
{
	struct newest *w = arg;
	struct status_alarm *n = w->n;

	GROW(n->note, n->notes, n->note_cap);
	n->note[n->notes] = (struct status_note){ keep(w->s, o->text),
	    o->confidence_ppm, o->alternative, n->notes };
	n->notes++;
	return 0;
}

static int
take_impact(const struct service *v, enum effect e, void *arg)
{
	struct status_page *s = arg;

	names_add(e == EFFECT_AT_RISK ? &s->in_risk : &s->hit, v->account);
	return 0;
}

/* Behind what it rests on the alternatives, the likeliest first. */
static int
note_cmp(const void *a, const void *b)
{
	const struct status_note *x = a, *y = b;

	if (x->alternative != y->alternative)
		return x->alternative ? 1 : -1;
	if (!x->alternative || x->confidence_ppm == y->confidence_ppm)
		return (x->ordinal > y->ordinal) - (x->ordinal < y->ordinal);
	return x->confidence_ppm < y->confidence_ppm ? 1 : -1;
}

/* The newest word on a cause: what it rests on, and whom it hit then. */
static int
load_cause(struct status_page *s, struct status_alarm *n)
{
	struct newest w = { s, n, 0 };

	if (oss_db_history(s->db, n->a.alarm_id, INT64_MIN, take_transition,
	    &w) < 0 || oss_db_notes(s->db, w.seq, take_note, &w) < 0)
		return -1;
	if (n->notes > 1)
		qsort(n->note, n->notes, sizeof(*n->note), note_cmp);
	return n->a.hits.reckoned && status_is_cause(n)
	    ? oss_db_impacts(s->db, w.seq, take_impact, s) : 0;
}

/* A symptom is no worse than its cause. */
static enum severity
severity_of(const struct status_page *s, const struct status_alarm *n)
{
	enum severity v = SEVERITY_INDETERMINATE, c = v;

	severity_lookup(n->a.severity, &v);
	severity_lookup(s->alarm[n->cause].a.severity, &c);
	return v < c ? v : c;
}

static int
load_alarms(struct status_page *s)
{
	if (oss_db_alarms(s->db, false, take_alarm, s) < 0)
		return -1;
	find_causes(s);
	for (size_t i = 0; i < s->alarms; i++) {
		struct status_alarm *n = &s->alarm[i];
		bool stray = status_is_stray(s, n);

		if (n->shelved)
			s->shelved++;
		else if (n->a.planned)
			s->planned++;
		else if (n->a.root)
			s->causes++;
		else
			s->symptoms++;
		s->strays += stray;
		s->by_severity[severity_of(s, n)] += stray
		    || status_is_cause(n);
		if (n->a.root && load_cause(s, n) < 0)
			return -1;
	}
	return 0;
}

#define SOON_US		US_PER_DAY

static int
load_windows(struct status_page *s)
{
	sqlite3_stmt *st = db_sql(s->db, "SELECT window, node, object,"
	    " from_us, to_us FROM maintenance_window WHERE to_us > ?1"
	    " AND from_us < ?2 ORDER BY from_us, window");
	enum db_step step;

	db_bind_int(st, 1, s->now_us);
	db_bind_int(st, 2, s->now_us < INT64_MAX - SOON_US
	    ? s->now_us + SOON_US : INT64_MAX);
	while ((step = db_step(s->db, st)) == DB_ROW) {
		GROW(s->window, s->windows, s->window_cap);
		s->window[s->windows++] = (struct status_window){
		    keep(s, db_col_str(st, 0)), keep(s, db_col_str(st, 1)),
		    keep(s, db_col_str(st, 2)), db_col_int(st, 3),
		    db_col_int(st, 4) };
	}
	return step == DB_DONE ? 0 : -1;
}

/* ---- how nodes and links look ------------------------------------------- */

enum net_look
status_look(const struct oss_alarm *a)
{
	enum severity v = SEVERITY_INDETERMINATE;

	severity_lookup(a->severity, &v);
	switch (v) {
	case SEVERITY_CRITICAL:
		return NET_CRITICAL;
	case SEVERITY_MAJOR:
		return NET_MAJOR;
	case SEVERITY_MINOR:
		return NET_MINOR;
	default:
		return NET_WARNING;
	}
}

static void
worsen(enum net_look *l, enum net_look to)
{
	if (to > *l)
		*l = to;
}

/* The links that an alarm is on; whether there is one. */
static bool
look_at_links(struct status_page *s, const struct oss_alarm *a, uint32_t n,
    enum net_look look)
{
	bool any = false;

	for (size_t l = 0; l < s->links; l++) {
		struct net_link *k = &s->link[l];
		const struct status_link *p = &s->port[l];
		bool at = false;

		if (slice_is(a->kind, "srlg"))
			at = slice_eq(p->srlg, a->node);
		else if (slice_is(a->kind, "link"))
			at = k->a == n && slice_eq(a->object, p->a_port.len
			    != 0 ? p->a_port : s->names.item[k->b]);
		else if (slice_is(a->kind, "interface"))
			at = (k->a == n && slice_eq(p->a_port, a->object))
			    || (k->b == n && slice_eq(p->b_port, a->object));
		if (at)
			worsen(&k->look, look);
		any |= at;
	}
	return any;
}

/* Whether a cause is drawn as the nodes that it takes down. */
static bool
is_wide(const struct oss_alarm *a)
{
	return slice_is(a->kind, "site");
}

static void
look_at(struct status_page *s, const struct status_alarm *n)
{
	const struct status_alarm *c = &s->alarm[n->cause];
	uint32_t at = names_find(&s->names, n->a.node);
	bool quiet = n->a.planned || n->shelved;
	enum net_look look = quiet ? NET_PLANNED : n->a.root
	    || is_wide(&c->a) ? status_look(&c->a)
	    : slice_is(c->a.alarm_type, "resolution-lost") ? NET_UNKNOWN
	    : NET_HIT;
	bool linked = (!is_wide(&c->a) || n->a.root)
	    && look_at_links(s, &n->a, at, look);

	/* who has an address now and then is unknown while it has none */
	if (at == NAMES_NONE || linked || (look == NET_UNKNOWN
	    && slice_is(n->a.alarm_type, "flapping")))
		return;
	/* what stands on a node is its own, if it is a cause */
	if (slice_is(n->a.kind, "node") || (n->a.root && !quiet))
		worsen(&s->node[at].look, look);
}

/* The node of each is a service: what takes its other ways away? */
static int
look_for_risk(struct status_page *s)
{
	struct impact i = { .poller = slice_of(s->opts->poller) };
	struct arena mem = { 0 };
	struct names ids = { .len = 0 };
	int rc;

	for (size_t n = 0; n < s->names.len; n++) {
		struct service v = { .identifier = s->names.item[n],
			.from_us = INT64_MIN, .to_us = INT64_MAX };

		impact_service(&i, &v);
	}
	for (size_t k = 0; k < s->alarms; k++)
		names_add(&ids, s->alarm[k].a.alarm_id);
	rc = s->alarms != 0 ? customers_hit(&i, s->db, &mem) : 0;
	for (size_t n = 0; n < i.services && rc == 0; n++) {
		if (i.service[n].effect != EFFECT_AT_RISK)
			continue;
		worsen(&s->node[n].look, NET_RISK);
		s->risk[n] = names_find(&ids, i.service[n].cause);
	}
	names_release(&ids);
	impact_release(&i);
	arena_release(&mem);
	return rc;
}

/* A poller that sees nothing, or is dead, says nothing good of anybody. */
static bool
is_blind(const struct status_page *s)
{
	for (size_t i = 0; i < s->alarms; i++)
		if (slice_is(s->alarm[i].a.alarm_type, "poller-cut-off")
		    || slice_is(s->alarm[i].a.alarm_type, "poller-flapping"))
			return true;
	return s->old;
}

static int
look_at_all(struct status_page *s)
{
	s->blind = is_blind(s);
	for (size_t i = 0; i < s->alarms; i++)
		look_at(s, &s->alarm[i]);
	if (look_for_risk(s) < 0)
		return -1;
	/* nobody asks the poller's own place, and its heartbeat is heard */
	if (s->opts->poller != NULL && s->alive
	    && s->node[s->from].look == NET_UNKNOWN)
		s->node[s->from].look = NET_WELL;
	for (size_t n = 0; n < s->names.len; n++) {
		if (s->blind && s->node[n].look == NET_WELL)
			s->node[n].look = NET_UNKNOWN;
		s->by_look[s->node[n].look]++;
	}
	return 0;
}

/* ---- all of it ---------------------------------------------------------- */

static int
find_poller(struct status_page *s)
{
	if (s->opts->poller == NULL)
		return 0;
	s->from = names_find(&s->names, slice_of(s->opts->poller));
	if (s->from != NAMES_NONE)
		return 0;
	diag(REASON_OBJECT_UNKNOWN, "nothing is known of '%s'",
	    s->opts->poller);
	return -1;
}

int
status_load(struct status_page *s)
{
	struct pulse p;

	if (pulse_feel(s->db, s->opts, &p) < 0)
		return tool_exit_code(-1);
	s->heartbeat_us = p.heartbeat_us;
	s->alive = p.known;
	s->old = p.old;
	s->now_us = s->opts->db.now_us != 0 ? s->opts->db.now_us
	    : p.heartbeat_us;
	if (load_links(s) < 0 || load_nodes(s) < 0 || load_sites(s) < 0
	    || load_places(s) < 0 || find_poller(s) < 0 || load_alarms(s) < 0
	    || load_windows(s) < 0 || look_at_all(s) < 0)
		return tool_exit_code(-1);
	return EXIT_OK;
}

void
status_release(struct status_page *s)
{
	for (size_t i = 0; i < s->alarms; i++)
		free(s->alarm[i].note);
	names_release(&s->names);
	names_release(&s->hit);
	names_release(&s->in_risk);
	arena_release(&s->arena);
	free(s->node);
	free(s->risk);
	free(s->link);
	free(s->port);
	free(s->alarm);
	free(s->window);
}
