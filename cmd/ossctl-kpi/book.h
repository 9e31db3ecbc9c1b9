/*
 * book.h (ossctl-kpi) - what was read: objects with their readings, alarms,
 * planned work, links, subscriptions
 * When all is in, book_close puts everything into one order, so that nothing
 * depends on the order of the input.
 */
#ifndef OSSCTL_KPI_BOOK_H
#define OSSCTL_KPI_BOOK_H

#include "base/arena.h"
#include "oss/kpi.h"
#include "oss/names.h"
#include "spill.h"

enum object_class { CLASS_NODE, CLASS_INTERFACE, CLASS_TERMINATION,
	CLASS_PROBE, CLASS_OBJECTS,
	/* made of them */
	CLASS_LINK = CLASS_OBJECTS, CLASS_IDENTIFIER, CLASS_ACCOUNT,
	CLASS_COUNT };
const char *class_name(enum object_class);
/* CLASS_COUNT when there is none. */
enum object_class class_lookup(struct slice);

struct kpi_object {
	enum object_class class;
	struct slice	node, name;
	struct series	series;
};

struct book_alarm {
	struct slice	node, object;
	struct kpi_alarm alarm;
};

struct book_window {
	struct slice	node, object;		/* missing: every one */
	struct span	span;
};

struct book_link {
	struct slice	a_node, a_port, b_node, b_port;
	uint64_t	capacity_bps;
};

struct book_sub {
	struct slice	subscription, account, identifier, sla;
	int64_t		from_us, to_us;
};

struct book {
	struct arena	 mem;
	struct kpi_spill	 spill;
	struct kpi_object	*object;	/* owned, as all below */
	size_t		 objects, objects_cap;
	uint32_t	*slot;		/* 1 + index; 0: free */
	size_t		 slots;
	struct book_alarm *alarm;
	size_t		 alarms, alarms_cap;
	struct book_window *window;
	size_t		 windows, windows_cap;
	struct book_link *link;
	size_t		 links, links_cap;
	struct book_sub	*sub;
	size_t		 subs, subs_cap;
	struct names	 named;		/* "node/object", made by book_close */
	uint32_t	*named_object;
	uint64_t	 repeated;	/* links and subscriptions twice */
};

void	book_init(struct book *, size_t memory);
void	book_release(struct book *);

struct kpi_object *book_object(struct book *, enum object_class,
	    struct slice node, struct slice name);
/* NULL when it is not there. */
struct kpi_object *book_find(const struct book *, enum object_class,
	    struct slice node, struct slice name);
/* Text is copied. */
void	book_alarm(struct book *, const struct book_alarm *);
void	book_window(struct book *, const struct book_window *);
void	book_link(struct book *, const struct book_link *);
void	book_sub(struct book *, const struct book_sub *);

void	book_close(struct book *);
/*
 * After book_close: what an identifier stands for: "node/object", a port
 * before other kinds, or a node's name. NULL: nothing was read of it.
 */
struct kpi_object *book_named(const struct book *, struct slice identifier);
/* Planned work at an object, a clean set. */
void	book_windows_of(const struct book *, struct slice node,
	    struct slice object, struct spans *out);
/* Its alarms, by ts; *n of them. */
const struct book_alarm *book_alarms_of(const struct book *,
	    struct slice node, struct slice object, size_t *n);

#endif
