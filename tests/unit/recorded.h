/*
 * recorded.h - a node out of lines "OID|TAG|VALUE", for tests of readers
 * The tags are those of BER: 2 INTEGER, 4 text, 4x hex, 6 OID, 64 address in
 * hex, 65 Counter32, 66 Gauge32, 67 TimeTicks, 70 Counter64. Plays a plan
 * over them as lib/net would.
 */
#ifndef TEST_RECORDED_H
#define TEST_RECORDED_H

#include <stdlib.h>
#include <string.h>

#include "oss/reader.h"

#define RECORDED_MAX	400

struct recorded {
	struct varbind	vb[RECORDED_MAX];
	snmp_subid	name[RECORDED_MAX][32], oid[RECORDED_MAX][32];
	char		octets[RECORDED_MAX][160];
	size_t		len;
	struct iftable	ports;
	struct plan	plan;
	struct reader	reader;
};

static size_t
recorded_oid(const char *p, snmp_subid *out)
{
	size_t n = 0;
	char *end;

	for (; *p != '\0' && *p != '|' && *p != '\n'; p = end) {
		out[n++] = strtoul(p + (*p == '.'), &end, 10);
		if (end == p)
			abort();
	}
	return n;
}

static void
recorded_hex(struct varbind *vb, char *out, const char *p, size_t len)
{
	char pair[3] = "";

	for (size_t i = 0; i + 1 < len; i += 2) {
		memcpy(pair, p + i, 2);
		out[i / 2] = (char)strtoul(pair, NULL, 16);
	}
	vb->octets = (struct slice){ out, len / 2 };
}

static void
recorded_line(struct recorded *r, const char *line, size_t len)
{
	size_t at = r->len++;
	struct varbind *vb = &r->vb[at];
	const char *tag = memchr(line, '|', len), *value;

	if (tag == NULL || at >= RECORDED_MAX)
		abort();
	*vb = (struct varbind){ .name = { r->name[at],
	    recorded_oid(line, r->name[at]) } };
	value = strchr(++tag, '|') + 1;
	len -= (size_t)(value - line);
	vb->number = strtoull(value, NULL, 10);
	switch (strtoul(tag, NULL, 10)) {
	case 2:
		vb->kind = VARBIND_INTEGER;
		vb->number = (uint64_t)strtoll(value, NULL, 10);
		break;
	case 4:
	case 64:
		vb->kind = VARBIND_OCTETS;
		memcpy(r->octets[at], value, len);
		vb->octets = (struct slice){ r->octets[at], len };
		if (tag[1] != '|')
			recorded_hex(vb, r->octets[at], value, len);
		break;
	case 6:
		vb->kind = VARBIND_OID;
		vb->oid = (struct oid_ref){ r->oid[at],
		    recorded_oid(value, r->oid[at]) };
		break;
	case 65:
		vb->kind = VARBIND_COUNTER32;
		break;
	case 66:
		vb->kind = VARBIND_GAUGE32;
		break;
	case 67:
		vb->kind = VARBIND_TIMETICKS;
		break;
	case 70:
		vb->kind = VARBIND_COUNTER64;
		break;
	}
}

static int
recorded_cmp(const void *pa, const void *pb)
{
	const struct varbind *a = pa, *b = pb;

	return oid_cmp(a->name, b->name);
}

static void
recorded_ask(const struct recorded *r, const struct plan_step *s, unsigned c)
{
	struct answer_time time = { 1000000, 100, true };

	for (size_t i = 0; i < r->len; i++) {
		const struct varbind *vb = &r->vb[i];

		if (s->scalars ? oid_cmp(vb->name, s->name[c]) == 0
		    : oid_begins(vb->name, s->name[c])
		    && vb->name.len > s->name[c].len)
			s->cell(s->arg, c, vb, &time);
	}
}

/* The node of the lines, after a profile or none; release it. */
static struct recorded *
recorded_read(const char *lines, const struct profile *p, const char *descr)
{
	struct recorded *r = calloc(1, sizeof(*r));
	const char *end;

	for (; *lines != '\0'; lines = end + (*end != '\0')) {
		end = strchrnul(lines, '\n');
		recorded_line(r, lines, (size_t)(end - lines));
	}
	qsort(r->vb, r->len, sizeof(*r->vb), recorded_cmp);
	iftable_clear(&r->ports);
	iftable_plan(&r->ports, &r->plan);
	reader_begin(&r->reader, p);
	reader_plan(&r->reader, &r->plan);
	while (r->plan.at < r->plan.len) {
		struct plan_step s = r->plan.step[r->plan.at++];

		for (unsigned c = 0; c < s.len; c++)
			recorded_ask(r, &s, c);
		if (s.done != NULL)
			s.done(s.arg, &r->plan, true);
	}
	iftable_name(&r->ports, SLICE_LIT("r1"));
	reader_finish(&r->reader, &r->ports, slice_of(descr));
	return r;
}

static void
recorded_free(struct recorded *r)
{
	iftable_release(&r->ports);
	plan_release(&r->plan);
	reader_release(&r->reader);
	free(r);
}

static const char *recorded_text(const struct recorded *)
    __attribute__((unused));

/* All that the view says, a line a thing: for tests to compare. */
static const char *
recorded_text(const struct recorded *r)
{
	static struct buf b;
	const struct view *v = &r->reader.view;
	char num[MONEY_TEXT_MAX];

	buf_clear(&b);
	for (size_t i = 0; i < v->sensors; i++) {
		const struct sensor *s = &v->sensor[i];
		const char *st = sensor_status_name(s->status);

		buf_addf(&b, "%.*s", SLICE_FMT(s->object));
		if (s->has_reading) {
			num[money_format(s->reading, num)] = '\0';
			buf_addf(&b, " %s %.*s", num, SLICE_FMT(s->unit));
		}
		buf_addf(&b, "%s%s%s%.*s\n", st != NULL ? " " : "",
		    st != NULL ? st : "", s->port.len != 0 ? " @" : "",
		    SLICE_FMT(s->port));
	}
	for (size_t i = 0; i < v->neighbors; i++) {
		const struct neighbor *n = &v->neighbor[i];

		buf_addf(&b, "%.*s @%.*s node=%.*s port=%.*s addr=%.*s",
		    SLICE_FMT(n->object), SLICE_FMT(n->port),
		    SLICE_FMT(n->peer_node), SLICE_FMT(n->peer_port),
		    SLICE_FMT(n->peer_address));
		if (n->state != NULL)
			buf_addf(&b, " %s", n->state);
		if (n->has_as)
			buf_addf(&b, " as=%ju", (uintmax_t)n->peer_as);
		buf_addc(&b, '\n');
	}
	return buf_str(&b);
}

#endif
