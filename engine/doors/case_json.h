/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_DOORS_CASE_JSON_H
#define SPR_DOORS_CASE_JSON_H

#include "base/str.h"
#include "sprawa/sprawa.h"

/* A case as it stands, for programs: the same document at every door. */

/* {"id", "municipality", "package", "version", "workflow", "state", "held", "outcome", "opened", "at", "seq",
 * "configuration", "responsible", "responsibilities": [{"state", "title", "responsible"}], "deadlines",
 * "tasks", "case", "case_titles", "links", "incidents", "emergencies": [{"seq", "at", "by", "actor",
 * "reason"}]} */
void spr_case_json(const sprawa_case *c, spr_buf *out);
/* The members alone, for a document that has more. */
void spr_case_members_json(const sprawa_case *c, spr_buf *out);
/* The members that other documents have, too: "tasks"; "incidents". */
void spr_case_tasks_json(const sprawa_case *c, spr_buf *out);
void spr_case_incidents_json(const sprawa_case *c, spr_buf *out);
/* A member of "case_titles" and "listed_titles": the field as people are told, where that is otherwise. */
void spr_field_title_json(const sprawa_field *f, spr_buf *out);
/* The member "task": CASE-TASK, by which a task is known outside of its case. */
void spr_task_id_json(spr_buf *out, const char *case_id, const char *task_id);
/* "open", "ended" or "erased". */
const char *spr_case_status(sprawa_status s);

#endif
