/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"
#include "cli/usering.h"

static const spr_option options[] = {SPR_USERING_OPTIONS, {NULL, NULL, false, NULL}};

static spr_status revoke(spr_usering *u) {
  return spr_people_token_revoke(u->people, u->name, u->now);
}

static int run(spr_cli *cli, const spr_args *args) {
  return spr_usering_run(cli, args, revoke, spr_usering_no_token);
}

const spr_command spr_cmd_user_token_revoke = {
    .name = "user token revoke",
    .operands = "NAME",
    .least = 1,
    .most = 1,
    .summary = "a token opens no longer",
    .about = "Revokes a bearer token: at once, also in a server that runs, and for good.",
    .example = "  sprawa user token revoke register\n",
    .options = options,
    .run = run,
};
