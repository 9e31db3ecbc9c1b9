/*
 * talk.c (net) - see talk.h
 */
#include "net/talk.h"

#define PDU_MAX		((size_t)32 << 10)
#define ROUNDS_MAX	3	/* discovery, another engine, its clock */
#define TOO_BIG		1	/* error-status, RFC 3416 section 3 */

const char *
talk_denial_name(enum talk_denial d)
{
	static const char *const name[] = {
		[DENIED_NOT] = NULL,
		[DENIED_USER] = "user",
		[DENIED_DIGEST] = "digest",
		[DENIED_LEVEL] = "level",
		[DENIED_PRIVACY] = "privacy",
		[DENIED_CONTEXT] = "context",
		[DENIED_TIME] = "time",
		[DENIED_ENGINE] = "engine",
		[DENIED_ACCESS] = "access",
		[DENIED_SILENT] = "silent",
	};

	return name[d];
}

void
talk_release(struct talk *t)
{
	buf_release(&t->pdu);
}

bool
talk_begin(struct talk *t, int64_t id, unsigned tag, int64_t a, int64_t b,
    const struct oid_ref *name, size_t n)
{
	static unsigned char room[PDU_MAX];	/* one thread: see snmp.h */
	struct ber_out o;
	struct slice s;

	ber_out_init(&o, room, sizeof(room));
	pdu_put_request(&o, tag, id, a, b, name, n);
	if (t->cred->version != SNMP_V3)
		message_put_community(&o, t->cred->version,
		    slice_of(t->cred->community));
	if (o.full)
		return false;
	s = ber_out_slice(&o);
	t->id = id;
	t->rounds = 0;
	t->discovering = false;
	t->denial = DENIED_NOT;
	t->pdu.max = PDU_MAX;
	buf_clear(&t->pdu);
	return buf_add_slice(&t->pdu, s) == 0;
}

/* ---- what is sent in version 3 --------------------------------------------- */

static struct slice
engine_id(const struct usm_engine *e)
{
	return (struct slice){ (const char *)e->id, e->id_len };
}

static unsigned
level_flags(const struct usm_user *u)
{
	return (u->auth != USM_NO_AUTH ? MESSAGE_AUTH : 0)
	    | (u->priv != USM_NO_PRIV ? MESSAGE_PRIV : 0);
}

/* RFC 3414 section 4: an empty request to nobody; a report tells the id. */
static struct slice
discovery(struct talk *t, void *room)
{
	struct message_v3 v = { .id = t->id, .max_size = MESSAGE_MAX,
	    .flags = MESSAGE_REPORTABLE };
	struct ber_out o;

	t->discovering = true;
	ber_out_init(&o, room, MESSAGE_MAX);
	pdu_put_request(&o, PDU_GET, t->id, 0, 0, NULL, 0);
	message_put_scoped(&o, &v);
	message_put_v3(&o, &v, false);
	return ber_out_slice(&o);
}

/* Encrypt what is written so far. */
static bool
seal(struct talk *t, struct message_v3 *v, struct ber_out *o,
    unsigned char salt[USM_SALT])
{
	unsigned char sealed[PDU_MAX + 1024];
	struct slice plain = ber_out_slice(o);
	size_t n;

	if (plain.len + USM_SALT > sizeof(sealed))
		return false;
	n = usm_seal(&t->cred->user, t->engine, (uint32_t)v->boots,
	    (uint32_t)v->time, ++*t->salt, plain.p, plain.len, sealed, salt);
	v->salt = (struct slice){ (const char *)salt, USM_SALT };
	o->p = o->end;
	ber_put(o, sealed, n);
	return n != 0;
}

static struct slice
secure_message(struct talk *t, int64_t now_us, void *room)
{
	const struct usm_user *u = &t->cred->user;
	unsigned char salt[USM_SALT], *mac, octets[USM_MAC_MAX];
	struct message_v3 v = {
		.id = t->id, .max_size = MESSAGE_MAX,
		.flags = level_flags(u) | MESSAGE_REPORTABLE,
		.engine = engine_id(t->engine),
		.user = slice_of(t->cred->user_name),
		.mac = { NULL, usm_mac_len(u->auth) },
		.context_engine = engine_id(t->engine),
		.context = slice_of(t->cred->context),
	};
	struct ber_out o;

	if (u->auth != USM_NO_AUTH) {
		v.boots = t->engine->boots;
		v.time = usm_engine_time(t->engine, now_us);
	}
	ber_out_init(&o, room, MESSAGE_MAX);
	ber_put(&o, t->pdu.data, t->pdu.len);
	message_put_scoped(&o, &v);
	if (u->priv != USM_NO_PRIV && !seal(t, &v, &o, salt))
		return (struct slice){ NULL, 0 };
	mac = message_put_v3(&o, &v, u->priv != USM_NO_PRIV);
	if (mac == NULL)
		return (struct slice){ NULL, 0 };
	if (u->auth != USM_NO_AUTH) {
		if (!usm_mac(u, t->engine, ber_out_slice(&o), octets))
			return (struct slice){ NULL, 0 };
		memcpy(mac, octets, usm_mac_len(u->auth));
	}
	return ber_out_slice(&o);
}

struct slice
talk_message(struct talk *t, int64_t now_us, void *room)
{
	if (t->cred->version != SNMP_V3)
		return buf_slice(&t->pdu);
	if (t->engine->id_len == 0)
		return discovery(t, room);
	t->discovering = false;
	return secure_message(t, now_us, room);
}

enum talk_denial
talk_give_up(struct talk *t)
{
	if (t->cred->version != SNMP_V3)
		return DENIED_NOT;
	/* what was only said, and led to nothing, is asked again next time */
	if (!t->engine->synced)
		t->engine->id_len = 0;
	return t->rounds > 0 ? DENIED_SILENT : DENIED_NOT;
}

void
talk_retry(struct talk *t)
{
	if (t->cred->version == SNMP_V3 && t->engine->hearsay
	    && !t->engine->synced)
		t->engine->id_len = 0;
}

/* ---- what comes ------------------------------------------------------------ */

static enum talk_event
denied(struct talk *t, enum talk_denial why)
{
	t->denial = why;
	return TALK_DENIED;
}

static enum talk_event
say_again(struct talk *t, enum talk_denial otherwise)
{
	return t->rounds++ < ROUNDS_MAX ? TALK_AGAIN : denied(t, otherwise);
}

static enum talk_event
new_engine(struct talk *t, const struct message *m, int64_t now_us)
{
	if (!usm_engine_set(t->engine, &t->cred->user, m->v3.engine))
		return denied(t, DENIED_ENGINE);
	/* a hint: it saves a round where the agent gives it away */
	usm_engine_clock(t->engine, m->v3.boots, m->v3.time, now_us, false);
	return say_again(t, DENIED_ENGINE);
}

/* A clock that is off: an authentic report, or a first one, sets it. */
static enum talk_event
new_clock(struct talk *t, const struct message *m, int64_t now_us,
    bool authentic)
{
	if (!authentic && t->rounds > 1)
		return denied(t, DENIED_TIME);
	usm_engine_clock(t->engine, m->v3.boots, m->v3.time, now_us,
	    authentic);
	return say_again(t, DENIED_TIME);
}

/* The counter that a report bears says what is wrong. */
static enum talk_event
take_report(struct talk *t, const struct message *m, struct oid_ref name,
    int64_t now_us, bool authentic)
{
	static const snmp_subid usm_stats[] = { 1, 3, 6, 1, 6, 3, 15, 1, 1 };
	static const snmp_subid targets[] = { 1, 3, 6, 1, 6, 3, 12, 1 };
	const size_t at = sizeof(usm_stats) / sizeof(usm_stats[0]);

	if (oid_begins(name, OID_REF(targets)))
		return denied(t, DENIED_CONTEXT);
	if (!oid_begins(name, OID_REF(usm_stats)) || name.len <= at)
		return TALK_IGNORE;
	if (t->discovering)	/* whatever it has to say, this is its id */
		return new_engine(t, m, now_us);
	switch (name.id[at]) {
	case 1:
		return denied(t, DENIED_LEVEL);
	case 2:
		return new_clock(t, m, now_us, authentic);
	case 3:
		return denied(t, DENIED_USER);
	case 4:
		return new_engine(t, m, now_us);
	case 5:
		return denied(t, DENIED_DIGEST);
	case 6:
		return denied(t, DENIED_PRIVACY);
	default:
		return TALK_IGNORE;
	}
}

static enum talk_event
take_pdu(struct talk *t, const struct message *m, struct varbind_room *room,
    struct talk_answer *a)
{
	bool whole;

	if (m->pdu.tag != PDU_RESPONSE || m->pdu.id != t->id)
		return TALK_IGNORE;
	a->error_status = m->pdu.error_status > 0
	    ? (unsigned)m->pdu.error_status : 0;
	a->error_index = m->pdu.error_index > 0
	    ? (unsigned)m->pdu.error_index : 0;
	a->len = varbinds_parse(m->pdu.varbinds, room, &whole);
	a->vb = room->vb;
	/* cut off before anything came: it was too much for someone */
	if (!whole && a->len == 0 && a->error_status == 0)
		a->error_status = TOO_BIG;
	return TALK_ANSWER;
}

/* Whether it is from the engine and user that were asked. */
static bool
same_parties(const struct talk *t, const struct message *m)
{
	return slice_eq(m->v3.engine, engine_id(t->engine))
	    && slice_eq(m->v3.user, slice_of(t->cred->user_name));
}

static bool
open_sealed(struct talk *t, struct message *m)
{
	struct slice s = m->sealed;
	char *at = (char *)(uintptr_t)s.p;

	return usm_open(&t->cred->user, t->engine, m->v3.boots, m->v3.time,
	    m->v3.salt, s, at) && message_parse_scoped(s, m);
}

/* The authentic clock of an answer. False: an old answer played again. */
static bool
keep_time(struct usm_engine *e, const struct message *m, int64_t now_us)
{
	if (!usm_engine_recent(e, m->v3.boots, m->v3.time, now_us))
		return false;
	usm_engine_clock(e, m->v3.boots, m->v3.time, now_us, true);
	return true;
}

static enum talk_event
take_v3(struct talk *t, struct message *m, unsigned char *packet, size_t len,
    int64_t now_us, struct varbind_room *room, struct talk_answer *a)
{
	const struct usm_user *u = &t->cred->user;
	bool authentic = false, whole;

	if (m->v3.id != t->id)
		return TALK_IGNORE;
	if ((m->v3.flags & MESSAGE_AUTH) != 0) {
		authentic = t->engine->id_len != 0 && same_parties(t, m)
		    && usm_verify(u, t->engine, packet, len, m->v3.mac);
		if (!authentic)
			return TALK_IGNORE;
	}
	if ((m->v3.flags & MESSAGE_PRIV) != 0
	    && (!authentic || !open_sealed(t, m)))
		return TALK_IGNORE;
	if (m->pdu.tag == PDU_REPORT) {
		size_t n = varbinds_parse(m->pdu.varbinds, room, &whole);

		return n == 0 ? TALK_IGNORE : take_report(t, m,
		    room->vb[0].name, now_us, authentic);
	}
	/* an answer is as secure as the question */
	if (t->discovering || !same_parties(t, m)
	    || (m->v3.flags & (MESSAGE_AUTH | MESSAGE_PRIV))
	    != level_flags(u)
	    || (authentic && !keep_time(t->engine, m, now_us)))
		return TALK_IGNORE;
	return take_pdu(t, m, room, a);
}

enum talk_event
talk_take(struct talk *t, unsigned char *packet, size_t len, int64_t now_us,
    struct varbind_room *room, struct talk_answer *a)
{
	struct slice s = { (const char *)packet, len };
	struct message m;

	if (!message_parse(s, &m)
	    && (t->cred->version == SNMP_V3 || !message_parse_cut(s, &m)))
		return TALK_IGNORE;
	if (m.version != t->cred->version)
		return TALK_IGNORE;
	if (m.version == SNMP_V3)
		return take_v3(t, &m, packet, len, now_us, room, a);
	return take_pdu(t, &m, room, a);
}
