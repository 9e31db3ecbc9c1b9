/*
 * who.c (store) - see who.h
 */
#include "store/who.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"

/* SUDO_USER is the environment's word, so it counts for root only. */
static struct slice
sudo_user(uid_t uid)
{
	const char *name = uid == 0 ? getenv("SUDO_USER") : NULL;

	return slice_of(name != NULL && *name != '\0' ? name : NULL);
}

/* Asked once: an import has an entry for each record. */
static struct slice
user_name(uid_t uid)
{
	static char name[64];
	const struct passwd *pw;

	if (name[0] == '\0' && (pw = getpwuid(uid)) != NULL)
		snprintf(name, sizeof(name), "%s", pw->pw_name);
	return slice_of(name[0] != '\0' ? name : NULL);
}

struct who
who_am_i(void)
{
	uid_t uid = getuid();

	return (struct who){ uid, user_name(uid), sudo_user(uid) };
}

int64_t
who_when(int64_t now_us)
{
	return now_us != 0 ? now_us : clock_us();
}

void
who_text(const struct who *w, char *out, size_t size)
{
	char id[24];
	struct slice name = w->user;

	snprintf(id, sizeof(id), "%lu", (unsigned long)w->uid);
	if (name.len == 0)
		name = slice_of(id);
	if (w->sudo_user.len > 0)
		snprintf(out, size, "%.*s (%.*s)", SLICE_FMT(w->sudo_user),
		    SLICE_FMT(name));
	else
		snprintf(out, size, "%.*s", SLICE_FMT(name));
}
