/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "cli/commands.h"
#include "cli/database.h"
#include "cli/json_out.h"
#include "cli/paging.h"
#include "cli/words.h"

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

typedef struct listing {
  spr_database *db;
  sprawa_work_filter filter;
  bool json, full;
  uint32_t left;    /* rows that may still be shown */
  uint32_t n;       /* shown */
  const char *next; /* cursor, in the command line's arena; NULL: that was all */
  spr_buf *out;
} listing;

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

static void row_json(const sprawa_work_row *row, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  spr_json_word(out, "case", row->case_id);
  spr_json_word(out, "id", row->id);
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

static void tell_page(listing *v, const sprawa_work *w) {
  const sprawa_work_row *row = sprawa_work_at(w, 0);
  for (size_t i = 0; row; row = sprawa_work_at(w, ++i)) {
    if (v->json)
      row_json(row, v->out);
    else
      row_text(row, v->full, v->out);
    v->n++;
    v->left--;
  }
}

/* In the view of an institution a page may hold fewer rows than it was asked for, and yet not be the last. */
static int tell_rows(listing *v) {
  do {
    sprawa_work *w = NULL;
    sprawa_error e;
    v->filter.limit = v->left;
    if (sprawa_engine_work(v->db->engine, &v->filter, &w, &e) != SPRAWA_OK)
      return spr_database_failed(v->db, &e);
    tell_page(v, w);
    v->next = spr_paging_keep(v->db->cli, sprawa_work_next(w));
    v->filter.cursor = v->next;
    sprawa_work_free(w);
  } while (v->next && v->left > 0);
  return SPR_EXIT_DONE;
}

static int list(spr_database *db, const spr_args *args, spr_buf *out) {
  listing v = {
      .db = db, .json = spr_args_flag(args, "json"), .full = spr_args_flag(args, "long"), .out = out};
  v.filter = (sprawa_work_filter){.as = db->as,
                                  .municipality = spr_args_value(args, "city"),
                                  .institution = spr_args_value(args, "institution"),
                                  .cursor = spr_args_value(args, "after")};
  int code = spr_paging_limit(db->cli, args, &v.left);
  if (code == SPR_EXIT_DONE) code = spr_paging_due(db, args, &v.filter.only_overdue, &v.filter.due_by);
  if (code != SPR_EXIT_DONE) return code;
  if (v.json) spr_paging_begin(out);
  code = tell_rows(&v);
  if (code != SPR_EXIT_DONE) return code;
  spr_paging_end(out, v.json, v.n, "no open tasks", v.next);
  return SPR_EXIT_DONE;
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
