/*
 * event.h (ossctl-event) - what its files share
 */
#ifndef EVENT_H
#define EVENT_H

#include "base/tool.h"
#include "base/zone.h"
#include "oss/eventrule.h"
#include "oss/names.h"
#include "oss/portname.h"
#include "rec/stream.h"
#include "rec/textin.h"

extern const struct tool event_tool;

struct event_opts {
	struct stream_opts stream;
	const char	*nodes, *ports, *zone;
	int64_t		 now_us, every_us, timeout_us;
	bool		 known;
};

#define EVENT_AHEAD_US	(3600 * US_PER_S)	/* of now a clock may be */

/* Each returns the exit code. */
int	verb_traps(int argc, char **argv);
int	verb_syslog(int argc, char **argv);
int	verb_gnmi(int argc, char **argv);
int	verb_radius(int argc, char **argv);

/* places.c: whose address it is, whose ifIndex */
struct places {
	struct names	 address;	/* as inet_ntop writes it, host names */
	uint32_t	*node_of;	/* owned: node of each address */
	size_t		 node_cap;
	struct names	 node;
	struct names	 port;		/* node, 0x1f, ifIndex */
	struct slice	*object_of;	/* owned array; text in arena */
	size_t		 object_cap;
	struct names	 object;	/* node, 0x1f, name of a port */
	struct port_words words;
	struct arena	 text;
	struct buf	 key, spelt;
};

/* nodes, ports: files or NULL. 0, or -1: said. */
int	places_load(struct places *, const char *nodes, const char *ports);
void	places_release(struct places *);
/*
 * The node of an address or host name; {NULL, 0}: there is none. A host name
 * is also looked for without its domain.
 */
struct slice places_node(struct places *, struct slice address);
/* The name of a port by its ifIndex; {NULL, 0}: not known. */
struct slice places_port(struct places *, struct slice node,
	    uint64_t if_index);
/*
 * A port's name as a poll writes it, where just one way to write it is known
 * of the node; else as it is. Lives until the next call.
 */
struct slice places_spelt(struct places *, struct slice node,
	    struct slice port);

/* lines.c: records of text, from files in a row */
struct lines {
	struct stream	*s;
	struct unpack	*src;		/* owned */
	struct textin	 in;
	size_t		 max;		/* octets of a record */
	/* octets of the first record; *skip of them do not belong to it */
	size_t		(*measure)(const char *, size_t, bool eof,
			    size_t *skip);
	/* 0, or -1: stop, said */
	int		(*take)(void *arg, struct slice, uint64_t line);
	void		*arg;
	const char	*file;
};

/* All files, or stdin. 0, or -1: stop, said. */
int	lines_read(struct lines *, int argc, char **argv);

/* put.c: an event, its texts cleaned */
struct event {
	int64_t		ts_us;
	struct slice	node, object, event_type, severity, text, source,
			address, oid, facility, app_name, msg_id, alias,
			peer_address;
	const char	*admin, *oper;
	bool		has_if_index;
	uint64_t	if_index;
};

#define EVENT_TEXT_MAX	((size_t)4096)

/* 0 or -1 (said). scratch is used and cleared. */
int	event_put(struct out *, const struct event *, struct buf *scratch);

/* event.c: the clock, where --now does not say; the zone. 0, or -1: said */
int64_t	event_now(const struct event_opts *);
/*
 * When an event was, by the device's clock; by ours when that is ahead, which
 * *ahead counts and the first of file and line tells.
 */
int64_t	event_heard(const struct event_opts *, int64_t ts_us, uint64_t *ahead,
	    const char *file, uint64_t line);
/* At the end: how many there were. */
void	event_tell_ahead(uint64_t ahead);
int	event_zone(const struct event_opts *, struct zone *);

#endif
