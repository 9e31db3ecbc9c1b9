/*
 * ossctl-event - what devices say by themselves, to events and samples
 */
#include "event.h"

int
main(int argc, char **argv)
{
	tool_init("ossctl-event");
	return tool_exit(tool_verb(&event_tool, argc, argv));
}
