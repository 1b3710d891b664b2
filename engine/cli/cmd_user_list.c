/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/bound.h"
#include "cli/commands.h"
#include "cli/report.h"
#include "doors/json_out.h"

static const spr_option options[] = {
    {"json", NULL, false, "one JSON document"},
    SPR_DATABASE_FILE,
    {NULL, NULL, false, NULL},
};

typedef struct telling {
  spr_buf *out;
  bool json, any;
} telling;

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
  telling *t = ud;
  t->any = true;
  if (t->json)
    tell_json(t->out, u);
  else
    tell_text(t->out, u);
  return !t->out->failed;
}

static int list(spr_cli *cli, spr_entrance *e, spr_buf *out) {
  telling t = {out, cli->json, false};
  if (t.json) spr_json_open(out, NULL, '{');
  if (t.json) spr_json_open(out, "items", '[');
  spr_status s = spr_people_users(e->people, tell_user, &t);
  if (s != SPR_OK) return spr_entrance_failed(cli, e, s, "");
  if (t.json) {
    spr_json_close(out, ']');
    spr_json_null(out, "next");
    spr_json_close(out, '}');
    spr_json_end(out);
  } else if (!t.any) {
    spr_buf_puts(out, "no users\n");
  }
  return SPR_EXIT_DONE;
}

static int run(spr_cli *cli, const spr_args *args) {
  spr_entrance e = {.people = NULL};
  spr_buf out;
  int code = spr_entrance_people(cli, spr_database_path(cli, args, NULL), false, &e);
  if (code != SPR_EXIT_DONE) return code;
  spr_report_buf(&out);
  code = list(cli, &e, &out);
  spr_entrance_close(&e);
  if (code == SPR_EXIT_DONE) return spr_report_write(cli, cli->out, &out);
  spr_buf_release(&out);
  return code;
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
