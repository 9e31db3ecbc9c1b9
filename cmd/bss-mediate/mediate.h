/*
 * mediate.h - the verbs of bss-mediate and their options
 */
#ifndef MEDIATE_H
#define MEDIATE_H

#include "base/tool.h"
#include "rec/stream.h"

extern const struct tool mediate_tool;

struct samples_opts {
	struct stream_opts stream;
	const char	*state_in, *state_out;
	const char	*usage_type;
	int64_t		 gap_after_us;
	int		 after_restart;	/* enum after_restart */
	struct opt_list	 include, exclude;	/* globs over node/port */
};
enum after_restart { RESTART_VOID, RESTART_COUNT };

/* csv, json and fixed */
struct source_opts {
	struct stream_opts stream;
	const char	*format, *zone, *country_code;
	const char	*state_in, *state_out;
	int64_t		 now_us;	/* INT64_MIN: not said */
	bool		 whole;		/* no file grows any more */
	bool		 no_trailer;	/* rows out of files that have one */
};

#define RADIUS_TIMEOUT_US	(INT64_C(35) * 86400 * 1000000)
#define RADIUS_REMEMBER_US	(INT64_C(2) * 86400 * 1000000)

struct radius_opts {
	struct stream_opts stream;
	const char	*format, *zone, *country_code;
	const char	*state_in, *state_out;
	int64_t		 timeout_us, remember_us;
	int64_t		 now_us;	/* SESSION_NEVER: not said */
	bool		 whole;		/* no file grows any more */
};

struct flow_opts {
	struct stream_opts stream;
	const char	*format, *zone, *locals;
	struct opt_list	 local;
	uint64_t	 sampling;
	int64_t		 max_delay_us;
	int		 uptime_wrap;	/* enum uptime_wrap */
};
enum uptime_wrap { WRAP_CORRECT, WRAP_REJECT };

struct formats_opts {
	bool		 quiet;
};

struct guess_opts {
	bool		 quiet;
	uint64_t	 records;
};

/* Each returns the exit code. */
int	verb_samples(int argc, char **argv);
int	verb_csv(int argc, char **argv);
int	verb_json(int argc, char **argv);
int	verb_fixed(int argc, char **argv);
int	verb_radius(int argc, char **argv);
int	verb_flow(int argc, char **argv);
int	verb_formats(int argc, char **argv);
int	verb_guess(int argc, char **argv);
int	verb_suspense(int argc, char **argv);

#endif
