/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"
#include "cli/database.h"
#include "cli/faults.h"
#include "cli/place.h"
#include "cli/report.h"
#include "doors/json_out.h"

static const spr_option options[] = {
    {"json", NULL, false, "one JSON document"},
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

typedef struct deployment {
  spr_cli *cli;
  const spr_args *args;
  const char *folder;
  sprawa_definitions *definitions;
  spr_faults faults;
  sprawa_deployed report;
  spr_buf hindrances; /* lines */
} deployment;

/* -- the site ------------------------------------------------------------------------------------------- */

static const char *plural(uint32_t n) {
  return n == 1 ? "" : "s";
}

static int tell_unread(deployment *d, const sprawa_error *e) {
  bool faulty = d->faults.errors > 0, missing = e->code == SPRAWA_NOT_FOUND;
  if (faulty)
    spr_faults_answer(&d->faults);
  else
    spr_blame(d->cli, e->name);
  if (missing && !faulty)
    spr_complain(d->cli, "no folder \"%s\"", d->folder);
  else if (!faulty)
    spr_complain(d->cli, "%s", e->message);
  else if (!missing && !d->cli->json) /* else the faults say it */
    spr_complain(d->cli, "%s has errors: nothing was deployed", d->folder);
  return e->code == SPRAWA_INVALID ? SPR_EXIT_FAULT : spr_database_exit(e->code);
}

/* Nothing that has errors is deployed. */
static int read_site(deployment *d) {
  sprawa_error e;
  sprawa_code code =
      sprawa_definitions_site(NULL, d->folder, spr_faults_take, &d->faults, &d->definitions, &e);
  if (code != SPRAWA_OK) return tell_unread(d, &e);
  if (!d->cli->json) spr_faults_tell(&d->faults);
  return SPR_EXIT_DONE;
}

/* -- what became of it ---------------------------------------------------------------------------------- */

static void on_hindrance(void *data, const char *line) {
  deployment *d = data;
  spr_buf_puts(&d->hindrances, line);
  spr_buf_char(&d->hindrances, '\n');
}

static void hindrances_json(const deployment *d, const char *why, spr_buf *out) {
  spr_str left = spr_buf_view(&d->hindrances);
  spr_json_open(out, NULL, '{');
  spr_json_bool(out, "done", false);
  spr_json_word(out, "reason", why);
  spr_json_open(out, "institutions", '[');
  for (uint32_t from = 0, to = 0; from < left.n; from = to + 1) {
    for (to = from; to < left.n && left.p[to] != '\n';) to++;
    spr_json_text(out, NULL, spr_str_sub(left, from, to));
  }
  spr_json_close(out, ']');
  spr_failure_member(d->cli, SPR_EXIT_FAULT, out);
  spr_json_close(out, '}');
  spr_json_end(out);
}

static int refused(const deployment *d, const sprawa_error *e) {
  static const char why[] = "nothing was deployed: institutions would vanish that open cases depend on";
  spr_buf out;
  spr_blame(d->cli, e->name);
  spr_complain(d->cli, "%s", why);
  if (!d->cli->json) {
    fprintf(d->cli->err, "%.*s", SPR_FMT(spr_buf_view(&d->hindrances)));
    return SPR_EXIT_FAULT;
  }
  spr_report_buf(&out);
  hindrances_json(d, why, &out);
  int code = spr_report_write(d->cli, d->cli->out, &out);
  return code == SPR_EXIT_DONE ? SPR_EXIT_FAULT : code;
}

static void done_text(const deployment *d, const char *path, spr_buf *out) {
  const sprawa_deployed *r = &d->report;
  spr_buf_printf(out, "%s: %u definition%s, %u changed; environment %s", path, r->definitions,
                 plural(r->definitions), r->changed, r->environment ? "changed" : "as it was");
  if (r->environment || r->cases)
    spr_buf_printf(out, ", deadlines moved in %u case%s", r->cases, plural(r->cases));
  if (r->passed)
    spr_buf_printf(out, "; %llu could not be looked at without their keys: `sprawa tick --keys FILE` does it",
                   (unsigned long long)r->passed);
  spr_buf_char(out, '\n');
}

static void done_json(const deployment *d, const char *path, spr_buf *out) {
  const sprawa_deployed *r = &d->report;
  spr_json_open(out, NULL, '{');
  spr_json_bool(out, "done", true);
  spr_json_word(out, "database", path);
  spr_json_number(out, "definitions", r->definitions);
  spr_json_number(out, "changed", r->changed);
  spr_json_bool(out, "environment_changed", r->environment);
  spr_json_number(out, "cases_moved", r->cases);
  if (r->passed) spr_json_number(out, "cases_passed_over", r->passed);
  spr_faults_members(&d->faults, out);
  spr_json_close(out, '}');
  spr_json_end(out);
}

static int deploy(deployment *d, spr_database *db) {
  spr_buf out;
  sprawa_error e;
  const sprawa_deploy how = {.actor = spr_database_actor(db), .hindrance = on_hindrance, .data = d};
  sprawa_code code = sprawa_engine_deploy(db->engine, d->definitions, &how, &d->report, &e);
  if (code == SPRAWA_REFUSED && strcmp(e.name, "institutions-vanish") == 0) return refused(d, &e);
  if (code != SPRAWA_OK) return spr_database_failed(db, &e);
  spr_report_buf(&out);
  if (spr_args_flag(d->args, "json"))
    done_json(d, db->path, &out);
  else
    done_text(d, db->path, &out);
  return spr_report_write(d->cli, d->cli->out, &out);
}

static const char *site_of(spr_cli *cli, const spr_args *args) {
  if (args->noperands) return args->operands[0];
  const char *site = spr_place_site(cli, ".");
  return site ? site : ".";
}

static int run(spr_cli *cli, const spr_args *args) {
  deployment d = {.cli = cli, .args = args, .folder = site_of(cli, args)};
  spr_database db;
  spr_report_buf(&d.hindrances);
  spr_faults_init(&d.faults, cli);
  int code = read_site(&d);
  if (code == SPR_EXIT_DONE) {
    code = spr_database_open(cli, args, d.folder, true, &db);
    if (code == SPR_EXIT_DONE) code = deploy(&d, &db);
    spr_database_close(&db);
  }
  sprawa_definitions_free(d.definitions);
  spr_buf_release(&d.hindrances);
  spr_faults_release(&d.faults);
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
