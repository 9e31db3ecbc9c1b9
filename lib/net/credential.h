/*
 * credential.h (net) - secrets by name
 * A node record names its credentials (`auth`); the secret itself is in
 *	$OSSBSS_COMMUNITY_NAME		NAME in capitals, others as _
 *	$OSSBSS_HOME/credentials/name	lines "community SECRET", # comments
 * in this order. The file must not be readable by others (0600). Secrets
 * never come from a command line and never reach a record or a message.
 */
#ifndef NET_CREDENTIAL_H
#define NET_CREDENTIAL_H

#include "base/reason.h"
#include "base/slice.h"

#define CREDENTIAL_NAME_MAX	64
#define CREDENTIAL_DEFAULT	"default"	/* of a node without auth */
#define CREDENTIAL_FILE_MAX	4096

struct credential;
struct credentials {		/* those looked up so far, by name */
	struct credential **item;	/* owned */
	size_t		    len, cap;
};

/* A zeroed struct credentials is empty. release wipes the secrets. */
void	credentials_release(struct credentials *);
/*
 * The community of a name; borrowed until release. REASON_NONE, or
 * CREDENTIALS_NAME, _MISSING, _MODE, _SYNTAX. Looked up once, good or bad.
 */
enum reason credentials_get(struct credentials *, struct slice name,
	    struct slice *community);

#endif
