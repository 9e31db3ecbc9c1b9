/*
 * bill_operator.c (store) - see bill_operator.h
 */
#include "base/diag.h"
#include "base/file.h"
#include "bss/iban.h"
#include "bss/tax.h"
#include "store/bill_operator.h"
#include "store/document.h"

/* What the members are read into; the lists are borrowed. */
struct reading {
	struct bill_operator	 op;
	json_t			*languages, *notes;
};

#define TEXT(key, required, field)					\
	{ key, DOC_STR, required, offsetof(struct reading, op.field), NULL }
#define LIST(key, field)						\
	{ key, DOC_ARRAY, false, offsetof(struct reading, field), NULL }

static const struct doc_member members[] = {
	TEXT("legal_name", true, seller.name),
	TEXT("street", true, seller.street),
	TEXT("postal_code", true, seller.postal_code),
	TEXT("city", true, seller.city),
	TEXT("country", true, seller.country),
	TEXT("tax_id", false, seller.tax_id),
	TEXT("tax_number", false, seller.tax_number),
	TEXT("registration", false, seller.registration),
	TEXT("email", false, seller.email),
	TEXT("phone", false, seller.phone),
	TEXT("website", false, seller.website),
	TEXT("iban", false, payment.iban),
	TEXT("bic", false, payment.bic),
	{ "payment_terms_d", DOC_COUNT, true,
	    offsetof(struct reading, op.payment.terms_d), NULL },
	TEXT("invoice_series", true, series),
	{ "cash_rounding", DOC_MONEY, false,
	    offsetof(struct reading, op.cash_step), NULL },
	LIST("languages", languages),
	LIST("notes", notes),
	DOC_END
};

static void
read_list(const struct doc_at *root, const char *key, json_t *list,
    struct arena *a, struct slice out[OPERATOR_LIST_MAX], size_t *len)
{
	struct doc_at at = doc_member_at(root, key, list);
	json_t *v;
	size_t i;

	if (json_array_size(list) > OPERATOR_LIST_MAX) {
		doc_fault(&at, REASON_DOC_VALUE, "more than %d of them",
		    OPERATOR_LIST_MAX);
		return;
	}
	json_array_foreach(list, i, v) {
		struct doc_at element = doc_element_at(&at, i, v);

		if (!json_is_string(v) || json_string_length(v) == 0)
			doc_fault(&element, REASON_DOC_VALUE,
			    "not a string, or empty");
		else
			out[(*len)++] = arena_slice(a, (struct slice){
			    json_string_value(v), json_string_length(v) });
	}
}

/* What a number and a file name can be made of */
static bool
is_series(struct slice s)
{
	if (s.len == 0 || s.len > SERIES_MAX)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!((s.p[i] >= 'A' && s.p[i] <= 'Z')
		    || (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '-'))
			return false;
	return true;
}

static void
check_member(const struct doc_at *root, const char *key, bool good,
    enum reason why, const char *want)
{
	json_t *v = json_object_get(root->value, key);
	struct doc_at at = doc_member_at(root, key, v);

	if (v != NULL && !good)
		doc_fault(&at, why, "'%s' is not %s",
		    json_is_string(v) ? json_string_value(v) : "", want);
}

/* Languages name files: two letters, or it is no language. */
static bool
are_languages(const struct bill_operator *op)
{
	for (size_t i = 0; i < op->languages; i++) {
		struct slice s = op->language[i];

		if (s.len != 2 || s.p[0] < 'a' || s.p[0] > 'z'
		    || s.p[1] < 'a' || s.p[1] > 'z')
			return false;
	}
	return true;
}

static void
check(const struct doc_at *root, const struct bill_operator *op)
{
	check_member(root, "iban", iban_valid(op->payment.iban),
	    REASON_OPERATOR_IBAN, "an IBAN (capitals and digits, no blanks)");
	check_member(root, "invoice_series", is_series(op->series),
	    REASON_OPERATOR_SERIES, "1 to 16 of A-Z, 0-9 and -");
	check_member(root, "country", op->seller.country.len == 2,
	    REASON_DOC_VALUE, "an ISO 3166-1 code of two letters");
	check_member(root, "tax_id", tax_id_prefixed(op->seller.tax_id),
	    REASON_DOC_VALUE, "a VAT identifier, with its country before it "
	    "(EN 16931 BR-CO-09): another number is the tax_number");
	check_member(root, "payment_terms_d",
	    op->payment.terms_d <= TERMS_D_MAX, REASON_DOC_VALUE,
	    "a number of days up to 366");
	check_member(root, "languages", are_languages(op), REASON_DOC_VALUE,
	    "a list of ISO 639-1 codes");
}

static void
read_root(struct document *doc, struct bill_operator *op)
{
	struct doc_at root = doc_root(doc);
	struct reading r = { 0 };
	bool good = doc_object(&root, members, &r);
	struct arena arena = op->arena;	/* doc_object has allocated in it */

	*op = r.op;
	op->arena = arena;
	if (!good)
		return;
	read_list(&root, "languages", r.languages, &op->arena, op->language,
	    &op->languages);
	read_list(&root, "notes", r.notes, &op->arena, op->note, &op->notes);
	if (op->languages == 0)
		op->language[op->languages++] = SLICE_LIT("en");
	check(&root, op);
}

static int
load_text(struct bill_operator *op, const char *path, struct slice text)
{
	struct document doc = { .file = path, .arena = &op->arena };
	int rc = -1;

	if (document_parse(&doc, text) == 0) {
		read_root(&doc, op);
		rc = doc.faults == 0 ? 0 : -1;
	}
	document_release(&doc);
	return rc;
}

int
operator_load(struct bill_operator *op, const char *path)
{
	char *home = path == NULL ? home_path("operator.json") : NULL;
	const char *file = path != NULL ? path : home;
	struct buf text = { 0 };
	int rc = -1;

	*op = (struct bill_operator){ 0 };
	if (file == NULL)
		diag(REASON_USAGE_MISSING, "no operator.json: set "
		    "OSSBSS_HOME or give --operator FILE");
	else if (file_read(file, OPERATOR_FILE_MAX, &text) == 0)
		rc = load_text(op, file, buf_slice(&text));
	buf_release(&text);
	free(home);
	if (rc < 0)
		operator_release(op);
	return rc;
}

void
operator_release(struct bill_operator *op)
{
	arena_release(&op->arena);
	*op = (struct bill_operator){ 0 };
}
