/*
 * message.c (net) - see message.h
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "net/message.h"

#define SECURITY_MODEL_USM	3	/* RFC 3411 SnmpSecurityModel */

/* Tags of values: RFC 2578 section 7.1, RFC 3416 section 3 */
enum {
	TAG_IP_ADDRESS = 0x40, TAG_COUNTER32 = 0x41, TAG_GAUGE32 = 0x42,
	TAG_TIMETICKS = 0x43, TAG_OPAQUE = 0x44, TAG_COUNTER64 = 0x46,
	TAG_NO_OBJECT = 0x80, TAG_NO_INSTANCE = 0x81, TAG_END_OF_VIEW = 0x82
};

/* ---- decoding -------------------------------------------------------------- */

static bool
parse_pdu(struct ber in, struct pdu *p)
{
	struct ber body;

	return ber_next(&in, &p->tag, &body) && ber_take_int(&body, &p->id)
	    && ber_take_int(&body, &p->error_status)
	    && ber_take_int(&body, &p->error_index)
	    && ber_take(&body, BER_SEQUENCE, &p->varbinds);
}

bool
message_parse_scoped(struct slice s, struct message *m)
{
	struct ber in = ber_of(s), body;

	return ber_take(&in, BER_SEQUENCE, &body)
	    && ber_take_octets(&body, &m->v3.context_engine)
	    && ber_take_octets(&body, &m->v3.context)
	    && parse_pdu(body, &m->pdu);
}

static bool
parse_security(struct slice s, struct message_v3 *v)
{
	struct ber in = ber_of(s), body;

	return ber_take(&in, BER_SEQUENCE, &body)
	    && ber_take_octets(&body, &v->engine)
	    && ber_take_int(&body, &v->boots)
	    && ber_take_int(&body, &v->time)
	    && ber_take_octets(&body, &v->user)
	    && ber_take_octets(&body, &v->mac)
	    && ber_take_octets(&body, &v->salt);
}

static bool
parse_v3(struct ber in, struct message *m)
{
	struct slice flags, security;
	struct ber head;
	int64_t model;

	if (!ber_take(&in, BER_SEQUENCE, &head)
	    || !ber_take_int(&head, &m->v3.id)
	    || !ber_take_int(&head, &m->v3.max_size)
	    || !ber_take_octets(&head, &flags) || flags.len != 1
	    || !ber_take_int(&head, &model) || model != SECURITY_MODEL_USM
	    || !ber_take_octets(&in, &security)
	    || !parse_security(security, &m->v3))
		return false;
	m->v3.flags = (unsigned char)flags.p[0];
	if ((m->v3.flags & MESSAGE_PRIV) != 0)
		return ber_take_octets(&in, &m->sealed);
	return message_parse_scoped((struct slice){ (const char *)in.p,
	    ber_len(in) }, m);
}

bool
message_parse(struct slice packet, struct message *m)
{
	struct ber in = ber_of(packet), body;
	int64_t version;

	*m = (struct message){ 0 };
	if (!ber_take(&in, BER_SEQUENCE, &body)
	    || !ber_take_int(&body, &version))
		return false;
	m->version = (enum snmp_version)version;
	if (version == SNMP_V3)
		return parse_v3(body, m);
	return (version == SNMP_V1 || version == SNMP_V2C)
	    && ber_take_octets(&body, &m->community)
	    && parse_pdu(body, &m->pdu);
}

/* The contents of an element that may be longer than what is left. */
static bool
enter_cut(struct ber *in, unsigned *tag)
{
	size_t head = in->end - in->p >= 2 && in->p[1] >= 0x80
	    ? 2 + (size_t)(in->p[1] & 0x7f) : 2;

	if (ber_len(*in) < head)
		return false;
	*tag = *in->p;
	in->p += head;
	return true;
}

bool
message_parse_cut(struct slice packet, struct message *m)
{
	struct ber in = ber_of(packet);
	unsigned tag;
	int64_t version;

	*m = (struct message){ 0 };
	if (!enter_cut(&in, &tag) || tag != BER_SEQUENCE
	    || !ber_take_int(&in, &version)
	    || (version != SNMP_V1 && version != SNMP_V2C)
	    || !ber_take_octets(&in, &m->community)
	    || !enter_cut(&in, &m->pdu.tag) || !ber_take_int(&in, &m->pdu.id)
	    || !ber_take_int(&in, &m->pdu.error_status)
	    || !ber_take_int(&in, &m->pdu.error_index)
	    || !enter_cut(&in, &tag) || tag != BER_SEQUENCE)
		return false;
	m->version = (enum snmp_version)version;
	m->pdu.varbinds = in;
	return true;
}

void
varbind_room_release(struct varbind_room *r)
{
	free(r->vb);
	free(r->id);
	*r = (struct varbind_room){ 0 };
}

/*
 * Net-SNMP's Counter64 in an Opaque: 0x9f 0x76, a length, the number. Some
 * agents carry it so through version 1.
 */
static void
parse_opaque(struct ber b, struct varbind *vb)
{
	if (ber_len(b) >= 4 && b.p[0] == 0x9f && b.p[1] == 0x76
	    && b.p[2] == ber_len(b) - 3) {
		b.p += 3;
		if (ber_uint(b, &vb->number))
			vb->kind = VARBIND_COUNTER64;
	}
}

static bool
parse_number(struct ber b, struct varbind *vb, enum varbind_kind kind)
{
	vb->kind = kind;
	if (!ber_uint(b, &vb->number))
		return false;
	/* agents that write 2^32-1 as -1 mean 2^32-1 */
	if (kind != VARBIND_COUNTER64)
		vb->number = (uint32_t)vb->number;
	return true;
}

static bool
parse_value(unsigned tag, struct ber b, struct varbind *vb, snmp_subid *id)
{
	switch (tag) {
	case BER_INTEGER:
		vb->kind = VARBIND_INTEGER;
		return ber_int(b, (int64_t *)&vb->number);
	case TAG_COUNTER32:
		return parse_number(b, vb, VARBIND_COUNTER32);
	case TAG_GAUGE32:
		return parse_number(b, vb, VARBIND_GAUGE32);
	case TAG_TIMETICKS:
		return parse_number(b, vb, VARBIND_TIMETICKS);
	case TAG_COUNTER64:
		return parse_number(b, vb, VARBIND_COUNTER64);
	case BER_OCTETS:
		vb->kind = VARBIND_OCTETS;
		vb->octets = (struct slice){ (const char *)b.p, ber_len(b) };
		return true;
	case TAG_IP_ADDRESS:
		vb->kind = VARBIND_OCTETS;
		vb->address = true;
		vb->octets = (struct slice){ (const char *)b.p, ber_len(b) };
		return true;
	case BER_OID:
		vb->kind = VARBIND_OID;
		vb->oid = (struct oid_ref){ id, ber_oid(b, id) };
		return vb->oid.len != 0 || ber_len(b) == 0;
	case TAG_OPAQUE:
		parse_opaque(b, vb);
		return true;
	case TAG_NO_OBJECT:
		vb->kind = VARBIND_NO_OBJECT;
		return true;
	case TAG_NO_INSTANCE:
		vb->kind = VARBIND_NO_INSTANCE;
		return true;
	case TAG_END_OF_VIEW:
		vb->kind = VARBIND_END_OF_VIEW;
		return true;
	default:		/* null, or what nobody should send */
		return true;
	}
}

/*
 * The value of a number that is none is a strange cell, not a broken packet:
 * the varbind's frame is sound, so the next one is.
 */
static bool
parse_varbind(struct ber *in, struct varbind *vb, snmp_subid *id)
{
	struct ber body, value, name;
	unsigned tag;

	if (!ber_take(in, BER_SEQUENCE, &body)
	    || !ber_take(&body, BER_OID, &name)
	    || !ber_next(&body, &tag, &value))
		return false;
	vb->name = (struct oid_ref){ id, ber_oid(name, id) };
	if (vb->name.len == 0)
		return false;
	if (!parse_value(tag, value, vb, id + vb->name.len))
		vb->kind = VARBIND_OTHER;
	return true;
}

size_t
varbinds_parse(struct ber in, struct varbind_room *r, bool *whole)
{
	/* each octet makes one sub-identifier at most, and the first two */
	size_t ids = ber_len(in) + (ber_len(in) / 4 + 2) + 2 * OID_LEN_MAX;
	size_t n = 0, used = 0;

	*whole = true;
	if (ids > r->id_cap) {
		r->id_cap = ids;
		r->id = xreallocarray(r->id, ids, sizeof(*r->id));
	}
	while (in.p < in.end) {
		GROW(r->vb, n, r->vb_cap);
		r->vb[n] = (struct varbind){ .kind = VARBIND_OTHER };
		*whole = parse_varbind(&in, &r->vb[n], r->id + used);
		if (!*whole)
			break;
		used += r->vb[n].name.len;
		if (r->vb[n].kind == VARBIND_OID)
			used += r->vb[n].oid.len;
		n++;
	}
	return n;
}

/* ---- encoding -------------------------------------------------------------- */

void
pdu_put_head(struct ber_out *o, unsigned tag, int64_t id, int64_t a,
    int64_t b, const unsigned char *end)
{
	ber_put_head(o, BER_SEQUENCE, end);
	ber_put_int(o, BER_INTEGER, b);
	ber_put_int(o, BER_INTEGER, a);
	ber_put_int(o, BER_INTEGER, id);
	ber_put_head(o, tag, end);
}

void
pdu_put_request(struct ber_out *o, unsigned tag, int64_t id, int64_t a,
    int64_t b, const struct oid_ref *name, size_t n)
{
	static const unsigned char null[] = { BER_NULL, 0 };
	const unsigned char *end = o->p, *at;

	while (n > 0) {
		at = o->p;
		ber_put(o, null, sizeof(null));
		ber_put_oid(o, name[--n]);
		ber_put_head(o, BER_SEQUENCE, at);
	}
	pdu_put_head(o, tag, id, a, b, end);
}

static void
put_value(struct ber_out *o, const struct varbind *vb)
{
	static const unsigned char tag[] = {
		[VARBIND_OTHER] = BER_NULL,
		[VARBIND_INTEGER] = BER_INTEGER,
		[VARBIND_COUNTER32] = TAG_COUNTER32,
		[VARBIND_GAUGE32] = TAG_GAUGE32,
		[VARBIND_TIMETICKS] = TAG_TIMETICKS,
		[VARBIND_COUNTER64] = TAG_COUNTER64,
		[VARBIND_OCTETS] = BER_OCTETS,
		[VARBIND_OID] = BER_OID,
		[VARBIND_NO_OBJECT] = TAG_NO_OBJECT,
		[VARBIND_NO_INSTANCE] = TAG_NO_INSTANCE,
		[VARBIND_END_OF_VIEW] = TAG_END_OF_VIEW,
	};

	switch (vb->kind) {
	case VARBIND_INTEGER:
		ber_put_int(o, BER_INTEGER, (int64_t)vb->number);
		break;
	case VARBIND_COUNTER32:
	case VARBIND_GAUGE32:
	case VARBIND_TIMETICKS:
	case VARBIND_COUNTER64:
		ber_put_uint(o, tag[vb->kind], vb->number);
		break;
	case VARBIND_OID:
		ber_put_oid(o, vb->oid);
		break;
	default:		/* those without a value have no octets */
		ber_put_octets(o, vb->address ? TAG_IP_ADDRESS
		    : tag[vb->kind], vb->octets);
		break;
	}
}

void
varbind_put(struct ber_out *o, const struct varbind *vb)
{
	const unsigned char *end = o->p;

	put_value(o, vb);
	ber_put_oid(o, vb->name);
	ber_put_head(o, BER_SEQUENCE, end);
}

void
message_put_community(struct ber_out *o, enum snmp_version version,
    struct slice community)
{
	ber_put_octets(o, BER_OCTETS, community);
	ber_put_int(o, BER_INTEGER, version);
	ber_put_head(o, BER_SEQUENCE, o->end);
}

void
message_put_scoped(struct ber_out *o, const struct message_v3 *v)
{
	ber_put_octets(o, BER_OCTETS, v->context);
	ber_put_octets(o, BER_OCTETS, v->context_engine);
	ber_put_head(o, BER_SEQUENCE, o->end);
}

static unsigned char *
put_security(struct ber_out *o, const struct message_v3 *v)
{
	static const char zeros[64];
	const unsigned char *end = o->p;
	unsigned char *mac;

	ber_put_octets(o, BER_OCTETS, v->salt);
	ber_put_octets(o, BER_OCTETS, (struct slice){ zeros, v->mac.len });
	mac = o->p + 2;		/* behind tag and length: at most 64 octets */
	ber_put_octets(o, BER_OCTETS, v->user);
	ber_put_int(o, BER_INTEGER, v->time);
	ber_put_int(o, BER_INTEGER, v->boots);
	ber_put_octets(o, BER_OCTETS, v->engine);
	ber_put_head(o, BER_SEQUENCE, end);
	ber_put_head(o, BER_OCTETS, end);
	return mac;
}

unsigned char *
message_put_v3(struct ber_out *o, const struct message_v3 *v, bool sealed)
{
	char flags = (char)v->flags;
	unsigned char *end, *mac;

	if (sealed)
		ber_put_head(o, BER_OCTETS, o->end);
	mac = put_security(o, v);
	end = o->p;
	ber_put_int(o, BER_INTEGER, SECURITY_MODEL_USM);
	ber_put_octets(o, BER_OCTETS, (struct slice){ &flags, 1 });
	ber_put_int(o, BER_INTEGER, v->max_size);
	ber_put_int(o, BER_INTEGER, v->id);
	ber_put_head(o, BER_SEQUENCE, end);
	ber_put_int(o, BER_INTEGER, SNMP_V3);
	ber_put_head(o, BER_SEQUENCE, o->end);
	return o->full ? NULL : mac;
}
