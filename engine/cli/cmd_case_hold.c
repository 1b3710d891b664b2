/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"
#include "cli/upkeeping.h"

static const spr_option options[] = {
    SPR_UPKEEPING_OPTIONS,
    {NULL, NULL, false, NULL},
};

static sprawa_code hold(const spr_upkept *k) {
  return sprawa_engine_hold(k->engine, k->args->operands[0], k->args->operands[1], k->actor, k->reply,
                            k->error);
}

static int run(spr_cli *cli, const spr_args *args) {
  return spr_upkeeping_run(cli, args, "is under hold", hold);
}

const spr_command spr_cmd_case_hold = {
    .name = "case hold",
    .operands = "ID REASON",
    .least = 2,
    .most = 2,
    .summary = "keeps a case from being erased",
    .about = "A case under legal hold is not erased, however it is asked for: a court, an audit or a "
             "complaint needs it. It goes\n"
             "on as before. The reason is kept like any note, and goes with the case.",
    .example = "  sprawa case hold k2v7oyq3m4x5zt6a \"file III SA 12/26\"\n",
    .options = options,
    .run = run,
};
