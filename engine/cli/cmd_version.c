/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/args.h"
#include "cli/commands.h"
#include "sprawa/sprawa.h"

static const spr_option options[] = {
    {"json", NULL, false, "as a JSON document"},
    {NULL, NULL, false, NULL},
};

static int run(spr_cli *cli, const spr_args *args) {
  if (spr_args_flag(args, "json")) {
    fprintf(cli->out, "{\"version\":\"%s\"}\n", sprawa_version());
  } else {
    fprintf(cli->out, "sprawa %s\n", sprawa_version());
  }
  return SPR_EXIT_DONE;
}

const spr_command spr_cmd_version = {
    .name = "version",
    .operands = "",
    .summary = "the version of sprawa; also --version",
    .about = "Shows the version of sprawa.",
    .example = "  sprawa version --json\n",
    .options = options,
    .run = run,
};
