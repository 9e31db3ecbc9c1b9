/*
 * prober.h (ossctl-probe) - what its files share
 */
#ifndef PROBER_H
#define PROBER_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/shard.h"
#include "base/tool.h"
#include "net/interval.h"
#include "net/probe.h"
#include "oss/names.h"
#include "oss/rttstat.h"
#include "rec/stream.h"

extern const struct tool	probe_tool;
extern const struct opt		probe_options[];

struct probe_opts {
	struct stream_opts stream;
	uint64_t	window, rate;
	uint64_t	retries, count, size;
	int64_t		timeout_us, deadline_us, spacing_us;
	bool		dont_fragment;
	const char	*ca_file;
	struct pass_opts pass;
};

extern const struct probe_opts	probe_defaults;
/* EXIT_OK, or EXIT_TROUBLE and said. */
int	probe_opts_check(struct probe_opts *);

/* targets.c: what is to be probed, in the order of the input */
struct probe_node {
	struct slice	name, address, probes;
	uint32_t	host;
	unsigned	targets;
	unsigned	answered;	/* of the pass: targets that did */
};

#define HOST_NONE	UINT32_MAX

struct probe_host {		/* where to, once for all that go there */
	const char	*name;
	bool		 numeric;	/* address is set for good */
	struct net_address address;
	uint32_t	 first, last;	/* targets, HOST_NONE: none */
};

struct target {
	uint32_t	 node, host;
	uint32_t	 next;		/* of the same host; HOST_NONE */
	struct probespec spec;
	const struct probe_expect *expect;
	const char	*connect_to;
	bool		 by_record;	/* a probe record says it */
	struct slice	 settings;	/* what it says, to compare */
};

struct targets {
	struct probe_node *node;	/* owned */
	size_t		  nodes, nodes_cap;
	struct target	 *item;		/* owned */
	size_t		  len, cap;
	struct probe_host *host;	/* owned */
	size_t		  hosts, hosts_cap;
	struct names	  node_names, host_names, keys;
	struct probe_expect **expect;	/* owned, each of it */
	size_t		  expects, expects_cap;
	struct arena	  text, scratch;
	struct buf	  key;
};

/* Reads the stream to its end. 0, or -1: it has to stop, said. */
int	targets_read(struct targets *, struct stream *, const struct shard *);
void	targets_release(struct targets *);
/* Chains the targets of each host; behind targets_read. */
void	targets_chain(struct targets *);

/* expect.c: what a probe record expects. REASON_NONE, or what is wrong where. */
enum reason expect_read(const struct rec *, const struct probespec *,
	    struct arena *, struct probe_expect *, enum field *where);
void	expect_release(struct probe_expect *);

/* pass.c: one pass over all targets */
struct pass_result {
	uint64_t	targets, good;		/* no error */
	uint64_t	planned, answered;	/* nodes */
};
struct pass_room;		/* what passes use again */
struct pass_room *pass_room_new(const struct probe_opts *,
	    const struct targets *);		/* NULL: said */
void	pass_room_free(struct pass_room *);
/* 0, or -1: the output failed, said. */
int	pass_run(struct pass_room *, struct targets *, struct out *,
	    struct pass_result *);

/* emit.c: readings to records. 0, or -1: the output failed, said. */
int	emit_reading(struct out *, const struct probe_node *,
	    const struct target *, const struct probe_reading *);
int	emit_heartbeat(struct out *, const struct targets *,
	    int64_t begun_us, const struct pass_result *);
/* What a person should know about it. */
void	tell_target(const struct probe_node *, const struct target *,
	    const struct probe_reading *);

#endif
