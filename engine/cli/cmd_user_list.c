/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/bound.h"
#include "cli/commands.h"
#include "cli/roster.h"
#include "doors/json_out.h"

static const spr_option options[] = {
    {"json", NULL, false, "one JSON document"},
    SPR_DATABASE_FILE,
    {NULL, NULL, false, NULL},
};

static void tell_json(spr_buf *out, const spr_user *u) {
  spr_json_open(out, NULL, '{');
  spr_json_text(out, "name", u->name);
  spr_json_word(out, "role", spr_role_text(u->role));
  spr_bound_json(out, "institutions", u->institutions, u->ninstitutions);
  spr_bound_json(out, "municipalities", u->municipalities, u->nmunicipalities);
  spr_json_bool(out, "has_password", u->has_password);
  spr_json_time(out, "made", NULL, u->made);
  spr_json_time(out, "entered", NULL, u->entered);
  spr_json_time(out, "failed", NULL, u->failed);
  spr_json_number(out, "failures", u->failures);
  spr_json_close(out, '}');
}

static void tell_text(spr_buf *out, const spr_user *u) {
  spr_buf_printf(out, "%-20.*s %-13s", SPR_FMT(u->name), spr_role_text(u->role));
  spr_bound_words(out, " of ", u->institutions, u->ninstitutions);
  spr_bound_words(out, " in ", u->municipalities, u->nmunicipalities);
  spr_buf_puts(out, ", was here: ");
  spr_bound_time(out, u->entered);
  if (!u->has_password) spr_buf_puts(out, ", has no password");
  if (u->failures) spr_buf_printf(out, ", wrong passwords since: %u, the last ", (unsigned)u->failures);
  if (u->failures) spr_bound_time(out, u->failed);
  spr_buf_char(out, '\n');
}

static bool tell_user(void *ud, const spr_user *u) {
  spr_roster *r = ud;
  r->any = true;
  if (r->json)
    tell_json(r->out, u);
  else
    tell_text(r->out, u);
  return !r->out->failed;
}

static spr_status tell_all(spr_people *p, spr_roster *r) {
  return spr_people_users(p, tell_user, r);
}

static int run(spr_cli *cli, const spr_args *args) {
  return spr_roster_run(cli, args, tell_all, "no users\n");
}

const spr_command spr_cmd_user_list = {
    .name = "user list",
    .operands = "",
    .summary = "who may enter the console",
    .about = "Lists the users: role, institutions, municipalities, when they were here, and wrong passwords "
             "since then.",
    .example = "  sprawa user list\n  sprawa user list --json\n",
    .options = options,
    .run = run,
};
