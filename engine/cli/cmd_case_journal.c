/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"
#include "cli/journal_view.h"
#include "cli/json_out.h"

static const spr_option options[] = {
    {"entry", "N", false, "one entry as a whole: data, receipt, hashes"},
    SPR_AS_OPTION,
    {"json", NULL, false, "one JSON document"},
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

static int tell_entries(const spr_look *look, const char *id, spr_journal_view *v) {
  /* The entry before the wanted one tells from where it went. */
  uint64_t from = v->only > 1 ? v->only - 1 : 1;
  spr_status s = spr_store_entries(look->store, spr_str_of(id), from, spr_journal_view_entry, v);
  if (s == SPR_OK || s == SPR_ENOTFOUND) s = v->status;
  if (s != SPR_OK) return spr_look_failed(look, s);
  if (v->n > 0) return SPR_EXIT_DONE;
  spr_complain(look->cli, "case \"%s\" has no entry %llu", id, (unsigned long long)v->only);
  return SPR_EXIT_MISSING;
}

static int tell(const spr_look *look, const spr_args *args, spr_buf *out) {
  const char *id = args->operands[0], *entry = spr_args_value(args, "entry");
  spr_loaded l;
  spr_journal_view v;
  int code = spr_database_case(look, id, &l);
  if (code != SPR_EXIT_DONE) return code;
  spr_journal_view_init(&v, look, &l, out);
  v.json = spr_args_flag(args, "json");
  v.whole = entry && spr_args_number(entry, &v.only);
  if (v.json) {
    spr_json_open(out, NULL, '{');
    spr_json_text(out, "id", l.row.id);
    spr_json_open(out, "entries", '[');
  }
  code = tell_entries(look, id, &v);
  if (v.json) {
    spr_json_close(out, ']');
    spr_json_close(out, '}');
    spr_json_end(out);
  }
  spr_journal_view_release(&v);
  spr_loaded_release(&l);
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
    .example = "  sprawa case journal k2v7oyq3m4x5zt6a\n  sprawa case journal k2v7oyq3m4x5zt6a --entry 3\n",
    .options = options,
    .run = run,
};
