/*
 * who.h (store) - who runs this, and when: for journals
 * The real uid, its name and, under sudo, the user who called it.
 */
#ifndef STORE_WHO_H
#define STORE_WHO_H

#include <stdint.h>
#include <sys/types.h>

#include "base/slice.h"

struct who {			/* texts live as the process */
	uid_t		uid;
	struct slice	user;		/* missing: the uid has no name */
	struct slice	sudo_user;
};

struct who who_am_i(void);
/*
 * When it is done: now_us, or the clock when that is 0. A journal stamps
 * reality; this is no rule of the trade.
 */
int64_t	who_when(int64_t now_us);
/* "ann", under sudo "ann (root)", without a name "1001". */
void	who_text(const struct who *, char *out, size_t size);

#endif
