/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_DOORS_ROWS_JSON_H
#define SPR_DOORS_ROWS_JSON_H

#include "base/str.h"
#include "sprawa/sprawa.h"

/* Rows of lists, for programs.
 * A case: {"id", "municipality", "package", "workflow", "state", "outcome", "configuration", "titles",
 * "responsible", "due", "overdue", "incidents", "opened", "at", "seq", "listed"} */
void spr_case_row_json(const sprawa_case_row *row, spr_buf *out);
/* An open task: {"case", "id", "name", "title", "state", "municipality", "package", "workflow", "by",
 * "required", "due", "last_day", "overdue"} */
void spr_work_row_json(const sprawa_work_row *row, spr_buf *out);

#endif
