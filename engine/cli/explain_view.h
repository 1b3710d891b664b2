/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_EXPLAIN_VIEW_H
#define SPR_CLI_EXPLAIN_VIEW_H

#include "base/str.h"
#include "sprawa/sprawa.h"

/* What may happen next in a case, for people. full: as of spr_case_view_text. */
void spr_explain_view_text(const sprawa_explanation *x, bool full, spr_buf *out);
/* Of it the events alone, as text. */
void spr_explain_view_events(const sprawa_explanation *x, bool full, spr_buf *out);
/* The arithmetic of each open deadline. */
void spr_explain_view_deadlines(const sprawa_explanation *x, bool full, spr_buf *out);

#endif
