/*
 * journal.h (store) - who changed what, when and why
 * Append-only: triggers refuse UPDATE and DELETE. An entry is part of the
 * transaction that makes the change, so neither is there without the other.
 * Who is the real uid and, under sudo, the user who called it.
 */
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include "store/db_sql.h"

struct journal_entry {		/* slices borrowed until the next one */
	int64_t		seq, at_us, uid;
	struct slice	user;		/* name of uid at that time */
	struct slice	sudo_user, tool, action, object, why, detail;
};

/*
 * Inside a transaction, whose commit writes it at the latest. action: a verb
 * ("add", "post"); object: what it was done to ("subscription S-1"); detail:
 * what changed, for people. The reason and the time are those of the db_opts
 * that the database was opened with.
 */
int	journal_add(struct db *, const char *action, struct slice object,
	    struct slice detail);

/* db.c: write what waits (0 or -1); drop it; and at the end. */
int	journal_flush(struct db *);
void	journal_forget(struct db *);
void	journal_free(struct db *);

/*
 * Entries in order, those about an object only when it is not missing. fn
 * returns 0 to go on. 0, or -1 when reading or fn failed.
 */
int	journal_read(struct db *, struct slice object,
	    int (*fn)(const struct journal_entry *, void *), void *arg);

#endif
