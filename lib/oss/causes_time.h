/*
 * causes_time.h (oss) - a cause does not begin after its symptoms
 * Part of locator_causes, apart for its own sake.
 * Pure: no I/O, no clock.
 */
#ifndef OSS_CAUSES_TIME_H
#define OSS_CAUSES_TIME_H

#include "oss/causes_say.h"

/* At a settlement, before any of these is asked. */
void	causes_time_begin(struct causes *, const struct watch *);
void	causes_time_close(struct causes *);
/*
 * What failed before the cause that is said of it was last seen to work is no
 * symptom of it. It keeps the cause that it had, which is asserted again when
 * it lasts, or is its own. When all causes are said, before their evidence.
 */
void	causes_time(struct causes *, struct watch *);

/* A cause that nobody samples lasts, as it was said. */
void	causes_assert_again(struct watch *, uint32_t condition);
/*
 * The cause that it had, which lasts when nobody samples it; or NONE. The
 * number of its condition.
 */
uint32_t causes_keep(const struct causes *, struct watch *,
	    uint32_t condition);
/* The type of the cause that it had, or ALARM_TYPE_COUNT. */
enum alarm_type causes_had(const struct causes *, const struct watch *,
	    uint32_t condition);

/* Whether what is down since bad_us failed before what worked at good_us. */
bool	causes_before(int64_t bad_us, int64_t good_us);

#endif
