/*
 * spool_expect.h (store) - what must have come by when
 * expect.csv names what is expected: usage of a source or type, or files of a
 * name, for every hour, day or month of a zone, some time after its end at
 * the latest. A period is cut into such slots on the zone's clock: the hours
 * of a day with a clock change are 23 or 25.
 */
#ifndef STORE_SPOOL_EXPECT_H
#define STORE_SPOOL_EXPECT_H

#include "base/arena.h"
#include "base/period.h"
#include "store/spool_register.h"

#define SPOOL_EXPECT_MAX	1000	/* lines */
#define SPOOL_SLOTS_OF_MAX	10000	/* slots of a line */

enum spool_slot_state { SLOT_COMPLETE, SLOT_LATE, SLOT_WAITING, SLOT_MISSING };

struct spool_due {
	int64_t		from_us, to_us, due_us;
	struct slice	file;		/* its name; missing: any */
	uint64_t	all, in_time;	/* what came; of which by due_us */
};

struct spool_expect {
	struct slice	name, source, usage_type, file;
	int		every;		/* 0 hour, 1 day, 2 month */
	int64_t		within_us;
	uint64_t	records;	/* that make a slot complete */
	struct spool_due *due;		/* owned; ascending, without a gap */
	size_t		dues, dues_cap;
};

struct spool_expects {
	struct arena		 text;
	struct spool_expect	*item;	/* owned */
	size_t			 len, cap;
	unsigned		 faults;
	bool			 by_source;	/* some line names one */
};

/* 0; -1, said with file and line */
int	spool_expects_read(struct spool_expects *, const char *path);
void	spool_expects_release(struct spool_expects *);
/* The slots of a period. 0; -1, said: more than there is room for */
int	spool_expects_slots(struct spool_expects *, const struct period *,
	    const struct zone *);
/* A record that landed then. */
void	spool_expects_record(struct spool_expects *, struct slice source,
	    struct slice usage_type, int64_t ts_us, int64_t landed_us);
/* A file that landed then: a name without folders */
void	spool_expects_file(struct spool_expects *, struct slice name,
	    int64_t landed_us);
enum spool_slot_state spool_due_state(const struct spool_expect *,
	    const struct spool_due *, int64_t now_us);

#endif
