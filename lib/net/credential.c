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

#define VARIABLE	"OSSBSS_COMMUNITY_"
#define FOLDER		"credentials/"
#define KEYWORD		"community"

struct credential {
	char	   *name;	/* owned */
	char	   *community;	/* owned; NULL when there is none */
	enum reason why;	/* then */
};

void
credentials_release(struct credentials *c)
{
	for (size_t i = 0; i < c->len; i++) {
		if (c->item[i]->community != NULL)
			explicit_bzero(c->item[i]->community,
			    strlen(c->item[i]->community));
		free(c->item[i]->community);
		free(c->item[i]->name);
		free(c->item[i]);
	}
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
from_environment(const char *name)
{
	char var[sizeof(VARIABLE) + CREDENTIAL_NAME_MAX] = VARIABLE;
	char *p = var + sizeof(VARIABLE) - 1;
	const char *v;

	for (; *name != '\0'; name++)
		*p++ = isalnum((unsigned char)*name)
		    ? (char)toupper((unsigned char)*name) : '_';
	*p = '\0';
	v = getenv(var);
	return v != NULL && *v != '\0' ? v : NULL;
}

/* The value of a "community SECRET" line; false: another kind of line. */
static bool
parse_line(char *line, char **value)
{
	size_t n = sizeof(KEYWORD) - 1, end;

	if (strncmp(line, KEYWORD, n) != 0
	    || (line[n] != ' ' && line[n] != '\t'))
		return false;
	line += n;
	line += strspn(line, " \t");
	for (end = strlen(line); end > 0
	    && isspace((unsigned char)line[end - 1]);)
		line[--end] = '\0';
	*value = line;
	return end > 0;
}

/* text is changed. */
static enum reason
parse_file(char *text, char **community)
{
	char *line, *value, *found = NULL;

	while ((line = strsep(&text, "\n")) != NULL) {
		line += strspn(line, " \t\r");
		if (*line == '\0' || *line == '#')
			continue;
		if (found != NULL || !parse_line(line, &value))
			return REASON_CREDENTIALS_SYNTAX;
		found = value;
	}
	if (found == NULL)
		return REASON_CREDENTIALS_SYNTAX;
	*community = xstrdup(found);
	return REASON_NONE;
}

static enum reason
read_file(int fd, char **community)
{
	char text[CREDENTIAL_FILE_MAX + 1];
	enum reason why = REASON_CREDENTIALS_SYNTAX;
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return REASON_CREDENTIALS_MISSING;
	if ((st.st_mode & 077) != 0)
		return REASON_CREDENTIALS_MODE;
	n = read(fd, text, sizeof(text));
	if (n >= 0 && n < (ssize_t)sizeof(text)
	    && memchr(text, '\0', (size_t)n) == NULL) {
		text[n] = '\0';
		why = parse_file(text, community);
	}
	explicit_bzero(text, sizeof(text));
	return why;
}

static enum reason
from_file(const char *name, char **community)
{
	char *file = xasprintf(FOLDER "%s", name);
	char *path = home_path(file);
	enum reason why = REASON_CREDENTIALS_MISSING;
	int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;

	if (fd >= 0) {
		why = read_file(fd, community);
		close(fd);
	}
	free(path);
	free(file);
	return why;
}

static struct credential *
look_up(struct slice name)
{
	struct credential *c = xcalloc(1, sizeof(*c));
	const char *value;

	c->name = xstrndup(name.p, name.len);
	if ((value = from_environment(c->name)) != NULL)
		c->community = xstrdup(value);
	else
		c->why = from_file(c->name, &c->community);
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

enum reason
credentials_get(struct credentials *c, struct slice name,
    struct slice *community)
{
	size_t at;

	if (name.len == 0)
		name = SLICE_LIT(CREDENTIAL_DEFAULT);
	if (!name_ok(name))
		return REASON_CREDENTIALS_NAME;
	at = search(c, name);
	if (at == c->len || !slice_is(name, c->item[at]->name)) {
		GROW(c->item, c->len, c->cap);
		memmove(&c->item[at + 1], &c->item[at],
		    (c->len - at) * sizeof(struct credential *));
		c->item[at] = look_up(name);
		c->len++;
	}
	if (c->item[at]->community == NULL)
		return c->item[at]->why;
	*community = slice_of(c->item[at]->community);
	return REASON_NONE;
}
