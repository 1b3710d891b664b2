/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/database.h"

#include <stdlib.h>
#include <unistd.h>

#include "access/visibility.h"
#include "base/clock.h"
#include "base/limits.h"
#include "cli/report.h"
#include "cli/session.h"

/* -- which files ---------------------------------------------------------------------------------------- */

static const char *first(const char *option, const char *variable) {
  if (option) return option;
  const char *value = variable ? getenv(variable) : NULL;
  return value && *value ? value : NULL;
}

const char *spr_database_path(spr_cli *cli, const spr_args *args, const char *site) {
  const char *path = first(spr_args_value(args, "db"), "SPRAWA_DB");
  if (path) return path;
  if (!site) site = spr_session_site_of(cli, ".");
  if (!site || strcmp(site, ".") == 0) return "sprawa.db";
  return spr_str_printf(&cli->arena, "%s/sprawa.db", site).p;
}

static void find_files(spr_database *db, const spr_args *args, const char *site) {
  spr_arena *a = &db->cli->arena;
  db->path = spr_database_path(db->cli, args, site);
  db->keys = spr_args_value(args, "keys");
  if (!db->keys) db->keys = spr_str_printf(a, "%s.keys", db->path).p;
  db->master = first(spr_args_value(args, "master"), "SPRAWA_MASTER_KEY");
  if (!db->master) db->master = spr_str_printf(a, "%s.master", db->keys).p;
}

/* -- which time ----------------------------------------------------------------------------------------- */

int spr_time_argument(spr_cli *cli, const char *text, const spr_zone *zone, spr_instant *out) {
  spr_local local = 0;
  bool has_offset = false;
  int64_t offset = 0;
  bool ok = spr_datetime_parse(spr_str_of(text), &local, &has_offset, &offset);
  if (!ok || (!has_offset && !zone)) {
    spr_complain(cli, "\"%s\" is no time%s; write for example \"2026-05-02T23:40:00+02:00\"", text,
                 ok ? " that is the same everywhere" : "");
    return SPR_EXIT_USAGE;
  }
  *out = has_offset ? local - offset : spr_zone_instant(zone, local);
  return SPR_EXIT_DONE;
}

static int find_time(spr_database *db, const spr_args *args) {
  const char *now = spr_args_value(args, "now");
  db->pretends = spr_args_flag(args, "pretend");
  db->pretended = SPR_NO_INSTANT;
  if (!now) return SPR_EXIT_DONE;
  if (!db->pretends) {
    spr_complain(db->cli, "--now needs --pretend: a time that is made up is told as such");
    return SPR_EXIT_USAGE;
  }
  return spr_time_argument(db->cli, now, NULL, &db->pretended);
}

static int64_t tell_time(void *ud) {
  const spr_database *db = ud;
  return db->pretended == SPR_NO_INSTANT ? spr_clock_now() : db->pretended;
}

spr_str spr_database_actor(const spr_database *db) {
  return db->pretends ? SPR_STR(SPR_ACTOR_PRETENDED) : SPR_STR(SPR_ACTOR);
}

/* -- opening -------------------------------------------------------------------------------------------- */

int spr_database_refused(spr_cli *cli, spr_status s, const char *why) {
  spr_complain(cli, "%s", *why ? why : spr_status_text(s));
  if (s == SPR_ENOTFOUND) return SPR_EXIT_MISSING;
  return s == SPR_EBUG ? SPR_EXIT_BUG : SPR_EXIT_ENVIRONMENT;
}

static int open_engine(spr_database *db, bool create) {
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  bool keys = create || access(db->keys, F_OK) == 0;
  db->has_keys = keys;
  spr_engine_options o = {.alloc = &spr_alloc_default,
                          .database = db->path,
                          .keys = keys ? db->keys : NULL,
                          .master = keys ? db->master : NULL,
                          .create = create,
                          .busy_ms = SPR_BUSY_MS,
                          .clock = tell_time,
                          .clock_ud = db,
                          .random = spr_random_bytes,
                          .random_ud = &db->random};
  spr_status s = spr_engine_open(&o, &db->engine, why);
  return s == SPR_OK ? SPR_EXIT_DONE : spr_database_refused(db->cli, s, why);
}

static int prepare(spr_cli *cli, const spr_args *args, const char *site, spr_database *out) {
  uint8_t seed[32];
  *out = (spr_database){.cli = cli, .as = spr_args_value(args, "as")};
  find_files(out, args, site);
  int code = find_time(out, args);
  if (code != SPR_EXIT_DONE) return code;
  if (!spr_clock_random(seed, sizeof seed)) {
    spr_complain(cli, "the system gives no random numbers");
    return SPR_EXIT_ENVIRONMENT;
  }
  spr_random_init(&out->random, seed);
  return code;
}

int spr_database_open(spr_cli *cli, const spr_args *args, const char *site, bool create, spr_database *out) {
  int code = prepare(cli, args, site, out);
  return code == SPR_EXIT_DONE ? open_engine(out, create) : code;
}

int spr_database_open_copy(spr_cli *cli, const spr_args *args, const char *path, spr_database *out) {
  int code = prepare(cli, args, NULL, out);
  out->path = path;
  return code == SPR_EXIT_DONE ? open_engine(out, false) : code;
}

void spr_database_close(spr_database *db) {
  spr_engine_close(db->engine);
  db->engine = NULL;
}

int spr_database_store(spr_cli *cli, const char *path, spr_store_mode mode, spr_store **out) {
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_store_options o = {.alloc = &spr_alloc_default, .path = path, .mode = mode, .busy_ms = SPR_BUSY_MS};
  spr_status s = spr_store_open(&o, out, why);
  return s == SPR_OK ? SPR_EXIT_DONE : spr_database_refused(cli, s, why);
}

/* -- failures ------------------------------------------------------------------------------------------- */

static int tell_failure(spr_cli *cli, spr_status s, spr_str fault) {
  bool own = s == SPR_EIO || s == SPR_EFULL || s == SPR_EBUSY || s == SPR_ECORRUPT || s == SPR_EUNKNOWN ||
             s == SPR_EINVAL;
  if (own && fault.n)
    spr_complain(cli, "%s: %.*s", spr_status_text(s), SPR_FMT(fault));
  else
    spr_complain(cli, "%s", spr_status_text(s));
  if (s == SPR_EUNKNOWN)
    fputs("ask again with the same --key: it happens once, and the answer tells\n", cli->err);
  return s == SPR_ECORRUPT ? SPR_EXIT_ENVIRONMENT : spr_exit_of(s);
}

int spr_look_failed(const spr_look *look, spr_status s) {
  return tell_failure(look->cli, s, spr_store_fault(look->store));
}

int spr_database_failed(spr_database *db, spr_status s) {
  spr_buf b;
  spr_buf_init(&b, &spr_alloc_default, SPR_MAX_MESSAGE_BYTES);
  spr_engine_fault(db->engine, &b);
  int code = tell_failure(db->cli, s, spr_buf_view(&b));
  spr_buf_release(&b);
  return code;
}

/* -- looking -------------------------------------------------------------------------------------------- */

typedef struct reading {
  spr_database *db;
  spr_look_fn fn;
  void *ud;
  int code;
} reading;

static spr_status read_it(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  reading *r = ud;
  spr_look look = {r->db, r->db->cli, desk, store, now};
  r->code = r->fn(r->ud, &look);
  return SPR_OK;
}

int spr_database_read(spr_database *db, spr_look_fn fn, void *ud) {
  reading r = {db, fn, ud, SPR_EXIT_DONE};
  spr_status s = spr_engine_read(db->engine, read_it, &r);
  return s == SPR_OK ? r.code : spr_database_failed(db, s);
}

int spr_database_inspect(spr_database *db, spr_look_fn fn, void *ud) {
  reading r = {db, fn, ud, SPR_EXIT_DONE};
  spr_status s = spr_engine_inspect(db->engine, read_it, &r);
  return s == SPR_OK ? r.code : spr_database_failed(db, s);
}

typedef struct reporting {
  spr_report_fn fn;
  const spr_args *args;
  spr_buf out;
} reporting;

static int report(void *ud, const spr_look *look) {
  reporting *r = ud;
  return r->fn(look, r->args, &r->out);
}

int spr_database_report(spr_cli *cli, const spr_args *args, spr_report_fn fn) {
  spr_database db;
  reporting r = {.fn = fn, .args = args};
  int code = spr_database_open(cli, args, NULL, false, &db);
  if (code != SPR_EXIT_DONE) return code;
  spr_report_buf(&r.out);
  code = spr_database_read(&db, report, &r);
  spr_database_close(&db);
  if (code == SPR_EXIT_DONE) return spr_report_write(cli, cli->out, &r.out);
  spr_buf_release(&r.out);
  return code;
}

static int no_case(const spr_look *look, const char *id) {
  spr_complain(look->cli, "no case \"%s\"", id);
  return SPR_EXIT_MISSING;
}

static int cannot_load(const spr_look *look, const char *id, spr_status s) {
  spr_case_row row;
  if (s == SPR_EREFUSED && look->db->has_keys) {
    spr_complain(look->cli, "case \"%s\" was erased: its key is gone for good", id);
    return SPR_EXIT_FAULT;
  }
  if (s == SPR_EREFUSED) {
    spr_complain(look->cli, "case \"%s\" is sealed, and there is no key file \"%s\"", id, look->db->keys);
    return SPR_EXIT_ENVIRONMENT;
  }
  if (s != SPR_ENOTFOUND) return spr_look_failed(look, s);
  if (spr_store_case(look->store, spr_str_of(id), &row) != SPR_OK) return no_case(look, id);
  spr_complain(look->cli, "the key of case \"%s\" is not in the key file \"%s\"", id, look->db->keys);
  return SPR_EXIT_ENVIRONMENT;
}

int spr_database_case(const spr_look *look, const char *id, spr_loaded *out) {
  spr_status s = spr_desk_load(look->desk, spr_str_of(id), out);
  if (s != SPR_OK) return cannot_load(look, id, s);
  const char *as = look->db->as;
  if (!as || (out->c && spr_visible_case(out->c, spr_str_of(as)))) return SPR_EXIT_DONE;
  spr_loaded_release(out);
  return no_case(look, id);
}

bool spr_look_sees(const spr_look *look, spr_str id) {
  const char *as = look->db->as;
  spr_loaded l;
  if (!as) return true;
  if (spr_desk_load(look->desk, id, &l) != SPR_OK) return false;
  bool visible = l.c && spr_visible_case(l.c, spr_str_of(as));
  spr_loaded_release(&l);
  return visible;
}
