/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/case_view.h"
#include "cli/commands.h"
#include "cli/database.h"
#include "doors/case_json.h"

static const spr_option options[] = {
    SPR_AS_OPTION,        SPR_TITLE_OPTIONS,         {"json", NULL, false, "one JSON document"},
    SPR_DATABASE_OPTIONS, {NULL, NULL, false, NULL},
};

static int show(spr_database *db, const spr_args *args, spr_buf *out) {
  sprawa_case *c = NULL;
  int code = spr_database_case(db, args->operands[0], &c);
  if (code != SPR_EXIT_DONE) return code;
  if (spr_args_flag(args, "json"))
    spr_case_json(c, out);
  else
    spr_case_view_text(c, spr_args_flag(args, "long"), out);
  sprawa_case_free(c);
  return SPR_EXIT_DONE;
}

static int run(spr_cli *cli, const spr_args *args) {
  return spr_database_report(cli, args, show);
}

const spr_command spr_cmd_case_show = {
    .name = "case show",
    .operands = "ID",
    .least = 1,
    .most = 1,
    .summary = "where a case stands, who is responsible, what is due",
    .about = "Shows a case as its last entry left it: where it stands, who is responsible, deadlines, open "
             "tasks, the case\n"
             "file, linked cases and incidents. Times are those of its city.",
    .example =
        "  sprawa case show k2v7oyq3m4x5zt6a\n  sprawa case show k2v7oyq3m4x5zt6a --as mopr-gdansk --json\n",
    .options = options,
    .run = run,
};
