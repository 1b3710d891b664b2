/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "lab/indicators_impl.h"

/* The lines of the answer, and the figures in them. */

/* -- rows ----------------------------------------------------------------------------------------------- */

static spr_title copy_title(spr_arena *a, const spr_title *t) {
  spr_title_text *v = SPR_NEW_N(a, spr_title_text, t->n + 1);
  for (uint32_t i = 0; i < t->n; i++)
    v[i] = (spr_title_text){spr_str_dup(a, t->v[i].lang), spr_str_dup(a, t->v[i].text)};
  return (spr_title){.v = v, .n = t->n, .at = t->at};
}

static const spr_indicator *copy(spr_arena *a, const spr_indicator *is) {
  spr_indicator *out = spr_arena_copy(a, is, sizeof *is);
  spr_str *const texts[] = {&out->name, &out->from, &out->to, &out->deadline, &out->basis};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) *texts[i] = spr_str_dup(a, *texts[i]);
  out->title = copy_title(a, &is->title);
  out->description = copy_title(a, &is->description);
  return out;
}

static bool same_question(const spr_indicator *a, const spr_indicator *b) {
  return a->measure == b->measure && a->figures == b->figures && spr_str_eq(a->name, b->name) &&
         spr_str_eq(a->from, b->from) && spr_str_eq(a->to, b->to) && spr_str_eq(a->deadline, b->deadline);
}

uint32_t spr_row_of(spr_indicators *x, const spr_model *m, const spr_indicator *is, spr_str version) {
  spr_str city = x->asked.by_municipality && m->city ? m->city->id : SPR_STR("");
  if (!x->asked.by_version) version = SPR_STR("");
  for (uint32_t i = 0; i < x->nrows; i++) {
    const spr_indicator_row *r = &x->rows[i].row;
    if (same_question(r->is, is) && spr_str_eq(r->package, m->package) &&
        spr_str_eq(r->workflow, m->workflow) && spr_str_eq(r->municipality, city) &&
        spr_str_eq(r->version, version))
      return i;
  }
  spr_arena *a = &x->arena;
  spr_indicator_row made = {.package = spr_str_dup(a, m->package),
                            .municipality = spr_str_dup(a, city),
                            .version = spr_str_dup(a, version),
                            .workflow = spr_str_dup(a, m->workflow),
                            .is = copy(a, is)};
  SPR_PUSH(a, x->rows, x->nrows, x->cap_rows)->row = made;
  return x->nrows - 1;
}

static int by_what(const void *one, const void *other) {
  const spr_indicator_row *a = &((const spr_tally_row *)one)->row, *b = &((const spr_tally_row *)other)->row;
  int order = spr_str_cmp(a->package, b->package);
  if (order == 0) order = (int)a->is->by_city - (int)b->is->by_city;
  if (order == 0) order = (a->is->at.from > b->is->at.from) - (a->is->at.from < b->is->at.from);
  const spr_str texts[][2] = {{a->is->name, b->is->name}, {a->is->from, b->is->from},
                              {a->is->to, b->is->to},     {a->is->deadline, b->is->deadline},
                              {a->workflow, b->workflow}, {a->municipality, b->municipality},
                              {a->version, b->version}};
  for (size_t i = 0; i < sizeof texts / sizeof *texts && order == 0; i++)
    order = spr_str_cmp(texts[i][0], texts[i][1]);
  if (order == 0) order = (int)a->is->measure - (int)b->is->measure;
  return order ? order : (a->is->figures > b->is->figures) - (a->is->figures < b->is->figures);
}

void spr_rows_sort(spr_indicators *x) {
  if (x->nrows) qsort(x->rows, x->nrows, sizeof *x->rows, by_what);
}

/* -- lengths -------------------------------------------------------------------------------------------- */

static bool grow(spr_indicators *x, spr_days *d, uint32_t days) {
  uint32_t cap = d->cap ? d->cap : 64;
  while (cap <= days) cap *= 2;
  uint64_t *n = spr_realloc(&x->alloc, d->n, d->cap * sizeof *n, cap * sizeof *n);
  if (!n) return false;
  memset(n + d->cap, 0, (cap - d->cap) * sizeof *n);
  d->n = n;
  d->cap = cap;
  return true;
}

void spr_days_add(spr_indicators *x, uint32_t row, spr_day days) {
  spr_days *d = &x->rows[row].days;
  uint32_t n = days > 0 ? (uint32_t)days : 0;
  if (n >= d->cap && !grow(x, d, n)) {
    x->failed = SPR_ENOMEM;
    return;
  }
  d->n[n]++;
  x->rows[row].row.counted++;
}

/* The rank is at least 1, and at most how many there are. */
static int32_t percentile(const spr_days *d, uint64_t counted, uint32_t percent) {
  uint64_t rank = counted / 100 * percent + (counted % 100 * percent + 99) / 100, seen = 0;
  for (uint32_t i = 0; i < d->cap; i++) {
    seen += d->n[i];
    if (seen >= rank) return (int32_t)i;
  }
  return 0;
}

/* -- telling -------------------------------------------------------------------------------------------- */

bool spr_indicators_row(const spr_indicators *x, uint32_t i, spr_indicator_row *out) {
  static const uint32_t percents[SPR_FIGURES] = {10, 25, 50, 75, 90, 95};
  if (i >= x->nrows) return false;
  const spr_tally_row *r = &x->rows[i];
  *out = r->row;
  out->withheld = out->counted < x->asked.least;
  if (out->withheld) out->met = out->missed = out->moved = 0;
  for (int k = 0; k < SPR_FIGURES; k++) {
    bool way = out->is->measure != SPR_MEASURE_SHARE_MET;
    out->has[k] = way && out->counted > 0 && !out->withheld && (out->is->figures >> k & 1);
    if (out->has[k]) out->figures[k] = percentile(&r->days, out->counted, percents[k]);
  }
  return true;
}
