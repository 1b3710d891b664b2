/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/args.h"
#include "cli/commands.h"

static int run(spr_cli *cli, const spr_args *args) {
  if (args->noperands == 0) {
    spr_help_all(cli->out);
    return SPR_EXIT_DONE;
  }
  const char *name = args->operands[0];
  for (uint32_t i = 1; i < args->noperands; i++)
    name = spr_str_printf(&cli->arena, "%s %s", name, args->operands[i]).p;
  if (spr_command_is_group(name)) {
    spr_help_group(cli->out, name);
    return SPR_EXIT_DONE;
  }
  const spr_command *c = spr_command_find(cli, name);
  if (!c) return SPR_EXIT_USAGE;
  spr_help_command(cli->out, c);
  return SPR_EXIT_DONE;
}

const spr_command spr_cmd_help = {
    .name = "help",
    .operands = "[COMMAND]",
    .most = 3,
    .summary = "explains a command",
    .about = "Explains a command, or lists all of them.",
    .example = "  sprawa help try\n  sprawa help case open\n",
    .run = run,
};
