/*
 * test_records_page.c - ossbss-records(5) says what the table of types says
 * The sections of its RECORD TYPES are made from the table; line breaks are
 * free. `test_records_page print` prints them, to be put into the page.
 */
#include <stdio.h>

#include "base/buf.h"
#include "base/file.h"
#include "rec/types.h"
#include "tap.h"

#define PAGE		"man/ossbss-records.5"
#define PAGE_MAX	((size_t)1 << 20)
#define LINE_WIDTH	78

static const char *const kinds[] = {
	[KIND_STR] = "string", [KIND_UINT] = "integer", [KIND_DEC] = "decimal",
	[KIND_SUM] = "decimal", [KIND_TIME] = "time",
	[KIND_BOOL] = "true or false"
};

/* Text broken at blanks, with a full stop. */
static void
add_sentence(struct buf *out, const char *text, bool capital)
{
	size_t at = 0, len = strlen(text);

	while (*text != '\0') {
		size_t n = strcspn(text, " ");

		if (at != 0) {
			bool fits = at + 1 + n < LINE_WIDTH;

			buf_addc(out, fits ? ' ' : '\n');
			at = fits ? at + 1 : 0;
		}
		buf_add(out, text, n);
		if (capital)
			out->data[out->len - n] &= (char)~0x20;
		capital = false;
		at += n;
		text += n;
		text += strspn(text, " ");
	}
	buf_adds(out, len > 3 && strcmp(text - 3, "...") == 0 ? "\n" : ".\n");
}

static void
add_field(struct buf *out, const struct type_field *f)
{
	const struct field_def *d = &field_defs[f->field];

	buf_addf(out, ".It Va %s", d->name);
	if (f->required || f->identity)
		buf_addf(out, " No %s%s", f->required ? "*" : "",
		    f->identity ? "#" : "");
	buf_addf(out, "\n%s", kinds[d->kind]);
	if (d->unit[0] == '`')
		buf_addf(out, " in what\n.Va %.*s\nsays",
		    (int)strlen(d->unit) - 2, d->unit + 1);
	else if (d->unit[0] != '\0' && strcmp(d->unit, "1") != 0)
		buf_addf(out, " in %s", d->unit);
	buf_adds(out, ":\n");
	add_sentence(out, d->meaning, false);
}

static void
add_type(struct buf *out, const struct type_def *t)
{
	buf_addf(out, ".Ss %s\n", t->name);
	add_sentence(out, t->meaning, true);
	buf_adds(out, ".Bl -tag -width reading_quality -compact\n");
	for (size_t i = 0; i < t->len; i++)
		add_field(out, &t->field[i]);
	buf_adds(out, ".El\n");
}

/* Runs of white space to one blank. */
static void
squeeze(struct buf *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->len; i++) {
		char c = b->data[i] == '\n' ? ' ' : b->data[i];

		if (c != ' ' || (n != 0 && b->data[n - 1] != ' '))
			b->data[n++] = c;
	}
	b->len = n;
}

int
main(int argc, char **argv)
{
	bool print = argc > 1 && strcmp(argv[1], "print") == 0;
	struct buf page = { 0 }, section = { 0 };

	if (!print && file_read(PAGE, PAGE_MAX, &page) < 0)
		return 2;
	squeeze(&page);
	for (int t = REC_NONE + 1; t < REC_TYPE_COUNT; t++) {
		const struct type_def *d = type_def((enum rec_type)t);

		buf_clear(&section);
		add_type(&section, d);
		if (print) {
			fputs(buf_str(&section), stdout);
			continue;
		}
		squeeze(&section);
		ok(strstr(buf_str(&page), buf_str(&section)) != NULL,
		    "%s in " PAGE, d->name);
	}
	buf_release(&page);
	buf_release(&section);
	return print ? 0 : tap_done();
}
