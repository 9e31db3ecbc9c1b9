/*
 * emit.c (ossctl-poll) - readings to records, trouble to people
 */
#include "base/diag.h"
#include "base/tstamp.h"
#include "oss/ifaddr.h"
#include "poller.h"

#define RUN_TEXT_MAX	SUM128_HEX_MAX

/* What kind of device it is, and how it feels. */
static void
put_health(struct out *o, const struct view *v)
{
	if (v->has_cpu)
		out_money(o, F_CPU_PCT, v->cpu_pct);
	if (v->has_mem_used)
		out_u64(o, F_MEM_USED_OCTETS, v->mem_used_octets);
	if (v->has_mem_total)
		out_u64(o, F_MEM_TOTAL_OCTETS, v->mem_total_octets);
}

static void
put_device(struct out *o, const struct reader *rd)
{
	const struct view *v = &rd->view;

	out_str(o, F_VENDOR, v->vendor);
	out_str(o, F_MODEL, v->model);
	out_str(o, F_OS_VERSION, v->os_version);
	out_str(o, F_SERIAL, v->serial);
	if (rd->profile != NULL)
		out_str(o, F_PROFILE, rd->profile->name);
}

static int
emit_node(struct out *o, const struct poll_node *n,
    const struct node_reading *r, const struct reader *rd)
{
	emit_begin(o, n, r->at_us, "node", n->name);
	/* a node that could not be asked is neither alive nor dead */
	if (r->error != NODE_LOCAL)
		out_bool(o, F_REACHABLE, r->reachable);
	if (r->has_rtt)
		out_u64(o, F_RTT_US, r->rtt_us);
	out_str(o, F_SYS_OBJECT_ID, r->sys_object_id);
	out_str(o, F_SYS_NAME, r->sys_name);
	out_str(o, F_SYS_DESCR, r->sys_descr);
	if (r->has_uptime)
		out_u64(o, F_UPTIME_CS, r->uptime_cs);
	if (rd != NULL)
		put_health(o, &rd->view);
	out_str(o, F_SYS_LOCATION, r->sys_location);
	if (rd != NULL)
		put_device(o, rd);
	if (r->poll_us != 0)
		out_u64(o, F_POLL_US, r->poll_us);
	if (r->requests != 0) {
		out_u64(o, F_POLL_REQUESTS, r->requests);
		out_u64(o, F_POLL_OBJECTS, r->objects);
	}
	out_str(o, F_ERROR, slice_of(node_error_name(r->error)));
	out_str(o, F_FAULT, slice_of(r->denied != NULL ? r->denied
	    : walk_fault_name(r->fault)));
	return out_done(o);
}

static void
put(struct out *o, const struct port *p, unsigned flag, enum field f,
    uint64_t value)
{
	if ((p->has & flag) != 0)
		out_u64(o, f, value);
}

/* Link, medium and packets: what bills do not need but engineers do. */
static void
put_medium(struct out *o, const struct port *p)
{
	put(o, p, PORT_TYPE, F_IF_TYPE, p->type);
	put(o, p, PORT_MTU, F_MTU, p->mtu);
	out_str(o, F_DUPLEX, slice_of(p->duplex));
	out_str(o, F_MAC, slice_of(p->mac));
	put(o, p, PORT_LAST_CHANGE, F_LAST_CHANGE_CS, p->last_change_cs);
	put(o, p, PORT_IN_PACKETS, F_IN_PACKETS, p->in_packets);
	put(o, p, PORT_OUT_PACKETS, F_OUT_PACKETS, p->out_packets);
	put(o, p, PORT_FCS, F_IN_FCS_ERRORS, p->fcs);
	put(o, p, PORT_ALIGNMENT, F_IN_ALIGNMENT_ERRORS, p->alignment);
	put(o, p, PORT_LATE_COLLISIONS, F_LATE_COLLISIONS,
	    p->late_collisions);
}

static int
emit_port(struct out *o, const struct poll_node *n, const struct port *p,
    struct slice addresses)
{
	emit_begin(o, n, p->time.at_us, "interface", p->object);
	out_u64(o, F_IF_INDEX, p->if_index);
	out_str(o, F_ALIAS, p->alias);
	out_str(o, F_ADMIN, slice_of(p->admin));
	out_str(o, F_OPER, slice_of(p->oper));
	put(o, p, PORT_SPEED, F_SPEED_BPS, p->speed_bps);
	put(o, p, PORT_IN_OCTETS, F_IN_OCTETS, p->in_octets);
	put(o, p, PORT_OUT_OCTETS, F_OUT_OCTETS, p->out_octets);
	put(o, p, PORT_IN_ERRORS, F_IN_ERRORS, p->in_errors);
	put(o, p, PORT_OUT_ERRORS, F_OUT_ERRORS, p->out_errors);
	put(o, p, PORT_IN_DISCARDS, F_IN_DISCARDS, p->in_discards);
	put(o, p, PORT_OUT_DISCARDS, F_OUT_DISCARDS, p->out_discards);
	if (p->counter_bits != 0)
		out_u64(o, F_COUNTER_BITS, p->counter_bits);
	if (p->time.has_uptime)
		out_u64(o, F_UPTIME_CS, p->time.uptime_cs);
	put(o, p, PORT_DISCONTINUITY, F_DISCONTINUITY_CS,
	    p->discontinuity_cs);
	put_medium(o, p);
	out_str(o, F_IP_ADDRESSES, addresses);
	return out_done(o);
}

static int
emit_ports(struct out *o, const struct poll_node *n, const struct iftable *t,
    const struct view *v)
{
	struct buf text = { 0 };
	struct port port;
	int rc = 0;

	for (size_t i = 0; i < t->len && rc == 0; i++) {
		buf_clear(&text);
		iftable_port(t, i, &port);
		ifaddr_text(v, port.if_index, &text);
		rc = emit_port(o, n, &port, buf_slice(&text));
	}
	buf_release(&text);
	return rc;
}

int
emit_reading(struct out *o, const struct poll_node *n,
    const struct node_reading *r, struct reader *rd)
{
	if (r->ports == NULL || !r->reachable)
		return emit_node(o, n, r, NULL);
	iftable_name(r->ports, n->name);
	reader_finish(rd, r->ports, r->sys_descr);
	if (emit_node(o, n, r, rd) < 0
	    || emit_ports(o, n, r->ports, &rd->view) < 0)
		return -1;
	return emit_view(o, n, r->at_us, &rd->view);
}

int
emit_links(struct out *o, struct linker *linker)
{
	const struct link_found *l;
	size_t n = linker_finish(linker, &l);

	if (n == 0)
		note("no node tells of a neighbour by LLDP or CDP");
	for (size_t i = 0; i < n; i++) {
		out_begin(o, REC_LINK);
		out_str(o, F_A_NODE, l[i].a.node);
		out_str(o, F_A_PORT, l[i].a.port);
		out_str(o, F_B_NODE, l[i].b.node);
		out_str(o, F_B_PORT, l[i].b.port);
		if (l[i].has_capacity)
			out_u64(o, F_CAPACITY_BPS, l[i].capacity_bps);
		if (out_done(o) < 0)
			return -1;
	}
	return 0;
}

/* The pass by what it read and when: nodes asked and start. */
static void
run_id(const struct node_list *l, int64_t begun_us, char out[RUN_TEXT_MAX])
{
	sum128_t sum = sum128_of(&begun_us, sizeof(begun_us));

	for (size_t i = 0; i < l->len; i++)
		sum += sum128_of(l->item[i].name.p, l->item[i].name.len);
	sum128_hex(sum, out);
}

int
emit_heartbeat(struct out *o, const struct node_list *l, int64_t begun_us,
    int64_t ended_us, const struct pass_result *r)
{
	char run[RUN_TEXT_MAX];

	run_id(l, begun_us, run);
	out_begin(o, REC_HEARTBEAT);
	out_time(o, F_TS, tstamp_whole_ms(ended_us));
	out_str(o, F_RUN, slice_of(run));
	out_u64(o, F_PLANNED_NODES, r->planned);
	out_u64(o, F_ANSWERED_NODES, r->answered);
	out_u64(o, F_FAILED_NODES, r->failed);
	return out_done(o);
}

void
tell_node(const struct poll_node *n, const struct node_reading *r)
{
	static const enum reason reason[] = {
		[NODE_TIMEOUT] = REASON_NODE_TIMEOUT,
		[NODE_REFUSED] = REASON_NODE_REFUSED,
		[NODE_UNREACHABLE] = REASON_NODE_UNREACHABLE,
		[NODE_LOCAL] = REASON_NODE_LOCAL,
		[NODE_RESOLVE] = REASON_NODE_RESOLVE,
		[NODE_AUTH] = REASON_NODE_AUTH,
	};

	if (r->error == NODE_OK)
		return;
	if (r->error == NODE_PARTIAL)
		diag(REASON_NODE_PARTIAL,
		    "%s after %zu ports (%s): '%.*s'",
		    "the node's answers broke off", r->ports->len,
		    walk_fault_text(r->fault), SLICE_FMT(n->name));
	else if (n->host.len == 0)
		diag(reason[r->error], "%s: '%.*s'",
		    "the node has no recording", SLICE_FMT(n->name));
	else
		diag(reason[r->error], "%s%s%s%s: '%.*s' at %.*s port %u",
		    reason_text(reason[r->error]),
		    r->denied != NULL ? " (" : "",
		    r->denied != NULL ? r->denied : "",
		    r->denied != NULL ? ")" : "", SLICE_FMT(n->name),
		    SLICE_FMT(n->host), n->port);
}
