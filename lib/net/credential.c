/*
 * credential.c (net) - see credential.h
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "net/credential.h"

#define COMMUNITY_VARIABLE	"OSSBSS_COMMUNITY_"
#define LINES_VARIABLE		"OSSBSS_CREDENTIALS_"
#define FOLDER			"credentials/"

static void
wipe(char **s)
{
	if (*s != NULL)
		explicit_bzero(*s, strlen(*s));
	free(*s);
	*s = NULL;
}

static void
credential_free(struct credential *c)
{
	wipe(&c->community);
	wipe(&c->user_name);
	wipe(&c->context);
	free(c->name);
	free(c->path);
	explicit_bzero(c, sizeof(*c));
	free(c);
}

void
credentials_release(struct credentials *c)
{
	for (size_t i = 0; i < c->len; i++)
		credential_free(c->item[i]);
	free(c->item);
	*c = (struct credentials){ 0 };
}

/* A name is a file's and must not lead out of the folder. */
static bool
name_ok(struct slice s)
{
	if (s.len == 0 || s.len > CREDENTIAL_NAME_MAX || s.p[0] == '.')
		return false;
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= 0x80 || (!isalnum(c) && strchr("._-", c) == NULL))
			return false;
	}
	return true;
}

static const char *
from_environment(const char *prefix, const char *name)
{
	char var[sizeof(LINES_VARIABLE) + CREDENTIAL_NAME_MAX];
	size_t n = strlen(prefix);
	char *p = var + n;
	const char *v;

	memcpy(var, prefix, n);
	for (; *name != '\0'; name++)
		*p++ = isalnum((unsigned char)*name)
		    ? (char)toupper((unsigned char)*name) : '_';
	*p = '\0';
	v = getenv(var);
	return v != NULL && *v != '\0' ? v : NULL;
}

/* ---- lines ----------------------------------------------------------------- */

struct draft {			/* what the lines say; borrowed from them */
	char		*version, *community, *user, *auth, *priv, *level,
			*context;
};

/* Cut the first word off; NULL when there is none. */
static char *
word(char **line)
{
	char *w = *line + strspn(*line, " \t"), *end;

	if (*w == '\0')
		return NULL;
	end = w + strcspn(w, " \t");
	*line = *end != '\0' ? end + 1 : end;
	*end = '\0';
	*line += strspn(*line, " \t");
	return w;
}

static const char *
take_line(struct draft *d, char *line)
{
	const struct {
		const char *keyword;
		char	  **value;
	} known[] = {
		{ "version", &d->version }, { "community", &d->community },
		{ "user", &d->user }, { "auth", &d->auth },
		{ "priv", &d->priv }, { "level", &d->level },
		{ "context", &d->context },
	};
	char *keyword = word(&line);

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(keyword, known[i].keyword) != 0)
			continue;
		if (*known[i].value != NULL)
			return "this has been said before";
		if (*line == '\0')
			return "there is no value";
		*known[i].value = line;
		return NULL;
	}
	return "version, community, user, auth, priv, level or context "
	    "would be right";
}

static const char *
take_version(struct credential *c, const struct draft *d)
{
	const char *v = d->version;

	if (v == NULL)
		v = d->user != NULL ? "3" : "2c";
	if (strcmp(v, "3") == 0) {
		c->version = SNMP_V3;
		return d->user == NULL ? "version 3 needs a user"
		    : d->community != NULL ? "version 3 has no community"
		    : NULL;
	}
	if (strcmp(v, "1") != 0 && strcmp(v, "2c") != 0)
		return "the version is 1, 2c or 3";
	c->version = *v == '1' ? SNMP_V1 : SNMP_V2C;
	if (d->community == NULL)
		return "there is no community";
	if (d->user != NULL || d->auth != NULL || d->priv != NULL
	    || d->level != NULL || d->context != NULL)
		return "user, auth, priv, level and context are version 3's";
	return NULL;
}

static bool
level_is(const char *level, const struct usm_user *u)
{
	return strcasecmp(level, u->priv != USM_NO_PRIV ? "authPriv"
	    : u->auth != USM_NO_AUTH ? "authNoPriv" : "noAuthNoPriv") == 0;
}

static const char *
take_user(struct credential *c, struct draft *d)
{
	enum usm_auth auth = USM_NO_AUTH;
	enum usm_priv priv = USM_NO_PRIV;
	char *name, *auth_phrase = d->auth, *priv_phrase = d->priv;

	if (d->auth != NULL && ((name = word(&auth_phrase)) == NULL
	    || !usm_auth_parse(slice_of(name), &auth)))
		return "auth is none of MD5, SHA, SHA-224, SHA-256, SHA-384, "
		    "SHA-512";
	if (d->priv != NULL && ((name = word(&priv_phrase)) == NULL
	    || !usm_priv_parse(slice_of(name), &priv)))
		return "priv is none of DES, AES, AES-192, AES-256, "
		    "AES-192-C, AES-256-C";
	if (priv != USM_NO_PRIV && auth == USM_NO_AUTH)
		return "priv needs auth";
	if ((auth != USM_NO_AUTH && strlen(auth_phrase) < USM_PHRASE_MIN)
	    || (priv != USM_NO_PRIV && strlen(priv_phrase) < USM_PHRASE_MIN))
		return "a pass phrase has at least 8 characters";
	if (strlen(d->user) > USM_ENGINE_MAX)
		return "a user's name has at most 32 octets";
	if (!usm_user_init(&c->user, auth, slice_of(auth_phrase), priv,
	    slice_of(priv_phrase)))
		return "libcrypto does not have this protocol here";
	if (d->level != NULL && !level_is(d->level, &c->user))
		return "the level does not go with auth and priv";
	c->user_name = xstrdup(d->user);
	c->context = xstrdup(d->context != NULL ? d->context : "");
	return NULL;
}

static void
bad(struct credential *c, unsigned line, const char *what)
{
	c->why = REASON_CREDENTIALS_SYNTAX;
	c->line = line;
	c->what = what;
}

/* text is changed. */
static void
parse(struct credential *c, char *text)
{
	struct draft d = { 0 };
	const char *what = NULL;
	unsigned n = 0;
	char *line;

	while ((line = strsep(&text, "\n")) != NULL) {
		size_t end = strlen(line);

		n++;
		while (end > 0 && isspace((unsigned char)line[end - 1]))
			line[--end] = '\0';
		line += strspn(line, " \t");
		if (*line == '\0' || *line == '#')
			continue;
		if ((what = take_line(&d, line)) != NULL) {
			bad(c, n, what);
			return;
		}
	}
	if ((what = take_version(c, &d)) == NULL) {
		if (c->version == SNMP_V3)
			what = take_user(c, &d);
		else
			c->community = xstrdup(d.community);
	}
	if (what != NULL)
		bad(c, 0, what);
}

/* ---- where they come from -------------------------------------------------- */

static void
read_file(struct credential *c, int fd)
{
	char text[CREDENTIAL_FILE_MAX + 1];
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		c->why = REASON_CREDENTIALS_MISSING;
		return;
	}
	if ((st.st_mode & 077) != 0) {
		c->why = REASON_CREDENTIALS_MODE;
		return;
	}
	n = read(fd, text, sizeof(text));
	if (n >= 0 && n < (ssize_t)sizeof(text)
	    && memchr(text, '\0', (size_t)n) == NULL) {
		text[n] = '\0';
		parse(c, text);
	} else {
		bad(c, 0, "it is no text of at most 4096 octets");
	}
	explicit_bzero(text, sizeof(text));
}

static void
from_file(struct credential *c)
{
	char *file = xasprintf(FOLDER "%s", c->name);
	int fd;

	c->path = home_path(file);
	/* a pipe that nobody writes to is no file, and not waited for */
	fd = c->path != NULL ? open(c->path, O_RDONLY | O_CLOEXEC | O_NOCTTY
	    | O_NONBLOCK) : -1;

	c->why = REASON_CREDENTIALS_MISSING;
	if (fd >= 0) {
		c->why = REASON_NONE;
		read_file(c, fd);
		close(fd);
	}
	free(file);
}

static struct credential *
look_up(struct slice name)
{
	struct credential *c = xcalloc(1, sizeof(*c));
	const char *value;
	char *lines;

	c->name = xstrndup(name.p, name.len);
	if ((value = from_environment(COMMUNITY_VARIABLE, c->name)) != NULL) {
		c->version = SNMP_V2C;
		c->community = xstrdup(value);
	} else if ((value = from_environment(LINES_VARIABLE, c->name))
	    != NULL) {
		lines = xstrdup(value);
		parse(c, lines);
		wipe(&lines);
	} else {
		from_file(c);
	}
	return c;
}

/* Where the name is, or would stand. */
static size_t
search(const struct credentials *c, struct slice name)
{
	size_t lo = 0, hi = c->len, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (slice_cmp(slice_of(c->item[mid]->name), name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const struct credential *
credentials_get(struct credentials *c, struct slice name)
{
	size_t at;

	if (name.len == 0)
		name = SLICE_LIT(CREDENTIAL_DEFAULT);
	if (!name_ok(name))
		return NULL;
	at = search(c, name);
	if (at == c->len || !slice_is(name, c->item[at]->name)) {
		GROW(c->item, c->len, c->cap);
		memmove(&c->item[at + 1], &c->item[at],
		    (c->len - at) * sizeof(struct credential *));
		c->item[at] = look_up(name);
		c->len++;
	}
	return c->item[at];
}
