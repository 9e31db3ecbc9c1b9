/*
 * put.c (ossctl-event) - an event, its texts cleaned
 */
#include "event.h"
#include "oss/devtext.h"

/* Text that a device wrote, at most max octets of it, whole characters. */
static void
put_text(struct out *o, enum field f, struct slice s, size_t max,
    struct buf *scratch)
{
	const char *nul;
	size_t n;

	buf_clear(scratch);
	if (s.len == 0)
		return;
	/* a NUL ends a name; in a message it must not hide what follows */
	while (f == F_TEXT && (nul = memchr(s.p, '\0', s.len)) != NULL) {
		n = (size_t)(nul - s.p) + 1;
		devtext_add(scratch, (struct slice){ s.p, n });
		buf_addc(scratch, ' ');
		s.p += n;
		s.len -= n;
	}
	if (devtext_add(scratch, s) < 0)
		return;
	n = scratch->len;
	if (n > max) {
		n = max;
		while (n > 0 && ((unsigned char)scratch->data[n] & 0xc0)
		    == 0x80)
			n--;
	}
	out_str(o, f, (struct slice){ scratch->data, n });
}

int
event_put(struct out *o, const struct event *e, struct buf *scratch)
{
	const size_t word = 256;

	out_begin(o, REC_EVENT);
	out_time(o, F_TS, e->ts_us);
	put_text(o, F_NODE, e->node, word, scratch);
	put_text(o, F_OBJECT, e->object, word, scratch);
	put_text(o, F_EVENT_TYPE, e->event_type, word, scratch);
	out_str(o, F_SEVERITY, e->severity);
	put_text(o, F_TEXT, e->text, EVENT_TEXT_MAX, scratch);
	out_str(o, F_SOURCE, e->source);
	put_text(o, F_ADDRESS, e->address, word, scratch);
	out_str(o, F_OID, e->oid);
	out_str(o, F_FACILITY, e->facility);
	put_text(o, F_APP_NAME, e->app_name, word, scratch);
	put_text(o, F_MSG_ID, e->msg_id, word, scratch);
	if (e->has_if_index)
		out_u64(o, F_IF_INDEX, e->if_index);
	put_text(o, F_ALIAS, e->alias, word, scratch);
	out_str(o, F_ADMIN, slice_of(e->admin));
	out_str(o, F_OPER, slice_of(e->oper));
	put_text(o, F_PEER_ADDRESS, e->peer_address, word, scratch);
	return out_done(o);
}
