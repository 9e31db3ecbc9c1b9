/*
 * spool_worker.h (store) - one thread that packs and writes blocks behind
 * the one that makes them
 * Jobs are done in the order of their submission. A job's buffers are the
 * caller's from spool_worker_job to spool_worker_submit, and the worker's
 * from then on.
 */
#ifndef STORE_SPOOL_WORKER_H
#define STORE_SPOOL_WORKER_H

#include "store/spool_file.h"

struct spool_job {
	struct buf		keys, lines;
	struct spool_block	block;
};

struct spool_worker;
/*
 * work: called in the thread for each job; 0, or an errno: the jobs behind
 * it are dropped. It says nothing itself.
 */
struct spool_worker *spool_worker_new(
	    int (*work)(void *arg, struct spool_job *), void *arg);
/* Ends the thread when it has done what was submitted. */
void	spool_worker_free(struct spool_worker *);
/* A job to fill; waits until there is one. */
struct spool_job *spool_worker_job(struct spool_worker *);
void	spool_worker_submit(struct spool_worker *);
/* Wait until all is done. 0, or the errno of what failed. */
int	spool_worker_drain(struct spool_worker *);

#endif
