/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_COMMANDS_H
#define SPR_CLI_COMMANDS_H

#include "cli/cli.h"

/* Each command, defined in its file cmd_NAME.c and listed in commands.c. */
extern const spr_command spr_cmd_init;
extern const spr_command spr_cmd_check;
extern const spr_command spr_cmd_show;
extern const spr_command spr_cmd_try;
extern const spr_command spr_cmd_test;
extern const spr_command spr_cmd_version;
extern const spr_command spr_cmd_help;

#endif
