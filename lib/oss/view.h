/*
 * view.h (oss) - what a node says beside its ports, ready for records
 * Filled by the readers of standard MIBs (entity.h, hostres.h, neighbor.h)
 * and of profiles (profile.h). Texts are clean (devtext.h) and live as long
 * as the view is not cleared. What a device does not say is missing.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_VIEW_H
#define OSS_VIEW_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/money.h"
#include "oss/varbind.h"

enum sensor_class {
	CLASS_OTHER = 0, CLASS_TEMPERATURE, CLASS_VOLTAGE, CLASS_CURRENT,
	CLASS_POWER, CLASS_FREQUENCY, CLASS_HUMIDITY, CLASS_FAN,
	CLASS_SUPPLY, CLASS_BATTERY, CLASS_RX_POWER, CLASS_TX_POWER,
	CLASS_BIAS, CLASS_LOAD, CLASS_MEMORY, CLASS_STORAGE, CLASS_COUNT,
	SENSOR_CLASSES
};
enum sensor_status {
	STATUS_NONE = 0, STATUS_OK, STATUS_WARNING, STATUS_FAILED,
	STATUS_ABSENT, STATUS_UNKNOWN, SENSOR_STATUSES
};
const char *sensor_class_name(enum sensor_class);
const char *sensor_status_name(enum sensor_status);	/* NONE: NULL */
/* The unit that a class is read in ("Cel"); NULL: it varies. */
const char *sensor_class_unit(enum sensor_class);

struct sensor {
	enum sensor_class class;
	struct slice	label;		/* within its class; may be empty */
	struct slice	index;		/* dotted: tells equal labels apart */
	struct slice	object;		/* set by view_finish */
	bool		has_reading;
	money_t		reading;
	struct slice	unit;
	enum sensor_status status;
	struct slice	port;
};

/* Numbers of a termination: decimals scaled as money_t, or whole. */
enum term_number {
	TERM_RX_POWER, TERM_TX_POWER, TERM_HEAD_RX_POWER, TERM_IN_SNR,
	TERM_OUT_SNR, TERM_IN_ATTENUATION, TERM_OUT_ATTENUATION, TERM_SIGNAL,
	TERM_NOISE,
	TERM_WHOLE,		/* from here on whole numbers */
	TERM_DISTANCE = TERM_WHOLE, TERM_IN_RATE, TERM_OUT_RATE,
	TERM_IN_OCTETS, TERM_OUT_OCTETS,
	TERM_NUMBERS
};
enum term_text {
	TERM_SERIAL, TERM_MODEL, TERM_VERSION, TERM_ALIAS, TERM_MAC,
	TERM_LAST_DOWN_CAUSE, TERM_TEXTS
};

struct termination {
	struct slice	label, index, object;	/* as a sensor's */
	struct slice	port;
	const char	*oper, *admin;		/* "up", "down"; NULL: missing */
	unsigned	has;			/* bit per term_number */
	int64_t		number[TERM_NUMBERS];
	struct slice	text[TERM_TEXTS];
};

struct neighbor {
	const char	*protocol;	/* "lldp", "cdp", "bgp", "ospf" */
	struct slice	label, index, object;	/* as a sensor's */
	struct slice	port;		/* the node's own; may be missing */
	struct slice	peer_node, peer_port, peer_address, peer_descr;
	bool		has_as;
	uint64_t	peer_as;
	const char	*state, *admin;
	/* for links: what else is known of the other end */
	struct slice	peer_chassis, peer_port_descr;
};

struct port_addresses {
	uint32_t	if_index;
	struct slice	octets;		/* 4 or 16 */
	int		bits;		/* -1: not known */
};

struct view {
	struct slice	vendor, model, os_version, serial;
	bool		has_cpu, has_mem_used, has_mem_total;
	money_t		cpu_pct;
	uint64_t	mem_used_octets, mem_total_octets;
	struct slice	chassis;	/* its LLDP chassis id */
	struct sensor	*sensor;	/* owned */
	size_t		 sensors, sensor_cap;
	struct termination *termination;	/* owned */
	size_t		 terminations, termination_cap;
	struct neighbor	*neighbor;	/* owned */
	size_t		 neighbors, neighbor_cap;
	struct port_addresses *address;	/* owned; ascending by if_index */
	size_t		 addresses, address_cap;
	uint32_t	*network;	/* owned; see ifaddr.h */
	size_t		 networks, network_cap;
	struct arena	 mem;
	struct buf	 text;		/* room to make texts in */
};

/* A zeroed struct view is empty. clear keeps the memory. */
void	view_release(struct view *);
void	view_clear(struct view *);

/* Zeroed; borrowed until the next. */
struct sensor *view_sensor(struct view *, enum sensor_class);
struct termination *view_termination(struct view *);
struct neighbor *view_neighbor(struct view *, const char *protocol);

/* A device's text, clean, in the view's memory; blank is missing. */
struct slice view_text(struct view *, struct slice octets);
/* A copy of what stands in v->text, which is empty then. */
struct slice view_take(struct view *);
/* "7.2.1" */
struct slice view_index(struct view *, const uint32_t *index, size_t len);

/*
 * Name the objects: CLASS:LABEL for sensors, PROTOCOL:LABEL for neighbours,
 * LABEL for terminations; the index where there is no label, and #index
 * behind a name that stands twice. Sorted by object then.
 */
void	view_finish(struct view *);

/*
 * A power in W as dBm, two decimals; false at 0 and below, which has none.
 * By digits of the decimal logarithm, without reals.
 */
bool	decimal_dbm(money_t watts, money_t *dbm);

/* value * 10^exponent as a decimal; digits behind the ninth are rounded. */
bool	decimal_shift(int64_t value, int exponent, money_t *out);

#endif
