/*
 * trap.h (oss) - a notification as snmptrapd wrote it down
 * In the format (snmptrapd -On -F ...), times in UTC, by tabs:
 *
 *	TRAP 2026-11-27T21:36:35Z AGENT PEER ENTERPRISE GENERIC SPECIFIC VARS
 *	     %#y-%#02.2m-...Z      %a    %b   %N         %w      %q       %v
 *
 * VARS are `OID = TYPE: value`, by tabs. Text of devices stands in quotes
 * (\" and \\ within) and may have tabs and line ends in it: a record ends at
 * a line end outside of quotes, so nothing that a device sends can look like
 * another record. Octets that are no text stand there in hex, sixteen on a
 * line, `Hex-STRING: 1B 5B ...`: such a line goes on with one that begins with
 * hex, which no record does. A tab behind VARS says that none goes on.
 * Source: snmptrapd(8), RFC 3584 section 3.1 (what a v1 trap is called).
 * Pure.
 */
#ifndef OSS_TRAP_H
#define OSS_TRAP_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/reason.h"
#include "base/slice.h"

#define TRAP_RECORD_MAX	((size_t)64 << 10)
#define TRAP_VARS_MAX	256
#define TRAP_WORD	"TRAP\t"

struct trap_var {
	struct slice	oid;		/* without a dot in front */
	struct slice	text;		/* the value; octets of a string */
	bool		has_number;
	uint64_t	number;		/* two's complement */
};

struct trap {
	int64_t		ts_us;
	struct slice	agent;		/* of v1; {NULL,0}: 0.0.0.0 */
	struct slice	peer;		/* who sent it */
	struct slice	oid;		/* snmpTrapOID */
	struct trap_var	var[TRAP_VARS_MAX];
	unsigned	vars;
};

/*
 * Octets of the first record of p, with its line end; 0: it goes on. eof: no
 * more will come. A record that does not end within TRAP_RECORD_MAX is its
 * first line.
 */
size_t	trap_measure(const char *p, size_t n, bool eof);
/* TRAP_SYNTAX or TRAP_TIME. What is made lives in the arena. */
enum reason trap_parse(struct slice, struct arena *, struct trap *);
/* The variable of a column (or its value for one index), NULL: none. */
const struct trap_var *trap_find(const struct trap *, struct slice prefix);
/* What stands behind the prefix of a variable's name: its index. */
struct slice trap_index(const struct trap_var *, struct slice prefix);

#endif
