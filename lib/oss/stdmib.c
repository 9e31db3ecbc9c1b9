/*
 * stdmib.c (oss) - see stdmib.h
 */
#include "oss/stdmib.h"

#define STD_OID_MAX	14

static const struct {
	snmp_subid	id[STD_OID_MAX];
	unsigned	len;
	bool		late;
} columns[STD_COLUMNS] = {
#define COUNT(...) (sizeof((snmp_subid[]){ __VA_ARGS__ }) / sizeof(snmp_subid))
#define TABLE(id)
#define COLUMN(id, ...)	{ { __VA_ARGS__ }, COUNT(__VA_ARGS__), false },
#define LATE(id, ...)	{ { __VA_ARGS__ }, COUNT(__VA_ARGS__), true },
#include "oss/stdmib.def"
#undef TABLE
#undef COLUMN
#undef LATE
};

/* Of each table the number of its first column: the list, read once more. */
enum {
#define TABLE(id)	FIRST_##id, FIRST_BACK_##id = FIRST_##id - 1,
#define COLUMN(id, ...)	AT_##id,
#define LATE(id, ...)	AT_##id,
#include "oss/stdmib.def"
#undef TABLE
#undef COLUMN
#undef LATE
};

static const unsigned first[STD_TABLES] = {
#define TABLE(id)	FIRST_##id,
#define COLUMN(id, ...)
#define LATE(id, ...)
#include "oss/stdmib.def"
#undef TABLE
#undef COLUMN
#undef LATE
};

struct oid_ref
std_oid(enum std_column c)
{
	return (struct oid_ref){ columns[c].id, columns[c].len };
}

static enum std_table
std_table_of(enum std_column c)
{
	unsigned t = STD_TABLES - 1;

	while (first[t] > (unsigned)c)
		t--;
	return t;
}

bool
std_is_key(enum std_column c)
{
	return first[std_table_of(c)] == (unsigned)c && !columns[c].late;
}

int
std_find(struct oid_ref name)
{
	for (int c = 0; c < STD_COLUMNS; c++) {
		if (oid_cmp(std_oid(c), name) == 0)
			return c;
	}
	return -1;
}
