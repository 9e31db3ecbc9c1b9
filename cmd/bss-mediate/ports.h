/*
 * ports.h - the last reading of every port, within a run and between runs
 * A port is its node and its name there: an ifIndex that moves at a restart
 * does not break its series. The state file is a stream of sample records
 * with its end record, sorted by node and object.
 */
#ifndef MEDIATE_PORTS_H
#define MEDIATE_PORTS_H

#include "base/arena.h"
#include "base/slice.h"
#include "oss/traffic.h"
#include "rec/rec.h"

struct port {
	struct slice	    node, object;	/* owned by the table */
	struct port_reading last;
};

struct ports {
	struct arena	 mem;
	struct port	*port;
	size_t		 len, cap;
	uint32_t	*slot;		/* 1 + index; 0: free */
	size_t		 slots;		/* a power of two */
};

void	ports_release(struct ports *);
/* The port, made when new: *fresh tells, `last` is for the caller to set. */
struct port *ports_at(struct ports *, struct slice node, struct slice object,
	    bool *fresh);

/*
 * The reading in a sample record of an interface. REASON_FIELD_MISSING or
 * REASON_FIELD_VALUE: *bad is the field.
 */
enum reason port_reading_of(const struct rec *, struct port_reading *,
	    enum field *bad);

/* Read a state file; each port once. 0 or -1, said. */
int	ports_load(struct ports *, const char *path);
/* Write it beside, sync it, rename it. Sorts the table. 0 or -1, said. */
int	ports_save(struct ports *, const char *path);

#endif
