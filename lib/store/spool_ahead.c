/*
 * spool_ahead.c (store) - see spool_ahead.h
 */
#include "store/spool_ahead.h"

#include <pthread.h>
#include <zstd.h>

enum errand_state { ERRAND_ASKED, ERRAND_BEGUN, ERRAND_DONE };

struct spool_errand {
	struct spool_origin_file  file;
	const struct spool_block *block;
	struct spool_page	  page;
	struct spool_fault	  fault;
	enum errand_state	  state;
	struct spool_errand	 *next;		/* in the queue, or free */
};

struct spool_ahead {
	pthread_t		 thread;
	pthread_mutex_t		 lock;
	pthread_cond_t		 asked, done;
	struct spool_errand	*first, *last;	/* not begun */
	struct spool_errand	*unused;	/* pages to be filled again */
	struct spool_unpacker	 theirs, mine;
	bool			 over;
};

/* The lock is held, here and where it returns. */
static void
do_first(struct spool_ahead *a, struct spool_unpacker *u)
{
	struct spool_errand *e = a->first;

	a->first = e->next;
	e->state = ERRAND_BEGUN;
	pthread_mutex_unlock(&a->lock);
	e->fault = spool_page_load(&e->page, &e->file, e->block, u);
	pthread_mutex_lock(&a->lock);
	e->state = ERRAND_DONE;
	pthread_cond_signal(&a->done);
}

static void *
run(void *arg)
{
	struct spool_ahead *a = arg;

	pthread_mutex_lock(&a->lock);
	while (!a->over) {
		if (a->first != NULL)
			do_first(a, &a->theirs);
		else
			pthread_cond_wait(&a->asked, &a->lock);
	}
	pthread_mutex_unlock(&a->lock);
	return NULL;
}

static void
release(struct spool_ahead *a)
{
	struct spool_errand *e;

	while ((e = a->unused) != NULL) {
		a->unused = e->next;
		spool_page_release(&e->page);
		free(e);
	}
	pthread_cond_destroy(&a->asked);
	pthread_cond_destroy(&a->done);
	pthread_mutex_destroy(&a->lock);
	buf_release(&a->theirs.packed);
	buf_release(&a->mine.packed);
	ZSTD_freeDCtx(a->theirs.zstd);
	ZSTD_freeDCtx(a->mine.zstd);
	free(a);
}

struct spool_ahead *
spool_ahead_new(void)
{
	struct spool_ahead *a = xcalloc(1, sizeof(*a));

	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->asked, NULL);
	pthread_cond_init(&a->done, NULL);
	a->theirs.zstd = ZSTD_createDCtx();
	a->mine.zstd = ZSTD_createDCtx();
	if (pthread_create(&a->thread, NULL, run, a) == 0)
		return a;
	release(a);
	return NULL;
}

void
spool_ahead_free(struct spool_ahead *a)
{
	if (a == NULL)
		return;
	pthread_mutex_lock(&a->lock);
	a->over = true;
	pthread_cond_signal(&a->asked);
	pthread_mutex_unlock(&a->lock);
	pthread_join(a->thread, NULL);
	release(a);
}

struct spool_errand *
spool_ahead_ask(struct spool_ahead *a, const struct spool_reader *r,
    const struct spool_block *k)
{
	struct spool_errand *e = a->unused;	/* ours alone: no lock */

	if (e != NULL)
		a->unused = e->next;
	else
		e = xcalloc(1, sizeof(*e));
	e->file = spool_reader_file(r);
	e->block = k;
	e->state = ERRAND_ASKED;
	e->next = NULL;
	pthread_mutex_lock(&a->lock);
	if (a->first == NULL) {
		a->first = e;
		pthread_cond_signal(&a->asked);
	} else {
		a->last->next = e;
	}
	a->last = e;
	pthread_mutex_unlock(&a->lock);
	return e;
}

/* Done, by whom it may: not to wait is to do what stands first. */
static void
settle(struct spool_ahead *a, struct spool_errand *e)
{
	pthread_mutex_lock(&a->lock);
	while (e->state != ERRAND_DONE) {
		if (a->first != NULL)
			do_first(a, &a->mine);
		else
			pthread_cond_wait(&a->done, &a->lock);
	}
	pthread_mutex_unlock(&a->lock);
	e->next = a->unused;
	a->unused = e;
}

int
spool_ahead_take(struct spool_ahead *a, struct spool_errand *e,
    struct spool_reader *r)
{
	settle(a, e);
	return spool_reader_take(r, &e->page, e->fault);
}

void
spool_ahead_drop(struct spool_ahead *a, struct spool_errand *e)
{
	settle(a, e);
}
