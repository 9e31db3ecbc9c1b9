/*
 * replay.c (ossctl-poll) - recordings in the place of live nodes
 */
#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#include "base/diag.h"
#include "base/file.h"
#include "poller.h"
#include "rec/unpack.h"

#define TOLD_MAX	20	/* lines of a file that are told one by one */

void
replay_release(struct replay *r)
{
	for (size_t i = 0; i < r->len; i++) {
		free(r->item[i].node);
		free(r->item[i].path);
	}
	free(r->item);
	recording_release(&r->recording);
	buf_release(&r->text);
	*r = (struct replay){ 0 };
}

/* path is taken. */
static void
add(struct replay *r, struct slice node, char *path)
{
	GROW(r->item, r->len, r->cap);
	r->item[r->len].node = xstrndup(node.p, node.len);
	r->item[r->len++].path = path;
}

static struct slice
extension(struct slice name)
{
	size_t n = name.len;

	while (n > 1 && name.p[n - 1] != '.')
		n--;
	return n > 1 ? (struct slice){ name.p + n - 1, name.len - n + 1 }
	    : (struct slice){ name.p + name.len, 0 };
}

/* The file's name without folder and extension, and without that of an
 * archive before. */
static struct slice
node_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct slice s = slice_of(slash != NULL ? slash + 1 : path);
	struct slice ext = extension(s);

	if (slice_is(ext, ".gz") || slice_is(ext, ".zst"))
		s.len -= ext.len;
	s.len -= extension(s).len;
	return s;
}

static int
shown(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int
add_folder(struct replay *r, const char *folder)
{
	struct dirent **list;
	struct stat st;
	int n = scandir(folder, &list, shown, by_name);

	if (n < 0) {
		diag_errno(REASON_OPEN_FAILED, "cannot read '%s'", folder);
		return -1;
	}
	for (int i = 0; i < n; i++) {
		char *path = xasprintf("%s/%s", folder, list[i]->d_name);

		if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
			add(r, node_of(path), path);
		else
			free(path);
		free(list[i]);
	}
	free(list);
	return 0;
}

/* FILE, FOLDER or NODE=FILE */
static int
add_word(struct replay *r, const char *word)
{
	const char *path = word, *equals = strchr(word, '=');
	struct slice node = node_of(word);
	struct stat st;

	if (stat(word, &st) < 0 && equals != NULL && equals != word) {
		path = equals + 1;
		node = (struct slice){ word, (size_t)(equals - word) };
	}
	if (stat(path, &st) < 0) {
		diag_errno(REASON_OPEN_FAILED, "cannot open '%s'", path);
		return -1;
	}
	if (S_ISDIR(st.st_mode) && path == word)
		return add_folder(r, path);
	add(r, node, xstrdup(path));
	return 0;
}

static int
by_node(const void *pa, const void *pb)
{
	const struct replay_file *a = pa, *b = pb;

	return slice_cmp(slice_of(a->node), slice_of(b->node));
}

int
replay_open(struct replay *r, const struct opt_list *words)
{
	for (size_t i = 0; i < words->len; i++) {
		if (add_word(r, words->item[i]) < 0)
			return -1;
	}
	if (r->len == 0) {
		diag(REASON_NODES_NONE, "there is no recording to play");
		return -1;
	}
	qsort(r->item, r->len, sizeof(*r->item), by_node);
	for (size_t i = 1; i < r->len; i++) {
		if (by_node(&r->item[i - 1], &r->item[i]) == 0) {
			diag(REASON_RECORDING_NODE,
			    "'%s' and '%s' are of one node", r->item[i - 1].path,
			    r->item[i].path);
			return -1;
		}
	}
	return 0;
}

void
replay_nodes(const struct replay *r, struct node_list *l)
{
	for (size_t i = 0; i < r->len; i++)
		nodes_add(l, &(struct poll_node){
		    .name = slice_of(r->item[i].node) });
}

struct telling {
	struct replay	*replay;
	const char	*path;
	unsigned	 told;
};

static void
on_trouble(void *arg, uint64_t line, enum reason why, const char *what)
{
	struct telling *t = arg;

	t->replay->trouble = true;
	if (t->told++ < TOLD_MAX)
		diag_at(why, t->path, line, "%s",
		    what != NULL ? what : reason_text(why));
}

struct recording *
replay_load(struct replay *r, struct slice node)
{
	struct replay_file key = { .node = xstrndup(node.p, node.len) };
	const struct replay_file *f = bsearch(&key, r->item, r->len,
	    sizeof(*r->item), by_node);
	struct telling t = { .replay = r };

	free(key.node);
	buf_clear(&r->text);
	if (f == NULL || unpack_file(f->path, RECORDING_OCTETS_MAX, &r->text)
	    < 0)
		return NULL;
	t.path = f->path;
	recording_read(&r->recording, buf_slice(&r->text), on_trouble, &t);
	if (t.told > TOLD_MAX)
		diag_at(REASON_RECORDING_LINE, f->path, 0,
		    "%u more lines are no good", t.told - TOLD_MAX);
	return &r->recording;
}

/* ---- making them ----------------------------------------------------------- */

/* A file's name for a node: what may lead elsewhere is written %XX. */
static char *
file_name(const char *folder, struct slice node)
{
	static const char fine[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
	struct buf b = { 0 };
	char *path;

	for (size_t i = 0; i < node.len; i++) {
		unsigned char c = (unsigned char)node.p[i];

		if (c != '\0' && strchr(fine, c) != NULL
		    && (c != '.' || i != 0)) {
			buf_addc(&b, (char)c);
			continue;
		}
		buf_addc(&b, '%');
		buf_addc(&b, "0123456789ABCDEF"[c >> 4]);
		buf_addc(&b, "0123456789ABCDEF"[c & 15]);
	}
	path = xasprintf("%s/%.*s.snmprec", folder, SLICE_FMT(buf_slice(&b)));
	buf_release(&b);
	return path;
}

int
record_write(const char *folder, struct slice node, struct recording *r)
{
	char *path = file_name(folder, node);
	struct buf text = { .max = RECORDING_OCTETS_MAX };
	int rc;

	recording_sort(r);
	for (size_t i = 0; i < r->len; i++) {
		struct varbind vb = recording_varbind(r, i);

		recording_put(&text, &vb);
	}
	rc = file_put(path, 0600, buf_slice(&text));
	buf_release(&text);
	free(path);
	return rc;
}
