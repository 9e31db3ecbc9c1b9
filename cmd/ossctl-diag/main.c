/*
 * main.c (ossctl-diag) - alarms from observations
 */
#include "alarms.h"

int
main(int argc, char **argv)
{
	tool_init(diag_tool.name);
	return tool_exit(tool_verb(&diag_tool, argc, argv));
}
