/*
 * test_linker.c - a network out of what its nodes see
 */
#include "oss/linker.h"
#include "recorded.h"
#include "tap.h"

#define REM	"1.0.8802.1.1.2.1.4.1.1."
#define LOC	"1.0.8802.1.1.2.1.3.7.1."
#define CHASSIS	"1.0.8802.1.1.2.1.3."
#define CDP	"1.3.6.1.4.1.9.9.23.1.2.1.1."
#define NAME	"1.3.6.1.2.1.31.1.1.1.1."
#define DESCR	"1.3.6.1.2.1.2.2.1.2."
#define MAC	"1.3.6.1.2.1.2.2.1.6."
#define SPEED	"1.3.6.1.2.1.31.1.1.1.15."

struct said {
	const char *node, *address, *sys_name, *lines;
};

static const char *
links_of(const struct said *s, size_t n)
{
	static struct buf b;
	struct linker *l = linker_new();
	const struct link_found *link;
	struct recorded *r;
	size_t len;

	for (size_t i = 0; i < n; i++) {
		r = recorded_read(s[i].lines, NULL, "");
		linker_add(l, slice_of(s[i].node), slice_of(s[i].address),
		    slice_of(s[i].sys_name), &r->ports, &r->reader.view);
		recorded_free(r);
	}
	len = linker_finish(l, &link);
	buf_clear(&b);
	for (size_t i = 0; i < len; i++) {
		buf_addf(&b, "%.*s %.*s - %.*s %.*s", SLICE_FMT(link[i].a.node),
		    SLICE_FMT(link[i].a.port), SLICE_FMT(link[i].b.node),
		    SLICE_FMT(link[i].b.port));
		if (link[i].has_capacity)
			buf_addf(&b, " %ju", (uintmax_t)link[i].capacity_bps);
		buf_addc(&b, '\n');
	}
	linker_free(l);
	return buf_str(&b);
}

/* The same whatever the order of nodes. */
static void
links_are(const struct said *s, size_t n, const char *want, const char *name)
{
	struct said turned[8];

	is_str(links_of(s, n), want, "%s", name);
	for (size_t i = 0; i < n; i++)
		turned[i] = s[n - 1 - i];
	is_str(links_of(turned, n), want, "%s, the other way round", name);
}

/* LLDP: on port number `at` a neighbour of that name and port */
#define SEES(at, name, port) \
	REM "4.0." at ".1|2|7\n" REM "5.0." at ".1|4|" name "-id\n" \
	REM "7.0." at ".1|4|" port "\n" REM "9.0." at ".1|4|" name "\n"

static void
both_ends(void)
{
	static const struct said two[] = {
		{ "r1", "192.0.2.1", "r1.example.net", NAME "1|4|ge-1\n"
		    SPEED "1|66|10000\n" SEES("1", "R2.example.net", "eth9") },
		{ "r2", "192.0.2.2", "r2", NAME "9|4|eth9\n" SPEED "9|66|1000\n"
		    SEES("9", "r1.example.net", "ge-1") },
	};
	static const struct said half[] = {
		{ "r1", "192.0.2.1", "", NAME "1|4|ge-1\n" SPEED "1|66|10000\n"
		    SEES("1", "r2", "eth9") },
		{ "r2", "192.0.2.2", "", NAME "9|4|eth9\n" },
	};
	static const struct said cdp[] = {
		{ "a", "", "", NAME "1|4|Gi0/1\n" DESCR "1|4|GigabitEthernet0/1"
		    "\n" SEES("1", "b", "Gi0/2") CDP "6.1.1|4|b.example.net\n"
		    CDP "7.1.1|4|GigabitEthernet0/2\n" },
		{ "b", "", "", NAME "2|4|Gi0/2\n"
		    DESCR "2|4|GigabitEthernet0/2\n" },
	};

	links_are(two, LEN(two), "r1 ge-1 - r2 eth9 1000000000\n",
	    "a link that both see is one, as fast as the slower port");
	links_are(half, LEN(half), "r1 ge-1 - r2 eth9 10000000000\n",
	    "a link that one sees");
	links_are(cdp, LEN(cdp), "a Gi0/1 - b Gi0/2\n",
	    "LLDP and CDP see one link");
}

static void
ports(void)
{
	static const struct said mac[] = {
		{ "a", "", "", NAME "1|4|x\n" REM "4.0.1.1|2|4\n"
		    REM "5.0.1.1|4x|0011220000AA\n" REM "6.0.1.1|2|3\n"
		    REM "7.0.1.1|4x|0011220000B5\n" },
		{ "b", "", "", NAME "5|4|p5\n" MAC "5|4x|0011220000B5\n"
		    CHASSIS "1.0|2|4\n" CHASSIS "2.0|4x|0011220000AA\n"
		    SEES("5", "nobody", "q") },
	};
	static const struct said vague[] = {
		{ "a", "", "", NAME "1|4|x\n" SEES("1", "b", "port one") },
		{ "b", "", "", NAME "7|4|y\n" SEES("7", "a", "port two") },
	};
	static const struct said known[] = {
		{ "a", "", "", NAME "1|4|x\n" SEES("1", "b", "???") },
		{ "b", "", "", NAME "7|4|y\n" SEES("7", "a", "x") },
	};
	static const struct said twice[] = {
		{ "a", "", "", NAME "1|4|x\n" NAME "2|4|z\n"
		    SEES("1", "b", "y1") SEES("2", "b", "y2") },
		{ "b", "", "", NAME "7|4|y1\n" NAME "8|4|y2\n" },
	};

	links_are(mac, LEN(mac), "a x - b p5\nb p5 - nobody q\n",
	    "by the chassis id, and a port by its hardware address; "
	    "strangers keep the name they give");
	links_are(vague, LEN(vague), "a x - b y\n",
	    "two that see each other once, whatever they call the ports");
	links_are(known, LEN(known), "a x - b y\n",
	    "who knows the port better, speaks");
	links_are(twice, LEN(twice), "a x - b y1\na z - b y2\n",
	    "two links between two nodes are two");
}

static void
names(void)
{
	static const struct said same[] = {
		{ "a", "", "MikroTik", NAME "1|4|x\n" },
		{ "b", "", "MikroTik", NAME "2|4|y\n" },
		{ "c", "", "c", NAME "3|4|z\n" SEES("3", "MikroTik", "x") },
	};
	static const struct said address[] = {
		{ "c", "", "c", NAME "3|4|z\n" REM "4.0.3.1|2|7\n"
		    REM "5.0.3.1|4|id\n" REM "7.0.3.1|4|x\n"
		    "1.0.8802.1.1.2.1.4.2.1.3.0.3.1.1.4.192.0.2.9|2|2\n" },
		{ "d", "192.0.2.9", "other", NAME "1|4|x\n" },
	};
	static const struct said self[] = {
		{ "a", "", "a", NAME "1|4|x\n" SEES("1", "a", "x") },
	};

	links_are(same, LEN(same), "MikroTik x - c z\n",
	    "a name that two have is nobody's");
	links_are(address, LEN(address), "c z - d x\n",
	    "by the management address");
	links_are(self, LEN(self), "", "a node that sees itself");
	links_are(NULL, 0, "", "no nodes, no links");
}

/* One that says that it has more neighbours than anybody. */
static void
many(void)
{
	struct linker *l = linker_new();
	const struct link_found *link;
	struct iftable ports = { 0 };
	struct view v = { 0 };
	size_t cap = LINKER_NEIGHBORS_MAX + 100;
	char (*name)[8] = xcalloc(cap, sizeof(*name));

	linker_add(l, SLICE_LIT("a"), SLICE_LIT(""), SLICE_LIT("a"), &ports,
	    &v);
	for (size_t i = 0; i < cap; i++) {
		struct neighbor *n = view_neighbor(&v, i % 2 == 0 ? "lldp"
		    : "cdp");

		snprintf(name[i], sizeof(name[i]), "p%zu", i);
		n->peer_node = SLICE_LIT("a");
		n->peer_port = slice_of(name[i]);
	}
	linker_add(l, SLICE_LIT("b"), SLICE_LIT(""), SLICE_LIT("b"), &ports,
	    &v);
	is_u64(linker_finish(l, &link), LINKER_NEIGHBORS_MAX,
	    "as many neighbours of a node as may be");
	linker_free(l);
	iftable_release(&ports);
	view_release(&v);
	free(name);
}

int
main(void)
{
	many();
	both_ends();
	ports();
	names();
	return tap_done();
}
