#include "store/crm.h"

#include <assert.h>

#include "store/journal.h"

/* Columns as in the record table (rec/types.c), then the others. */
#define CUSTOMER_COLUMNS "customer, name, party_type, email, phone,"	\
	" street, postal_code, city, country, tax_id, language, extra"
#define CUSTOMER_INSERT							\
	"INSERT INTO customer (" CUSTOMER_COLUMNS ")"			\
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
#define ACCOUNT_COLUMNS "account, customer, name, currency, bill_day,"	\
	" payer, email, payment_terms_d, tax_treatment, extra"
#define ACCOUNT_INSERT							\
	"INSERT INTO account (" ACCOUNT_COLUMNS ")"			\
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
#define SUBSCRIPTION_COLUMNS "subscription, account, payer, offer,"	\
	" identifier, from_us, to_us, sla, bill_day, revenue_month_nano,"	\
	" currency, extra"

#define SUBSCRIPTION_INSERT						\
	"INSERT INTO subscription (" SUBSCRIPTION_COLUMNS ")"		\
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"

static const struct crm_table {
	enum rec_type	 type;
	const char	*one, *all, *of, *add, *put;
} tables[] = {
	{ REC_CUSTOMER,
	    "SELECT " CUSTOMER_COLUMNS " FROM customer WHERE customer = ?1",
	    "SELECT " CUSTOMER_COLUMNS " FROM customer ORDER BY customer",
	    NULL,
	    CUSTOMER_INSERT " ON CONFLICT DO NOTHING",
	    CUSTOMER_INSERT " ON CONFLICT (customer) DO UPDATE SET name = excluded.name,"
	    " party_type = excluded.party_type, email = excluded.email,"
	    " phone = excluded.phone, street = excluded.street,"
	    " postal_code = excluded.postal_code, city = excluded.city,"
	    " country = excluded.country, tax_id = excluded.tax_id,"
	    " language = excluded.language, extra = excluded.extra" },
	{ REC_ACCOUNT,
	    "SELECT " ACCOUNT_COLUMNS " FROM account WHERE account = ?1",
	    "SELECT " ACCOUNT_COLUMNS " FROM account ORDER BY account",
	    "SELECT " ACCOUNT_COLUMNS " FROM account WHERE customer = ?1"
	    " ORDER BY account",
	    ACCOUNT_INSERT " ON CONFLICT DO NOTHING",
	    ACCOUNT_INSERT " ON CONFLICT (account) DO UPDATE SET"
	    " customer = excluded.customer, name = excluded.name,"
	    " currency = excluded.currency, bill_day = excluded.bill_day,"
	    " payer = excluded.payer, email = excluded.email,"
	    " payment_terms_d = excluded.payment_terms_d,"
	    " tax_treatment = excluded.tax_treatment,"
	    " extra = excluded.extra" },
	{ REC_SUBSCRIPTION,
	    "SELECT " SUBSCRIPTION_COLUMNS " FROM subscription"
	    " WHERE subscription = ?1",
	    "SELECT " SUBSCRIPTION_COLUMNS " FROM subscription"
	    " ORDER BY subscription",
	    "SELECT " SUBSCRIPTION_COLUMNS " FROM subscription"
	    " WHERE account = ?1 ORDER BY subscription",
	    SUBSCRIPTION_INSERT " ON CONFLICT DO NOTHING",
	    SUBSCRIPTION_INSERT " ON CONFLICT (subscription) DO UPDATE SET"
	    " account = excluded.account, payer = excluded.payer,"
	    " offer = excluded.offer, identifier = excluded.identifier,"
	    " from_us = excluded.from_us, to_us = excluded.to_us,"
	    " sla = excluded.sla, bill_day = excluded.bill_day,"
	    " revenue_month_nano = excluded.revenue_month_nano,"
	    " currency = excluded.currency, extra = excluded.extra" },
};

static const struct crm_table *
table_of(enum rec_type type)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (tables[i].type == type)
			return &tables[i];
	assert(!"a type that is kept here");
	return NULL;
}

/*
 * Rows and entities
 */

/* Slices are borrowed from the row. */
static void
row_to_entity(sqlite3_stmt *st, enum rec_type type, struct entity *e)
{
	const struct type_def *def = type_def(type);
	size_t i;

	*e = (struct entity){ .type = type };
	for (i = 0; i < def->len; i++) {
		if (db_col_null(st, (int)i))
			continue;
		e->value[i].has = true;
		if (field_defs[def->field[i].field].kind == KIND_STR)
			e->value[i].text = db_col_str(st, (int)i);
		else
			e->value[i].num = db_col_int(st, (int)i);
	}
	e->extra = db_col_str(st, (int)i);
}

static void
entity_keep(struct entity *e, struct arena *a)
{
	const struct type_def *def = type_def(e->type);

	for (size_t i = 0; i < def->len; i++)
		e->value[i].text = arena_slice(a, e->value[i].text);
	e->extra = arena_slice(a, e->extra);
}

static void
bind_entity(sqlite3_stmt *st, const struct entity *e)
{
	const struct type_def *def = type_def(e->type);
	size_t i;

	for (i = 0; i < def->len; i++) {
		if (!e->value[i].has)
			db_bind_null(st, (int)i + 1);
		else if (field_defs[def->field[i].field].kind == KIND_STR)
			db_lend_str(st, (int)i + 1, e->value[i].text);
		else
			db_bind_int(st, (int)i + 1, e->value[i].num);
	}
	db_lend_str(st, (int)i + 1, e->extra);
}

int
crm_get(struct db *db, enum rec_type type, struct slice key, struct arena *a,
    struct entity *e)
{
	sqlite3_stmt *st = db_sql(db, table_of(type)->one);

	db_bind_str(st, 1, key);
	switch (db_step(db, st)) {
	case DB_ROW:
		row_to_entity(st, type, e);
		entity_keep(e, a);
		db_reset(st);
		return 1;
	case DB_DONE:
		return 0;
	default:
		return -1;
	}
}

static int
rows_each(struct db *db, sqlite3_stmt *st, enum rec_type type,
    int (*fn)(const struct entity *, void *), void *arg)
{
	enum db_step step;
	struct entity e;

	while ((step = db_step(db, st)) == DB_ROW) {
		row_to_entity(st, type, &e);
		if (fn(&e, arg) != 0) {
			db_reset(st);
			return -1;
		}
	}
	return step == DB_DONE ? 0 : -1;
}

int
crm_each(struct db *db, enum rec_type type, struct slice of,
    int (*fn)(const struct entity *, void *), void *arg)
{
	const struct crm_table *t = table_of(type);
	sqlite3_stmt *st = db_sql(db, of.p == NULL ? t->all : t->of);

	if (of.p != NULL)
		db_bind_str(st, 1, of);
	return rows_each(db, st, type, fn, arg);
}

int
crm_each_of(struct db *db, struct slice identifier,
    int (*fn)(const struct entity *, void *), void *arg)
{
	sqlite3_stmt *st = db_sql(db, "SELECT " SUBSCRIPTION_COLUMNS
	    " FROM subscription WHERE identifier = ?1"
	    " ORDER BY subscription");

	db_bind_str(st, 1, identifier);
	return rows_each(db, st, REC_SUBSCRIPTION, fn, arg);
}

/*
 * Changes
 */

static int
journal_change(struct db *db, const struct entity *old,
    const struct entity *new)
{
	struct buf object = { 0 }, detail = { 0 };
	int rc;

	buf_adds(&object, type_def(new->type)->name);
	buf_addc(&object, ' ');
	buf_add_slice(&object, entity_key(new));
	entity_diff(&detail, old, new);
	rc = journal_add(db, old == NULL ? "add" : "set", buf_slice(&object),
	    buf_slice(&detail));
	buf_release(&object);
	buf_release(&detail);
	return rc;
}

static int
write_row(struct db *db, const char *sql, const struct entity *e)
{
	sqlite3_stmt *st = db_sql(db, sql);

	bind_entity(st, e);
	return db_run(db, st);
}

int
crm_put(struct db *db, const struct entity *e, struct arena *a,
    enum crm_change *change)
{
	const struct crm_table *t = table_of(e->type);
	struct entity old;
	int found;

	if (*change == CRM_ADDED) {
		if (write_row(db, t->add, e) < 0)
			return -1;
		if (db_changes(db) != 0)
			return journal_change(db, NULL, e);
	}
	if ((found = crm_get(db, e->type, entity_key(e), a, &old)) < 0)
		return -1;
	*change = found == 0 ? CRM_ADDED : entity_same(&old, e) ? CRM_SAME : CRM_CHANGED;
	if (*change == CRM_SAME)
		return 0;
	return write_row(db, t->put, e) < 0 ? -1
	    : journal_change(db, found == 0 ? NULL : &old, e);
}

/*
 * Judging
 */

static const struct reference {
	enum rec_type	 type;
	enum field	 field;
	const char	*sql;
} references[] = {
	{ REC_ACCOUNT, F_CUSTOMER,
	    "SELECT 1 FROM customer WHERE customer = ?1" },
	{ REC_ACCOUNT, F_PAYER, "SELECT 1 FROM account WHERE account = ?1" },
	{ REC_SUBSCRIPTION, F_ACCOUNT,
	    "SELECT 1 FROM account WHERE account = ?1" },
	{ REC_SUBSCRIPTION, F_PAYER,
	    "SELECT 1 FROM account WHERE account = ?1" },
};

/* 1: *st stands on a row; 0: there is none. */
static int
first_row(struct db *db, sqlite3_stmt *st)
{
	switch (db_step(db, st)) {
	case DB_ROW:
		return 1;
	case DB_DONE:
		return 0;
	default:
		return -1;
	}
}

static int
judge_references(struct db *db, const struct entity *e, enum reason *why,
    struct buf *detail)
{
	const struct reference *r = references;
	const struct entity_value *v;
	sqlite3_stmt *st;
	int found;

	if (db_references_hold(db))
		return 0;
	for (; r < references + sizeof(references) / sizeof(references[0]);
	    r++) {
		if (r->type != e->type || !(v = entity_get(e, r->field))->has)
			continue;
		st = db_sql(db, r->sql);
		db_bind_str(st, 1, v->text);
		if ((found = first_row(db, st)) < 0)
			return -1;
		db_reset(st);
		if (found == 0) {
			*why = REASON_CRM_REFERENCE;
			buf_addf(detail, "no %s '%.*s'",
			    field_defs[r->field].name, SLICE_FMT(v->text));
			return 0;
		}
	}
	return 0;
}

static int
judge_overlap(struct db *db, const struct entity *e, enum reason *why,
    struct buf *detail)
{
	const struct entity_value *to = entity_get(e, F_TO);
	sqlite3_stmt *st;
	int found;

	st = db_sql(db, "SELECT min(subscription) FROM subscription"
	    " WHERE identifier = ?1 AND offer = ?2 AND subscription <> ?3"
	    " AND (to_us IS NULL OR to_us > ?4)"
	    " AND (?5 IS NULL OR from_us < ?5)");
	db_bind_str(st, 1, entity_get(e, F_IDENTIFIER)->text);
	db_bind_str(st, 2, entity_get(e, F_OFFER)->text);
	db_bind_str(st, 3, entity_key(e));
	db_bind_int(st, 4, entity_get(e, F_FROM)->num);
	if (to->has)
		db_bind_int(st, 5, to->num);
	if ((found = first_row(db, st)) > 0 && !db_col_null(st, 0)) {
		*why = REASON_CRM_OVERLAP;
		buf_addf(detail, "'%.*s' has the same offer and identifier "
		    "'%.*s' at the same time", SLICE_FMT(db_col_str(st, 0)),
		    SLICE_FMT(entity_get(e, F_IDENTIFIER)->text));
	}
	db_reset(st);
	return found < 0 ? -1 : 0;
}

/* Who pays for others pays himself, in one currency: no chains, no circles. */
static int
judge_payer(struct db *db, const struct entity *e, enum reason *why,
    struct buf *detail)
{
	sqlite3_stmt *st;
	int found;

	/* once as the one that is paid for, once as the payer */
	st = db_sql(db, "SELECT c.account, p.account,"
	    " p.currency <> c.currency"
	    " FROM account c JOIN account p ON p.account = c.payer"
	    " WHERE c.account = ?1"
	    " AND (p.payer IS NOT NULL OR p.currency <> c.currency)"
	    " UNION ALL SELECT c.account, p.account,"
	    " p.currency <> c.currency"
	    " FROM account p JOIN account c ON c.payer = p.account"
	    " WHERE p.account = ?1"
	    " AND (p.payer IS NOT NULL OR p.currency <> c.currency)"
	    " LIMIT 1");
	db_bind_str(st, 1, entity_key(e));
	if ((found = first_row(db, st)) > 0) {
		*why = REASON_CRM_PAYER;
		buf_addf(detail, "'%.*s' pays for '%.*s' %s",
		    SLICE_FMT(db_col_str(st, 1)), SLICE_FMT(db_col_str(st, 0)),
		    db_col_int(st, 2) != 0 ? "in another currency"
		    : "and has a payer himself");
		db_reset(st);
	}
	return found < 0 ? -1 : 0;
}

bool
crm_judged(const struct entity *e, enum crm_change change)
{
	if (change == CRM_SAME)
		return false;
	/* nobody that is not judged himself has a payer that is new */
	return e->type == REC_SUBSCRIPTION || (e->type == REC_ACCOUNT
	    && (change == CRM_CHANGED || entity_get(e, F_PAYER)->has));
}

int
crm_judge(struct db *db, const struct entity *e, enum reason *why,
    struct buf *detail)
{
	*why = REASON_NONE;
	if (judge_references(db, e, why, detail) < 0)
		return -1;
	if (*why != REASON_NONE)
		return 0;
	if (e->type == REC_SUBSCRIPTION)
		return judge_overlap(db, e, why, detail);
	if (e->type == REC_ACCOUNT)
		return judge_payer(db, e, why, detail);
	return 0;
}
