/*
 * spool_register.h (store) - what the spool knows of its batches
 * A batch is two files beside each other in the spool's folder:
 *
 *	batch-20261001T000000Z-20261001T000459Z-<32 hex digits>.zst
 *	batch-20261001T000000Z-20261001T000459Z-<32 hex digits>.json
 *
 * The name holds the seconds of the first and last event and the first half
 * of the content digest. The .json is the register's entry: one JSON object
 * on one line, quantities and amounts as strings. A batch is in the spool
 * when its entry is; a .zst alone is the leftover of a landing that died.
 */
#ifndef STORE_SPOOL_REGISTER_H
#define STORE_SPOOL_REGISTER_H

#include "store/spool_file.h"

#define SPOOL_NAME_LEN		72
#define SPOOL_NAME_MAX		(SPOOL_NAME_LEN + 1)
#define SPOOL_ENTRY_MAX		((size_t)8 << 20)	/* octets of an entry */

/* Where a batch came from, as far as its end records and operands say. */
struct spool_origin {
	const char *const *file;	/* operands, "-" for stdin; borrowed */
	size_t		 files;
	const char	*tool, *version, *run;
	bool		 no_end;	/* landed without a matching end */
	uint64_t	 rejected, filtered;	/* records that are not in it */
	int64_t		 landed_us;
	unsigned	 uid;
};

/* "batch-..." of a batch. Years are those of RFC 3339: four digits. */
void	spool_name_make(const struct spool_sum *, char name[SPOOL_NAME_MAX]);

/* The entry's text, with a newline. */
void	spool_entry_make(const char *name, const struct spool_sum *,
	    const struct totals *, sum128_t ids, const struct spool_origin *,
	    struct buf *out);

/* An entry read back: what verifying and listing need. */
struct spool_entry {
	char		*text;		/* as it stands, without newline; owned */
	char		*landed, *tool;	/* owned */
	char		*files;		/* owned; by commas, "" unknown */
	struct spool_sum sum;
	sum128_t	 ids;
	struct totals	 totals;	/* without records that have none */
	bool		 no_end;
};
/* 0; -1, said: it cannot be read, or is damaged */
int	spool_entry_read(struct spool_entry *, const char *folder,
	    const char *name);
void	spool_entry_release(struct spool_entry *);

/* The names of all batches, by first event; each with its times. */
struct spool_batch {
	char	name[SPOOL_NAME_MAX];
	int64_t	first_us, last_us;	/* [first, last] holds all events */
};
struct spool_register {
	struct spool_batch	*batch;	/* owned */
	size_t			 len, cap;
};
/* Those that may hold events in [from, to). 0; -1, said */
int	spool_register_read(struct spool_register *, const char *folder,
	    int64_t from_us, int64_t to_us);
void	spool_register_release(struct spool_register *);
/* False when it is not the name of a batch's file with that ending. */
bool	spool_name_parse(const char *file, const char *ending,
	    struct spool_batch *);
/* The folder cannot be opened: why, by errno. */
void	spool_say_missing(const char *folder);
/* folder/name.ending; owned by the caller */
char	*spool_path(const char *folder, const char *name, const char *ending);

#endif
