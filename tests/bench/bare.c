/* SPDX-License-Identifier: Apache-2.0 */
#include "bare.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "store/chain.h"

enum { MAX_ROW = 4096, NAMES = 12, AT = 0, CONFIGURATION = 7, STATES = 16 };

typedef struct text {
  char p[MAX_ROW];
  size_t n;
} text;

struct bare {
  sqlite3 *db;
  sqlite3_stmt *begin, *commit, *find, *insert, *update, *lane;
  spr_keys *keys;
  int64_t pos, at;
  int64_t states[STATES]; /* the configurations of the machine, in a cycle */
  int64_t moved[STATES];  /* how many cases more stand so since the batch began */
  int nstates;
  uint64_t next;
  bare_turn turn;
  void *turn_ud;
  int64_t names[NAMES]; /* columns of an event that are numbers; `at` and the configuration move on */
  text body, snapshot;  /* plain */
  spr_buf sealed_body, sealed_snapshot, plain;
};

static sqlite3_stmt *prepare(bare *b, const char *sql) {
  sqlite3_stmt *st = NULL;
  bench_check(sqlite3_prepare_v3(b->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &st, NULL) == SQLITE_OK,
              sqlite3_errmsg(b->db));
  return st;
}

static void run(bare *b, sqlite3_stmt *st) {
  bench_check(sqlite3_step(st) == SQLITE_DONE, sqlite3_errmsg(b->db));
  sqlite3_reset(st);
}

static int64_t number(bare *b, const char *sql) {
  sqlite3_stmt *st = prepare(b, sql);
  bench_check(sqlite3_step(st) == SQLITE_ROW, sql);
  int64_t n = sqlite3_column_int64(st, 0);
  sqlite3_finalize(st);
  return n;
}

static void keep(text *t, spr_str s) {
  bench_check(s.n <= sizeof t->p, "a row that is too long for this loop");
  memcpy(t->p, s.p, s.n);
  t->n = s.n;
}

static spr_str column(sqlite3_stmt *st, int i) {
  return spr_str_n(sqlite3_column_blob(st, i), (size_t)sqlite3_column_bytes(st, i));
}

static spr_str context(char out[96], const char *what, spr_str id, uint64_t seq) {
  int n = snprintf(out, 96, "%s/%.*s/%llu", what, SPR_FMT(id), (unsigned long long)seq);
  return spr_str_n(out, (size_t)n);
}

static spr_str opened(bare *b, const char *what, spr_str id, uint64_t seq, spr_str bytes) {
  char name[96];
  if (!b->keys) return bytes;
  spr_buf_clear(&b->plain);
  bench_check(spr_keys_unseal(b->keys, id, context(name, what, id, seq), bytes, &b->plain) == SPR_OK,
              "unseal");
  return spr_buf_view(&b->plain);
}

static spr_str closed(bare *b, const char *what, spr_str id, uint64_t seq, spr_str bytes, spr_buf *out) {
  char name[96];
  if (!b->keys) return bytes;
  spr_buf_clear(out);
  bench_check(spr_keys_seal(b->keys, id, context(name, what, id, seq), bytes, out) == SPR_OK, "seal");
  return spr_buf_view(out);
}

/* The last entry of the first case is what all events look like. */
static void take_pattern(bare *b) {
  sqlite3_stmt *st = prepare(
      b, "SELECT j.at, j.kind, j.semantics, j.event, j.institution, j.actor, j.place, j.configuration, "
         "j.responsible, j.definition, j.environment, j.body_state, c.id, c.seq, c.snapshot, j.body "
         "FROM cases c JOIN journal j USING(number, seq) ORDER BY c.number LIMIT 1");
  bench_check(sqlite3_step(st) == SQLITE_ROW, "a case");
  for (int i = 0; i < NAMES; i++) b->names[i] = sqlite3_column_int64(st, i);
  spr_str id = column(st, NAMES);
  uint64_t seq = (uint64_t)sqlite3_column_int64(st, NAMES + 1);
  keep(&b->snapshot, opened(b, "snapshot", id, seq, column(st, NAMES + 2)));
  keep(&b->body, opened(b, "body", id, seq, column(st, NAMES + 3)));
  sqlite3_finalize(st);
}

/* Each event moves its case, as it does in the engine: to another state, and behind all others in time. */
static void take_states(bare *b) {
  sqlite3_stmt *st = prepare(b, "SELECT DISTINCT configuration FROM journal WHERE number = 1 ORDER BY 1");
  while (b->nstates < STATES && sqlite3_step(st) == SQLITE_ROW)
    b->states[b->nstates++] = sqlite3_column_int64(st, 0);
  sqlite3_finalize(st);
  bench_check(b->nstates > 0, "a state");
  b->at = number(b, "SELECT max(at) FROM cases");
}

static int64_t state_after(bare *b, int64_t state) {
  int from = 0;
  while (from + 1 < b->nstates && b->states[from] != state) from++;
  int to = (from + 1) % b->nstates;
  b->moved[from]--;
  b->moved[to]++;
  return b->states[to];
}

/* How many stand in each state is written once for a batch. */
static void commit(bare *b) {
  for (int i = 0; i < b->nstates; i++) {
    if (b->moved[i] == 0) continue;
    sqlite3_bind_int64(b->lane, 1, b->moved[i]);
    sqlite3_bind_int64(b->lane, 2, b->states[i]);
    run(b, b->lane);
    b->moved[i] = 0;
  }
  run(b, b->commit);
}

bare *bare_open(const char *path, spr_keys *keys, bare_turn turn, void *ud) {
  bare *b = calloc(1, sizeof *b);
  bench_check(b && sqlite3_open_v2(path, &b->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) ==
                       SQLITE_OK,
              path);
  sqlite3_exec(b->db,
               "PRAGMA synchronous = full; PRAGMA wal_autocheckpoint = 4096; PRAGMA cache_size = -24576;"
               "PRAGMA temp_store = memory",
               NULL, NULL, NULL);
  spr_buf *bufs[] = {&b->sealed_body, &b->sealed_snapshot, &b->plain};
  for (int i = 0; i < 3; i++) spr_buf_init(bufs[i], &spr_alloc_default, 2 * MAX_ROW);
  b->keys = keys;
  b->turn = turn;
  b->turn_ud = ud;
  b->begin = prepare(b, "BEGIN IMMEDIATE");
  b->commit = prepare(b, "COMMIT");
  b->find = prepare(b, "SELECT number, seq, hash, configuration, snapshot FROM cases WHERE id = ?");
  b->insert = prepare(
      b,
      "INSERT INTO journal(pos, number, seq, changes, body, hash, at, kind, semantics, event, institution, "
      "actor, place, configuration, responsible, definition, environment, body_state) "
      "VALUES(?, ?, ?, x'', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  b->update = prepare(b, "UPDATE cases SET configuration = ?, at = ?, seq = ?, hash = ?, sealed = ?, "
                         "snapshot = ? WHERE number = ?");
  b->lane = prepare(b, "UPDATE lanes SET n = n + ? WHERE state = 0 AND drawer = 1 AND configuration = ?");
  b->pos = number(b, "SELECT max(pos) FROM journal");
  take_pattern(b);
  take_states(b);
  return b;
}

void bare_close(bare *b) {
  sqlite3_stmt *const all[] = {b->begin, b->commit, b->find, b->insert, b->update, b->lane};
  spr_buf *bufs[] = {&b->sealed_body, &b->sealed_snapshot, &b->plain};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) sqlite3_finalize(all[i]);
  for (int i = 0; i < 3; i++) spr_buf_release(bufs[i]);
  sqlite3_close(b->db);
  free(b);
}

/* Gives the case's number; the rest goes into e. */
static int64_t find(bare *b, spr_entry_row *e) {
  e->id = b->turn(b->turn_ud, b->next++);
  sqlite3_bind_text(b->find, 1, e->id.p, (int)e->id.n, SQLITE_STATIC);
  bench_check(sqlite3_step(b->find) == SQLITE_ROW, "a case");
  int64_t case_number = sqlite3_column_int64(b->find, 0);
  e->seq = (uint64_t)sqlite3_column_int64(b->find, 1) + 1;
  memcpy(e->prev.b, sqlite3_column_blob(b->find, 2), sizeof e->prev.b);
  b->names[CONFIGURATION] = state_after(b, sqlite3_column_int64(b->find, 3));
  opened(b, "snapshot", e->id, e->seq - 1, column(b->find, 4));
  sqlite3_reset(b->find);
  return case_number;
}

static void insert(bare *b, int64_t case_number, const spr_entry_row *e) {
  sqlite3_bind_int64(b->insert, 1, ++b->pos);
  sqlite3_bind_int64(b->insert, 2, case_number);
  sqlite3_bind_int64(b->insert, 3, (int64_t)e->seq);
  sqlite3_bind_blob(b->insert, 4, e->body.p, (int)e->body.n, SQLITE_STATIC);
  sqlite3_bind_blob(b->insert, 5, e->hash.b, sizeof e->hash.b, SQLITE_STATIC);
  b->names[AT] = e->at;
  for (int i = 0; i < NAMES; i++) sqlite3_bind_int64(b->insert, 6 + i, b->names[i]);
  run(b, b->insert);
}

static void update(bare *b, int64_t case_number, const spr_entry_row *e, spr_str snapshot) {
  sqlite3_bind_int64(b->update, 1, b->names[CONFIGURATION]);
  sqlite3_bind_int64(b->update, 2, e->at);
  sqlite3_bind_int64(b->update, 3, (int64_t)e->seq);
  sqlite3_bind_blob(b->update, 4, e->hash.b, sizeof e->hash.b, SQLITE_STATIC);
  sqlite3_bind_int(b->update, 5, e->sealed);
  sqlite3_bind_blob(b->update, 6, snapshot.p, (int)snapshot.n, SQLITE_STATIC);
  sqlite3_bind_int64(b->update, 7, case_number);
  run(b, b->update);
}

static void append(bare *b) {
  spr_entry_row e = {.at = ++b->at,
                     .kind = SPR_JOURNAL_EVENT,
                     .semantics = 1,
                     .event = SPR_STR("e1"),
                     .actor = SPR_STR("bench"),
                     .place = SPR_STR("main.yaml:12"),
                     .configuration = SPR_STR("s1"),
                     .responsible = SPR_STR("desk-town"),
                     .sealed = b->keys != NULL};
  int64_t case_number = find(b, &e);
  e.body = closed(b, "body", e.id, e.seq, spr_str_n(b->body.p, b->body.n), &b->sealed_body);
  spr_str snapshot =
      closed(b, "snapshot", e.id, e.seq, spr_str_n(b->snapshot.p, b->snapshot.n), &b->sealed_snapshot);
  spr_chain_body(e.body, &e.body_hash);
  spr_chain_entry(&e, &e.hash);
  insert(b, case_number, &e);
  update(b, case_number, &e, snapshot);
}

void bare_events(bare *b, uint64_t n, uint64_t batch) {
  for (uint64_t i = 0; i < n; i++) {
    if (i % batch == 0) run(b, b->begin);
    append(b);
    if (i % batch == batch - 1 || i + 1 == n) commit(b);
  }
}
