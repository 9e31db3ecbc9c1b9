/*
 * reader.c (oss) - see reader.h
 */
#include "oss/entity.h"
#include "oss/hostres.h"
#include "oss/ifaddr.h"
#include "oss/neighbor.h"
#include "oss/reader.h"

void
reader_release(struct reader *r)
{
	cells_release(&r->cells);
	view_release(&r->view);
	*r = (struct reader){ 0 };
}

void
reader_begin(struct reader *r, const struct profile *p)
{
	r->profile = p;
	r->names[0] = r->names[1] = 0;
	cells_clear(&r->cells, STD_COLUMNS + (p != NULL ? p->columns : 0));
	view_clear(&r->view);
}

/* ---- what to ask ------------------------------------------------------ */

static void
ask(struct reader *r, int turn, size_t column, struct oid_ref name)
{
	unsigned n = r->names[turn]++;

	r->name[turn][n] = name;
	r->column[turn][n] = (uint16_t)column;
}

static int
take(struct reader *r, int turn, unsigned n, const struct varbind *vb)
{
	return cells_add(&r->cells, r->column[turn][n],
	    r->name[turn][n].len, vb);
}

static int
take_first(void *arg, unsigned n, const struct varbind *vb,
    const struct answer_time *time)
{
	(void)time;
	return take(arg, 0, n, vb);
}

static int
take_rest(void *arg, unsigned n, const struct varbind *vb,
    const struct answer_time *time)
{
	(void)time;
	return take(arg, 1, n, vb);
}

static const enum std_column chassis_columns[] = {
	STD_PHYS_MAKER, STD_PHYS_MODEL, STD_PHYS_SERIAL, STD_PHYS_SOFTWARE
};
#define CHASSIS_COLUMNS	(sizeof(chassis_columns) / sizeof(*chassis_columns))

static int
take_chassis(void *arg, unsigned n, const struct varbind *vb,
    const struct answer_time *time)
{
	struct reader *r = arg;

	(void)time;
	return cells_add(&r->cells, chassis_columns[n],
	    std_oid(chassis_columns[n]).len, vb);
}

/* entPhysicalTable is long: of the chassis by name, the rest is left. */
static void
ask_chassis(struct reader *r, struct plan *p)
{
	const struct cell *c = entity_chassis(&r->cells);

	if (c == NULL)
		return;
	for (size_t i = 0; i < CHASSIS_COLUMNS; i++) {
		struct oid_ref name = std_oid(chassis_columns[i]);

		memcpy(r->chassis_room[i], name.id,
		    name.len * sizeof(*name.id));
		r->chassis_room[i][name.len] = c->index[0];
		r->chassis[i] = (struct oid_ref){ r->chassis_room[i],
		    name.len + 1 };
	}
	plan_scalars(p, r->chassis, CHASSIS_COLUMNS, take_chassis, NULL, r);
}

/* Something wants the names of physical entities. */
static bool
needs_names(const struct reader *r)
{
	const struct profile *p = r->profile;

	if (p != NULL && p->physical)
		return true;
	return cells_len(&r->cells, STD_SENSOR_TYPE) != 0 || (p != NULL
	    && p->entity_sensors != NO_COLUMN
	    && cells_len(&r->cells, p->entity_sensors) != 0);
}

static bool
has_lldp(const struct reader *r)
{
	const struct profile *p = r->profile;

	return cells_len(&r->cells, STD_LLDP_CHASSIS_KIND) != 0
	    || cells_len(&r->cells, STD_LLDP2_CHASSIS_KIND) != 0
	    || (p != NULL && p->lldp != NO_COLUMN
	    && cells_len(&r->cells, p->lldp) != 0);
}

/* Whether a column is worth asking, now that the first ones are known. */
static bool
is_wanted(const struct reader *r, enum std_column c)
{
	switch (c) {
	case STD_PHYS_DESCR:
	case STD_PHYS_PARENT:
	case STD_PHYS_NAME:
	case STD_PHYS_ALIAS:
		return needs_names(r);
	case STD_PHYS_SOFTWARE:
	case STD_PHYS_SERIAL:
	case STD_PHYS_MAKER:
	case STD_PHYS_MODEL:
		return false;
	case STD_LLDP_LOCAL_CHASSIS_KIND:
	case STD_LLDP_LOCAL_CHASSIS:
		return has_lldp(r);
	default:
		break;
	}
	if (std_is_key(c))
		return false;
	while (!std_is_key(c))
		c--;
	return cells_len(&r->cells, c) != 0;
}

static void
first_done(void *arg, struct plan *p, bool complete)
{
	struct reader *r = arg;

	(void)complete;
	for (int c = 0; c < STD_COLUMNS; c++) {
		if (is_wanted(r, c))
			ask(r, 1, (size_t)c, std_oid(c));
	}
	plan_table(p, r->name[1], r->names[1], take_rest, NULL, r);
	ask_chassis(r, p);
}

void
reader_plan(struct reader *r, struct plan *p)
{
	const struct profile *prof = r->profile;

	for (int c = 0; c < STD_COLUMNS; c++) {
		if (std_is_key(c))
			ask(r, 0, (size_t)c, std_oid(c));
	}
	for (unsigned i = 0; prof != NULL && i < prof->columns; i++)
		ask(r, 0, STD_COLUMNS + i, prof->column[i]);
	plan_table(p, r->name[0], r->names[0], take_first, first_done, r);
}

/* ---- what it means ---------------------------------------------------- */

void
reader_finish(struct reader *r, const struct iftable *ports,
    struct slice sys_descr)
{
	static const struct sensor_columns sensors = {
		STD_SENSOR_TYPE, STD_SENSOR_SCALE, STD_SENSOR_PRECISION,
		STD_SENSOR_VALUE, STD_SENSOR_STATUS, STD_SENSOR_DISPLAY
	};
	static const struct lldp_columns lldp = {
		STD_LLDP_CHASSIS_KIND, STD_LLDP_CHASSIS, STD_LLDP_PORT_KIND,
		STD_LLDP_PORT, STD_LLDP_PORT_DESCR, STD_LLDP_NAME,
		STD_LLDP_DESCR, 3, false
	}, lldp2 = {
		STD_LLDP2_CHASSIS_KIND, STD_LLDP2_CHASSIS,
		STD_LLDP2_PORT_KIND, STD_LLDP2_PORT, STD_LLDP2_PORT_DESCR,
		STD_LLDP2_NAME, STD_LLDP2_DESCR, 4, true
	};
	struct profile_input in = { &r->cells, ports, sys_descr };
	struct view *v = &r->view;

	ifaddr_read(v, &r->cells);
	if (r->profile != NULL)
		profile_read(v, r->profile, &in);
	entity_read_chassis(v, &r->cells);
	entity_read_sensors(v, &r->cells, ports, &sensors);
	hostres_read(v, &r->cells);
	neighbor_read_lldp(v, &r->cells, ports, &lldp);
	if (cells_len(&r->cells, STD_LLDP_CHASSIS_KIND) == 0)
		neighbor_read_lldp(v, &r->cells, ports, &lldp2);
	neighbor_read_chassis(v, &r->cells);
	neighbor_read_cdp(v, &r->cells, ports);
	neighbor_read_routing(v, &r->cells, ports);
	view_finish(v);
}
