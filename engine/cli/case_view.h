/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_CASE_VIEW_H
#define SPR_CLI_CASE_VIEW_H

#include "cli/database.h"

/* A case as it stands, for people and for programs. `look` says in whose view: fields go through
 * spr_case_sees. Nothing here calls the case's rules. A failure to read is told; gives the exit code. */
int spr_case_view_text(const spr_look *look, spr_loaded *l, spr_buf *out);
/* {"id", "municipality", "package", "version", "workflow", "state", "held", "outcome", "opened", "at", "seq",
 * "configuration", "responsible", "responsibilities": [{"state", "responsible"}], "deadlines", "tasks",
 * "case", "links", "incidents"} */
int spr_case_view_json(const spr_look *look, spr_loaded *l, spr_buf *out);
/* The members alone, for a document that has more. */
int spr_case_view_members(const spr_look *look, spr_loaded *l, spr_buf *out);

/* The parts that other reports show, too. */
void spr_case_tasks_text(const spr_loaded *l, spr_buf *out);
void spr_case_tasks_json(const spr_loaded *l, spr_buf *out); /* the member "tasks" */
void spr_case_deadlines_text(const spr_loaded *l, spr_buf *out);
void spr_case_deadlines_json(const spr_loaded *l, spr_buf *out); /* the member "deadlines" */
/* "open", "ended" or "erased". */
const char *spr_case_state_word(uint8_t state);

#endif
