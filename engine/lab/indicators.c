/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/indicators_impl.h"

#include "base/limits.h"

/* The work in slices: which cases may be counted, then their entries. */

spr_status spr_indicators_new(const spr_alloc *alloc, const spr_indicators_asked *asked,
                              spr_indicators **out) {
  spr_indicators *x = *out = spr_realloc(alloc, NULL, 0, sizeof *x);
  if (!x) return SPR_ENOMEM;
  *x = (spr_indicators){.alloc = *alloc, .asked = *asked, .from = 1, .to = UINT64_MAX, .pos = 1};
  if (!x->asked.bytes) x->asked.bytes = SPR_INDICATOR_BYTES;
  x->changes.alloc = *alloc;
  spr_arena_init(&x->arena, alloc, SPR_MAX_DEFINITION_BYTES);
  spr_pool_init(&x->pool, alloc);
  spr_buf_init(&x->first, alloc, SPR_MAX_OUTPUT_BYTES);
  return SPR_OK;
}

void spr_indicators_free(spr_indicators *x) {
  if (!x) return;
  spr_alloc alloc = x->alloc;
  for (uint32_t i = 0; i < x->nrows; i++)
    spr_free(&alloc, x->rows[i].days.n, x->rows[i].days.cap * sizeof *x->rows[i].days.n);
  spr_changes_release(&x->changes);
  spr_buf_release(&x->first);
  spr_free(&alloc, x->visible, x->nvisible);
  spr_free(&alloc, x->subjects, x->cap_subjects * sizeof *x->subjects);
  spr_pool_release(&x->pool);
  spr_arena_release(&x->arena);
  spr_free(&alloc, x, sizeof *x);
}

bool spr_indicators_done(const spr_indicators *x) {
  return x->stage == SPR_IS_DONE;
}

uint64_t spr_indicators_read(const spr_indicators *x) {
  return x->read;
}

/* -- what is deployed ----------------------------------------------------------------------------------- */

static bool is_asked(const spr_indicators *x, spr_str package, spr_str city) {
  const spr_case_filter *f = x->asked.which;
  bool within = f->nmunicipalities == 0;
  for (uint32_t i = 0; i < f->nmunicipalities && !within; i++)
    within = spr_str_eq(f->municipalities[i], city);
  return within && (f->package.n == 0 || spr_str_eq(f->package, package)) &&
         (f->municipality.n == 0 || spr_str_eq(f->municipality, city));
}

/* A jump must not cross the store. */
static bool on_current(void *ud, spr_str name) {
  spr_indicators *x = ud;
  spr_str package, city;
  jmp_buf env;
  if (!spr_current_parts(name, &package, &city) || !is_asked(x, package, city)) return true;
  if (spr_arena_guard(&x->arena, &env)) {
    x->failed = SPR_ENOMEM;
    return false;
  }
  *SPR_PUSH(&x->arena, x->deployed, x->ndeployed, x->cap_deployed) = spr_str_dup(&x->arena, package);
  *SPR_PUSH(&x->arena, x->deployed, x->ndeployed, x->cap_deployed) = spr_str_dup(&x->arena, city);
  spr_arena_unguard(&x->arena, NULL);
  return true;
}

/* Whatever no filter narrows need not be looked for case by case. */
static bool is_everything(const spr_case_filter *f) {
  return !f->scope.narrow && f->nmunicipalities == 0 && f->municipality.n == 0 && f->package.n == 0 &&
         f->workflow.n == 0;
}

static spr_status begin(spr_indicators *x) {
  spr_status st = spr_store_stable_pos(x->store, &x->upto);
  if (st == SPR_OK) st = spr_store_currents(x->store, on_current, x);
  x->all = is_everything(x->asked.which);
  x->stage = x->all ? SPR_READS : SPR_FINDS;
  return st == SPR_OK ? x->failed : st;
}

/* One definition at a time: it may have to be compiled. */
static spr_status declare(spr_indicators *x) {
  const spr_str *at = &x->deployed[x->at_deployed];
  x->at_deployed += 2;
  return spr_groups_declare(x, at[0], at[1]);
}

/* -- which cases ---------------------------------------------------------------------------------------- */

static bool is_visible(const spr_indicators *x, uint64_t number) {
  return x->all || (number / 8 < x->nvisible && (x->visible[number / 8] >> number % 8 & 1));
}

static bool show(spr_indicators *x, uint64_t number) {
  size_t need = (size_t)(number / 8) + 1, cap = x->nvisible ? x->nvisible : 1024;
  while (cap < need) cap *= 2;
  if (cap > x->nvisible) {
    uint8_t *v = spr_realloc(&x->alloc, x->visible, x->nvisible, cap);
    if (!v) return false;
    memset(v + x->nvisible, 0, cap - x->nvisible);
    x->visible = v;
    x->nvisible = cap;
  }
  x->visible[number / 8] |= (uint8_t)(1u << number % 8);
  return true;
}

typedef struct finding {
  spr_indicators *x;
  uint32_t n;
} finding;

static bool on_case(void *ud, const spr_case_row *c) {
  finding *f = ud;
  f->n++;
  f->x->found++;
  f->x->number = c->number;
  if (!show(f->x, c->number)) f->x->failed = SPR_ENOMEM;
  return f->x->failed == SPR_OK;
}

/* Few cases are read one after another: to find the entries of a case costs some of those that are read in
 * passing. */
static void found_all(spr_indicators *x) {
  bool few = x->found * SPR_INDICATOR_FEW < x->upto;
  x->stage = few ? SPR_FOLLOWS : SPR_READS;
  x->number = 0;
}

static spr_status find(spr_indicators *x) {
  const spr_case_filter *w = x->asked.which;
  finding f = {.x = x};
  spr_case_filter filter = {.scope = w->scope,
                            .municipality = w->municipality,
                            .package = w->package,
                            .workflow = w->workflow,
                            .municipalities = w->municipalities,
                            .nmunicipalities = w->nmunicipalities,
                            .after = x->found > 0,
                            .after_number = x->number,
                            .limit = SPR_INDICATOR_SLICE};
  spr_status st = spr_store_cases(x->store, &filter, on_case, &f);
  if (st == SPR_OK) st = x->failed;
  if (st == SPR_OK && f.n < SPR_INDICATOR_SLICE) found_all(x);
  return st;
}

/* -- the journal in order ------------------------------------------------------------------------------- */

/* The case does not fit any more, nor do those after it: they wait for another pass. */
static void cut(spr_indicators *x, const spr_entry_row *e) {
  x->to = e->number;
  x->next_pos = e->pos;
}

static bool is_full(const spr_indicators *x) {
  size_t bytes = spr_pool_bytes(&x->pool) + x->cap_subjects * sizeof *x->subjects;
  return bytes > x->asked.bytes && x->nsubjects > 0;
}

static spr_subject **slot_of(spr_indicators *x, uint64_t number) {
  size_t i = (size_t)(number - x->from), cap = x->cap_subjects ? x->cap_subjects : 1024;
  while (cap <= i) cap *= 2;
  if (cap > x->cap_subjects) {
    spr_subject **v = spr_realloc(&x->alloc, x->subjects, x->cap_subjects * sizeof *v, cap * sizeof *v);
    if (!v) return NULL;
    memset(v + x->cap_subjects, 0, (cap - x->cap_subjects) * sizeof *v);
    x->subjects = v;
    x->cap_subjects = cap;
  }
  if (i >= x->nsubjects) x->nsubjects = i + 1;
  return &x->subjects[i];
}

static spr_subject *subject_of(const spr_indicators *x, uint64_t number) {
  return number - x->from < x->nsubjects ? x->subjects[number - x->from] : NULL;
}

/* NULL: nothing is counted in it. */
static spr_status meet(spr_indicators *x, const spr_entry_row *e, spr_subject **out) {
  uint32_t group;
  *out = NULL;
  spr_status st = spr_changes_unpack(&x->changes, e->packed);
  if (st != SPR_OK) return st;
  const spr_change *opened = x->changes.n ? &x->changes.v[0] : NULL;
  if (!opened || opened->kind != SPR_CHANGE_OPENED) return SPR_ECORRUPT;
  st = spr_groups_find(x, e, opened, &group);
  if (st != SPR_OK || e->at >= x->groups[group].until) return st;
  return spr_subject_new(x, group, out);
}

static spr_status read_first(spr_indicators *x, const spr_entry_row *e, spr_subject **out) {
  *out = NULL;
  if (!is_visible(x, e->number)) return SPR_OK;
  if (is_full(x)) {
    cut(x, e);
    return SPR_OK;
  }
  spr_status st = meet(x, e, out);
  spr_subject **slot = st == SPR_OK && *out ? slot_of(x, e->number) : NULL;
  if (slot) *slot = *out;
  return st == SPR_OK && *out && !slot ? SPR_ENOMEM : st;
}

static spr_status read_entry(spr_indicators *x, const spr_entry_row *e) {
  spr_subject *c = NULL;
  spr_status st = SPR_OK;
  x->read++;
  if (e->number < x->from || e->number >= x->to) return SPR_OK;
  if (e->seq == 1)
    st = read_first(x, e, &c);
  else
    c = subject_of(x, e->number);
  return st == SPR_OK && c ? spr_subject_entry(x, c, e) : st;
}

static void end_pass(spr_indicators *x) {
  for (size_t i = 0; i < x->nsubjects; i++)
    if (x->subjects[i]) spr_subject_close(x, x->subjects[i]);
  spr_pool_release(&x->pool);
  if (x->nsubjects) memset(x->subjects, 0, x->nsubjects * sizeof *x->subjects);
  x->nsubjects = 0;
  if (x->to == UINT64_MAX) {
    x->stage = SPR_IS_DONE;
    return;
  }
  x->from = x->to;
  x->to = UINT64_MAX;
  x->pos = x->next_pos;
}

static spr_status read_slice(spr_indicators *x) {
  spr_walk w = {.pos = x->pos, .from = x->from, .to = x->to, .skeletons = true};
  spr_entry_row e;
  spr_status st = SPR_OK;
  for (uint32_t n = 0; n < SPR_INDICATOR_SLICE && st == SPR_OK; n++) {
    st = spr_store_walk(x->store, &w, &e);
    if (st == SPR_OK && e.pos > x->upto) st = SPR_ENOTFOUND;
    if (st == SPR_OK) st = read_entry(x, &e);
  }
  spr_store_walked(x->store);
  x->pos = w.pos;
  if (st == SPR_ENOTFOUND) end_pass(x);
  return st == SPR_ENOTFOUND ? SPR_OK : st;
}

/* -- one case after another ----------------------------------------------------------------------------- */

typedef struct following {
  spr_indicators *x;
  spr_subject *c;
  spr_status st;
} following;

static bool on_entry(void *ud, const spr_entry_row *e) {
  following *f = ud;
  if (e->pos > f->x->upto) return false;
  f->x->read++;
  f->st = spr_subject_entry(f->x, f->c, e);
  return f->st == SPR_OK;
}

/* What a callback of the store may not ask the store for is asked before: the group, and its calendar. */
static spr_status meet_before(spr_indicators *x, spr_str id, spr_subject **out) {
  spr_entry_row e;
  *out = NULL;
  spr_status st = spr_store_entry(x->store, id, 1, &e);
  if (st != SPR_OK || e.pos > x->upto) return st;
  spr_buf_clear(&x->first);
  spr_buf_str(&x->first, e.packed);
  if (x->first.failed) return SPR_ENOMEM;
  e.packed = spr_buf_view(&x->first);
  st = meet(x, &e, out);
  if (st == SPR_OK && *out) (void)spr_groups_calendar(x, &x->groups[(*out)->group]);
  return st;
}

static spr_status follow_case(spr_indicators *x, uint64_t number) {
  following f = {.x = x};
  spr_str lent;
  char own[SPR_CASE_ID_CHARS + 1];
  uint64_t seq = 0;
  spr_status st = spr_store_head(x->store, number, &lent, &seq);
  if (st != SPR_OK || lent.n >= sizeof own) return st;
  memcpy(own, lent.p, lent.n);
  spr_str id = spr_str_n(own, lent.n);
  st = meet_before(x, id, &f.c);
  if (st != SPR_OK || !f.c) return st;
  st = spr_store_entries(x->store, id, 1, on_entry, &f);
  spr_subject_close(x, f.c);
  return st == SPR_OK ? f.st : st;
}

static spr_status follow_slice(spr_indicators *x) {
  uint64_t end = 8 * (uint64_t)x->nvisible, before = x->read;
  spr_status st = SPR_OK;
  for (; x->number < end && x->read - before < SPR_INDICATOR_SLICE && st == SPR_OK; x->number++)
    if (is_visible(x, x->number)) st = follow_case(x, x->number);
  if (st == SPR_OK && x->number == end) x->stage = SPR_IS_DONE;
  return st;
}

/* -- slices --------------------------------------------------------------------------------------------- */

static spr_status work(spr_indicators *x) {
  if (x->stage == SPR_BEGINS) return begin(x);
  if (x->at_deployed < x->ndeployed) return declare(x);
  switch (x->stage) {
    case SPR_FINDS: return find(x);
    case SPR_READS: return read_slice(x);
    case SPR_FOLLOWS: return follow_slice(x);
    default: return SPR_OK;
  }
}

spr_status spr_indicators_slice(spr_indicators *x, spr_desk *desk, spr_store *store, spr_instant now) {
  if (x->stage == SPR_BEGINS) x->now = now;
  x->shelf = spr_desk_shelf(desk);
  x->store = store;
  spr_status st = spr_store_look(store);
  if (st != SPR_OK) return st;
  st = work(x);
  spr_store_looked(store);
  if (st == SPR_OK && x->stage == SPR_IS_DONE) spr_rows_sort(x);
  return st;
}
