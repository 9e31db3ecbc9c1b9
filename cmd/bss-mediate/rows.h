/*
 * rows.h - what the verbs that read rows by a format share: the files, the
 * stream, and what becomes of rows that are none
 */
#ifndef MEDIATE_ROWS_H
#define MEDIATE_ROWS_H

#include "store/format_rows.h"
#include "usage.h"

struct row_source {
	struct stream		 s;
	struct format		 format;
	struct unpack		*src;
	struct format_rows	*rows;
	struct usage_maker	 usage;
	const char		*file;
};

/* The stream of usage; as stream_open. */
int	row_source_stream(struct row_source *, const struct stream_opts *,
	    int argc, char **argv);
/* When the format is loaded. */
void	row_source_init(struct row_source *);
void	row_source_release(struct row_source *);

/* A file, or - for the standard input. The descriptor, or -1: said. */
int	row_source_file(struct row_source *, const char *name);
void	row_source_close(struct row_source *, int fd);
/* Read it from its begin. */
void	row_source_begin(struct row_source *, int fd);
/* Each file, or the standard input without any, by fn. 0 or -1: stop, said. */
int	row_source_files(int argc, char **argv, int (*fn)(void *arg,
	    const char *name), void *arg);

/* Set aside a row of a wrong width, or one that is bad. 0 or -1: stop, said. */
int	row_source_width(struct row_source *, const struct csvrow *);
int	row_source_bad(struct row_source *, const struct csvrow *);
/* What a file ends with. 0 or -1: stop, said. */
int	row_source_end(struct row_source *, enum csvrow_status,
	    const struct csvrow *);

/*
 * Whether a row is to be mapped; else *rc is 0 or -1: stop, said, and it is
 * dealt with.
 */
static inline bool
row_source_wants(struct row_source *r, const struct csvrow *row, int *rc)
{
	const struct usagemap *m = &r->format.map;

	*rc = 0;
	if (row->len < m->width_min || row->len > m->width_max) {
		*rc = row_source_width(r, row);
		return false;
	}
	if (m->conds == 0 || usagemap_wants(m, row->col, row->len))
		return true;
	stream_filtered(&r->s);
	return false;
}

#endif
