/*
 * opt_print.c (base) - the option table for people (--help) and for machines
 */
#include <stdio.h>

#include "base/opt.h"

#define HELP_WIDTH	79	/* columns of --help */
#define LABEL_MAX	31	/* longer labels get a line of their own */

const struct opt opt_builtins[OPT_BUILTINS + 1] = {
	{ 'h', "help", OPT_FLAG, NULL, 0, "print this and exit" },
	{ 0, "version", OPT_FLAG, NULL, 0, "print the version and exit" },
	{ 0, "print-options", OPT_FLAG, NULL, 0, NULL },
	OPT_END
};

static const char *const kind_names[] = {
	[OPT_FLAG] = "flag", [OPT_STR] = "str", [OPT_FILE] = "file",
	[OPT_DIR] = "dir", [OPT_UINT] = "uint", [OPT_DURATION] = "duration",
	[OPT_TIME] = "time", [OPT_ENUM] = "enum", [OPT_LIST] = "list"
};

static int
label_format(const struct opt *o, char *out, size_t size)
{
	char letter[5] = "    ";

	if (o->letter != 0)
		snprintf(letter, sizeof(letter), "-%c, ", o->letter);
	return snprintf(out, size, "%s--%s%s%s", letter, o->name,
	    o->arg != NULL ? "=" : "", o->arg != NULL ? o->arg : "");
}

/*
 * "  label   text", the text from column `column` on and broken at blanks
 * before HELP_WIDTH.
 */
static void
print_item(const char *label, int column, const char *text)
{
	int at = printf("  %s", label);

	if (at + 2 > column) {
		putchar('\n');
		at = 0;
	}
	printf("%*s", column - at, "");
	at = column;
	while (*text != '\0') {
		int n = (int)strcspn(text, " ");

		if (at > column && at + 1 + n > HELP_WIDTH) {
			printf("\n%*s", column, "");
			at = column;
		}
		at += printf("%s%.*s", at > column ? " " : "", n, text);
		text += n;
		text += strspn(text, " ");
	}
	putchar('\n');
}

static int
options_column(const struct opt *options, int widest)
{
	char label[128];

	for (const struct opt *o = options;
	    o != NULL && o->kind != OPT_STOP; o++) {
		int n = label_format(o, label, sizeof(label));

		if (n <= LABEL_MAX && n > widest)
			widest = n;
	}
	return widest;
}

static void
print_options(const struct opt *options, int column)
{
	char label[128];

	for (const struct opt *o = options;
	    o != NULL && o->kind != OPT_STOP; o++) {
		if (o->help == NULL)
			continue;
		label_format(o, label, sizeof(label));
		print_item(label, column, o->help);
	}
}

static void
print_verbs(const struct tool *t)
{
	int widest = 0;

	for (const struct verb *v = t->verbs; v->name != NULL; v++)
		if ((int)strlen(v->name) > widest)
			widest = (int)strlen(v->name);
	printf("\nVerbs:\n");
	for (const struct verb *v = t->verbs; v->name != NULL; v++)
		print_item(v->name, widest + 4, v->help);
	printf("\n'%s verb --help' lists the options of a verb.\n", t->name);
}

static void
print_sentence(const char *text)
{
	printf("%c%s.\n", *text >= 'a' && *text <= 'z' ? *text - 'a' + 'A' :
	    *text, *text != '\0' ? text + 1 : "");
}

void
opt_print_help(const struct tool *t, const struct verb *v)
{
	const struct opt *options = v != NULL ? v->options : t->options;
	const char *operands = v != NULL ? v->operands : t->operands;
	int column = options_column(opt_builtins, 0);

	if (t->verbs != NULL && v == NULL) {
		printf("Usage: %s verb [options] [operands]\n", t->name);
		print_sentence(t->summary);
		print_verbs(t);
	} else {
		printf("Usage: %s%s%s [options]%s%s\n", t->name,
		    v != NULL ? " " : "", v != NULL ? v->name : "",
		    operands != NULL && *operands != '\0' ? " " : "",
		    operands != NULL ? operands : "");
		print_sentence(v != NULL ? v->help : t->summary);
	}
	printf("\nOptions:\n");
	column = options_column(options, column) + 4;
	print_options(options, column);
	print_options(opt_builtins, column);
	printf("\nSee 'man %s'.\n", t->name);
}

static void
print_row(const char *verb, char letter, const char *name, const char *kind,
    const char *arg, const char *help)
{
	printf("%s\t%c\t%s\t%s\t%s\t%s\n", verb, letter != 0 ? letter : '-',
	    name, kind, arg != NULL && *arg != '\0' ? arg : "-", help);
}

static void
print_rows(const char *verb, const struct opt *options)
{
	for (const struct opt *o = options;
	    o != NULL && o->kind != OPT_STOP; o++)
		print_row(verb, o->letter, o->name, kind_names[o->kind],
		    o->arg, o->help);
}

void
opt_print_table(const struct tool *t)
{
	print_row("-", 0, "-", "tool", t->operands, t->summary);
	print_rows("-", t->options);
	if (t->verbs == NULL)
		return;
	for (const struct verb *v = t->verbs; v->name != NULL; v++) {
		print_row(v->name, 0, "-", "verb", v->operands, v->help);
		print_rows(v->name, v->options);
	}
}
