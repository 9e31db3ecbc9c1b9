/*
 * catalog_finding.h (bss) - what is found in a catalog, and who is told
 */
#ifndef BSS_CATALOG_FINDING_H
#define BSS_CATALOG_FINDING_H

#include "base/buf.h"
#include "base/reason.h"
#include "bss/catalog.h"
#include "bss/catalog_view.h"

struct catalog_finding {
	enum reason	why;		/* its level is the severity */
	struct slice	file;		/* within the folder */
	uint32_t	line;
	struct slice	text;		/* borrowed for the call */
};

struct catalog_check {
	const struct catalog	  *catalog;
	const struct catalog_view *view;	/* of the same files */
	bool			   has_now;
	int64_t			   now_us;
	void	(*found)(const struct catalog_finding *, void *arg);
	void			  *arg;
};

/* Private to catalog_check*.c: tell one; and the parts of catalog_check. */
void	catalog_check_say(const struct catalog_check *, enum reason,
	    struct slice file, uint32_t line, const char *fmt, ...)
	    __attribute__((format(printf, 5, 6)));
void	catalog_check_rates(const struct catalog_check *,
	    const struct price *);
/* Rates that hold for some alone: overrides, a carrier's costs. */
void	catalog_check_keyed(const struct catalog_check *,
	    const struct price *);
/* Groups that nothing names; usage that no price of an offer is for. */
void	catalog_check_groups(const struct catalog_check *);
void	catalog_check_choices(const struct catalog_check *,
	    const struct offer *);
void	catalog_check_prefixes(const struct catalog_check *);

#endif
