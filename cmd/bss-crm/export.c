/*
 * export.c (bss-crm) - export, and what list and show write for programs
 */
#include "base/diag.h"
#include "verbs.h"

#define ALL_TYPES (REC_BIT(REC_CUSTOMER) | REC_BIT(REC_ACCOUNT)	\
	| REC_BIT(REC_SUBSCRIPTION))

static const struct stream_spec export_spec = {
	.tool = "bss-crm",
	.makes = ALL_TYPES,
	.writes = true,
};

/* Parents first, so that an import could be judged record by record. */
static int
put_types(struct db *db, struct stream *s, uint64_t types, int64_t at_us)
{
	struct filter f;

	for (int t = REC_CUSTOMER; t <= REC_SUBSCRIPTION; t++) {
		if ((types & REC_BIT(t)) == 0)
			continue;
		if (filter_init(&f, (enum rec_type)t, at_us, 0, NULL) < 0
		    || records_put(db, s->out, &f,
		    s->opts->out_format == 1) < 0)
			return -1;
	}
	return 0;
}

/* One state of the books for all types. */
static int
export(const struct crm_opts *o, uint64_t types)
{
	struct stream s;
	struct db db = { 0 };
	int rc = stream_open(&s, &export_spec, &o->stream, 0, NULL);

	if (rc != EXIT_OK || s.spec == NULL)
		return rc;
	if (db_open(&db, &db_bss, &o->db, DB_READ) < 0
	    || db_begin_read(&db) < 0
	    || put_types(&db, &s, types, o->at_us) < 0)
		stream_fail(&s, tool_exit_code(-1));
	db_close(&db);
	return stream_close(&s);
}

int
verb_export(int argc, char **argv)
{
	struct crm_opts o = CRM_OPTS_DEFAULT;
	enum rec_type type;
	int rc = crm_parse(&o, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if (argc == 0 && !o.stream.schema) {
		diag(REASON_USAGE_OPERAND, "export what? customers, accounts, "
		    "subscriptions or all");
		return EXIT_TROUBLE;
	}
	if (argc == 0 || strcmp(argv[0], "all") == 0)
		return export(&o, ALL_TYPES);
	if ((type = crm_type(argv[0])) == REC_NONE)
		return EXIT_TROUBLE;
	return export(&o, REC_BIT(type));
}

static int
list_records(struct db *db, const struct crm_opts *o, const struct filter *f)
{
	struct stream s;
	struct stream_opts so = { .out_format = o->output == OUTPUT_CSV };
	int rc = stream_open(&s, &export_spec, &so, 0, NULL);

	if (rc != EXIT_OK)
		return rc;
	if (records_put(db, s.out, f, o->output == OUTPUT_CSV) < 0)
		stream_fail(&s, tool_exit_code(-1));
	return stream_close(&s);
}

int
verb_list(int argc, char **argv)
{
	struct crm_opts o = CRM_OPTS_DEFAULT;
	struct db db = { 0 };
	struct filter f;
	enum rec_type type;
	int rc = crm_parse(&o, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	if ((type = crm_type(argv[0])) == REC_NONE
	    || filter_init(&f, type, o.at_us, argc - 1, argv + 1) < 0)
		return EXIT_TROUBLE;
	if (db_open(&db, &db_bss, &o.db, DB_READ) < 0
	    || db_begin_read(&db) < 0)
		rc = tool_exit_code(-1);
	else if (o.output == OUTPUT_TEXT)
		rc = tool_exit_code(text_list(&db, &f));
	else
		rc = list_records(&db, &o, &f);
	db_close(&db);
	return rc;
}

static int
show(struct db *db, const struct crm_opts *o, const char *word,
    const char *key)
{
	struct arena arena = { 0 };
	struct entity e;
	struct filter f;
	enum rec_type type = crm_type(word);
	int rc, found;

	if (type == REC_NONE || db_open(db, &db_bss, &o->db, DB_READ) < 0
	    || db_begin_read(db) < 0)
		return tool_exit_code(-1);
	found = crm_get(db, type, slice_of(key), &arena, &e);
	if (found <= 0) {
		if (found == 0)
			diag(REASON_CRM_UNKNOWN, "no %s '%s'",
			    type_def(type)->name, key);
		rc = tool_exit_code(-1);
	} else if (o->output == OUTPUT_TEXT) {
		rc = tool_exit_code(text_show(db, &e));
	} else {
		f = (struct filter){ .type = type, .key = slice_of(key) };
		rc = list_records(db, o, &f);
	}
	arena_release(&arena);
	return rc;
}

int
verb_show(int argc, char **argv)
{
	struct crm_opts o = CRM_OPTS_DEFAULT;
	struct db db = { 0 };
	int rc = crm_parse(&o, &argc, &argv);

	if (rc != 0)
		return verb_stop(rc);
	rc = show(&db, &o, argv[0], argv[1]);
	db_close(&db);
	return rc;
}
