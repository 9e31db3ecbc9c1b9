/*
 * draw.h (ossctl-kpi) - an object's period as a picture
 */
#ifndef OSSCTL_KPI_DRAW_H
#define OSSCTL_KPI_DRAW_H

#include "doc/plot.h"
#include "text.h"

/*
 * What measure_object or measure_link has measured last: a strip of states,
 * rates, round-trip times, as far as they are known. `alone`: an SVG file.
 */
void	draw(struct buf *, const struct measuring *, const struct subject *,
	    const struct kpi *, bool alone);

#endif
