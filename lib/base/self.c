#include "base/self.h"

static const char *name = "ossbss";

const char *
tool_name(void)
{
	return name;
}

void
tool_set_name(const char *tool)
{
	name = tool;
}
