/*
 * test_opt.c - the option table: parsing, messages, --help, the machine table
 */
#include <stdio.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/opt.h"
#include "base/tool.h"
#include "tap.h"

#define ARGS_MAX	16

struct dst {
	bool		 quiet, verbose, version_two;
	const char	*label, *rejects, *folder;
	uint64_t	 jobs;
	int64_t		 wait_us, now_us;
	int		 format;
	struct opt_list	 tags;
};

static const struct opt options[] = {
	{ 'q', "quiet", OPT_FLAG, NULL, OPT_DST(struct dst, quiet), "hush" },
	{ 'v', "verbose", OPT_FLAG, NULL, OPT_DST(struct dst, verbose),
	    "say more" },
	{ 0, "version-two", OPT_FLAG, NULL,
	    OPT_DST(struct dst, version_two), "another beginning" },
	{ 'l', "label", OPT_STR, "text", OPT_DST(struct dst, label),
	    "a long explanation that does not fit into the rest of one line "
	    "of eighty columns and is broken at a blank" },
	{ 'r', "rejects", OPT_FILE, "file", OPT_DST(struct dst, rejects),
	    "where rejects go" },
	{ 0, "folder", OPT_DIR, "folder", OPT_DST(struct dst, folder), "in" },
	{ 'j', "jobs", OPT_UINT, "n", OPT_DST(struct dst, jobs), "how many" },
	{ 0, "wait", OPT_DURATION, "time", OPT_DST(struct dst, wait_us),
	    "how long" },
	{ 0, "now", OPT_TIME, "time", OPT_DST(struct dst, now_us), "now" },
	{ 'f', "format", OPT_ENUM, "auto|ndjson|csv",
	    OPT_DST(struct dst, format), "format of the input" },
	{ 't', "tag", OPT_LIST, "tag", OPT_DST(struct dst, tags), "a tag" },
	OPT_END
};

static int run_add(int, char **);

static const struct verb verbs[] = {
	{ "add", run_add, options, "name [file ...]", "add something" },
	{ "list", run_add, NULL, NULL, "list everything" },
	{ NULL, NULL, NULL, NULL, NULL }
};

static const struct tool plain = { "bss-test", "try the option table",
    "[file ...]", options, NULL };
static const struct tool with_verbs = { "bss-verbs", "try the verbs", NULL,
    NULL, verbs };

static struct dst got;
static int left;		/* operands */
static char **operand;
static char printed[8192];	/* what the last call wrote to the stream */

/* Send a stream into a temporary file, and read it back into printed. */
static int
capture_begin(FILE *f, FILE *into)
{
	int saved;

	fflush(f);
	saved = dup(fileno(f));
	dup2(fileno(into), fileno(f));
	return saved;
}

static void
capture_end(FILE *f, FILE *into, int saved)
{
	size_t n;

	fflush(f);
	dup2(saved, fileno(f));
	close(saved);
	rewind(into);
	n = fread(printed, 1, sizeof(printed) - 1, into);
	printed[n] = '\0';
	fclose(into);
}

static int
split(char *line, char **argv)
{
	int argc = 0;

	argv[argc++] = line;
	for (char *c = line; *c != '\0'; c++)
		if (*c == ' ' && argc < ARGS_MAX - 1) {
			*c = '\0';
			argv[argc++] = c + 1;
		}
	argv[argc] = NULL;
	return argc;
}

static int
run_add(int argc, char **argv)
{
	int rc = verb_parse(&got, &argc, &argv);

	left = argc;
	operand = argv;
	return rc < 0 ? EXIT_TROUBLE : EXIT_OK;
}

/* Parse "tool words ..."; `stream` is captured. */
static int
parse_line(const struct tool *t, const char *text, FILE *stream)
{
	static char line[512];
	static char *argv[ARGS_MAX];
	FILE *into = tmpfile();
	int argc, rc, saved;

	snprintf(line, sizeof(line), "%s", text);
	argc = split(line, argv);
	free(got.tags.item);
	got = (struct dst){ 0 };
	saved = capture_begin(stream, into);
	if (t->verbs != NULL) {
		rc = tool_verb(t, argc, argv);
	} else {
		operand = argv;
		rc = opt_parse(t, t->options, &got, &argc, &operand);
		left = argc;
	}
	capture_end(stream, into, saved);
	return rc;
}

static int
parse(const char *text)
{
	return parse_line(&plain, text, stderr);
}

static int
refused(const char *text, const char *code)
{
	return parse(text) == -1 && strstr(printed, code) != NULL;
}

static void
test_values(void)
{
	ok(parse("t -q -ltext --jobs 18446744073709551615 --wait=250ms") == 0 &&
	    got.quiet && strcmp(got.label, "text") == 0 &&
	    got.jobs == UINT64_MAX && got.wait_us == 250000, "four kinds");
	ok(parse("t --wait 10s") == 0 && got.wait_us == 10000000, "seconds");
	ok(parse("t --wait 5m") == 0 && got.wait_us == 300000000, "minutes");
	ok(parse("t --wait 2h") == 0 && got.wait_us == INT64_C(7200000000),
	    "hours");
	ok(parse("t --wait 36500d") == 0, "a hundred years");
	ok(parse("t --wait 1d") == 0 && got.wait_us == INT64_C(86400000000),
	    "days");
	ok(parse("t --now 1970-01-01T00:00:01Z") == 0 && got.now_us == 1000000,
	    "a time");
	ok(parse("t -f csv") == 0 && got.format == 2, "a choice");
	ok(parse("t -ta --tag b --tag=c") == 0 && got.tags.len == 3 &&
	    strcmp(got.tags.item[2], "c") == 0, "a list");
	ok(parse("t --label=") == 0 && *got.label == '\0', "an empty text");
	ok(parse("t --label=a=b") == 0 && strcmp(got.label, "a=b") == 0,
	    "= in a value");
	ok(parse("t -qvl x") == 0 && got.quiet && got.verbose &&
	    strcmp(got.label, "x") == 0, "letters in one word");
	ok(parse("t -q -q") == 0 && got.quiet, "a flag may stand twice");
}

static void
test_operands(void)
{
	ok(parse("t a -q b - --label x c") == 0 && left == 4 &&
	    strcmp(operand[0], "a") == 0 && strcmp(operand[1], "b") == 0 &&
	    strcmp(operand[2], "-") == 0 && strcmp(operand[3], "c") == 0 &&
	    operand[4] == NULL, "options and operands mixed");
	ok(parse("t a -- -q --x") == 0 && left == 3 && !got.quiet &&
	    strcmp(operand[1], "-q") == 0, "-- ends options");
	ok(parse("t") == 0 && left == 0 && operand[0] == NULL, "none");
}

static void
test_names(void)
{
	ok(parse("t --lab x") == 0 && strcmp(got.label, "x") == 0, "cut");
	ok(parse("t --q") == 0 && got.quiet, "cut to one letter");
	ok(refused("t --ver", "[usage-option]"), "ambiguous beginning");
	ok(parse("t --version-t") == 0 && got.version_two, "cut, unambiguous");
	ok(parse_line(&plain, "t --version", stdout) == 1,
	    "exact name wins over a beginning");
}

static void
test_refused(void)
{
	static const struct {
		const char *line, *code;
	} cases[] = {
		{ "t --nope", "--nope'; see --help [usage-option]" },
		{ "t -x", "'-x'; see --help [usage-option]" },
		{ "t -qx", "'-x'; see --help [usage-option]" },
		{ "t --quiet=1", "'--quiet'; see --help [usage-value]" },
		{ "t --label", "'--label'; see --help [usage-value]" },
		{ "t -l", "'-l'; see --help [usage-value]" },
		{ "t --jobs -1", "[usage-value]" },
		{ "t --jobs 1x", "--jobs wants a whole number, not '1x'" },
		{ "t --jobs=", "[usage-value]" },
		{ "t --jobs 18446744073709551616", "[usage-value]" },
		{ "t --wait 5", "[usage-value]" },
		{ "t --wait 5w", "[usage-value]" },
		{ "t --wait 9223372036854775807d", "[usage-value]" },
		{ "t --wait 36501d", "[usage-value]" },
		{ "t --now yesterday", "[usage-value]" },
		{ "t --now 2026-10-01T00:00:00", "[usage-value]" },
		{ "t -f nd", "--format wants auto|ndjson|csv, not 'nd'" },
		{ "t -f ndjson|csv", "[usage-value]" },
		{ "t --rejects=", "[usage-value]" },
		{ "t --folder=", "[usage-value]" },
		{ "t -r a --rejects b", "'rejects'; see --help [usage-twice]" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ok(refused(cases[i].line, cases[i].code), "%s: %s",
		    cases[i].line, cases[i].code);
}

static void
test_operand_count(void)
{
	static const struct {
		const char	*spec, *line;
		int		 rc;
	} cases[] = {
		{ NULL, "t", 0 }, { NULL, "t a", -1 },
		{ "", "t", 0 }, { "", "t a", -1 },
		{ "a", "t", -1 }, { "a", "t x", 0 }, { "a", "t x y", -1 },
		{ "[a]", "t", 0 }, { "[a]", "t x", 0 }, { "[a]", "t x y", -1 },
		{ "a [b]", "t", -1 }, { "a [b]", "t x y", 0 },
		{ "a [b]", "t x y z", -1 },
		{ "[a [b]]", "t", 0 }, { "[a [b]]", "t x y", 0 },
		{ "[a [b]]", "t x y z", -1 },
		{ "a ...", "t", -1 }, { "a ...", "t x y z", 0 },
		{ "a [b ...]", "t x y z", 0 }, { "[a ...]", "t", 0 },
		{ "samples|csv [file ...]", "t", -1 },
		{ "samples|csv [file ...]", "t csv x y", 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tool t = plain;

		t.operands = cases[i].spec;
		ok(parse_line(&t, cases[i].line, stderr) == cases[i].rc &&
		    (strstr(printed, "[usage-operand]") != NULL) ==
		    (cases[i].rc < 0), "operands '%s' and '%s'",
		    t.operands != NULL ? t.operands : "NULL", cases[i].line);
	}
}

static int
widest_line(const char *text)
{
	int widest = 0;

	while (*text != '\0') {
		int n = (int)strcspn(text, "\n");

		if (n > widest)
			widest = n;
		text += n + (text[n] == '\n');
	}
	return widest;
}

static void
test_help(void)
{
	ok(parse_line(&plain, "t --help", stdout) == 1, "--help");
	ok(strstr(printed, "Usage: bss-test [options] [file ...]\n"
	    "Try the option table.\n\nOptions:\n") == printed, "usage");
	ok(strstr(printed, "\n  -q, --quiet                   hush\n") != NULL,
	    "aligned");
	ok(strstr(printed, "\n      --now=time                now\n") != NULL,
	    "without a letter");
	ok(strstr(printed, "\n  -h, --help  ") != NULL, "what all have");
	ok(strstr(printed, "print-options") == NULL, "not what machines use");
	ok(strstr(printed, "\nSee 'man bss-test'.\n") != NULL, "the page");
	ok(widest_line(printed) < 80, "80 columns");
	ok(parse_line(&plain, "t --version", stdout) == 1 &&
	    strcmp(printed, "bss-test (ossbss) " OSSBSS_VERSION "\n") == 0,
	    "--version");
}

static void
test_table(void)
{
	ok(parse_line(&plain, "t --print-options", stdout) == 1 &&
	    strstr(printed, "-\t-\t-\ttool\t[file ...]\ttry the option table\n"
	    "-\tq\tquiet\tflag\t-\thush\n") == printed, "table");
	ok(strstr(printed, "\n-\tf\tformat\tenum\tauto|ndjson|csv\t") != NULL,
	    "choices");
	ok(strstr(printed, "\n-\t-\tnow\ttime\ttime\tnow\n") != NULL,
	    "without a letter");
}

static void
test_verbs(void)
{
	const struct tool *t = &with_verbs;

	ok(parse_line(t, "t add -q x y", stderr) == EXIT_OK && got.quiet &&
	    left == 2 && strcmp(operand[0], "x") == 0, "a verb");
	ok(parse_line(t, "t add", stderr) == EXIT_TROUBLE &&
	    strstr(printed, "add: operands are missing 'name [file ...]'"),
	    "its operands");
	ok(parse_line(t, "t list --quiet", stderr) == EXIT_TROUBLE &&
	    strstr(printed, "list: no such option '--quiet'") != NULL,
	    "a verb without options");
	ok(parse_line(t, "t", stderr) == EXIT_TROUBLE &&
	    strstr(printed, "[usage-verb]") != NULL, "no verb");
	ok(parse_line(t, "t --", stderr) == EXIT_TROUBLE &&
	    strstr(printed, "[usage-verb]") != NULL, "-- and no verb");
	ok(parse_line(t, "t ad", stderr) == EXIT_TROUBLE &&
	    strstr(printed, "'ad'; see --help [usage-verb]") != NULL,
	    "verbs are not cut");
	ok(parse_line(t, "t -q add", stderr) == EXIT_TROUBLE &&
	    strstr(printed, "[usage-option]") != NULL,
	    "options stand behind the verb");
	ok(parse_line(t, "t --help", stdout) == EXIT_OK &&
	    strstr(printed, "\n  add   add something\n") != NULL,
	    "--help lists verbs");
	ok(parse_line(t, "t add --help", stdout) == EXIT_OK &&
	    strstr(printed, "Usage: bss-verbs add [options] name [file ...]\n")
	    == printed, "--help of a verb");
	ok(parse_line(t, "t --print-options", stdout) == EXIT_OK &&
	    strstr(printed, "\nadd\tq\tquiet\tflag\t-\thush\n") != NULL &&
	    strstr(printed, "\nlist\t-\t-\tverb\t-\tlist everything\n") != NULL,
	    "table of verbs");
}

int
main(void)
{
	test_values();
	test_operands();
	test_names();
	test_refused();
	test_operand_count();
	test_help();
	test_table();
	test_verbs();
	return tap_done();
}
