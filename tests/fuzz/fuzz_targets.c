/*
 * fuzz_targets.c - what is to be probed, and what is expected of it
 * Whatever stands in the records: no crash, no octet read outside; every
 * target is of a node and has a host where its kind needs one.
 */
#include <stdlib.h>
#include <unistd.h>

#include "../../cmd/ossctl-probe/prober.h"
#include "aid.h"

static void
check(const struct targets *t)
{
	for (size_t i = 0; i < t->len; i++)
		if (t->item[i].node >= t->nodes
		    || (t->item[i].host != HOST_NONE
		    && t->item[i].host >= t->hosts))
			abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const struct stream_spec spec = { .tool = "fuzz",
	    .takes = REC_BIT(REC_NODE) | REC_BIT(REC_PROBE),
	    .csv_type = REC_NODE, .end_optional = true };
	static const struct stream_opts opts = { .rejects = "/dev/null",
	    .quiet = true };
	static const struct shard all;
	int fd = aid_fd(data, len);
	char *argv[] = { (char *)(uintptr_t)aid_fd_path(fd), NULL };
	struct targets t = { 0 };
	struct stream s;

	aid_quiet(true);
	if (stream_open(&s, &spec, &opts, 1, argv) != EXIT_OK)
		abort();
	if (targets_read(&t, &s, &all) == 0)
		targets_chain(&t);
	else
		stream_fail(&s, EXIT_TROUBLE);
	check(&t);
	targets_release(&t);
	stream_close(&s);
	aid_quiet(false);
	close(fd);
	return 0;
}
