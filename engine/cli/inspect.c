/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/inspect.h"

#include "base/clock.h"
#include "base/limits.h"

int spr_inspect_refused(spr_cli *cli, spr_status s, const char *why) {
  spr_complain(cli, "%s", *why ? why : spr_status_text(s));
  return spr_file_exit(s);
}

int spr_inspect_store(spr_cli *cli, const char *path, spr_store_mode mode, spr_store **out) {
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_store_options o = {.alloc = &spr_alloc_default, .path = path, .mode = mode, .busy_ms = SPR_BUSY_MS};
  spr_status s = spr_store_open(&o, out, why);
  return s == SPR_OK ? SPR_EXIT_DONE : spr_inspect_refused(cli, s, why);
}

static int tell_failure(spr_cli *cli, spr_status s, spr_str fault) {
  if (fault.n)
    spr_complain(cli, "%s: %.*s", spr_status_text(s), SPR_FMT(fault));
  else
    spr_complain(cli, "%s", spr_status_text(s));
  return spr_file_exit(s);
}

int spr_inspect_failed(const spr_inspection *look, spr_status s) {
  return tell_failure(look->cli, s, spr_store_fault(look->store));
}

/* -- the engine ----------------------------------------------------------------------------------------- */

static int64_t tell_time(void *ud) {
  return spr_database_now(ud);
}

static int open_engine(spr_inspected *db, const char *path) {
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_engine_options o = {.alloc = &spr_alloc_default,
                          .database = path,
                          .keys = db->files.has_keys ? db->files.keys : NULL,
                          .master = db->files.has_keys ? db->files.master : NULL,
                          .former = path == db->files.path ? NULL : db->files.path,
                          .busy_ms = SPR_BUSY_MS,
                          .clock = tell_time,
                          .clock_ud = &db->files,
                          .random = spr_random_bytes,
                          .random_ud = &db->random};
  spr_status s = spr_engine_open(&o, &db->engine, why);
  return s == SPR_OK ? SPR_EXIT_DONE : spr_inspect_refused(db->files.cli, s, why);
}

int spr_inspect_open(spr_cli *cli, const spr_args *args, const char *path, spr_inspected *out) {
  uint8_t seed[32];
  out->engine = NULL;
  int code = spr_database_find(cli, args, NULL, false, &out->files);
  if (code != SPR_EXIT_DONE) return code;
  if (!spr_clock_random(seed, sizeof seed)) {
    spr_complain(cli, "the system gives no random numbers");
    return SPR_EXIT_ENVIRONMENT;
  }
  spr_random_init(&out->random, seed);
  return open_engine(out, path ? path : out->files.path);
}

void spr_inspect_close(spr_inspected *db) {
  spr_engine_close(db->engine);
  db->engine = NULL;
}

int spr_inspected_failed(spr_inspected *db, spr_status s) {
  spr_buf b;
  spr_buf_init(&b, &spr_alloc_default, SPR_MAX_MESSAGE_BYTES);
  spr_engine_fault(db->engine, &b);
  int code = tell_failure(db->files.cli, s, spr_buf_view(&b));
  spr_buf_release(&b);
  return code;
}

typedef struct inspecting {
  spr_inspection look;
  spr_inspect_fn fn;
  void *ud;
  int code;
} inspecting;

static spr_status inspect(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  inspecting *k = ud;
  (void)now;
  k->look.desk = desk;
  k->look.store = store;
  k->code = k->fn(k->ud, &k->look);
  return SPR_OK;
}

int spr_inspect(spr_cli *cli, const spr_args *args, spr_inspect_fn fn, void *ud) {
  spr_inspected db;
  inspecting k = {.look = {.cli = cli, .files = &db.files}, .fn = fn, .ud = ud};
  int code = spr_inspect_open(cli, args, NULL, &db);
  if (code != SPR_EXIT_DONE) return code;
  spr_status s = spr_engine_inspect(db.engine, inspect, &k);
  code = s == SPR_OK ? k.code : spr_inspected_failed(&db, s);
  spr_inspect_close(&db);
  return code;
}
