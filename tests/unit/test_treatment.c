/*
 * test_treatment.c - which tax treatment an account has on a day
 */
#include "bss/treatment.h"

#include "base/tstamp.h"
#include "tap.h"

static int64_t
day_of(const char *date)
{
	struct civil c;

	date_parse(slice_of(date), &c);
	return civil_days(c.year, c.month, c.day);
}

static void
test_days(void)
{
	static const struct {
		const char	*text, *day, *id;	/* NULL: none */
	} cases[] = {
		{ "", "2026-10-01", NULL },
		{ " , ", "2026-10-01", NULL },
		{ "e", "2026-10-01", "e" },
		{ "e@/2026-10-15", "2026-10-14", "e" },
		{ "e@/2026-10-15", "2026-10-15", NULL },
		{ "e@2026-10-15/", "2026-10-14", NULL },
		{ "e@2026-10-15/", "2026-10-15", "e" },
		{ "e@2026-10-15/2026-10-16", "2026-10-15", "e" },
		{ "e@2026-10-15/2026-10-16", "2026-10-16", NULL },
		{ "e@/2026-10-15 eu-b@2026-10-15/", "2026-10-14", "e" },
		{ "e@/2026-10-15, eu-b@2026-10-15/", "2026-10-15", "eu-b" },
		{ "b@2027-01-01/,e@/2026-10-15", "2026-12-31", NULL },
		{ "b@2027-01-01/,e@/2026-10-15", "2027-01-01", "b" },
		{ "e@/2026-10-15 e@2026-11-01/", "2026-10-31", NULL }
	};
	struct treated_list l;
	const struct treated *t;
	char id[16];
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		is_str(treated_parse(slice_of(cases[i].text), &l), NULL,
		    "'%s'", cases[i].text);
		t = treated_on(&l, day_of(cases[i].day));
		snprintf(id, sizeof(id), "%.*s", t != NULL ? (int)t->id.len : 0,
		    t != NULL ? t->id.p : "");
		is_str(id, cases[i].id != NULL ? cases[i].id : "",
		    "on %s", cases[i].day);
	}
}

static void
test_faults(void)
{
	static const char *const bad[] = {
		"@", "e@", "e@/", "@2026-10-15/", "e@2026-10-15",
		"e@2026-10-32/", "e@/x", "e@2026-10-15/2026-10-15",
		"e@2026-10-15/2026-10-14", "e@2026-10-15//", "e@a@/2026-10-15",
		"e b", "e e", "e@/2026-10-15 b@2026-10-14/",
		"e@/2026-10-15 b", "a\tb",
		"a@/2001-01-01 a@2001-01-01/2002-01-01 "
		"a@2002-01-01/2003-01-01 a@2003-01-01/2004-01-01 "
		"a@2004-01-01/2005-01-01 a@2005-01-01/2006-01-01 "
		"a@2006-01-01/2007-01-01 a@2007-01-01/2008-01-01 "
		"a@2008-01-01/2009-01-01 a@2009-01-01/2010-01-01 "
		"a@2010-01-01/2011-01-01 a@2011-01-01/2012-01-01 "
		"a@2012-01-01/2013-01-01 a@2013-01-01/2014-01-01 "
		"a@2014-01-01/2015-01-01 a@2015-01-01/2016-01-01 "
		"a@2016-01-01/"
	};
	struct treated_list l;
	size_t i;

	for (i = 0; i < LEN(bad); i++)
		ok(treated_parse(slice_of(bad[i]), &l) != NULL, "'%.40s'",
		    bad[i]);
	ok(treated_id_valid(SLICE_LIT("eu-business"))
	    && !treated_id_valid(SLICE_LIT("a b"))
	    && !treated_id_valid(SLICE_LIT("a@b"))
	    && !treated_id_valid(SLICE_LIT("")), "ids");
}

int
main(void)
{
	test_days();
	test_faults();
	return tap_done();
}
