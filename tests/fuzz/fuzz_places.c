/*
 * fuzz_places.c - whose address an event came from, and which port it names
 * A form feed cuts the input into the nodes and the ports. Whatever stands
 * there: no crash, no octet read outside.
 */
#include <stdlib.h>
#include <unistd.h>

#include "../../cmd/ossctl-event/event.h"
#include "aid.h"

static volatile size_t sum;	/* what was found is used */

static void
ask(struct places *p, struct slice text)
{
	struct slice node = places_node(p, text);

	sum += node.len + places_port(p, node, 7).len;
	sum += places_spelt(p, node, SLICE_LIT("GigabitEthernet0/1")).len;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct slice rest = { (const char *)data, len };
	struct slice nodes = aid_piece(&rest);
	int a = aid_fd(nodes.p, nodes.len), b = aid_fd(rest.p, rest.len);
	struct places p = { 0 };

	setenv("OSSBSS_SHARE", "share", 0);
	aid_quiet(true);
	if (places_load(&p, aid_fd_path(a), aid_fd_path(b)) == 0) {
		ask(&p, SLICE_LIT("192.0.2.1"));
		ask(&p, SLICE_LIT("2001:db8::1%eth0"));
		ask(&p, SLICE_LIT("core1.example.net"));
		ask(&p, (struct slice){ (const char *)data, len });
	}
	places_release(&p);
	aid_quiet(false);
	close(a);
	close(b);
	return 0;
}
