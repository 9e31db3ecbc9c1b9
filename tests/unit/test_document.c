/*
 * test_document.c - the lines of places in a document
 */
#include "store/document.h"
#include "tap.h"

static const char text[] =
    "{ \"a\": 1,\n"
    "  \"b \\u00e9\\\"\": [\n"
    "    { \"c\": [ [], \"]}\\\"\", {\n"
    "      \"d\": null } ],\n"
    "      \"e\":\n"
    "        { \"f\": [\n"
    "            \"x\",\n"
    "            \"y\" ] } },\n"
    "    \"last\" ],\n"
    "  \"g\": {}, \"h\": 2 }\n";

/* Up to four steps; a name, or [n] */
static uint32_t
line_of(struct document *doc, const char *const *step)
{
	struct doc_at at[5];
	size_t n = 0;

	at[0] = doc_root(doc);
	for (; n < 4 && step[n] != NULL; n++) {
		if (step[n][0] == '[')
			at[n + 1] = doc_element_at(&at[n],
			    (size_t)(step[n][1] - '0'), NULL);
		else
			at[n + 1] = doc_member_at(&at[n], step[n], NULL);
	}
	return doc_line(&at[n]);
}

static void
test_lines(struct document *doc)
{
	static const struct {
		const char *step[5];
		uint32_t line;
	} cases[] = {
		{ { NULL }, 0 },
		{ { "a", NULL }, 1 },
		{ { "b \303\251\"", NULL }, 2 },
		{ { "b \303\251\"", "[0]", NULL }, 3 },
		{ { "b \303\251\"", "[0]", "c", "[2]" }, 3 },
		{ { "b \303\251\"", "[0]", "e", NULL }, 5 },
		{ { "b \303\251\"", "[0]", "e", "f" }, 6 },
		{ { "b \303\251\"", "[1]", NULL }, 9 },
		{ { "h", NULL }, 10 },
		{ { "nowhere", NULL }, 0 },
		{ { "g", "nowhere", NULL }, 10 },
		{ { "b \303\251\"", "[7]", NULL }, 2 },
		{ { "b \303\251\"", "[0]", "nowhere", NULL }, 3 },
		{ { "a", "[0]", NULL }, 1 },
	};
	size_t i;

	for (i = 0; i < LEN(cases); i++)
		is_u64(line_of(doc, cases[i].step), cases[i].line,
		    "%zu: line %u", i, cases[i].line);
}

int
main(void)
{
	struct document doc = { .file = "text" };

	ok(document_parse(&doc, slice_of(text)) == 0, "it is JSON");
	test_lines(&doc);
	document_release(&doc);
	return tap_done();
}
