/*
 * recording_cell.h (net) - how lines of recordings become cells
 * Within the reader of recordings alone: names, numbers and octets as they
 * are written, and the cell that is being read, which is the last one of the
 * recording until r->len counts it.
 */
#ifndef NET_RECORDING_CELL_H
#define NET_RECORDING_CELL_H

#include <ctype.h>

#include "net/recording.h"

struct reading {
	struct recording *r;
	recording_trouble_fn *trouble;
	void		*arg;
	uint64_t	line;
	bool		crlf;		/* lines end so, and values do not */
	bool		unknown;	/* there was a name of another MIB */
	bool		quick;		/* there was a name without " =" */
	bool		typeless;	/* the value that is read has no type */
	enum {		/* what following lines may belong to */
MORE_NONE, MORE_QUOTED, MORE_TEXT, MORE_HEX, MORE_UNKNOWN
	} more;
};

static inline struct slice
trimmed(struct slice s)
{
	while (s.len > 0 && isspace((unsigned char)s.p[0])) {
		s.p++;
		s.len--;
	}
	while (s.len > 0 && isspace((unsigned char)s.p[s.len - 1]))
		s.len--;
	return s;
}

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline int
nibble(char c)
{
	return is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10
	    : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/*
 * A dotted name at the front of s, or one of a MIB that is known, which is
 * moved behind it; how many sub-identifiers, appended to ids. 0: there is
 * none, nothing is appended.
 */
size_t	name_take(struct recording *, struct slice *s);
/*
 * A decimal number at the front; what stands behind it is not looked at
 * (units). A point is that of a display hint and is left out: 23.5 with the
 * hint d-1 is 235.
 */
bool	number_take(struct slice *s, bool *negative, uint64_t *out);

/* A cell begins when its name has been taken. */
struct recording_cell *rcell_begin(struct reading *, size_t name_len);
struct oid_ref rcell_name(const struct recording *,
	    const struct recording_cell *);
/* What it holds; false: that is no value of the kind. */
bool	rcell_number(struct recording_cell *, enum varbind_kind,
	    bool negative, uint64_t);
bool	rcell_whole(struct slice, struct recording_cell *, enum varbind_kind);
bool	rcell_address(struct recording *, struct recording_cell *,
	    struct slice);
bool	rcell_oid(struct recording *, struct recording_cell *, struct slice);
/* Octets are added; hex is pairs with anything but letters between. */
void	rcell_octet(struct recording *, struct recording_cell *, char);
void	rcell_octets(struct recording *, struct recording_cell *,
	    struct slice);
bool	rcell_hex(struct recording *, struct recording_cell *, struct slice);

/*
 * recording_walk.c: the value of a name, from behind " = "; a line that is
 * more of the value before it.
 */
void	walk_line(struct reading *, size_t name_len, struct slice);
bool	walk_more(struct reading *, struct slice line);

#endif
