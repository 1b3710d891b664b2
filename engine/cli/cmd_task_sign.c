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
  const spr_wish wish = {.id = args->operands[0], .name = args->operands[1]};
  return spr_asking_run(cli, args, NULL, &wish, spr_tasking_sign);
}

const spr_command spr_cmd_task_sign = {
    .name = "task sign",
    .operands = "CASE TASK",
    .least = 2,
    .most = 2,
    .summary = "signs a task that several institutions sign",
    .about =
        "Signs an open task of a case; it is done when all whose task it is have signed." SPR_TASKING_NAMES,
    .example = "  sprawa task sign k2v7oyq3m4x5zt6a agree --by centre\n",
    .options = options,
    .run = run,
};
