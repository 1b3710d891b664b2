/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/case_view.h"
#include "cli/commands.h"
#include "cli/journal_view.h"
#include "cli/json_out.h"

static const spr_option options[] = {
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

static int tell_journal(const spr_look *look, spr_loaded *l, spr_buf *out) {
  spr_journal_view v;
  spr_journal_view_init(&v, look, l, out);
  v.json = v.whole = true;
  spr_json_open(out, "journal", '[');
  spr_status s = spr_store_entries(look->store, l->row.id, 1, spr_journal_view_entry, &v);
  spr_json_close(out, ']');
  if (s == SPR_OK) s = v.status;
  spr_journal_view_release(&v);
  return s == SPR_OK ? SPR_EXIT_DONE : spr_look_failed(look, s);
}

static int tell(const spr_look *look, const spr_args *args, spr_buf *out) {
  spr_loaded l;
  int code = spr_database_case(look, args->operands[0], &l);
  if (code != SPR_EXIT_DONE) return code;
  spr_json_open(out, NULL, '{');
  code = spr_case_view_members(look, &l, out);
  if (code == SPR_EXIT_DONE) code = tell_journal(look, &l, out);
  spr_json_close(out, '}');
  spr_json_end(out);
  spr_loaded_release(&l);
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
