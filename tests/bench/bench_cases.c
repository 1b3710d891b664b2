/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE /* usleep */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bare.h"
#include "base/limits.h"
#include "place.h"
#include "verifying.h"

/* Durable events through the whole engine, beside the bare loop of bare.h on a copy of the same file, in
 * turn. Then what an event takes up, how fast a journal is verified, what a second process and what
 * interactive events wait beside a busy writer, and how long a file takes to open.
 *
 * usage: bench_cases SITE [FOLDER]     SITE: tests/bench/data/flat; FOLDER: on whose disk it is measured;
 * /tmp
 *
 * BENCH_CASES: how many cases of seven entries the file has (10,000; a million for the large file);
 * BENCH_TIMERS: how many are due in one second (100,000). */

enum { SENDERS = 32, EVENTS = PLACE_EVENTS };

typedef void (*each_fn)(place *p, uint64_t i);
typedef struct sender {
  place *p;
  each_fn fn;
  uint64_t from, step, rounds;
} sender;

static void *send_all(void *ud) {
  sender *s = ud;
  for (uint64_t r = 0; r < s->rounds; r++)
    for (uint64_t i = s->from; i < s->p->cases; i += s->step) s->fn(s->p, i);
  return NULL;
}

/* fn for all cases in turn, so many times, by so many threads: a case belongs to one of them. */
static void by_threads(place *p, each_fn fn, uint64_t rounds, uint64_t threads) {
  pthread_t v[SENDERS];
  sender s[SENDERS];
  for (uint64_t i = 0; i < threads; i++) {
    s[i] = (sender){p, fn, i, threads, rounds};
    bench_check(pthread_create(&v[i], NULL, send_all, &s[i]) == 0, "a thread");
  }
  for (uint64_t i = 0; i < threads; i++) pthread_join(v[i], NULL);
}

static void fill(place *p, uint64_t cases) {
  p->cases = cases;
  p->ids = calloc(cases, sizeof *p->ids);
  p->turns = calloc(cases, 1);
  bench_check(p->ids != NULL && p->turns != NULL, "memory");
  by_threads(p, place_open_case, 1, SENDERS);
}

/* -- events ---------------------------------------------------------------------------------------------- */
typedef struct events {
  place *p;
  bare *limit;
  uint64_t senders;
  double (*clock)(void);
} events;

/* n is raised to whole rounds of all cases. */
static double engine_events(void *ud, uint64_t n) {
  const events *x = ud;
  uint64_t rounds = (n + x->p->cases - 1) / x->p->cases;
  double begun = x->clock();
  by_threads(x->p, place_send_event, rounds, x->senders);
  return (x->clock() - begun) * (double)n / (double)(rounds * x->p->cases);
}

static spr_str turn_of(void *ud, uint64_t i) {
  const place *p = ud;
  return spr_str_of(p->ids[i % p->cases]);
}

static double bare_run(void *ud, uint64_t n) {
  const events *x = ud;
  double begun = x->clock();
  bare_events(x->limit, n, x->senders);
  return x->clock() - begun;
}

static spr_status backup(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  (void)desk;
  (void)now;
  return spr_store_backup(store, ud);
}

static void run_events(place *p, bool sealed) {
  char why[SPR_MAX_MESSAGE_BYTES] = "", name[64];
  spr_keys *keys = NULL;
  spr_keys_options o = {&spr_alloc_default, p->keys, p->master, false, place_draw, NULL, 20000, NULL};
  bench_check(spr_engine_inspect(p->engine, backup, p->copy) == SPR_OK, "a copy");
  if (sealed) bench_check(spr_keys_open(&o, &keys, why) == SPR_OK, why);
  events x = {p, bare_open(p->copy, keys, turn_of, p), SENDERS, bench_wall};
  uint64_t all = p->cases;
  snprintf(name, sizeof name, "durable events, %s, 32 senders", p->package);
  bench_pair(name, "event", engine_events, &x, bare_run, &x, all > 20000 ? all : 20000);
  x.clock = bench_now;
  bench_pair("the same, time on the processor", "event", engine_events, &x, bare_run, &x,
             all > 20000 ? all : 20000);
  x.clock = bench_wall;
  x.senders = 1;
  p->cases = 500; /* one sender is slow */
  snprintf(name, sizeof name, "durable events, %s, 1 sender", p->package);
  bench_pair(name, "event", engine_events, &x, bare_run, &x, 2000);
  p->cases = all;
  bare_close(x.limit);
  spr_keys_close(keys);
  unlink(p->copy);
}

/* -- what it takes up ------------------------------------------------------------------------------------ */
static spr_status scrub_all(place *p) {
  spr_store *s = NULL;
  spr_store_options o = {&spr_alloc_default, p->database, SPR_STORE_WRITE, 20000, NULL};
  spr_status st = spr_store_open(&o, &s, NULL);
  if (st == SPR_OK) st = spr_store_scrub(s);
  spr_store_close(s);
  return st;
}

static void print_size(place *p) {
  place_stop(p);
  bench_check(scrub_all(p) == SPR_OK, "emptying the log");
  place_start(p, false);
  spr_store_count n = place_counts(p);
  printf("%-34s %-8s %9.0f bytes (%llu entries of %llu cases)\n", p->package, "entry",
         (double)n.bytes / (double)n.entries, (unsigned long long)n.entries, (unsigned long long)n.cases);
  fflush(stdout);
}

/* -- waiting --------------------------------------------------------------------------------------------- */
enum { MOST_WAITS = 200000 };
typedef struct waits {
  double v[MOST_WAITS];
  size_t n;
} waits;

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void print_waits(const char *name, waits *w) {
  qsort(w->v, w->n, sizeof *w->v, by_size);
  bench_check(w->n > 0, "no waits");
  printf("%-34s %-8s median %.2f ms, p99 %.2f ms, longest %.1f ms (%zu events)\n", name, "event",
         w->v[w->n / 2] * 1e3, w->v[w->n * 99 / 100] * 1e3, w->v[w->n - 1] * 1e3, w->n);
  fflush(stdout);
}

static void wait_once(place *p, waits *w, uint64_t i) {
  double begun = bench_wall();
  place_send_event(p, i);
  if (w->n < MOST_WAITS) w->v[w->n++] = bench_wall() - begun;
}

/* Another process, with the last cases as its own. It tells how long it waited and ends. */
static void second_process(place *p, const int *begin, const int *told) {
  static waits w;
  char c;
  bench_check(read(begin[0], &c, 1) == 1, "a pipe");
  place_start(p, false);
  usleep(300000); /* until the others are at work */
  for (uint64_t i = 0; i < 300; i++) {
    wait_once(p, &w, p->cases - 1 - i % 50);
    usleep(3000);
  }
  place_stop(p);
  bench_check(write(told[1], w.v, w.n * sizeof *w.v) == (ssize_t)(w.n * sizeof *w.v), "a pipe");
  _exit(0);
}

static void run_beside(place *p) {
  static waits w;
  int begin[2], told[2], status = 1;
  bench_check(pipe(begin) == 0 && pipe(told) == 0, "a pipe");
  place_stop(p);
  fflush(NULL);
  pid_t child = fork();
  bench_check(child >= 0, "fork");
  if (child == 0) second_process(p, begin, told);
  place_start(p, false);
  bench_check(write(begin[1], "x", 1) == 1, "a pipe");
  uint64_t all = p->cases;
  p->cases = all > 5000 ? 5000 : all - 50;
  while (waitpid(child, &status, WNOHANG) == 0) by_threads(p, place_send_event, EVENTS, SENDERS);
  bench_check(status == 0, "the second process");
  ssize_t n = read(told[0], w.v, sizeof w.v);
  w.n = n > 0 ? (size_t)n / sizeof *w.v : 0;
  p->cases = all;
  print_waits("a second process beside 32 senders", &w);
}

/* -- timers ---------------------------------------------------------------------------------------------- */
typedef struct ringing {
  place *p;
  waits w;
  volatile bool over;
} ringing;

static void *wait_meanwhile(void *ud) {
  ringing *r = ud;
  for (uint64_t i = 0; !r->over; i++) {
    char id[SPR_CASE_ID_CHARS + 1];
    double begun = bench_wall();
    place_ask(r->p,
              (spr_ask){.kind = SPR_IN_OPEN, .package = SPR_STR("flat"), .municipality = SPR_STR("town")},
              id);
    if (r->w.n < MOST_WAITS) r->w.v[r->w.n++] = bench_wall() - begun;
    usleep(1000);
  }
  return NULL;
}

static void run_timers(const char *site, const char *folder) {
  static place p;
  static ringing r;
  pthread_t thread;
  place_make(&p, site, folder, "bells");
  fill(&p, bench_setting("BENCH_TIMERS", 100000));
  place_stop(&p);
  p.ahead = 2 * 86400000LL;
  r.p = &p;
  place_start(&p, true);
  uint64_t from = place_position(&p);
  double begun = bench_wall();
  bench_check(pthread_create(&thread, NULL, wait_meanwhile, &r) == 0, "a thread");
  /* An entry each, beside those of the cases that are opened meanwhile. */
  while (place_position(&p) - from < p.cases + r.w.n) usleep(5000);
  while (place_counts(&p).pending > 0) usleep(20000);
  double took = bench_wall() - begun;
  r.over = true;
  pthread_join(thread, NULL);
  printf("%-34s %-8s %llu in %.2f s\n", "timers due in one second", "timer", (unsigned long long)p.cases,
         took);
  print_waits("events meanwhile", &r.w);
  place_remove(&p);
}

/* -- opening, memory ------------------------------------------------------------------------------------- */
static void run_opening(place *p) {
  place_stop(p);
  double begun = bench_wall();
  place_start(p, false);
  printf("%-34s %-8s %.1f ms\n", "opening the file", "open", (bench_wall() - begun) * 1e3);
}

/* Of the writer alone: nothing else has run since. */
static void forget_memory(void) {
  FILE *f = fopen("/proc/self/clear_refs", "w");
  if (!f) return;
  fputs("5", f);
  fclose(f);
}

static void print_memory(void) {
  char line[256];
  FILE *f = fopen("/proc/self/status", "r");
  while (f && fgets(line, sizeof line, f))
    if (strncmp(line, "VmHWM", 5) == 0) printf("%-34s %-8s %s", "memory of the writer", "", line + 6);
  if (f) fclose(f);
}

static void run_package(const char *site, const char *folder, const char *package, bool sealed) {
  static place p;
  forget_memory();
  place_make(&p, site, folder, package);
  fill(&p, bench_setting("BENCH_CASES", 10000));
  events x = {&p, NULL, SENDERS, bench_wall};
  engine_events(&x, p.cases * EVENTS);
  print_memory();
  print_size(&p);
  bench_verify(&p);
  run_events(&p, sealed);
  run_beside(&p);
  run_opening(&p);
  place_remove(&p);
}

int main(int argc, char **argv) {
  const char *site = argc > 1 ? argv[1] : "tests/bench/data/flat", *folder = argc > 2 ? argv[2] : "/tmp";
  run_package(site, folder, "flat", false);
  run_package(site, folder, "sealed", true);
  run_timers(site, folder);
  return 0;
}
