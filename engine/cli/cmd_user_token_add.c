/* SPDX-License-Identifier: Apache-2.0 */
#include "base/near.h"
#include "cli/bound.h"
#include "cli/commands.h"
#include "cli/report.h"
#include "doors/json_out.h"

static const spr_option options[] = {
    {"scope", "SCOPE", true, "what it may ask for: cases:read, cases:write, ..."},
    SPR_BOUND_OPTIONS,
    {"expires", "WHEN", false,
     "a duration (\"90 days\"), a last day, or a time with its offset; at most two years"},
    {"rate", "N", false, "requests per second in the long run (default: 100)"},
    {"json", NULL, false, "one JSON document"},
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

/* -- the arguments -------------------------------------------------------------------------------------- */
static int no_scope(spr_cli *cli, const char *text) {
  spr_near near;
  spr_near_init(&near, spr_str_of(text));
  for (uint32_t bit = 1; bit <= SPR_SCOPES_ALL; bit <<= 1)
    if (!(bit & SPR_SCOPES_OF_PEOPLE)) spr_near_offer(&near, spr_str_of(spr_scope_text(bit)));
  spr_str best = spr_near_best(&near);
  spr_complain(cli, "no scope \"%s\"", text);
  if (best.n > 0) spr_advise(cli, "did you mean \"%.*s\"?", SPR_FMT(best));
  return SPR_EXIT_USAGE;
}

static int opens_nothing(spr_cli *cli, const char *text) {
  spr_complain(cli, "a token with the scope \"%s\" would open nothing: no route of the API asks for it",
               text);
  spr_advise(cli, "who may enter is managed by `sprawa user`, and a case is erased by `sprawa case erase`");
  return SPR_EXIT_USAGE;
}

static int read_scopes(spr_cli *cli, const spr_args *args, uint32_t *out) {
  *out = 0;
  for (uint32_t i = 0; spr_args_nth(args, "scope", i); i++) {
    uint32_t scope;
    const char *text = spr_args_nth(args, "scope", i);
    if (!spr_scope_named(spr_str_of(text), &scope)) return no_scope(cli, text);
    if (scope & SPR_SCOPES_OF_PEOPLE) return opens_nothing(cli, text);
    *out |= scope;
  }
  if (*out != 0) return SPR_EXIT_DONE;
  spr_complain(cli, "--scope is missing: what may it ask for?");
  return SPR_EXIT_USAGE;
}

/* A day ends last in one of the municipalities; until then it is that day somewhere. */
static int end_of_day(spr_cli *cli, const spr_args *args, const char *day, spr_instant *out) {
  spr_database db;
  sprawa_directory *all = NULL;
  sprawa_error error;
  int code = spr_database_open(cli, args, NULL, false, &db);
  if (code == SPR_EXIT_DONE) {
    const sprawa_site_query q = {.as = &db.view};
    if (sprawa_engine_directory(db.engine, &q, &all, &error) != SPRAWA_OK)
      code = spr_database_failed(&db, &error);
  }
  for (size_t i = 0; sprawa_directory_at(all, i); i++) {
    spr_instant end;
    (void)sprawa_time_day_end(sprawa_directory_at(all, i)->zone, day, &end, NULL);
    if (i == 0 || end > *out) *out = end;
  }
  sprawa_directory_free(all);
  spr_database_close(&db);
  return code;
}

static int read_when(spr_cli *cli, const spr_args *args, const char *text, spr_instant now,
                     spr_instant *out) {
  if (sprawa_time_day_end(NULL, text, out, NULL) == SPRAWA_OK) return end_of_day(cli, args, text, out);
  if (sprawa_time_after(now, text, out, NULL) == SPRAWA_OK) return SPR_EXIT_DONE;
  if (sprawa_time_read(NULL, text, out, NULL) == SPRAWA_OK) return SPR_EXIT_DONE;
  spr_complain(cli,
               "--expires \"%s\": a duration such as \"90 days\", a last day such as 2027-01-31, or a time "
               "such as 2027-01-31T12:00:00Z",
               text);
  return SPR_EXIT_USAGE;
}

static int read_expiry(spr_cli *cli, const spr_args *args, spr_instant now, spr_instant *out) {
  const char *text = spr_args_value(args, "expires");
  if (!text) {
    spr_complain(cli, "--expires is missing: a token must end");
    return SPR_EXIT_USAGE;
  }
  int code = read_when(cli, args, text, now, out);
  if (code != SPR_EXIT_DONE) return code;
  if (*out > now && *out - now <= SPR_MAX_TOKEN_MS) return SPR_EXIT_DONE;
  spr_complain(cli, "--expires \"%s\": after now, and within two years", text);
  return SPR_EXIT_USAGE;
}

static int read_rate(spr_cli *cli, const spr_args *args, uint32_t *out) {
  const char *text = spr_args_value(args, "rate");
  uint64_t n = 0;
  if (text && (!spr_args_number(text, &n) || n > SPR_MAX_TOKEN_RATE)) {
    spr_complain(cli, "--rate \"%s\": a number from 1 to %d", text, SPR_MAX_TOKEN_RATE);
    return SPR_EXIT_USAGE;
  }
  *out = (uint32_t)n;
  return SPR_EXIT_DONE;
}

static int read_token(spr_cli *cli, const spr_args *args, spr_bound_given *given, spr_bearer *t) {
  int code = read_scopes(cli, args, &t->scopes);
  if (code == SPR_EXIT_DONE) code = read_rate(cli, args, &t->rate);
  if (code == SPR_EXIT_DONE) code = spr_bound_read(cli, args, given);
  if (code == SPR_EXIT_DONE) code = read_expiry(cli, args, given->now, &t->expires);
  if (code != SPR_EXIT_DONE) return code;
  t->institutions = given->institutions;
  t->ninstitutions = given->ninstitutions;
  t->municipalities = given->municipalities;
  t->nmunicipalities = given->nmunicipalities;
  return code;
}

/* -- making it ------------------------------------------------------------------------------------------ */
static int refused(spr_cli *cli, spr_entrance *e, const spr_bearer *t, spr_status s) {
  if (s == SPR_EREFUSED) {
    spr_complain(cli, "there is or was a token \"%.*s\"", SPR_FMT(t->name));
    spr_advise(cli, "journals name programs for ever, so a name never becomes another's: choose a new one");
    return SPR_EXIT_FAULT;
  }
  if (s != SPR_EINVAL) return spr_entrance_failed(cli, e, s, "");
  if (t->ninstitutions == 0) {
    spr_complain(cli, "what asks for cases is of an institution: --institution is missing");
    return SPR_EXIT_USAGE;
  }
  spr_complain(cli, "\"%.*s\" is no name of a token", SPR_FMT(t->name));
  spr_advise(cli, "a name is a small letter, then small letters, digits, \".\", \"_\" and \"-\": at most %d",
             SPR_MAX_USER_NAME);
  return SPR_EXIT_USAGE;
}

static int tell(spr_cli *cli, const spr_bearer *t, const char *token) {
  spr_buf out;
  spr_report_buf(&out);
  if (cli->json) {
    spr_json_open(&out, NULL, '{');
    spr_json_text(&out, "name", t->name);
    spr_json_word(&out, "token", token);
    spr_json_time(&out, "expires", NULL, t->expires);
    spr_json_close(&out, '}');
    spr_json_end(&out);
  } else {
    spr_buf_printf(&out, "%s\n", token);
  }
  int code = spr_report_write(cli, cli->out, &out);
  if (code == SPR_EXIT_DONE && !cli->json)
    fputs("it is shown this once; keep it where only the program reads it\n", cli->err);
  return code;
}

static int run(spr_cli *cli, const spr_args *args) {
  spr_entrance e = {.people = NULL};
  spr_bound_given given;
  spr_bearer t = {.name = spr_str_of(args->operands[0])};
  char token[SPR_BEARER_CHARS + 1];
  int code = read_token(cli, args, &given, &t);
  if (code == SPR_EXIT_DONE) code = spr_entrance_people(cli, given.database, true, &e);
  if (code == SPR_EXIT_DONE) {
    spr_status s = spr_people_token_add(e.people, &t, given.now, token);
    code = s == SPR_OK ? tell(cli, &t, token) : refused(cli, &e, &t, s);
  }
  spr_secret_wipe(token, sizeof token);
  spr_entrance_close(&e);
  return code;
}

const spr_command spr_cmd_user_token_add = {
    .name = "user token add",
    .operands = "NAME",
    .least = 1,
    .most = 1,
    .summary = "a token by which a program uses the API",
    .about = "Prints a bearer token, by which a program asks the HTTP API in the name of one institution or "
             "several. Only its hash\n"
             "is kept. Scopes: cases:read, cases:write, cases:open, definitions:read, reports:read, stream, "
             "outbox, metrics.\n"
             "After a last day it goes on until that day has ended in every municipality.",
    .example = "  sprawa user token add register --scope cases:read --scope stream --institution mopr-gdansk "
               "--expires \"90 days\"\n"
               "  sprawa user token add probe --scope metrics --expires \"1 year\"\n",
    .options = options,
    .run = run,
};
