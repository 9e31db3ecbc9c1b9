#include "store/catalog.h"

#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"
#include "store/catalog_read.h"

/* ---- catalog.json ----------------------------------------------------- */

struct root {
	struct slice	 name, currency, time_zone;
	json_t		*taxes, *treatments, *bands, *to_groups, *in_groups;
	json_t		*costs, *prices, *allowances, *offers;
	json_t		*discounts, *commitments, *ledger;
};

static const struct doc_member root_members[] = {
	{ "catalog", DOC_STR, true, offsetof(struct root, name), NULL },
	{ "currency", DOC_STR, true, offsetof(struct root, currency), NULL },
	{ "time_zone", DOC_STR, true, offsetof(struct root, time_zone), NULL },
	{ "taxes", DOC_OBJECT, true, offsetof(struct root, taxes), NULL },
	{ "tax_treatments", DOC_OBJECT, false,
	    offsetof(struct root, treatments), NULL },
	{ "bands", DOC_OBJECT, false, offsetof(struct root, bands), NULL },
	{ "destination_groups", DOC_OBJECT, false,
	    offsetof(struct root, to_groups), NULL },
	{ "network_groups", DOC_OBJECT, false,
	    offsetof(struct root, in_groups), NULL },
	{ "costs", DOC_OBJECT, false, offsetof(struct root, costs), NULL },
	{ "prices", DOC_OBJECT, true, offsetof(struct root, prices), NULL },
	{ "allowances", DOC_OBJECT, false, offsetof(struct root, allowances),
	    NULL },
	{ "offers", DOC_OBJECT, true, offsetof(struct root, offers), NULL },
	{ "discounts", DOC_OBJECT, false, offsetof(struct root, discounts),
	    NULL },
	{ "commitments", DOC_OBJECT, false, offsetof(struct root, commitments),
	    NULL },
	{ "ledger", DOC_OBJECT, true, offsetof(struct root, ledger), NULL },
	DOC_END
};

static const struct doc_member ledger_members[] = {
	{ "receivable", DOC_STR, true,
	    offsetof(struct catalog, ledger.receivable), NULL },
	{ "tax", DOC_STR, true, offsetof(struct catalog, ledger.tax), NULL },
	{ "rounding", DOC_STR, true,
	    offsetof(struct catalog, ledger.rounding), NULL },
	DOC_END
};

static bool
head_read(struct catalog_reader *r, const struct doc_at *root,
    const struct root *head)
{
	struct catalog *c = r->c;
	int decimals = currency_decimals(head->currency);

	c->name = head->name;
	c->currency = head->currency;
	if (decimals < 0)
		doc_fault(root, REASON_DOC_VALUE, "no such currency '%.*s' "
		    "in ISO 4217", SLICE_FMT(head->currency));
	else
		c->currency_decimals = (unsigned)decimals;
	if (!zone_load(&c->zone, head->time_zone.p))
		doc_fault(root, REASON_ZONE_UNKNOWN, "no such time zone "
		    "'%.*s' in tzdata", SLICE_FMT(head->time_zone));
	return r->doc.faults == 0;
}

static void
root_read(struct catalog_reader *r)
{
	struct doc_at at = doc_root(&r->doc), part;
	struct root root = { .name = { NULL, 0 } };

	if (!doc_object(&at, root_members, &root)
	    || !head_read(r, &at, &root))
		return;
	part = doc_member_at(&at, "taxes", root.taxes);
	catalog_read_taxes(r, &part);
	part = doc_member_at(&at, "tax_treatments", root.treatments);
	if (root.treatments != NULL)
		catalog_read_treatments(r, &part);
	part = doc_member_at(&at, "bands", root.bands);
	catalog_read_calendar(r);
	catalog_read_bands(r, &part);
	catalog_read_destinations(r);
	catalog_read_exchange(r);
	part = doc_member_at(&at, "destination_groups", root.to_groups);
	catalog_read_to_groups(r, &part);
	part = doc_member_at(&at, "network_groups", root.in_groups);
	catalog_read_in_groups(r, &part);
	part = doc_member_at(&at, "costs", root.costs);
	catalog_read_cost_tariffs(r, &part);
	part = doc_member_at(&at, "prices", root.prices);
	catalog_read_prices(r, &part);
	part = doc_member_at(&at, "allowances", root.allowances);
	if (root.allowances != NULL)
		catalog_read_allowances(r, &part);
	part = doc_member_at(&at, "discounts", root.discounts);
	catalog_read_discounts(r, &part);
	part = doc_member_at(&at, "commitments", root.commitments);
	catalog_read_commitments(r, &part);
	part = doc_member_at(&at, "offers", root.offers);
	catalog_read_offers(r, &part);
	part = doc_member_at(&at, "ledger", root.ledger);
	doc_object(&part, ledger_members, r->c);
}

static int
folder_read(struct catalog_reader *r)
{
	const struct catalog_file *f = catalog_read_file(r, "catalog.json");
	char *path;

	if (f == NULL)
		return -1;
	path = xstrdup(f->path);	/* f moves when files are added */
	r->doc = (struct document){ .file = path, .arena = &r->c->arena,
		.names = &r->c->names };
	if (document_parse(&r->doc, buf_slice(&f->text)) == 0)
		root_read(r);
	r->faults += r->doc.faults;
	document_release(&r->doc);
	free(path);
	if (r->faults != 0)
		return -1;
	wording_sort(&r->c->names);
	catalog_files_digest(&r->files, r->c->digest);
	return 0;
}

static int
folder_load(struct catalog *c, const char *dir, struct catalog_files *files)
{
	struct catalog_reader r = { .c = c, .files.dir = dir };
	int rc;

	band_table_init(&c->bands);
	if ((rc = folder_read(&r)) < 0) {
		catalog_release(c);
		catalog_files_release(&r.files);
	}
	r.files.dir = NULL;	/* was lent for reading */
	*files = r.files;
	return rc;
}

int
catalog_load_files(struct catalog *c, const char *dir,
    struct catalog_files *files)
{
	bool published = false;
	char *path = catalog_folder(dir, &published);
	int rc;

	*c = (struct catalog){ 0 };
	*files = (struct catalog_files){ 0 };
	if (path == NULL)
		return -1;
	rc = folder_load(c, path, files);
	if (rc == 0 && published
	    && strcmp(strrchr(path, '/') + 1, c->digest) != 0) {
		diag_at(REASON_CATALOG_DAMAGED, path, 0,
		    "the files have the digest %s", c->digest);
		catalog_release(c);
		catalog_files_release(files);
		rc = -1;
	}
	free(path);
	return rc;
}

int
catalog_load(struct catalog *c, const char *dir)
{
	struct catalog_files files;
	int rc = catalog_load_files(c, dir, &files);

	catalog_files_release(&files);
	return rc;
}

/* Lives as long as the document. NULL: said. */
static const char *
zone_name(struct document *doc)
{
	struct doc_at root = doc_root(doc), at;
	json_t *v = json_object_get(doc->root, "time_zone");

	at = doc_member_at(&root, "time_zone", v);
	if (v == NULL)
		doc_fault(&root, REASON_DOC_MISSING, "'time_zone' is missing");
	else if (!json_is_string(v))
		doc_fault(&at, REASON_DOC_VALUE, "not a string");
	return json_string_value(v);
}

int
catalog_zone(const char *dir, struct zone *zone)
{
	struct document doc = { 0 };
	struct buf text = { 0 };
	bool published = false;
	char *folder, *path;
	const char *name = NULL;
	int rc = -1;

	if (dir == NULL && (folder = home_path("catalog")) == NULL)
		return 0;
	if (dir != NULL && (folder = catalog_folder(dir, &published)) == NULL)
		return -1;
	path = xasprintf("%s/catalog.json", folder);
	if (dir == NULL && access(path, F_OK) != 0)
		rc = 0;
	else if (file_read(path, CATALOG_FILE_MAX, &text) == 0) {
		doc.file = path;
		if (document_parse(&doc, buf_slice(&text)) == 0)
			name = zone_name(&doc);
		if (name != NULL && zone_load(zone, name))
			rc = 1;
		else if (name != NULL)
			diag_at(REASON_ZONE_UNKNOWN, path, 0, "no time zone "
			    "'%s' in tzdata", name);
	}
	document_release(&doc);
	buf_release(&text);
	free(folder);
	free(path);
	return rc;
}
