/*
 * suspense.h (store) - rejected lines, kept until they are replayed
 * suspense.db has an entry for each line that was refused: why, where and its
 * octets, which are never changed; a mended text stands beside them. A line is
 * known by its file, number and octets, so adding the same reject twice counts
 * an occurrence. One that was replayed and is refused again is the same entry,
 * open again: it is known by the text that was sent, wherever that was read.
 *
 * An entry is open, replayed (sent, and not refused since) or closed (somebody
 * said that it will not be replayed). Changes run in a transaction of the
 * caller's and write the journal, object "entry N".
 *
 * Functions return 0 or -1 (said), unless stated otherwise.
 */
#ifndef STORE_SUSPENSE_H
#define STORE_SUSPENSE_H

#include "base/digest.h"
#include "store/db.h"

struct suspense_reject {
	struct slice	code, reason, file, raw;
	struct slice	header;		/* empty: there is none */
	uint64_t	line;
};

enum suspense_fate { SUSPENSE_NEW, SUSPENSE_KNOWN, SUSPENSE_AGAIN };

/* at_us: when it was added. */
int	suspense_add(struct db *, const struct suspense_reject *,
	    int64_t at_us, enum suspense_fate *);

struct suspense_entry {		/* slices borrowed until the next one */
	int64_t		entry, line, added_us, settled_us, occurrences,
			replays, refusals;
	struct slice	state, code, reason, file, raw, mended, header;
	bool		has_mended, settled;
};

/* Which entries: a member that is NULL does not matter. */
struct suspense_filter {
	const char	*state, *code;
	const char	*source;	/* pattern (glob) over the file's name */
	const char	*const *ids;	/* numbers in decimal */
	size_t		 ids_len;
};

/* 0: go on; -1: stop, said. */
typedef int suspense_fn(const struct suspense_entry *, void *);

/*
 * Call fn for each, by code and number; with ids in the order of these.
 * `suspense-unknown` when there is none of an id.
 */
int	suspense_read(struct db *, const struct suspense_filter *,
	    suspense_fn *, void *);
/* "3" to 3: `usage-value` when it is no number, said. */
int	suspense_id(const char *, int64_t *);
/* The text to replay: the mended one, else the original. */
struct slice suspense_text(const struct suspense_entry *);
void	suspense_digest(struct slice text, char out[SHA256_HEX_MAX]);

/*
 * Changes of one entry; `suspense-unknown` when there is none.
 * Mended or refused: it is open.
 */
int	suspense_fix(struct db *, int64_t entry, struct slice text,
	    int64_t at_us);
int	suspense_close(struct db *, int64_t entry, int64_t at_us);
/* It was sent, as the text of this digest. An entry purged since is passed. */
int	suspense_replayed(struct db *, int64_t entry, const char *digest,
	    int64_t at_us);
/*
 * Forget those that were settled (with all: open ones that were added, too)
 * before a time, in steps, each with the journal of it; the caller's
 * transaction is another one behind it. The number of them, or -1.
 */
int64_t	suspense_purge(struct db *, int64_t before_us, bool all);

#endif
