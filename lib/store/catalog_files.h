/*
 * catalog_files.h (store) - the folder that a catalog is read from
 */
#ifndef STORE_CATALOG_FILES_H
#define STORE_CATALOG_FILES_H

#include "base/buf.h"
#include "base/digest.h"

#define CATALOG_FILE_MAX	((size_t)64 << 20)	/* octets in a file */
#define CATALOG_DIGEST_LEN	(SHA256_HEX_MAX - 1)
#define CATALOG_DIGEST_MIN	4	/* digits of a digest that name one */

/* Whether a word is min or more digits of a digest. */
bool	catalog_digest_like(const char *, size_t min);
/*
 * The folder that a word means: one that is there, else a published catalog
 * (*published); NULL is $OSSBSS_HOME/catalog. For free(); NULL: said.
 */
char	*catalog_folder(const char *word, bool *published);

/* What was read of a folder: each file once. */
struct catalog_file {
	char		*name;		/* within the folder, owned */
	char		*path;		/* for messages, owned */
	struct buf	 text;
	bool		 faulty;	/* its rows were read, and it was said */
};

struct catalog_files {
	const char		*dir;	/* borrowed while they are read */
	struct catalog_file	*file;	/* owned */
	size_t			 len, cap;
};
bool	catalog_file_exists(const struct catalog_files *, const char *name);
/* NULL when it cannot be read, said. Borrowed until the next call. */
struct catalog_file *catalog_file_read(struct catalog_files *,
	    const char *name);
/* Sort them by name: "name\nlength\n" and the octets of each, hashed. */
void	catalog_files_digest(struct catalog_files *, char hex[SHA256_HEX_MAX]);
void	catalog_files_release(struct catalog_files *);

#endif
