/*
 * bss-spool - the landing place of records
 */
#include "spool.h"

int
main(int argc, char **argv)
{
	tool_init("bss-spool");
	return tool_exit(tool_verb(&spool_tool, argc, argv));
}
