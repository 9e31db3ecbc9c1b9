#include "store/spool_worker.h"

#include <pthread.h>

#define JOBS	4	/* more would not smooth more */

struct spool_worker {
	int		(*work)(void *, struct spool_job *);
	void		 *arg;
	pthread_t	  thread;
	pthread_mutex_t	  lock;
	pthread_cond_t	  changed;
	struct spool_job  job[JOBS];
	size_t		  made, done;	/* job n is in n % JOBS */
	int		  failed;	/* errno */
	bool		  over;
};

static void *
run(void *arg)
{
	struct spool_worker *w = arg;
	int rc;

	pthread_mutex_lock(&w->lock);
	for (;;) {
		while (w->done == w->made && !w->over)
			pthread_cond_wait(&w->changed, &w->lock);
		if (w->done == w->made)
			break;
		if (w->failed == 0) {
			pthread_mutex_unlock(&w->lock);
			rc = w->work(w->arg, &w->job[w->done % JOBS]);
			pthread_mutex_lock(&w->lock);
			w->failed = rc;
		}
		w->done++;
		pthread_cond_broadcast(&w->changed);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

struct spool_worker *
spool_worker_new(int (*work)(void *, struct spool_job *), void *arg)
{
	struct spool_worker *w = xcalloc(1, sizeof(*w));

	w->work = work;
	w->arg = arg;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->changed, NULL);
	if (pthread_create(&w->thread, NULL, run, w) == 0)
		return w;
	free(w);
	return NULL;
}

void
spool_worker_free(struct spool_worker *w)
{
	if (w == NULL)
		return;
	pthread_mutex_lock(&w->lock);
	w->over = true;
	pthread_cond_broadcast(&w->changed);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->changed);
	pthread_mutex_destroy(&w->lock);
	for (int i = 0; i < JOBS; i++) {
		buf_release(&w->job[i].keys);
		buf_release(&w->job[i].lines);
	}
	free(w);
}

struct spool_job *
spool_worker_job(struct spool_worker *w)
{
	pthread_mutex_lock(&w->lock);
	while (w->made - w->done == JOBS)
		pthread_cond_wait(&w->changed, &w->lock);
	pthread_mutex_unlock(&w->lock);
	return &w->job[w->made % JOBS];
}

void
spool_worker_submit(struct spool_worker *w)
{
	pthread_mutex_lock(&w->lock);
	w->made++;
	pthread_cond_broadcast(&w->changed);
	pthread_mutex_unlock(&w->lock);
}

int
spool_worker_drain(struct spool_worker *w)
{
	int failed;

	pthread_mutex_lock(&w->lock);
	while (w->done != w->made)
		pthread_cond_wait(&w->changed, &w->lock);
	failed = w->failed;
	pthread_mutex_unlock(&w->lock);
	return failed;
}
