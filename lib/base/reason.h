/*
 * reason.h (base) - the stable codes of everything that can be wrong
 * share/reasons.tsv is the catalogue: code, level, text. The build turns it
 * into this enum: `json-syntax` is REASON_JSON_SYNTAX. Tests and operators
 * match the code, never the prose.
 */
#ifndef BASE_REASON_H
#define BASE_REASON_H

enum reason_level {
	LEVEL_REJECT,	/* one record is set aside; exit 1 at the end */
	LEVEL_ERROR,	/* the run stops; exit 2 */
	LEVEL_RETRY,	/* the run stops, the same may succeed later; exit 75 */
	LEVEL_WARNING	/* said, and the run goes on */
};

enum reason {
	REASON_NONE = 0,
#define REASON(id, code, level, text) REASON_##id,
#include "reason_table.h"
#undef REASON
	REASON_COUNT
};

const char	 *reason_code(enum reason);	/* "json-syntax" */
const char	 *reason_text(enum reason);	/* "not valid JSON" */
enum reason_level reason_level(enum reason);

#endif
