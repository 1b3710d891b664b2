/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "check/check.h"
#include "cli/commands.h"
#include "cli/database.h"
#include "cli/json_out.h"
#include "cli/report.h"
#include "cli/session.h"

static const spr_option options[] = {
    {"json", NULL, false, "one JSON document"},
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

typedef struct deployment {
  spr_cli *cli;
  const spr_args *args;
  const char *folder;
  spr_session session;
  spr_library *library;
  spr_deploy_report report;
  spr_buf why;
} deployment;

/* Nothing that has errors is deployed. */
static int check(deployment *d) {
  spr_session *s = &d->session;
  int code = spr_session_load(s, d->folder);
  if (code != SPR_EXIT_DONE) return code;
  spr_status st = spr_check_site(&spr_alloc_default, s->site, &s->diags);
  if (st != SPR_OK) {
    spr_complain(d->cli, "%s: %s", d->folder, spr_status_text(st));
    return spr_exit_of(st);
  }
  spr_report_text(d->cli, &s->diags);
  if (s->diags.errors == 0) return SPR_EXIT_DONE;
  spr_complain(d->cli, "%s has errors: nothing was deployed", d->folder);
  return SPR_EXIT_FAULT;
}

/* Everything is built here, so that the engine's thread finds it ready. */
static int build(deployment *d) {
  spr_session *s = &d->session;
  spr_definition *def = NULL;
  spr_status st = spr_library_new(&spr_alloc_default, s->site, &s->sources, &s->diags, &d->library);
  for (uint32_t i = 0; i < s->site->npackages && st == SPR_OK; i++)
    for (uint32_t k = 0; k < s->site->ncities && st == SPR_OK; k++)
      st = spr_library_get(d->library, &s->site->packages[i], &s->site->cities[k], SPR_STR(""), &def);
  if (st == SPR_OK) return SPR_EXIT_DONE;
  if (s->diags.errors)
    spr_report_text(d->cli, &s->diags);
  else
    spr_complain(d->cli, "%s: %s", d->folder, spr_status_text(st));
  return spr_exit_of(st);
}

static int refused(const deployment *d) {
  static const char why[] = "nothing was deployed: institutions would vanish that open cases depend on";
  spr_buf out;
  if (!spr_args_flag(d->args, "json")) {
    spr_complain(d->cli, "%s", why);
    fprintf(d->cli->err, "%.*s", SPR_FMT(spr_buf_view(&d->why)));
    return SPR_EXIT_FAULT;
  }
  spr_report_buf(&out);
  spr_json_open(&out, NULL, '{');
  spr_json_bool(&out, "done", false);
  spr_json_text(&out, "reason", spr_str_of(why));
  spr_json_open(&out, "institutions", '[');
  spr_str left = spr_str_trim(spr_buf_view(&d->why));
  for (uint32_t from = 0, to = 0; from < left.n; from = to + 1) {
    for (to = from; to < left.n && left.p[to] != '\n';) to++;
    spr_json_text(&out, NULL, spr_str_sub(left, from, to));
  }
  spr_json_close(&out, ']');
  spr_json_close(&out, '}');
  spr_json_end(&out);
  int code = spr_report_write(d->cli, d->cli->out, &out);
  return code == SPR_EXIT_DONE ? SPR_EXIT_FAULT : code;
}

static void text(const deployment *d, const char *path, spr_buf *out) {
  const spr_deploy_report *r = &d->report;
  spr_buf_printf(out, "%s: %u definition%s, %u changed; environment %s", path, r->definitions,
                 r->definitions == 1 ? "" : "s", r->changed, r->environment ? "changed" : "as it was");
  if (r->environment)
    spr_buf_printf(out, ", deadlines moved in %u case%s", r->cases, r->cases == 1 ? "" : "s");
  spr_buf_char(out, '\n');
}

static void json(const deployment *d, const char *path, spr_buf *out) {
  const spr_deploy_report *r = &d->report;
  spr_json_open(out, NULL, '{');
  spr_json_bool(out, "done", true);
  spr_json_text(out, "database", spr_str_of(path));
  spr_json_number(out, "definitions", r->definitions);
  spr_json_number(out, "changed", r->changed);
  spr_json_bool(out, "environment_changed", r->environment);
  spr_json_number(out, "cases_moved", r->cases);
  spr_json_close(out, '}');
  spr_json_end(out);
}

static int deploy(deployment *d, spr_database *db) {
  spr_buf out;
  spr_status st = spr_engine_deploy(db->engine, d->library, spr_database_actor(db), &d->report, &d->why);
  if (st == SPR_EREFUSED) return refused(d);
  if (st != SPR_OK) return spr_database_failed(db, st);
  spr_report_buf(&out);
  if (spr_args_flag(d->args, "json"))
    json(d, db->path, &out);
  else
    text(d, db->path, &out);
  return spr_report_write(d->cli, d->cli->out, &out);
}

static const char *site_of(spr_cli *cli, const spr_args *args) {
  if (args->noperands) return args->operands[0];
  const char *site = spr_session_site_of(cli, ".");
  return site ? site : ".";
}

static int run(spr_cli *cli, const spr_args *args) {
  deployment d = {.cli = cli, .args = args, .folder = site_of(cli, args)};
  spr_database db;
  spr_session_init(&d.session, cli);
  spr_report_buf(&d.why);
  int code = check(&d);
  if (code == SPR_EXIT_DONE) code = build(&d);
  if (code == SPR_EXIT_DONE) {
    code = spr_database_open(cli, args, d.folder, true, &db);
    if (code == SPR_EXIT_DONE) code = deploy(&d, &db);
    spr_database_close(&db);
  }
  spr_library_free(d.library);
  spr_buf_release(&d.why);
  return code;
}

const spr_command spr_cmd_deploy = {
    .name = "deploy",
    .operands = "[SITE]",
    .most = 1,
    .summary = "makes a site's definitions the current ones of a database",
    .about = "Checks the site and makes its definitions those under which new cases begin; open cases keep "
             "theirs. The\n"
             "environment (calendars, institutions, time zones) holds for all: where it moves a deadline, "
             "the case gets an\n"
             "entry that says so. Makes the database, its key file and the master key where there is no "
             "database yet: keep\n"
             "the master key elsewhere, without it nothing sensitive can be read.",
    .example = "  sprawa deploy my-site\n",
    .options = options,
    .run = run,
};
