/*
 * lines.c (ossctl-event) - records of text, from files in a row
 */
#include <fcntl.h>
#include <unistd.h>

#include "base/diag.h"
#include "event.h"

/* A line that is longer than a record may be. */
static int
pass_huge(struct lines *l)
{
	uint64_t line = l->in.line;

	stream_count_read(l->s);
	if (textin_huge(&l->in) < 0)
		return -1;
	return stream_reject_raw(l->s, REASON_LINE_TOO_LONG, l->file, line,
	    (struct slice){ NULL, 0 }, NULL);
}

/* Without its line end, and without what is not part of it. */
static int
take(struct lines *l, size_t n, size_t skip)
{
	struct slice rec = textin_slice(&l->in, n);
	uint64_t line = l->in.line;
	int rc = 0;

	if (rec.len > skip) {
		stream_count_read(l->s);
		rc = l->take(l->arg, (struct slice){ rec.p + skip,
		    rec.len - skip }, line);
	}
	textin_pass(&l->in, n);
	return rc;
}

static int
read_records(struct lines *l)
{
	size_t have, n, skip;

	for (;;) {
		have = l->in.end - l->in.at;
		n = have != 0 ? l->measure(l->in.buf + l->in.at, have,
		    l->in.eof, &skip) : 0;
		if (n > l->max || (n == 0 && have > l->max)) {
			if (pass_huge(l) < 0)
				return -1;
		} else if (n != 0) {
			if (take(l, n, skip) < 0)
				return -1;
		} else if (l->in.eof) {
			return 0;
		} else if (textin_fill(&l->in) < 0) {
			if (textin_why(&l->in) != REASON_NONE)
				unpack_say(l->src, l->file);
			return -1;
		}
	}
}

static int
read_file(struct lines *l, const char *name)
{
	bool is_stdin = strcmp(name, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
	int rc;

	l->file = name;
	if (fd < 0) {
		diag_errno(REASON_OPEN_FAILED, "cannot open '%s'", name);
		return -1;
	}
	unpack_open(l->src, fd);
	textin_begin(&l->in, l->src);
	rc = read_records(l);
	if (!is_stdin)
		close(fd);
	return rc;
}

int
lines_read(struct lines *l, int argc, char **argv)
{
	int rc = 0;

	l->src = unpack_new();
	textin_init(&l->in);
	l->in.wait = stream_on_wait;
	l->in.wait_arg = l->s;
	l->in.huge = stream_on_huge;
	l->in.huge_arg = l->s;
	if (argc == 0)
		rc = read_file(l, "-");
	for (int i = 0; rc == 0 && i < argc; i++)
		rc = read_file(l, argv[i]);
	textin_release(&l->in);
	unpack_free(l->src);
	return rc;
}
