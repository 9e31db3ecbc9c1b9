/*
 * parse_only.c - the limit that `make bench` shows beside the stages: every
 * octet read and checked, and nothing done with it.
 */
#include "base/tool.h"
#include "rec/in.h"

int
main(int argc, char **argv)
{
	struct in *in;
	const struct rec *r;
	enum in_status st;

	tool_init("parse_only");
	in = in_new((const char *const *)argv + 1, (size_t)argc - 1,
	    FORMAT_AUTO);
	in_parse_only(in, true);
	while ((st = in_next(in, &r)) == IN_OK)
		;
	printf("%llu\n", (unsigned long long)in_count(in));
	in_free(in);
	return tool_exit(st == IN_EOF ? EXIT_OK : EXIT_TROUBLE);
}
