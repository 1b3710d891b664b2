/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/case_view.h"
#include "cli/commands.h"
#include "cli/tasking.h"
#include "doors/case_json.h"
#include "doors/json_out.h"

static const spr_option options[] = {
    {"done", NULL, false, "the task is done"},
    {"sign", NULL, false, "signs a task that several institutions sign"},
    {"waive", "REASON", false, "the task is not needed, and why"},
    SPR_TASKING_DATA,
    SPR_TASKING_SEQ,
    SPR_ASKING_OPTIONS,
    SPR_AS_OPTION,
    SPR_TITLE_OPTIONS,
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

static int list(spr_database *db, const spr_args *args, spr_buf *out) {
  sprawa_case *c = NULL;
  int code = spr_database_case(db, args->operands[0], &c);
  if (code != SPR_EXIT_DONE) return code;
  if (spr_args_flag(args, "json")) {
    spr_json_open(out, NULL, '{');
    spr_json_word(out, "id", sprawa_case_head(c)->id);
    spr_json_number(out, "seq", sprawa_case_head(c)->seq);
    spr_case_tasks_json(c, out);
    spr_json_close(out, '}');
    spr_json_end(out);
  } else {
    spr_case_tasks_text(c, spr_args_flag(args, "long"), out);
    if (out->n == 0) spr_buf_puts(out, "no open tasks\n");
  }
  sprawa_case_free(c);
  return SPR_EXIT_DONE;
}

static int run(spr_cli *cli, const spr_args *args) {
  const char *waive = spr_args_value(args, "waive");
  bool done = spr_args_flag(args, "done"), sign = spr_args_flag(args, "sign");
  int verbs = done + sign + (waive != NULL);
  if (verbs == 0 && args->noperands == 1) return spr_database_report(cli, args, list);
  if (verbs != 1 || args->noperands == 1) {
    spr_complain(cli, verbs > 1 ? "case task: one of --done, --sign and --waive"
                      : verbs   ? "case task: which task? `sprawa case task ID` lists them"
                                : "case task: what of it? --done, --sign or --waive REASON");
    return SPR_EXIT_USAGE;
  }
  const spr_wish wish = {.id = args->operands[0], .name = args->operands[1], .reason = waive};
  return spr_asking_run(cli, args, "data", &wish,
                        done   ? spr_tasking_done
                        : sign ? spr_tasking_sign
                               : spr_tasking_waive);
}

const spr_command spr_cmd_case_task = {
    .name = "case task",
    .operands = "ID [TASK]",
    .least = 1,
    .most = 2,
    .summary = "lists the open tasks of a case, and does, signs or waives one",
    .about = "Without a task it lists those that are open. TASK is the name of one, with its state before it "
             "where several\n"
             "bear it (plan.agree), or its id (4.1).",
    .example = "  sprawa case task k2v7oyq3m4x5zt6a\n"
               "  sprawa case task k2v7oyq3m4x5zt6a interview --done --by centre\n"
               "  sprawa case task k2v7oyq3m4x5zt6a risk_form --waive \"she was here before\" --by desk\n",
    .options = options,
    .run = run,
};
