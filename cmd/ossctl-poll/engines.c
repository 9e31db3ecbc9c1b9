/*
 * engines.c (ossctl-poll) - SNMPv3 engines from one run to the next
 * A line a node, so that a run from cron need not discover again what the
 * last one knew:
 *
 *	ossctl-poll engines 1
 *	ENGINE BOOTS SINCE CREDENTIALS NODE
 *
 * ENGINE in hex digits, SINCE the second (UTC) at which its clock was 0, NODE
 * up to the end of the line. There is no key in it. What is no line is left
 * out, what is old heals itself: an agent reports its own engine and clock.
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/money.h"
#include "base/tstamp.h"
#include "poller.h"

#define HEAD		"ossctl-poll engines 1\n"
#define FILE_MAX	((size_t)64 << 20)

/* Up to the next c, which goes, too. False: there is none. */
static bool
cut(struct slice *rest, char c, struct slice *out)
{
	const char *end = rest->len != 0 ? memchr(rest->p, c, rest->len)
	    : NULL;

	if (end == NULL)
		return false;
	*out = (struct slice){ rest->p, (size_t)(end - rest->p) };
	rest->p = end + 1;
	rest->len -= out->len + 1;
	return true;
}

static int
digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0'
	    : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
octets_of(struct slice hex, unsigned char *out, size_t *len)
{
	*len = hex.len / 2;
	if (*len == 0 || hex.len % 2 != 0 || *len > USM_ENGINE_MAX)
		return false;
	for (size_t i = 0; i < *len; i++) {
		int hi = digit(hex.p[2 * i]), lo = digit(hex.p[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return false;
		out[i] = (unsigned char)(hi << 4 | lo);
	}
	return true;
}

static void
take_line(struct node_list *l, struct slice line, int64_t now_s)
{
	struct slice hex, boots_text, since_text, auth;
	unsigned char id[USM_ENGINE_MAX];
	uint64_t boots, since;
	struct poll_node *n;
	size_t len;

	if (!cut(&line, ' ', &hex) || !cut(&line, ' ', &boots_text)
	    || !cut(&line, ' ', &since_text) || !cut(&line, ' ', &auth)
	    || !octets_of(hex, id, &len)
	    || u64_parse(boots_text, &boots) != NUM_OK || boots > INT32_MAX
	    || u64_parse(since_text, &since) != NUM_OK
	    || since > (uint64_t)now_s)
		return;
	n = nodes_find(l, line);
	if (n == NULL || n->memory.engine == NULL
	    || !slice_is(auth, n->cred->name)
	    || !usm_engine_set(n->memory.engine, &n->cred->user,
	    (struct slice){ (const char *)id, len }))
		return;
	usm_engine_clock(n->memory.engine, (int64_t)boots,
	    now_s - (int64_t)since, mono_us(), false);
	n->memory.engine->hearsay = true;
}

int
engines_load(struct node_list *l, const char *path)
{
	struct buf text = { 0 };
	struct slice rest, line;
	int64_t now_s = clock_us() / US_PER_S;

	if (access(path, F_OK) != 0 && errno == ENOENT)
		return 0;
	if (file_read(path, FILE_MAX, &text) < 0) {
		buf_release(&text);
		return -1;
	}
	rest = buf_slice(&text);
	if (rest.len >= sizeof(HEAD) - 1
	    && memcmp(rest.p, HEAD, sizeof(HEAD) - 1) == 0) {
		cut(&rest, '\n', &line);
		while (cut(&rest, '\n', &line))
			take_line(l, line, now_s);
	} else if (rest.len != 0) {
		diag_at(REASON_ENGINES_FILE, path, 0, NULL);
		buf_release(&text);
		return -1;
	}
	buf_release(&text);
	return 0;
}

/* A name with a line end cannot stand in a line: it is discovered. */
static bool
fits(struct slice name)
{
	return memchr(name.p, '\n', name.len) == NULL;
}

static void
put_line(struct buf *b, const struct poll_node *n, int64_t now_s)
{
	const struct usm_engine *e = n->memory.engine;

	for (unsigned i = 0; i < e->id_len; i++)
		buf_addf(b, "%02x", e->id[i]);
	buf_addf(b, " %u %lld %s ", e->boots, (long long)(now_s
	    - usm_engine_time(e, mono_us())), n->cred->name);
	buf_add_slice(b, n->name);
	buf_addc(b, '\n');
}

int
engines_save(const struct node_list *l, const char *path)
{
	int64_t now_s = clock_us() / US_PER_S;
	struct buf text = { 0 };
	int rc;

	buf_adds(&text, HEAD);
	for (size_t i = 0; i < l->len; i++) {
		const struct poll_node *n = &l->item[i];

		if (n->memory.engine != NULL && n->memory.engine->id_len != 0
		    && n->name.len != 0 && fits(n->name)
		    && strpbrk(n->cred->name, " \n") == NULL)
			put_line(&text, n, now_s);
	}
	rc = file_put(path, 0600, buf_slice(&text));
	buf_release(&text);
	return rc;
}
