/* SPDX-License-Identifier: Apache-2.0 */
#include "crowd.h"

#include <sqlite3.h>
#include <stdio.h>

#include "bench.h"

enum { BATCH = 8192, SHELTERS = 12, STATES = 24, MINUTE = 60000, DAY = 86400000 };
/* Of a usual length. */
static const char snapshot[] =
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
#define BEGUN INT64_C(1700000000000)

/* Of each case, from its number alone. */
typedef struct person {
  char id[24], city[16], package[16], seen[128], told[160], configuration[64], responsible[32];
  spr_str list[4];
  uint32_t nlist;
  spr_change changes[8];
  uint32_t nchanges;
  spr_listed_row listed[3];
  char town[24];
  spr_instant last;
  bool ended;
} person;

/* A draw of the i-th case that others of its draws do not tell of. */
static uint32_t draw(uint64_t i, uint32_t what, uint32_t below) {
  uint64_t x = (i + 1) * UINT64_C(0x9E3779B97F4A7C15) + what * UINT64_C(0xD1B54A32D192ED03);
  x ^= x >> 32;
  x *= UINT64_C(0xBF58476D1CE4E5B9);
  x ^= x >> 29;
  return (uint32_t)((x >> 16) % below);
}

static spr_change *add(person *p, spr_change c) {
  p->changes[p->nchanges] = c;
  return &p->changes[p->nchanges++];
}

/* 70, 25 and 5 in a hundred; one village has twenty cases, one has the last 3,000. */
static const char *city_of(uint64_t i, uint64_t n) {
  uint32_t d = draw(i, 1, 100);
  if (i % (n / 20 + 1) == 7) return "hamlet";
  if (n - i <= 3000 && i % 2 == 0) return "suburb";
  return d < 70 ? "city" : d < 95 ? "town" : "village";
}

/* The hall knows of every case of its city, a shelter of its own; one office of ten cases in all of them, one
 * of a thousandth. */
static void fill_seen(person *p, uint64_t i, uint64_t n) {
  char *at = p->seen;
  size_t room = sizeof p->seen;
  uint32_t first = draw(i, 2, SHELTERS), shelter = draw(i, 3, first + 1);
  int k = snprintf(at, room, "hall-%s", p->city);
  p->list[p->nlist++] = spr_str_n(at, (size_t)k);
  at += k + 1;
  room -= (size_t)k + 1;
  k = snprintf(at, room, "shelter-%s-%u", p->city, shelter);
  p->list[p->nlist++] = spr_str_n(at, (size_t)k);
  if (draw(i, 4, 10) == 0) p->list[p->nlist++] = SPR_STR("court");
  if (draw(i, 5, 1000) == 0) p->list[p->nlist++] = SPR_STR("clinic");
  if (i % (n / 10 + 1) == 3) p->list[p->nlist++] = SPR_STR("consul");
}

/* The older, the more of them have ended; new ones stand at the beginning. */
static void fill_state(person *p, uint64_t i, uint64_t n) {
  bool young = n - i <= n / 20;
  uint32_t state = young ? draw(i, 6, 2) : 2 + draw(i, 6, STATES - 3);
  if (!young && draw(i, 7, 20000) == 0) state = STATES - 1;
  p->ended = !young && draw(i, 8, 100) < 75 - (uint32_t)(30 * i / n);
  snprintf(p->configuration, sizeof p->configuration, p->ended ? "done" : "stay.s%u,care.c%u", state,
           draw(i, 9, 3));
  spr_str responsible = p->list[state % 3 ? 1 : 0];
  if (state == STATES - 1 && p->nlist > 2) responsible = p->list[2];
  snprintf(p->responsible, sizeof p->responsible, "%.*s", SPR_FMT(responsible));
}

/* Four of five open cases have a deadline; a few are late, some are due in a week, more in the next years. */
static void fill_duties(person *p, uint64_t i, spr_instant now) {
  if (p->ended) {
    add(p, (spr_change){.kind = SPR_CHANGE_ENDED, .text = SPR_STR("home")});
    return;
  }
  if (draw(i, 10, 5) > 0) {
    bool late = draw(i, 11, 200) == 0;
    spr_instant at =
        now + (late ? -1 : 1) * (int64_t)(1 + draw(i, 12, late ? 40 : 700)) * DAY + draw(i, 13, DAY);
    add(p,
        (spr_change){.kind = SPR_CHANGE_DEADLINE, .name = SPR_STR("stay"), .n = 1, .at = at, .flag = late});
    add(p, (spr_change){.kind = SPR_CHANGE_TASK,
                        .name = SPR_STR("t1"),
                        .text = SPR_STR("visit"),
                        .text2 = SPR_STR("open"),
                        .list = p->list,
                        .nlist = 2,
                        .at = at - DAY});
  }
  if (draw(i, 14, 20000) == 0)
    add(p, (spr_change){.kind = SPR_CHANGE_INCIDENT, .name = SPR_STR("hook"), .n = 1, .at = now});
}

/* All who know of a case are told of its fields. */
static void fill_told(person *p) {
  int at = snprintf(p->told, sizeof p->told, SPR_TOLD_OPENER);
  for (uint32_t i = 0; i < p->nlist; i++)
    at += snprintf(p->told + at, sizeof p->told - (size_t)at, ",%.*s", SPR_FMT(p->list[i]));
}

static void fill_listed(person *p, uint64_t i) {
  static const char *const kinds[] = {"violence", "fire", "poverty"};
  snprintf(p->town, sizeof p->town, "place %u", draw(i, 15, 5000));
  p->listed[0] = (spr_listed_row){.field = SPR_STR("place"),
                                  .value = {.kind = SPR_LISTED_TEXT, .text = spr_str_of(p->town)}};
  p->listed[1] =
      (spr_listed_row){.field = SPR_STR("reason"),
                       .value = {.kind = SPR_LISTED_TEXT, .text = spr_str_of(kinds[draw(i, 16, 3)])}};
  p->listed[2] = (spr_listed_row){.field = SPR_STR("children"),
                                  .value = {.kind = SPR_LISTED_WHOLE, .whole = draw(i, 17, 6)}};
  fill_told(p);
  for (int k = 0; k < 3; k++) p->listed[k].told = spr_str_of(p->told);
}

static void fill(person *p, uint64_t i, uint64_t n) {
  spr_instant opened = BEGUN + (int64_t)i * 2 * MINUTE, now = BEGUN + (int64_t)n * 2 * MINUTE;
  *p = (person){.last = opened + (int64_t)draw(i, 18, (uint32_t)((now - opened) / MINUTE + 1)) * MINUTE};
  snprintf(p->id, sizeof p->id, "%016llx", (unsigned long long)i);
  snprintf(p->city, sizeof p->city, "%s", city_of(i, n));
  snprintf(p->package, sizeof p->package, "%s", draw(i, 19, 4) ? "home" : "welfare");
  add(p, (spr_change){.kind = SPR_CHANGE_OPENED,
                      .name = spr_str_of(p->package),
                      .text = SPR_STR("main"),
                      .text2 = spr_str_of(p->city)});
  fill_seen(p, i, n);
  add(p, (spr_change){.kind = SPR_CHANGE_SEEN, .list = p->list, .nlist = p->nlist});
  fill_state(p, i, n);
  fill_duties(p, i, now);
  fill_listed(p, i);
}

/* -- filling -------------------------------------------------------------------------------------------- */
enum { MOST_INDICES = 64 };

typedef struct indices {
  char *sql[MOST_INDICES];
  int n;
} indices;

static void run(sqlite3 *db, const char *sql) {
  bench_check(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, sqlite3_errmsg(db));
}

static sqlite3 *open_file(const char *path) {
  sqlite3 *db = NULL;
  bench_check(sqlite3_open(path, &db) == SQLITE_OK, path);
  run(db, "PRAGMA cache_size = -500000; PRAGMA synchronous = off");
  return db;
}

/* A million rows in no order are brought into an index much sooner when all of them are there. */
static void take_indices(const char *path, indices *out) {
  sqlite3 *db = open_file(path);
  sqlite3_stmt *st = NULL;
  char drop[96];
  bench_check(sqlite3_prepare_v2(db,
                                 "SELECT sql, name FROM sqlite_schema WHERE type = 'index' AND sql NOT NULL",
                                 -1, &st, NULL) == SQLITE_OK,
              sqlite3_errmsg(db));
  char names[MOST_INDICES][64];
  for (out->n = 0; sqlite3_step(st) == SQLITE_ROW; out->n++) {
    bench_check(out->n < MOST_INDICES, "too many indices");
    out->sql[out->n] = sqlite3_mprintf("%s", sqlite3_column_text(st, 0));
    snprintf(names[out->n], sizeof names[0], "%.60s", (const char *)sqlite3_column_text(st, 1));
  }
  sqlite3_finalize(st);
  for (int i = 0; i < out->n; i++) {
    snprintf(drop, sizeof drop, "DROP INDEX %.63s", names[i]);
    run(db, drop);
  }
  sqlite3_close(db);
}

static void give_indices(const char *path, indices *v) {
  sqlite3 *db = open_file(path);
  for (int i = 0; i < v->n; i++) {
    run(db, v->sql[i]);
    sqlite3_free(v->sql[i]);
  }
  run(db, "PRAGMA wal_checkpoint(TRUNCATE)");
  sqlite3_close(db);
}

static spr_store *open_store(const char *path) {
  spr_store *s = NULL;
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_store_options o = {&spr_alloc_default, path, SPR_STORE_CREATE, 1000, NULL};
  bench_check(spr_store_open(&o, &s, why) == SPR_OK, why);
  return s;
}

/* One entry for each, the last: that of others is not read by lists. */
static void put_cases(spr_store *s, uint64_t cases) {
  static const char body[] = "a body like those that others have";
  spr_hash definition, environment;
  for (uint64_t i = 0; i < cases; i++) {
    person p;
    if (i % BATCH == 0) bench_check(spr_store_begin(s) == SPR_OK, "begin");
    if (i == 0) {
      spr_store_object_put(s, SPR_OBJECT_DEFINITION, SPR_STR("the definition"), &definition);
      spr_store_object_put(s, SPR_OBJECT_ENVIRONMENT, SPR_STR("the environment"), &environment);
    }
    fill(&p, i, cases);
    spr_append a = {.entry = {.id = spr_str_of(p.id),
                              .at = p.last,
                              .kind = SPR_JOURNAL_OPENED,
                              .configuration = spr_str_of(p.configuration),
                              .responsible = spr_str_of(p.responsible),
                              .definition = definition,
                              .environment = environment,
                              .changes = p.changes,
                              .nchanges = p.nchanges,
                              .body = SPR_STR(body)},
                    .snapshot = SPR_STR(snapshot),
                    .listed = p.listed,
                    .nlisted = 3};
    bench_check(spr_store_append(s, &a, NULL) == SPR_OK, spr_store_fault(s).p);
    if (i % BATCH == BATCH - 1 || i + 1 == cases) bench_check(spr_store_commit(s) == SPR_OK, "commit");
  }
}

void crowd_make(const char *path, uint64_t cases) {
  indices v;
  spr_store_close(open_store(path));
  take_indices(path, &v);
  spr_store *s = open_store(path);
  put_cases(s, cases);
  spr_store_close(s);
  give_indices(path, &v);
}
