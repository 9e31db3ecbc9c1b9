/*
 * test_topology.c - small graphs and what hides whom
 *
 * A case is text: states of the nodes ('+' up, '-' down, '?' not asked), and
 * links as "ab", a '!' behind the letter whose port is down. Answers: for
 * each node '.' (not down), its own letter (a cause), another node's letter,
 * or '0'..'9', the link whose dead port hides it.
 */
#include <stdio.h>
#include <string.h>

#include "oss/topology.h"
#include "tap.h"

#define NODES	8
#define LINKS	8

static const struct {
	const char *what, *states, *links;
	char	    poller;		/* 0: not said */
	const char *want;
	const char *ports;		/* "0a=c": a's port of link 0 by c */
} cases[] = {
	{ "a lone node", "-", "", 0, "a", "" },
	{ "all is well", "+++", "ab bc", 'a', "...", "" },
	{ "one behind one that works", "+-", "ab", 'a', ".b", "" },
	{ "a chain: the first hides the rest", "+---", "ab bc cd", 'a',
	    ".bbb", "" },
	{ "a chain, its links not sorted", "---+", "ab cb dc", 'd',
	    "ccc.", "" },
	{ "no poller said: those that answer are the light", "+--", "ab bc",
	    0, ".bb", "" },
	{ "the poller's own node", "---", "ab bc", 'a', "aaa", "" },
	{ "the poller's node is not asked", "?--", "ab bc", 'a', ".bb", "" },
	{ "light passes through nodes not asked", "+?-", "ab bc", 'a', "..c",
	    "" },
	{ "a ring with one down: no other is hidden", "+-++", "ab bc cd da",
	    'a', ".b..", "" },
	{ "a ring with two neighbours down", "+--+", "ab bc cd da", 'a',
	    ".bc.", "" },
	{ "a ring, three down: the middle is hidden", "+---", "ab bc cd da",
	    'a', ".bbd", "" },
	{ "one dead link: its port hides the node", "+-", "a!b", 'a', ".0",
	    "" },
	{ "and all behind it", "+---", "a!b bc cd", 'a', ".000", "" },
	{ "the far port says nothing", "+-", "ab!", 'a', ".b", "" },
	{ "two dead links: the node took them down", "+-+", "a!b c!b", 'a',
	    ".b.", "0a=b 1c=b" },
	{ "parallel links, all dead", "+-", "a!b a!b", 'a', ".b",
	    "0a=b 1a=b" },
	{ "parallel links, one dead: the other works", "+-", "a!b ab", 'a',
	    ".b", "" },
	{ "behind a node not asked behind a dead link", "+?-", "a!b bc", 'a',
	    "..0", "" },
	{ "an island: nobody knows", "+--", "bc", 'a', ".bc", "" },
	{ "a node that has a link with itself", "+-", "ab bb", 'a', ".b",
	    "" },
	{ "the nearest hides it", "+---+", "ab bc cd dc de", 'a', ".bbd.",
	    "" },
};

static enum topology_state
state_of(char c)
{
	return c == '+' ? TOPOLOGY_UP : c == '-' ? TOPOLOGY_DOWN
	    : TOPOLOGY_UNKNOWN;
}

static size_t
links_of(const char *s, struct topology_link *k)
{
	size_t n = 0;

	while (*s != '\0') {
		k[n] = (struct topology_link){ 0 };
		k[n].a = (uint32_t)(*s++ - 'a');
		if (*s == '!') {
			k[n].a_down = true;
			s++;
		}
		k[n].b = (uint32_t)(*s++ - 'a');
		if (*s == '!') {
			k[n].b_down = true;
			s++;
		}
		s += *s == ' ';
		n++;
	}
	return n;
}

static char
answer(const struct topology *t, uint32_t n, const struct topology_cause *c)
{
	if (t->node[n] != TOPOLOGY_DOWN)
		return '.';
	if (c->kind == TOPOLOGY_PORT)
		return (char)('0' + c->link);
	return (char)('a' + (c->kind == TOPOLOGY_NODE ? c->node : n));
}

static void
check(size_t i)
{
	enum topology_state state[NODES];
	struct topology_link link[LINKS];
	struct topology_cause cause[NODES];
	uint32_t port_cause[2 * LINKS];
	char got[NODES + 1] = "", ports[64] = "";
	struct topology t = { .node = state, .link = link,
	    .poller = TOPOLOGY_NONE };

	t.nodes = strlen(cases[i].states);
	for (size_t n = 0; n < t.nodes; n++)
		state[n] = state_of(cases[i].states[n]);
	t.links = links_of(cases[i].links, link);
	if (cases[i].poller != 0)
		t.poller = (uint32_t)(cases[i].poller - 'a');
	topology_locate(&t, cause, port_cause);
	for (uint32_t n = 0; n < t.nodes; n++)
		got[n] = answer(&t, n, &cause[n]);
	for (size_t p = 0; p < 2 * t.links; p++) {
		size_t at = strlen(ports);

		if (port_cause[p] == TOPOLOGY_NONE)
			continue;
		snprintf(ports + at, sizeof(ports) - at, "%s%zu%c=%c",
		    at != 0 ? " " : "", p / 2, (int)('a' + (p % 2 == 0
		    ? link[p / 2].a : link[p / 2].b)),
		    (int)('a' + port_cause[p]));
	}
	is_str(got, cases[i].want, "%s", cases[i].what);
	is_str(ports, cases[i].ports, "%s: ports", cases[i].what);
}

int
main(void)
{
	for (size_t i = 0; i < LEN(cases); i++)
		check(i);
	return tap_done();
}
