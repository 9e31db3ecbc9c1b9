/*
 * render.c (bss-bill) - documents as text, HTML or JSON
 */
#include <jansson.h>
#include <stdio.h>

#include "base/diag.h"
#include "base/file.h"
#include "doc/invoice_text.h"
#include "doc/invoice_view.h"
#include "verbs.h"

#define LANGUAGE_DEFAULT	"en"

/*
 * The words of a document's language, or English where there are none for
 * it; of --language strictly.
 */
static int
text_for(struct renderer *r, struct slice language)
{
	char code[3] = LANGUAGE_DEFAULT;

	if (r->language != NULL)
		snprintf(code, sizeof(code), "%s", r->language);
	else if (language.len == 2)
		memcpy(code, language.p, 2);
	if (r->language == NULL && !doc_text_exists(code))
		memcpy(code, LANGUAGE_DEFAULT, 2);
	if (strcmp(code, r->text_language) == 0)
		return 0;
	doc_text_release(&r->text);
	r->text_language[0] = '\0';
	if (doc_text_load(&r->text, code) < 0)
		return -1;
	memcpy(r->text_language, code, sizeof(code));
	return 0;
}

static int
html_ready(struct renderer *r)
{
	if (r->html.pid != 0)
		return 0;
	if (r->template == NULL) {
		r->template_path = share_path("templates/invoice.html.jq");
		if (r->template_path == NULL)
			return -1;
		r->template = r->template_path;
	}
	return html_open(&r->html, r->template);
}

static int
add_piece(const char *p, size_t n, void *arg)
{
	return buf_add(arg, p, n);
}

static int
render_view(struct renderer *r, const json_t *view, struct buf *out)
{
	switch (r->format) {
	case RENDER_HTML:
		return html_ready(r) < 0 ? -1
		    : html_render(&r->html, view, out);
	case RENDER_VIEW:
		json_dump_callback(view, add_piece, out, JSON_COMPACT);
		return buf_addc(out, '\n');
	default:
		invoice_text(view, out);
		return 0;
	}
}

/* The document as it stands, and behind its members the records. */
static int
json_itemised(struct renderer *r, struct slice body, struct buf *out)
{
	struct itemised_lack lack;
	json_t *list = itemised_json(&r->details->of, &r->doc.inv, &lack);

	details_lack(r->details, &r->doc.inv, &lack);
	body.len--;			/* its brace; it was read, so it ends */
	buf_add_slice(out, body);
	buf_adds(out, ",\"usage_details\":");
	json_dump_callback(list, add_piece, out, JSON_COMPACT);
	json_decref(list);
	return buf_adds(out, "}\n");
}

/* A page of details with none on it says nothing. */
static void
add_details(json_t *view, json_t *details)
{
	if (json_array_size(json_object_get(details, "groups")) > 0
	    || json_string_length(json_object_get(details, "free")) > 0)
		json_object_set(view, "details", details);
	json_decref(details);
}

int
render_body(struct renderer *r, const struct bill_row *row, struct buf *out)
{
	struct itemised_lack lack;
	const char *wrong;
	json_t *view;
	int rc;

	if (r->format == RENDER_JSON && r->details == NULL) {
		buf_add_slice(out, row->body);
		return buf_addc(out, '\n');
	}
	wrong = invoice_json_read(row->body, &r->doc);
	if (wrong != NULL) {
		diag(REASON_BILL_UNSOUND, "document '%.*s' of account '%.*s' "
		    "cannot be read: %s", SLICE_FMT(row->number),
		    SLICE_FMT(row->account), wrong);
		return -1;
	}
	if (r->format == RENDER_JSON)
		return json_itemised(r, row->body, out);
	if (text_for(r, r->doc.inv.language) < 0)
		return -1;
	view = invoice_view(&r->doc.inv, &r->text);
	if (r->details != NULL) {
		add_details(view, itemised_view(&r->details->of, &r->doc.inv,
		    &r->text, &lack));
		details_lack(r->details, &r->doc.inv, &lack);
	}
	rc = render_view(r, view, out);
	json_decref(view);
	return rc;
}

int
renderer_close(struct renderer *r)
{
	int rc = html_close(&r->html);

	invoice_doc_release(&r->doc);
	doc_text_release(&r->text);
	free(r->template_path);
	r->template_path = NULL;
	return rc;
}

/*
 * The verb
 */
struct rendering {
	struct renderer		 r;
	const struct bill_opts	*o;
	struct buf		 page;
	uint64_t		 documents;
};

/* A name for a file from a number or an account: others as %XX. */
static void
add_file_name(struct buf *b, struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
		    || (c >= '0' && c <= '9') || c == '-' || c == '_'
		    || (c == '.' && i > 0))
			buf_addc(b, c);
		else
			buf_addf(b, "%%%02X", (unsigned)(unsigned char)c);
	}
}

static char *
file_name(const struct rendering *g, const struct bill_row *row)
{
	static const char *const suffix[] = {
		[RENDER_TEXT] = "txt", [RENDER_HTML] = "html",
		[RENDER_JSON] = "json", [RENDER_VIEW] = "view.json",
	};
	struct buf b = { 0 };

	buf_addf(&b, "%s/", g->o->out);
	if (row->number.len > 0) {
		add_file_name(&b, row->number);
	} else {
		buf_adds(&b, "draft-");
		add_file_name(&b, row->period);
		buf_addc(&b, '-');
		add_file_name(&b, row->account);
		if (row->outside)
			buf_adds(&b, "+O");	/* of no account: escaped */
	}
	buf_addf(&b, ".%s", suffix[g->r.format]);
	return buf_detach(&b);
}

static int
write_file(const struct rendering *g, const struct bill_row *row)
{
	char *path = file_name(g, row);
	int rc = file_put(path, 0600, buf_slice(&g->page));

	free(path);
	return rc;
}

static int
needs_folder(void)
{
	diag(REASON_USAGE_MISSING, "several HTML pages need a folder: give "
	    "--out");
	return -1;
}

static int
render_row(const struct bill_row *row, void *arg)
{
	struct rendering *g = arg;

	buf_clear(&g->page);
	if (render_body(&g->r, row, &g->page) < 0)
		return -1;
	g->documents++;
	if (g->o->out != NULL)
		return write_file(g, row);
	if (g->documents > 1 && g->r.format == RENDER_HTML)
		return needs_folder();
	if (g->documents > 1 && g->r.format == RENDER_TEXT)
		putchar('\f');
	return fwrite(g->page.data, 1, g->page.len, stdout) == g->page.len
	    ? 0 : -1;
}

static int
render_word(struct rendering *g, struct db *db, const char *word)
{
	struct bill_filter f = { .period = slice_of(g->o->period),
	    .drafts = g->o->draft, .posted = !g->o->draft };
	uint64_t before = g->documents;

	if (word != NULL && g->o->draft)
		f.account = slice_of(word);
	else
		f.number = slice_of(word);
	if (bill_each(db, &f, render_row, g) < 0)
		return -1;
	if (word == NULL || g->documents > before)
		return 0;
	diag(REASON_BILL_NONE, "no %s '%s'", g->o->draft ? "draft of account"
	    : "document with number", word);
	return -1;
}

static int
render_words(struct rendering *g, int argc, char **argv)
{
	struct db db = { 0 };
	int rc = 0;

	if (db_open(&db, &db_bss, &g->o->db, DB_READ) < 0
	    || db_begin_read(&db) < 0)
		rc = -1;
	else if (g->o->all)
		rc = render_word(g, &db, NULL);
	for (int i = 0; i < argc && rc == 0; i++)
		rc = render_word(g, &db, argv[i]);
	db_close(&db);
	return rc;
}

static int
usage_check(const struct bill_opts *o, int argc)
{
	if (o->all == (argc > 0)) {
		diag(REASON_USAGE_OPERAND, "render which? numbers, or --all");
		return -1;
	}
	if (o->format == RENDER_HTML && o->out == NULL
	    && (o->all || argc > 1))
		return needs_folder();
	if (o->language != NULL && strlen(o->language) != 2) {
		diag(REASON_USAGE_VALUE, "--language '%s' is no ISO 639-1 "
		    "code", o->language);
		return -1;
	}
	if (o->details == NULL && (o->mask > 0 || o->free
	    || o->zone != NULL)) {
		diag(REASON_USAGE_MISSING, "--mask, --free and --zone are of "
		    "--details");
		return -1;
	}
	return o->out != NULL ? dir_make(o->out) : 0;
}

int
verb_render(int argc, char **argv)
{
	struct bill_opts o = BILL_OPTS_DEFAULT;
	struct rendering g = { .o = &o };
	struct details details = { .lacking = 0 };
	int rc = bill_parse(&o, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (usage_check(&o, argc) < 0)
		return EXIT_TROUBLE;
	g.r.format = (enum render_format)o.format;
	g.r.template = o.template;
	g.r.language = o.language;
	if (o.details != NULL) {
		g.r.details = &details;
		rc = details_load(&details, &o);
	}
	if (rc == 0)
		rc = render_words(&g, argc, argv);
	if (renderer_close(&g.r) < 0)
		rc = -1;
	buf_release(&g.page);
	details_release(&details);
	return rc == 0 && details.lacking > 0 ? EXIT_FINDINGS
	    : tool_exit_code(rc);
}
