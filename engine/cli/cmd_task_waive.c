/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"
#include "cli/tasking.h"

static const spr_option options[] = {
    SPR_TASKING_SEQ,
    SPR_ASKING_OPTIONS,
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

static int run(spr_cli *cli, const spr_args *args) {
  const spr_wish wish = {.id = args->operands[0], .name = args->operands[1], .reason = args->operands[2]};
  return spr_asking_run(cli, args, NULL, &wish, spr_tasking_waive);
}

const spr_command spr_cmd_task_waive = {
    .name = "task waive",
    .operands = "CASE TASK REASON",
    .least = 3,
    .most = 3,
    .summary = "a task is not needed, and why",
    .about = "Closes an open task of a case that is not needed. The reason is kept." SPR_TASKING_NAMES,
    .example = "  sprawa task waive k2v7oyq3m4x5zt6a risk_form \"she was here before\" --by desk\n",
    .options = options,
    .run = run,
};
