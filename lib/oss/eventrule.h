/*
 * eventrule.h (oss) - what traps and messages of devices mean
 * Two tables that are data (share/events, loaded by lib/store): notifications
 * by their name, messages by a word that they have and a pattern that they
 * match. The first row that fits says event_type, severity and object.
 * Pure; patterns have no back references, so a message cannot make a search of
 * it last.
 */
#ifndef OSS_EVENTRULE_H
#define OSS_EVENTRULE_H

#include <regex.h>

#include "oss/trap.h"

#define EVENT_GROUPS	10

enum trap_object {
	TRAP_OBJECT_NODE,	/* none: the node itself */
	TRAP_OBJECT_PORT,	/* the port of IF-MIB's variables */
	TRAP_OBJECT_VALUE,	/* what the variable says */
	TRAP_OBJECT_INDEX	/* what stands behind its name */
};

struct event_says {
	struct slice	event_type, severity, prefix, text;
};

struct trap_rule {
	struct slice	oid;
	struct slice	where_oid;	/* {NULL,0}: always */
	uint64_t	where_value;
	enum trap_object object;
	struct slice	object_oid;
	struct event_says says;
};

struct text_rule {
	struct slice	has;
	regex_t		match;		/* owned */
	unsigned	group;		/* that is the object; 0: the node */
	struct event_says says;
};

struct event_rules {
	struct trap_rule *trap;		/* owned */
	size_t		  traps, traps_cap;
	struct text_rule *message;	/* owned */
	size_t		  messages, messages_cap;
	uint32_t	 *first;	/* owned: hash of oid, 1 + index */
	size_t		  slots;
	struct arena	  text;
	struct buf	  line;		/* a message, with a NUL behind it */
};

void	event_rules_release(struct event_rules *);
/*
 * Add a row; cells as in the files, {NULL, 0} where they are missing. NULL, or
 * what is wrong with it (a literal).
 */
enum { TRAP_CELL_OID, TRAP_CELL_WHERE, TRAP_CELL_TYPE, TRAP_CELL_SEVERITY,
	TRAP_CELL_OBJECT, TRAP_CELL_PREFIX, TRAP_CELL_TEXT, TRAP_CELLS };
const char *event_rules_add_trap(struct event_rules *,
	    const struct slice cell[TRAP_CELLS]);
enum { TEXT_CELL_HAS, TEXT_CELL_MATCH, TEXT_CELL_TYPE, TEXT_CELL_SEVERITY,
	TEXT_CELL_OBJECT, TEXT_CELL_PREFIX, TEXT_CELL_TEXT, TEXT_CELLS };
const char *event_rules_add_text(struct event_rules *,
	    const struct slice cell[TEXT_CELLS]);

/* NULL: no row fits. */
const struct trap_rule *event_rules_trap(const struct event_rules *,
	    const struct trap *);
/*
 * *object is a part of the text, {NULL, 0} for the node. The first
 * PATTERN_TEXT_MAX octets are looked at.
 */
const struct text_rule *event_rules_text(struct event_rules *,
	    struct slice text, struct slice *object);

#endif
