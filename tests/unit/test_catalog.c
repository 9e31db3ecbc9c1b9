#include "store/catalog.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "tap.h"

static char dir[] = "/tmp/test_catalog.XXXXXX";
static char err_path[64];

static void
file_put(const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", dir, name);
	FILE *f = fopen(path, "w");

	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		ok(false, "writing %s", path);
	free(path);
}

static void
file_remove(const char *name)
{
	char *path = xasprintf("%s/%s", dir, name);

	unlink(path);
	free(path);
}

/* What loading says on stderr, "" when it succeeds */
static const char *
load(struct catalog *c)
{
	static char said[4096];
	int saved = dup(2);
	FILE *f = freopen(err_path, "w", stderr);
	int rc = catalog_load(c, dir);
	size_t n;

	fflush(stderr);
	dup2(saved, 2);
	close(saved);
	f = fopen(err_path, "r");
	n = f != NULL ? fread(said, 1, sizeof(said) - 1, f) : 0;
	said[n] = '\0';
	if (f != NULL)
		fclose(f);
	ok((rc == 0) == (n == 0), "it fails when it says so, and only then");
	return said;
}

#define TAX "\"t\":{\"name\":\"T\",\"category\":\"S\",\"rates\":" \
	"[{\"percent\":\"20\",\"from\":\"2014-01-01\"}]}"
#define HEAD "{\"catalog\":\"c\",\"currency\":\"EUR\"," \
	"\"time_zone\":\"Europe/Paris\",\"taxes\":{" TAX "}," \
	"\"bands\":{\"peak\":[{\"days\":\"mon-fri\",\"from\":\"08:00\"," \
	"\"to\":\"20:00\"}]},\"ledger\":{\"receivable\":\"1\",\"tax\":\"2\"," \
	"\"rounding\":\"3\"},"
#define P "\"name\":\"P\",\"tax\":\"t\",\"gl\":\"7\""
#define USAGE "\"kind\":\"usage\",\"usage_type\":\"voice\",\"unit\":\"s\"," P
#define MONTH "\"kind\":\"recurring\",\"every\":\"month\",\"amount\":\"9\"," P
#define NONE "\"prices\":{},\"offers\":{}}"
#define PRICE(members) HEAD "\"prices\":{\"p\":{" members "}}," \
	"\"offers\":{}}"
#define OFFER(members) HEAD "\"prices\":{\"p\":{" USAGE \
	",\"price\":\"1\",\"per\":\"1\"},\"q\":{" USAGE ",\"direction\":" \
	"\"any\",\"price\":\"1\",\"per\":\"1\"},\"m\":{" MONTH "}}," \
	"\"offers\":{\"o\":{\"name\":\"O\",\"status\":\"active\"," members "}}}"

/* Prices of voice for some usage alone, and who has them */
#define LIMITED(groups, p, q, r) HEAD groups "\"prices\":{\"p\":{" USAGE \
	",\"price\":\"1\",\"per\":\"1\"" p "},\"q\":{" USAGE \
	",\"price\":\"1\",\"per\":\"1\"" q "},\"r\":{" USAGE \
	",\"price\":\"1\",\"per\":\"1\"" r "}}," \
	"\"offers\":{\"o\":{\"name\":\"O\",\"status\":\"active\"," \
	"\"prices\":[\"p\",\"q\",\"r\"]}}}"
#define TO(x) "\"destination_groups\":{\"g\":" x "},"
#define IN(x) "\"network_groups\":{\"n\":" x ",\"m\":[\"2081\"]},"
#define FOR_TO(x) ",\"destinations\":" x
#define FOR_IN(x) ",\"networks\":" x

static void
test_limit_faults(void)
{
	static const struct {
		const char	*json, *code, *place;
	} cases[] = {
		{ LIMITED(TO("[\"Mars\"]"), "", "", ""),
		    "catalog-reference", "destination_groups.g[0]: " },
		{ LIMITED(TO("[]"), "", "", ""), "doc-value",
		    "destination_groups.g: an empty list" },
		{ LIMITED(TO("\"A\""), "", "", ""), "doc-value",
		    "destination_groups.g: not an array" },
		{ LIMITED(TO("[1]"), "", "", ""), "doc-value",
		    "destination_groups.g[0]: not a text" },
		{ LIMITED("\"destination_groups\":{\"A\":[\"B\"]},", "", "",
		    ""), "catalog-twice", "destination_groups.A: " },
		{ LIMITED(IN("[\"*\"]"), "", "", ""), "doc-value",
		    "network_groups.n[0]: '*'" },
		{ LIMITED(IN("[\"2*8\"]"), "", "", ""), "doc-value",
		    "network_groups.n[0]: '2*8'" },
		{ LIMITED("", FOR_TO("[\"Mars\"]"), "", ""),
		    "catalog-reference", "prices.p.destinations[0]: " },
		{ LIMITED("", FOR_TO("[]"), "", ""), "doc-value",
		    "prices.p.destinations: " },
		{ LIMITED("", FOR_IN("[\"208\"]"), "", ""),
		    "catalog-reference", "prices.p.networks[0]: no such group" },
		{ LIMITED(TO("[\"A\",\"B\"]"), "", FOR_TO("[\"g\"]"), ""),
		    "catalog-twice", "offers.o.prices[2]: 'r' prices what 'p' "
		    "prices" },
		/* A and B, B and C: B is as close to both */
		{ LIMITED(TO("[\"A\",\"B\"]"), "", FOR_TO("[\"g\"]"),
		    FOR_TO("[\"B\",\"C\"]")), "catalog-twice", "offers.o."
		    "prices: 'r' prices what 'q' prices already, 'voice' to "
		    "'B': " },
		{ LIMITED(IN("[\"208*\"]"), "", FOR_IN("[\"n\"]"),
		    FOR_TO("[\"B\"]")), "catalog-twice", "'voice' to 'B', "
		    "network '208*'" },
		{ LIMITED(IN("[\"2081\"]"), "", FOR_IN("[\"n\"]"),
		    FOR_IN("[\"m\"]")), "catalog-twice", "network '2081'" },
		{ PRICE(MONTH FOR_TO("[\"A\"]")), "doc-member",
		    "prices.p.destinations: " }
	};
	static const char *const good[] = {
		LIMITED(TO("[\"A\",\"B\"]"), "", FOR_TO("[\"g\"]"),
		    FOR_TO("[\"B\"]")),
		LIMITED(TO("[\"A\",\"B\"]"), "", FOR_TO("[\"g\",\"C\"]"),
		    FOR_TO("[\"g\"]")),
		LIMITED(IN("[\"208*\",\"\"]"), "", FOR_IN("[\"n\"]"),
		    FOR_IN("[\"m\"]")),
		LIMITED(IN("[\"2082*\"]"), "", FOR_IN("[\"n\"]"),
		    FOR_IN("[\"m\"]"))
	};
	struct catalog c;
	const char *said;
	size_t i;

	file_put("destinations.csv",
	    "prefix,destination\n+1,A\n+2,B\n+3,C\n");
	for (i = 0; i < LEN(cases); i++) {
		file_put("catalog.json", cases[i].json);
		said = load(&c);
		ok(strstr(said, cases[i].place) != NULL
		    && strstr(said, cases[i].code) != NULL, "%s at %s",
		    cases[i].code, cases[i].place);
		if (strstr(said, cases[i].place) == NULL)
			printf("# said: %s\n", said);
	}
	for (i = 0; i < LEN(good); i++) {
		file_put("catalog.json", good[i]);
		is_str(load(&c), "", "good %zu", i);
		catalog_release(&c);
	}
	file_remove("destinations.csv");
}

static void
test_document_faults(void)
{
	static const struct {
		const char	*json, *code, *place;
	} cases[] = {
		{ "{", "doc-syntax", "catalog.json:1:" },
		{ "{\n\"a\": 1,\n\"a\": 2}", "doc-syntax",
		    "catalog.json:3:" },
		{ "[]", "doc-value", "not an object" },
		{ "{\"catalog\":1.5}", "doc-real", "catalog: " },
		{ "{}", "doc-missing", "'catalog'" },
		{ HEAD "\"offres\":{}," NONE, "doc-member", "offres: " },
		{ "{\"catalog\":\"c\",\"currency\":\"EUX\",\"time_zone\":"
		    "\"UTC\",\"taxes\":{},\"ledger\":{}," NONE, "doc-value",
		    "EUX" },
		{ "{\"catalog\":\"c\",\"currency\":\"EUR\",\"time_zone\":"
		    "\"Mars\",\"taxes\":{},\"ledger\":{}," NONE,
		    "zone-unknown", "Mars" },
		{ PRICE(USAGE), "doc-missing", "prices.p: " },
		{ PRICE(USAGE ",\"price\":\"1\""), "doc-missing", "'per'" },
		{ PRICE(USAGE ",\"price\":\"1\",\"rates\":\"r\""),
		    "doc-missing", "either" },
		{ PRICE(USAGE ",\"rates\":\"r\",\"per\":\"1\""),
		    "doc-member", "stand in the rates" },
		{ PRICE(USAGE ",\"price\":\"-1\",\"per\":\"1\""),
		    "doc-value", "prices.p.price: " },
		{ PRICE(USAGE ",\"price\":\"1\",\"per\":\"0\""),
		    "doc-value", "prices.p.per: " },
		{ PRICE(USAGE ",\"price\":1,\"per\":\"1\""), "doc-value",
		    "not a string" },
		{ PRICE(USAGE ",\"rates\":\"../x\""), "doc-value",
		    "not a file" },
		{ PRICE(USAGE ",\"rates\":\"none.csv\""), "open-failed",
		    "none.csv" },
		{ PRICE(USAGE ",\"timing\":\"advance\""), "doc-member",
		    "prices.p.timing: " },
		{ PRICE("\"kind\":\"free\"," P), "doc-value", "'kind'" },
		{ PRICE(MONTH ",\"timing\":\"later\""), "doc-value",
		    "advance|arrears" },
		{ PRICE(MONTH ",\"rounding\":{\"mode\":\"up\",\"decimals\":"
		    "10}"), "doc-value", "prices.p.rounding.decimals: " },
		{ PRICE(MONTH ",\"rounding\":{\"mode\":\"odd\",\"decimals\":"
		    "1}"), "doc-value", "prices.p.rounding.mode: " },
		{ PRICE("\"kind\":\"one-off\",\"amount\":\"\"," P),
		    "doc-value", "empty" },
		{ PRICE("\"kind\":\"one-off\",\"amount\":\"1\",\"name\":"
		    "\"N\",\"gl\":\"7\",\"tax\":\"u\""), "catalog-reference",
		    "no such tax 'u'" },
		{ OFFER("\"prices\":[\"x\"]"), "catalog-reference",
		    "offers.o.prices[0]: " },
		{ OFFER("\"prices\":[\"p\",\"q\"]"), "catalog-twice",
		    "'q' prices what 'p' prices" },
		{ OFFER("\"prices\":[\"m\",\"m\"]"), "catalog-twice", "'m'" },
		{ OFFER("\"from\":\"2026-02-30\",\"prices\":[]"),
		    "doc-value", "offers.o: " },
		{ OFFER("\"from\":\"2026-02-03\",\"to\":\"2026-02-03\","
		    "\"prices\":[]"), "doc-value", "in this order" }
	};
	struct catalog c;
	const char *said;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		file_put("catalog.json", cases[i].json);
		said = load(&c);
		ok(strstr(said, cases[i].place) != NULL
		    && strstr(said, cases[i].code) != NULL
		    && c.price == NULL, "%s at %s", cases[i].code,
		    cases[i].place);
		if (strstr(said, cases[i].place) == NULL
		    || strstr(said, cases[i].code) == NULL)
			printf("# said: %s\n", said);
	}
}

/* Overrides of a price, and what names the fault */
static void
test_override_faults(void)
{
	static const struct {
		const char	*rows, *code, *place;
	} cases[] = {
		{ "account,price,per\nA1,1,1\n", "", "" },
		{ "price,per\n1,1\n", "catalog-row", "o.csv:2:" },
		{ "account,group,price,per\nA1,gold,1,1\n", "catalog-row",
		    "o.csv:2:" },
		{ "account,group,price,per\nA1,,1,1\n,A1,1,1\nA1,,2,1\n",
		    "catalog-twice", "o.csv: the rates of lines 2 and 4" },
		{ "network,price,per\nA1,1,1\n", "csv-header", "'network'" },
		{ "account,price,per\n", "doc-value", "has no rates" }
	};
	struct catalog c;
	const char *said;
	size_t i;

	file_put("catalog.json", PRICE(USAGE ",\"price\":\"1\",\"per\":\"1\","
	    "\"overrides\":\"o.csv\""));
	for (i = 0; i < LEN(cases); i++) {
		file_put("o.csv", cases[i].rows);
		said = load(&c);
		ok(strstr(said, cases[i].code) != NULL
		    && strstr(said, cases[i].place) != NULL,
		    "overrides %zu: %s", i, cases[i].place);
		if (cases[i].code[0] == '\0')
			catalog_release(&c);
	}
	file_remove("o.csv");
}

/* Rates in the document, and conventions */
static void
test_terms_faults(void)
{
	static const struct {
		const char	*json, *code, *place;
	} cases[] = {
		{ PRICE(USAGE ",\"rates\":[]"), "doc-value",
		    "prices.p.rates: no rate" },
		{ PRICE(USAGE ",\"rates\":[1]"), "doc-value",
		    "prices.p.rates[0]: " },
		{ PRICE(USAGE ",\"rates\":[{\"price\":\"1\"}]"),
		    "doc-missing", "prices.p.rates[0]: 'per'" },
		{ PRICE(USAGE ",\"rates\":[{\"price\":\"1\",\"per\":\"1\","
		    "\"colour\":\"red\"}]"), "doc-member",
		    "prices.p.rates[0]: a rate has no member 'colour'" },
		{ PRICE(USAGE ",\"rates\":[{\"price\":1,\"per\":\"1\"}]"),
		    "doc-value", "'price' is not a text" },
		{ PRICE(USAGE ",\"rates\":[{\"price\":\"x\",\"per\":\"1\"}]"),
		    "doc-value", "price 'x' is not" },
		{ PRICE(USAGE ",\"rates\":[{\"price\":\"1\",\"per\":\"1\"},"
		    "{\"price\":\"2\",\"per\":\"1\"}]"), "catalog-twice",
		    "rows 1 and 2" },
		{ PRICE(USAGE ",\"price\":\"1\",\"per\":\"1\","
		    "\"band_split\":\"middle\""), "doc-value", "band_split" },
		{ PRICE(USAGE ",\"price\":\"1\",\"per\":\"1\","
		    "\"intermediate_rounding\":{\"of\":\"part\","
		    "\"mode\":\"up\"}"), "doc-missing",
		    "prices.p.intermediate_rounding: " },
		{ PRICE(USAGE ",\"price\":\"1\",\"per\":\"1\","
		    "\"band_split\":\"exact\",\"intermediate_rounding\":"
		    "{\"of\":\"increment\",\"mode\":\"up\","
		    "\"decimals\":2}"), "doc-value",
		    "prices.p.intermediate_rounding: " }
	};
	struct catalog c;
	const char *said;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		file_put("catalog.json", cases[i].json);
		said = load(&c);
		ok(strstr(said, cases[i].code) != NULL
		    && strstr(said, cases[i].place) != NULL, "%s at %s",
		    cases[i].code, cases[i].place);
	}
}

/* calendar.csv with a fault, and what names it; bands use a kind of it */
static void
test_calendar_faults(void)
{
	static const struct {
		const char	*calendar, *code, *place;
	} cases[] = {
		{ "date,kind\n2026-02-30,holiday\n", "catalog-row",
		    "calendar.csv:2:" },
		{ "date,kind\n2026-12-25,mon\n", "catalog-row",
		    "calendar.csv:2:" },
		{ "date,kind\n2026-12-25,Holy Day\n", "catalog-row",
		    "calendar.csv:2:" },
		{ "date,kind\n2026-12-25,h\n2026-12-25,h\n",
		    "catalog-twice", "calendar.csv:3:" },
		{ "date\n2026-12-25\n", "csv-header", "calendar.csv" },
		{ "date,kind\n2026-12-25,half-day\n", "catalog-twice",
		    "both hold on 2026-12-25, a fri at 08:00:00" },
		{ "date,kind\n2026-12-26,half-day\n", "", "" }
	};
	struct catalog c;
	const char *said;
	size_t i;

	file_put("catalog.json", "{\"catalog\":\"c\",\"currency\":\"EUR\","
	    "\"time_zone\":\"UTC\",\"taxes\":{" TAX "},\"bands\":{\"a\":"
	    "[{\"days\":\"mon-fri\",\"from\":\"08:00\",\"to\":\"09:00\"}],"
	    "\"b\":[{\"days\":\"half-day\",\"from\":\"00:00\",\"to\":"
	    "\"24:00\"}]},\"ledger\":{\"receivable\":\"1\",\"tax\":\"2\","
	    "\"rounding\":\"3\"}," NONE);
	for (i = 0; i < LEN(cases); i++) {
		file_put("calendar.csv", cases[i].calendar);
		said = load(&c);
		ok(strstr(said, cases[i].code) != NULL
		    && strstr(said, cases[i].place) != NULL,
		    "calendar %zu: %s", i, cases[i].place);
		if (cases[i].code[0] == '\0')
			catalog_release(&c);
	}
	file_remove("calendar.csv");
}

static void
test_band_faults(void)
{
	static const struct {
		const char	*bands, *taxes, *code, *place;
	} cases[] = {
		{ "\"a\":[{\"days\":\"all\",\"from\":\"08:00\",\"to\":"
		    "\"09:00\"}]", TAX, "doc-value", "bands.a[0]: " },
		{ "\"a\":[{\"days\":\"mon\",\"from\":\"24:00\",\"to\":"
		    "\"09:00\"}]", TAX, "doc-value", "bands.a[0]: " },
		{ "\"a\":[{\"days\":\"mon\",\"from\":\"08:00\",\"to\":"
		    "\"09:00\"}],\"b\":[{\"days\":\"daily\",\"from\":"
		    "\"08:59\",\"to\":\"10:00\"}]", TAX, "catalog-twice",
		    "bands: bands 'a' and 'b' of one weight both hold each mon "
		    "at 08:59:00" },
		{ "\"a\":[{\"days\":\"holiday\",\"from\":\"08:00\",\"to\":"
		    "\"09:00\"}]", TAX, "doc-value", "bands.a[0]: " },
		{ "\"a\":[{\"days\":\"mon\",\"from\":\"08:00\",\"to\":"
		    "\"09:00\",\"since\":\"2026-01-02\",\"until\":"
		    "\"2026-01-02\"}]", TAX, "doc-value", "bands.a[0]: " },
		{ "\"a\":[{\"days\":\"mon\",\"from\":\"08:00\",\"to\":"
		    "\"09:00\",\"weight\":\"heavy\"}]", TAX, "doc-value",
		    "bands.a[0]" },
		{ "\"a\":{}", TAX, "doc-value", "bands.a: " },
		{ "", "\"t\":{\"name\":\"T\",\"category\":\"X\",\"rates\":"
		    "[{\"percent\":\"1\",\"from\":\"2014-01-01\"}]}",
		    "doc-value", "taxes.t: " },
		{ "", "\"t\":{\"name\":\"T\",\"category\":\"S\",\"rates\":"
		    "[]}", "doc-value", "taxes.t.rates: " },
		{ "", "\"t\":{\"name\":\"T\",\"category\":\"S\",\"rates\":"
		    "[{\"percent\":\"1\",\"from\":\"2014-01-01\"},"
		    "{\"percent\":\"2\",\"from\":\"2014-01-01\"}]}",
		    "doc-value", "taxes.t.rates[1]: " },
		{ "", "\"t\":{\"name\":\"T\",\"category\":\"S\",\"rates\":"
		    "[{\"percent\":\"1\",\"from\":\"soon\"}]}", "doc-value",
		    "taxes.t.rates[0]: " },
		/* EN 16931-1 BR-S-05, BR-Z-05, BR-AE-05 */
		{ "", "\"t\":{\"name\":\"T\",\"category\":\"S\",\"rates\":"
		    "[{\"percent\":\"0\",\"from\":\"2014-01-01\"}]}",
		    "doc-value", "taxes.t.rates[0]: " },
		{ "", "\"t\":{\"name\":\"T\",\"category\":\"Z\",\"rates\":"
		    "[{\"percent\":\"5\",\"from\":\"2014-01-01\"}]}",
		    "doc-value", "taxes.t.rates[0]: " },
		{ "", "\"t\":{\"name\":\"T\",\"category\":\"AE\",\"rates\":"
		    "[{\"percent\":\"0\",\"from\":\"2000-01-01\"},"
		    "{\"percent\":\"20\",\"from\":\"2014-01-01\"}]}",
		    "doc-value", "taxes.t.rates[1]: " }
	};
	struct catalog c;
	const char *said;
	char *json;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		json = xasprintf("{\"catalog\":\"c\",\"currency\":\"EUR\","
		    "\"time_zone\":\"UTC\",\"taxes\":{%s},\"bands\":{%s},"
		    "\"ledger\":{\"receivable\":\"1\",\"tax\":\"2\","
		    "\"rounding\":\"3\"}," NONE, cases[i].taxes,
		    cases[i].bands);
		file_put("catalog.json", json);
		free(json);
		said = load(&c);
		ok(strstr(said, cases[i].place) != NULL
		    && strstr(said, cases[i].code) != NULL, "%s at %s",
		    cases[i].code, cases[i].place);
	}
}

static void
test_table_faults(void)
{
	static const char good[] = "prefix,destination\n+33,France\n";
	static const struct {
		const char	*destinations, *rates, *code, *place;
	} cases[] = {
		{ good, "price,per\n", "doc-value", "has no rates" },
		{ good, "", "csv-header", "r.csv" },
		{ good, "price\n1\n", "csv-header", "'per'" },
		{ good, "price,per,pear\n1,1,\n", "csv-header", "'pear'" },
		{ good, "price,per,per\n1,1,1\n", "csv-header", "twice" },
		{ good, "price,per\n1\n", "csv-columns", "r.csv:2:" },
		{ good, "price,per\n,1\n", "field-missing", "r.csv:2:" },
		{ good, "price,per\n1,1\n\"1\"x,1\n", "csv-syntax",
		    "r.csv:3:" },
		{ good, "price,per\n1,\"1\n", "csv-syntax", "r.csv:2:" },
		{ good, "price,per\n1,\xff\n", "csv-syntax", "UTF-8" },
		{ good, "price,per\n1.0000000001,1\n", "catalog-row",
		    "price '1.0000000001'" },
		{ good, "price,per\n-1,1\n", "catalog-row", "price '-1'" },
		{ good, "price,per\n1,0\n", "catalog-row", "per '0'" },
		{ good, "price,per\n 1,1\n", "catalog-row", "price ' 1'" },
		{ good, "price,per,band\n1,1,lunch\n", "catalog-reference",
		    "band 'lunch'" },
		{ good, "price,per,destination\n1,1,Mars\n",
		    "catalog-reference", "destination 'Mars'" },
		{ good, "price,per,from,to\n1,1,2026-02-01,2026-02-01\n",
		    "catalog-row", "to '2026-02-01'" },
		{ good, "price,per,from\n1,1,yesterday\n", "catalog-row",
		    "from 'yesterday'" },
		{ good, "price,per,from\n1,1,2026-02-01\n1,1,2026-02-01\n",
		    "catalog-twice", "lines 2 and 3" },
		{ good, "price,per,from,to\n1,1,2026-01-01,\n"
		    "1,1,2026-02-01,2026-03-01\n", "catalog-twice",
		    "lines 2 and 3" },
		{ good, "price,per,after\n1,1,60\n1,1,60\n",
		    "catalog-twice", "lines 2 and 3" },
		{ good, "price,per,after\n1,1,-1\n", "catalog-row",
		    "after '-1'" },
		{ good, "price,per,maximum\n1,1,0\n", "catalog-row",
		    "maximum '0'" },
		{ good, "price,per,minimum,maximum\n1,1,2,1\n",
		    "catalog-row", "maximum '1'" },
		{ good, "price,per,connect_fee,maximum\n1,1,2,1\n",
		    "catalog-row", "maximum '1'" },
		{ "prefix,destination\n33,France\n", "price,per\n1,1\n",
		    "catalog-row", "destinations.csv:2:" },
		{ "prefix,destination\n+33,France\n+33,Gaul\n",
		    "price,per\n1,1\n", "catalog-twice",
		    "destinations.csv:3:" }
	};
	struct catalog c;
	const char *said;
	size_t i;

	file_put("catalog.json", PRICE(USAGE ",\"rates\":\"r.csv\""));
	for (i = 0; i < LEN(cases); i++) {
		file_put("destinations.csv", cases[i].destinations);
		file_put("r.csv", cases[i].rates);
		said = load(&c);
		ok(strstr(said, cases[i].place) != NULL
		    && strstr(said, cases[i].code) != NULL, "%s at %s",
		    cases[i].code, cases[i].place);
		if (strstr(said, cases[i].place) == NULL
		    || strstr(said, cases[i].code) == NULL)
			printf("# said: %s\n", said);
	}
}

/* Several faults are all said in one go. */
static void
test_all_at_once(void)
{
	struct catalog c;
	const char *said;

	file_put("destinations.csv", "prefix,destination\n+33,France\n");
	file_put("r.csv", "price,per\n1,0\nx,1\n1,1\n");
	said = load(&c);
	ok(strstr(said, "r.csv:2:") != NULL && strstr(said, "r.csv:3:")
	    != NULL && strstr(said, "r.csv:4:") == NULL,
	    "both bad rows are named");
}

static void
test_good(void)
{
	static const char bom[] = "\xef\xbb\xbfper,price,band,destination\r\n"
	    "60,1.5,,France\r\n60,\"2\",peak,France\r\n60,3,offpeak,\r\n";
	const struct tariff *t;
	char before[SHA256_HEX_MAX];
	money_t percent;
	struct catalog c;

	file_put("destinations.csv", "prefix,destination\n+33,France\n");
	file_put("r.csv", bom);
	file_put("catalog.json", PRICE(USAGE ",\"rates\":\"r.csv\""));
	is_str(load(&c), "", "a good catalog: columns in any order, CRLF");
	t = &c.price[0].tariff;
	is_u64(t->len, 3, "three rates");
	is_i64(tariff_rate(t, 1, 1, 0)->price, 2 * MONEY_SCALE, "peak");
	is_i64(tariff_rate(t, 1, 0, 0)->price, 1500000000, "any time");
	is_i64(tariff_rate(t, 0, 0, 0)->price, 3 * MONEY_SCALE, "anywhere");
	is_u64(t->rate[0].first_increment, 1, "an increment is 1 by default");
	is_u64(c.price[0].decimals, 4, "and an amount has 4 decimals");
	ok(catalog_price(&c, SLICE_LIT("p")) == &c.price[0]
	    && catalog_price(&c, SLICE_LIT("x")) == NULL
	    && catalog_offer(&c, SLICE_LIT("x")) == NULL, "by id");
	ok(tax_percent_at(&c.tax[0], civil_days(2014, 1, 1), &percent)
	    && percent == 20 * MONEY_SCALE
	    && !tax_percent_at(&c.tax[0], civil_days(2013, 12, 31),
	    &percent), "a tax has a first day");
	memcpy(before, c.digest, sizeof(before));
	catalog_release(&c);
	is_str(load(&c), "", "again");
	is_str(c.digest, before, "the same digest");
	catalog_release(&c);
	file_put("destinations.csv", "prefix,destination\n+33,France \n");
	file_put("r.csv", "price,per\n1,1\n");
	is_str(load(&c), "", "with another octet");
	ok(strcmp(c.digest, before) != 0, "another digest");
	catalog_release(&c);
}

int
main(void)
{
	const char *names[] = { "catalog.json", "destinations.csv", "r.csv",
		"err" };
	size_t i;

	if (mkdtemp(dir) == NULL)
		return 1;
	snprintf(err_path, sizeof(err_path), "%s/err", dir);
	test_document_faults();
	test_limit_faults();
	test_band_faults();
	test_calendar_faults();
	test_override_faults();
	test_terms_faults();
	test_table_faults();
	test_all_at_once();
	test_good();
	for (i = 0; i < LEN(names); i++) {
		char *path = xasprintf("%s/%s", dir, names[i]);

		unlink(path);
		free(path);
	}
	rmdir(dir);
	return tap_done();
}
