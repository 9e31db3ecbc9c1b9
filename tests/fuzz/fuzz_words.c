/*
 * fuzz_words.c - the small languages: in a cell, a column, an option
 * A form feed cuts the input into a pattern and a text. Each reader gets
 * them. Whatever stands there: no crash, no octet read outside; what was read
 * holds what its header promises.
 */
#include <stdlib.h>

#include "aid.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/shard.h"
#include "bss/band.h"
#include "bss/iban.h"
#include "bss/netgroup.h"
#include "bss/numplan.h"
#include "bss/radius.h"
#include "bss/sequence.h"
#include "bss/timefmt.h"
#include "bss/treatment.h"
#include "net/mib_name.h"
#include "oss/devtext.h"
#include "oss/pattern.h"

static volatile size_t sum;	/* what was read is used */

static void
times(const char *pattern, struct slice text)
{
	struct wallclock wall;
	struct timefmt f;
	struct zone utc;
	struct civil c;
	int64_t us = 0;

	if (!zone_load(&utc, "UTC"))
		abort();
	wallclock_init(&wall, &utc);
	if (timefmt_compile(&f, pattern) == NULL)
		sum += timefmt_parse(&f, &wall, text, &us);
	sum += date_parse(text, &c) + radius_time_parse(&utc, text, &us)
	    + radius_header_parse(&utc, text, &us)
	    + zone_instant_abbr(&utc, 0, text, &us);
	zone_release(&utc);
}

static void
bands(struct slice text)
{
	struct band_table t;
	unsigned days, second;
	uint32_t kinds;

	band_table_init(&t);
	if (band_kind_add(&t, SLICE_LIT("holiday")) != 0)
		abort();
	if (band_days_parse(&t, text, &days, &kinds) && days == 0
	    && kinds == 0)
		abort();
	if (band_time_parse(text, &second) && second > 86400)
		abort();
	band_table_release(&t);
}

static void
numbers(struct slice pattern, struct slice text)
{
	struct sequence_terms t = { .before = pattern,
	    .behind = SLICE_LIT(""), .from = 1, .to = 9999 };
	struct numplan plan = { .country_code = "33", .national = "0",
	    .international = { "00" }, .internationals = 1, .short_max = 4,
	    .bare = NUMPLAN_BARE_NATIONAL };
	static struct sequence seq;
	char room[NUMPLAN_TEXT_MAX];
	struct buf b = { 0 };
	struct slice made;
	uint64_t n;

	seq = (struct sequence){ 0 };
	if (sequence_number(&t, text, &n))
		sequence_add(&seq, &t, n);
	seq = (struct sequence){ 0 };
	if (sequence_read(&seq, 5000, text)) {
		sequence_write(&seq, &t, true, &b);
		if (!slice_eq(buf_slice(&b), text))
			sum++;		/* 007 is 7 */
	}
	if (numplan_normalise(&plan, text, room, &made))
		sum += made.len;
	sum += iban_valid(text);
	buf_release(&b);
}

static void
names(const char *pattern, struct slice text)
{
	snmp_subid id[OID_LEN_MAX];
	struct treated_list treated;
	struct slice rest = text, found;
	struct net_pattern net;
	struct buf b = { 0 };
	struct shard shard;
	sum128_t digest;
	regex_t re;

	if (mib_name_take(&rest, id) > OID_LEN_MAX || rest.len > text.len)
		abort();
	mib_name_add(&b, text);
	sum += mib_name_like(text);
	if (treated_parse(text, &treated) == NULL
	    && treated.len > TREATMENTS_MAX)
		abort();
	if (net_pattern_parse(text, &net) && net.text.len > text.len)
		abort();
	if (shard_parse(pattern, &shard) && (shard.i < 1 || shard.i > shard.n))
		abort();
	sum += (size_t)sum128_parse(text, &digest);
	if (pattern_compile(&re, slice_of(pattern), 0)) {
		if (pattern_find(&re, text, &found) && (found.p < text.p
		    || found.p + found.len > text.p + text.len))
			abort();
		regfree(&re);
	}
	devtext_add(&b, text);
	buf_release(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct slice text = { (const char *)data, len };
	struct slice before = aid_piece(&text);
	char *pattern = xstrndup(before.p, before.len);

	if (text.p == NULL)
		text = before;
	times(pattern, text);
	bands(text);
	numbers(before, text);
	names(pattern, text);
	free(pattern);
	return 0;
}
