/*
 * nodes.c (ossctl-poll) - who is to be asked
 */
#include "base/digest.h"
#include "base/tstamp.h"
#include "poller.h"

void
nodes_release(struct node_list *l)
{
	free(l->item);
	free(l->slot);
	arena_release(&l->text);
	credentials_release(&l->creds);
	*l = (struct node_list){ 0 };
}

/* The slot of a name: the one it is in, or the empty one it would take. */
static uint32_t *
slot_of(const struct node_list *l, struct slice name)
{
	size_t at = (size_t)sum128_of(name.p, name.len);
	uint32_t *s;

	for (;; at++) {
		s = &l->slot[at & (l->slots - 1)];
		if (*s == 0 || slice_eq(l->item[*s - 1].name, name))
			return s;
	}
}

static void
slots_grow(struct node_list *l)
{
	if (l->len * 2 < l->slots)
		return;
	l->slots = l->slots != 0 ? l->slots * 2 : 64;
	free(l->slot);
	l->slot = xcalloc(l->slots, sizeof(*l->slot));
	for (size_t i = 0; i < l->len; i++)
		*slot_of(l, l->item[i].name) = (uint32_t)(i + 1);
}

static bool
same_settings(const struct poll_node *a, const struct poll_node *b)
{
	return slice_eq(a->host, b->host) && a->port == b->port
	    && a->interval_us == b->interval_us
	    && a->profile == b->profile && a->cred == b->cred;
}

/* Copies what it keeps. */
static void
add(struct node_list *l, const struct poll_node *n)
{
	struct poll_node *kept;

	GROW(l->item, l->len, l->cap);
	kept = &l->item[l->len++];
	*kept = *n;
	kept->name = arena_slice(&l->text, n->name);
	kept->host = slice_of(arena_strdup(&l->text, n->host));
	if (n->cred != NULL && n->cred->version == SNMP_V3) {
		kept->memory.engine = arena_alloc(&l->text,
		    sizeof(*kept->memory.engine));
	}
}

/* 0 and n->cred, or the reject's return. */
static int
take_credentials(struct node_list *l, struct stream *s, struct slice auth,
    struct poll_node *n)
{
	enum reason why;

	n->cred = credentials_get(&l->creds, auth);
	if (n->cred != NULL && n->cred->why == REASON_NONE)
		return 0;
	why = n->cred != NULL ? n->cred->why : REASON_CREDENTIALS_NAME;
	if (auth.len == 0)
		auth = SLICE_LIT(CREDENTIAL_DEFAULT);
	if (n->cred != NULL && n->cred->what != NULL && n->cred->line != 0)
		return stream_reject(s, why, "line %u: %s: '%.*s'",
		    n->cred->line, n->cred->what, SLICE_FMT(auth));
	/* who has none yet is told where they are looked for */
	if ((why == REASON_CREDENTIALS_MISSING
	    || why == REASON_CREDENTIALS_MODE) && n->cred->path != NULL)
		auth = slice_of(n->cred->path);
	return stream_reject(s, why, "%s: '%.*s'", n->cred != NULL
	    && n->cred->what != NULL ? n->cred->what : reason_text(why),
	    SLICE_FMT(auth));
}

/* The profile that the record names; REASON_NONE also when it names none. */
static enum reason
take_profile(const struct node_list *l, const struct rec *rec,
    const struct profile **out)
{
	struct slice name = rec_str(rec, F_PROFILE);

	if (name.len != 0)
		*out = profile_find(l->profiles, name);
	return name.len == 0 || *out != NULL ? REASON_NONE
	    : REASON_NODE_PROFILE;
}

static enum reason
take_interval(const struct rec *rec, int64_t *us)
{
	enum reason why;
	uint64_t s;

	if (!rec_has(rec, F_INTERVAL_S))
		return REASON_NONE;
	if ((why = rec_u64(rec, F_INTERVAL_S, &s)) != REASON_NONE)
		return why;
	if (s > 366 * (uint64_t)(US_PER_DAY / US_PER_S))
		return REASON_FIELD_VALUE;
	*us = (int64_t)s * US_PER_S;
	return REASON_NONE;
}

static int
take_node(struct node_list *l, struct stream *s, const struct rec *rec)
{
	struct poll_node n = { .name = rec_str(rec, F_NODE) };
	struct slice address = rec_str(rec, F_ADDRESS);
	char host[HOST_TEXT_MAX];
	enum reason why;
	uint32_t *slot;
	int rc;

	if ((why = take_interval(rec, &n.interval_us)) != REASON_NONE)
		return stream_reject(s, why, "interval_s is no time up to a "
		    "year");
	if (!address_split(address, host, &n.port))
		return stream_reject(s, REASON_NODE_ADDRESS, NULL);
	n.host = slice_of(host);
	if (!l->replayed) {
		rc = take_credentials(l, s, rec_str(rec, F_AUTH), &n);
		if (n.cred == NULL || n.cred->why != REASON_NONE)
			return rc;
	}
	if ((why = take_profile(l, rec, &n.profile)) != REASON_NONE)
		return stream_reject(s, why, NULL);
	slots_grow(l);
	slot = slot_of(l, n.name);
	if (*slot != 0) {
		if (!same_settings(&n, &l->item[*slot - 1]))
			return stream_reject(s, REASON_NODE_CONFLICT, NULL);
		stream_duplicate(s);
		return 0;
	}
	nodes_add(l, &n);
	return 0;
}

static uint32_t
hash_of(const struct poll_node *n)
{
	return (uint32_t)(sum128_of(n->name.p, n->name.len) >> 64);
}

int64_t
node_offset(const struct poll_node *n, int64_t spread_us)
{
	return (int64_t)((unsigned __int128)hash_of(n)
	    * (uint64_t)spread_us >> 32);
}

static int
by_hash(const void *pa, const void *pb)
{
	uint32_t a = hash_of(pa), b = hash_of(pb);

	return (a > b) - (a < b);
}

/* The slots are of no use behind this. */
void
nodes_shuffle(struct node_list *l)
{
	qsort(l->item, l->len, sizeof(*l->item), by_hash);
	free(l->slot);
	l->slot = NULL;
	l->slots = 0;
}

bool
nodes_has(const struct node_list *l, struct slice name)
{
	return l->slots != 0 && *slot_of(l, name) != 0;
}

struct poll_node *
nodes_find(const struct node_list *l, struct slice name)
{
	uint32_t at = l->slots != 0 ? *slot_of(l, name) : 0;

	return at != 0 ? &l->item[at - 1] : NULL;
}

bool
nodes_add(struct node_list *l, const struct poll_node *n)
{
	uint32_t *slot;

	slots_grow(l);
	slot = slot_of(l, n->name);
	if (*slot != 0)
		return false;
	add(l, n);
	*slot = (uint32_t)l->len;
	return true;
}

int
nodes_read(struct node_list *l, struct stream *s)
{
	const struct rec *rec;
	enum in_status st;

	while ((st = stream_next(s, &rec)) == IN_OK) {
		if (!shard_has(&l->shard, rec_str(rec, F_NODE)))
			stream_filtered(s);
		else if (take_node(l, s, rec) < 0)
			return -1;
	}
	return st == IN_EOF ? 0 : -1;
}
