#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "store/catalog.h"
#include "tap.h"

static char dir[] = "/tmp/test_catalog_settle.XXXXXX";

/* Load a catalog of one price with these members: what is said, "": nothing */
static const char *
load(const char *members, struct catalog *c)
{
	static char said[4096];
	char *path = xasprintf("%s/catalog.json", dir);
	char *err = xasprintf("%s/err", dir);
	int saved = dup(2);
	FILE *f = fopen(path, "w");
	size_t n;

	fprintf(f, "{\"catalog\":\"c\",\"currency\":\"EUR\",\"time_zone\":"
	    "\"UTC\",\"taxes\":{\"t\":{\"name\":\"T\",\"category\":\"S\","
	    "\"rates\":[{\"percent\":\"20\",\"from\":\"2014-01-01\"}]}},"
	    "\"ledger\":{\"receivable\":\"1\",\"tax\":\"2\",\"rounding\":"
	    "\"3\"},\"prices\":{\"p\":{\"kind\":\"usage\",\"usage_type\":"
	    "\"transit\",\"name\":\"P\",\"tax\":\"t\",\"gl\":\"7\",%s}},"
	    "\"offers\":{}}", members);
	fclose(f);
	f = freopen(err, "w", stderr);
	ok((catalog_load(c, dir) == 0) == (ftell(f) == 0),
	    "it fails when it says so, and only then");
	fflush(stderr);
	dup2(saved, 2);
	close(saved);
	f = fopen(err, "r");
	n = fread(said, 1, sizeof(said) - 1, f);
	said[n] = '\0';
	fclose(f);
	unlink(path);
	unlink(err);
	free(path);
	free(err);
	return said;
}

#define OCTETS	"\"unit\":\"octet\","
#define S(members) OCTETS "\"settle\":{" members "}"
#define PRICE	",\"price\":\"1\",\"per\":\"1\""
#define TIERS(steps) S("\"tiers\":{\"mode\":\"volume\",\"steps\":[" steps "]}")

static void
test_faults(void)
{
	static const struct {
		const char	*members, *code, *place;
	} cases[] = {
		{ S(""), "doc-missing", "prices.p.settle: either 'tiers'" },
		{ S("\"price\":\"1\",\"per\":\"1\""), "doc-missing",
		    "'percentile', 'tiers' and 'commit'" },
		{ S("\"percentile\":{},\"price\":\"1\""), "doc-missing",
		    "'price' and 'per'" },
		{ S("\"percentile\":{\"percent\":\"0\"}" PRICE), "doc-value",
		    "settle.percentile: " },
		{ S("\"percentile\":{\"percent\":\"100.1\"}" PRICE),
		    "doc-value", "settle.percentile: " },
		{ S("\"percentile\":{\"coverage\":\"101\"}" PRICE),
		    "doc-value", "settle.percentile: " },
		{ S("\"percentile\":{\"window_s\":\"86401\"}" PRICE),
		    "doc-value", "'window_s' is at most 86400" },
		{ S("\"percentile\":{\"rank\":\"middle\"}" PRICE),
		    "doc-value", "drop|nearest|rrdtool" },
		{ S("\"percentile\":{\"ranks\":\"drop\"}" PRICE),
		    "doc-member", "settle.percentile.ranks" },
		{ "\"unit\":\"s\",\"settle\":{\"percentile\":{}" PRICE "}",
		    "doc-value", "a percentile is of octets" },
		{ OCTETS "\"counts\":\"in\",\"settle\":{\"percentile\":{}"
		    PRICE "}", "doc-value", "'measure' says which" },
		{ OCTETS "\"price\":\"1\",\"per\":\"1\",\"settle\":{"
		    "\"percentile\":{}" PRICE "}", "doc-member",
		    "exclude each other" },
		{ S("\"commit\":{}" PRICE), "doc-missing", "settle.commit: " },
		{ S("\"commit\":{\"quantity\":\"5\"},\"cap\":\"4\"" PRICE),
		    "doc-value", "'cap' is below" },
		{ S("\"percentile\":{},\"zero_quantity\":\"fees\"" PRICE),
		    "doc-member", "'zero_quantity' goes with" },
		{ TIERS(""), "doc-value", "1 to 32 steps" },
		{ TIERS("{\"upto\":\"1\",\"price\":\"1\"}"), "doc-member",
		    "steps[0]: the last step has no end" },
		{ TIERS("{\"price\":\"1\"},{\"price\":\"1\"}"), "doc-missing",
		    "steps[0]: either 'upto' or 'width'" },
		{ TIERS("{\"upto\":\"9\",\"width\":\"9\",\"price\":\"1\"},"
		    "{\"price\":\"1\"}"), "doc-missing", "steps[0]: " },
		{ TIERS("{\"upto\":\"9\",\"price\":\"1\"},{\"upto\":\"9\","
		    "\"price\":\"1\"},{\"price\":\"1\"}"), "doc-value",
		    "steps[1]: the steps do not ascend" },
		{ TIERS("{\"width\":\"18446744073709551615\",\"price\":"
		    "\"1\"},{\"price\":\"1\"}"), "doc-value", "steps[0]: " },
		{ TIERS("{}"), "doc-missing", "steps[0]: either 'price'" },
		{ TIERS("{\"percent\":\"1\",\"per\":\"2\"}"), "doc-missing",
		    "steps[0]: either 'price'" },
		{ TIERS("{\"percent\":\"1\",\"price\":\"2\"}"), "doc-missing",
		    "steps[0]: either 'price'" },
		{ S("\"tiers\":{\"mode\":\"volume\",\"steps\":[{\"price\":"
		    "\"1\"}]}" PRICE), "doc-missing", "either 'tiers'" },
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		struct catalog c;
		const char *said = load(cases[i].members, &c);
		char *code = xasprintf("[%s]", cases[i].code);

		ok(strstr(said, code) != NULL && strstr(said,
		    cases[i].place) != NULL, "%s of %s: %s", code,
		    cases[i].members, said);
		free(code);
		catalog_release(&c);
	}
}

static void
test_good(void)
{
	struct catalog c;
	const struct settle *s;

	is_str(load(S("\"percentile\":{}" PRICE), &c), "", "the least");
	s = c.price[0].settle;
	is_i64(s->kind, SETTLE_PERCENTILE, "a percentile");
	is_i64(s->percentile.percent, 95 * MONEY_SCALE, "the 95th");
	is_u64(s->percentile.window_s, 300, "of five minutes");
	ok(s->percentile.rank == RANK_DROP && s->percentile.measure
	    == MEASURE_MAX && s->percentile.missing == MISSING_ZERO
	    && s->percentile.gaps == GAPS_SPREAD && s->percentile.coverage
	    == 0 && s->pool == POOL_SUBSCRIPTION && s->prorated
	    && s->increment == 1 && s->cap == 0 && s->commit == 0,
	    "as the page says");
	ok(s->tiers.len == 1 && s->tiers.tier[0].upto == UINT64_MAX
	    && c.price[0].decimals == 2, "one price, rounded to cents");
	catalog_release(&c);

	is_str(load(TIERS("{\"width\":\"10\",\"percent\":\"2.5\"},"
	    "{\"width\":\"5\",\"price\":\"1\",\"package\":\"3\"},"
	    "{\"price\":\"1\",\"per\":\"7\",\"fee\":\"2\"}"), &c), "",
	    "steps by their width");
	s = c.price[0].settle;
	is_i64(s->kind, SETTLE_TIER, "tiers alone");
	ok(s->tiers.tier[0].upto == 10 && s->tiers.tier[1].upto == 15,
	    "widths add up");
	ok(s->tiers.tier[0].price == 5 * MONEY_SCALE / 2
	    && s->tiers.tier[0].per == 10000, "percent of cents");
	ok(s->tiers.tier[1].per == 1 && s->tiers.tier[1].package == 3
	    && s->tiers.tier[2].per == 7
	    && s->tiers.tier[2].fee == 2 * MONEY_SCALE, "the others");
	catalog_release(&c);

	is_str(load(S("\"commit\":{\"quantity\":\"5\",\"fee\":\"9\"},\"pool\":"
	    "\"circuit\",\"proration\":\"none\"" PRICE), &c), "",
	    "a commitment of volume");
	s = c.price[0].settle;
	ok(s->kind == SETTLE_COMMIT && s->commit == 5 && !s->prorated
	    && s->commit_fee == 9 * MONEY_SCALE && s->pool == POOL_CIRCUIT,
	    "is one");
	catalog_release(&c);
}

int
main(void)
{
	if (mkdtemp(dir) == NULL)
		return 1;
	test_faults();
	test_good();
	rmdir(dir);
	return tap_done();
}
