/*
 * main.c (bss-crm) - customers, accounts, subscriptions
 */
#include "verbs.h"

int
main(int argc, char **argv)
{
	tool_init(crm_tool.name);
	return tool_exit(tool_verb(&crm_tool, argc, argv));
}
