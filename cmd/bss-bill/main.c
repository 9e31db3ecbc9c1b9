/*
 * main.c (bss-bill) - bill runs, invoices, the ledger
 */
#include "verbs.h"

int
main(int argc, char **argv)
{
	tool_init(bill_tool.name);
	return tool_exit(tool_verb(&bill_tool, argc, argv));
}
