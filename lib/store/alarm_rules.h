/*
 * alarm_rules.h (store) - rules.json: which values raise alarms
 *
 *	{ "thresholds": [
 *	    { "metric": "reading", "sensor_class": "temperature",
 *	      "node": "core*", "high": { "major": "65", "critical": "75" },
 *	      "hysteresis": "3" } ] }
 *
 * "impact" makes causes worse by whom they hit:
 *
 *	  "impact": [
 *	    { "severity": "critical", "customers": "100" },
 *	    { "severity": "major", "revenue_month": "5000",
 *	      "currency": "EUR" } ]
 *
 * Patterns take * and ?. Numbers are strings. The first threshold of a metric
 * that takes an object holds for it; one without levels says: none.
 */
#ifndef STORE_ALARM_RULES_H
#define STORE_ALARM_RULES_H

#include "oss/threshold.h"

#define ALARM_RULES_MAX	4096		/* thresholds, levels in a file */

/*
 * Read a file, or where path is NULL $OSSBSS_HOME/rules.json, and where that
 * is not there the one that is installed. 0, or -1: said (`doc-syntax`,
 * `doc-real`, `doc-member`, `doc-missing`, `doc-value`, `open-failed`).
 * Release it in either case.
 */
int	alarm_rules_load(struct thresholds *, const char *path);
/* The same of a text; file is for messages. */
int	alarm_rules_parse(struct thresholds *, const char *file, struct slice);

#endif
