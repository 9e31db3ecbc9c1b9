/*
 * causes_say.h (oss) - failures found, as alarms with their evidence
 * Part of locator_causes, apart for its own sake.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_CAUSES_SAY_H
#define OSS_CAUSES_SAY_H

#include "oss/causes_chance.h"
#include "oss/causes_net.h"

struct causes {
	struct causes_net *net;
	uint32_t	  *root;	/* condition of each root, or NONE */
	bool		   solved;	/* net has the answer of now */
	/* of causes_time.h */
	struct names	   said;	/* alarms that are told */
	uint32_t	  *said_by;	/* condition of each */
	size_t		   saids_cap;
	struct causes_chance chance[CHANCE_COUNT];
	/* of causes_past.h */
	bool		  *past;	/* by object: down, before it was mended */
	bool		   any_past;
	uint32_t	   poller;	/* that was cut off; or NONE */
	/* of causes_flap.h */
	uint32_t	  *flap;	/* by object: what makes it come and
					 * go (condition); or NONE */
	struct causes_fit {
		struct rca_fault fault;
		uint32_t root;		/* its condition */
		bool	 down;		/* just now */
	} *fit;				/* what comes and goes */
	size_t		   fits;
	bool		   kept;	/* what others did before still does */
	int64_t		   fit_us;	/* as of then */
	bool		   fitful;	/* net has the answer to that */
	/* of causes_resolve.h */
	uint32_t	   unnamed;	/* condition, or NONE */
	bool		   unheard;	/* nor does anybody answer */
	bool		  *nameless;	/* by node: it is its symptom */
};

/* A located type that says that something comes and goes. */
static inline bool
causes_flaps(enum alarm_type t)
{
	return t >= ALARM_LINK_FLAPPING && t <= ALARM_POLLER_FLAPPING;
}

/* How a failure is named: the alarm that it has. */
struct causes_name {
	enum object_kind kind;
	struct slice	 node, object, qualifier;
	enum alarm_type	 type;
};

/*
 * The active alarm of a root, raised if need be. NONE: there is none, for
 * what was seen is not certain yet.
 */
uint32_t causes_assert(struct causes *, struct watch *, uint32_t root);
/* The condition of the cause of what an object says, or NONE. */
uint32_t causes_of_object(const struct causes *, const struct watch *,
	    uint32_t object);
/* The condition of what a link has failed of, or NONE. */
uint32_t causes_of_link(const struct causes *, uint32_t link);
/* A condition of an object is a symptom of that of `root`, and evidence. */
void	 causes_symptom(struct watch *, struct condition *, uint32_t root);
/* Confidence and alternatives of a root. */
void	 causes_say_doubts(struct causes *, struct watch *, uint32_t root);
/* Evidence, confidence and alternatives of all roots. */
void	 causes_say(struct causes *, struct watch *);
/* The qualifier lives in the buffer. */
void	 causes_name(const struct causes *, const struct watch *,
	    const struct rca_fault *, struct buf *, struct causes_name *);

#endif
