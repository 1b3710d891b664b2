/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"
#include "cli/bound.h"
#include "cli/commands.h"
#include "cli/report.h"
#include "doors/json_out.h"

static const spr_option options[] = {
    {"all", NULL, false, "also those that ended or were revoked"},
    {"json", NULL, false, "one JSON document"},
    SPR_DATABASE_FILE,
    {NULL, NULL, false, NULL},
};

typedef struct telling {
  spr_buf *out;
  spr_instant now;
  bool json, all, any;
} telling;

static void tell_json(spr_buf *out, const spr_bearer *t) {
  spr_json_open(out, NULL, '{');
  spr_json_text(out, "name", t->name);
  spr_json_open(out, "scopes", '[');
  for (uint32_t bit = 1; bit <= SPR_SCOPES_ALL; bit <<= 1)
    if (t->scopes & bit) spr_json_word(out, NULL, spr_scope_text(bit));
  spr_json_close(out, ']');
  spr_bound_json(out, "institutions", t->institutions, t->ninstitutions);
  spr_bound_json(out, "municipalities", t->municipalities, t->nmunicipalities);
  spr_json_number(out, "rate", t->rate);
  spr_json_time(out, "made", NULL, t->made);
  spr_json_time(out, "expires", NULL, t->expires);
  spr_json_time(out, "used", NULL, t->used);
  spr_json_time(out, "revoked", NULL, t->revoked);
  spr_json_close(out, '}');
}

static void tell_text(spr_buf *out, const spr_bearer *t) {
  const char *before = "";
  spr_buf_printf(out, "%-20.*s ", SPR_FMT(t->name));
  for (uint32_t bit = 1; bit <= SPR_SCOPES_ALL; bit <<= 1) {
    if (!(t->scopes & bit)) continue;
    spr_buf_printf(out, "%s%s", before, spr_scope_text(bit));
    before = " ";
  }
  spr_bound_words(out, " of ", t->institutions, t->ninstitutions);
  spr_bound_words(out, " in ", t->municipalities, t->nmunicipalities);
  spr_buf_puts(out, ", until ");
  spr_bound_time(out, t->expires);
  spr_buf_puts(out, ", used: ");
  spr_bound_time(out, t->used);
  if (t->revoked != SPR_NO_INSTANT) spr_buf_puts(out, ", REVOKED ");
  if (t->revoked != SPR_NO_INSTANT) spr_bound_time(out, t->revoked);
  spr_buf_char(out, '\n');
}

static bool tell_token(void *ud, const spr_bearer *b) {
  telling *t = ud;
  bool over = b->revoked != SPR_NO_INSTANT || b->expires <= t->now;
  if (over && !t->all) return true;
  t->any = true;
  if (t->json)
    tell_json(t->out, b);
  else
    tell_text(t->out, b);
  return !t->out->failed;
}

static int list(spr_cli *cli, const spr_args *args, spr_entrance *e, spr_buf *out) {
  telling t = {out, spr_clock_now(), cli->json, spr_args_flag(args, "all"), false};
  if (t.json) spr_json_open(out, NULL, '{');
  if (t.json) spr_json_open(out, "items", '[');
  spr_status s = spr_people_tokens(e->people, tell_token, &t);
  if (s != SPR_OK) return spr_entrance_failed(cli, e, s, "");
  if (t.json) {
    spr_json_close(out, ']');
    spr_json_null(out, "next");
    spr_json_close(out, '}');
    spr_json_end(out);
  } else if (!t.any) {
    spr_buf_puts(out, "no tokens\n");
  }
  return SPR_EXIT_DONE;
}

static int run(spr_cli *cli, const spr_args *args) {
  spr_entrance e = {.people = NULL};
  spr_buf out;
  int code = spr_entrance_people(cli, spr_database_path(cli, args, NULL), false, &e);
  if (code != SPR_EXIT_DONE) return code;
  spr_report_buf(&out);
  code = list(cli, args, &e, &out);
  spr_entrance_close(&e);
  if (code == SPR_EXIT_DONE) return spr_report_write(cli, cli->out, &out);
  spr_buf_release(&out);
  return code;
}

const spr_command spr_cmd_user_token_list = {
    .name = "user token list",
    .operands = "",
    .summary = "which programs may use the API",
    .about =
        "Lists the bearer tokens: what each may ask for, in whose name, until when, and when it was used "
        "last.",
    .example = "  sprawa user token list\n  sprawa user token list --all --json\n",
    .options = options,
    .run = run,
};
