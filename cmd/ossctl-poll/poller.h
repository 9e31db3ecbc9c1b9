/*
 * poller.h (ossctl-poll) - what its files share
 */
#ifndef POLLER_H
#define POLLER_H

#include "base/arena.h"
#include "base/shard.h"
#include "base/tool.h"
#include "net/credential.h"
#include "net/interval.h"
#include "net/nodepoll.h"
#include "oss/linker.h"
#include "oss/reader.h"
#include "rec/stream.h"
#include "store/profile.h"

extern const struct tool	poll_tool;
extern const struct opt		poll_options[];

struct poll_opts {
	struct stream_opts stream;
	uint64_t	window, repetitions, retries;
	int64_t		timeout_us, deadline_us;
	int64_t		spread_us;	/* of a pass's beginnings */
	struct pass_opts pass;
	const char	*engines;
	struct opt_list	discover, auth;
	uint64_t	rate;		/* addresses a second */
	struct opt_list	replay;
	const char	*record;
	int64_t		now_us;		/* of a replay; 0: the clock's */
	bool		profiles, links;
};

extern const struct poll_opts	poll_defaults;
/* EXIT_OK, or EXIT_TROUBLE and said. */
int	poll_opts_check(struct poll_opts *);

/* nodes.c: who is to be asked, in the order of the input */
struct poll_node {
	struct slice	name, host;
	const struct profile *profile;	/* NULL: find it */
	unsigned	port;
	const struct credential *cred;
	struct node_memory memory;
	int64_t		interval_us;	/* its own; 0: that of the passes */
	int64_t		last_us;	/* start of the pass it was in last */
	bool		due;		/* in the pass at hand */
};

struct node_list {
	struct poll_node *item;		/* owned */
	size_t		  len, cap;
	uint32_t	 *slot;		/* owned: hash of names, 1 + index */
	size_t		  slots;	/* a power of two */
	struct arena	  text;
	struct credentials creds;
	struct shard	  shard;	/* only these */
	bool		  replayed;	/* credentials are not needed */
	const struct profile_set *profiles;	/* borrowed */
};

/* Reads the stream to its end. 0, or -1: it has to stop, said. */
int	nodes_read(struct node_list *, struct stream *);
bool	nodes_has(const struct node_list *, struct slice name);
/* NULL: there is none. Not after nodes_shuffle. */
struct poll_node *nodes_find(const struct node_list *, struct slice name);
/* In the order in which a spread begins with them: by hash, for ever. */
void	nodes_shuffle(struct node_list *);
/* How much of a spread goes by before this node. */
int64_t	node_offset(const struct poll_node *, int64_t spread_us);
/* Copies what it keeps. False: a node of this name is there. */
bool	nodes_add(struct node_list *, const struct poll_node *);
void	nodes_release(struct node_list *);

/* engines.c: SNMPv3 engines from run to run. 0, or -1: said. */
int	engines_load(struct node_list *, const char *path);
int	engines_save(const struct node_list *, const char *path);

/* replay.c: recordings in the place of nodes, and making them */
struct replay_file {
	char		*node, *path;	/* owned */
};
struct replay {
	struct replay_file *item;	/* owned, by node */
	size_t		 len, cap;
	struct recording recording;	/* the one in hand */
	struct buf	 text;
	bool		 trouble;	/* a line was no good */
	int64_t		 now_us;
};
/* Files, folders and NODE=FILE. 0, or -1: said. */
int	replay_open(struct replay *, const struct opt_list *);
void	replay_release(struct replay *);
/* A node for each recording. */
void	replay_nodes(const struct replay *, struct node_list *);
/* The node's recording until the next load; NULL: there is none, or said. */
struct recording *replay_load(struct replay *, struct slice node);
/* Write a node's answers to FOLDER/node.snmprec. 0, or -1: said. */
int	record_write(const char *folder, struct slice node,
	    struct recording *);

/* pass.c: one pass over all nodes */
struct pass_result {
	uint64_t	planned, answered, failed, partial;
};
struct pass_room;		/* what passes use again */
/* replay: NULL for live nodes. NULL: said. */
struct pass_room *pass_room_new(const struct poll_opts *,
	    const struct node_how *, struct replay *, size_t nodes);
void	pass_room_free(struct pass_room *);
/* A reading of a pass, elsewhere than into its output. 0 or -1, said. */
typedef int pass_taker(void *arg, const struct poll_node *,
	    const struct node_reading *);
/* Readings go there, and so many nodes a second are begun with. */
void	pass_hand(struct pass_room *, pass_taker *, void *arg, uint64_t rate);
/* The plan of node_how. */
void	pass_plan(void *slot, const struct node_reading *, struct plan *);
/* 0, or -1: the output failed, said. */
int	pass_run(struct pass_room *, const struct node_list *, struct out *,
	    int64_t begun_us, struct pass_result *);

/* discover.c: who answers in a range. 0, or -1: said. */
int	discover(const struct poll_opts *, struct out *, uint64_t *found);

/* emit.c: readings to records. 0, or -1: the output failed, said. */
int	emit_reading(struct out *, const struct poll_node *,
	    const struct node_reading *, struct reader *);
int	emit_heartbeat(struct out *, const struct node_list *,
	    int64_t begun_us, int64_t ended_us, const struct pass_result *);
/* The links of a pass. 0 or -1. */
int	emit_links(struct out *, struct linker *);
/* profiles.c: the list of --profiles. EXIT_OK, or EXIT_TROUBLE and said. */
int	profiles_list(void);

/* emit_view.c: what is not a port or the node itself */
int	emit_view(struct out *, const struct poll_node *, int64_t at_us,
	    const struct view *);
/* The fields that all samples begin with. */
void	emit_begin(struct out *, const struct poll_node *, int64_t at_us,
	    const char *kind, struct slice object);
/* What a person should know about a node. */
void	tell_node(const struct poll_node *, const struct node_reading *);

#endif
