/*
 * fuzz_register.c - what a spool knows of itself: entries, acts and lists
 * Form feeds cut the input into an act and its list, the next act and so on;
 * the first act is tried as an entry, too. 64 zeros in an act stand for the
 * digest of its list, 64 times f for that of the act before, so that they are
 * a row.
 * Whatever stands there: no crash, no octet read outside; batches are named
 * as batches are, since files are removed by these names.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/fd.h"
#include "store/spool_account.h"
#include "store/spool_state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define BATCH	"batch-20261001T000000Z-20261001T000100Z-" \
	"c499ab1a04866090ace16b66207491de"

#define ACTS	3

static const char names[1 + 2 * ACTS][80] = { BATCH ".json",
    "act-00000001.json", "act-00000001.list", "act-00000002.json",
    "act-00000002.list", "act-00000003.json", "act-00000003.list" };
#define NAMES	(sizeof(names) / sizeof(names[0]))

static char folder[] = "/tmp/fuzz_register.XXXXXX";
static volatile uint64_t sum;	/* what was read is used */

static void
drop(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	unlink(path);
}

static void
folder_remove(void)
{
	for (size_t i = 0; i < NAMES; i++)
		drop(names[i]);
	rmdir(folder);
}

static void
put(const char *name, struct slice s)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write_all(fd, s.p, s.len) != 0 || close(fd) != 0)
		abort();
}

static struct slice
piece(struct slice *rest)
{
	const char *cut = rest->len != 0 ? memchr(rest->p, '\f', rest->len)
	    : NULL;
	struct slice s = *rest;

	if (cut == NULL) {
		*rest = (struct slice){ NULL, 0 };
		return s;
	}
	s.len = (size_t)(cut - s.p);
	rest->p += s.len + 1;
	rest->len -= s.len + 1;
	return s;
}

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
		text = piece(&rest);
		buf_add_slice(&act, text);
		list = piece(&rest);
		digest(list, hex);
		fill(&act, '0', hex);
		if (i != 0)
			fill(&act, 'f', before);
		else
			put(names[0], text);
		digest(buf_slice(&act), before);
		put(names[1 + 2 * i], buf_slice(&act));
		put(names[2 + 2 * i], list);
	}
	for (; i < ACTS; i++)
		drop(names[1 + 2 * i]);
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

	if (spool_entry_read(&e, folder, BATCH) != 0)
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

	if (spool_state_read(&s, folder) != 0)
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
	int quiet = open("/dev/null", O_WRONLY), err = dup(2);
	static bool made;

	if (!made) {
		if (mkdtemp(folder) == NULL)
			abort();
		atexit(folder_remove);
	}
	made = true;
	put_all((struct slice){ (const char *)data, len });
	dup2(quiet, 2);
	use_entry();
	use_state();
	dup2(err, 2);
	close(err);
	close(quiet);
	return 0;
}
