/*
 * test_rca.c - which failures explain what was observed
 */
#include "base/buf.h"
#include "oss/rca.h"
#include "tap.h"

/*
 * Node 0 is the poller's. Links have a port at each end; a port is up as
 * long as nobody says something else.
 */
static struct rca r;

static void
begin(uint32_t nodes)
{
	rca_init(&r);
	for (uint32_t n = 0; n < nodes; n++)
		rca_node(&r, &(struct rca_node){ .snmp = RCA_ANSWERS });
	r.poller = 0;
}

static uint32_t
join(uint32_t a, uint32_t b)
{
	struct rca_link k = { .a = a, .b = b };

	k.a_port = rca_port(&r, &(struct rca_port){ .node = a,
	    .parent = RCA_NONE, .state = RCA_UP });
	k.b_port = rca_port(&r, &(struct rca_port){ .node = b,
	    .parent = RCA_NONE, .state = RCA_UP });
	return rca_link(&r, &k);
}

/* It does not answer; its ports are not heard of any more. */
static void
silent(uint32_t node)
{
	r.node[node].snmp = RCA_SILENT;
	r.node[node].misses = 1;
	for (size_t p = 0; p < r.ports; p++)
		if (r.port[p].node == node)
			r.port[p].state = RCA_UNKNOWN;
}

/* The end of a link at a node says down. */
static void
down(uint32_t link, uint32_t node)
{
	const struct rca_link *k = &r.link[link];

	r.port[k->a == node ? k->a_port : k->b_port].state = RCA_DOWN;
}

static void
answered(uint32_t node, int64_t us)
{
	r.node[node].seen_us = us;
	for (size_t p = 0; p < r.ports; p++)
		if (r.port[p].node == node)
			r.port[p].seen_us = r.port[p].since_us = us;
}

static bool
root_is(size_t i, enum rca_class class, uint32_t what)
{
	return i < r.roots && r.root[i].fault.class == class
	    && r.root[i].fault.what == what;
}

static bool
may_be(enum rca_class class, uint32_t what)
{
	for (size_t i = 0; i < r.alternatives; i++)
		if (r.alternative[i].fault.class == class
		    && r.alternative[i].fault.what == what)
			return true;
	return false;
}

/* 0 - 1 - 2 - 3 - 0 */
static void
ring(uint32_t link[4])
{
	begin(4);
	for (uint32_t i = 0; i < 4; i++)
		link[i] = join(i, (i + 1) % 4);
}

static void
test_single(void)
{
	uint32_t k[4];

	ring(k);
	rca_solve(&r);
	ok(r.roots == 0, "all is well");

	down(k[1], 1);
	down(k[1], 2);
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_LINK, k[1]),
	    "both ends down: the link, although all answer");
	ok(r.port_root[r.link[k[1]].a_port] == 0, "its ports are symptoms");
	ok(may_be(RCA_PORT, r.link[k[1]].a_port), "or a port of it");
	rca_release(&r);

	ring(k);
	silent(2);
	down(k[1], 1);
	down(k[2], 3);
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_NODE, 2),
	    "silent, and all ports towards it down: the node");
	ok(r.root[0].confidence_ppm > 900000, "which is certain");
	rca_release(&r);

	ring(k);
	silent(2);
	rca_solve(&r);
	ok(r.roots == 0, "one answer missed is chance");
	r.node[2].misses = 3;
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_ACCESS, 2),
	    "three are not: and its neighbours see it, so it lives");
	rca_release(&r);

	ring(k);
	down(k[1], 1);
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_ONE_WAY, k[1]),
	    "one end down, the other up: one way");
	rca_release(&r);
}

/* 0 - 1 - 2 - 3, 2 - 4 */
static void
test_tree(void)
{
	uint32_t k[4];

	begin(5);
	k[0] = join(0, 1);
	k[1] = join(1, 2);
	k[2] = join(2, 3);
	k[3] = join(2, 4);
	silent(2);
	silent(3);
	silent(4);
	down(k[1], 1);
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_LINK, k[1]),
	    "a dead port and all behind it silent: the link");
	ok(may_be(RCA_NODE, 2), "or the node at its end");
	ok(r.node_root[3] == 0 && r.node_root[4] == 0,
	    "all behind it are symptoms");
	r.node[2].on_battery = true;
	rca_group(&r, RCA_POWER, RCA_NONE, RCA_NONE);
	rca_member(&r, 2);
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_POWER, 0),
	    "it ran on its battery before: power");
	rca_release(&r);

	begin(5);
	join(0, 1);
	join(1, 2);
	join(2, 3);
	r.node[1].snmp = RCA_SILENT;
	r.node[1].misses = 3;
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_ACCESS, 1),
	    "who passes packets on is not dead");
	rca_release(&r);
}

/* What is down now and then: who is behind it answers in between. */
static void
test_fitful(void)
{
	struct rca_fault before = { RCA_NODE, 2 };
	uint32_t k[4];

	begin(4);
	k[0] = join(0, 1);
	k[1] = join(1, 2);
	join(2, 3);
	down(k[1], 1);
	r.port[r.link[k[1]].b_port].state = RCA_UNKNOWN;
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_LINK, k[1])
	    && r.node_root[3] == RCA_NONE, "who answers is not cut off");
	r.fitful = true;
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_LINK, k[1])
	    && r.link_root[k[1]] == 0 && r.node_root[3] == 0,
	    "but by what comes and goes it is");
	silent(2);
	silent(3);
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_LINK, k[1]) && may_be(RCA_NODE, 2),
	    "the link, or the node");
	r.said = &before;
	r.saids = 1;
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_NODE, 2) && r.link_root[k[1]] == 0
	    && r.link_root[k[0]] == RCA_NONE,
	    "the node, when that was said before: with its links");
	rca_release(&r);
}

static void
test_groups(void)
{
	uint32_t k[4], g;

	ring(k);
	g = rca_group(&r, RCA_SRLG, RCA_NONE, RCA_NONE);
	rca_member(&r, k[0]);
	rca_member(&r, k[2]);
	down(k[0], 0);
	silent(1);
	silent(2);
	down(k[2], 3);
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_SRLG, g),
	    "two links of one duct: the duct");
	ok(r.node_root[1] == 0 && r.node_root[2] == 0, "and what it hides");
	rca_release(&r);

	ring(k);
	g = rca_group(&r, RCA_SRLG, RCA_NONE, RCA_NONE);
	rca_member(&r, k[0]);
	rca_member(&r, k[2]);
	down(k[0], 0);
	down(k[0], 1);
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_LINK, k[0]),
	    "the other link of the duct works: the link");
	rca_release(&r);

	begin(2);
	join(0, 1);
	g = rca_group(&r, RCA_CARD, 1, RCA_NONE);
	for (int i = 0; i < 3; i++)
		rca_member(&r, rca_port(&r, &(struct rca_port){ .node = 1,
		    .parent = RCA_NONE, .state = RCA_DOWN }));
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_CARD, g),
	    "all ports of a slot: the card");
	r.port[r.member[r.group[g].first]].state = RCA_UP;
	rca_solve(&r);
	ok(r.roots == 2, "one of them works: it is not the card");
	rca_release(&r);
}

static void
test_terms(void)
{
	uint32_t port, s, f;

	begin(2);
	join(0, 1);
	port = rca_port(&r, &(struct rca_port){ .node = 1,
	    .parent = RCA_NONE, .state = RCA_UP });
	for (uint32_t i = 0; i < 16; i++)
		rca_term(&r, &(struct rca_term){ .node = 1, .port = port,
		    .state = i < 8 ? RCA_DOWN : RCA_UP,
		    .light_lost = true });
	f = rca_group(&r, RCA_FEEDER, 1, port);
	for (uint32_t i = 0; i < 16; i++)
		rca_member(&r, i);
	s = rca_group(&r, RCA_SPLITTER, 1, port);
	for (uint32_t i = 0; i < 8; i++)
		rca_member(&r, i);
	rca_group(&r, RCA_SPLITTER, 1, port);
	for (uint32_t i = 8; i < 16; i++)
		rca_member(&r, i);
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_SPLITTER, s),
	    "half of the terminations: their splitter");
	ok(r.term_root[7] == 0 && r.term_root[8] == RCA_NONE,
	    "which are its symptoms");
	for (uint32_t i = 8; i < 16; i++)
		r.term[i].state = RCA_DOWN;
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_FEEDER, f),
	    "all of them: the feeder");
	rca_release(&r);
}

static void
test_double(void)
{
	uint32_t k[4];

	ring(k);
	down(k[0], 0);
	silent(1);
	silent(2);
	down(k[2], 3);
	rca_solve(&r);
	ok(r.roots == 2 && root_is(0, RCA_LINK, k[0])
	    && root_is(1, RCA_LINK, k[2]), "a ring is cut at two places");
	rca_release(&r);

	begin(6);
	for (uint32_t i = 1; i < 6; i++)
		join(0, i);
	for (uint32_t i = 1; i < 6; i++)
		silent(i);
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_POLLER, 0),
	    "nothing answers: it is the poller");
	r.node[0].snmp = RCA_SILENT;
	r.poller = RCA_NONE;
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_POLLER, RCA_NONE),
	    "wherever it sits");
	r.node[0].snmp = RCA_ANSWERS;
	rca_solve(&r);
	ok(r.roots == 0, "but not when somebody does and nobody knows where");
	r.poller = 0;
	r.node[5].snmp = RCA_ANSWERS;
	for (uint32_t i = 1; i < 5; i++)
		down(i - 1, 0);
	rca_solve(&r);
	ok(r.roots == 4, "one of five does: four links are down");
	rca_release(&r);
}

/* Many more than are searched for in one place. */
static void
test_storm(void)
{
	uint32_t all = 4 * RCA_ROOTS_MAX, told = 0, group;

	begin(2 * all + 1);
	for (uint32_t i = 0; i < 2 * all; i++)
		join(0, i + 1);
	for (uint32_t i = 0; i < all; i++) {
		silent(i + 1);
		down(i, 0);
	}
	rca_solve(&r);
	for (uint32_t i = 0; i < all; i++)
		told += root_is(i, RCA_LINK, i) && r.node_root[i + 1] == i
		    && r.node_root[i + 1 + all] == RCA_NONE;
	ok(r.roots == all && told == all, "each of many leaves has its own");
	ok(r.trials < 60 * all, "and costs as much as one");
	group = rca_group(&r, RCA_SRLG, RCA_NONE, RCA_NONE);
	for (uint32_t i = 0; i < all; i++)
		rca_member(&r, i);
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_SRLG, group),
	    "but what may fail as one is one");
	rca_release(&r);

	/* links of which nobody told the port */
	begin(all + 1);
	for (uint32_t i = 0; i < all; i++) {
		rca_link(&r, &(struct rca_link){ .a = 0, .b = i + 1,
		    .a_port = RCA_NONE, .b_port = RCA_NONE });
		rca_port(&r, &(struct rca_port){ .node = 0,
		    .parent = RCA_NONE, .state = RCA_DOWN });
		if (i > 0)
			silent(i + 1);
	}
	r.port[0].state = RCA_UP;
	rca_solve(&r);
	told = 0;
	for (uint32_t p = 1; p < r.ports; p++)
		told += r.port_root[p] != RCA_NONE;
	ok(r.roots == all - 1 && told == all - 1,
	    "a crowd of ports without names: one for each end");
	ok(r.trials < 60 * all, "in no more trials");
	rca_release(&r);
}

static void
test_no_links(void)
{
	begin(3);
	silent(1);
	r.node[1].certain = true;
	r.poller = RCA_NONE;
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_NODE, 1),
	    "without links each node stands for itself");
	rca_release(&r);
}

/* Node 2 was asked at 30, and failed since; the others show it. */
static void
test_before(void)
{
	uint32_t k[4];

	ring(k);
	for (uint32_t n = 0; n < 4; n++)
		answered(n, n == 2 ? 30 : 40 + n);
	down(k[1], 1);
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_LINK, k[1])
	    && may_be(RCA_ONE_WAY, k[1])
	    && may_be(RCA_PORT, r.link[k[1]].b_port),
	    "an end that was up before is none that is up now");
	down(k[2], 3);
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_NODE, 2),
	    "who answered before may have died since");
	answered(2, 50);
	rca_solve(&r);
	ok(r.roots > 0 && !root_is(0, RCA_NODE, 2) && !may_be(RCA_NODE, 2),
	    "but not who answers then");
	rca_release(&r);
}

/* One port, several links: a radio head, a switch that nobody asks. */
static void
test_shared(void)
{
	uint32_t port, k[3];

	begin(5);
	join(0, 1);
	port = rca_port(&r, &(struct rca_port){ .node = 1,
	    .parent = RCA_NONE, .state = RCA_DOWN });
	for (uint32_t i = 0; i < 3; i++) {
		k[i] = rca_link(&r, &(struct rca_link){ .a = 1, .b = 2 + i,
		    .a_port = port, .b_port = RCA_NONE });
		silent(2 + i);
	}
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_PORT, port)
	    && r.node_root[4] == 0, "a port that many share is one cause");
	r.port[port].state = RCA_UP;
	for (uint32_t i = 3; i < 5; i++)
		r.node[i].snmp = RCA_ANSWERS;
	r.node[2].misses = 3;
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_NODE, 2) && may_be(RCA_LINK, k[0]),
	    "one of those who share it is another");
	rca_release(&r);
}

/* A head end's port: the feeder takes its light, or it is gone itself. */
static void
test_head_port(void)
{
	uint32_t port, f;

	begin(2);
	join(0, 1);
	port = rca_port(&r, &(struct rca_port){ .node = 1,
	    .parent = RCA_NONE, .state = RCA_DOWN });
	for (uint32_t i = 0; i < 6; i++)
		rca_term(&r, &(struct rca_term){ .node = 1, .port = port,
		    .state = RCA_DOWN, .fellows = 5, .light_lost = true });
	f = rca_group(&r, RCA_FEEDER, 1, port);
	for (uint32_t i = 0; i < 6; i++)
		rca_member(&r, i);
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_PORT, port)
	    && may_be(RCA_FEEDER, f), "what says that it is down, or its fibre");
	r.port[port].state = RCA_UP;
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_FEEDER, f), "it does not: the fibre");
	r.port[port].state = RCA_DOWN;
	r.port[port].absent = true;
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_PORT, port),
	    "a port that is not there any more");
	rca_release(&r);
}

/* 0 - 1 - 2 by two links of which nobody told the ports, and 2 - 0 */
static uint32_t
bare(uint32_t port[4])
{
	uint32_t card;

	begin(3);
	join(0, 1);
	for (uint32_t i = 0; i < 4; i++)
		port[i] = rca_port(&r, &(struct rca_port){ .node = 1 + i / 2,
		    .parent = RCA_NONE, .state = RCA_DOWN });
	for (uint32_t i = 0; i < 2; i++)
		rca_link(&r, &(struct rca_link){ .a = 1, .b = 2,
		    .a_port = RCA_NONE, .b_port = RCA_NONE });
	join(2, 0);
	card = rca_group(&r, RCA_CARD, 1, RCA_NONE);
	for (uint32_t i = 0; i < 2; i++)
		rca_member(&r, port[i]);
	return card;
}

static void
test_bare_card(void)
{
	uint32_t port[4], card = bare(port);

	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_CARD, card)
	    && r.port_root[port[3]] == 0,
	    "a card takes along links of which nobody told the port");
	r.port[port[3]].state = RCA_UP;
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_CARD, card),
	    "as many as their far ends show");
	r.port[port[1]].state = RCA_UP;
	r.port[port[0]].absent = true;
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_PORT, port[0])
	    && r.port_root[port[2]] == 0, "so does a port that is gone");
	rca_release(&r);
}

/* 0 - 1 - 2: node 2 hangs, its ports are up; or only its agent does. */
static void
test_hung(void)
{
	begin(5);
	join(0, 1);
	join(1, 2);
	join(0, 2);
	join(3, 2);
	join(0, 3);
	join(4, 2);
	join(0, 4);
	silent(2);
	r.node[2].misses = 3;
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_ACCESS, 2) && may_be(RCA_NODE, 2),
	    "its agent; or it hangs, with all of its ports up");
	r.node[2].probe = RCA_SILENT;
	r.node[2].probe_misses = 3;
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_NODE, 2) && r.alternatives == 0,
	    "no answer of any kind: it hangs");
	rca_release(&r);
}

/* 0 - 1 - 2, 1 - 3: what has been dark for long is not behind a new failure */
static void
test_dark_before(void)
{
	begin(5);
	join(0, 1);
	join(0, 1);
	join(1, 2);
	join(1, 3);
	join(0, 4);
	answered(0, 1500000001);
	answered(4, 1500000001);
	silent(2);
	r.node[2] = (struct rca_node){ .snmp = RCA_SILENT, .misses = 5,
	    .since_us = 300000000, .seen_us = 1500000000, .good_us = 1,
	    .certain = true };
	silent(1);
	r.node[1] = (struct rca_node){ .snmp = RCA_SILENT, .misses = 1,
	    .since_us = 1500000000, .seen_us = 1500000000,
	    .good_us = 1200000000 };
	r.node[3].seen_us = 1490000000;
	rca_solve(&r);
	ok(r.roots == 1 && !root_is(0, RCA_NODE, 1) && r.node_root[1]
	    == RCA_NONE, "one answer missed on the way explains nothing old");
	rca_release(&r);
}

/* A street of nodes that went dark by and by, from its end. */
static void
test_long_dark(void)
{
	enum { LEN = 1500 };
	static const uint32_t cut[] = { LEN / 3, LEN / 4, LEN / 5 };
	static const int64_t since_us[] = { 900000000, 2400000000, 3900000000 };
	const int64_t now_us = 3900000000;

	begin(LEN);
	for (uint32_t i = 0; i < LEN - 1; i++)
		join(i, i + 1);
	for (uint32_t i = 0; i < LEN; i++)
		answered(i, now_us);
	for (int c = 2; c >= 0; c--)
		for (uint32_t i = cut[c] + 1; i < LEN; i++)
			r.node[i] = (struct rca_node){ .snmp = RCA_SILENT,
			    .misses = (uint32_t)((now_us - since_us[c])
			    / 300000000) + 1, .since_us = since_us[c],
			    .good_us = since_us[c] - 300000000,
			    .seen_us = now_us, .certain = c < 2 };
	for (size_t p = 0; p < r.ports; p++)
		if (r.port[p].node > cut[2])
			r.port[p].state = RCA_UNKNOWN;
	for (int c = 0; c < 3; c++) {
		down(cut[c], cut[c]);
		r.port[r.link[cut[c]].a_port].since_us = since_us[c];
		r.port[r.link[cut[c]].a_port].good_us
		    = since_us[c] - 300000000;
	}
	rca_solve(&r);
	ok(r.roots == 3 && root_is(0, RCA_LINK, cut[2])
	    && root_is(1, RCA_LINK, cut[1]) && root_is(2, RCA_LINK, cut[0]),
	    "a long street that fails bit by bit is soon understood");
	rca_release(&r);
}

/* Who answers behind a dead node has a link nobody told. */
static void
test_untold(void)
{
	begin(7);
	for (uint32_t i = 2; i < 7; i++)
		join(1, i);
	join(0, 1);
	join(2, 3);
	silent(1);
	r.node[1].misses = 4;
	for (uint32_t l = 0; l < 6; l++)
		down(l, r.link[l].a == 1 ? r.link[l].b : r.link[l].a);
	for (uint32_t i = 4; i < 7; i++)
		silent(i);
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_NODE, 1),
	    "all ports towards it are down: a node, though some answer behind");
	rca_release(&r);

	begin(3);
	join(0, 1);
	join(1, 2);
	silent(1);
	r.node[1].misses = r.node[1].probe_misses = 4;
	r.node[1].probe = RCA_SILENT;
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_ACCESS, 1),
	    "who passes on what answers lives behind a wall");
	rca_release(&r);
}

/* Nobody says why terminations went: light or power. */
static void
test_no_gasp(void)
{
	uint32_t port, f, a, s;

	begin(2);
	join(0, 1);
	port = rca_port(&r, &(struct rca_port){ .node = 1,
	    .parent = RCA_NONE, .state = RCA_UP });
	for (uint32_t i = 0; i < 12; i++)
		rca_term(&r, &(struct rca_term){ .node = 1, .port = port,
		    .state = RCA_DOWN, .fellows = 11 });
	f = rca_group(&r, RCA_FEEDER, 1, port);
	for (uint32_t i = 0; i < 12; i++)
		rca_member(&r, i);
	a = rca_group(&r, RCA_AREA_POWER, 1, port);
	r.group[a].partial = true;
	for (uint32_t i = 0; i < 12; i++)
		rca_member(&r, i);
	s = rca_group(&r, RCA_SPLITTER, 1, port);
	r.group[s].partial = true;
	for (uint32_t i = 0; i < 12; i++)
		rca_member(&r, i);
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_FEEDER, f)
	    && may_be(RCA_AREA_POWER, a), "all of a port: its feeder, or power");
	for (uint32_t i = 6; i < 12; i++)
		r.term[i].state = RCA_UP;
	for (uint32_t i = 0; i < 6; i++)
		r.term[i].fellows = 5;
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_SPLITTER, s)
	    && may_be(RCA_AREA_POWER, a), "some: a splitter, or power");
	r.term[0].gasp = true;
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_AREA_POWER, a) && r.term_root[5] == 0,
	    "the gasp of one tells of all that went with it");
	rca_release(&r);
}

/* A site of one node, and its only way to the poller. */
static void
test_alone(void)
{
	uint32_t k, p;

	begin(4);
	k = join(0, 1);
	join(1, 2);
	join(1, 3);
	p = rca_group(&r, RCA_POWER, RCA_NONE, RCA_NONE);
	rca_member(&r, 1);
	for (uint32_t i = 1; i < 4; i++)
		silent(i);
	r.port[r.link[k].a_port].state = RCA_UNKNOWN;
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_POLLER, 0) && may_be(RCA_NODE, 1)
	    && may_be(RCA_LINK, k), "the poller, or the first on its way");
	down(k, 0);
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_LINK, k) && may_be(RCA_NODE, 1)
	    && may_be(RCA_POWER, p), "a link, its node, or the power of that");
	r.group[p].assumed = true;
	rca_solve(&r);
	ok(!may_be(RCA_POWER, p), "of which nothing is said without a site");
	rca_release(&r);
}

/* Nobody but SNMP asks a leaf, and a node of a ring. */
static void
test_sessions(void)
{
	uint32_t k[4];

	ring(k);
	silent(2);
	r.node[2].misses = 3;
	r.node[2].lost_neighbors = 1;
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_NODE, 2) && may_be(RCA_ACCESS, 2),
	    "it is silent to its neighbours as well: it hangs");
	rca_release(&r);

	begin(2);
	rca_link(&r, &(struct rca_link){ .a = 0, .b = 1, .a_port = RCA_NONE,
	    .b_port = RCA_NONE });
	silent(1);
	r.node[1].misses = 3;
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_NODE, 1), "a leaf");
	r.node[1].neighbors = 1;
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_ACCESS, 1),
	    "to which a session stands still: its management");
	rca_release(&r);
}

static uint32_t
spare(uint32_t node, enum rca_state state)
{
	return rca_port(&r, &(struct rca_port){ .node = node, .spare = true,
	    .parent = RCA_NONE, .state = state });
}

/* Links that are in no list: a port that goes with a node or a card. */
static void
test_untold_link(void)
{
	uint32_t k[4], p, q, g;

	ring(k);
	p = spare(0, RCA_DOWN);
	q = spare(2, RCA_UP);
	silent(2);
	down(k[1], 1);
	down(k[2], 3);
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_NODE, 2) && r.port_root[p] == 0,
	    "it went with a node that has a port without a link");
	r.port[p].since_us = INT64_C(900000000);
	rca_solve(&r);
	ok(r.port_root[p] == RCA_NONE, "not at another time");
	r.port[p].since_us = 0;
	r.port[p].spare = false;
	rca_solve(&r);
	ok(r.port_root[p] == RCA_NONE, "nor when it serves somebody");
	r.port[p].spare = true;
	r.port[q].spare = false;
	rca_solve(&r);
	ok(r.port_root[p] == RCA_NONE,
	    "nor when all ports of that have their links");
	r.port[q].unseen = r.port[r.link[k[1]].b_port].unseen
	    = r.port[r.link[k[2]].a_port].unseen = true;
	q = spare(3, RCA_DOWN);
	rca_solve(&r);
	ok(r.port_root[p] == 0 && r.port_root[q] == RCA_NONE,
	    "of whose ports nothing is known, one went with it");
	rca_release(&r);

	ring(k);
	p = spare(0, RCA_DOWN);
	q = spare(2, RCA_DOWN);
	g = rca_group(&r, RCA_CARD, 2, RCA_NONE);
	rca_member(&r, q);
	rca_member(&r, r.link[k[1]].b_port);
	down(k[1], 1);
	down(k[1], 2);
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_CARD, g) && r.port_root[p] == 0,
	    "or with a card");
	rca_release(&r);
}

/* A leaf: one end down, the other one dark. */
static void
test_dark_end(void)
{
	uint32_t k;

	begin(2);
	k = join(0, 1);
	silent(1);
	down(k, 0);
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_LINK, k) && may_be(RCA_ONE_WAY, k)
	    && may_be(RCA_NODE, 1), "a link, one way of it, or what it leads to");
	rca_release(&r);
}

/* One loses many answers; the last who were asked are some of those. */
static void
test_lossy(void)
{
	begin(40);
	for (uint32_t n = 1; n < 40; n++) {
		join(0, n);
		r.node[n].seen_us = n * 1000000;
		if (n % 8 != 0 && n < 37)
			continue;
		silent(n);
		r.node[n].since_us = n * 1000000;
	}
	r.miss_cost = 2300;
	rca_solve(&r);
	ok(r.roots == 0, "answers are lost all the time: no poller is cut off");
	for (uint32_t n = 1; n < 40; n++) {
		silent(n);
		r.node[n].since_us = n * 1000000;
	}
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_POLLER, 0), "all of them: it is");
	rca_release(&r);
}

/* 0 - 1 - 2, and a link from 0 to 2 that no list has */
static void
test_gapped(void)
{
	uint32_t k[2];

	begin(3);
	k[0] = join(0, 1);
	k[1] = join(1, 2);
	down(k[0], 0);
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_ONE_WAY, k[0]),
	    "one way is lost, and who is behind it answers all the same");
	rca_release(&r);

	begin(3);
	k[0] = join(0, 1);
	join(0, 1);
	join(1, 2);
	silent(1);
	r.node[1].misses = r.node[1].probe_misses = 3;
	r.node[1].probe = RCA_SILENT;
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_ACCESS, 1) && may_be(RCA_NODE, 1),
	    "silent in all ways, what is behind it answers: or it is dead");
	r.node[1].lost_neighbors = 2;
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_NODE, 1) && may_be(RCA_ACCESS, 1),
	    "and its neighbours have lost it: rather dead");
	rca_release(&r);
}

/* Many stand at a site; 1 to 3 of them, each on its own link, go at once. */
static void
test_part_of_site(void)
{
	uint32_t k, g;

	begin(9);
	for (uint32_t n = 1; n < 9; n++)
		join(0, n);
	g = rca_group(&r, RCA_POWER, RCA_NONE, RCA_NONE);
	for (uint32_t n = 1; n < 9; n++)
		rca_member(&r, n);
	for (k = 0; k < 2; k++) {
		silent(k + 1);
		down(k, 0);
	}
	rca_solve(&r);
	ok(r.roots == 2, "two of eight at a site: two failures");
	silent(3);
	down(2, 0);
	rca_solve(&r);
	ok(r.roots == 1 && root_is(0, RCA_POWER, g),
	    "three are its power, though others have another supply");
	for (uint32_t n = 1; n < 4; n++) {
		r.node[n].misses = 100;
		r.node[n].seen_us = 1000000000000;
		r.node[n].since_us = r.node[n].good_us
		    = 1000000000000 - n * 100000000000;
	}
	for (uint32_t n = 4; n < 9; n++)
		answered(n, 1000000000000);
	rca_solve(&r);
	ok(r.roots == 3, "unless days are between them");
	rca_release(&r);
}

int
main(void)
{
	test_lossy();
	test_part_of_site();
	test_gapped();
	test_shared();
	test_head_port();
	test_no_gasp();
	test_alone();
	test_untold_link();
	test_sessions();
	test_bare_card();
	test_hung();
	test_dark_before();
	test_long_dark();
	test_dark_end();
	test_untold();
	test_before();
	test_single();
	test_tree();
	test_fitful();
	test_groups();
	test_terms();
	test_double();
	test_storm();
	test_no_links();
	return tap_done();
}
