/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "cli/commands.h"
#include "cli/database.h"
#include "doors/case_json.h"
#include "doors/journal_json.h"
#include "doors/json_out.h"

static const spr_option options[] = {
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

/* The journal as far as the case that was read: it only grows. */
static int tell_journal(spr_database *db, const sprawa_case_row *c, spr_buf *out) {
  sprawa_journal_query q = {.as = &db->view, .limit = SPR_MAX_LISTED, .bodies = true};
  do {
    sprawa_journal *j = NULL;
    sprawa_error e;
    if (sprawa_engine_journal(db->engine, c->id, &q, &j, &e) != SPRAWA_OK) return spr_database_failed(db, &e);
    const sprawa_entry *entry = sprawa_journal_entry(j, 0);
    for (size_t i = 0; entry && entry->seq <= c->seq; entry = sprawa_journal_entry(j, ++i))
      spr_entry_json(entry, sprawa_journal_zone(j), true, out);
    q.from = sprawa_journal_next(j);
    sprawa_journal_free(j);
  } while (q.from > 0 && q.from <= c->seq);
  return SPR_EXIT_DONE;
}

static int tell(spr_database *db, const spr_args *args, spr_buf *out) {
  sprawa_case *c = NULL;
  int code = spr_database_case(db, args->operands[0], &c);
  if (code != SPR_EXIT_DONE) return code;
  spr_json_open(out, NULL, '{');
  spr_case_members_json(c, out);
  spr_json_open(out, "journal", '[');
  code = tell_journal(db, sprawa_case_head(c), out);
  spr_json_close(out, ']');
  spr_json_close(out, '}');
  spr_json_end(out);
  sprawa_case_free(c);
  return code;
}

static int run(spr_cli *cli, const spr_args *args) {
  return spr_database_report(cli, args, tell);
}

const spr_command spr_cmd_case_export = {
    .name = "case export",
    .operands = "ID",
    .least = 1,
    .most = 1,
    .summary = "everything on one case, as one JSON document",
    .about = "Writes all that is kept of a case, for who has the right to it: where it stands, the case "
             "file, tasks, deadlines,\n"
             "links, incidents, and each entry of its journal with its data, reasons and receipt in words. "
             "It is in clear:\n"
             "keep it as you keep the case.",
    .example = "  sprawa case export k2v7oyq3m4x5zt6a > case.json\n",
    .options = options,
    .run = run,
};
