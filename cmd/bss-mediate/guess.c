/*
 * guess.c - bss-mediate guess: which formats fit to a file
 *
 * Each format is tried on the first records. What a site must say - the zone
 * of the clock, the country - is made up for the trial, for it does not tell
 * whether the format fits.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/fd.h"
#include "bss/network.h"
#include "mediate.h"
#include "store/format_rows.h"

#define SAMPLE_MAX	((size_t)1 << 20)	/* octets that are looked at */
#define RECORDS		100
#define VALUE_SHOWN	40

struct trial {
	char		*name;		/* owned */
	struct buf	 why;		/* of the first record that does not fit */
	const char	*verb;		/* literal */
	unsigned	 usage, filtered, bad;
	unsigned	 kind[USAGEMAP_KINDS_MAX], kinds;	/* of usage */
	bool		 needs_zone, needs_country;
};

struct guess {
	struct guess_opts opts;
	int		 fd;		/* the sample, unpacked */
	bool		 cut;		/* there is more than the sample */
	struct buf	 text;
	struct trial	*trial;
	size_t		 len, cap;
};

/* ---- the sample --------------------------------------------------------- */

static int
read_sample(struct guess *g, const char *name)
{
	bool is_stdin = strcmp(name, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
	struct unpack *src;
	ssize_t n = 1;

	if (fd < 0) {
		diag_errno(REASON_OPEN_FAILED, "cannot open '%s'", name);
		return -1;
	}
	src = unpack_new();
	unpack_open(src, fd);
	buf_reserve(&g->text, SAMPLE_MAX);
	while (n > 0 && g->text.len + UNPACK_FIRST <= SAMPLE_MAX) {
		n = unpack_read(src, g->text.data + g->text.len,
		    SAMPLE_MAX - g->text.len);
		if (n > 0)
			g->text.len += (size_t)n;
	}
	g->cut = n > 0;
	if (n < 0)
		unpack_say(src, name);
	unpack_free(src);
	if (!is_stdin)
		close(fd);
	if (n < 0)
		return -1;
	g->fd = memfd_create("sample", MFD_CLOEXEC);
	if (g->fd >= 0 && write_all(g->fd, g->text.data, g->text.len) == 0)
		return 0;
	diag_errno(REASON_WRITE_FAILED, "cannot keep the sample");
	return -1;
}

static bool
has(struct slice s, const char *word)
{
	return s.len != 0 && memmem(s.p, s.len, word, strlen(word)) != NULL;
}

/* What is read without a format; NULL: none of that. A literal. */
static const char *
no_format_needed(struct slice s)
{
	const char *nl = s.len != 0 ? memchr(s.p, '\n', s.len) : NULL;
	struct slice first = { s.p, nl != NULL ? (size_t)(nl - s.p) : s.len };
	struct slice rest = { s.p + first.len, s.len - first.len };

	if (s.len >= 2 && memcmp(s.p, "\x0c\xa5", 2) == 0)
		return "a file of nfcapd: nfdump -r FILE -o csv | bss-mediate "
		    "flow -f nfdump-csv";
	if (has(first, "\"type\":\"sample\"")
	    || (has(first, "in_octets") && has(first, "object")))
		return "readings of ports: bss-mediate samples";
	if (has(first, "\"type\":\"usage\"") || has(first, "\"type\":\"rated\""))
		return "usage already: bss-spool add, bss-rate";
	if (first.len != 0 && rest.len >= 2 && rest.p[1] == '\t'
	    && has(rest, "Acct-Status-Type = "))
		return "a detail file of FreeRADIUS: bss-mediate radius";
	return NULL;
}

/* ---- a trial ------------------------------------------------------------ */

static void
note_bad(struct trial *t, const struct csvrow *row, enum reason why,
    const struct usagemap *m)
{
	struct slice v = m != NULL ? m->bad_value : (struct slice){ NULL, 0 };

	if (t->bad++ != 0)
		return;
	buf_addf(&t->why, "line %ju: %s", (uintmax_t)row->line,
	    reason_code(why));
	if (m == NULL)
		return;
	buf_addf(&t->why, ", '%.*s'", SLICE_FMT(m->bad_name));
	if (v.len != 0)
		buf_addf(&t->why, " is '%.*s'",
		    (int)(v.len < VALUE_SHOWN ? v.len : VALUE_SHOWN), v.p);
}

/* What makes a row a flow, beside the fields of the map. */
static enum reason
flow_parts(struct format *f, const struct csvrow *row, struct usage_row *u)
{
	struct map_value v;
	struct address a;
	enum reason why;

	for (unsigned i = 0; i < FLOW_PARTS; i++) {
		if (!f->has_part[i])
			continue;
		why = usagemap_field(&f->map, &f->part[i], row->col, row->len,
		    u, &v);
		if (why != REASON_NONE)
			return why;
		if (i <= FLOW_DESTINATION && !address_parse(v.text, &a)) {
			f->map.bad_name = f->part[i].name;
			f->map.bad_value = v.text;
			return REASON_FLOW_ADDRESS;
		}
	}
	return REASON_NONE;
}

static void
try_row(struct trial *t, struct format *f, const struct csvrow *row,
    struct usage_row *u)
{
	struct usagemap *m = &f->map;
	enum reason why;

	if (row->len < m->width_min || row->len > m->width_max) {
		if (t->bad++ == 0)
			buf_addf(&t->why, "line %ju: %u columns, not %u",
			    (uintmax_t)row->line, row->len,
			    row->len < m->width_min ? m->width_min
			    : m->width_max);
		return;
	}
	if (!usagemap_wants(m, row->col, row->len)) {
		t->filtered++;
		return;
	}
	why = usagemap_pick(&f->map, row->col, row->len, &m);
	if (why == REASON_NONE)
		why = usagemap_apply(m, row->col, row->len, u);
	if (why == REASON_NONE && m->keys != 0
	    && usagemap_column(m, row->col, row->len, m->key[0]).len == 0) {
		m->bad_name = m->column[m->key[0]].name;
		m->bad_value = (struct slice){ NULL, 0 };
		why = REASON_FIELD_MISSING;
	}
	if (why == REASON_NONE && f->is_flow)
		why = flow_parts(f, row, u);
	if (why == REASON_NONE) {
		t->usage++;
		if (f->map.kinds != 0)
			t->kind[m - f->map.kind]++;
	} else
		note_bad(t, row, why, m);
}

static void
try_rows(struct guess *g, struct trial *t, struct format *f)
{
	struct format_rows *rows = format_rows_new(f);
	struct unpack *src = unpack_new();
	struct usage_row u = { 0 };
	enum csvrow_status st = CSVROW_OK;
	struct csvrow row;

	lseek(g->fd, 0, SEEK_SET);
	unpack_open(src, g->fd);
	format_rows_open(rows, src);
	if (g->cut)
		format_rows_growing(rows);
	while (t->usage + t->filtered + t->bad < g->opts.records
	    && ((st = format_rows_next(rows, &row)) == CSVROW_OK
	    || st == CSVROW_BAD)) {
		if (st == CSVROW_OK)
			try_row(t, f, &row, &u);
		else
			note_bad(t, &row, row.reason, NULL);
	}
	/* of an array only the sample was seen */
	if (st == CSVROW_FAIL && !(g->cut && row.reason == REASON_JSON_CUT)
	    && t->bad++ == 0)
		buf_adds(&t->why, format_rows_why(rows, &row));
	usage_row_release(&u);
	format_rows_free(rows);
	unpack_free(src);
}

/* What the site would say. */
static void
make_up(struct trial *t, struct format *f)
{
	struct usagemap *m = &f->map;

	t->needs_zone = m->zone.name == NULL && f->wall;
	t->needs_country = m->numbers.national[0] != '\0'
	    && m->numbers.country_code[0] == '\0';
	if (m->zone.name == NULL)
		zone_load(&m->zone, "UTC");
	if (m->numbers.country_code[0] == '\0')
		m->numbers.country_code[0] = '1';
	usagemap_share(m);
	t->kinds = m->kinds;
}

static void
try_format(struct guess *g, char *name)
{
	static struct format f;		/* large: not on the stack */
	struct trial *t;

	GROW(g->trial, g->len, g->cap);
	t = &g->trial[g->len++];
	*t = (struct trial){ .name = xstrdup(name) };
	if (format_load(&f, name, NULL) < 0) {
		t->bad = 1;
		buf_adds(&t->why, "the format is not usable");
		t->verb = "";
	} else {
		t->verb = f.is_flow ? "flow" : format_layout_name(&f);
		make_up(t, &f);
		if (f.radius == NULL)
			try_rows(g, t, &f);
		else if (t->bad++ == 0)
			buf_adds(&t->why, "it is no detail file");
	}
	format_release(&f);
}

/* ---- the answer --------------------------------------------------------- */

/* Per mille of the records that become usage, or are known not to. */
static unsigned
score(const struct trial *t)
{
	unsigned all = t->usage + t->filtered + t->bad;

	return t->usage == 0 || all == 0 ? 0
	    : (t->usage + t->filtered) * 1000 / all;
}

static int
trial_cmp(const void *a, const void *b)
{
	const struct trial *x = a, *y = b;

	if (score(x) != score(y))
		return score(x) > score(y) ? -1 : 1;
	if (x->usage != y->usage)
		return x->usage > y->usage ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* What stands in a file is anyone's text: made safe for a terminal. */
static void
put(struct slice s)
{
	struct buf shown = { 0 };

	vis_add(&shown, s);
	fputs(buf_str(&shown), stdout);
	buf_release(&shown);
}

static void
print_trial(const struct trial *t)
{
	unsigned all = t->usage + t->filtered + t->bad;

	put(slice_of(t->name));
	printf("%*s ", (int)(strlen(t->name) < 20 ? 20 - strlen(t->name) : 0),
	    "");
	if (t->usage == 0 && t->bad == 0)
		printf("no: %s\n", all == 0 ? "no record is there"
		    : "all records are filtered");
	else if (t->usage == 0) {
		fputs("no: ", stdout);
		put(buf_slice(&t->why));
		putchar('\n');
	} else {
		printf("%u of %u records fit (%u usage", t->usage + t->filtered,
		    all, t->usage);
		for (unsigned i = 0; i < t->kinds; i++)
			printf("%s %u of rows[%u]", i == 0 ? ":" : ",",
			    t->kind[i], i);
		printf("%s %u filtered)", t->kinds != 0 ? ";" : ",",
		    t->filtered);
		if (t->bad != 0) {
			fputs("; ", stdout);
			put(buf_slice(&t->why));
		}
		printf("\n%21sbss-mediate %s -f %s%s%s%s\n", "", t->verb,
		    t->name, t->needs_zone ? " --zone ZONE" : "",
		    t->needs_country ? " --country-code DIGITS" : "",
		    strcmp(t->verb, "flow") == 0 ? " --local NETWORK" : "");
	}
}

static int
answer(struct guess *g)
{
	size_t i;

	qsort(g->trial, g->len, sizeof(*g->trial), trial_cmp);
	for (i = 0; i < g->len; i++)
		if (!g->opts.quiet || score(&g->trial[i]) != 0)
			print_trial(&g->trial[i]);
	if (g->len != 0 && score(&g->trial[0]) != 0)
		return EXIT_OK;
	diag(REASON_MEDIATE_GUESS, "no format that is known fits the file: "
	    "describe it in $OSSBSS_HOME/formats/NAME.json, as EXAMPLES of "
	    "ossbss-formats(5) do step by step");
	return EXIT_FINDINGS;
}

static int
guess(struct guess *g, const char *file)
{
	struct format_names names;
	const char *known;
	size_t i;

	if (read_sample(g, file) < 0)
		return EXIT_TROUBLE;
	known = no_format_needed(buf_slice(&g->text));
	if (known != NULL) {
		puts(known);
		return EXIT_OK;
	}
	format_names(&names);
	for (i = 0; i < names.len; i++)
		try_format(g, names.item[i]);
	format_names_release(&names);
	return answer(g);
}

int
verb_guess(int argc, char **argv)
{
	struct guess g = { .opts = { .records = RECORDS }, .fd = -1 };
	size_t i;
	int rc;

	rc = verb_parse(&g.opts, &argc, &argv);
	if (rc != 0)
		return verb_stop(rc);
	if (argc > 1) {
		diag(REASON_USAGE_OPERAND, "one file at a time");
		return EXIT_TROUBLE;
	}
	rc = guess(&g, argc == 1 ? argv[0] : "-");
	for (i = 0; i < g.len; i++) {
		free(g.trial[i].name);
		buf_release(&g.trial[i].why);
	}
	free(g.trial);
	buf_release(&g.text);
	if (g.fd >= 0)
		close(g.fd);
	return rc;
}
