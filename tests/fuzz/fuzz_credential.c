/*
 * fuzz_credential.c - a file of credentials, and a prefix that is searched
 * Whatever stands in the file: no crash, no octet read outside; it is good
 * with all that its version needs, or it is said why not. The first line as
 * a prefix: each address of it is in it.
 */
#include <stdlib.h>

#include "aid.h"
#include "net/credential.h"
#include "net/range.h"

static void
home_make(void)
{
	static bool made;

	if (!made && setenv("OSSBSS_HOME", aid_folder(), 1) != 0)
		abort();
	made = true;
	aid_sub("credentials");
}

static void
check(const struct credential *c)
{
	if (c == NULL)
		abort();
	if (c->why != REASON_NONE) {
		if (c->why != REASON_CREDENTIALS_SYNTAX || c->what == NULL)
			abort();
		return;
	}
	if (c->version == SNMP_V3 ? c->user_name == NULL || c->context == NULL
	    || (c->user.priv != USM_NO_PRIV && c->user.auth == USM_NO_AUTH)
	    : c->community == NULL)
		abort();
}

static void
search(const uint8_t *data, size_t len)
{
	const uint8_t *end = len != 0 ? memchr(data, '\n', len) : NULL;
	struct slice s = { (const char *)data, end != NULL
	    ? (size_t)(end - data) : len };
	char text[RANGE_TEXT_MAX];
	struct address_range r;

	if (!range_parse(s, &r))
		return;
	if (r.len == 0 || r.len > RANGE_MAX || r.port > 65535)
		abort();
	range_text(&r, 0, text);
	range_text(&r, r.len - 1, text);
	if (strlen(text) >= RANGE_TEXT_MAX)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct credentials all = { 0 };

	home_make();
	aid_file("credentials/x", (struct slice){ (const char *)data, len });
	check(credentials_get(&all, SLICE_LIT("x")));
	credentials_release(&all);
	search(data, len);
	return 0;
}
