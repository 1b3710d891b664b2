/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_CASE_VIEW_H
#define SPR_CLI_CASE_VIEW_H

#include "base/str.h"
#include "sprawa/sprawa.h"

/* A case as it stands, for people (for programs: doors/case_json.h), with titles and times to the minute;
 * full: also paths, and times as they are. */
void spr_case_view_text(const sprawa_case *c, bool full, spr_buf *out);

/* The parts that other reports show, too. */
void spr_case_tasks_text(const sprawa_case *c, bool full, spr_buf *out);
void spr_case_deadlines_text(const sprawa_case *c, bool full, spr_buf *out);
void spr_case_incidents_text(const sprawa_case *c, spr_buf *out);

#endif
