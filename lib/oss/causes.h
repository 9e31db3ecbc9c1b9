/*
 * causes.h (oss) - root causes of the alarms of a watch
 * A locator (watch.h): at each settlement it puts what nodes, ports,
 * terminations, probes and power sensors last said before rca.h, raises an
 * alarm for each failure found that has none of its own (a link, a duct, a
 * card, a site, a splitter, the poller), and says of all others whose
 * symptoms they are, with evidence, confidence and alternatives.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_CAUSES_H
#define OSS_CAUSES_H

#include "oss/watch.h"

extern const struct locator locator_causes;

#endif
