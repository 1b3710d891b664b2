/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"
#include "cli/upkeeping.h"

static const spr_option options[] = {
    SPR_UPKEEPING_OPTIONS,
    {NULL, NULL, false, NULL},
};

static sprawa_code release(const spr_upkept *k) {
  return sprawa_engine_release(k->engine, k->args->operands[0], k->args->operands[1], k->actor, k->reply,
                               k->error);
}

static int run(spr_cli *cli, const spr_args *args) {
  return spr_upkeeping_run(cli, args, "is released from hold", release);
}

const spr_command spr_cmd_case_release = {
    .name = "case release",
    .operands = "ID REASON",
    .least = 2,
    .most = 2,
    .summary = "ends a legal hold",
    .about =
        "Ends what `sprawa case hold` has begun. The reason is kept like any note, and goes with the case.",
    .example = "  sprawa case release k2v7oyq3m4x5zt6a \"file III SA 12/26\"\n",
    .options = options,
    .run = run,
};
