/*
 * spool_act.h (store) - what was decided about the spool, by whom and why
 * Batches never change; what people decide about them are acts, each a file
 * that never changes either:
 *
 *	act-00000007.json	one JSON object on a line
 *	act-00000007.list	a line for each batch that it is about, where
 *				there may be many: name, SHA-256 of its entry
 *
 * Acts are numbered without a gap. Each holds the SHA-256 of the one before
 * and of its own list, so none can be changed, left out or put in between
 * unseen. The state of the spool is what its acts say, in their order.
 */
#ifndef STORE_SPOOL_ACT_H
#define STORE_SPOOL_ACT_H

#include <jansson.h>

#include "store/spool_land.h"

enum spool_act_kind {
	ACT_SEAL, ACT_UNSEAL, ACT_WITHDRAW, ACT_RESTORE, ACT_SETTLE, ACT_PURGE,
	ACT_KINDS
};

struct spool_act {
	enum spool_act_kind	 kind;
	char			*text;	/* as it stands, without newline; owned */
	json_t			*doc;	/* owned */
};

struct spool_acts {
	struct spool_act	*item;	/* item[n] is act n + 1 */
	size_t			 len, cap;
	char			 last[SHA256_HEX_MAX];	/* digest of the last */
};

/* 0; -1, said: `spool-damaged` where the row of acts is broken */
int	spool_acts_read(struct spool_acts *, const char *folder);
void	spool_acts_release(struct spool_acts *);
const char *spool_act_name(enum spool_act_kind);

/* A batch in a list. */
struct spool_listed {
	char	name[SPOOL_NAME_MAX];
	char	entry[SHA256_HEX_MAX];		/* of its .json */
};
struct spool_list {
	struct spool_listed	*item;		/* owned; ascending */
	size_t			 len, cap;
};
/* The list of act n (from 1). 0; -1, said */
int	spool_list_read(struct spool_list *, const char *folder, size_t n,
	    const struct spool_act *);
void	spool_list_release(struct spool_list *);
/* NULL: it is not in the list. */
const struct spool_listed *spool_list_find(const struct spool_list *,
	    const char *name);

/* What an act says of itself besides its own members. */
struct spool_act_def {
	enum spool_act_kind	 kind;
	const char		*why;		/* NULL: none given */
	int64_t			 at_us;
	const struct spool_list	*list;		/* NULL: none */
};
/*
 * The act behind those read, with the members of doc (taken): durable, and
 * there as a whole or not at all. EXIT_OK, EXIT_TROUBLE, or EXIT_RETRY when
 * the lock is not to be had or another act came first (`spool-changed`).
 */
int	spool_act_commit(struct spool_land *, const struct spool_acts *,
	    const struct spool_act_def *, json_t *doc);

#endif
