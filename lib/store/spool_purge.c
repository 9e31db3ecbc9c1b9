#include "store/spool_purge.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/tstamp.h"

/* Seals of one cycle, and how many of them are before the cutoff. */
struct cycle {
	const struct spool_seal	*seal;
	size_t			 n, old;
	int64_t			 until_us;	/* end of the last old one */
};
#define CYCLES_MAX	32

static size_t
cycles_of(const struct spool_state *s, int64_t cutoff_us,
    struct cycle c[CYCLES_MAX])
{
	size_t cycles = 0;

	for (size_t i = 0; i < s->seals;) {
		struct cycle *k = &c[cycles++];

		*k = (struct cycle){ .until_us = INT64_MIN };
		k->n = spool_cycle_seals(s, s->seal[i].cycle, &k->seal);
		while (k->old < k->n && k->seal[k->old].to_us <= cutoff_us)
			k->until_us = k->seal[k->old++].to_us;
		i += k->n;
	}
	return cycles;
}

static int
not_sealed(const char *what, int64_t us)
{
	char text[TSTAMP_TEXT_MAX];

	tstamp_format(us, text);
	diag(REASON_SPOOL_UNSEALED, "%s %s", what, text);
	return -1;
}

/* Is every cycle done with the batch? */
static bool
is_old(const struct spool_state *s, const struct spool_batch *b,
    const struct cycle *c, size_t cycles)
{
	bool withdrawn = spool_is_withdrawn(s, b->name);

	for (size_t i = 0; i < cycles; i++) {
		bool listed = withdrawn;

		for (size_t k = 0; k < c[i].old && !listed; k++)
			listed = spool_list_find(&c[i].seal[k].list, b->name)
			    != NULL;
		if (!listed || b->last_us >= c[i].until_us)
			return false;
	}
	return true;
}

static int
add_batch(struct spool_purge *p, const struct spool_state *s,
    const struct spool_batch *b)
{
	struct spool_list *l = &p->batch;
	char *path = spool_path(s->folder, b->name, ".zst");
	struct stat st;

	if (stat(path, &st) == 0)
		p->octets += (uint64_t)st.st_size;
	free(path);
	GROW(l->item, l->len, l->cap);
	memcpy(l->item[l->len].name, b->name, SPOOL_NAME_MAX);
	return spool_entry_digest(s->folder, b->name,
	    l->item[l->len++].entry);
}

static void
add_seals(struct spool_purge *p, const struct cycle *c, size_t cycles)
{
	p->seals = json_array();
	for (size_t i = 0; i < cycles; i++)
		for (size_t k = 0; k < c[i].old; k++)
			if (!c[i].seal[k].purged)
				json_array_append_new(p->seals, json_integer(
				    (json_int_t)c[i].seal[k].act));
}

int
spool_purge_plan(struct spool_purge *p, const struct spool_state *s,
    int64_t cutoff_us)
{
	struct cycle c[CYCLES_MAX];
	size_t cycles = cycles_of(s, cutoff_us, c);
	struct spool_register reg;
	int rc = 0;

	*p = (struct spool_purge){ .seals = NULL };
	if (cycles == 0)
		return not_sealed("no period is sealed before", cutoff_us);
	for (size_t i = 0; i < cycles; i++)
		if (c[i].seal[c[i].n - 1].to_us < cutoff_us)
			return not_sealed("periods are sealed only up to",
			    c[i].seal[c[i].n - 1].to_us);
	if (spool_register_read(&reg, s->folder, INT64_MIN, cutoff_us) != 0)
		return -1;
	for (size_t i = 0; i < reg.len && rc == 0; i++)
		if (!spool_is_purged(s, reg.batch[i].name)
		    && is_old(s, &reg.batch[i], c, cycles))
			rc = add_batch(p, s, &reg.batch[i]);
	add_seals(p, c, cycles);
	spool_register_release(&reg);
	return rc;
}

void
spool_purge_release(struct spool_purge *p)
{
	spool_list_release(&p->batch);
	json_decref(p->seals);
	*p = (struct spool_purge){ .seals = NULL };
}

int
spool_purge_files(const struct spool_state *s)
{
	int rc = 0;

	for (size_t i = 0; i < s->purged.len; i++) {
		char *path = spool_path(s->folder, s->purged.item[i].name,
		    ".zst");

		if (unlinkat(AT_FDCWD, path, 0) != 0 && errno != ENOENT) {
			diag_errno(REASON_WRITE_FAILED, "cannot remove '%s'",
			    path);
			rc = -1;
		}
		free(path);
	}
	return rc;
}
