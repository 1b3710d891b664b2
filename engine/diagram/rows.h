/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_DIAGRAM_ROWS_H
#define SPR_DIAGRAM_ROWS_H

#include "diagram/graph.h"

/* The transitions in words: one row for each place that one leads to. In the graph's arena. */
spr_diagram_row *spr_rows_make(spr_graph *g, uint32_t *n);

#endif
