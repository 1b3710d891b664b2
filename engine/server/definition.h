/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_DEFINITION_H
#define SPR_SERVER_DEFINITION_H

#include "server/screen.h"

/* What pages of definitions share: addresses, and sources with numbered lines. */

spr_str spr_workflow_url(spr_arena *arena, const char *package, const char *municipality,
                         const char *workflow);
/* A place in a source, "FILE:LINE": the page of that file, at that line. */
spr_str spr_source_url(spr_arena *arena, const char *package, const char *municipality, spr_str place);
/* The text with its lines numbered; each has the id "L14". Where a comment of a line names a place ("#
 * FILE:LINE") it leads there. */
void spr_source_show(spr_screen *p, const char *package, const char *municipality, spr_str text);

#endif
