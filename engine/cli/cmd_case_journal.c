/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "cli/commands.h"
#include "cli/database.h"
#include "cli/journal_view.h"
#include "doors/journal_json.h"
#include "doors/json_out.h"

static const spr_option options[] = {
    {"entry", "N", false, "one entry as a whole: data, receipt, hashes"},
    SPR_AS_OPTION,
    SPR_TITLE_OPTIONS,
    {"json", NULL, false, "one JSON document"},
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

/* What is wanted of a journal. */
typedef struct telling {
  spr_database *db;
  const char *id;
  uint64_t only; /* 0: all */
  bool json;
  spr_journal_view view;
  uint32_t n; /* told */
  spr_buf *out;
} telling;

static void tell_page(telling *t, const sprawa_journal *j) {
  t->view.zone = sprawa_journal_zone(j);
  const sprawa_entry *e = sprawa_journal_entry(j, 0);
  for (size_t i = 0; e; e = sprawa_journal_entry(j, ++i)) {
    if (t->json)
      spr_entry_json(e, t->view.zone, t->view.whole, t->out);
    else
      spr_journal_view_text(e, &t->view, t->out);
    t->n++;
  }
}

static int tell_entries(telling *t) {
  sprawa_journal_query q = {
      .as = &t->db->view, .from = t->only, .limit = t->only > 0 ? 1 : SPR_MAX_LISTED, .bodies = true};
  do {
    sprawa_journal *j = NULL;
    sprawa_error e;
    if (sprawa_engine_journal(t->db->engine, t->id, &q, &j, &e) != SPRAWA_OK)
      return spr_database_failed(t->db, &e);
    tell_page(t, j);
    q.from = t->only > 0 ? 0 : sprawa_journal_next(j);
    sprawa_journal_free(j);
  } while (q.from > 0);
  if (t->n > 0) return SPR_EXIT_DONE;
  spr_complain(t->db->cli, "case \"%s\" has no entry %llu", t->id, (unsigned long long)t->only);
  return SPR_EXIT_MISSING;
}

static int tell(spr_database *db, const spr_args *args, spr_buf *out) {
  const char *entry = spr_args_value(args, "entry");
  telling t = {.db = db, .id = args->operands[0], .json = spr_args_flag(args, "json"), .out = out};
  if (entry) (void)spr_args_number(entry, &t.only);
  t.view = (spr_journal_view){
      .whole = t.only > 0, .full = t.only > 0 || spr_args_flag(args, "long"), .seen = SPRAWA_NO_TIME};
  if (t.json) {
    spr_json_open(out, NULL, '{');
    spr_json_word(out, "id", t.id);
    spr_json_open(out, "entries", '[');
  }
  int code = tell_entries(&t);
  if (t.json) {
    spr_json_close(out, ']');
    spr_json_close(out, '}');
    spr_json_end(out);
  }
  return code;
}

static int run(spr_cli *cli, const spr_args *args) {
  const char *entry = spr_args_value(args, "entry");
  uint64_t number = 0;
  if (!entry || spr_args_number(entry, &number)) return spr_database_report(cli, args, tell);
  spr_complain(cli, "--entry \"%s\": the number of an entry, from 1", entry);
  return SPR_EXIT_USAGE;
}

const spr_command spr_cmd_case_journal = {
    .name = "case journal",
    .operands = "ID",
    .least = 1,
    .most = 1,
    .summary = "what has happened in a case, by whom, and by which rule",
    .about =
        "One line for each entry: its number, when, what, by whom, from where to where, and the place of the "
        "rule that\n"
        "decided; below it notes, reasons and errors. With --entry everything that the journal keeps of one.",
    .example = "  sprawa case journal k2v7oyq3m4x5zt6a\n  sprawa case journal k2v7oyq3m4x5zt6a --entry 1\n",
    .options = options,
    .run = run,
};
