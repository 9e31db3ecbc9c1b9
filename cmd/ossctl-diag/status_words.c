/*
 * status_words.c (ossctl-diag) - times, places and sums on the page of status
 */
#include <inttypes.h>

#include "base/tstamp.h"
#include "status.h"

void
status_for(struct buf *b, int64_t us)
{
	static const struct {
		int64_t		s;
		const char	*name;
	} unit[] = { { 86400, "d" }, { 3600, "h" }, { 60, "min" }, { 1, "s" } };
	int64_t s = us > 0 ? us / US_PER_S : 0;
	size_t i = 0;

	while (i < 3 && s < unit[i].s)
		i++;
	buf_addf(b, "%" PRId64 " %s", s / unit[i].s, unit[i].name);
	if (i < 2 && s % unit[i].s / unit[i + 1].s != 0)
		buf_addf(b, " %" PRId64 " %s", s % unit[i].s / unit[i + 1].s,
		    unit[i + 1].name);
}

void
status_where(struct buf *b, const struct oss_alarm *a)
{
	buf_add_slice(b, a->node);
	if (!slice_eq(a->node, a->object)) {
		buf_addc(b, ' ');
		buf_add_slice(b, a->object);
	}
	if (a->qualifier.len == 0)
		return;
	buf_adds(b, slice_is(a->kind, "link") ? " to " : ", ");
	buf_add_slice(b, a->qualifier);
}

static void
add_count(struct buf *b, uint64_t n, const char *one, const char *many)
{
	buf_addf(b, "%" PRIu64 " %s", n, n == 1 ? one : many);
}

void
status_sum(struct buf *b, const struct status_page *s)
{
	add_count(b, s->causes, "cause", "causes");
	buf_adds(b, ", ");
	add_count(b, s->symptoms, "symptom", "symptoms");
	if (s->strays != 0)
		buf_addf(b, ", %zu of them by planned work", s->strays);
	if (s->planned != 0)
		buf_addf(b, ", %zu planned", s->planned);
	if (s->shelved != 0)
		buf_addf(b, ", %zu shelved", s->shelved);
}
