/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"
#include "cli/upkeeping.h"

static const spr_option options[] = {
    {"name", "NAME", false, "how the case knows the other: the `id` of an `open` of its workflow"},
    SPR_UPKEEPING_OPTIONS,
    {NULL, NULL, false, NULL},
};

static sprawa_code link_cases(const spr_upkept *k) {
  return sprawa_engine_link(k->engine, k->args->operands[0], k->args->operands[1],
                            spr_args_value(k->args, "name"), k->actor, k->reply, k->error);
}

static int run(spr_cli *cli, const spr_args *args) {
  if (spr_args_value(args, "name")) return spr_upkeeping_run(cli, args, "linked", link_cases);
  spr_complain(cli, "case link: --name NAME says how the case knows the other one");
  return SPR_EXIT_USAGE;
}

const spr_command spr_cmd_case_link = {
    .name = "case link",
    .operands = "ID OTHER",
    .least = 2,
    .most = 2,
    .summary = "links two cases, as if the first had opened the second",
    .about = "From now on the first case knows the second by the name, and the second knows the first as its "
             "parent: what is\n"
             "sent along the link arrives, and the end of the second is told to the first. The entry is in "
             "the journal of the\n"
             "second, which may have one parent only.",
    .example = "  sprawa case link k2v7oyq3m4x5zt6a b5x3mzt7qlc2y4ae --name successor\n",
    .options = options,
    .run = run,
};
