/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"
#include "cli/explain_view.h"

static const spr_option options[] = {
    {"deadlines", NULL, false, "how the end of each open deadline was counted"},
    {"as", "INSTITUTION", false, "what this institution may do"},
    {"json", NULL, false, "one JSON document, with the deadlines"},
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

static int explain_case(const spr_look *look, const spr_args *args, spr_loaded *l, spr_buf *out) {
  spr_explanation x;
  spr_str by = spr_str_of(look->db->as ? look->db->as : "");
  spr_status s = spr_explain(l, look->now, by, &look->cli->arena, &x);
  if (s != SPR_OK) return spr_look_failed(look, s);
  if (spr_args_flag(args, "json"))
    spr_explain_view_json(l, &x, look->now, out);
  else if (spr_args_flag(args, "deadlines"))
    spr_explain_view_deadlines(l, look->now, out);
  else
    spr_explain_view_text(l, &x, out);
  spr_explanation_release(&x);
  return SPR_EXIT_DONE;
}

static int explain(const spr_look *look, const spr_args *args, spr_buf *out) {
  spr_loaded l;
  int code = spr_database_case(look, args->operands[0], &l);
  if (code != SPR_EXIT_DONE) return code;
  if (l.c) {
    code = explain_case(look, args, &l, out);
  } else {
    spr_complain(look->cli, "the case was erased");
    code = SPR_EXIT_FAULT;
  }
  spr_loaded_release(&l);
  return code;
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
