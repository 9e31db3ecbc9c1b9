/*
 * view.c (oss) - see view.h
 */
#include <stdlib.h>

#include "oss/devtext.h"
#include "oss/view.h"

static const struct {
	const char *name, *unit;
} classes[SENSOR_CLASSES] = {
	[CLASS_OTHER] = { "other", NULL },
	[CLASS_TEMPERATURE] = { "temperature", "Cel" },
	[CLASS_VOLTAGE] = { "voltage", "V" },
	[CLASS_CURRENT] = { "current", "A" },
	[CLASS_POWER] = { "power", "W" },
	[CLASS_FREQUENCY] = { "frequency", "Hz" },
	[CLASS_HUMIDITY] = { "humidity", "%" },
	[CLASS_FAN] = { "fan", "1/min" },
	[CLASS_SUPPLY] = { "supply", NULL },
	[CLASS_BATTERY] = { "battery", "%" },
	[CLASS_RX_POWER] = { "optical-rx-power", "dBm" },
	[CLASS_TX_POWER] = { "optical-tx-power", "dBm" },
	[CLASS_BIAS] = { "optical-bias", "A" },
	[CLASS_LOAD] = { "load", "%" },
	[CLASS_MEMORY] = { "memory", "%" },
	[CLASS_STORAGE] = { "storage", "%" },
	[CLASS_COUNT] = { "count", "1" },
};

const char *
sensor_class_name(enum sensor_class c)
{
	return classes[c].name;
}

const char *
sensor_class_unit(enum sensor_class c)
{
	return classes[c].unit;
}

const char *
sensor_status_name(enum sensor_status s)
{
	static const char *const name[SENSOR_STATUSES] = {
		NULL, "ok", "warning", "failed", "absent", "unknown"
	};

	return name[s];
}

void
view_release(struct view *v)
{
	free(v->sensor);
	free(v->termination);
	free(v->neighbor);
	free(v->address);
	free(v->network);
	arena_release(&v->mem);
	buf_release(&v->text);
	*v = (struct view){ 0 };
}

void
view_clear(struct view *v)
{
	struct view old = *v;

	arena_clear(&old.mem);
	buf_clear(&old.text);
	*v = (struct view){
		.sensor = old.sensor, .sensor_cap = old.sensor_cap,
		.termination = old.termination,
		.termination_cap = old.termination_cap,
		.neighbor = old.neighbor, .neighbor_cap = old.neighbor_cap,
		.address = old.address, .address_cap = old.address_cap,
		.network = old.network, .network_cap = old.network_cap,
		.mem = old.mem, .text = old.text,
	};
}

struct sensor *
view_sensor(struct view *v, enum sensor_class class)
{
	GROW(v->sensor, v->sensors, v->sensor_cap);
	v->sensor[v->sensors] = (struct sensor){ .class = class,
	    .unit = slice_of(sensor_class_unit(class)) };
	return &v->sensor[v->sensors++];
}

struct termination *
view_termination(struct view *v)
{
	GROW(v->termination, v->terminations, v->termination_cap);
	v->termination[v->terminations] = (struct termination){ 0 };
	return &v->termination[v->terminations++];
}

struct neighbor *
view_neighbor(struct view *v, const char *protocol)
{
	GROW(v->neighbor, v->neighbors, v->neighbor_cap);
	v->neighbor[v->neighbors] = (struct neighbor){ .protocol = protocol };
	return &v->neighbor[v->neighbors++];
}

struct slice
view_take(struct view *v)
{
	struct slice s = { NULL, 0 };

	if (v->text.len != 0)
		s = arena_slice(&v->mem, buf_slice(&v->text));
	buf_clear(&v->text);
	return s;
}

struct slice
view_text(struct view *v, struct slice octets)
{
	buf_clear(&v->text);
	devtext_add(&v->text, octets);
	return view_take(v);
}

struct slice
view_index(struct view *v, const uint32_t *index, size_t len)
{
	buf_clear(&v->text);
	for (size_t i = 0; i < len; i++)
		buf_addf(&v->text, "%s%u", i != 0 ? "." : "", index[i]);
	return view_take(v);
}

/* ---- names ------------------------------------------------------------ */

/* What the three kinds have in common, for naming them alike. */
struct named {
	const char	*prefix;	/* NULL: none */
	struct slice	 label, index;
	struct slice	*object;
};

static void
add_name(struct buf *b, const struct named *n)
{
	if (n->prefix != NULL)
		buf_addf(b, "%s:", n->prefix);
	buf_add_slice(b, n->label.len != 0 ? n->label : n->index);
}

static int
by_object(const void *pa, const void *pb)
{
	const struct named *a = pa, *b = pb;
	int c = slice_cmp(*a->object, *b->object);

	return c != 0 ? c : slice_cmp(a->index, b->index);
}

/* Append #index to all of a name that stands more than once. */
static bool
split_doubles(struct view *v, struct named *n, size_t len)
{
	bool found = false;
	size_t end;

	qsort(n, len, sizeof(*n), by_object);
	for (size_t i = 0; i < len; i = end) {
		for (end = i + 1; end < len
		    && slice_eq(*n[end].object, *n[i].object);)
			end++;
		if (end - i == 1)
			continue;
		found = true;
		for (size_t j = i; j < end; j++) {
			buf_add_slice(&v->text, *n[j].object);
			buf_addc(&v->text, '#');
			buf_add_slice(&v->text, n[j].index);
			*n[j].object = view_take(v);
		}
	}
	return found;
}

static void
name_all(struct view *v, struct named *n, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		add_name(&v->text, &n[i]);
		*n[i].object = view_take(v);
	}
	/* "a", "a" and "a#1" need a second round, as with ports */
	for (int round = 0; round < 4 && len != 0
	    && split_doubles(v, n, len); round++)
		continue;
}

static int
sensor_cmp(const void *a, const void *b)
{
	return slice_cmp(((const struct sensor *)a)->object,
	    ((const struct sensor *)b)->object);
}

static int
termination_cmp(const void *a, const void *b)
{
	return slice_cmp(((const struct termination *)a)->object,
	    ((const struct termination *)b)->object);
}

static int
neighbor_cmp(const void *a, const void *b)
{
	return slice_cmp(((const struct neighbor *)a)->object,
	    ((const struct neighbor *)b)->object);
}

void
view_finish(struct view *v)
{
	size_t len = v->sensors + v->terminations + v->neighbors, n = 0;
	struct named *all = xcalloc(len + 1, sizeof(*all));

	buf_clear(&v->text);
	for (size_t i = 0; i < v->sensors; i++) {
		struct sensor *s = &v->sensor[i];

		all[n++] = (struct named){ sensor_class_name(s->class),
		    s->label, s->index, &s->object };
	}
	for (size_t i = 0; i < v->terminations; i++) {
		struct termination *t = &v->termination[i];

		all[n++] = (struct named){ NULL, t->label, t->index,
		    &t->object };
	}
	for (size_t i = 0; i < v->neighbors; i++) {
		struct neighbor *b = &v->neighbor[i];

		all[n++] = (struct named){ b->protocol, b->label, b->index,
		    &b->object };
	}
	name_all(v, all, n);
	free(all);
	if (v->sensors > 1)
		qsort(v->sensor, v->sensors, sizeof(*v->sensor), sensor_cmp);
	if (v->terminations > 1)
		qsort(v->termination, v->terminations,
		    sizeof(*v->termination), termination_cmp);
	if (v->neighbors > 1)
		qsort(v->neighbor, v->neighbors, sizeof(*v->neighbor),
		    neighbor_cmp);
}

bool
decimal_shift(int64_t value, int exponent, money_t *out)
{
	__int128 n = value, den = 1, half;

	if (value == 0) {
		*out = 0;
		return true;
	}
	exponent += MONEY_DECIMALS;
	if (exponent > 18)
		return false;
	for (; exponent > 0; exponent--)
		n *= 10;
	if (exponent < -20)
		exponent = -20;		/* nothing is left of it */
	for (; exponent < 0; exponent++)
		den *= 10;
	half = den / 2;
	n = n < 0 ? (n - half) / den : (n + half) / den;
	if (n > INT64_MAX || n < INT64_MIN)
		return false;
	*out = (money_t)n;
	return true;
}

#define ONE		((__int128)1000000000000)	/* of the mantissa */
#define LOG_DIGITS	5
#define DBM_OF_NANOWATT	(-60)
#define DBM_DECIMALS	2

/* m^10, m from 1 to 10 as a fraction of ONE. */
static __int128
tenth_power(__int128 m)
{
	__int128 p = m * m / ONE;

	p = p * p / ONE * m / ONE;
	return p * p / ONE;
}

/* log10(n) * 10^LOG_DIGITS, n > 0 */
static int64_t
log10_scaled(int64_t n)
{
	__int128 m = ONE * n;
	int64_t log = 0;

	for (; m >= 10 * ONE; m /= 10)
		log++;
	for (int i = 0; i < LOG_DIGITS; i++) {
		log *= 10;
		for (m = tenth_power(m); m >= 10 * ONE; m /= 10)
			log++;
	}
	return log;
}

bool
decimal_dbm(money_t watts, money_t *dbm)
{
	int64_t tenths;

	if (watts <= 0)
		return false;
	/* 10 log10: the point moves by one */
	if (!decimal_shift(log10_scaled(watts), 1 - LOG_DIGITS, &tenths))
		return false;
	return money_round(tenths + DBM_OF_NANOWATT * MONEY_SCALE,
	    DBM_DECIMALS, ROUND_HALF_UP, dbm);
}
