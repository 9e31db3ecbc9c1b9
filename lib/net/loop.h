/*
 * loop.h (net) - descriptors and timers of one thread
 * Who waits for something keeps a loop_fd or loop_timer of its own memory and
 * is called when it is there. Callbacks may add, change and remove anything,
 * themselves included. Times are microseconds of mono_us.
 */
#ifndef NET_LOOP_H
#define NET_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct loop;

struct loop_fd {
	int	fd;
	void	(*fn)(void *arg, unsigned events);	/* EPOLLIN, ... */
	void	*arg;
};

struct loop_timer {
	int64_t	at_us;
	size_t	pos;			/* the loop's; zero: not set */
	void	(*fn)(void *arg);
	void	*arg;
};

/* NULL: no descriptors left, errno is set. */
struct loop *loop_new(void);
void	loop_free(struct loop *);

/* 0, or -1: errno is set. */
int	loop_add(struct loop *, struct loop_fd *, unsigned events);
int	loop_change(struct loop *, struct loop_fd *, unsigned events);
/* Before its descriptor is closed. */
void	loop_remove(struct loop *, struct loop_fd *);

/* It may be set already. */
void	loop_timer_set(struct loop *, struct loop_timer *, int64_t at_us);
void	loop_timer_clear(struct loop *, struct loop_timer *);

/* One turn: call who is due, waiting at most max_us for it. */
void	loop_turn(struct loop *, int64_t max_us);

#endif
