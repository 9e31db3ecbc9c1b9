/*
 * targets.c (ossctl-probe) - what is to be probed
 * A node's own word for it (`probes`), and probe records that say more.
 */
#include "base/buf.h"
#include "prober.h"

#define WORD_DEFAULT	"icmp"
#define WORD_NONE	"none"

void
targets_release(struct targets *t)
{
	for (size_t i = 0; i < t->expects; i++) {
		expect_release(t->expect[i]);
		free(t->expect[i]);
	}
	free(t->expect);
	free(t->node);
	free(t->item);
	free(t->host);
	names_release(&t->node_names);
	names_release(&t->host_names);
	names_release(&t->keys);
	arena_release(&t->text);
	arena_release(&t->scratch);
	buf_release(&t->key);
	*t = (struct targets){ 0 };
}

static uint32_t
host_of(struct targets *t, const char *name)
{
	size_t known = t->host_names.len;
	uint32_t i = names_add(&t->host_names, slice_of(name));
	struct probe_host *h;

	if (i < known)
		return i;
	GROW(t->host, t->hosts, t->hosts_cap);
	h = &t->host[t->hosts++];
	*h = (struct probe_host){ .name = arena_strdup(&t->text,
	    slice_of(name)), .first = HOST_NONE, .last = HOST_NONE };
	h->numeric = address_numeric(name, 9, &h->address);
	return i;
}

/* Host of an address text, and whether it says a port. */
static bool
split(struct slice address, char host[HOST_TEXT_MAX], unsigned *port,
    bool *has_port)
{
	size_t n;

	if (!address_split(address, host, port))
		return false;
	n = strlen(host);
	if (address.len > 0 && address.p[0] == '[')
		n += 2;
	*has_port = address.len != n;
	return true;
}

static struct probe_expect *
expect_new(struct targets *t)
{
	struct probe_expect *e = xcalloc(1, sizeof(*e));

	GROW(t->expect, t->expects, t->expects_cap);
	t->expect[t->expects++] = e;
	return e;
}

/* The target of a node and object, made when new. */
static struct target *
target_of(struct targets *t, uint32_t node, const struct probespec *spec,
    bool *is_new)
{
	size_t known = t->keys.len;
	struct target *made;
	uint32_t i;

	buf_clear(&t->key);
	buf_add(&t->key, &node, sizeof(node));
	buf_add_slice(&t->key, spec->object);
	i = names_add(&t->keys, buf_slice(&t->key));
	*is_new = i == known;
	if (!*is_new)
		return &t->item[i];
	GROW(t->item, t->len, t->cap);
	made = &t->item[t->len++];
	*made = (struct target){ .node = node, .host = t->node[node].host,
		.next = HOST_NONE, .spec = *spec };
	t->node[node].targets++;
	return made;
}

/* The next word of `probes`, empty behind the last. */
static struct slice
next_word(struct slice *words)
{
	struct slice word;

	for (; words->len > 0 && words->p[0] == ' '; words->len--)
		words->p++;
	word = (struct slice){ words->p, 0 };
	for (; words->len > 0 && words->p[0] != ' '; words->len--, word.len++)
		words->p++;
	return word;
}

/* Words that can be read; `none` asks for nothing. */
static void
add_words(struct targets *t, uint32_t node, struct slice words)
{
	static const struct probe_expect nothing;
	struct probespec spec;
	struct target *item;
	struct slice word;
	bool is_new;

	if (slice_is(words, WORD_NONE))
		return;
	while ((word = next_word(&words)).len != 0) {
		probespec_parse(&t->text, word, &spec);
		item = target_of(t, node, &spec, &is_new);
		if (is_new)
			item->expect = &nothing;
	}
}

/* The first that cannot be read, before the node is taken; empty: none. */
static struct slice
bad_word(struct targets *t, struct slice words)
{
	struct probespec spec;
	struct slice word;

	if (slice_is(words, WORD_NONE))
		return (struct slice){ NULL, 0 };
	arena_clear(&t->scratch);
	while ((word = next_word(&words)).len != 0
	    && probespec_parse(&t->scratch, word, &spec))
		;
	return word;
}

/* The user and password of a URL are for nobody to read. */
static void
add_shown(struct buf *b, struct slice word)
{
	const char *at = word.len != 0 ? memrchr(word.p, '@', word.len) : NULL;
	const char *begin = at != NULL ? memmem(word.p, word.len, "://", 3)
	    : NULL;

	if (begin != NULL && begin < at) {
		buf_add(b, word.p, (size_t)(begin + 3 - word.p));
		buf_adds(b, "...");
		word.len -= (size_t)(at - word.p);
		word.p = at;
	}
	buf_add_slice(b, word);
}

/* Says which field, and what stands there. */
static int
reject(struct stream *s, enum reason why, enum field where,
    struct slice word)
{
	struct buf b = { 0 };
	int rc;

	add_shown(&b, word);
	rc = stream_reject(s, why, "%s: %s '%.*s'", reason_text(why),
	    field_defs[where].name, SLICE_FMT(buf_slice(&b)));
	buf_release(&b);
	return rc;
}

static int
take_node(struct targets *t, struct stream *s, const struct rec *rec)
{
	struct slice name = rec_str(rec, F_NODE);
	struct slice address = rec_str(rec, F_ADDRESS);
	struct slice words = rec_str(rec, F_PROBES), word;
	uint32_t known = names_find(&t->node_names, name);
	char host[HOST_TEXT_MAX];
	struct probe_node *n;
	unsigned port;

	if (!address_split(address, host, &port))
		return reject(s, REASON_NODE_ADDRESS, F_ADDRESS, address);
	if (known != NAMES_NONE) {
		n = &t->node[known];
		if (!slice_eq(n->address, address)
		    || !slice_eq(n->probes, words))
			return reject(s, REASON_NODE_CONFLICT, F_NODE, name);
		stream_duplicate(s);
		return 0;
	}
	word = bad_word(t, words);
	if (word.len != 0)
		return reject(s, REASON_PROBE_TARGET, F_PROBES, word);
	known = names_add(&t->node_names, name);
	GROW(t->node, t->nodes, t->nodes_cap);
	n = &t->node[t->nodes++];
	*n = (struct probe_node){
		.name = arena_slice(&t->text, name),
		.address = arena_slice(&t->text, address),
		.probes = arena_slice(&t->text, words),
		.host = host_of(t, host),
	};
	add_words(t, known, words.len != 0 ? words : SLICE_LIT(WORD_DEFAULT));
	return 0;
}

/* What a probe record says but its node, to tell whether two are the same. */
static struct slice
settings_of(struct targets *t, const struct rec *rec)
{
	static const enum field fields[] = { F_ADDRESS, F_EXPECT_STATUS,
	    F_EXPECT_TEXT, F_EXPECT_MATCH, F_EXPECT_ANSWER,
	    F_CERTIFICATE_MIN_D, F_VERIFY, F_SERVER_NAME };
	struct buf b = { 0 };
	struct slice made;

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		buf_add_slice(&b, rec_str(rec, fields[i]));
		buf_addc(&b, '\x1f');
	}
	made = arena_slice(&t->text, buf_slice(&b));
	buf_release(&b);
	return made;
}

/* Where a probe goes that has an address of its own. */
static enum reason
set_address(struct targets *t, struct target *item, struct slice address)
{
	char host[HOST_TEXT_MAX];
	bool has_port;
	unsigned port;
	struct buf b = { 0 };

	if (address.len == 0)
		return REASON_NONE;
	if (!split(address, host, &port, &has_port))
		return REASON_NODE_ADDRESS;
	if (item->spec.kind != PROBE_HTTP) {
		item->host = host_of(t, host);
		return has_port ? REASON_PROBE_FIELD : REASON_NONE;
	}
	buf_addf(&b, strchr(host, ':') != NULL ? "[%s]:" : "%s:", host);
	if (has_port)
		buf_addf(&b, "%u", port);
	item->connect_to = arena_strdup(&t->text, buf_slice(&b));
	buf_release(&b);
	return REASON_NONE;
}

static int
take_probe(struct targets *t, struct stream *s, const struct rec *rec)
{
	uint32_t node = names_find(&t->node_names, rec_str(rec, F_NODE));
	struct target made = { .by_record = true, .next = HOST_NONE };
	struct probe_expect *expect;
	struct target *item;
	struct slice object = rec_str(rec, F_OBJECT);
	enum field where;
	enum reason why;
	bool is_new;

	if (node == NAMES_NONE)
		return reject(s, REASON_PROBE_NODE, F_NODE,
		    rec_str(rec, F_NODE));
	if (!probespec_parse(&t->text, object, &made.spec))
		return reject(s, REASON_PROBE_TARGET, F_OBJECT, object);
	made.node = node;
	made.host = t->node[node].host;
	made.settings = settings_of(t, rec);
	made.expect = expect = expect_new(t);
	why = expect_read(rec, &made.spec, &t->text, expect, &where);
	if (why == REASON_NONE) {
		where = F_ADDRESS;
		why = set_address(t, &made, rec_str(rec, F_ADDRESS));
	}
	if (why != REASON_NONE)
		return reject(s, why, where, rec_str(rec, where));
	item = target_of(t, node, &made.spec, &is_new);
	if (!is_new && item->by_record) {
		if (!slice_eq(item->settings, made.settings))
			return reject(s, REASON_PROBE_CONFLICT, F_OBJECT,
			    object);
		stream_duplicate(s);
		return 0;
	}
	*item = made;
	return 0;
}

int
targets_read(struct targets *t, struct stream *s, const struct shard *shard)
{
	const struct rec *rec;
	enum in_status st;
	int rc;

	while ((st = stream_next(s, &rec)) == IN_OK) {
		if (!shard_has(shard, rec_str(rec, F_NODE))) {
			stream_filtered(s);
			continue;
		}
		rc = rec->type == REC_NODE ? take_node(t, s, rec)
		    : take_probe(t, s, rec);
		if (rc < 0)
			return -1;
	}
	return st == IN_EOF ? 0 : -1;
}

void
targets_chain(struct targets *t)
{
	for (uint32_t i = 0; i < t->len; i++) {
		struct probe_host *h = &t->host[t->item[i].host];

		if (h->first == HOST_NONE)
			h->first = i;
		else
			t->item[h->last].next = i;
		h->last = i;
	}
}
