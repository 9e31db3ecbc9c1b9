/*
 * discover.c (ossctl-poll) - who answers in a range of addresses
 * The system group of each address is asked, with one credentials after the
 * other for those that have not answered; node records of the others come out.
 */
#include "base/clock.h"
#include "base/diag.h"
#include "net/range.h"
#include "poller.h"

struct discovery {
	struct out	*out;
	const char	*auth;		/* of the pass at hand; NULL: default */
	struct node_list found;		/* addresses */
	struct node_list names;		/* that node records have */
};

/* A name that may stand in files and on command lines. */
static bool
name_fits(struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= 0x80 || !((c >= '0' && c <= '9')
		    || ((c | 32) >= 'a' && (c | 32) <= 'z')
		    || strchr("._-", c) != NULL))
			return false;
	}
	return s.len != 0 && s.len <= HOST_TEXT_MAX;
}

static int
take_answer(void *arg, const struct poll_node *n,
    const struct node_reading *r)
{
	struct discovery *d = arg;
	struct poll_node node = { .name = r->sys_name };

	if (!r->reachable)
		return 0;
	if (r->error == NODE_AUTH) {
		tell_node(n, r);
		return 0;
	}
	nodes_add(&d->found, &(struct poll_node){ .name = n->name });
	/* two of one name (or one with two addresses): the address then */
	if (!name_fits(node.name) || !nodes_add(&d->names, &node)) {
		node.name = n->name;
		nodes_add(&d->names, &node);
	}
	out_begin(d->out, REC_NODE);
	out_str(d->out, F_NODE, node.name);
	out_str(d->out, F_ADDRESS, n->name);
	out_str(d->out, F_AUTH, slice_of(d->auth));
	return out_done(d->out);
}

/* The addresses of a range that have not answered yet. */
static void
add_range(struct discovery *d, struct node_list *l,
    const struct address_range *r, const struct credential *cred)
{
	char text[RANGE_TEXT_MAX], name[RANGE_TEXT_MAX + 16];

	for (uint32_t i = 0; i < r->len; i++) {
		struct poll_node n = { .port = r->port, .cred = cred };

		range_text(r, i, text);
		snprintf(name, sizeof(name), r->port == PORT_SNMP ? "%s"
		    : r->v6 ? "[%s]:%u" : "%s:%u", text, r->port);
		n.name = slice_of(name);
		n.host = slice_of(text);
		if (!nodes_has(&d->found, n.name))
			nodes_add(l, &n);
	}
}

static int
ranges_parse(const struct opt_list *words, struct address_range *r)
{
	uint64_t all = 0;

	for (size_t i = 0; i < words->len; i++) {
		if (!range_parse(slice_of(words->item[i]), &r[i])
		    || (all += r[i].len) > RANGE_MAX) {
			diag(REASON_USAGE_VALUE, "--discover '%s' is no prefix "
			    "of addresses, or of more than %d in all",
			    words->item[i], RANGE_MAX);
			return -1;
		}
	}
	return 0;
}

static const struct credential *
credentials_of(struct credentials *all, const char *auth)
{
	const struct credential *c = credentials_get(all, slice_of(auth));
	enum reason why = c != NULL ? c->why : REASON_CREDENTIALS_NAME;

	if (why == REASON_NONE)
		return c;
	diag(why, "%s: '%s'", c != NULL && c->what != NULL ? c->what
	    : reason_text(why), auth != NULL ? auth : CREDENTIAL_DEFAULT);
	return NULL;
}

/* One pass with one credentials. 0 or -1. */
static int
discover_pass(struct discovery *d, const struct poll_opts *o,
    const struct address_range *range, const struct credential *cred)
{
	struct node_how how = { .timeout_us = o->timeout_us,
	    .retries = (unsigned)o->retries, .repetitions = 1,
	    .deadline_us = o->deadline_us, .system_only = true };
	struct node_list l = { .shard = o->pass.shard };
	struct pass_result result;
	struct pass_room *room;
	int rc = 0;

	for (size_t i = 0; i < o->discover.len; i++)
		add_range(d, &l, &range[i], cred);
	if (l.len != 0) {
		room = pass_room_new(o, &how, NULL, l.len);
		if (room != NULL)
			pass_hand(room, take_answer, d, o->rate);
		rc = room == NULL ? -1 : pass_run(room, &l, d->out,
		    clock_us(), &result);
		pass_room_free(room);
	}
	nodes_release(&l);
	return rc;
}

int
discover(const struct poll_opts *o, struct out *out, uint64_t *found)
{
	static const char *const fallback[] = { NULL };
	size_t n = o->auth.len != 0 ? o->auth.len : 1;
	const char *const *auth = o->auth.len != 0 ? o->auth.item : fallback;
	struct address_range *range = xcalloc(o->discover.len,
	    sizeof(*range));
	struct discovery d = { .out = out };
	struct credentials creds = { 0 };
	const struct credential *c;
	int rc = ranges_parse(&o->discover, range);

	for (size_t i = 0; i < n && rc == 0; i++) {
		d.auth = auth[i];
		c = credentials_of(&creds, auth[i]);
		rc = c == NULL ? -1 : discover_pass(&d, o, range, c);
	}
	*found = d.found.len;
	nodes_release(&d.found);
	nodes_release(&d.names);
	credentials_release(&creds);
	free(range);
	return rc;
}
