/*
 * plot.h (doc) - graphs over time as SVG: strips of states, lines, bands
 * Coordinates are whole units; one column is one unit wide. The text that is
 * made can stand in a file of its own or within HTML. Colours are classes of
 * plot_style, so that a page may change them.
 */
#ifndef DOC_PLOT_H
#define DOC_PLOT_H

#include "base/buf.h"
#include "base/zone.h"
#include "oss/span.h"

#define PLOT_COLUMNS	880	/* of the plotted part */
#define PLOT_LEFT	90	/* room for names and numbers */
#define PLOT_WIDTH	(PLOT_LEFT + PLOT_COLUMNS + 20)

struct plot {
	struct buf		*out;		/* borrowed */
	const struct zone	*zone;		/* of the labels; borrowed */
	int64_t			 from_us, to_us;
	int64_t			 until_us;	/* what is behind is not yet */
	int			 y;		/* where the next part begins */
};

/* A value for each column. */
struct plot_line {
	uint64_t	value[PLOT_COLUMNS];
	bool		has[PLOT_COLUMNS];
};

/* Octets that are XML text or an attribute's value. */
void	plot_text(struct buf *, struct slice);
/* The CSS that the classes below are drawn with. */
extern const char plot_style[];

/* `alone`: a file of its own, with name space and style */
void	plot_begin(struct plot *, struct slice title, int height, bool alone);
void	plot_end(struct plot *);

/* A row of states; class: up, down, planned, off. What is left is unknown. */
void	plot_strip_begin(struct plot *, const char *label);
void	plot_strip(struct plot *, const char *class, const struct spans *);
void	plot_strip_end(struct plot *);

/*
 * A box of `height` with lines: max is the greatest value in it, `format`
 * writes a number of its axis.
 */
struct plot_box {
	int		top, height;
	uint64_t	top_value;	/* of the upper edge */
};
void	plot_box_begin(struct plot *, struct plot_box *, const char *label,
	    int height, uint64_t max,
	    void (*format)(struct buf *, uint64_t));
/* class: in, out, p50 ...; filled down to 0, or a line */
void	plot_box_line(struct plot *, const struct plot_box *,
	    const char *class, const struct plot_line *, bool filled);
/* A level across, as a port's speed; nothing when it is above the box. */
void	plot_box_level(struct plot *, const struct plot_box *,
	    const char *class, uint64_t value);
/* What is drawn as what, on the right of the title: class, word, ..., NULL */
void	plot_key(struct plot *, const char *const *pairs);
void	plot_box_end(struct plot *, const struct plot_box *);

/* The column of an instant in [from, to). */
int	plot_column(const struct plot *, int64_t us);

#endif
