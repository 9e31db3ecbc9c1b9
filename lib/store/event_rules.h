/*
 * event_rules.h (store) - the rules for events, from their files
 * $OSSBSS_HOME/events/traps.csv and syslog.csv, where they are, come first,
 * then those of share/events.
 */
#ifndef STORE_EVENT_RULES_H
#define STORE_EVENT_RULES_H

#include "oss/eventrule.h"

/* 0, or -1: said (`event-rule`, `csv-...`, `share-missing`). */
int	event_rules_load_traps(struct event_rules *);
int	event_rules_load_messages(struct event_rules *);

#endif
