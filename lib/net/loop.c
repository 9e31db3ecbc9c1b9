/*
 * loop.c (net) - see loop.h
 * epoll(7), and a binary heap of timers that know their place in it.
 */
#include <errno.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "net/loop.h"

#define BATCH	256

struct loop {
	int		  epoll;
	struct loop_timer **heap;	/* owned array of borrowed timers */
	size_t		  len, cap;
	/* of the turn in progress */
	struct epoll_event event[BATCH];
	int		  at, events;
};

struct loop *
loop_new(void)
{
	struct loop *l = xcalloc(1, sizeof(*l));

	if ((l->epoll = epoll_create1(EPOLL_CLOEXEC)) < 0) {
		free(l);
		return NULL;
	}
	return l;
}

void
loop_free(struct loop *l)
{
	if (l == NULL)
		return;
	close(l->epoll);
	free(l->heap);
	free(l);
}

/* ---- descriptors ------------------------------------------------------ */

int
loop_add(struct loop *l, struct loop_fd *f, unsigned events)
{
	struct epoll_event e = { .events = events, .data.ptr = f };

	return epoll_ctl(l->epoll, EPOLL_CTL_ADD, f->fd, &e);
}

int
loop_change(struct loop *l, struct loop_fd *f, unsigned events)
{
	struct epoll_event e = { .events = events, .data.ptr = f };

	return epoll_ctl(l->epoll, EPOLL_CTL_MOD, f->fd, &e);
}

void
loop_remove(struct loop *l, struct loop_fd *f)
{
	epoll_ctl(l->epoll, EPOLL_CTL_DEL, f->fd, NULL);
	/* what this turn has for it is void: its memory may be another's */
	for (int i = l->at; i < l->events; i++) {
		if (l->event[i].data.ptr == f)
			l->event[i].data.ptr = NULL;
	}
}

/* ---- timers ----------------------------------------------------------- */

static void
put(struct loop *l, size_t i, struct loop_timer *t)
{
	l->heap[i] = t;
	t->pos = i + 1;
}

static void
sift_up(struct loop *l, size_t i, struct loop_timer *t)
{
	while (i > 0 && l->heap[(i - 1) / 2]->at_us > t->at_us) {
		put(l, i, l->heap[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
	put(l, i, t);
}

static void
sift_down(struct loop *l, size_t i, struct loop_timer *t)
{
	size_t child;

	while ((child = 2 * i + 1) < l->len) {
		if (child + 1 < l->len
		    && l->heap[child + 1]->at_us < l->heap[child]->at_us)
			child++;
		if (l->heap[child]->at_us >= t->at_us)
			break;
		put(l, i, l->heap[child]);
		i = child;
	}
	put(l, i, t);
}

void
loop_timer_clear(struct loop *l, struct loop_timer *t)
{
	size_t i = t->pos;
	struct loop_timer *last;

	if (i-- == 0)
		return;
	t->pos = 0;
	last = l->heap[--l->len];
	if (last == t)
		return;
	if (i > 0 && l->heap[(i - 1) / 2]->at_us > last->at_us)
		sift_up(l, i, last);
	else
		sift_down(l, i, last);
}

void
loop_timer_set(struct loop *l, struct loop_timer *t, int64_t at_us)
{
	loop_timer_clear(l, t);
	t->at_us = at_us;
	GROW(l->heap, l->len, l->cap);
	sift_up(l, l->len++, t);
}

/* Those that were due when the turn looked at the clock. */
static void
call_timers(struct loop *l)
{
	int64_t now = mono_us();
	struct loop_timer *t;

	while (l->len > 0 && l->heap[0]->at_us <= now) {
		t = l->heap[0];
		loop_timer_clear(l, t);
		t->fn(t->arg);
	}
}

void
loop_turn(struct loop *l, int64_t max_us)
{
	struct timespec t = { 0 };
	struct loop_fd *f;
	int64_t wait = max_us;

	if (l->len > 0) {
		int64_t left = l->heap[0]->at_us - mono_us();

		wait = left < wait ? left : wait;
	}
	if (wait > 0) {
		t.tv_sec = wait / 1000000;
		t.tv_nsec = wait % 1000000 * 1000;
	}
	l->events = epoll_pwait2(l->epoll, l->event, BATCH, &t, NULL);
	for (l->at = 0; l->at < l->events;) {
		struct epoll_event *e = &l->event[l->at++];

		if ((f = e->data.ptr) != NULL)
			f->fn(f->arg, e->events);
	}
	l->events = 0;
	call_timers(l);
}
