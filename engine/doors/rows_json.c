/* SPDX-License-Identifier: Apache-2.0 */
#include "doors/rows_json.h"

#include "doors/case_json.h"
#include "doors/json_out.h"

void spr_case_row_json(const sprawa_case_row *row, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  spr_json_word(out, "id", row->id);
  spr_json_word(out, "municipality", row->municipality);
  spr_json_word(out, "package", row->package);
  spr_json_word(out, "workflow", row->workflow);
  spr_json_word(out, "state", spr_case_status(row->status));
  spr_json_word_or_null(out, "outcome", row->outcome);
  spr_json_joined(out, "configuration", row->states);
  spr_json_words(out, "titles", row->titles, row->ntitles);
  spr_json_word_or_null(out, "responsible", row->responsible);
  spr_json_time(out, "due", row->zone, row->due);
  spr_json_number(out, "overdue", row->overdue);
  spr_json_number(out, "incidents", row->incidents);
  spr_json_time(out, "opened", row->zone, row->opened);
  spr_json_time(out, "at", row->zone, row->changed);
  spr_json_number(out, "seq", row->seq);
  spr_json_value_of(out, "listed", row->listed);
  spr_json_open(out, "listed_titles", '{');
  for (size_t i = 0; i < row->nfields; i++) spr_field_title_json(&row->fields[i], out);
  spr_json_close(out, '}');
  spr_json_close(out, '}');
}

void spr_work_row_json(const sprawa_work_row *row, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  spr_json_word(out, "case", row->case_id);
  spr_json_word(out, "id", row->id);
  spr_task_id_json(out, row->case_id, row->id);
  spr_json_word(out, "name", row->name);
  spr_json_word_or_null(out, "title", row->title);
  spr_json_word(out, "state", row->state);
  spr_json_word(out, "municipality", row->municipality);
  spr_json_word(out, "package", row->package);
  spr_json_word(out, "workflow", row->workflow);
  spr_json_words(out, "by", row->by, row->nby);
  spr_json_bool(out, "required", row->required);
  spr_json_time(out, "due", row->zone, row->due);
  if (*row->last_day) spr_json_word(out, "last_day", row->last_day);
  spr_json_bool(out, "overdue", row->overdue);
  spr_json_close(out, '}');
}
