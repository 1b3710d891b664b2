/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/verify_impl.h"

#include <stdio.h>

/* A step that is in the journal, taken again: the same definition, environment, input and observations. */

/* What the step observed, by its own words ("occupied(home-a)"). */
typedef struct witness {
  spr_verifier *v;
  spr_heap *heap;
  const spr_body *body;
  bool unknown; /* it asks for what it did not ask for then, or what is not there any more */
  bool lost;    /* no memory for it */
} witness;

static bool recall(witness *w, const char *what, spr_str subject, spr_value *out) {
  char text[SPR_MAX_PATH];
  int n = snprintf(text, sizeof text, "%s(%.*s)", what, SPR_FMT(subject));
  spr_str left = w->body->effects;
  spr_body_effect e;
  while (n > 0 && n < (int)sizeof text && spr_body_next(w->heap, &left, &e) == SPR_OK) {
    bool found = e.kind == SPR_E_OBSERVED && spr_str_eq(e.text, spr_str_n(text, (size_t)n));
    spr_status st = found ? spr_live_observed(w->v, &e) : SPR_OK;
    w->lost = w->lost || st == SPR_ENOMEM;
    if (found && st == SPR_OK) *out = e.value;
    if (found && st == SPR_OK) return true;
    spr_v_release(w->heap->pool, e.value);
  }
  w->unknown = true;
  return false;
}

static int64_t number(witness *w, const char *what, spr_str institution) {
  spr_value v = SPR_V_NIL;
  int64_t n = recall(w, what, institution, &v) && v.type == SPR_INT ? v.u.i : 0;
  spr_v_release(w->heap->pool, v);
  return n;
}

static int64_t caseload(void *ud, const spr_case *self, spr_str institution) {
  (void)self;
  return number(ud, "caseload", institution);
}

static int64_t occupied(void *ud, const spr_case *self, spr_str institution) {
  (void)self;
  return number(ud, "occupied", institution);
}

static spr_value profile(void *ud, spr_heap *h, spr_str municipality) {
  witness *w = ud;
  spr_value v = SPR_V_NIL;
  if (!recall(w, "profile", municipality, &v)) return SPR_V_NIL;
  spr_value copy = spr_v_copy(h, v);
  spr_v_release(w->heap->pool, v);
  return copy;
}

/* -- the input ------------------------------------------------------------------------------------------ */

/* false: the entry is no step. */
static bool input_kind(const spr_entry_row *e, spr_input_kind *out) {
  switch ((spr_journal_kind)e->kind) {
    case SPR_JOURNAL_OPENED: *out = SPR_IN_OPEN; return true;
    case SPR_JOURNAL_EVENT: *out = SPR_IN_EVENT; return true;
    case SPR_JOURNAL_DUE: *out = SPR_IN_DUE; return true;
    case SPR_JOURNAL_LINKED: *out = SPR_IN_LINKED; return true;
    case SPR_JOURNAL_DONE: *out = SPR_IN_DONE; return true;
    case SPR_JOURNAL_SIGNED: *out = SPR_IN_SIGN; return true;
    case SPR_JOURNAL_WAIVED: *out = SPR_IN_WAIVE; return true;
    case SPR_JOURNAL_NOTE: *out = SPR_IN_NOTE; return true;
    case SPR_JOURNAL_REOPENED: *out = SPR_IN_REOPEN; return true;
    case SPR_JOURNAL_ENVIRONMENT: *out = SPR_IN_RECOUNT; return true;
    case SPR_JOURNAL_INCIDENT:
    case SPR_JOURNAL_LINK:
    case SPR_JOURNAL_ERASED:
    case SPR_JOURNAL_HELD:
    case SPR_JOURNAL_RELEASED:
    case SPR_JOURNAL_RETRIED:
    case SPR_JOURNAL_EMERGENCY: break;
  }
  return false;
}

static spr_status load(spr_verifier *v, const spr_entry_row *e, spr_str workflow, spr_str before,
                       spr_loaded *l) {
  spr_status st = spr_shelf_volume(v->desk->shelf, &e->definition, &e->environment, &l->volume);
  if (st == SPR_OK)
    st = spr_library_get(l->volume->library, l->volume->package, l->volume->city, workflow, &l->definition);
  if (st != SPR_OK) return st;
  if (before.n == 0) return spr_case_new(l->definition->chart, &v->desk->alloc, &l->c);
  l->c = spr_live_take(v, e->number, e->seq - 1, l->definition->chart);
  if (l->c) return SPR_OK;
  return spr_case_decode(l->definition->chart, &v->desk->alloc, before, &l->c);
}

static spr_status step(spr_verifier *v, const spr_entry_row *e, const spr_body *body, spr_input_kind kind,
                       spr_loaded *l, bool *same) {
  static const spr_world_ops remembered = {caseload, occupied, profile};
  witness w = {v, &v->desk->heap, body, false, false};
  spr_heap h = spr_heap_pool(spr_case_pool(l->c));
  spr_input in = {.kind = kind,
                  .name = kind == SPR_IN_DUE ? SPR_STR("")
                          : body->name.n     ? body->name
                                             : e->event,
                  .data = spr_v_copy(&h, body->data),
                  .by = e->by,
                  .occurred = body->occurred,
                  .reason = body->reason,
                  .link = body->link,
                  .operator= body->operator};
  spr_env env = spr_loaded_env(l, e->at);
  spr_result r;
  env.world = &remembered;
  env.world_ud = &w;
  if (h.oom) return SPR_ENOMEM;
  spr_step_run(l->c, &env, spr_rules_ops(), l->definition->rules, &in, &r);
  spr_v_release(spr_case_pool(l->c), in.data);
  *same = r.outcome == SPR_TAKEN && !w.unknown;
  return w.lost || r.code == SPR_R_NOMEM ? SPR_ENOMEM : SPR_OK;
}

static spr_status retake(spr_verifier *v, const spr_entry_row *e, const spr_body *body, spr_input_kind kind,
                         spr_loaded *l, spr_str expected) {
  bool same = false;
  spr_status st = step(v, e, body, kind, l, &same);
  spr_buf_clear(&v->desk->snapshot);
  if (st == SPR_OK) st = spr_case_encode(l->c, &v->desk->snapshot);
  if (st != SPR_OK) return st;
  v->at->counts[SPR_COUNT_DECIDED]++;
  if (!same || !spr_str_eq(spr_buf_view(&v->desk->snapshot), expected)) {
    spr_verify_tell(v, "the rules decide otherwise today", e);
    return SPR_OK;
  }
  spr_live_keep(v, e->number, e->seq, l->c);
  l->c = NULL;
  return SPR_OK;
}

spr_status spr_decide_again(spr_verifier *v, const spr_entry_row *e, const spr_body *body, spr_str workflow,
                            spr_str before, spr_str expected) {
  spr_input_kind kind = SPR_IN_EVENT;
  if (!input_kind(e, &kind)) return SPR_OK;
  if (e->semantics != SPR_STEP_SEMANTICS) {
    v->at->counts[SPR_COUNT_OTHER_SEMANTICS]++;
    return SPR_OK;
  }
  if (!spr_verify_decidable(v, e, body)) {
    v->at->counts[SPR_COUNT_UNDECIDED]++;
    return SPR_OK;
  }
  spr_loaded l = {.desk = v->desk, .row = {.id = e->id}};
  spr_status st = load(v, e, workflow, before, &l);
  if (st == SPR_ECORRUPT || st == SPR_ENOTFOUND || st == SPR_EINVAL) {
    spr_verify_tell(v, "the rules of the entry, or the case before it, cannot be read", e);
    v->at->counts[SPR_COUNT_UNDECIDED]++;
    st = SPR_OK;
  } else if (st == SPR_OK) {
    st = retake(v, e, body, kind, &l, expected);
  }
  spr_case_free(l.c);
  spr_shelf_trim(v->desk->shelf);
  return st;
}
