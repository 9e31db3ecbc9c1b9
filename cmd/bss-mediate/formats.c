/*
 * formats.c - bss-mediate formats: list the formats, or explain one
 */
#include <stdio.h>

#include "base/diag.h"
#include "mediate.h"
#include "store/format.h"

#define NAME_WIDTH	20

/* What stands in a format is anyone's text: made safe for a terminal. */
static int
put(struct slice s)
{
	struct buf shown = { 0 };
	int n;

	vis_add(&shown, s);
	n = printf("%s", buf_str(&shown));
	buf_release(&shown);
	return n;
}

static int
list(bool quiet)
{
	struct format_names names;
	struct format f;
	int rc = EXIT_OK, n;
	size_t i;

	format_names(&names);
	for (i = 0; i < names.len; i++) {
		if (quiet) {
			put(slice_of(names.item[i]));
			putchar('\n');
			continue;
		}
		if (format_load(&f, names.item[i], NULL) < 0)
			rc = EXIT_FINDINGS;
		else {
			n = put(slice_of(names.item[i]));
			printf("%*s ", n < NAME_WIDTH ? NAME_WIDTH - n : 0,
			    "");
			put(slice_of(f.map.description));
			putchar('\n');
		}
		format_release(&f);
	}
	format_names_release(&names);
	return rc;
}

/* ---- one format in words ---------------------------------------------- */

static const char *
sign_name(char c)
{
	static char text[2];

	text[0] = c;
	return c == '\t' ? "a tab" : text;
}

static void
print_column(const struct usagemap *m, unsigned column)
{
	const struct map_column *c = &m->column[column];

	if (c->name.p != NULL)
		put(c->name);
	else
		printf("column %u", c->position + 1);
}

static void
print_columns(const struct usagemap *m, const unsigned *column, unsigned len,
    const char *between)
{
	unsigned i;

	for (i = 0; i < len; i++) {
		fputs(i != 0 ? between : "", stdout);
		print_column(m, column[i]);
	}
}

static void
print_rows(const struct format *f)
{
	const struct usagemap *m = &f->map;

	if (m->layout == MAP_JSON) {
		printf("layout    json: objects one after another, or arrays "
		    "of them%s\n", f->percent ? ", values decoded from %41"
		    : "");
		return;
	}
	if (m->layout == MAP_FIXED_WIDTH) {
		printf("layout    fixed: %u columns of a line, %s\n",
		    f->fixed.columns, f->fixed.latin1 ? "ISO 8859-1" : "UTF-8");
		return;
	}
	printf("layout    csv: delimiter %s", sign_name(f->csv.delimiter));
	if (f->csv.quote == CSVROW_UNQUOTED)
		fputs(", no quotes", stdout);
	else
		printf(", quote %s", sign_name(f->csv.quote));
	printf(", %s", f->csv.latin1 ? "ISO 8859-1" : "UTF-8");
	if (m->header)
		printf(", columns by the header row\n");
	else if (m->width_max == m->width_min)
		printf(", %u columns without a header row\n", m->width_min);
	else if (m->open)
		printf(", at least %u columns without a header row\n",
		    m->width_min);
	else
		printf(", %u to %u columns without a header row\n",
		    m->width_min, m->width_max);
}

/* ", behind 'sip:' or 'tel:'" */
static void
print_part(const char *where, const struct slice *text, unsigned len)
{
	unsigned i;

	for (i = 0; i < len; i++) {
		printf("%s '", i != 0 ? " or" : where);
		put(text[i]);
		putchar('\'');
	}
}

static void
print_texts(const char *what, const struct slice *text, unsigned len)
{
	unsigned i;

	if (len == 0)
		return;
	fputs(what, stdout);
	for (i = 0; i < len; i++) {
		fputs(i != 0 ? ", '" : " '", stdout);
		put(text[i]);
		putchar('\'');
	}
	putchar('\n');
}

/* "header    " or "trailer   ": its line, and what it says of the file */
static void
print_line(const struct format *f, const char *what,
    const struct format_line *l)
{
	if (l->begins.len == 0)
		return;
	printf("%s a line that begins with '", what);
	put(l->begins);
	putchar('\'');
	if (l->counts) {
		fputs("; its rows are counted in ", stdout);
		print_column(&f->map, l->count);
	}
	for (unsigned i = 0; i < l->sums; i++) {
		fputs("; the sum of ", stdout);
		print_column(&f->map, l->sum[i].of);
		fputs(" is in ", stdout);
		print_column(&f->map, l->sum[i].column);
	}
	if (l->numbers) {
		fputs("; the file's number is in ", stdout);
		print_column(&f->map, l->number);
	}
	putchar('\n');
}

static void
print_sequence(const struct format *f)
{
	const struct sequence_terms *t = &f->sequence;

	if (!f->header.numbers && !f->trailer.numbers)
		printf("files     %.*s{n}%.*s, numbered", SLICE_FMT(t->before),
		    SLICE_FMT(t->behind));
	else
		fputs("files     numbered", stdout);
	printf(" from %ju\n", (uintmax_t)t->from);
}

static void
print_detail(const struct format *f)
{
	static const char *const times[] = { [RADIUS_BY_EVENT] = "event",
	    [RADIUS_BY_TIMESTAMP] = "timestamp",
	    [RADIUS_BY_HEADER] = "header" };
	static const char *const cuts[] = { [RADIUS_CUT_NONE] = "nowhere",
	    [RADIUS_CUT_DAY] = "at midnight",
	    [RADIUS_CUT_MONTH] = "at the month's end" };
	const struct radius_map *r = f->radius;
	unsigned i;

	printf("packets   of detail files; access server by ");
	print_columns(&f->map, r->nas, r->nas_len, ", else ");
	printf("\noctets    in ");
	print_columns(&f->map, &r->role[RADIUS_IN], 2, " and ");
	printf(", out ");
	print_columns(&f->map, &r->role[RADIUS_OUT], 2, " and ");
	printf("\ntimes     ");
	for (i = 0; i < r->times; i++)
		printf("%s%s", i != 0 ? ", else " : "", times[r->time[i]]);
	printf("\ncut       %s", cuts[r->cut]);
	if (r->cut_zone.name != NULL)
		printf(" in %s", r->cut_zone.name);
	if (r->duration != NULL) {
		printf("\nseconds   as ");
		put(slice_of(r->duration));
	}
	putchar('\n');
}

/* A session's id has its interval behind the key. */
static void
print_session_key(const struct usagemap *m)
{
	printf("id        %s:NAS:", m->source);
	print_columns(m, m->key, m->keys, ":");
	printf("@FROM/TO\n");
}

static void
print_key(const struct usagemap *m)
{
	printf("id        %s:", m->source);
	if (m->keys != 0)
		print_columns(m, m->key, m->keys, ":");
	else
		printf("h1-HEX-N, made from the content: land whole files");
	putchar('\n');
}

static void
print_call(const struct format *f)
{
	const struct format_call *c = f->call;

	fputs("call      records", stdout);
	if (c->numbered) {
		fputs(" numbered by ", stdout);
		print_column(&f->map, c->number);
		printf(" from %ju", (uintmax_t)c->terms.from);
	}
	for (unsigned i = 0; c->terms.legs > 1 && i < c->terms.legs; i++)
		printf("%s leg %.*s%s", i == 0 && !c->numbered ? "" : ",",
		    SLICE_FMT(c->terms.leg[i]),
		    c->terms.optional[i] ? " (may be missing)" : "");
	printf(", ends when silent for %jd s\n",
	    (intmax_t)(c->terms.timeout_us / US_PER_S));
}

static void
print_conds(const struct usagemap *m)
{
	unsigned i, k;

	for (i = 0; i < m->conds; i++) {
		const struct map_cond *c = &m->cond[i];

		printf("only if   ");
		print_column(m, c->column);
		printf(" %s", c->begins
		    ? c->negate ? "does not begin with" : "begins with"
		    : c->negate ? "is not" : "is");
		for (k = 0; k < c->values; k++) {
			fputs(k != 0 ? " or '" : " '", stdout);
			put(c->value[k]);
			putchar('\'');
		}
		putchar('\n');
	}
}

static void
print_from(const struct usagemap *m, const struct map_field *f)
{
	unsigned i;

	switch (f->from) {
	case MAP_CONSTANT:
		putchar('\'');
		put(f->text);
		putchar('\'');
		break;
	case MAP_COLUMN:
	case MAP_SUM:
		print_columns(m, f->column, f->columns, " + ");
		break;
	case MAP_FIRST:
		printf("the first of ");
		print_columns(m, f->column, f->columns, ", ");
		break;
	case MAP_TEMPLATE:
		for (i = 0; i < f->parts; i++) {
			if (f->part[i].column == 0) {
				put(f->part[i].text);
				continue;
			}
			putchar('{');
			print_column(m, f->part[i].column - 1);
			putchar('}');
		}
		break;
	case MAP_TS_PLUS:
		printf("ts + quantity");
		break;
	case MAP_ELAPSED:
		printf("seconds from ts to end_ts");
		break;
	}
}

static void
print_field(const struct usagemap *m, const struct map_field *f)
{
	printf("%-16.*s  ", SLICE_FMT(f->name));
	print_from(m, f);
	print_part(", behind", f->behind, f->behinds);
	print_part(", before", f->before, f->befores);
	if (f->missings != 0)
		printf(", %u values missing", f->missings);
	if (f->pairs != 0)
		printf(", by a map of %u values", f->pairs);
	if (f->pairs != 0 && f->other.len != 0)
		printf(", else '%.*s'", SLICE_FMT(f->other));
	if (f->pairs_open)
		printf(", others kept");
	if (f->time != NULL) {
		fputs(", ", stdout);
		put(slice_of(f->time->pattern));
		printf("%s%s", f->time->has_zone ? "" : " in ",
		    f->time->has_zone ? ""
		    : m->zone.name != NULL ? m->zone.name : "--zone");
	}
	if (f->as == MAP_NUMBER)
		printf(", a telephone number");
	if (f->hms)
		printf(", h:m:s");
	if (f->as == MAP_QUANTITY && f->decimal == ',')
		printf(", decimals behind ','");
	if (f->group != '\0')
		printf(", thousands by '%c'", f->group);
	if (f->multiply != 1)
		printf(", times %ju", (uintmax_t)f->multiply);
	if (f->divide != 1)
		printf(", divided by %ju", (uintmax_t)f->divide);
	if (f->from != MAP_CONSTANT && f->text.len != 0)
		printf(", '%.*s' where nothing is there", SLICE_FMT(f->text));
	putchar('\n');
}

static void
print_fields(const struct usagemap *m)
{
	unsigned i;

	if (m->fields != 0)
		putchar('\n');
	for (i = 0; i < m->fields; i++)
		print_field(m, &m->field[i]);
}

static void
print_kinds(const struct usagemap *m)
{
	unsigned i;

	for (i = 0; i < m->kinds; i++) {
		printf("\nrows[%u]%s%s\n", i, m->kind[i].conds == 0
		    ? "   all others" : "", m->kind[i].alone
		    ? "   no part of a call" : "");
		print_conds(&m->kind[i]);
		print_fields(&m->kind[i]);
	}
}

static void
print_numbers(const struct numplan *np)
{
	static const char *const bare[] = {
		[NUMPLAN_BARE_REJECT] = "rejected",
		[NUMPLAN_BARE_NATIONAL] = "national",
		[NUMPLAN_BARE_INTERNATIONAL] = "international without a +",
		[NUMPLAN_BARE_KEEP] = "kept as they are",
	};
	unsigned i;

	printf("numbers   country code %s, national prefix %s, "
	    "international", np->country_code[0] != '\0' ? np->country_code
	    : "not set", np->national[0] != '\0' ? np->national : "none");
	for (i = 0; i < np->internationals; i++)
		printf(" %s", np->international[i]);
	if (np->short_max != 0)
		printf(", up to %u digits are an extension", np->short_max);
	printf(", others are %s\n", bare[np->bare]);
}

static int
explain(const char *name, bool quiet)
{
	static struct format f;
	unsigned i;

	if (format_load(&f, name, NULL) < 0) {
		format_release(&f);
		return EXIT_TROUBLE;
	}
	if (quiet) {
		puts(f.is_flow ? "flow" : format_layout_name(&f));
		format_release(&f);
		return EXIT_OK;
	}
	put(slice_of(f.map.description));
	fputs("\n\nfile      ", stdout);
	put(slice_of(f.path));
	printf("\nread by   bss-mediate %s\n", f.is_flow ? "flow"
	    : format_layout_name(&f));
	if (f.radius != NULL) {
		print_detail(&f);
		print_session_key(&f.map);
	} else {
		print_rows(&f);
		print_texts("passed    lines that begin with", f.skip,
		    f.skips);
		print_texts("ends at   a line that begins with", f.until,
		    f.untils);
		print_line(&f, "header   ", &f.header);
		print_line(&f, "trailer  ", &f.trailer);
		print_key(&f.map);
		if (f.call != NULL)
			print_call(&f);
		if (f.is_sequence)
			print_sequence(&f);
	}
	print_conds(&f.map);
	if (f.map.numbers.internationals != 0
	    || f.map.numbers.bare != NUMPLAN_BARE_REJECT
	    || f.map.numbers.country_code[0] != '\0')
		print_numbers(&f.map.numbers);
	print_fields(&f.map);
	print_kinds(&f.map);
	if (f.is_flow)
		puts("\na flow, whose ends in local networks make usage:");
	for (i = 0; i < FLOW_PARTS; i++)
		if (f.has_part[i])
			print_field(&f.map, &f.part[i]);
	format_release(&f);
	return EXIT_OK;
}

int
verb_formats(int argc, char **argv)
{
	struct formats_opts opts = { 0 };
	int rc;

	rc = verb_parse(&opts, &argc, &argv);
	if (rc != 0)
		return verb_stop(rc);
	if (argc > 1) {
		diag(REASON_USAGE_OPERAND, "one format at a time");
		return EXIT_TROUBLE;
	}
	return argc == 0 ? list(opts.quiet) : explain(argv[0], opts.quiet);
}
