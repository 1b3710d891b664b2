/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "cli/commands.h"
#include "cli/database.h"
#include "cli/paging.h"
#include "cli/words.h"
#include "doors/case_json.h"
#include "doors/rows_json.h"

static const spr_option options[] = {
    {"city", "CITY", false, "of this municipality"},
    {"package", "PACKAGE", false, "of this package"},
    {"workflow", "WORKFLOW", false, "of this workflow"},
    {"state", "STATE", false, "that stand in this state, or in one within it"},
    {"responsible", "INSTITUTION", false, "that this institution is responsible for"},
    {"due", "WHEN", false, "overdue, or with a deadline that ends within a duration: \"3 days\""},
    {"incidents", NULL, false, "in which something has failed and is tried again"},
    {"emergencies", "DURATION", false,
     "that somebody was let see for an emergency within so long, \"30 days\"; with --as those it answers "
     "for"},
    {"where", "FIELD=VALUE", true, "whose `listed` field is that"},
    {"text", "WORDS", false,
     "with words that begin so, in a listed field, a title or the id; case and accents do not count"},
    {"sort", "FIELD", false, "ordered by a `listed` field"},
    {"all", NULL, false, "also cases that have ended"},
    SPR_PAGING_OPTIONS,
    SPR_AS_OPTION,
    SPR_TITLE_OPTIONS,
    {"json", NULL, false, "one JSON document"},
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

typedef struct question {
  sprawa_filter filter;
  sprawa_where where[SPR_MAX_WISHES];
} question;

/* -- telling -------------------------------------------------------------------------------------------- */

static void listed_text(const sprawa_value *listed, spr_buf *out) {
  for (size_t i = 0; i < sprawa_value_size(listed); i++) {
    spr_buf_printf(out, "  %s=", sprawa_value_name(listed, i));
    spr_words_value(out, sprawa_value_at(listed, i));
  }
}

/* One line for a case, and one that can be read. */
#define SHOWN_TITLES 1

static void row_text(const sprawa_case_row *row, bool full, spr_buf *out) {
  bool open = row->status == SPRAWA_CASE_OPEN;
  spr_buf_printf(out, "%s  %s  %s/%s  ", row->id, row->municipality, row->package, row->workflow);
  if (!open) spr_buf_printf(out, "%s ", spr_case_status(row->status));
  if (full)
    spr_words_joined(out, row->states);
  else
    spr_words_titles(out, row->titles, row->ntitles, SHOWN_TITLES);
  if (*row->responsible) spr_buf_printf(out, "  %s", row->responsible);
  if (open && row->due != SPRAWA_NO_TIME) {
    spr_buf_puts(out, "  due ");
    spr_words_end(out, row->zone, row->due, "", false, full);
  }
  if (open && row->overdue) spr_buf_printf(out, "  %u OVERDUE", row->overdue);
  if (row->incidents) spr_buf_printf(out, "  %u INCIDENT%s", row->incidents, row->incidents == 1 ? "" : "S");
  listed_text(row->listed, out);
  spr_buf_char(out, '\n');
}

static int tell_page(void *ud, spr_paging *p) {
  question *q = ud;
  sprawa_list *l = NULL;
  sprawa_error e;
  q->filter.limit = p->left;
  q->filter.cursor = p->cursor;
  if (sprawa_engine_list(p->db->engine, &q->filter, &l, &e) != SPRAWA_OK)
    return spr_database_failed(p->db, &e);
  const sprawa_case_row *row = sprawa_list_row(l, 0);
  for (size_t i = 0; row; row = sprawa_list_row(l, ++i)) {
    spr_paging_row(p);
    if (p->json)
      spr_case_row_json(row, p->out);
    else
      row_text(row, p->full, p->out);
  }
  spr_paging_turn(p, sprawa_list_next(l));
  sprawa_list_free(l);
  return SPR_EXIT_DONE;
}

/* -- what is asked -------------------------------------------------------------------------------------- */

static int read_where(spr_cli *cli, const spr_args *args, question *q) {
  const char *text = spr_args_nth(args, "where", 0);
  for (uint32_t i = 0; text; text = spr_args_nth(args, "where", ++i)) {
    size_t n = strcspn(text, "=");
    if (n == 0 || text[n] == '\0') {
      spr_complain(cli, "--where \"%s\": a `listed` field and its value, FIELD=VALUE", text);
      return SPR_EXIT_USAGE;
    }
    if (i == SPR_MAX_WISHES) {
      spr_complain(cli, "--where may be given %d times at most", SPR_MAX_WISHES);
      return SPR_EXIT_USAGE;
    }
    q->where[i] = (sprawa_where){spr_str_dup(&cli->arena, spr_str_n(text, n)).p, text + n + 1};
    q->filter.nwhere = i + 1;
  }
  return SPR_EXIT_DONE;
}

static int read_filter(spr_database *db, const spr_args *args, question *q) {
  q->filter = (sprawa_filter){.as = &db->view,
                              .municipality = spr_args_value(args, "city"),
                              .package = spr_args_value(args, "package"),
                              .workflow = spr_args_value(args, "workflow"),
                              .state = spr_args_value(args, "state"),
                              .responsible = spr_args_value(args, "responsible"),
                              .only_incidents = spr_args_flag(args, "incidents"),
                              .only_open = !spr_args_flag(args, "all"),
                              .text = spr_args_value(args, "text"),
                              .sort = spr_args_value(args, "sort"),
                              .where = q->where};
  int code = read_where(db->cli, args, q);
  if (code == SPR_EXIT_DONE) code = spr_paging_within(db, args, "emergencies", &q->filter.emergency_since);
  return code == SPR_EXIT_DONE ? spr_paging_due(db, args, &q->filter.only_overdue, &q->filter.due_by) : code;
}

static int list(spr_database *db, const spr_args *args, spr_buf *out) {
  question q;
  int code = read_filter(db, args, &q);
  return code == SPR_EXIT_DONE ? spr_paging_tell(db, args, "no cases", tell_page, &q, out) : code;
}

static int run(spr_cli *cli, const spr_args *args) {
  return spr_database_report(cli, args, list);
}

const spr_command spr_cmd_case_list = {
    .name = "case list",
    .operands = "",
    .summary = "which cases there are",
    .about =
        "Lists open cases, in the order in which they were opened; with --due by their next deadline, with "
        "--sort by a\n"
        "field that the package lists. Where there are more it ends with what to say after --after.",
    .example = "  sprawa case list --city gdansk --due overdue\n  sprawa case list --responsible mopr-gdansk "
               "--json\n  sprawa case list --state stay --sort arrived_on\n"
               "  sprawa case list --text \"gdan intake\"\n",
    .options = options,
    .run = run,
};
