/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"
#include "cli/tasking.h"

static const spr_option options[] = {
    SPR_TASKING_DATA, SPR_TASKING_SEQ, SPR_ASKING_OPTIONS, SPR_DATABASE_OPTIONS, {NULL, NULL, false, NULL},
};

static int run(spr_cli *cli, const spr_args *args) {
  const spr_wish wish = {.id = args->operands[0], .name = args->operands[1]};
  return spr_asking_run(cli, args, "data", &wish, spr_tasking_done);
}

const spr_command spr_cmd_task_done = {
    .name = "task done",
    .operands = "CASE TASK",
    .least = 2,
    .most = 2,
    .summary = "a task is done",
    .about = "Says that an open task of a case is done." SPR_TASKING_NAMES,
    .example = "  sprawa task done k2v7oyq3m4x5zt6a interview --by centre\n",
    .options = options,
    .run = run,
};
