/*
 * main.c (bss-catalog) - look after a catalog
 */
#include "verbs.h"

int
main(int argc, char **argv)
{
	tool_init(catalog_tool.name);
	return tool_exit(tool_verb(&catalog_tool, argc, argv));
}
