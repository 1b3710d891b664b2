/* SPDX-License-Identifier: Apache-2.0 */
#include "contract.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"

/* cmocka gives a test's own state only from its group. */
static const contract_maker *the_maker;

int contract_setup(void **state) {
  fixture *f = calloc(1, sizeof *f);
  f->maker = the_maker;
  *state = f;
  if (f->maker->open(f->maker->ud, &spr_alloc_default, &f->s) != SPR_OK) return -1;
  OK(spr_store_begin(f->s));
  OK(spr_store_object_put(f->s, SPR_OBJECT_DEFINITION, SPR_STR("a definition"), &f->definition));
  OK(spr_store_object_put(f->s, SPR_OBJECT_ENVIRONMENT, SPR_STR("an environment"), &f->environment));
  OK(spr_store_commit(f->s));
  return 0;
}

int contract_teardown(void **state) {
  fixture *f = *state;
  spr_store_close(f->s);
  if (f->maker->done) f->maker->done(f->maker->ud);
  free(f);
  return 0;
}

static int run(const char *name, const contract_maker *maker, const char *part,
               const struct CMUnitTest *tests, size_t n) {
  char group[100];
  snprintf(group, sizeof group, "%s.%s", name, part);
  the_maker = maker;
  return _cmocka_run_group_tests(group, tests, n, NULL, NULL);
}

int contract_run_own(const contract_maker *maker, const struct CMUnitTest *tests, size_t n) {
  int failed = run(maker->name, maker, "own", tests, n);
  if (maker->fails) failed += run(maker->name, maker, "memory", contract_memory, contract_nmemory);
  return failed;
}

int contract_run(const contract_maker *maker) {
  int failed = run(maker->name, maker, "writing", contract_writing, contract_nwriting);
  failed += run(maker->name, maker, "lists", contract_lists, contract_nlists);
  failed += run(maker->name, maker, "listed", contract_listed, contract_nlisted);
  failed += run(maker->name, maker, "others", contract_others, contract_nothers);
  failed += run(maker->name, maker, "random", contract_random, contract_nrandom);
  failed += run(maker->name, maker, "scope", contract_scope, contract_nscope);
  failed += run(maker->name, maker, "told", contract_told, contract_ntold);
  failed += run(maker->name, maker, "duties", contract_duties, contract_nduties);
  failed += run(maker->name, maker, "sought", contract_sought, contract_nsought);
  if (maker->fails) failed += run(maker->name, maker, "memory", contract_memory, contract_nmemory);
  return failed;
}

spr_status contract_append(fixture *f, const char *id, spr_instant at, const spr_change *v, uint32_t n) {
  char body[100], snapshot[100];
  snprintf(body, sizeof body, "body of %s at %lld", id, (long long)at);
  snprintf(snapshot, sizeof snapshot, "snapshot of %s at %lld", id, (long long)at);
  spr_append a = {
      .entry = {.id = spr_str_of(id),
                .at = at,
                .kind = SPR_JOURNAL_EVENT,
                .semantics = 1,
                .event = SPR_STR("asked"),
                .by = SPR_STR("clerk"),
                .actor = SPR_STR("user-1"),
                .place = SPR_STR("rules.lua:7"),
                .configuration = SPR_STR("run.a.deep,run.b"),
                .responsible = SPR_STR("clerk"),
                .definition = f->definition,
                .environment = f->environment,
                .changes = v,
                .nchanges = n,
                .body = spr_str_of(body)},
      .snapshot = spr_str_of(snapshot),
  };
  return spr_store_append(f->s, &a, NULL);
}

spr_status contract_open_case(fixture *f, const char *id, spr_instant at) {
  return APPEND(f, id, at, OPENED("home", "stay", "northtown"));
}

bool words_add(words *w, const char *fmt, ...) {
  va_list ap;
  if (w->n > 0) w->text[w->n++] = ' ';
  va_start(ap, fmt);
  int n = vsnprintf(w->text + w->n, sizeof w->text - w->n, fmt, ap);
  va_end(ap);
  assert_true(n >= 0 && (size_t)n + 1 < sizeof w->text - w->n);
  w->n += (size_t)n;
  w->rows++;
  return w->rows != w->stop_after;
}

/* -- the print ------------------------------------------------------------------------------------------- */
typedef struct ids {
  char v[200][SPR_MAX_NAME + 1];
  uint32_t n;
} ids;

static bool print_entry(void *ud, const spr_entry_row *e) {
  spr_hasher_u64(ud, e->pos);
  spr_hasher_u64(ud, e->number);
  spr_hasher_str(ud, e->id);
  spr_hasher_str(ud, e->body);
  spr_hasher_hash(ud, &e->hash);
  return true;
}

static bool print_seal(void *ud, const spr_seal_row *r) {
  spr_hasher_u64(ud, r->to);
  spr_hasher_hash(ud, &r->hash);
  return true;
}

static bool print_notice(void *ud, const spr_notice_row *r) {
  spr_hasher_u64(ud, r->pos);
  spr_hasher_u64(ud, r->delivered);
  return true;
}

static bool print_listed(void *ud, const spr_listed_row *r) {
  spr_hasher_str(ud, r->id);
  spr_hasher_str(ud, r->field);
  spr_hasher_u64(ud, r->value.kind);
  spr_hasher_str(ud, r->value.text);
  spr_hasher_u64(ud, (uint64_t)r->value.whole);
  return true;
}

static bool keep_id(void *ud, const spr_case_row *c) {
  ids *k = ud;
  assert_true(k->n < TEST_COUNT(k->v));
  snprintf(k->v[k->n++], sizeof k->v[0], "%.*s", SPR_FMT(c->id));
  return true;
}

spr_hash contract_print(spr_store *s) {
  static ids k;
  spr_hasher h;
  spr_hash out;
  spr_case_row row;
  spr_store_count counts;
  k.n = 0;
  OK(spr_store_derived_hash(s, 0, UINT64_MAX, &out));
  spr_hasher_begin(&h, "print");
  spr_hasher_hash(&h, &out);
  OK(spr_store_journal(s, 0, print_entry, &h));
  OK(spr_store_seals(s, 0, print_seal, &h));
  OK(spr_store_notices(s, &(spr_notice_filter){.limit = 0}, print_notice, &h));
  OK(spr_store_cases(s, &(spr_case_filter){.limit = 0}, keep_id, &k));
  for (uint32_t i = 0; i < k.n; i++) {
    OK(spr_store_case(s, spr_str_of(k.v[i]), &row));
    spr_hasher_str(&h, row.snapshot);
    OK(spr_store_listed(s, spr_str_of(k.v[i]), print_listed, &h));
  }
  OK(spr_store_counts(s, &counts));
  spr_hasher_u64(&h, counts.cases);
  spr_hasher_u64(&h, counts.entries);
  spr_hasher_u64(&h, counts.open);
  spr_hasher_u64(&h, counts.pending);
  spr_hasher_u64(&h, counts.messages);
  spr_hasher_u64(&h, counts.incidents);
  spr_hasher_end(&h, &out);
  return out;
}
