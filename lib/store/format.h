/*
 * format.h (store) - the format files of usage sources (ossbss-formats(5))
 * A format is a JSON document that says how the rows of a source become
 * usage. NAME is looked up as $OSSBSS_HOME/formats/NAME.json, then in the
 * installed share/formats; a name with a slash or ending in .json is a path.
 */
#ifndef STORE_FORMAT_H
#define STORE_FORMAT_H

#include "bss/usagemap.h"
#include "rec/csvrow.h"

#define FORMAT_FILE_MAX	((size_t)1 << 20)

struct format {
	char		  *path;	/* owned */
	struct csvrow_opts csv;
	struct usagemap	   map;		/* owned */
};

struct format_site {		/* what differs from site to site */
	const char	*zone;
	const char	*country_code;
};

/*
 * site NULL: the format is looked at, not used; it may leave the zone open.
 * 0, or -1: said (`format-unknown`, `format-syntax`, `format-invalid`,
 * `zone-unknown`). Release it in either case.
 */
int	format_load(struct format *, const char *name,
	    const struct format_site *);
void	format_release(struct format *);

/*
 * The names of all formats, sorted, each once; owned by the caller.
 */
struct format_names {
	char	**item;
	size_t	  len, cap;
};
void	format_names(struct format_names *);
void	format_names_release(struct format_names *);

#endif
