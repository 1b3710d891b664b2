/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "cli/commands.h"
#include "cli/database.h"
#include "cli/paging.h"
#include "cli/words.h"
#include "doors/rows_json.h"

static const spr_option options[] = {
    {"city", "CITY", false, "of cases of this municipality"},
    {"institution", "INSTITUTION", false, "that this institution has to do or to sign"},
    {"due", "WHEN", false, "overdue, or due within a duration: \"3 days\""},
    SPR_PAGING_OPTIONS,
    SPR_AS_OPTION,
    SPR_TITLE_OPTIONS,
    {"json", NULL, false, "one JSON document"},
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

static void row_text(const sprawa_work_row *row, bool full, spr_buf *out) {
  spr_buf_printf(out, "%s %-6s ", row->case_id, row->id);
  spr_words_titled(out, row->title, row->name);
  if (full) spr_buf_printf(out, " in %s", row->state);
  spr_buf_printf(out, ", %s", row->municipality);
  spr_words_names(out, ", by ", row->by, row->nby);
  if (row->due != SPRAWA_NO_TIME) {
    spr_buf_puts(out, ", due ");
    spr_words_end(out, row->zone, row->due, row->last_day, false, full);
  }
  if (row->overdue) spr_buf_puts(out, " OVERDUE");
  spr_buf_puts(out, row->required ? "\n" : " (not required)\n");
}

static int tell_page(void *ud, spr_paging *p) {
  sprawa_work_filter *f = ud;
  sprawa_work *w = NULL;
  sprawa_error e;
  f->limit = p->left;
  f->cursor = p->cursor;
  if (sprawa_engine_work(p->db->engine, f, &w, &e) != SPRAWA_OK) return spr_database_failed(p->db, &e);
  const sprawa_work_row *row = sprawa_work_at(w, 0);
  for (size_t i = 0; row; row = sprawa_work_at(w, ++i)) {
    spr_paging_row(p);
    if (p->json)
      spr_work_row_json(row, p->out);
    else
      row_text(row, p->full, p->out);
  }
  spr_paging_turn(p, sprawa_work_next(w));
  sprawa_work_free(w);
  return SPR_EXIT_DONE;
}

static int list(spr_database *db, const spr_args *args, spr_buf *out) {
  sprawa_work_filter f = {.as = &db->view,
                          .municipality = spr_args_value(args, "city"),
                          .institution = spr_args_value(args, "institution")};
  int code = spr_paging_due(db, args, &f.only_overdue, &f.due_by);
  return code == SPR_EXIT_DONE ? spr_paging_tell(db, args, "no open tasks", tell_page, &f, out) : code;
}

static int run(spr_cli *cli, const spr_args *args) {
  return spr_database_report(cli, args, list);
}

const spr_command spr_cmd_task_list = {
    .name = "task list",
    .operands = "",
    .summary = "open tasks of all cases",
    .about = "Lists open tasks, the earliest due first, those without a due time last. Each line begins with "
             "the case and the\n"
             "task's id there: `sprawa task done CASE TASK`.",
    .example = "  sprawa task list --institution mopr-gdansk --due overdue\n  sprawa task list --city gdansk "
               "--json\n",
    .options = options,
    .run = run,
};
