/*
 * text.h (ossctl-diag) - alarms for people, encoded as vis(3) does
 */
#ifndef OSSCTL_DIAG_TEXT_H
#define OSSCTL_DIAG_TEXT_H

#include "doc/columns.h"

void	columns_add_time(struct columns_table *, int64_t us);

/* "name: value", nothing when it is missing. */
void	line_print(const char *name, struct slice value);
void	line_print_time(const char *name, int64_t us);

#endif
