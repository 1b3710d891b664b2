/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE /* readlink, kill */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bare.h"
#include "base/limits.h"
#include "cases/verify.h"
#include "lab/indicators.h"
#include "large.h"
#include "place.h"

/* A large file: a million cases of ten entries (large.h), 3 GB. How long it takes to open, what memory a
 * writer and verifying need, how fast it is verified and its indicators are counted, and how long the first
 * answer takes after a kill that left a long write-ahead log. It takes minutes, so it runs only where
 * BENCH_LARGE=1 is set.
 *
 * usage: bench_large [SITE [FOLDER]]     SITE: tests/bench/data/flat; FOLDER: on whose disk it is; /tmp
 *
 * BENCH_CASES: how many cases; BENCH_TOGETHER: how many of them take their steps in turn before the next ones
 * begin (all: the worst order for who wants to verify it); BENCH_LOG_MB: length of the log (1024).
 *
 * Each measurement is a process of its own, so that its memory is its own: bench_large ROLE FOLDER N. */

enum { STEPS = 10, TURN = (STEPS - 1) % PLACE_EVENTS, SENDERS = 32, ROUNDS = 3, PART = 16 };

static void settle_names(place *p, const char *folder) {
  *p = (place){.package = "flat"};
  snprintf(p->folder, sizeof p->folder, "%s", folder);
  snprintf(p->database, sizeof p->database, "%s/cases.db", folder);
  snprintf(p->keys, sizeof p->keys, "%s/keys", folder);
  snprintf(p->master, sizeof p->master, "%s/master", folder);
}

static void print_memory(const char *name) {
  char line[256];
  FILE *f = fopen("/proc/self/status", "r");
  while (f && fgets(line, sizeof line, f))
    if (strncmp(line, "VmHWM:", 6) == 0)
      printf("%-34s %-8s %.1f MB\n", name, "memory", (double)strtoul(line + 6, NULL, 10) / 1024);
  if (f) fclose(f);
  fflush(stdout);
}

/* -- verifying ------------------------------------------------------------------------------------------ */
static spr_status verify(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  spr_verify_report r;
  spr_verify_options o = {.rebuild = *(const bool *)ud, .skip_file = true};
  double begun = bench_now(), on_wall = bench_wall();
  (void)now;
  spr_status st = spr_verify(desk, store, &o, &r);
  bench_check(st == SPR_OK && r.faults == 0, "verify");
  double took = bench_now() - begun;
  printf("%-34s %-8s %9.1f k/s (%.1f s, on the wall %.1f s, %llu entries)\n",
         o.rebuild ? "verify, chain and fold" : "verify, chain", "entry", (double)r.entries / took / 1e3,
         took, bench_wall() - on_wall, (unsigned long long)r.entries);
  return st;
}

static void verify_role(place *p, uint64_t rebuild) {
  bool deep = rebuild != 0;
  place_start(p, false);
  bench_check(spr_engine_inspect(p->engine, verify, &deep) == SPR_OK, "verify");
  place_stop(p);
  print_memory(deep ? "verify, chain and fold" : "verify, chain");
}

/* -- indicators ----------------------------------------------------------------------------------------- */
static spr_status slice(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  return spr_indicators_slice(ud, desk, store, now);
}

static void indicators_role(place *p, uint64_t cases) {
  const spr_case_filter all = {.now = 0};
  const spr_indicators_asked asked = {.which = &all};
  spr_indicators *x;
  spr_indicator_row row;
  double begun = bench_now(), longest = 0;
  place_start(p, false);
  bench_check(spr_indicators_new(&spr_alloc_default, &asked, &x) == SPR_OK, "indicators");
  while (!spr_indicators_done(x)) {
    double from = bench_now();
    bench_check(spr_engine_inspect(p->engine, slice, x) == SPR_OK, "indicators");
    if (bench_now() - from > longest) longest = bench_now() - from;
  }
  double took = bench_now() - begun;
  bench_check(spr_indicators_row(x, 0, &row) && row.counted + row.waiting >= cases, "every case");
  printf("%-34s %-8s %9.1f k/s (%.1f s, the longest slice %.1f ms)\n", "indicators", "entry",
         (double)spr_indicators_read(x) / took / 1e3, took, longest * 1e3);
  spr_indicators_free(x);
  place_stop(p);
  print_memory("indicators");
}

/* -- writing -------------------------------------------------------------------------------------------- */
typedef struct sender {
  pthread_t thread;
  place *p;
  uint64_t from, stride, n, cases;
} sender;

/* Each case once, in an order that leaps from one end of the file to the other. */
static void turn_id(uint64_t i, uint64_t cases, char id[SPR_CASE_ID_CHARS + 1]) {
  large_id(i * 7919 % cases, id);
}

/* In each round the engine and the bare loop take so many turns with all senders, and a part of that with
 * one; each case has its turn once. */
static uint64_t turns_of(uint64_t cases) {
  uint64_t n = cases / (3 * ROUNDS);
  return (n < 64000 ? n : 64000) / SENDERS * SENDERS;
}
static uint64_t first_turn(uint64_t turns, uint64_t round, bool limit, bool alone) {
  return alone ? 2 * ROUNDS * turns + (2 * round + limit) * turns / PART : (2 * round + limit) * turns;
}

static void print_speed(const char *name, uint64_t n, double seconds) {
  printf("%-34s %-8s %9.1f k/s\n", name, "event", (double)n / seconds / 1e3);
}

static void *send_some(void *ud) {
  const sender *s = ud;
  static const char *const events[PLACE_EVENTS] = {"e0", "e1", "e2", "e3", "e4", "e5"};
  for (uint64_t i = 0; i < s->n; i++) {
    char id[SPR_CASE_ID_CHARS + 1];
    turn_id(s->from + i * s->stride, s->cases, id);
    place_ask(s->p, (spr_ask){.kind = SPR_IN_EVENT, .id = spr_str_of(id), .name = spr_str_of(events[TURN])},
              NULL);
  }
  return NULL;
}

static void send_all(place *p, uint64_t senders, uint64_t from, uint64_t n, uint64_t cases) {
  static sender v[SENDERS];
  for (uint64_t i = 0; i < senders; i++) {
    v[i] = (sender){.p = p, .from = from + i, .stride = senders, .n = n / senders, .cases = cases};
    bench_check(pthread_create(&v[i].thread, NULL, send_some, &v[i]) == 0, "a thread");
  }
  for (uint64_t i = 0; i < senders; i++) pthread_join(v[i].thread, NULL);
}

static void write_role(place *p, uint64_t round) {
  double begun = bench_wall();
  place_start(p, false);
  printf("%-34s %-8s %.1f ms\n", "opening the file", "open", (bench_wall() - begun) * 1e3);
  uint64_t cases = place_counts(p).cases - 1, turns = turns_of(cases);
  begun = bench_wall();
  send_all(p, SENDERS, first_turn(turns, round, false, false), turns, cases);
  print_speed("durable events, 32 senders", turns, bench_wall() - begun);
  begun = bench_wall();
  send_all(p, 1, first_turn(turns, round, false, true), turns / PART, cases);
  print_speed("durable events, 1 sender", turns / PART, bench_wall() - begun);
  place_stop(p);
  print_memory("a writer with 32 senders");
}

typedef struct leaps {
  uint64_t first, cases;
  char id[SPR_CASE_ID_CHARS + 1];
} leaps;

static spr_str next_turn(void *ud, uint64_t i) {
  leaps *t = ud;
  turn_id(t->first + i, t->cases, t->id);
  return spr_str_of(t->id);
}

/* The bare loop (bare.h) at the same work. */
static void limit_role(place *p, uint64_t round) {
  place_start(p, false);
  leaps t = {.cases = place_counts(p).cases - 1};
  place_stop(p);
  uint64_t turns = turns_of(t.cases);
  bare *b = bare_open(p->database, NULL, next_turn, &t);
  t.first = first_turn(turns, round, true, false);
  double begun = bench_wall();
  bare_events(b, turns, SENDERS);
  print_speed("limit: the same, bare, 32 senders", turns, bench_wall() - begun);
  t.first = first_turn(turns, round, true, true) - turns; /* bare_events counts on */
  begun = bench_wall();
  bare_events(b, turns / PART, 1);
  print_speed("limit: the same, bare, 1 sender", turns / PART, bench_wall() - begun);
  bare_close(b);
}

static void read_role(place *p, uint64_t cases) {
  large_read(p->database, cases);
  print_memory("a reader");
}

/* -- recovering ----------------------------------------------------------------------------------------- */
static uint64_t log_bytes(const place *p) {
  char name[400];
  struct stat st;
  snprintf(name, sizeof name, "%s-wal", p->database);
  return stat(name, &st) == 0 ? (uint64_t)st.st_size : 0;
}

/* Writes as fast as it can while a reader keeps the log from beginning anew, until it is killed. */
static void flood_role(place *p, uint64_t cases) {
  spr_store *s = NULL, *reader = NULL;
  spr_store_options o = {&spr_alloc_default, p->database, SPR_STORE_WRITE, 20000, NULL};
  bench_check(spr_store_open(&o, &s, NULL) == SPR_OK && spr_store_reader(s, &reader) == SPR_OK, "open");
  bench_check(spr_store_look(reader) == SPR_OK, "a reader");
  for (uint64_t i = 0;; i++) {
    char id[SPR_CASE_ID_CHARS + 1];
    spr_entry_row e;
    large_id(i * 7919 % cases, id);
    if (i % 1024 == 0) bench_check(spr_store_begin(s) == SPR_OK, "begin");
    bench_check(spr_store_entry(s, spr_str_of(id), STEPS - 1, &e) == SPR_OK, "an entry");
    spr_case_row c;
    spr_append a = {.entry = e};
    char body[4096];
    bench_check(e.body.n <= sizeof body && e.nchanges == 0, "an entry");
    memcpy(body, e.body.p, e.body.n);
    a.entry.body.p = body;
    a.entry.id = spr_str_of(id);
    bench_check(spr_store_case(s, a.entry.id, &c) == SPR_OK, "a case");
    a.entry.at = c.at;
    bench_check(spr_store_append(s, &a, NULL) == SPR_OK, spr_store_fault(s).p);
    if (i % 1024 == 1023) bench_check(spr_store_commit(s) == SPR_OK, "commit");
  }
}

static void recover_role(place *p, uint64_t cases) {
  char id[SPR_CASE_ID_CHARS + 1], length[64];
  snprintf(length, sizeof length, "opening after a kill, log of %llu MB",
           (unsigned long long)(log_bytes(p) >> 20));
  double begun = bench_wall();
  place_start(p, false);
  double opened = bench_wall() - begun;
  large_id(cases - 1, id);
  place_ask(p,
            (spr_ask){.kind = SPR_IN_NOTE,
                      .id = spr_str_of(id),
                      .reason = SPR_STR("after the kill"),
                      .operator= true},
            NULL);
  printf("%-34s %-8s %.2f s, with the first write %.2f s\n", length, "open", opened, bench_wall() - begun);
  begun = bench_wall();
  place_stop(p);
  printf("%-34s %-8s %.2f s\n", "closing it", "close", bench_wall() - begun);
  print_memory("recovering");
}

/* -- all of it ------------------------------------------------------------------------------------------ */
static const struct {
  const char *name;
  void (*run)(place *p, uint64_t n);
} roles[] = {
    {"verify", verify_role}, {"indicators", indicators_role}, {"write", write_role},    {"limit", limit_role},
    {"read", read_role},     {"flood", flood_role},           {"recover", recover_role}};

static pid_t begin(const char *role, const char *folder, uint64_t n) {
  char self[4096], number[32];
  ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
  bench_check(length > 0, "the program's own path");
  self[length] = '\0';
  snprintf(number, sizeof number, "%llu", (unsigned long long)n);
  fflush(NULL);
  pid_t child = fork();
  bench_check(child >= 0, "fork");
  if (child > 0) return child;
  execl(self, self, role, folder, number, (char *)NULL);
  _exit(127);
}

static void run(const char *role, const char *folder, uint64_t n) {
  int status = 1;
  pid_t child = begin(role, folder, n);
  bench_check(waitpid(child, &status, 0) == child && status == 0, role);
}

static void recover(const place *p, uint64_t cases) {
  uint64_t wanted = (uint64_t)bench_setting("BENCH_LOG_MB", 1024) << 20;
  int status = 0;
  pid_t child = begin("flood", p->folder, cases);
  while (log_bytes(p) < wanted && waitpid(child, &status, WNOHANG) == 0) usleep(20000);
  kill(child, SIGKILL);
  waitpid(child, &status, 0);
  bench_check(log_bytes(p) >= wanted, "the log");
  run("recover", p->folder, cases);
}

static void fill(place *p, uint64_t cases) {
  static char ids[1][SPR_CASE_ID_CHARS + 1];
  static uint8_t turns[1];
  p->ids = ids;
  p->turns = turns;
  p->cases = 1;
  place_open_case(p, 0);
  for (int i = 1; i < STEPS; i++) place_send_event(p, 0);
  place_stop(p);
  double begun = bench_wall();
  large_plan plan = {p->database, ids[0], cases, bench_setting("BENCH_TOGETHER", 0)};
  uint64_t entries = large_fill(&plan);
  printf("%-34s %-8s %llu entries of %llu cases in %.0f s\n", "filling", "entry", (unsigned long long)entries,
         (unsigned long long)cases, bench_wall() - begun);
  p->ids = NULL;
  p->turns = NULL;
}

int main(int argc, char **argv) {
  static place p;
  for (size_t i = 0; argc == 4 && i < sizeof roles / sizeof *roles; i++) {
    if (strcmp(argv[1], roles[i].name) != 0) continue;
    settle_names(&p, argv[2]);
    roles[i].run(&p, strtoull(argv[3], NULL, 10));
    return 0;
  }
  if (bench_setting("BENCH_LARGE", 0) == 0) {
    printf("bench_large: set BENCH_LARGE=1 to measure a million cases (minutes, and 5 GB of disk)\n");
    return 0;
  }
  uint64_t cases = bench_setting("BENCH_CASES", 1000000);
  place_make(&p, argc > 1 ? argv[1] : "tests/bench/data/flat", argc > 2 ? argv[2] : "/tmp", "flat");
  fill(&p, cases);
  run("read", p.folder, cases);
  run("verify", p.folder, 0);
  run("verify", p.folder, 1);
  run("indicators", p.folder, cases);
  recover(&p, cases);
  for (uint64_t i = 0; i < ROUNDS; i++) {
    run("write", p.folder, i);
    run("limit", p.folder, i);
  }
  place_remove(&p);
  return 0;
}
