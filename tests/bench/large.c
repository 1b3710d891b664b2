/* SPDX-License-Identifier: Apache-2.0 */
#include "large.h"

#include <stdio.h>

#include "base/limits.h"
#include "bench.h"
#include "cases/body.h"
#include "cases/patch.h"

enum { MOST_STEPS = 64, BATCH = 8192 };

/* An odd factor scatters the numbers and leaves no two of them alike. */
void large_id(uint64_t i, char out[SPR_CASE_ID_CHARS + 1]) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
  uint64_t mixed = i * UINT64_C(0x9E3779B97F4A7C15);
  for (int k = 0; k < SPR_CASE_ID_CHARS; k++, mixed <<= 5) out[k] = letters[mixed >> 59];
  out[SPR_CASE_ID_CHARS] = '\0';
}

/* The steps of the case that all others are like. */
typedef struct pattern {
  spr_arena arena;
  spr_append steps[MOST_STEPS];
  uint32_t n;
  spr_buf before, after;
  spr_pool pool;
} pattern;

static spr_change *copy_changes(spr_arena *a, const spr_entry_row *e) {
  spr_change *v = SPR_NEW_N(a, spr_change, e->nchanges + 1);
  for (uint32_t i = 0; i < e->nchanges; i++) {
    v[i] = e->changes[i];
    spr_str *texts[] = {&v[i].name, &v[i].text, &v[i].text2};
    for (int k = 0; k < 3; k++) *texts[k] = spr_str_dup(a, *texts[k]);
    spr_str *list = SPR_NEW_N(a, spr_str, v[i].nlist + 1);
    for (uint32_t k = 0; k < v[i].nlist; k++) list[k] = spr_str_dup(a, v[i].list[k]);
    v[i].list = list;
  }
  return v;
}

static void make_snapshot(pattern *p, spr_append *step) {
  spr_heap heap = spr_heap_pool(&p->pool);
  spr_body body;
  bench_check(spr_body_read(&heap, step->entry.body, &body) == SPR_OK, "a body");
  spr_buf_clear(&p->after);
  bench_check(spr_patch_apply(spr_buf_view(&p->before), body.patch, &p->after) == SPR_OK, "a patch");
  spr_v_release(&p->pool, body.data);
  step->snapshot = spr_str_dup(&p->arena, spr_buf_view(&p->after));
  spr_buf former = p->before;
  p->before = p->after;
  p->after = former;
}

static bool copy_step(void *ud, const spr_entry_row *e) {
  pattern *p = ud;
  bench_check(p->n < MOST_STEPS && !e->sealed, "the case has too many steps, or is sealed");
  spr_append *step = &p->steps[p->n++];
  step->entry = *e;
  spr_str *texts[] = {
      &step->entry.event,         &step->entry.by,          &step->entry.actor, &step->entry.place,
      &step->entry.configuration, &step->entry.responsible, &step->entry.body};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) *texts[i] = spr_str_dup(&p->arena, *texts[i]);
  step->entry.changes = copy_changes(&p->arena, e);
  make_snapshot(p, step);
  return true;
}

static void read_pattern(pattern *p, spr_store *s, const char *id) {
  jmp_buf env;
  *p = (pattern){.n = 0};
  spr_arena_init(&p->arena, &spr_alloc_default, SPR_MAX_DEFINITION_BYTES);
  spr_pool_init(&p->pool, &spr_alloc_default);
  spr_buf_init(&p->before, &spr_alloc_default, SPR_MAX_ENTRY_BYTES);
  spr_buf_init(&p->after, &spr_alloc_default, SPR_MAX_ENTRY_BYTES);
  bench_check(spr_arena_guard(&p->arena, &env) == 0, "memory");
  bench_check(spr_store_entries(s, spr_str_of(id), 1, copy_step, p) == SPR_OK, "the case to copy");
  spr_arena_unguard(&p->arena, NULL);
}

static void release_pattern(pattern *p) {
  spr_buf_release(&p->before);
  spr_buf_release(&p->after);
  spr_pool_release(&p->pool);
  spr_arena_release(&p->arena);
}

typedef struct filling {
  spr_store *s;
  uint32_t n; /* entries of the batch */
  spr_instant now;
} filling;

static void append(filling *f, const spr_append *step, uint64_t i) {
  char id[SPR_CASE_ID_CHARS + 1];
  large_id(i, id);
  spr_append a = *step;
  a.entry.id = spr_str_of(id);
  if (f->n == 0) bench_check(spr_store_begin(f->s) == SPR_OK, "begin");
  bench_check(spr_store_append(f->s, &a, NULL) == SPR_OK, spr_store_fault(f->s).p);
  f->n++;
  if (f->n < BATCH) return;
  bench_check(spr_store_seal(f->s, SPR_SEAL_ENTRIES) == SPR_OK && spr_store_commit(f->s) == SPR_OK, "commit");
  f->n = 0;
}

uint64_t large_fill(const large_plan *plan) {
  static pattern p;
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_store_options o = {&spr_alloc_default, plan->database, SPR_STORE_WRITE, 20000, NULL};
  filling f = {.n = 0};
  uint64_t together = plan->together ? plan->together : plan->cases, entries = 0;
  bench_check(spr_store_open(&o, &f.s, why) == SPR_OK, why);
  read_pattern(&p, f.s, plan->pattern);
  for (uint64_t from = 0; from < plan->cases; from += together) {
    uint64_t to = plan->cases - from < together ? plan->cases : from + together;
    for (uint32_t k = 0; k < p.n; k++)
      for (uint64_t i = from; i < to; i++) append(&f, &p.steps[k], i);
  }
  if (f.n > 0) bench_check(spr_store_commit(f.s) == SPR_OK, "commit");
  bench_check(spr_store_stable_pos(f.s, &entries) == SPR_OK, "counting");
  release_pattern(&p);
  spr_store_close(f.s);
  return entries;
}
