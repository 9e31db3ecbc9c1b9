/*
 * recording.h (net) - what an agent once answered, from a file
 * Three forms, told apart line by line:
 *	1.3.6.1.2.1.1.5.0|4|sw1			.snmprec: name|tag|value; a tag
 *	1.3.6.1.2.1.2.2.1.6.1|4x|001b21000001	with x has its value in hex,
 *						with e with escapes
 *	.1.3.6.1.2.1.1.5.0 = STRING: "sw1"	what snmpwalk prints: names of
 *	ifOperStatus[1] = up			MIBs that are polled, hints
 *	sysName.0 sw1				applied, types left away, values
 *						of many lines
 *	1.3.6.1.2.1.1.5.0 , OctetString , sw1	.sapwalk
 * The cells are sorted and served as an agent would. Lines that are no good
 * are told and passed over. Pure: the text is the caller's.
 */
#ifndef NET_RECORDING_H
#define NET_RECORDING_H

#include "base/reason.h"
#include "net/survey.h"

#define RECORDING_OCTETS_MAX	((size_t)256 << 20)	/* of a file */

struct recording_cell {
	size_t		name, value;	/* where: in ids; in octets or ids */
	uint32_t	name_len, value_len;
	uint32_t	line;
	enum varbind_kind kind;
	bool		address;
	uint64_t	number;
};

struct recording {
	struct recording_cell *cell;	/* owned, by ascending name */
	size_t		len, cap;
	snmp_subid	*id;		/* owned */
	size_t		id_len, id_cap;
	struct buf	octets;
	struct varbind	*vb;		/* owned: an answer */
	size_t		vb_cap;
};

/* What is wrong with a line (from 1; 0: the file), as text or NULL. */
typedef void recording_trouble_fn(void *arg, uint64_t line, enum reason,
    const char *what);

/* A zeroed struct recording is empty. clear keeps the memory. */
void	recording_release(struct recording *);
void	recording_clear(struct recording *);
/* Read all of a file's text. */
void	recording_read(struct recording *, struct slice text,
	    recording_trouble_fn *, void *arg);

/*
 * Build one from what an agent answers: add copies a cell (exceptions are
 * none), sort puts them in order, the first of each name.
 */
void	recording_add(struct recording *, const struct varbind *);
size_t	recording_sort(struct recording *);	/* how many were out of order */

/* A cell as a varbind, lent by the recording. */
struct varbind recording_varbind(const struct recording *, size_t i);
/* Answer a request; borrowed until the next one. */
void	recording_serve(struct recording *, const struct walk_request *,
	    struct survey_answer *);

/* A cell as a line of .snmprec, with its newline. */
void	recording_put(struct buf *, const struct varbind *);

#endif
