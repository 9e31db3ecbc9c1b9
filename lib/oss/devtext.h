/*
 * devtext.h (oss) - text that a device wrote
 * sysDescr, ifAlias and the like are DisplayStrings on paper. In the field
 * they hold trailing NULs, ISO 8859-1, terminal escapes and line ends. They
 * become UTF-8 that may stand in a record and on a screen:
 *	- the first NUL ends it (agents that hand out their buffer);
 *	- not valid UTF-8 is read as ISO 8859-1, so that no two texts become
 *	  one;
 *	- control characters (C0, DEL, C1) become spaces;
 *	- blanks at both ends are cut. Blank text is missing.
 * Pure.
 */
#ifndef OSS_DEVTEXT_H
#define OSS_DEVTEXT_H

#include "base/buf.h"

/* Append the text to out; 0, or -1 when out's ceiling would be passed. */
int	devtext_add(struct buf *out, struct slice);

#endif
