/*
 * main.c (ossctl-kpi) - key figures from readings
 */
#include "kpis.h"

int
main(int argc, char **argv)
{
	tool_init(kpi_tool.name);
	return tool_exit(tool_verb(&kpi_tool, argc, argv));
}
