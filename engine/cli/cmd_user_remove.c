/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"
#include "cli/usering.h"

static const spr_option options[] = {SPR_USERING_OPTIONS, {NULL, NULL, false, NULL}};

static spr_status remove_user(spr_usering *u) {
  return spr_people_remove(u->people, u->name, u->now);
}

static int run(spr_cli *cli, const spr_args *args) {
  return spr_usering_run(cli, args, remove_user, spr_usering_no_user);
}

const spr_command spr_cmd_user_remove = {
    .name = "user remove",
    .operands = "NAME",
    .least = 1,
    .most = 1,
    .summary = "lets a person enter no longer",
    .about = "Ends the sessions of a person and lets them enter no longer: at once, also in a server that "
             "runs. The name stays\n"
             "taken, since journals and the access log name people by it.",
    .example = "  sprawa user remove anna\n",
    .options = options,
    .run = run,
};
