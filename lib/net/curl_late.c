/*
 * curl_late.c (net) - see curl_late.h
 */
#include <dlfcn.h>
#include <string.h>

#include "net/curl_late.h"

struct curl_late curl_late;

/* ISO C keeps pointers to functions and to data apart, POSIX does not. */
static bool
find(void *library, const char *name, void *to)
{
	void *p = dlsym(library, name);

	memcpy(to, &p, sizeof(p));
	return p != NULL;
}

const char *
curl_late_load(void)
{
	void *library = dlopen(CURL_LATE_LIBRARY, RTLD_NOW | RTLD_LOCAL);

	if (library == NULL)
		return dlerror();
#define X(name)	if (!find(library, #name, &curl_late.name)) return dlerror();
	CURL_LATE_CALLS(X)
#undef X
	return NULL;
}
