/*
 * verbs.h (bss-crm) - what its verbs share
 */
#ifndef VERBS_H
#define VERBS_H

#include "base/tool.h"
#include "base/zone.h"
#include "bss/entity.h"
#include "rec/stream.h"
#include "store/catalog.h"
#include "store/crm.h"
#include "store/db.h"

extern const struct tool crm_tool;

enum list_output { OUTPUT_TEXT, OUTPUT_NDJSON, OUTPUT_CSV };

/* Of all verbs; each verb's table reaches the members that it takes. */
struct crm_opts {
	struct db_opts	 db;
	struct stream_opts stream;
	const char	*zone;		/* of dates among the operands */
	const char	*catalog;	/* NULL: offers, taxes are not asked */
	int64_t		 at_us;		/* 0: whenever */
	int		 output;	/* enum list_output */
	int		 type;		/* of CSV rows: 0 none, see import.c */
	bool		 dry_run, replace;
};

#define CRM_OPTS_DEFAULT { .db = DB_OPTS_DEFAULT }

/* Each is a row of the table in options.c; the exit code. */
int	verb_init(int argc, char **argv);
int	verb_migrate(int argc, char **argv);
int	verb_backup(int argc, char **argv);
int	verb_restore(int argc, char **argv);
int	verb_check(int argc, char **argv);
int	verb_add(int argc, char **argv);
int	verb_set(int argc, char **argv);
int	verb_end(int argc, char **argv);
int	verb_import(int argc, char **argv);
int	verb_export(int argc, char **argv);
int	verb_list(int argc, char **argv);
int	verb_show(int argc, char **argv);
int	verb_journal(int argc, char **argv);

/* verbs.c: as verb_parse, and -q is heard. */
int	crm_parse(struct crm_opts *, int *argc, char ***argv);
/* "customer" or "customers"; REC_NONE and said. */
enum rec_type crm_type(const char *word);
/* "name=value" to its parts; false and said when it is none. */
bool	crm_pair(const char *word, struct slice *name, struct slice *value);
/*
 * --zone into *zone (released by the caller). *given is zone or NULL. 0 or
 * -1, said.
 */
int	crm_zone(const struct crm_opts *, struct zone *zone,
	    const struct zone **given);
/*
 * For a date that has none, when --zone does not say it: the catalog's, of
 * -c or of the folder; *given stays NULL where there is no catalog. 0 or -1,
 * said.
 */
int	crm_zone_late(const struct crm_opts *, struct zone *zone,
	    const struct zone **given);
/* What a value of another kind should have been; NULL: why says it all. */
const char *crm_want(enum reason why, enum field);
/* Say what is wrong with a field of e; want may be NULL. */
void	crm_say(enum reason, const struct entity *e, struct slice field,
	    const char *want);
/* entity_check, said. 0 or -1. */
int	crm_check(const struct entity *);
/* crm_judge, said. 0, -1, or 1 when it does not hold. */
int	crm_agrees(struct db *, const struct entity *);

/*
 * sold.c: whether the catalog is asked, of a subscription that is another than
 * the old one (NULL: there is none) or of an account that is taxed otherwise;
 * and whether the offer is sold when it begins, and how it is taxed known:
 * REASON_NONE, or why not, and in words.
 */
bool	sold_asked(const struct entity *old, const struct entity *);
enum reason sold_then(const struct catalog *, const struct entity *,
	    struct buf *detail);

/*
 * Whether a subscription, when it is written, goes with the others of its
 * identifier: what its offer requires is there when it begins, and no two
 * price the same usage. *no: REASON_NONE, or why not. 0 or -1, said.
 */
int	sold_beside(struct db *, const struct catalog *,
	    const struct entity *, enum reason *no, struct buf *detail);

/* filter.c: which entities are wanted; all conditions must hold */
struct filter {
	enum rec_type	 type;
	struct {
		size_t		at;		/* index of the field */
		struct slice	value;
	}		 cond[ENTITY_FIELDS_MAX];
	size_t		 len;
	struct slice	 key;		/* of the only one, when given */
	struct slice	 of;		/* parent's key, when given */
	int64_t		 at_us;		/* 0: whenever */
};
/* Conditions name=value. 0 or -1, said. */
int	filter_init(struct filter *, enum rec_type, int64_t at_us, int argc,
	    char **argv);
/* Each entity that the filter takes, as crm_each. */
int	filter_each(struct db *, const struct filter *,
	    int (*fn)(const struct entity *, void *), void *arg);

/* records.c: as a stream */
int	records_put(struct db *, struct out *, const struct filter *, bool csv);
/* text.c: for people */
int	text_list(struct db *, const struct filter *);
int	text_show(struct db *, const struct entity *);

#endif
