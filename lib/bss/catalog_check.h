/*
 * catalog_check.h (bss) - what a catalog that loads has wrong nonetheless
 * Gaps in time, rows that nothing reaches, destinations without a rate, bands
 * that never hold, offers and prices that lead nowhere, taxes that come too
 * late, names that differ in writing alone. An error is what will refuse
 * usage or charge nothing; a warning may be meant so.
 * Pure: no I/O, no clock.
 */
#ifndef BSS_CATALOG_CHECK_H
#define BSS_CATALOG_CHECK_H

#include "bss/catalog_finding.h"

/* All findings, in the order of the document, then of the tables. */
void	catalog_check(const struct catalog_check *);

#endif
