/*
 * status.h (ossctl-diag) - the network and what is wrong with it, read once
 * from the database for a page in text or HTML
 */
#ifndef OSSCTL_DIAG_STATUS_H
#define OSSCTL_DIAG_STATUS_H

#include "alarms.h"
#include "doc/netplot.h"
#include "oss/names.h"

/* What else is known of an alarm. Slices live in the arena of the status. */
struct status_note {
	struct slice	text;
	uint32_t	confidence_ppm;
	bool		alternative;
	size_t		ordinal;	/* as it was told */
};

struct status_alarm {
	struct oss_alarm a;
	struct slice	site;
	size_t		cause;		/* of a symptom: its root; else itself */
	size_t		symptoms;
	bool		shelved;
	/* of a root */
	struct slice	text;		/* what it rests on */
	struct status_note *note;
	size_t		notes, note_cap;
};

struct status_window {
	struct slice	window, node, object;
	int64_t		from_us, to_us;
};

struct status_link {
	struct slice	a_port, b_port, srlg;
};

struct status_page {
	struct db	*db;
	const struct list_opts *opts;
	struct arena	 arena;
	int64_t		 now_us;	/* --now, else the last heartbeat */
	int64_t		 heartbeat_us;
	bool		 alive;		/* there was a heartbeat */
	bool		 old;		/* it is older than --max-age */
	bool		 blind;		/* old, or the poller is cut off */
	struct names	 names;		/* of nodes */
	struct net_node	*node;		/* by name; owned, as all below */
	uint32_t	*risk;		/* by name: the alarm, or NAMES_NONE */
	struct net_link	*link;
	struct status_link *port;	/* by link */
	size_t		 links, link_cap, port_cap;
	struct status_alarm *alarm;	/* active, worst first */
	size_t		 alarms, alarm_cap;
	struct status_window *window;	/* that last, or begin within a day */
	size_t		 windows, window_cap;
	struct names	 hit, in_risk;	/* accounts */
	size_t		 causes, symptoms, planned, shelved;
	size_t		 strays;	/* status_is_stray, of the symptoms */
	size_t		 by_severity[SEVERITY_COUNT];	/* causes, strays */
	size_t		 by_look[NET_LOOKS];		/* nodes */
	uint32_t	 from;		/* from which the network is drawn */
};

/* 0, or an exit code, said. */
int	status_load(struct status_page *);
void	status_release(struct status_page *);

/* A cause that is to be seen to: neither planned nor shelved. */
static inline bool
status_is_cause(const struct status_alarm *s)
{
	return s->a.root && !s->a.planned && !s->shelved;
}
/* One that nobody planned, of planned work: who works there must see it. */
static inline bool
status_is_stray(const struct status_page *s, const struct status_alarm *n)
{
	return !n->a.root && !n->a.planned && !n->shelved
	    && s->alarm[n->cause].a.planned;
}
enum net_look status_look(const struct oss_alarm *);
/* "3 d 4 h", "12 min", "5 s": the two greatest units. */
void	status_for(struct buf *, int64_t us);
/* "duct-7", "edge1 xe-0/0/1 to core1/xe-3": where it is */
void	status_where(struct buf *, const struct oss_alarm *);
/* "2 causes, 3 symptoms, 1 planned" */
void	status_sum(struct buf *, const struct status_page *);

void	status_text(const struct status_page *);
void	status_html(const struct status_page *, struct buf *);

#endif
