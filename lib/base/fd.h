/*
 * fd.h (base) - descriptors
 */
#ifndef BASE_FD_H
#define BASE_FD_H

#include <stddef.h>

/* Write all of it, EINTR and short writes handled. -1: errno is set. */
int	write_all(int fd, const void *, size_t n);

#endif
