/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/database.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/language.h"
#include "cli/place.h"
#include "cli/report.h"

/* -- which files ---------------------------------------------------------------------------------------- */

static const char *first(const char *option, const char *variable) {
  if (option) return option;
  const char *value = variable ? getenv(variable) : NULL;
  return value && *value ? value : NULL;
}

const char *spr_database_path(spr_cli *cli, const spr_args *args, const char *site) {
  const char *path = first(spr_args_value(args, "db"), "SPRAWA_DB");
  if (path) return path;
  if (!site) site = spr_place_site(cli, ".");
  if (!site || strcmp(site, ".") == 0) return "sprawa.db";
  return spr_str_printf(&cli->arena, "%s/sprawa.db", site).p;
}

static bool there_is(const char *path) {
  return access(path, F_OK) == 0;
}

/* -- which time ----------------------------------------------------------------------------------------- */

int spr_time_argument(spr_cli *cli, const char *text, const sprawa_zone *zone, int64_t *out) {
  sprawa_error e;
  if (sprawa_time_read(zone, text, out, &e) == SPRAWA_OK) return SPR_EXIT_DONE;
  spr_complain(cli, "%s", e.message);
  return SPR_EXIT_USAGE;
}

static int find_time(spr_database *db, const spr_args *args) {
  const char *now = spr_args_value(args, "now");
  db->pretends = spr_args_flag(args, "pretend");
  if (!now) return SPR_EXIT_DONE;
  if (!db->pretends) {
    spr_complain(db->cli, "--now needs --pretend: a time that is made up is told as such");
    return SPR_EXIT_USAGE;
  }
  return spr_time_argument(db->cli, now, NULL, &db->pretended);
}

int64_t spr_database_now(const spr_database *db) {
  return db->pretended == SPRAWA_NO_TIME ? spr_clock_now() : db->pretended;
}

int spr_database_find(spr_cli *cli, const spr_args *args, const char *site, bool create, spr_database *out) {
  const char *as = spr_args_value(args, "as");
  *out = (spr_database){.cli = cli, .as = as ? as : SPRAWA_OPERATOR, .pretended = SPRAWA_NO_TIME};
  out->view = (sprawa_view){.institutions = &out->as, .ninstitutions = 1};
  out->language = spr_args_value(args, "lang");
  out->path = spr_database_path(cli, args, site);
  out->keys = spr_args_value(args, "keys");
  if (!out->keys) out->keys = spr_str_printf(&cli->arena, "%s.keys", out->path).p;
  out->master = first(spr_args_value(args, "master"), "SPRAWA_MASTER_KEY");
  if (!out->master) out->master = spr_str_printf(&cli->arena, "%s.master", out->keys).p;
  out->has_keys = there_is(out->keys);
  if (!create && !out->has_keys && spr_args_value(args, "keys"))
    return spr_database_no_keys(out, "--keys names a file that is not there");
  int code = find_time(out, args);
  if (code != SPR_EXIT_DONE || *out->as) return code;
  spr_complain(cli, "--as is empty; leave it out to see everything");
  return SPR_EXIT_USAGE;
}

static int64_t tell_time(void *ud) {
  return spr_database_now(ud);
}

const char *spr_database_actor(const spr_database *db) {
  return db->pretends ? SPR_ACTOR_PRETENDED : SPR_ACTOR;
}

/* -- failures ------------------------------------------------------------------------------------------- */

int spr_database_exit(sprawa_code code) {
  switch (code) {
    case SPRAWA_OK: return SPR_EXIT_DONE;
    case SPRAWA_NOT_FOUND: return SPR_EXIT_MISSING;
    case SPRAWA_INVALID: return SPR_EXIT_USAGE;
    case SPRAWA_NOT_DONE:
    case SPRAWA_OUTCOME_UNKNOWN:
    case SPRAWA_NO_MEMORY: return SPR_EXIT_ENVIRONMENT;
    case SPRAWA_BUG: return SPR_EXIT_BUG;
    case SPRAWA_REFUSED:
    case SPRAWA_LIMIT: break;
  }
  return SPR_EXIT_FAULT;
}

int spr_file_exit(spr_status s) {
  if (s == SPR_ENOTFOUND) return SPR_EXIT_MISSING;
  return s == SPR_EBUG ? SPR_EXIT_BUG : SPR_EXIT_ENVIRONMENT;
}

static void advise_keys(const spr_database *db) {
  spr_advise(db->cli, "the key file is looked for at \"%s\": put it there, or name it with --keys", db->keys);
}

int spr_database_no_keys(const spr_database *db, const char *why) {
  spr_blame(db->cli, "no-keys");
  spr_complain(db->cli, "%s", why);
  advise_keys(db);
  return spr_file_exit(SPR_ENOTFOUND);
}

int spr_database_failed(const spr_database *db, const sprawa_error *e) {
  if (e->code != SPRAWA_INVALID || strcmp(e->name, sprawa_code_name(e->code)) != 0)
    spr_blame(db->cli, e->name);
  spr_complain(db->cli, "%s", e->message);
  if (e->code == SPRAWA_OUTCOME_UNKNOWN)
    spr_advise(db->cli, "ask again with the same --key: it happens once, and the answer tells");
  bool keys = strcmp(e->name, "no-keys") == 0;
  if (keys) advise_keys(db);
  return keys && !db->has_keys ? spr_file_exit(SPR_ENOTFOUND) : spr_database_exit(e->code);
}

/* -- opening -------------------------------------------------------------------------------------------- */

static int opening_exit(sprawa_code code) {
  if (code == SPRAWA_NOT_FOUND) return spr_file_exit(SPR_ENOTFOUND);
  return spr_file_exit(code == SPRAWA_BUG ? SPR_EBUG : SPR_EIO);
}

int spr_database_connect(spr_database *db, bool create) {
  sprawa_error e;
  sprawa_host host = {.data = db, .clock = db->pretends ? tell_time : NULL};
  bool keys = create || db->has_keys;
  sprawa_engine_options o = {.database = db->path,
                             .keys = keys ? db->keys : NULL,
                             .master = keys ? db->master : NULL,
                             .create = create,
                             .timers = db->timers,
                             .busy_ms = db->busy_ms,
                             .language = db->language};
  sprawa_code code = sprawa_engine_open(&host, &o, &db->engine, &e);
  if (code == SPRAWA_OK) {
    int known = spr_language_of_database(db);
    if (known != SPR_EXIT_DONE) spr_database_close(db);
    return known;
  }
  spr_blame(db->cli, e.name);
  spr_complain(db->cli, "%s", e.message);
  return opening_exit(code);
}

int spr_database_open(spr_cli *cli, const spr_args *args, const char *site, bool create, spr_database *out) {
  int code = spr_database_find(cli, args, site, create, out);
  return code == SPR_EXIT_DONE ? spr_database_connect(out, create) : code;
}

void spr_database_close(spr_database *db) {
  sprawa_engine_close(db->engine);
  db->engine = NULL;
}

/* -- looking -------------------------------------------------------------------------------------------- */

int spr_database_report(spr_cli *cli, const spr_args *args, spr_report_fn fn) {
  spr_database db;
  spr_buf out;
  int code = spr_database_open(cli, args, NULL, false, &db);
  if (code != SPR_EXIT_DONE) return code;
  spr_report_buf(&out);
  code = fn(&db, args, &out);
  spr_database_close(&db);
  if (code == SPR_EXIT_DONE) return spr_report_write(cli, cli->out, &out);
  spr_buf_release(&out);
  return code;
}

int spr_database_case(spr_database *db, const char *id, sprawa_case **out) {
  sprawa_error e;
  sprawa_code code = sprawa_engine_read(db->engine, id, &db->view, out, &e);
  return code == SPRAWA_OK ? SPR_EXIT_DONE : spr_database_failed(db, &e);
}
