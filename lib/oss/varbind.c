/*
 * varbind.c (oss) - see varbind.h
 */
#include <stdio.h>
#include <string.h>

#include "oss/varbind.h"

int
oid_cmp(struct oid_ref a, struct oid_ref b)
{
	size_t n = a.len < b.len ? a.len : b.len;

	for (size_t i = 0; i < n; i++) {
		if (a.id[i] != b.id[i])
			return a.id[i] < b.id[i] ? -1 : 1;
	}
	return (a.len > b.len) - (a.len < b.len);
}

bool
oid_begins(struct oid_ref o, struct oid_ref prefix)
{
	if (prefix.len == 0)
		return true;
	/* the end first: neighbours in a table differ there */
	return o.len >= prefix.len
	    && o.id[prefix.len - 1] == prefix.id[prefix.len - 1]
	    && memcmp(o.id, prefix.id, prefix.len * sizeof(*o.id)) == 0;
}

struct slice
oid_format(struct oid_ref o, char out[OID_TEXT_MAX])
{
	size_t len = 0;

	for (size_t i = 0; i < o.len && i < OID_LEN_MAX; i++)
		len += (size_t)snprintf(out + len, OID_TEXT_MAX - len,
		    "%s%lu", i != 0 ? "." : "", o.id[i] & 0xffffffff);
	return (struct slice){ out, len };
}

bool
varbind_u64(const struct varbind *vb, uint64_t *out)
{
	switch (vb->kind) {
	case VARBIND_INTEGER:
		if ((int64_t)vb->number < 0)
			return false;
		break;
	case VARBIND_COUNTER32:
	case VARBIND_GAUGE32:
	case VARBIND_TIMETICKS:
	case VARBIND_COUNTER64:
		break;
	default:
		return false;
	}
	*out = vb->number;
	return true;
}

bool
varbind_ticks(const struct varbind *vb, uint64_t *out)
{
	bool is = varbind_u64(vb, out) && *out <= UINT32_MAX;

	if (!is)
		*out = 0;
	return is;
}
