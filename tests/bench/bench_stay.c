/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE /* mkdtemp */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "../unit/shell.h"
#include "base/clock.h"
#include "base/limits.h"
#include "place.h"
#include "verifying.h"

/* What an event of real life takes up: whole stays in a home, from the first call to the last contact ten
 * months later, many at once and sealed as they are. All people are invented.
 *
 * usage: bench_stay [SITE [FOLDER]]     SITE: with the package mother-home, the present folder; FOLDER: on
 * whose disk it is measured; /tmp
 *
 * BENCH_STAYS: how many (640). */

enum { SENDERS = 32, MOST = 3 };

typedef struct member {
  const char *key, *text; /* text NULL: `value` */
  spr_value value;
} member;

#define TEXT(k, t)                                                                                           \
  { .key = k, .text = t }
#define YES(k)                                                                                               \
  {                                                                                                          \
    .key = k, .value = {.type = SPR_BOOL, .u.b = true }                                                      \
  }
#define NUMBER(k, n)                                                                                         \
  {                                                                                                          \
    .key = k, .value = {.type = SPR_INT, .u.i = n }                                                          \
  }

#define HOME "dsm-monar"
#define CENTRE "mopr-gdansk"

typedef struct doing {
  int day; /* of the stay */
  spr_input_kind kind;
  const char *name, *by;
  member data[MOST];
} doing;

static const doing stay[] = {
    {0, SPR_IN_EVENT, "triage.start", CENTRE, {TEXT("reporter", "police")}},
    {0, SPR_IN_EVENT, "safety.assessed", CENTRE, {YES("danger")}},
    {0, SPR_IN_DONE, "notify_county", HOME, {{0}}},
    {0, SPR_IN_EVENT, "papers.start", CENTRE, {{0}}},
    {0, SPR_IN_EVENT, "competence.checked", CENTRE, {{0}}},
    {1, SPR_IN_DONE, "interview_urgent", CENTRE, {{0}}},
    {2, SPR_IN_EVENT, "doc.received", CENTRE, {TEXT("kind", "application")}},
    {2, SPR_IN_EVENT, "doc.received", CENTRE, {TEXT("kind", "medical")}},
    {2, SPR_IN_EVENT, "doc.received", CENTRE, {TEXT("kind", "birth")}},
    {3, SPR_IN_EVENT, "opinion.given", CENTRE, {NUMBER("recommended_months", 6)}},
    {4, SPR_IN_EVENT, "decision.positive", CENTRE, {{0}}},
    {4, SPR_IN_EVENT, "rules.signed", HOME, {{0}}},
    {5, SPR_IN_EVENT, "needs.recorded", HOME, {{0}}},
    {6, SPR_IN_EVENT, "plan.signed", HOME, {YES("client_present")}},
    {30, SPR_IN_EVENT, "goal.done", HOME, {TEXT("goal", "benefits")}},
    {88, SPR_IN_EVENT, "review.begun", CENTRE, {{0}}},
    {88, SPR_IN_EVENT, "review.held", CENTRE, {TEXT("result", "leave"), TEXT("reason", "independent")}},
    {91, SPR_IN_EVENT, "conference.called", CENTRE, {TEXT("leave_on", "2026-06-30")}},
    {105, SPR_IN_EVENT, "conference.held", CENTRE, {TEXT("next_municipality", "gdansk")}},
    {108, SPR_IN_EVENT, "moved", HOME, {{0}}},
    {108, SPR_IN_DONE, "inform_centre", HOME, {{0}}},
    {137, SPR_IN_DONE, "contact_1", CENTRE, {{0}}},
    {200, SPR_IN_DONE, "contact_3", CENTRE, {{0}}},
    {291, SPR_IN_DONE, "contact_6", CENTRE, {{0}}},
};
enum { STEPS = sizeof stay / sizeof *stay };

/* -- values, made once: cases copy them ----------------------------------------------------------------- */
typedef struct given {
  spr_arena arena;
  jmp_buf escape;
  spr_value file, data[STEPS];
} given;

static spr_value record_of(spr_heap *h, const member *v, uint32_t n) {
  spr_pair pairs[MOST];
  uint32_t k = 0;
  for (; k < n && v[k].key; k++) {
    spr_value value = v[k].text ? spr_v_text(h, spr_str_of(v[k].text)) : v[k].value;
    pairs[k] = (spr_pair){spr_v_text(h, spr_str_of(v[k].key)), value};
  }
  return k ? spr_v_record(h, pairs, k) : SPR_V_NIL;
}

static void make_given(given *g) {
  static const member mother[] = {TEXT("name", "Renata")},
                      child[] = {TEXT("name", "Ala"), TEXT("birth_date", "2019-04-04")};
  spr_arena_init(&g->arena, &spr_alloc_default, 1 << 20);
  bench_check(spr_arena_guard(&g->arena, &g->escape) == 0, "memory");
  spr_heap h = spr_heap_arena(&g->arena);
  spr_value children[] = {record_of(&h, child, 2)};
  spr_pair file[] = {
      {spr_v_text(&h, SPR_STR("mother")), record_of(&h, mother, 1)},
      {spr_v_text(&h, SPR_STR("children")), spr_v_list(&h, children, 1)},
      {spr_v_text(&h, SPR_STR("home_municipality")), spr_v_text(&h, SPR_STR("gdansk"))},
  };
  g->file = spr_v_record(&h, file, 3);
  for (int i = 0; i < STEPS; i++) g->data[i] = record_of(&h, stay[i].data, MOST);
}

/* -- many stays at once --------------------------------------------------------------------------------- */
typedef struct sender {
  pthread_t thread;
  place *p;
  const given *g;
  int step; /* -1: opens */
  uint64_t from;
} sender;

static void open_stay(place *p, const given *g, uint64_t i) {
  spr_ask a = {.kind = SPR_IN_OPEN,
               .package = spr_str_of(p->package),
               .municipality = SPR_STR("gdansk"),
               .data = g->file,
               .by = SPR_STR(CENTRE)};
  place_ask(p, a, p->ids[i]);
}

static void *send_some(void *ud) {
  const sender *s = ud;
  for (uint64_t i = s->from; i < s->p->cases; i += SENDERS) {
    if (s->step < 0) {
      open_stay(s->p, s->g, i);
      continue;
    }
    const doing *d = &stay[s->step];
    spr_ask a = {.kind = d->kind,
                 .id = spr_str_of(s->p->ids[i]),
                 .name = spr_str_of(d->name),
                 .by = spr_str_of(d->by),
                 .data = s->g->data[s->step]};
    place_ask(s->p, a, NULL);
  }
  return NULL;
}

/* The same step in all cases. */
static void all_do(place *p, const given *g, int step) {
  static sender v[SENDERS];
  for (uint64_t i = 0; i < SENDERS; i++) {
    v[i] = (sender){.p = p, .g = g, .step = step, .from = i};
    bench_check(pthread_create(&v[i].thread, NULL, send_some, &v[i]) == 0, "a thread");
  }
  for (uint64_t i = 0; i < SENDERS; i++) pthread_join(v[i].thread, NULL);
}

/* Room for all of them in the home; nothing else differs. */
static void copy_site(const char *site, char *copy, size_t n) {
  char command[2048];
  snprintf(copy, n, "/tmp/sprawa-stay-XXXXXX");
  bench_check(mkdtemp(copy) != NULL, copy);
  snprintf(command, sizeof command,
           "cp -r '%s/workflows' '%s/scripts' '%s' && "
           "sed -i 's/capacity: 8,/capacity: 1000000,/' '%s/scripts/gdansk/municipality.yaml'",
           site, site, copy, copy);
  bench_check(test_shell(command), command);
}

static void remove_site(const char *copy) {
  char command[512];
  snprintf(command, sizeof command, "rm -r '%s'", copy);
  bench_check(test_shell(command), command);
}

int main(int argc, char **argv) {
  static place p;
  static given g;
  char site[64];
  double begun, took = 0;
  copy_site(argc > 1 ? argv[1] : ".", site, sizeof site);
  place_make(&p, site, argc > 2 ? argv[2] : "/tmp", "mother-home");
  make_given(&g);
  uint64_t empty = place_counts(&p).bytes;
  p.cases = bench_setting("BENCH_STAYS", 640);
  p.ids = calloc(p.cases, sizeof *p.ids);
  bench_check(p.ids != NULL, "memory");
  spr_instant first = spr_day_from_ymd((spr_ymd){2026, 3, 2}) * SPR_MS_PER_DAY + 9 * 3600000;
  for (int step = -1; step < STEPS; step++) {
    p.ahead = first + (step < 0 ? 0 : stay[step].day) * SPR_MS_PER_DAY - spr_clock_now();
    begun = bench_wall();
    all_do(&p, &g, step);
    took += bench_wall() - begun;
  }
  spr_store_count n = place_counts(&p);
  bench_check(n.open == 0 && n.incidents == 0, "all stays have ended");
  printf("%-34s %-8s %9.0f bytes (%llu entries of %llu stays)\n", "mother-home", "entry",
         (double)(n.bytes - empty) / (double)n.entries, (unsigned long long)n.entries,
         (unsigned long long)n.cases);
  printf("%-34s %-8s %9.1f k/s\n", "durable events, 32 senders", "entry", (double)n.entries / took / 1e3);
  bench_verify(&p);
  place_remove(&p);
  remove_site(site);
  spr_arena_release(&g.arena);
  return 0;
}
