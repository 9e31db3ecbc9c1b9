/*
 * opt.c (base) - parsing by an option table
 * Not getopt_long: that keeps its place in globals, obeys POSIXLY_CORRECT
 * and cannot say why it refused a word.
 */
#include <assert.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/near.h"
#include "base/opt.h"
#include "base/slice.h"
#include "base/tstamp.h"

#define OPTIONS_MAX	64	/* in one table: bits of parser.seen */
#define DURATION_MAX_US	(36500 * US_PER_DAY)	/* may be added to any clock */

struct parser {
	const struct tool	*tool;
	const struct verb	*verb;		/* NULL: tool without verbs */
	const struct opt	*options;
	const char		*operands;
	void			*dst;
	uint64_t		 seen;		/* bit per option */
	int			 argc, at;
	char			**argv;
};

static struct {
	struct opt_file	item[OPTIONS_MAX];
	size_t		len;
}	files;

const struct opt_file *
opt_files(size_t *n)
{
	*n = files.len;
	return files.item;
}

/* Places in opt_opt_builtins */
enum builtin { BUILTIN_HELP, BUILTIN_VERSION, BUILTIN_TABLE };

/*
 * Find a long name or an unambiguous beginning of one. *matches: how many
 * there are; an exact one counts alone.
 */
static const struct opt *
find_long(const struct opt *const tables[2], struct slice name, int *matches)
{
	const struct opt *found = NULL;

	*matches = 0;
	for (int t = 0; t < 2; t++) {
		for (const struct opt *o = tables[t];
		    o != NULL && o->kind != OPT_STOP; o++) {
			if (strncmp(o->name, name.p, name.len) != 0)
				continue;
			found = o;
			if (o->name[name.len] == '\0') {
				*matches = 1;
				return found;
			}
			++*matches;
		}
	}
	return *matches == 1 ? found : NULL;
}

static const struct opt *
find_letter(const struct opt *const tables[2], char letter)
{
	for (int t = 0; t < 2; t++)
		for (const struct opt *o = tables[t];
		    o != NULL && o->kind != OPT_STOP; o++)
			if (o->letter == letter)
				return o;
	return NULL;
}

/* Decimal digits only; *end is the first octet behind them. */
static bool
digits_parse(const char *s, uint64_t *out, const char **end)
{
	uint64_t v = 0;
	const char *p = s;

	for (; *p >= '0' && *p <= '9'; p++)
		if (__builtin_mul_overflow(v, 10, &v) ||
		    __builtin_add_overflow(v, (uint64_t)(*p - '0'), &v))
			return false;
	if (p == s)
		return false;
	*out = v;
	*end = p;
	return true;
}

static bool
duration_parse(const char *s, int64_t *out)
{
	static const struct {
		const char	*name;
		int64_t		 us;
	} units[] = {
		{ "ms", US_PER_S / 1000 }, { "s", US_PER_S },
		{ "m", 60 * US_PER_S }, { "h", 3600 * US_PER_S },
		{ "d", US_PER_DAY }
	};
	const char *unit;
	uint64_t n;
	int64_t us;

	if (!digits_parse(s, &n, &unit))
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(unit, units[i].name) != 0)
			continue;
		if (__builtin_mul_overflow(n, units[i].us, &us)
		    || us > DURATION_MAX_US)
			return false;
		*out = us;
		return true;
	}
	return false;
}

/* Index of word in "a|b|c", or -1. */
static int
choice_index(const char *choices, const char *word)
{
	size_t len = strlen(word);
	const char *p = choices;

	for (int i = 0;; i++) {
		size_t n = strcspn(p, "|");

		if (n == len && memcmp(p, word, n) == 0)
			return i;
		if (p[n] == '\0')
			return -1;
		p += n + 1;
	}
}

static int
wants(const struct parser *p, const struct opt *o, const char *what,
    const char *got)
{
	diag(REASON_USAGE_VALUE, "%s%s--%s wants %s, not '%s'",
	    p->verb != NULL ? p->verb->name : "",
	    p->verb != NULL ? ": " : "", o->name, what, got);
	return -1;
}

static int
list_add(struct opt_list *l, const char *text)
{
	GROW(l->item, l->len, l->cap);
	l->item[l->len++] = text;
	return 0;
}

/* Check text by the option's kind and keep it. 0 or -1, said. */
static int
set_value(const struct parser *p, const struct opt *o, const char *text)
{
	void *at = (char *)p->dst + o->offset;
	const char *end;
	int i;

	switch (o->kind) {
	case OPT_FLAG:
		*(bool *)at = true;
		return 0;
	case OPT_FILE:
	case OPT_DIR:
		if (*text == '\0')
			return wants(p, o, "a name", text);
		if (o->kind == OPT_FILE)
			files.item[files.len++] = (struct opt_file){ o->name,
			    text };
		/* FALLTHROUGH */
	case OPT_STR:
		*(const char **)at = text;
		return 0;
	case OPT_UINT:
		if (!digits_parse(text, at, &end) || *end != '\0')
			return wants(p, o, "a whole number", text);
		return 0;
	case OPT_DURATION:
		if (!duration_parse(text, at))
			return wants(p, o, "a duration as 250ms, 10s, 5m, "
			    "2h or 1d", text);
		return 0;
	case OPT_TIME:
		if (!tstamp_parse(slice_of(text), at))
			return wants(p, o, "a time as 2026-10-01T00:00:00Z",
			    text);
		return 0;
	case OPT_ENUM:
		if ((i = choice_index(o->arg, text)) < 0)
			return wants(p, o, o->arg, text);
		*(int *)at = i;
		return 0;
	case OPT_LIST:
		return list_add(at, text);
	case OPT_STOP:
		break;
	}
	assert(!"option kind");
	return -1;
}

/* ---- parsing ----------------------------------------------------------- */

static int
run_builtin(const struct parser *p, enum builtin which)
{
	switch (which) {
	case BUILTIN_HELP:
		opt_print_help(p->tool, p->verb);
		break;
	case BUILTIN_VERSION:
		printf("%s (ossbss) %s\n", p->tool->name, OSSBSS_VERSION);
		break;
	case BUILTIN_TABLE:
		opt_print_table(p->tool);
		break;
	}
	return 1;
}

static int
refuse(const struct parser *p, enum reason why, const char *fact,
    const char *word, int len)
{
	diag(why, "%s%s%s '%.*s'; see --help",
	    p->verb != NULL ? p->verb->name : "",
	    p->verb != NULL ? ": " : "", fact, len, word);
	return -1;
}

/* A value may be repeated only where the table has a list. */
static bool
seen_before(struct parser *p, const struct opt *o)
{
	size_t i = (size_t)(o - p->options);
	bool seen;

	assert(i < OPTIONS_MAX);
	seen = p->seen >> i & 1;
	p->seen |= UINT64_C(1) << i;
	return seen && o->kind != OPT_LIST && o->kind != OPT_FLAG;
}

static bool
is_builtin(const struct opt *o)
{
	return o >= opt_builtins && o < opt_builtins + OPT_BUILTINS;
}

/*
 * An option was recognised in the word at p->at. value: what stands in the
 * same word, or NULL. 0, 1 or -1 as opt_parse.
 */
static int
take_option(struct parser *p, const struct opt *o, const char *value)
{
	const char *word = p->argv[p->at];

	if (is_builtin(o))
		return run_builtin(p, (enum builtin)(o - opt_builtins));
	if (seen_before(p, o))
		return refuse(p, REASON_USAGE_TWICE, "an option stands twice",
		    o->name, (int)strlen(o->name));
	if (o->kind != OPT_FLAG && value == NULL) {
		if (p->at + 1 >= p->argc)
			return refuse(p, REASON_USAGE_VALUE,
			    "no value behind", word, (int)strlen(word));
		value = p->argv[++p->at];
	}
	return set_value(p, o, value);
}

static int
option_unknown(const struct parser *p, const struct opt *const tables[2],
    struct slice name)
{
	struct near_name near = { .edits = 0 };
	const struct opt *o;
	int i;

	for (i = 0; i < 2; i++)
		for (o = tables[i]; o != NULL && o->kind != OPT_STOP; o++)
			near_offer(&near, name, o->name);
	diag(REASON_USAGE_OPTION, "%s%sno such option '--%.*s'%s%.*s; see "
	    "--help", p->verb != NULL ? p->verb->name : "",
	    p->verb != NULL ? ": " : "", SLICE_FMT(name),
	    near.best.len > 0 ? "; is it --" : "", SLICE_FMT(near.best));
	return -1;
}

static int
parse_long(struct parser *p, const char *word)
{
	const struct opt *const tables[2] = { p->options, opt_builtins };
	size_t n = strcspn(word, "=");
	const char *value = word[n] == '=' ? word + n + 1 : NULL;
	const struct opt *o;
	int matches;

	o = find_long(tables, (struct slice){ word, n }, &matches);
	if (o == NULL && matches == 0)
		return option_unknown(p, tables, (struct slice){ word, n });
	if (o == NULL)
		return refuse(p, REASON_USAGE_OPTION,
		    "more than one option begins with", word - 2, (int)n + 2);
	if (o->kind == OPT_FLAG && value != NULL)
		return refuse(p, REASON_USAGE_VALUE,
		    "this option takes no value", word - 2, (int)n + 2);
	return take_option(p, o, value);
}

/* -nvfVALUE: letters of flags, the last may have a value. */
static int
parse_letters(struct parser *p, const char *word)
{
	const struct opt *const tables[2] = { p->options, opt_builtins };
	int rc;

	for (const char *c = word; *c != '\0'; c++) {
		const struct opt *o = find_letter(tables, *c);
		const char letter[] = { '-', *c, '\0' };

		if (o == NULL)
			return refuse(p, REASON_USAGE_OPTION,
			    "no such option", letter, 2);
		if (o->kind != OPT_FLAG)
			return take_option(p, o, c[1] != '\0' ? c + 1 : NULL);
		if ((rc = take_option(p, o, NULL)) != 0)
			return rc;
	}
	return 0;
}

/*
 * How many operands "account [period] [file ...]" allows: at least the words
 * outside brackets, at most all of them, any number with "...".
 */
static void
operand_bounds(const char *spec, int *min, int *max)
{
	int depth = 0;

	*min = *max = 0;
	while (spec != NULL && *(spec += strspn(spec, " ")) != '\0') {
		size_t n = strcspn(spec, " ");
		bool optional = depth > 0 || *spec == '[';

		for (size_t i = 0; i < n; i++)
			depth += (spec[i] == '[') - (spec[i] == ']');
		if (n >= 3 && memmem(spec, n, "...", 3) != NULL)
			*max = INT32_MAX;
		if (strspn(spec, ".[]") < n && *max < INT32_MAX)
			++*max;
		if (!optional && strspn(spec, ".[]") < n)
			++*min;
		spec += n;
	}
}

static int
check_operands(const struct parser *p, int count, char **operand)
{
	int min, max;

	operand_bounds(p->operands, &min, &max);
	if (count > max)
		return refuse(p, REASON_USAGE_OPERAND, "an operand too many",
		    operand[max], (int)strlen(operand[max]));
	if (count < min)
		return refuse(p, REASON_USAGE_OPERAND, "operands are missing",
		    p->operands, (int)strlen(p->operands));
	return 0;
}

static int
parse(struct parser *p, int *argc, char ***argv)
{
	int operands = 0, rc = 0;

	files.len = 0;
	p->argc = *argc;
	p->argv = *argv;
	for (p->at = 1; p->at < p->argc; p->at++) {
		char *word = p->argv[p->at];

		if (strcmp(word, "--") == 0) {
			while (++p->at < p->argc)
				p->argv[1 + operands++] = p->argv[p->at];
			break;
		}
		if (word[0] != '-' || word[1] == '\0')
			p->argv[1 + operands++] = word;
		else if (word[1] == '-')
			rc = parse_long(p, word + 2);
		else
			rc = parse_letters(p, word + 1);
		if (rc != 0)
			return rc;
	}
	if (check_operands(p, operands, p->argv + 1) < 0)
		return -1;
	p->argv[1 + operands] = NULL;
	*argc = operands;
	*argv = p->argv + 1;
	return 0;
}

int
opt_parse(const struct tool *t, const struct opt *options, void *dst,
    int *argc, char ***argv)
{
	struct parser p = { .tool = t, .options = options, .dst = dst,
	    .operands = t->operands };

	return parse(&p, argc, argv);
}

int
opt_parse_verb(const struct tool *t, const struct verb *v, void *dst,
    int *argc, char ***argv)
{
	return parse(&(struct parser){ .tool = t, .verb = v,
	    .options = v->options, .operands = v->operands, .dst = dst },
	    argc, argv);
}
