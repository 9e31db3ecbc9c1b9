/*
 * fuzz_register.c - what a spool knows of itself: entries, acts and lists
 * Form feeds cut the input into an act and its list, the next act and so on;
 * the first act is tried as an entry, too. 64 zeros in an act stand for the
 * digest of its list, 64 times f for that of the act before, so that they are
 * a row.
 * Whatever stands there: no crash, no octet read outside; batches are named
 * as batches are, since files are removed by these names.
 */
#include <stdlib.h>

#include "aid.h"
#include "base/buf.h"
#include "base/digest.h"
#include "store/spool_account.h"
#include "store/spool_state.h"

#define BATCH	"batch-20261001T000000Z-20261001T000100Z-" \
	"c499ab1a04866090ace16b66207491de"

#define ACTS	3

static const char names[1 + 2 * ACTS][80] = { BATCH ".json",
    "act-00000001.json", "act-00000001.list", "act-00000002.json",
    "act-00000002.list", "act-00000003.json", "act-00000003.list" };
#define NAMES	(sizeof(names) / sizeof(names[0]))

static volatile uint64_t sum;	/* what was read is used */

static void
digest(struct slice s, char hex[SHA256_HEX_MAX])
{
	struct sha256 *sha = sha256_new();

	sha256_add(sha, s.p, s.len);
	sha256_end_hex(sha, hex);
	sha256_free(sha);
}

/* 64 times that digit becomes a digest. */
static void
fill(struct buf *b, char digit, const char hex[SHA256_HEX_MAX])
{
	char same[64], *at;

	memset(same, digit, sizeof(same));
	at = b->len != 0 ? memmem(b->data, b->len, same, sizeof(same)) : NULL;
	if (at != NULL)
		memcpy(at, hex, sizeof(same));
}

static void
put_all(struct slice rest)
{
	char hex[SHA256_HEX_MAX], before[SHA256_HEX_MAX] = "";
	struct buf act = { 0 };
	struct slice list, text;
	unsigned i;

	for (i = 0; i < ACTS && (i == 0 || rest.len != 0); i++) {
		buf_clear(&act);
		text = aid_piece(&rest);
		buf_add_slice(&act, text);
		list = aid_piece(&rest);
		digest(list, hex);
		fill(&act, '0', hex);
		if (i != 0)
			fill(&act, 'f', before);
		else
			aid_file(names[0], text);
		digest(buf_slice(&act), before);
		aid_file(names[1 + 2 * i], buf_slice(&act));
		aid_file(names[2 + 2 * i], list);
	}
	for (; i < ACTS; i++)
		aid_drop(names[1 + 2 * i]);
	buf_release(&act);
}

static void
check_list(const struct spool_list *l)
{
	struct spool_batch b;

	for (size_t i = 0; i < l->len; i++)
		if (!spool_name_parse(l->item[i].name, "", &b)
		    || strchr(b.name, '/') != NULL)
			abort();
}

static void
use_entry(void)
{
	struct spool_entry e;

	if (spool_entry_read(&e, aid_folder(), BATCH) != 0)
		return;
	sum += strlen(e.text) + strlen(e.files) + strlen(e.landed)
	    + strlen(e.tool) + e.sum.records;
	spool_entry_release(&e);
}

static void
use_state(void)
{
	struct spool_account account = { 0 };
	struct spool_settled *settled;
	struct spool_batch b;
	struct spool_state s;
	size_t n;

	if (spool_state_read(&s, aid_folder()) != 0)
		return;
	check_list(&s.withdrawn);
	check_list(&s.purged);
	for (size_t i = 0; i < s.seals; i++) {
		if (s.seal[i].from_us >= s.seal[i].to_us)
			abort();
		check_list(&s.seal[i].list);
		sum += spool_account_parse(&account, s.seal[i].doc);
		spool_account_release(&account);
	}
	if (!spool_name_parse(BATCH, "", &b))
		abort();
	sum += strlen(spool_batch_state(&s, &b)) + (uint64_t)
	    spool_purged_until(&s);
	settled = spool_settled_before(&s, SIZE_MAX, &n);
	sum += n;
	free(settled);
	spool_state_release(&s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	put_all((struct slice){ (const char *)data, len });
	aid_quiet(true);
	use_entry();
	use_state();
	aid_quiet(false);
	return 0;
}
