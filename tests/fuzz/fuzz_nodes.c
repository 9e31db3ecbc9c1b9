/*
 * fuzz_nodes.c - who is to be polled, and what is known of their engines
 * A form feed cuts the input into the nodes and the file of the engines.
 * Whatever stands there: no crash, no octet read outside; and the engines
 * that were taken are written so that they are read again.
 */
#include <stdlib.h>
#include <unistd.h>

#include "../../cmd/ossctl-poll/poller.h"
#include "aid.h"

static const char credential[] = "version 3\nuser u\nauth SHA\n"
    "auth-password maplesyrup\n";
static struct profiles profiles;

static void
home_make(void)
{
	static bool made;

	if (made)
		return;
	made = true;
	if (setenv("OSSBSS_HOME", aid_folder(), 1) != 0)
		abort();
	aid_sub("credentials");
	aid_file("credentials/default", slice_of(credential));
}

static void
list_read(struct node_list *l, const char *path)
{
	static const struct stream_spec spec = { .tool = "fuzz",
	    .takes = REC_BIT(REC_NODE), .csv_type = REC_NODE,
	    .end_optional = true };
	static const struct stream_opts opts = { .rejects = "/dev/null",
	    .quiet = true };
	char *argv[] = { (char *)(uintptr_t)path, NULL };
	struct stream s;

	*l = (struct node_list){ .profiles = &profiles.set };
	if (stream_open(&s, &spec, &opts, 1, argv) != EXIT_OK)
		abort();
	if (nodes_read(l, &s) < 0)
		stream_fail(&s, EXIT_TROUBLE);
	stream_close(&s);
}

static size_t
engines(const struct node_list *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->len; i++)
		n += l->item[i].memory.engine != NULL
		    && l->item[i].memory.engine->id_len != 0;
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct slice rest = { (const char *)data, len };
	struct slice nodes = aid_piece(&rest);
	struct node_list l, again;
	int fd = aid_fd(nodes.p, nodes.len);

	home_make();
	aid_file("engines", rest);
	aid_quiet(true);
	list_read(&l, aid_fd_path(fd));
	if (engines_load(&l, aid_path("engines")) == 0) {
		if (engines_save(&l, aid_path("engines")) < 0)
			abort();
		list_read(&again, aid_fd_path(fd));
		if (engines_load(&again, aid_path("engines")) < 0
		    || engines(&again) != engines(&l))
			abort();
		nodes_release(&again);
	}
	nodes_release(&l);
	aid_quiet(false);
	close(fd);
	return 0;
}
