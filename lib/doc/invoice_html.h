/*
 * invoice_html.h (doc) - an invoice as HTML, by a jq template
 * One jq process serves any number of documents: it reads a view
 * (invoice_view.h) a line and answers a line, the page as a JSON string in
 * an array, or what went wrong. It is run without a shell and with an
 * environment of PATH alone; templates escape with @html. Functions that
 * return -1 have said why (`open-failed`, `jq-missing`, `template-failed`).
 */
#ifndef DOC_INVOICE_HTML_H
#define DOC_INVOICE_HTML_H

#include <sys/types.h>

#include "base/buf.h"

#define HTML_MAX	((size_t)256 << 20)	/* octets of one page */

struct json_t;

struct html {
	pid_t		 pid;		/* 0: not running */
	int		 to, from;	/* pipes */
	struct buf	 in, line;
	const char	*template;	/* borrowed */
};

int	html_open(struct html *, const char *template);
/* Append the page of a view. */
int	html_render(struct html *, const struct json_t *view,
	    struct buf *page);
/* A zeroed struct may be closed. */
int	html_close(struct html *);

#endif
