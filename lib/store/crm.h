/*
 * crm.h (store) - customers, accounts and subscriptions in bss.db
 * Functions return -1 when the database failed (said). Changes are made
 * inside a transaction (db_begin) and judged as a whole before it commits:
 * whatever order an import has, what it leaves must hold together.
 */
#ifndef STORE_CRM_H
#define STORE_CRM_H

#include "bss/entity.h"
#include "store/db.h"

enum crm_change { CRM_SAME, CRM_ADDED, CRM_CHANGED };

/* 1 and *e (copied into the arena); 0 when there is none of that key. */
int	crm_get(struct db *, enum rec_type, struct slice key, struct arena *,
	    struct entity *e);

/*
 * Each of a type, by key; of: only those of this customer (accounts) or
 * account (subscriptions), unless missing. e lives for the call; fn returns
 * 0 to go on. 0, or -1 when reading or fn failed.
 */
int	crm_each(struct db *, enum rec_type, struct slice of,
	    int (*fn)(const struct entity *e, void *), void *arg);

/* The same of the subscriptions of an identifier */
int	crm_each_of(struct db *, struct slice identifier,
	    int (*fn)(const struct entity *e, void *), void *arg);

/*
 * Make the stored entity the same as e, and journal what that changed. The
 * arena is for scratch. *change is a guess before: what is most likely new is
 * not sought first.
 */
int	crm_put(struct db *, const struct entity *e, struct arena *,
	    enum crm_change *);

/*
 * Whether what was put so must be judged when all references hold
 * (db_references_hold).
 */
bool	crm_judged(const struct entity *, enum crm_change);

/*
 * Whether e agrees with the others: REASON_CRM_REFERENCE,
 * REASON_CRM_OVERLAP, REASON_CRM_PAYER; detail says with whom not.
 */
int	crm_judge(struct db *, const struct entity *e, enum reason *,
	    struct buf *detail);

#endif
