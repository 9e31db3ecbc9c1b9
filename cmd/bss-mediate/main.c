/*
 * bss-mediate - usage of any format to normalised usage
 */
#include "mediate.h"

int
main(int argc, char **argv)
{
	tool_init("bss-mediate");
	return tool_exit(tool_verb(&mediate_tool, argc, argv));
}
