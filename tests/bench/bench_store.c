/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"
#include "store/chain.h"
#include "store/store.h"

/* Appending to a store in a file, beside a bare loop over SQLite that writes the same rows to the same tables
 * with the same hashes and as many of them to a commit; then what an event takes up, and how fast the journal
 * is read. Cases are those of a flat machine with six states: opened, then six events in turn, all cases in
 * turn.
 *
 * usage: bench_store [FOLDER]     on whose disk it is measured; /tmp */

enum { CASES = 10000, EVENTS = 6, BATCH = 32 };

static const char body[] =
    "\x01\x02\x83\x0c\x10\x05\x01\x07 counter 1 -> 2; read x; observed nothing; took s0 -> s1";
static const char snapshot[] =
    "\x01\x04s1\x02\x0a\x14\x01\x07 0123456789abcdef x 10 counter 1; no timer, no task";

static double wall(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static spr_str text(const char *z) {
  return spr_str_of(z);
}

static spr_str case_id(char out[24], uint64_t i) {
  int n = snprintf(out, 24, "%08x%08x", (unsigned)(i * 2654435761u), (unsigned)i);
  return spr_str_n(out, (size_t)n);
}

static const char *const events[EVENTS] = {"e0", "e1", "e2", "e3", "e4", "e5"};
static const char *const states[EVENTS] = {"s0", "s1", "s2", "s3", "s4", "s5"};

/* -- the store ------------------------------------------------------------------------------------------ */
typedef struct through {
  const char *path;
  spr_store *s;
  spr_hash definition, environment;
  uint64_t next;         /* event */
  double (*clock)(void); /* what appending is measured with */
} through;

static spr_append event_of(const through *t, char id[24], uint64_t i) {
  uint64_t step = i / CASES;
  return (spr_append){
      .entry = {.id = case_id(id, i % CASES),
                .at = 1760000000000 + (int64_t)i,
                .kind = SPR_JOURNAL_EVENT,
                .semantics = 1,
                .event = text(events[step % EVENTS]),
                .by = text("office"),
                .actor = text("user-17"),
                .place = text("flat.yaml:12"),
                .configuration = text(states[(step + 1) % EVENTS]),
                .definition = t->definition,
                .environment = t->environment,
                .body = SPR_STR(body)},
      .snapshot = SPR_STR(snapshot),
  };
}

static void open_all(through *t) {
  spr_store_options o = {&spr_alloc_default, t->path, SPR_STORE_CREATE, 1000, NULL};
  char why[SPR_MAX_MESSAGE_BYTES] = "", id[24];
  bench_check(spr_store_open(&o, &t->s, why) == SPR_OK, why);
  bench_check(spr_store_begin(t->s) == SPR_OK, "begin");
  spr_store_object_put(t->s, SPR_OBJECT_DEFINITION, SPR_STR("the definition"), &t->definition);
  spr_store_object_put(t->s, SPR_OBJECT_ENVIRONMENT, SPR_STR("the environment"), &t->environment);
  const spr_change opened = {.kind = SPR_CHANGE_OPENED,
                             .name = SPR_STR("flat"),
                             .text = SPR_STR("flat"),
                             .text2 = SPR_STR("northtown")};
  for (uint64_t i = 0; i < CASES; i++) {
    spr_append a = event_of(t, id, i);
    a.entry.kind = SPR_JOURNAL_OPENED;
    a.entry.event = SPR_STR("");
    a.entry.configuration = SPR_STR("s0");
    a.entry.changes = &opened;
    a.entry.nchanges = 1;
    bench_check(spr_store_append(t->s, &a, NULL) == SPR_OK, spr_store_fault(t->s).p);
  }
  bench_check(spr_store_commit(t->s) == SPR_OK, "commit");
}

static double append_events(void *ud, uint64_t n) {
  through *t = ud;
  char id[24];
  double start = t->clock();
  for (uint64_t i = 0; i < n; i++, t->next++) {
    if (i % BATCH == 0) bench_check(spr_store_begin(t->s) == SPR_OK, "begin");
    spr_append a = event_of(t, id, t->next);
    spr_status s = spr_store_mark(t->s);
    if (s == SPR_OK) s = spr_store_append(t->s, &a, NULL);
    if (s == SPR_OK) s = spr_store_keep(t->s);
    bench_check(s == SPR_OK, spr_store_fault(t->s).p);
    if (i % BATCH == BATCH - 1 || i + 1 == n) bench_check(spr_store_commit(t->s) == SPR_OK, "commit");
  }
  return t->clock() - start;
}

/* -- the bare loop -------------------------------------------------------------------------------------- */
typedef struct bare {
  sqlite3 *db;
  sqlite3_stmt *begin, *commit, *find, *insert, *update;
  spr_entry_row row; /* what does not change in it */
  uint64_t next, pos;
} bare;

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
  sqlite3_stmt *st = NULL;
  bench_check(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &st, NULL) == SQLITE_OK,
              sqlite3_errmsg(db));
  return st;
}

static void run(sqlite3_stmt *st) {
  bench_check(sqlite3_step(st) == SQLITE_DONE, "a statement of the bare loop");
  sqlite3_reset(st);
}

static void open_bare(bare *b, const through *t, const char *path) {
  bench_check(sqlite3_open_v2(path, &b->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK,
              path);
  sqlite3_exec(b->db,
               "PRAGMA synchronous = full; PRAGMA wal_autocheckpoint = 4096; PRAGMA cache_size = -24576;"
               "PRAGMA temp_store = memory",
               NULL, NULL, NULL);
  b->begin = prepare(b->db, "BEGIN IMMEDIATE");
  b->commit = prepare(b->db, "COMMIT");
  b->find = prepare(b->db, "SELECT number, seq, hash, configuration, snapshot FROM cases WHERE id = ?");
  b->insert =
      prepare(b->db, "INSERT INTO journal VALUES(?, ?, ?, ?, 2, 1, ?, 1, 2, 3, ?, 0, 1, 2, 0, x'', ?, ?)");
  b->update = prepare(b->db, "UPDATE cases SET configuration = ?, at = ?, seq = ?, hash = ?, sealed = 0, "
                             "snapshot = ? WHERE number = ?");
  sqlite3_stmt *last = prepare(b->db, "SELECT max(pos) FROM journal");
  sqlite3_step(last);
  b->pos = (uint64_t)sqlite3_column_int64(last, 0);
  sqlite3_finalize(last);
  char id[24];
  b->row = event_of(t, id, 0).entry;
}

static void append_bare(bare *b, const through *t) {
  char id[24];
  spr_append a = event_of(t, id, b->next++);
  spr_entry_row e = a.entry;
  sqlite3_bind_text(b->find, 1, e.id.p, (int)e.id.n, SQLITE_STATIC);
  bench_check(sqlite3_step(b->find) == SQLITE_ROW, "a case of the bare loop");
  int64_t number = sqlite3_column_int64(b->find, 0);
  e.seq = (uint64_t)sqlite3_column_int64(b->find, 1) + 1;
  memcpy(e.prev.b, sqlite3_column_blob(b->find, 2), sizeof e.prev.b);
  sqlite3_reset(b->find);
  spr_chain_body(e.body, &e.body_hash);
  spr_chain_entry(&e, &e.hash);
  sqlite3_bind_int64(b->insert, 1, (int64_t)++b->pos);
  sqlite3_bind_int64(b->insert, 2, number);
  sqlite3_bind_int64(b->insert, 3, (int64_t)e.seq);
  sqlite3_bind_int64(b->insert, 4, e.at);
  sqlite3_bind_int64(b->insert, 5, 4 + (int64_t)(e.seq % EVENTS));
  sqlite3_bind_int64(b->insert, 6, 10 + (int64_t)(e.seq % EVENTS));
  sqlite3_bind_blob(b->insert, 7, e.body.p, (int)e.body.n, SQLITE_STATIC);
  sqlite3_bind_blob(b->insert, 8, e.hash.b, sizeof e.hash.b, SQLITE_STATIC);
  run(b->insert);
  sqlite3_bind_int64(b->update, 1, 10 + (int64_t)(e.seq % EVENTS));
  sqlite3_bind_int64(b->update, 2, e.at);
  sqlite3_bind_int64(b->update, 3, (int64_t)e.seq);
  sqlite3_bind_blob(b->update, 4, e.hash.b, sizeof e.hash.b, SQLITE_STATIC);
  sqlite3_bind_blob(b->update, 5, a.snapshot.p, (int)a.snapshot.n, SQLITE_STATIC);
  sqlite3_bind_int64(b->update, 6, number);
  run(b->update);
}

typedef struct bare_run {
  bare b;
  const through *t;
} bare_run;

static double append_events_bare(void *ud, uint64_t n) {
  bare_run *r = ud;
  double start = r->t->clock();
  for (uint64_t i = 0; i < n; i++) {
    if (i % BATCH == 0) run(r->b.begin);
    append_bare(&r->b, r->t);
    if (i % BATCH == BATCH - 1 || i + 1 == n) run(r->b.commit);
  }
  return r->t->clock() - start;
}

/* -- reading -------------------------------------------------------------------------------------------- */
static bool count_entry(void *ud, const spr_entry_row *e) {
  *(uint64_t *)ud += e->seq > 0;
  return true;
}

static double read_journal(void *ud, uint64_t n) {
  through *t = ud;
  uint64_t seen = 0;
  double start = bench_now();
  while (seen < n)
    bench_check(spr_store_journal(t->s, 0, count_entry, &seen) == SPR_OK, spr_store_fault(t->s).p);
  return (bench_now() - start) * (double)n / (double)seen;
}

static bool check_entry(void *ud, const spr_entry_row *e) {
  spr_hash h;
  spr_chain_entry(e, &h);
  *(uint64_t *)ud += memcmp(&h, &e->hash, sizeof h) == 0;
  return true;
}

static double read_chain(void *ud, uint64_t n) {
  through *t = ud;
  uint64_t seen = 0;
  double start = bench_now();
  while (seen < n)
    bench_check(spr_store_journal(t->s, 0, check_entry, &seen) == SPR_OK, spr_store_fault(t->s).p);
  return (bench_now() - start) * (double)n / (double)seen;
}

static double open_again(void *ud, uint64_t n) {
  const through *t = ud;
  double start = wall();
  for (uint64_t i = 0; i < n; i++) {
    spr_store *s = NULL;
    spr_store_options o = {&spr_alloc_default, t->path, SPR_STORE_WRITE, 1000, NULL};
    bench_check(spr_store_open(&o, &s, NULL) == SPR_OK, t->path);
    spr_store_close(s);
  }
  return wall() - start;
}

/* -- what an event takes up ----------------------------------------------------------------------------- */
static void print_size(through *t) {
  spr_store_count counts;
  append_events(t, (uint64_t)CASES * EVENTS);
  bench_check(spr_store_scrub(t->s) == SPR_OK && spr_store_counts(t->s, &counts) == SPR_OK, "counting");
  bench_check(counts.entries == CASES * (EVENTS + 1), "entries");
  printf("%-34s %-8s %9.0f bytes (of which body and snapshot %.0f)\n", "held for an event, cases of 7",
         "entry", (double)counts.bytes / (double)counts.entries,
         (double)sizeof body - 1 + (double)(sizeof snapshot - 1) / (EVENTS + 1));
}

int main(int argc, char **argv) {
  char folder[300], path[2][320], extra[400];
  snprintf(folder, sizeof folder, "%s/sprawa-bench-XXXXXX", argc > 1 ? argv[1] : "/tmp");
  bench_check(mkdtemp(folder) != NULL, folder);
  for (int i = 0; i < 2; i++) snprintf(path[i], sizeof path[i], "%s/%s.db", folder, i ? "bare" : "store");
  through t = {.path = path[0], .clock = wall}, same = {.path = path[1], .clock = wall};
  open_all(&t);
  print_size(&t);
  open_all(&same);
  append_events(&same, (uint64_t)CASES * EVENTS);
  spr_store_close(same.s);
  bare_run r = {.t = &t, .b.next = same.next};
  open_bare(&r.b, &t, path[1]);
  bench_pair("append, 32 to a commit, synced", "entry", append_events, &t, append_events_bare, &r, 20000);
  t.clock = bench_now;
  bench_pair("the same, time on the processor", "entry", append_events, &t, append_events_bare, &r, 20000);
  bench_one("read the journal", "entry", read_journal, &t, 200000);
  bench_one("read the journal, check its chain", "entry", read_chain, &t, 200000);
  bench_one("open", "open", open_again, &t, 50);
  sqlite3_stmt *const all[] = {r.b.begin, r.b.commit, r.b.find, r.b.insert, r.b.update};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) sqlite3_finalize(all[i]);
  sqlite3_close(r.b.db);
  spr_store_close(t.s);
  for (int i = 0; i < 2; i++) {
    unlink(path[i]);
    for (int k = 0; k < 2; k++) {
      snprintf(extra, sizeof extra, "%.320s%s", path[i], k ? "-wal" : "-shm");
      unlink(extra);
    }
  }
  return rmdir(folder);
}
