/*
 * file.h (base) - files as stores need them: whole reads, atomic writes
 * Functions that return -1 have said why with a diagnostic.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* All of a file (at most max bytes, `file-too-large`) into out. "-": stdin */
int	file_read(const char *path, size_t max, struct buf *out);

/*
 * A file written beside its final name, synced and renamed at commit; the
 * folder is synced too. Release without commit removes the temporary file.
 * What is there and no regular file is written in place, and so is what
 * stdout or stderr goes to (/dev/stderr).
 */
struct file_new {
	char	*path;		/* final name, owned */
	char	*tmp;		/* owned; NULL: written in place */
	int	 fd;
};
int	file_new_open(struct file_new *, const char *path, unsigned mode);
int	file_new_commit(struct file_new *);
void	file_new_release(struct file_new *);
/* All of it at once: open, write, commit. 0, or -1: said. */
int	file_put(const char *path, unsigned mode, struct slice);
/* Whether it could be made now, to fail early; leaves nothing behind. */
int	file_new_check(const char *path, unsigned mode);
/*
 * Whether what is to be made would take the place of an input ("-": stdin);
 * devices and pipes do not.
 */
bool	file_is_input(const char *made, const char *input);
/* Whether it is what stdout or stderr goes to. */
bool	file_is_own(const char *path);

/* Sync the folder that a path is in. 0, or -1: errno is set. */
int	file_sync_folder(const char *path);

/*
 * A file without a name in $TMPDIR (else /tmp), to read and write, gone when
 * it is closed. -1: said
 */
int	file_nameless(void);

/* mkdir -p with mode 0700 */
int	dir_make(const char *path);

/* $OSSBSS_HOME/name, or NULL when it is not set. Owned by the caller. */
char	*home_path(const char *name);
/*
 * A file of the installed data: $OSSBSS_SHARE/name, else DATADIR/name.
 * Owned by the caller.
 */
char	*share_path(const char *name);

#endif
