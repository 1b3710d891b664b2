/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"
#include "cli/upkeeping.h"

static const spr_option options[] = {
    SPR_UPKEEPING_OPTIONS,
    {NULL, NULL, false, NULL},
};

static sprawa_code retry(const spr_upkept *k) {
  return sprawa_engine_retry(k->engine, k->args->operands[0], k->actor, k->reply, k->error);
}

static int run(spr_cli *cli, const spr_args *args) {
  return spr_upkeeping_run(cli, args, "tried again", retry);
}

const spr_command spr_cmd_case_retry = {
    .name = "case retry",
    .operands = "ID",
    .least = 1,
    .most = 1,
    .summary = "tries again at once what has failed in a case",
    .about = "What fails as it falls due is set aside as an incident, and so is a message that its target "
             "cannot take. Both are\n"
             "tried again by themselves, after longer and longer pauses; this tries them now. `sprawa case "
             "journal ID` tells\n"
             "what became of it.",
    .example = "  sprawa case retry k2v7oyq3m4x5zt6a\n",
    .options = options,
    .run = run,
};
