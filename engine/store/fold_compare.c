/* SPDX-License-Identifier: Apache-2.0 */
#include "store/fold_impl.h"

/* What was made again beside what is stored.
 *
 * Of a case that has rows in a table, all its rows there are compared. Where the numbers of rows agree in the
 * end, no other case has any: rows that no entry makes need no search, unless there are some. */

static const char *const differs[SPR_DERIVED_COUNTERS + 1] = {
    [SPR_DERIVED_CASES] = "the case's row is not what the journal makes",
    [SPR_DERIVED_TASKS] = "its tasks are not what the journal makes",
    [SPR_DERIVED_DEADLINES] = "its deadlines are not what the journal makes",
    [SPR_DERIVED_PLACES] = "its places are not what the journal makes",
    [SPR_DERIVED_LINKS] = "its links are not what the journal makes",
    [SPR_DERIVED_MESSAGES] = "its messages that wait are not what the journal makes",
    [SPR_DERIVED_NOTICES] = "its notices are not what the journal makes",
    [SPR_DERIVED_INCIDENTS] = "its incidents are not what the journal makes",
    [SPR_DERIVED_COUNTERS] = "caseload or places taken are not what the journal makes",
};

static bool same_case(const spr_case_row *a, const spr_case_row *b) {
  return a->number == b->number && a->state == b->state && a->opened == b->opened && a->at == b->at &&
         a->seq == b->seq && a->pending == b->pending && a->due == b->due && a->overdue == b->overdue &&
         a->sealed == b->sealed && a->held == b->held && spr_hash_equal(&a->hash, &b->hash) &&
         spr_hash_equal(&a->definition, &b->definition) && spr_str_eq(a->package, b->package) &&
         spr_str_eq(a->workflow, b->workflow) && spr_str_eq(a->municipality, b->municipality) &&
         spr_str_eq(a->outcome, b->outcome) && spr_str_eq(a->configuration, b->configuration) &&
         spr_str_eq(a->responsible, b->responsible) && spr_str_eq(a->seen, b->seen);
}

static spr_status hash_stored(spr_store *s, const spr_folded *c, spr_derived_table t, spr_hash *out) {
  spr_hasher h;
  spr_hasher_begin(&h, "sprawa rows 1");
  spr_status status = s->impl->derived(s, t, c->number, c->number + 1, spr_derived_adders[t], &h);
  spr_hasher_end(&h, out);
  return status;
}

static uint64_t hash_made(const spr_folded *c, spr_derived_table t, spr_hash *out) {
  uint64_t n = 0;
  spr_hasher h;
  spr_hasher_begin(&h, "sprawa rows 1");
  for (const spr_part *p = spr_part_first(c, t); p; p = spr_part_next(p), n++)
    spr_derived_adders[t](&h, &p->row);
  spr_hasher_end(&h, out);
  return n;
}

static spr_status compare_part(spr_fold *f, spr_folded *c, spr_derived_table t, spr_fold_told told,
                               void *ud) {
  spr_hash made, stored;
  if (!f->thorough && !spr_part_first(c, t)) return SPR_OK;
  f->totals[t] += hash_made(c, t, &made);
  spr_status status = hash_stored(f->stored, c, t, &stored);
  if (status == SPR_OK && !spr_hash_equal(&made, &stored)) told(ud, differs[t], spr_folded_id(c));
  return status;
}

spr_status spr_fold_compare(spr_fold *f, spr_folded *c, const spr_case_row *stored, spr_fold_told told,
                            void *ud) {
  spr_case_row row;
  spr_status status = SPR_OK;
  spr_fold_row(f, c, &row);
  if (!same_case(&row, stored)) told(ud, differs[SPR_DERIVED_CASES], row.id);
  if (!c->parts.root && !f->thorough) return SPR_OK;
  for (int t = SPR_DERIVED_TASKS; t <= SPR_DERIVED_INCIDENTS && status == SPR_OK; t++)
    if (t != SPR_DERIVED_MESSAGES) status = compare_part(f, c, (spr_derived_table)t, told, ud);
  return status;
}

/* -- counting -------------------------------------------------------------------------------------------- */
static spr_status count(spr_fold *f, spr_counter_kind kind, uint32_t word, int64_t by) {
  if (word >= f->ncounters) {
    uint32_t n = f->ncounters ? f->ncounters : 64;
    while (n <= word) n *= 2;
    spr_fold_counter *v = spr_realloc(&f->base.alloc, f->counters, f->ncounters * sizeof *v, n * sizeof *v);
    if (!v) return SPR_ENOMEM;
    memset(v + f->ncounters, 0, (n - f->ncounters) * sizeof *v);
    f->counters = v;
    f->ncounters = n;
  }
  f->counters[word].n[kind - 1] += by;
  return SPR_OK;
}

static spr_status count_case(spr_fold *f, const spr_folded *c) {
  spr_status status = SPR_OK;
  f->totals[SPR_DERIVED_CASES]++;
  if (c->state == SPR_CASE_IS_OPEN && c->names[5]) status = count(f, SPR_COUNT_CASELOAD, c->names[5], 1);
  for (const spr_part *p = spr_part_first(c, SPR_DERIVED_PLACES); p && status == SPR_OK;
       p = spr_part_next(p)) {
    uint32_t word;
    status = spr_fold_word(f, p->row.place.institution, &word);
    if (status == SPR_OK) status = count(f, SPR_COUNT_OCCUPIED, word, (int64_t)p->row.place.n);
  }
  return status;
}

static void keep_messages(spr_fold *f, spr_folded *c) {
  for (int t = SPR_DERIVED_TASKS; t <= SPR_DERIVED_INCIDENTS; t++) {
    if (t == SPR_DERIVED_MESSAGES) continue;
    for (spr_part *p = spr_part_first(c, (spr_derived_table)t); p;
         p = spr_part_first(c, (spr_derived_table)t))
      spr_part_free(f, c, p);
  }
  spr_fold_note(f, c, SPR_STR(""));
  spr_pool_free(&f->pool, c->held, sizeof *c->held);
  c->held = NULL;
  c->finished = true;
}

spr_status spr_fold_finish(spr_fold *f, spr_folded *c, spr_fold_told told, void *ud) {
  spr_status status = c->compared ? SPR_OK : count_case(f, c);
  if (status == SPR_OK && c->messages == 0) status = compare_part(f, c, SPR_DERIVED_MESSAGES, told, ud);
  if (c->messages == 0) {
    spr_fold_done(f, c);
  } else {
    keep_messages(f, c);
  }
  return status;
}

/* -- at the end ------------------------------------------------------------------------------------------ */
spr_status spr_fold_rest(spr_fold *f, spr_fold_fn fn, spr_fold_told told, void *ud) {
  spr_status status = SPR_OK;
  for (uint32_t i = 0; i < f->nslots; i++)
    for (spr_folded *c = f->by_number[i]; c && status == SPR_OK; c = c->next_number) {
      bool news = !c->finished && !c->compared;
      if (news) status = fn(ud, c);
      if (status == SPR_OK && news) status = count_case(f, c);
      if (status == SPR_OK) status = compare_part(f, c, SPR_DERIVED_MESSAGES, told, ud);
    }
  return status;
}

typedef struct counting {
  spr_fold *f;
  spr_status status;
} counting;

/* Takes away what is stored: in the end nothing may be left. */
static bool take_counter(void *ud, const void *row) {
  counting *k = ud;
  const spr_counter_row *r = row;
  uint32_t word;
  k->status = spr_fold_word(k->f, r->institution, &word);
  if (k->status == SPR_OK) k->status = count(k->f, (spr_counter_kind)r->kind, word, -r->n);
  return k->status == SPR_OK;
}

static spr_status compare_counters(spr_fold *f, bool *same) {
  counting k = {.f = f};
  spr_status status =
      f->stored->impl->derived(f->stored, SPR_DERIVED_COUNTERS, 0, UINT64_MAX, take_counter, &k);
  *same = true;
  for (uint32_t i = 0; i < f->ncounters; i++)
    *same = *same && f->counters[i].n[0] == 0 && f->counters[i].n[1] == 0;
  return status == SPR_OK ? k.status : status;
}

spr_status spr_fold_totals(spr_fold *f, bool *same, spr_fold_told told, void *ud) {
  uint64_t stored[SPR_DERIVED_COUNTERS];
  bool counted = true;
  spr_status status = f->stored->impl->derived_counts(f->stored, stored);
  *same = true;
  for (int t = 0; t < SPR_DERIVED_COUNTERS && status == SPR_OK; t++)
    *same = *same && stored[t] == f->totals[t];
  if (status == SPR_OK) status = compare_counters(f, &counted);
  if (status == SPR_OK && !counted) told(ud, differs[SPR_DERIVED_COUNTERS], SPR_STR(""));
  return status;
}
