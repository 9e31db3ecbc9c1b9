#include "base/reason.h"

static const struct {
	const char		*code;
	enum reason_level	 level;
	const char		*text;
} reasons[REASON_COUNT] = {
	[REASON_NONE] = { "", LEVEL_WARNING, "" },
#define REJECT	LEVEL_REJECT
#define ERROR	LEVEL_ERROR
#define RETRY	LEVEL_RETRY
#define WARNING	LEVEL_WARNING
#define REASON(id, code, level, text) [REASON_##id] = { code, level, text },
#include "reason_table.h"
#undef REASON
};

const char *
reason_code(enum reason r)
{
	return reasons[r].code;
}

const char *
reason_text(enum reason r)
{
	return reasons[r].text;
}

enum reason_level
reason_level(enum reason r)
{
	return reasons[r].level;
}
