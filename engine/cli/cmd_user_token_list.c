/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/bound.h"
#include "cli/commands.h"
#include "cli/roster.h"
#include "doors/json_out.h"

static const spr_option options[] = {
    {"all", NULL, false, "also those that ended or were revoked"},
    {"json", NULL, false, "one JSON document"},
    SPR_DATABASE_FILE,
    {NULL, NULL, false, NULL},
};

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
  spr_roster *r = ud;
  bool over = b->revoked != SPR_NO_INSTANT || b->expires <= r->now;
  if (over && !r->all) return true;
  r->any = true;
  if (r->json)
    tell_json(r->out, b);
  else
    tell_text(r->out, b);
  return !r->out->failed;
}

static spr_status tell_all(spr_people *p, spr_roster *r) {
  return spr_people_tokens(p, tell_token, r);
}

static int run(spr_cli *cli, const spr_args *args) {
  return spr_roster_run(cli, args, tell_all, "no tokens\n");
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
