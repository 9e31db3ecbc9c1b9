/*
 * interval.c (net) - waiting for the next pass
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <time.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/tool.h"
#include "base/tstamp.h"
#include "oss/schedule.h"
#include "net/interval.h"

static volatile sig_atomic_t	stop_asked;
static sigset_t			outside;	/* mask while sleeping */

int
pass_lock(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		return EXIT_OK;
	if (fd >= 0 && errno == EWOULDBLOCK) {
		diag(REASON_PASS_LOCKED, "%s '%s'",
		    reason_text(REASON_PASS_LOCKED), path);
		return EXIT_RETRY;
	}
	diag_errno(REASON_OPEN_FAILED, "cannot lock '%s'", path);
	return EXIT_TROUBLE;
}

int
pass_opts_check(struct pass_opts *o)
{
	if (o->interval_us != 0 && (o->interval_us < US_PER_S
	    || o->interval_us > US_PER_DAY)) {
		diag(REASON_USAGE_VALUE,
		    "--interval is out of range: 1s to 1d");
		return EXIT_TROUBLE;
	}
	if (o->shard_text == NULL || shard_parse(o->shard_text, &o->shard))
		return EXIT_OK;
	diag(REASON_USAGE_VALUE, "--shard '%s' is not i/n with i from 1 to n",
	    o->shard_text);
	return EXIT_TROUBLE;
}

int
pass_exit(int rc, uint64_t planned, uint64_t answered)
{
	return rc == EXIT_FINDINGS && planned > 0 && answered == 0
	    ? EXIT_RETRY : rc;
}

static void
on_signal(int sig)
{
	(void)sig;
	stop_asked = 1;
}

/*
 * The first signal ends after the pass, the second at once (the default).
 * Outside the sleep they are blocked for the moment of the check only.
 */
static void
interval_signals(void)
{
	struct sigaction sa = { .sa_handler = on_signal,
	    .sa_flags = (int)SA_RESETHAND };

	sigemptyset(&sa.sa_mask);
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
}

/* At most a second, so that a clock which is set is noticed. */
static void
nap(int64_t us)
{
	struct timespec t = { 0 };

	if (us > US_PER_S)
		us = US_PER_S;
	t.tv_sec = us / US_PER_S;
	t.tv_nsec = us % US_PER_S * 1000;
	ppoll(NULL, 0, &t, &outside);
}

/* Sleep until the next start. False: asked to end. */
static bool
interval_wait(int64_t begun_us, int64_t interval_us)
{
	int64_t now = clock_us(), next = schedule_next(now, interval_us);
	int64_t missed = schedule_missed(begun_us, now, interval_us);
	sigset_t both;

	if (missed > 0)
		diag(REASON_PASS_SKIPPED,
		    "the pass took %lld s, %lld start(s) skipped",
		    (long long)((now - begun_us) / US_PER_S),
		    (long long)missed);
	sigemptyset(&both);
	sigaddset(&both, SIGTERM);
	sigaddset(&both, SIGINT);
	sigprocmask(SIG_BLOCK, &both, &outside);
	while (!stop_asked && (now = clock_us()) < next) {
		/* set back: do not sleep longer than an interval */
		if (next - now > interval_us)
			next = schedule_next(now, interval_us);
		nap(next - now);
	}
	sigprocmask(SIG_SETMASK, &outside, NULL);
	return !stop_asked;
}

int
pass_repeat(const struct pass_opts *o, struct stream *s,
    int (*pass)(void *, int64_t), void *arg)
{
	int64_t begun_us = clock_us();

	if (o->interval_us == 0)
		return pass(arg, begun_us);
	interval_signals();
	for (;;) {
		/* the end comes at once: the next stage waits for it */
		if (pass(arg, begun_us) < 0 || stream_pass_end(s) < 0)
			return -1;
		if (!interval_wait(begun_us, o->interval_us))
			return 0;
		begun_us = clock_us();
	}
}
