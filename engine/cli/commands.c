/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"

const spr_command *const spr_commands[] = {
    &spr_cmd_init, &spr_cmd_check,   &spr_cmd_show, &spr_cmd_try,
    &spr_cmd_test, &spr_cmd_version, &spr_cmd_help, NULL,
};
