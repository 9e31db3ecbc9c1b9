/*
 * session_table.h (bss) - the sessions and access servers that are known
 * Texts are the table's. A session stays at its index until
 * session_table_keep; pointers are valid until something is added.
 */
#ifndef BSS_SESSION_TABLE_H
#define BSS_SESSION_TABLE_H

#include "bss/session.h"

struct session_table {
	struct arena	  mem;		/* texts of sessions */
	struct arena	  nas_mem;
	struct session	 *item;
	uint32_t	  len, cap;
	uint32_t	 *slot;		/* 1 + index into item; 0: free */
	uint32_t	  slots;	/* a power of two */
	struct session_nas *nas;
	uint32_t	  nas_len, nas_cap;
	uint32_t	 *nas_slot;
	uint32_t	  nas_slots;
	uint32_t	  recent;	/* the NAS asked for last */
};

void	session_table_release(struct session_table *);
/* The NAS, made when new (its times are SESSION_NEVER then). */
uint32_t session_table_nas(struct session_table *, struct slice name);
/* NULL when it is not there. */
struct session *session_table_find(const struct session_table *, uint32_t nas,
	    struct slice key);
/* One that is not there yet; zeroed but for nas and key. */
struct session *session_table_add(struct session_table *, uint32_t nas,
	    struct slice key);
void	session_table_identify(struct session_table *, struct session *,
	    struct slice identifier);
/* Drop those that keep refuses; memory of what went is free again. */
void	session_table_keep(struct session_table *,
	    bool (*keep)(void *, struct session *), void *arg);
/* By name of the NAS and key. */
void	session_table_sort(struct session_table *);

#endif
