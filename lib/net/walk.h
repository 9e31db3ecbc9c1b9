/*
 * walk.h (net) - reading the columns of a table
 * Says what to ask next and takes the answers apart; who sends and receives
 * is not its business, so every misbehaviour of an agent can be played to it
 * in a test. Each column has a place of its own: an answer that was cut in
 * the middle of a row costs nothing, sparse columns do not shift others.
 * sysUpTime rides along as a non-repeater, so each cell has the uptime that
 * it belongs to. GETBULK, or GETNEXT with a row in each answer (SNMPv1).
 * Source: RFC 3416 section 4.2.3, RFC 1157 section 4.1.3. Pure.
 *
 *	walk_begin(&w, repetitions, cell_fn, arg);
 *	walk_column(&w, prefix); ...
 *	while (walk_next(&w, &req))
 *		... send; then one of walk_answer, walk_error, walk_timeout
 *	w.fault says whether it is complete
 */
#ifndef NET_WALK_H
#define NET_WALK_H

#include "oss/plan.h"

#define WALK_COLUMNS_MAX	24
#define WALK_INDEX_MAX		(OID_LEN_MAX - PLAN_PREFIX_MAX)
#define WALK_OCTETS		1400	/* wanted answer: no IP fragments */

enum walk_fault {
	WALK_COMPLETE = 0,
	WALK_ORDER,	/* the agent's names do not increase: it would loop */
	WALK_ENDLESS,	/* more rows than the table may have */
	WALK_REFUSED,	/* the agent answers with an error */
	WALK_SILENT,	/* it answered before, and then no more */
	WALK_LATE	/* the node's deadline has passed */
};
const char *walk_fault_text(enum walk_fault);
const char *walk_fault_name(enum walk_fault);	/* field `fault`; or NULL */

/* What is asked. Names are lent, or stand in room. */
enum walk_op { WALK_GET, WALK_GETNEXT, WALK_GETBULK };
struct walk_request {
	enum walk_op	op;
	struct oid_ref	name[1 + WALK_COLUMNS_MAX];
	unsigned	len, non_repeaters, max_repetitions;
	snmp_subid	room[WALK_COLUMNS_MAX][OID_LEN_MAX];
};

/* Receives the cells; -1 ends the column as WALK_ENDLESS. */
typedef plan_cell_fn walk_cell_fn;

struct walk_column {
	struct oid_ref	prefix;		/* borrowed */
	uint32_t	index[WALK_INDEX_MAX];	/* of the last cell */
	uint8_t		index_len;
	bool		done;
	enum walk_fault	fault;		/* why, when it is done */
};

struct walk {
	struct walk_column column[WALK_COLUMNS_MAX];
	unsigned	 len;
	unsigned	 repetitions;	/* ceiling of rows in an answer */
	unsigned	 budget;	/* ceiling of cells, halved on trouble */
	bool		 lowered;	/* it was */
	bool		 getnext;	/* SNMPv1: no GETBULK; begin clears it */
	bool		 probing;	/* most columns are there or not: so
					 * ask for one row first; the same */
	unsigned	 turn;		/* column to ask first */
	uint8_t		 asked[WALK_COLUMNS_MAX];	/* in the request */
	unsigned	 asked_len, asked_repetitions;
	uint64_t	 octets, cells;	/* seen: how large a cell is */
	enum walk_fault	 fault;		/* the first that happened */
	walk_cell_fn	*cell;
	void		*arg;
};

void	walk_begin(struct walk *, unsigned repetitions, walk_cell_fn *,
	    void *arg);
void	walk_column(struct walk *, struct oid_ref prefix);
/* What to ask next; false when nothing is left. */
bool	walk_next(struct walk *, struct walk_request *);
/* The answer to it. */
void	walk_answer(struct walk *, const struct varbind *, size_t n,
	    int64_t at_us);
/* It answered with an error status (not 0) and error index (RFC 3416). */
void	walk_error(struct walk *, unsigned status, unsigned index);
/* It did not answer, retries included. */
void	walk_timeout(struct walk *);
/* End it where it is. */
void	walk_stop(struct walk *, enum walk_fault);

#endif
