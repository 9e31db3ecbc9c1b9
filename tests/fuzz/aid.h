/*
 * aid.h (fuzz) - what fuzz targets share: files, silence, pieces of an input
 * What cannot be had ends the target.
 */
#ifndef FUZZ_AID_H
#define FUZZ_AID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* A folder of this process, in memory where that can be; gone at its end. */
const char *aid_folder(void);
/* The path of a name in it; made as a folder, or with what is to stand in it.
 * Lives until the fourth call from here. */
const char *aid_path(const char *name);
const char *aid_sub(const char *name);
const char *aid_file(const char *name, struct slice);
void	aid_drop(const char *name);

/* A file without a name, at its begin; and the path of one that is open. */
int	aid_fd(const void *data, size_t len);
const char *aid_fd_path(int fd);

/* No word on stderr while it is on: diagnostics come by the million. */
void	aid_quiet(bool on);

/* The input up to the next form feed, which goes, too; *rest is behind it. */
struct slice aid_piece(struct slice *rest);

#endif
