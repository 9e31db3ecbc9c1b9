/*
 * hostres.c (oss) - see hostres.h
 */
#include "oss/hostres.h"
#include "oss/stdmib.h"

#define PERCENT_DECIMALS	2

/* hrStorageTypes: the last sub-identifier of 1.3.6.1.2.1.25.2.1.N */
#define STORAGE_TYPE_LEN	10
enum {
	STORAGE_RAM = 2, STORAGE_FIXED_DISK = 4, STORAGE_REMOVABLE = 5,
	STORAGE_RAM_DISK = 8, STORAGE_FLASH = 9
};

/* 100 * part / whole, two decimals; false when whole is 0 or smaller. */
static bool
percent_of(uint64_t part, uint64_t whole, money_t *out)
{
	if (whole == 0 || part > whole)
		return false;
	return money_quotient((money_sum_t)part * 100 * MONEY_SCALE, whole,
	    PERCENT_DECIMALS, ROUND_HALF_UP, out);
}

static void
read_load(struct view *v, const struct cells *s)
{
	const struct cell *c;
	uint64_t load, sum = 0, n = 0;

	for (size_t i = 0; (c = cells_nth(s, STD_PROCESSOR_LOAD, i)) != NULL;
	    i++) {
		if (!cell_u64(c, &load) || load > 100)
			continue;
		sum += load;
		n++;
	}
	if (n != 0 && !v->has_cpu)
		v->has_cpu = percent_of(sum, n * 100, &v->cpu_pct);
}

static unsigned
storage_type(const struct cell *c)
{
	if (c->kind != VARBIND_OID || c->oid_len != STORAGE_TYPE_LEN)
		return 0;
	return c->oid[STORAGE_TYPE_LEN - 1];
}

/* In octets. Sizes are INTEGERs that overflow: beyond 2^31 below zero. */
static bool
storage_octets(const struct cells *s, enum std_column col, uint32_t row,
    uint64_t units, uint64_t *out)
{
	int64_t n;

	if (!cell_i64(cells_at(s, col, row), &n))
		return false;
	*out = (uint64_t)(uint32_t)n * units;
	return true;
}

static void
read_storage(struct view *v, const struct cells *s, const struct cell *type)
{
	uint32_t row = type->index[0];
	uint64_t units, size, used;
	struct sensor *out;

	if (!cell_u64(cells_at(s, STD_STORAGE_UNITS, row), &units)
	    || units > UINT32_MAX
	    || !storage_octets(s, STD_STORAGE_SIZE, row, units, &size)
	    || !storage_octets(s, STD_STORAGE_USED, row, units, &used)
	    || size == 0)
		return;
	switch (storage_type(type)) {
	case STORAGE_RAM:
		if (!v->has_mem_total && !v->has_mem_used) {
			v->mem_total_octets = size;
			v->mem_used_octets = used;
			v->has_mem_total = v->has_mem_used = true;
		}
		return;
	case STORAGE_FIXED_DISK:
	case STORAGE_REMOVABLE:
	case STORAGE_RAM_DISK:
	case STORAGE_FLASH:
		break;
	default:
		return;
	}
	out = view_sensor(v, CLASS_STORAGE);
	out->label = view_text(v,
	    cell_octets(cells_at(s, STD_STORAGE_DESCR, row)));
	out->index = view_index(v, &row, 1);
	out->has_reading = percent_of(used, size, &out->reading);
}

void
hostres_read(struct view *v, const struct cells *s)
{
	const struct cell *c;

	read_load(v, s);
	for (size_t i = 0; (c = cells_nth(s, STD_STORAGE_TYPE, i)) != NULL;
	    i++) {
		if (c->index_len == 1)
			read_storage(v, s, c);
	}
}
