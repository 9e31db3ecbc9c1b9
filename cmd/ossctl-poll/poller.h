/*
 * poller.h (ossctl-poll) - what its files share
 */
#ifndef POLLER_H
#define POLLER_H

#include "base/arena.h"
#include "base/tool.h"
#include "net/credential.h"
#include "net/interval.h"
#include "net/nodepoll.h"
#include "oss/reader.h"
#include "rec/stream.h"

extern const struct tool	poll_tool;
extern const struct opt		poll_options[];

struct poll_opts {
	struct stream_opts stream;
	uint64_t	window, repetitions, retries;
	int64_t		timeout_us, deadline_us;
	int64_t		interval_us;	/* 0: once */
};

extern const struct poll_opts	poll_defaults;
/* EXIT_OK, or EXIT_TROUBLE and said. */
int	poll_opts_check(const struct poll_opts *);

/* nodes.c: who is to be asked, in the order of the input */
struct poll_node {
	struct slice	name, host, profile;
	unsigned	port;
	const struct credential *cred;
	struct node_memory memory;
};

struct node_list {
	struct poll_node *item;		/* owned */
	size_t		  len, cap;
	uint32_t	 *slot;		/* owned: hash of names, 1 + index */
	size_t		  slots;	/* a power of two */
	struct arena	  text;
	struct credentials creds;
};

/* Reads the stream to its end. 0, or -1: it has to stop, said. */
int	nodes_read(struct node_list *, struct stream *);
void	nodes_release(struct node_list *);

/* pass.c: one pass over all nodes */
struct pass_result {
	uint64_t	planned, answered, failed, partial;
};
struct pass_room;		/* what passes use again */
struct pass_room *pass_room_new(const struct poll_opts *,
	    const struct node_how *, size_t nodes);	/* NULL: said */
void	pass_room_free(struct pass_room *);
/* The plan of node_how. */
void	pass_plan(void *slot, const struct node_reading *, struct plan *);
/* 0, or -1: the output failed, said. */
int	pass_run(struct pass_room *, const struct node_list *, struct out *,
	    struct pass_result *);

/* emit.c: readings to records. 0, or -1: the output failed, said. */
int	emit_reading(struct out *, const struct poll_node *,
	    const struct node_reading *, struct reader *);
int	emit_heartbeat(struct out *, const struct node_list *,
	    int64_t begun_us, const struct pass_result *);
/* emit_view.c: what is not a port or the node itself */
int	emit_view(struct out *, const struct poll_node *, int64_t at_us,
	    const struct view *);
/* The fields that all samples begin with. */
void	emit_begin(struct out *, const struct poll_node *, int64_t at_us,
	    const char *kind, struct slice object);
/* What a person should know about a node. */
void	tell_node(const struct poll_node *, const struct node_reading *);

#endif
