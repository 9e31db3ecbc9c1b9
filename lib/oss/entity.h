/*
 * entity.h (oss) - what ENTITY-MIB and ENTITY-SENSOR-MIB say
 * Sensors with their names, scale and precision applied exactly, the port
 * that they belong to (by entAliasMapping, or as they are contained); model,
 * serial number and software of the chassis.
 * Source: RFC 6933, RFC 3433; type 14 (dBm) is CISCO-ENTITY-SENSOR-MIB's.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_ENTITY_H
#define OSS_ENTITY_H

#include "oss/cells.h"
#include "oss/iftable.h"
#include "oss/view.h"

/* A table of sensors as RFC 3433 has it, wherever its columns stand. */
struct sensor_columns {
	size_t	type, scale, precision, value, status;
	size_t	display;	/* SIZE_MAX: there is none */
};

void	entity_read_sensors(struct view *, const struct cells *,
	    const struct iftable *, const struct sensor_columns *);
/* vendor, model, serial and os_version, where they are missing. */
void	entity_read_chassis(struct view *, const struct cells *);
/* The first chassis, else the first stack; NULL: none. */
const struct cell *entity_chassis(const struct cells *);
/* Its name, else its description, clean; may be missing. */
struct slice entity_name(struct view *, const struct cells *,
	    uint32_t physical);

#endif
