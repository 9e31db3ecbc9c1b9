/*
 * entity.c (oss) - see entity.h
 */
#include <strings.h>

#include "oss/entity.h"
#include "oss/stdmib.h"

#define PHYSICAL_CHASSIS	3	/* PhysicalClass */
#define PHYSICAL_PORT		10
#define PHYSICAL_STACK		11
#define NESTED_MAX		16	/* sensor in module in port in ... */

/* EntitySensorDataType */
enum {
	SENSE_OTHER = 1, SENSE_VOLTS_AC = 3, SENSE_VOLTS_DC, SENSE_AMPERES,
	SENSE_WATTS, SENSE_HERTZ, SENSE_CELSIUS, SENSE_HUMIDITY, SENSE_RPM,
	SENSE_CMM, SENSE_TRUTH, SENSE_SPECIAL, SENSE_DBM
};
#define SENSOR_OK	1	/* EntitySensorStatus */
#define SENSOR_UNAVAILABLE 2
#define VALUE_MAX	1000000000	/* past it: overflow, below: underflow */
#define SCALE_UNITS	9	/* EntitySensorDataScale: 10^0 */

/* ---- ports ------------------------------------------------------------ */

static const snmp_subid if_index_name[] = { 1, 3, 6, 1, 2, 1, 2, 2, 1, 1 };

/* ifIndex of an entAliasMapping cell; 0: it maps to something else. */
static uint32_t
alias_if_index(const struct cell *c)
{
	size_t n = sizeof(if_index_name) / sizeof(*if_index_name);

	if (c->kind != VARBIND_OID || c->oid_len != n + 1)
		return 0;
	for (size_t i = 0; i < n; i++) {
		if (c->oid[i] != if_index_name[i])
			return 0;
	}
	return c->oid[n];
}

static struct slice
port_by_alias(const struct cells *s, const struct iftable *t,
    uint32_t physical)
{
	const struct cell *c = cells_begins(s, STD_PHYS_ALIAS, &physical, 1);

	return c != NULL ? iftable_object(t, alias_if_index(c))
	    : (struct slice){ NULL, 0 };
}

static struct slice
port_by_name(const struct cells *s, const struct iftable *t,
    uint32_t physical)
{
	struct slice name = cell_octets(cells_at(s, STD_PHYS_NAME, physical));
	struct slice port = iftable_by_text(t, name);

	if (port.len != 0)
		return port;
	return iftable_by_text(t,
	    cell_octets(cells_at(s, STD_PHYS_DESCR, physical)));
}

/* The port that a physical entity is, or is part of; may be missing. */
static struct slice
entity_port(const struct cells *s, const struct iftable *t,
    uint32_t physical)
{
	struct slice port = { NULL, 0 };
	uint64_t class, parent;

	for (int i = 0; i < NESTED_MAX && port.len == 0; i++) {
		port = port_by_alias(s, t, physical);
		if (port.len == 0
		    && cell_u64(cells_at(s, STD_PHYS_CLASS, physical), &class)
		    && class == PHYSICAL_PORT)
			port = port_by_name(s, t, physical);
		if (!cell_u64(cells_at(s, STD_PHYS_PARENT, physical), &parent)
		    || parent == 0 || parent > UINT32_MAX)
			break;
		physical = (uint32_t)parent;
	}
	return port;
}

struct slice
entity_name(struct view *v, const struct cells *s, uint32_t physical)
{
	struct slice name = view_text(v,
	    cell_octets(cells_at(s, STD_PHYS_NAME, physical)));

	if (name.len != 0)
		return name;
	return view_text(v,
	    cell_octets(cells_at(s, STD_PHYS_DESCR, physical)));
}

/* ---- sensors ---------------------------------------------------------- */

static bool
contains(struct slice s, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= s.len; i++) {
		if (strncasecmp(s.p + i, word, n) == 0)
			return true;
	}
	return false;
}

static bool
says(struct slice name, struct slice descr, const char *word)
{
	return contains(name, word) || contains(descr, word);
}

/* Light is told from other power by what people call it. */
static enum sensor_class
light_class(struct slice name, struct slice descr)
{
	if (says(name, descr, "tx") || says(name, descr, "transmit"))
		return CLASS_TX_POWER;
	if (says(name, descr, "rx") || says(name, descr, "receive"))
		return CLASS_RX_POWER;
	return CLASS_OTHER;
}

/*
 * RFC 3433 has no dBm, so that many give the light of a port in watts; the
 * input of a power supply is not it.
 */
static bool
is_light(uint64_t type, struct slice name, struct slice descr)
{
	static const char *const words[] = { "rx power", "tx power",
	    "rx optical", "tx optical", "receive power", "transmit power",
	    "received power", "optical power", "laser" };

	if (type != SENSE_WATTS)
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (says(name, descr, words[i]))
			return light_class(name, descr) != CLASS_OTHER;
	}
	return false;
}

static enum sensor_class
class_of(uint64_t type, bool dbm, struct slice name, struct slice descr)
{
	static const enum sensor_class class[] = {
		[SENSE_VOLTS_AC] = CLASS_VOLTAGE,
		[SENSE_VOLTS_DC] = CLASS_VOLTAGE,
		[SENSE_AMPERES] = CLASS_CURRENT, [SENSE_WATTS] = CLASS_POWER,
		[SENSE_HERTZ] = CLASS_FREQUENCY,
		[SENSE_CELSIUS] = CLASS_TEMPERATURE,
		[SENSE_HUMIDITY] = CLASS_HUMIDITY, [SENSE_RPM] = CLASS_FAN,
		[SENSE_DBM] = CLASS_OTHER,
	};

	if (dbm)
		return light_class(name, descr);
	if (type == SENSE_AMPERES && says(name, descr, "bias"))
		return CLASS_BIAS;
	return type <= SENSE_DBM ? class[type] : CLASS_OTHER;
}

/* 10^: the scale (units: 9), less the decimals of the precision. */
static int
exponent(const struct cells *s, const struct sensor_columns *col,
    const struct cell *at)
{
	int64_t scale = SCALE_UNITS, precision = 0;

	cell_i64(cells_find(s, col->scale, at->index, at->index_len), &scale);
	cell_i64(cells_find(s, col->precision, at->index, at->index_len),
	    &precision);
	if (scale < 1 || scale > 17)
		scale = SCALE_UNITS;
	/* precision below 0 says how many digits are good; no shift */
	if (precision < 0 || precision > 9)
		precision = 0;
	return (int)(3 * (scale - SCALE_UNITS) - precision);
}

static void
read_value(struct sensor *out, const struct cells *s,
    const struct sensor_columns *col, const struct cell *at)
{
	const struct cell *c = cells_find(s, col->value, at->index,
	    at->index_len);
	int64_t value;

	if (out->status == STATUS_UNKNOWN || !cell_i64(c, &value)
	    || value >= VALUE_MAX || value <= -VALUE_MAX)
		return;
	out->has_reading = decimal_shift(value, exponent(s, col, at),
	    &out->reading);
}

static enum sensor_status
status_of(const struct cells *s, const struct sensor_columns *col,
    const struct cell *at)
{
	uint64_t status;

	if (!cell_u64(cells_find(s, col->status, at->index, at->index_len),
	    &status))
		return STATUS_NONE;
	return status == SENSOR_OK ? STATUS_OK
	    : status == SENSOR_UNAVAILABLE ? STATUS_UNKNOWN : STATUS_FAILED;
}

static struct slice
unit_of(enum sensor_class class, uint64_t type, bool dbm)
{
	const char *unit = sensor_class_unit(class);

	if (dbm)
		return SLICE_LIT("dBm");
	if (unit != NULL)
		return slice_of(unit);
	return type == SENSE_CMM ? SLICE_LIT("m3/min") : SLICE_LIT("1");
}

static void
read_sensor(struct view *v, const struct cells *s, const struct iftable *t,
    const struct sensor_columns *col, const struct cell *at)
{
	uint32_t physical = at->index[0];
	struct slice name = entity_name(v, s, physical);
	struct slice descr = view_text(v,
	    cell_octets(cells_at(s, STD_PHYS_DESCR, physical)));
	struct slice display = cell_octets(cells_find(s, col->display,
	    at->index, at->index_len));
	bool dbm = at->number == SENSE_DBM || contains(display, "dbm");
	enum sensor_class class = class_of(at->number, dbm, name, descr);
	bool light = !dbm && is_light(at->number, name, descr);
	struct sensor *out;

	if (light)
		class = light_class(name, descr);
	out = view_sensor(v, class);
	out->label = name;
	out->index = view_index(v, at->index, at->index_len);
	out->unit = unit_of(class, at->number, dbm || light);
	out->status = status_of(s, col, at);
	read_value(out, s, col, at);
	if (light)
		out->has_reading = out->has_reading
		    && decimal_dbm(out->reading, &out->reading);
	out->port = entity_port(s, t, physical);
}

void
entity_read_sensors(struct view *v, const struct cells *s,
    const struct iftable *t, const struct sensor_columns *col)
{
	const struct cell *at;

	for (size_t i = 0; (at = cells_nth(s, col->type, i)) != NULL; i++) {
		if (at->index_len == 1)
			read_sensor(v, s, t, col, at);
	}
}

/* ---- chassis ---------------------------------------------------------- */

const struct cell *
entity_chassis(const struct cells *s)
{
	const struct cell *c, *stack = NULL;
	uint64_t class;

	for (size_t i = 0; (c = cells_nth(s, STD_PHYS_CLASS, i)) != NULL;
	    i++) {
		if (c->index_len != 1 || !cell_u64(c, &class))
			continue;
		if (class == PHYSICAL_CHASSIS)
			return c;
		if (class == PHYSICAL_STACK && stack == NULL)
			stack = c;
	}
	return stack;
}

static void
take(struct view *v, const struct cells *s, enum std_column c,
    uint32_t physical, struct slice *out)
{
	if (out->len == 0)
		*out = view_text(v, cell_octets(cells_at(s, c, physical)));
}

void
entity_read_chassis(struct view *v, const struct cells *s)
{
	const struct cell *c = entity_chassis(s);

	if (c == NULL)
		return;
	take(v, s, STD_PHYS_MAKER, c->index[0], &v->vendor);
	take(v, s, STD_PHYS_MODEL, c->index[0], &v->model);
	take(v, s, STD_PHYS_SERIAL, c->index[0], &v->serial);
	take(v, s, STD_PHYS_SOFTWARE, c->index[0], &v->os_version);
}
