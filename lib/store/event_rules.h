/*
 * event_rules.h (store) - the rules for events, from their files
 * $OSSBSS_HOME/events/traps.csv, syslog.csv and ports.csv, where they are, come
 * first, then those of share/events.
 */
#ifndef STORE_EVENT_RULES_H
#define STORE_EVENT_RULES_H

#include "oss/eventrule.h"
#include "oss/portname.h"

/* 0, or -1: said (`event-rule`, `csv-...`, `share-missing`). */
int	event_rules_load_traps(struct event_rules *);
int	event_rules_load_messages(struct event_rules *);
int	event_rules_load_ports(struct port_words *);

#endif
