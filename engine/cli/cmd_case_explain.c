/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"
#include "cli/database.h"
#include "cli/explain_view.h"
#include "doors/explain_json.h"

static const spr_option options[] = {
    {"deadlines", NULL, false, "how the end of each open deadline was counted"},
    {"as", "INSTITUTION", false, "what this institution may do"},
    SPR_TITLE_OPTIONS,
    {"json", NULL, false, "one JSON document, with the deadlines"},
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

static int explain(spr_database *db, const spr_args *args, spr_buf *out) {
  bool full = spr_args_flag(args, "long");
  sprawa_explanation *x = NULL;
  sprawa_error e;
  if (sprawa_engine_explain(db->engine, args->operands[0], &db->view, &x, &e) != SPRAWA_OK)
    return spr_database_failed(db, &e);
  if (spr_args_flag(args, "json"))
    spr_explain_json(x, out);
  else if (spr_args_flag(args, "deadlines"))
    spr_explain_view_deadlines(x, full, out);
  else
    spr_explain_view_text(x, full, out);
  sprawa_explanation_free(x);
  return SPR_EXIT_DONE;
}

static int run(spr_cli *cli, const spr_args *args) {
  return spr_database_report(cli, args, explain);
}

const spr_command spr_cmd_case_explain = {
    .name = "case explain",
    .operands = "ID",
    .least = 1,
    .most = 1,
    .summary = "what may happen next, who may do it, and why not",
    .about = "Tries every event that the case waits for, as it would be taken now, and changes nothing. For "
             "each it tells\n"
             "who is competent and where it leads, or why it may not happen: the rule's reason with its file "
             "and line.",
    .example = "  sprawa case explain k2v7oyq3m4x5zt6a\n  sprawa case explain k2v7oyq3m4x5zt6a --deadlines\n",
    .options = options,
    .run = run,
};
