/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_DRAWING_H
#define SPR_SERVER_DRAWING_H

#include "server/screen.h"

/* A diagram in a page: the picture, which can be scrolled or seen whole, and a table that says the same. */

/* what: as of sprawa_engine_draw. Nothing is shown where it cannot be drawn but a line that says so. */
void spr_drawing_show(spr_screen *p, const sprawa_draw *what);

#endif
