/*
 * credential.h (net) - secrets by name
 * A node record names its credentials (`auth`); they are in
 *	$OSSBSS_COMMUNITY_NAME		a community: NAME in capitals, other
 *					characters than letters and digits _
 *	$OSSBSS_CREDENTIALS_NAME	lines as in a file
 *	$OSSBSS_HOME/credentials/name	the file: not readable by others (0600)
 * in this order. Lines, # for comments:
 *	version 1 | 2c | 3		3 where there is a user, else 2c
 *	community SECRET
 *	user NAME
 *	auth PROTOCOL PASSPHRASE	MD5, SHA, SHA-224, ... SHA-512
 *	priv PROTOCOL PASSPHRASE	DES, AES, AES-192, AES-256, AES-256-C
 *	level LEVEL			noAuthNoPriv, authNoPriv, authPriv
 *	context NAME
 * Secrets never come from a command line and never reach a record or a
 * message.
 */
#ifndef NET_CREDENTIAL_H
#define NET_CREDENTIAL_H

#include "base/reason.h"
#include "net/message.h"
#include "net/usm.h"

#define CREDENTIAL_NAME_MAX	64
#define CREDENTIAL_DEFAULT	"default"	/* of a node without auth */
#define CREDENTIAL_FILE_MAX	4096

struct credential {
	char		*name;
	char		*path;		/* of its file, or NULL: no OSSBSS_HOME */
	enum snmp_version version;
	char		*community;	/* versions 1 and 2c */
	char		*user_name, *context;	/* version 3; context or "" */
	struct usm_user	user;		/* its keys */
	enum reason	why;		/* REASON_NONE, or it is no good */
	unsigned	line;		/* then: where, 0 for all of it */
	const char	*what;		/* and what; may be NULL */
};
struct credentials {		/* those looked up so far, by name */
	struct credential **item;	/* owned */
	size_t		    len, cap;
};

/* A zeroed struct credentials is empty. release wipes the secrets. */
void	credentials_release(struct credentials *);
/*
 * Those of a name; borrowed until release. NULL: it cannot be a name
 * (CREDENTIALS_NAME); else look at why: CREDENTIALS_MISSING, _MODE, _SYNTAX.
 * Looked up once, good or bad.
 */
const struct credential *credentials_get(struct credentials *,
	    struct slice name);

#endif
