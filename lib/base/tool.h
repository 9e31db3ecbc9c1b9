/*
 * tool.h (base) - the frame of a binary: start, end, exit codes
 */
#ifndef BASE_TOOL_H
#define BASE_TOOL_H

#include "base/opt.h"
#include "base/self.h"

/*
 * First call of main: message prefix, umask 077, closed standard
 * descriptors opened on /dev/null, TZ and locale left alone.
 */
void	tool_init(const char *name);
/* A tool with a peer or store to leave tidy: EPIPE instead of SIGPIPE. */
void	tool_ignore_sigpipe(void);
/*
 * The exit code of what did as it should (0), or failed and said why: 75 for
 * what may succeed later, else 2.
 */
int	tool_exit_code(int rc);
/*
 * Last call of main: flush and close stdout; a failure there turns OK and
 * FINDINGS into TROUBLE (`write-failed`).
 */
int	tool_exit(int code);

/*
 * Tools with verbs: parse `tool verb [options]`, call the verb. Handles
 * --help, --version and the machine-readable table; an unknown verb is
 * `usage-verb`. The return value is for tool_exit.
 */
int	tool_verb(const struct tool *, int argc, char **argv);
/* In the verb that runs: its options into dst, as opt_parse. */
int	verb_parse(void *dst, int *argc, char ***argv);
/* The exit code of a verb whose options said 1 or -1. */
int	verb_stop(int parsed);

#endif
