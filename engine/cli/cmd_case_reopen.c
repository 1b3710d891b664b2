/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/asking.h"
#include "cli/commands.h"

static const spr_option options[] = {
    SPR_ASKING_OPTIONS,
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

static sprawa_code reopen(const spr_asked *k) {
  return sprawa_engine_reopen(k->engine, k->wish->id, k->request, k->reply, k->error);
}

static int run(spr_cli *cli, const spr_args *args) {
  const spr_wish wish = {.id = args->operands[0]};
  return spr_asking_run(cli, args, NULL, &wish, reopen);
}

const spr_command spr_cmd_case_reopen = {
    .name = "case reopen",
    .operands = "ID",
    .least = 1,
    .most = 1,
    .summary = "opens a case again that has ended",
    .about = "Opens a case again, where its workflow says to which state, by whom and for how long that is "
             "possible.",
    .example = "  sprawa case reopen k2v7oyq3m4x5zt6a --by centre\n",
    .options = options,
    .run = run,
};
