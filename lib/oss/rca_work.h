/*
 * rca_work.h (oss) - what the parts of rca.h share while they work
 * Nodes that are seen to live and that are joined by links which nobody
 * calls down are one vertex: whatever failed, they were reached. So the graph
 * that is simulated is as large as what is dark, not as the network. It falls
 * apart into regions that are simulated and searched one by one, so that a
 * thousand faults take a thousand times as long as one.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_RCA_WORK_H
#define OSS_RCA_WORK_H

#include "oss/rca.h"

/* in thousandths of a natural logarithm of odds */
#define COST_MISS	6200	/* an answer lost by chance: 0.2 % */
#define COST_MISSES_MAX	31000
#define COST_PORT	16000	/* down for no reason */
#define COST_BATTERY	16000
#define COST_IMPOSSIBLE	60000	/* who answers is not dead */
#define COST_ISLAND	18000	/* nor cut off, if all links are known */
#define COST_ISLAND_FITFUL 3000	/* but now and then */
#define COST_ISLAND_GAPPED 6500	/* if some are missing from the list */
#define COST_PORT_GAPPED 24000	/* then a port of a link has a reason */
#define COST_DOUBT	2500	/* as good as the best: an alternative */
#define COST_DOUBT_ME	4500	/* the same of the first one on the way of a
				 * poller that reaches nothing */
#define COST_SOME_ANSWERED 3500	/* before the poller was cut off */
#define RCA_NEVER	INT64_MAX

struct rca_edge {
	uint32_t link, to;	/* to: vertex */
};

/* A port that a loose end may hang on; end: 2 * link, and 1 for its B end. */
struct rca_loose {
	uint32_t port, end;
};

/* A port that is down with another failure, by a link that nobody told. */
struct rca_untold {
	uint32_t	 port;
	struct rca_fault fault;
};

/* Items of the regions: those of g are item[first[g]] to item[first[g + 1]] */
struct rca_list {
	uint32_t	*item;
	size_t		 len;
	size_t		*first;
};

#define EACH_OF(list, region, i)					\
	for (size_t i = (list).first[region];				\
	    i < (list).first[(region) + 1]; i++)

struct rca_set {
	struct rca_fault fault[RCA_ROOTS_MAX];
	uint32_t	 len;
	int64_t		 cost;
};

struct rca_work {
	uint32_t	*vertex;	/* of each node */
	uint32_t	 vertices;
	bool		*alive;		/* node: seen to live */
	bool		*lit;		/* vertex: of nodes that live */
	bool		*is_source;	/* vertex: light comes from it */
	uint32_t	*source;	/* they, as a list */
	size_t		 sources;
	struct rca_edge	*edge;		/* by vertex */
	size_t		*first;
	/* regions, and what of each may cost something */
	uint32_t	*region;	/* by element, or NONE: see rca_region.c */
	uint32_t	 regions;
	bool		*gapped;	/* region: its list lacks links */
	struct rca_list	 dark;		/* nodes that do not answer */
	struct rca_list	 suspect;	/* ports */
	struct rca_list	 doubtful;	/* terminations */
	struct rca_list	 burning;	/* nodes on battery */
	struct rca_list	 island;	/* lit vertices, not of a source */
	struct rca_list	 entry;		/* edges that leave a source */
	/*
	 * When a failure of each began at the latest, by what it shows; NEVER:
	 * it shows nothing. Of a node that answered: what its neighbours show
	 * of it since then.
	 */
	int64_t		*node_us, *link_us, *group_us;
	int64_t		*vertex_us;	/* when it was seen last */
	/* one trial: a mark is set when it is the trial's number */
	uint32_t	 trial;
	uint32_t	*dead, *mute;	/* node */
	uint32_t	*cut, *half;	/* link: cut, one way */
	uint32_t	*broken, *dimmed; /* port: dead, may be dark */
	uint32_t	*term_cut, *term_off;
	uint32_t	*unpowered;	/* node: power is said to be lost */
	uint32_t	*hung;		/* node: dead, its ports lit */
	int64_t		*dead_us, *cut_us, *broken_us; /* since when */
	int64_t		 latest_us;	/* the last of them */
	int64_t		 good_us;	/* when the last of them worked */
	uint32_t	*reached;	/* vertex */
	uint32_t	*then, look;	/* the same, at an instant before */
	uint32_t	 then_trial;	/* of which they are */
	bool		 then_early;	/* by what cannot have failed */
	int64_t		 then_from, then_until;
	uint32_t	*queue;
	bool		 me;		/* said: the poller is cut off */
	int64_t		 me_after_us;	/* who was silent by then is not so
					 * for it */
	int64_t		 me_doubt;	/* what that costs more than the best */
	struct rca_set	*not_me;	/* the best that is not said, by region */
	struct rca_loose *loose;	/* by port */
	struct rca_loose *by_end;	/* the same, by end */
	size_t		 looses, looses_cap;
	bool		*paired;	/* link: it has one of them */
	bool		*faced;		/* node: a port towards it is down */
	struct rca_untold *untold;
	size_t		 untolds, untolds_cap;
	bool		*has_end;	/* port: it is one of these */
	bool		*feeds;		/* port: terminations behind it are down */
	struct rca_loose *plug;		/* by port: ends of a shared one */
	size_t		 plugs, plugs_cap;
	uint32_t	*taken;		/* mark: end, by another port */
	uint32_t	*shown;		/* mark: port, by a link that a failure
					 * of the other end took along */
	/* failures worth a trial; of region g as in a list */
	struct rca_fault *candidate;
	size_t		 candidates, candidates_cap;
	size_t		*first_candidate;
};

static inline bool
rca_marked(const struct rca_work *w, const uint32_t *mark, uint32_t i)
{
	return i != RCA_NONE && mark[i] == w->trial;
}

static inline bool
rca_reached(const struct rca_work *w, uint32_t vertex)
{
	return w->is_source[vertex] || w->reached[vertex] == w->trial;
}

/* What was seen then is from before a failure that began at us. */
static inline bool
rca_before(int64_t seen_us, int64_t us)
{
	return us != RCA_NEVER && seen_us < us;
}

/* It lived when it answered, but may have died since. */
static inline bool
rca_mortal(const struct rca *r, uint32_t n)
{
	const struct rca_work *w = r->work;

	return w->alive[n] && rca_before(r->node[n].seen_us, w->node_us[n]);
}

static inline uint32_t
rca_far_node(const struct rca_link *k, uint32_t node)
{
	return k->a == node ? k->b : k->a;
}

static inline uint32_t
rca_far_port(const struct rca *r, uint32_t port)
{
	const struct rca_link *k = &r->link[r->port[port].link];

	return k->a_port == port ? k->b_port : k->a_port;
}

/* Whether a failure of a group, with its class, takes this termination. */
static inline bool
rca_takes_term(const struct rca *r, const struct rca_group *g, uint32_t t)
{
	const struct rca_term *o = &r->term[t];

	return !g->partial || (o->state == RCA_DOWN && o->fellows > 0
	    && !(g->class == RCA_AREA_POWER ? o->light_lost : o->gasp));
}

/* Of rca_loose.c: the pairs, before all else; the first one of a port. */
void	rca_find_loose(struct rca *);
size_t	rca_loose_of(const struct rca *, uint32_t port);
/*
 * Of the loose end opposite to one: the port that shows that the link went,
 * not taken by another one. False: none does, though the node answers.
 */
bool	rca_loose_shows(const struct rca *, uint32_t end, uint32_t *port);
/* The same of what hangs on a shared port that is down. */
void	rca_find_plugs(struct rca *);
size_t	rca_plug_of(const struct rca *, uint32_t port);
/* In one poll, or nearly. */
bool	rca_together(int64_t a_us, int64_t b_us);
/*
 * Or, for one was not heard of meanwhile, at one time by what is known: each
 * was well at good_us (0: nobody knows) and not any more at us.
 */
bool	rca_maybe_together(int64_t a_us, int64_t a_good_us, int64_t b_us,
	    int64_t b_good_us);

/*
 * Of rca_past.c: node_us and the like; a port that was up, and whose far end
 * went down since.
 */
void	rca_find_past(struct rca *);
bool	rca_faces_down(const struct rca *, uint32_t port);

void	rca_prepare(struct rca *);		/* the graph of vertices */
/* Of rca_region.c: the lists by region; the region of a failure, or NONE. */
void	rca_find_regions(struct rca *);
uint32_t rca_region_of(const struct rca *, const struct rca_fault *);
void	rca_sort_candidates(struct rca *);
/* How rare a failure is; and a set: it, and any larger one, costs no less. */
int64_t	rca_prior(const struct rca *, const struct rca_fault *);
int64_t	rca_least(const struct rca *, const struct rca_set *);
/* What a set costs in its region; the marks stay as it leaves them. */
int64_t	rca_cost(struct rca *, uint32_t region, const struct rca_set *);
/* The marks of a set for each region. */
void	rca_mark(struct rca *, const struct rca_set *);
/* best: of each region */
void	rca_search(struct rca *, struct rca_set *best);
/* What failed in a set, and what else it foresees, leaves a port down. */
bool	rca_leaves_port(struct rca *, uint32_t region, const struct rca_set *);
/* Of rca_untold.c: ports out of the best sets that have such a link. */
void	rca_find_untold(struct rca *, struct rca_set *best);
/* roots, alternatives, what is a symptom of what */
void	rca_answer_with(struct rca *, const struct rca_set *best);

#endif
