/*
 * snmp_responder.c - thousands of agents in one process, for make bench-poll
 *
 *	snmp_responder [-3] [-d PERCENT] READY ROWS
 *
 * Answers at 127.x.y.z, every address of 127/8 an agent of its own with ROWS
 * ports of 16 objects; d percent of them (by their last numbers) are silent.
 * Varbinds are encoded once; an answer has at most 1,472 octets of payload.
 * SNMPv2c with any community, with -3 SNMPv3 for the user `bench`, SHA and
 * AES, both pass phrases `bench bench`. Writes its port to READY and ends
 * with its standard input.
 */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "net/recording.h"
#include "net/talk.h"

#define BATCH		64
#define ANSWER_MAX	1472
#define HEAD_V2C	60
#define HEAD_V3		160
#define CELLS_MAX	200
#define ENGINES		(1 << 16)
#define BOOTS		1

struct encoded {
	size_t		at, len;	/* in octets */
};

struct responder {
	int		 fd;
	bool		 v3;
	unsigned	 dead_pct;
	struct recording tree;
	struct encoded	*cell;
	struct buf	 octets;
	struct varbind_room vbs;
	struct usm_user	 user;
	struct usm_engine *engine;	/* by the last 16 bits of the address */
	uint64_t	 salt;
};

static struct mmsghdr	in[BATCH], out[BATCH];
static struct iovec	in_vec[BATCH], out_vec[BATCH];
static struct sockaddr_in from[BATCH];
static unsigned char	packet[BATCH][4096], room[BATCH][4096];
static char		control[BATCH][CMSG_SPACE(sizeof(struct in_pktinfo))];

/* ---- what the agents have -------------------------------------------------- */

static const struct {
	const char	*column;
	unsigned	 tag;
} columns[] = {
	{ "1.3.6.1.2.1.2.2.1.2", 4 }, { "1.3.6.1.2.1.2.2.1.5", 66 },
	{ "1.3.6.1.2.1.2.2.1.7", 2 }, { "1.3.6.1.2.1.2.2.1.8", 2 },
	{ "1.3.6.1.2.1.2.2.1.13", 65 }, { "1.3.6.1.2.1.2.2.1.14", 65 },
	{ "1.3.6.1.2.1.2.2.1.19", 65 }, { "1.3.6.1.2.1.2.2.1.20", 65 },
	{ "1.3.6.1.2.1.31.1.1.1.1", 4 }, { "1.3.6.1.2.1.31.1.1.1.6", 70 },
	{ "1.3.6.1.2.1.31.1.1.1.10", 70 }, { "1.3.6.1.2.1.31.1.1.1.15", 66 },
	{ "1.3.6.1.2.1.31.1.1.1.18", 4 }, { "1.3.6.1.2.1.31.1.1.1.19", 67 },
	{ "1.3.6.1.2.1.2.2.1.3", 2 }, { "1.3.6.1.2.1.2.2.1.4", 2 },
};

static void
no_trouble(void *arg, uint64_t line, enum reason why, const char *what)
{
	(void)arg;
	(void)line;
	(void)why;
	(void)what;
}

static void
grow_tree(struct responder *r, unsigned rows)
{
	struct buf text = { .max = (size_t)64 << 20 };
	char line[128];

	buf_adds(&text, "1.3.6.1.2.1.1.1.0|4|bench\n"
	    "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.8072.3.2.10\n"
	    "1.3.6.1.2.1.1.3.0|67|4711\n1.3.6.1.2.1.1.5.0|4|bench\n");
	for (size_t c = 0; c < sizeof(columns) / sizeof(columns[0]); c++) {
		for (unsigned i = 1; i <= rows; i++) {
			snprintf(line, sizeof(line), columns[c].tag == 4
			    ? "%s.%u|%u|port%u\n" : "%s.%u|%u|%u\n",
			    columns[c].column, i, columns[c].tag,
			    columns[c].tag == 2 ? 1 : i);
			buf_adds(&text, line);
		}
	}
	recording_read(&r->tree, buf_slice(&text), no_trouble, NULL);
	buf_release(&text);
}

static void
encode_tree(struct responder *r)
{
	unsigned char one[512];
	struct ber_out o;

	r->octets.max = (size_t)64 << 20;
	r->cell = calloc(r->tree.len, sizeof(*r->cell));
	for (size_t i = 0; i < r->tree.len; i++) {
		struct varbind vb = recording_varbind(&r->tree, i);

		ber_out_init(&o, one, sizeof(one));
		varbind_put(&o, &vb);
		r->cell[i].at = r->octets.len;
		r->cell[i].len = ber_out_slice(&o).len;
		buf_add_slice(&r->octets, ber_out_slice(&o));
	}
}

/* The first cell behind a name. */
static size_t
behind(const struct responder *r, struct oid_ref name)
{
	const struct recording *t = &r->tree;
	size_t lo = 0, hi = t->len, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (oid_cmp((struct oid_ref){ t->id + t->cell[mid].name,
		    t->cell[mid].name_len }, name) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* ---- answers --------------------------------------------------------------- */

struct answer {
	size_t		cell[CELLS_MAX];	/* tree.len: end of view */
	size_t		name[CELLS_MAX];	/* then of this question */
	unsigned	len;
	size_t		octets, limit;
};

/* False: the packet is full. */
static bool
add(struct answer *a, const struct responder *r, size_t i, size_t question)
{
	size_t n = i < r->tree.len ? r->cell[i].len : 24;

	if (a->len == CELLS_MAX || a->octets + n > a->limit)
		return false;
	a->cell[a->len] = i;
	a->name[a->len++] = question;
	a->octets += n;
	return true;
}

static void
fill(struct answer *a, struct responder *r, const struct pdu *p, size_t n)
{
	size_t place[CELLS_MAX], single = n;
	int64_t rows = 1;

	if (p->tag == PDU_GETBULK) {
		single = (size_t)p->error_status < n
		    ? (size_t)p->error_status : n;
		rows = p->error_index;
	}
	for (size_t i = 0; i < n && i < CELLS_MAX; i++) {
		place[i] = behind(r, r->vbs.vb[i].name);
		if (p->tag == PDU_GET)
			place[i] = place[i] > 0 ? place[i] - 1 : 0;
		if (i < single && !add(a, r, place[i], i))
			return;
	}
	for (int64_t row = 0; single < n && row < rows; row++) {
		for (size_t i = single; i < n && i < CELLS_MAX; i++) {
			size_t at = place[i] + (size_t)row;

			if (!add(a, r, at < r->tree.len ? at : r->tree.len,
			    i))
				return;
		}
	}
}

static void
put_answer(struct ber_out *o, struct responder *r, const struct answer *a,
    const struct pdu *p)
{
	const unsigned char *end = o->p;

	for (unsigned i = a->len; i > 0; i--) {
		size_t c = a->cell[i - 1];
		struct varbind vb = { .kind = VARBIND_END_OF_VIEW };

		if (c < r->tree.len && (p->tag != PDU_GET
		    || oid_cmp(recording_varbind(&r->tree, c).name,
		    r->vbs.vb[a->name[i - 1]].name) == 0)) {
			ber_put(o, r->octets.data + r->cell[c].at,
			    r->cell[c].len);
			continue;
		}
		vb.name = r->vbs.vb[a->name[i - 1]].name;
		if (p->tag == PDU_GET)
			vb.kind = VARBIND_NO_INSTANCE;
		varbind_put(o, &vb);
	}
	pdu_put_head(o, PDU_RESPONSE, p->id, 0, 0, end);
}

/* The engine of an address: made when it is first asked. */
static struct usm_engine *
engine_of(struct responder *r, uint32_t address)
{
	struct usm_engine *e = &r->engine[address % ENGINES];
	char id[9] = { (char)0x80, 0, 0, 1, 1 };

	if (e->id_len == 0) {
		memcpy(id + 5, &address, 4);
		usm_engine_set(e, &r->user, (struct slice){ id, 9 });
	}
	return e;
}

static struct message_v3
header(const struct usm_engine *e, const struct message *m, unsigned flags)
{
	struct slice id = { (const char *)e->id, e->id_len };

	return (struct message_v3){ .id = m->v3.id, .max_size = MESSAGE_MAX,
	    .flags = flags, .engine = id, .boots = BOOTS,
	    .time = time(NULL) % 100000, .context_engine = id,
	    .user = m->v3.user };
}

static struct slice
report(struct ber_out *o, const struct usm_engine *e, const struct message *m)
{
	static const snmp_subid unknown_engine[] = { 1, 3, 6, 1, 6, 3, 15, 1,
	    1, 4, 0 };
	struct varbind vb = { .name = OID_REF(unknown_engine),
	    .kind = VARBIND_COUNTER32, .number = 1 };
	struct message_v3 v = header(e, m, 0);
	const unsigned char *end = o->p;

	varbind_put(o, &vb);
	pdu_put_head(o, PDU_REPORT, m->v3.id, 0, 0, end);
	message_put_scoped(o, &v);
	message_put_v3(o, &v, false);
	return ber_out_slice(o);
}

static struct slice
answer_v3(struct responder *r, struct ber_out *o, uint32_t address,
    struct message *m, unsigned char *data, size_t len)
{
	struct usm_engine *e = engine_of(r, address);
	struct answer a = { .limit = ANSWER_MAX - HEAD_V3 };
	struct message_v3 v = header(e, m, MESSAGE_AUTH | MESSAGE_PRIV);
	unsigned char salt[USM_SALT], sealed[4096], mac[USM_MAC_MAX], *at;
	struct slice none = { NULL, 0 };
	bool whole;
	size_t n;

	if (m->v3.engine.len == 0)
		return report(o, e, m);
	if (m->sealed.p == NULL
	    || !usm_verify(&r->user, e, data, len, m->v3.mac)
	    || !usm_open(&r->user, e, m->v3.boots, m->v3.time, m->v3.salt,
	    m->sealed, (char *)(uintptr_t)m->sealed.p)
	    || !message_parse_scoped(m->sealed, m))
		return none;
	n = varbinds_parse(m->pdu.varbinds, &r->vbs, &whole);
	fill(&a, r, &m->pdu, n);
	put_answer(o, r, &a, &m->pdu);
	message_put_scoped(o, &v);
	n = usm_seal(&r->user, e, BOOTS, (uint32_t)v.time, ++r->salt, o->p,
	    (size_t)(o->end - o->p), sealed, salt);
	o->p = o->end;
	ber_put(o, sealed, n);
	v.salt = (struct slice){ (const char *)salt, USM_SALT };
	v.mac.len = usm_mac_len(r->user.auth);
	at = message_put_v3(o, &v, true);
	if (at == NULL || !usm_mac(&r->user, e, ber_out_slice(o), mac))
		return none;
	memcpy(at, mac, v.mac.len);
	return ber_out_slice(o);
}

static struct slice
answer(struct responder *r, struct ber_out *o, uint32_t address,
    unsigned char *data, size_t len)
{
	struct answer a = { .limit = ANSWER_MAX - HEAD_V2C };
	struct slice none = { NULL, 0 };
	struct message m;
	bool whole;
	size_t n;

	if (!message_parse((struct slice){ (char *)data, len }, &m))
		return none;
	if (m.version == SNMP_V3)
		return r->v3 ? answer_v3(r, o, address, &m, data, len) : none;
	n = varbinds_parse(m.pdu.varbinds, &r->vbs, &whole);
	fill(&a, r, &m.pdu, n);
	put_answer(o, r, &a, &m.pdu);
	message_put_community(o, m.version, m.community);
	return ber_out_slice(o);
}

/* ---- packets --------------------------------------------------------------- */

/* Where a packet was sent to; the answer goes out from there. */
static uint32_t
address_of(struct msghdr *h)
{
	struct cmsghdr *c = CMSG_FIRSTHDR(h);
	struct in_pktinfo info;

	if (c == NULL)
		return 0;
	memcpy(&info, CMSG_DATA(c), sizeof(info));
	info.ipi_spec_dst = info.ipi_addr;
	info.ipi_ifindex = 0;
	memcpy(CMSG_DATA(c), &info, sizeof(info));
	return ntohl(info.ipi_addr.s_addr);
}

static void
serve(struct responder *r)
{
	int got, n = 0;

	for (int i = 0; i < BATCH; i++) {
		in_vec[i] = (struct iovec){ packet[i], sizeof(packet[i]) };
		in[i].msg_hdr = (struct msghdr){ .msg_name = &from[i],
		    .msg_namelen = sizeof(from[i]), .msg_iov = &in_vec[i],
		    .msg_iovlen = 1, .msg_control = control[i],
		    .msg_controllen = sizeof(control[i]) };
	}
	got = recvmmsg(r->fd, in, BATCH, MSG_DONTWAIT, NULL);
	for (int i = 0; i < got; i++) {
		uint32_t address = address_of(&in[i].msg_hdr);
		struct ber_out o;
		struct slice s;

		if ((address & 0xff) % 100 < r->dead_pct)
			continue;
		ber_out_init(&o, room[i], sizeof(room[i]));
		s = answer(r, &o, address, packet[i], in[i].msg_len);
		if (s.len == 0)
			continue;
		out_vec[n] = (struct iovec){ (char *)(uintptr_t)s.p, s.len };
		out[n].msg_hdr = in[i].msg_hdr;
		out[n].msg_hdr.msg_flags = 0;
		out[n].msg_hdr.msg_iov = &out_vec[n];
		n++;
	}
	for (int done = 0, k; done < n; done += k) {
		if ((k = sendmmsg(r->fd, out + done, (unsigned)(n - done), 0))
		    <= 0)
			k = 1;
	}
}

static int
listen_any(const char *ready)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), on = 1;
	int room_octets = 8 << 20;
	FILE *f;

	a.sin_addr.s_addr = htonl(INADDR_ANY);
	setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof(on));
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room_octets,
	    sizeof(room_octets)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room_octets,
		    sizeof(room_octets));
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0
	    || getsockname(fd, (struct sockaddr *)&a, &len) < 0
	    || (f = fopen(ready, "w")) == NULL)
		return -1;
	fprintf(f, "%u\n", ntohs(a.sin_port));
	return fclose(f) == 0 ? fd : -1;
}

int
main(int argc, char **argv)
{
	struct responder r = { .salt = (uint64_t)time(NULL) << 32 };
	struct pollfd wait[2] = { { .events = POLLIN },
	    { .fd = STDIN_FILENO, .events = POLLIN } };
	int c;

	while ((c = getopt(argc, argv, "3d:")) != -1) {
		if (c == '3')
			r.v3 = true;
		else
			r.dead_pct = (unsigned)strtoul(optarg, NULL, 10);
	}
	if (argc - optind != 2)
		return 2;
	if (r.v3)
		usm_user_init(&r.user, USM_SHA, SLICE_LIT("bench bench"),
		    USM_AES128, SLICE_LIT("bench bench"));
	r.engine = calloc(ENGINES, sizeof(*r.engine));
	grow_tree(&r, (unsigned)strtoul(argv[optind + 1], NULL, 10));
	encode_tree(&r);
	if ((r.fd = listen_any(argv[optind])) < 0) {
		perror("snmp_responder");
		return 2;
	}
	wait[0].fd = r.fd;
	while (poll(wait, 2, -1) >= 0 && wait[1].revents == 0)
		serve(&r);
	return 0;
}
