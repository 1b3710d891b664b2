/* SPDX-License-Identifier: Apache-2.0 */
#include "base/near.h"
#include "chart/machine.h"

/* What people do with tasks: done, signed, waived. Each is a step of its own that needs no transition. And
 * notes. */

static void refuse(spr_step *st, spr_refusal code, const char *why) {
  spr_reason_add(st, SPR_STR(""), 0, "%s", why);
  spr_abort(st, code);
}

static bool named(const spr_case *c, const spr_task *t, spr_str name) {
  if (spr_str_eq(spr_v_str(t->id), name) || spr_str_eq(spr_v_str(t->name), name)) return true;
  spr_str path = c->chart->model->states[t->state].path, own = spr_v_str(t->name);
  return name.n == path.n + 1 + own.n && spr_str_starts(name, path) && name.p[path.n] == '.' &&
         spr_str_ends(name, own);
}

static void put_roster(spr_buf *b, const spr_roster *by) {
  for (uint32_t i = 0; by && i < by->n; i++) spr_buf_printf(b, "%s%.*s", i ? ", " : "", SPR_FMT(by->v[i]));
}

static void not_competent(spr_step *st, const spr_roster *by) {
  spr_buf b;
  spr_buf_init(&b, &st->mem, SPR_MAX_VALUE_BYTES);
  put_roster(&b, by);
  spr_reason_add(st, SPR_STR(""), 0, b.n ? "competent: %s" : "nobody is competent%s", b.n ? b.p : "");
  spr_buf_release(&b);
  spr_abort(st, SPR_R_NOT_COMPETENT);
}

static bool competent(const spr_step *st, const spr_task *t) {
  return st->in->operator|| t->anyone ||(st->in->by.n && spr_roster_has(t->by, st->in->by));
}

static bool may_do(spr_step *st, const spr_task *t) {
  if (competent(st, t)) return true;
  not_competent(st, t->by);
  return false;
}

static void several(spr_step *st) {
  spr_buf b;
  spr_buf_init(&b, &st->mem, SPR_MAX_VALUE_BYTES);
  for (uint32_t i = 0; i < st->c->tables[SPR_TAB_TASKS].n; i++) {
    const spr_task *t = &spr_tasks(st->c)[i];
    if (!named(st->c, t, st->in->name)) continue;
    spr_buf_printf(&b, "%s%.*s.%.*s (%.*s)", b.n ? ", " : "", SPR_FMT(st->m->states[t->state].path),
                   SPR_FMT(spr_v_str(t->name)), SPR_FMT(spr_v_str(t->id)));
  }
  spr_reason_add(st, SPR_STR(""), 0, "several open tasks have that name: %s", b.n ? b.p : "");
  spr_buf_release(&b);
  spr_abort(st, SPR_R_NO_TASK);
}

/* Was perhaps another open task meant? Names that a rule has made up are not told. */
static void refuse_unknown(spr_step *st) {
  spr_near near;
  spr_near_init(&near, st->in->name);
  for (uint32_t i = 0; i < st->c->tables[SPR_TAB_TASKS].n; i++) {
    const spr_task *t = &spr_tasks(st->c)[i];
    if (t->def != SPR_NONE) spr_near_offer(&near, st->m->tasks[t->def].name);
  }
  spr_str best = spr_near_best(&near);
  if (best.n)
    spr_reason_add(st, SPR_STR(""), 0, "no open task %.*s, did you mean \"%.*s\"?", SPR_FMT(st->in->name),
                   SPR_FMT(best));
  else
    spr_reason_add(st, SPR_STR(""), 0, "no open task %.*s", SPR_FMT(st->in->name));
  spr_abort(st, SPR_R_NO_TASK);
}

/* The open task that is meant. Of several with that name, the only one that is the sender's. Else it refuses.
 */
static int32_t find(spr_step *st) {
  int32_t any = SPR_NONE, own = SPR_NONE;
  uint32_t n = 0, owns = 0;
  for (uint32_t i = 0; i < st->c->tables[SPR_TAB_TASKS].n; i++) {
    const spr_task *t = &spr_tasks(st->c)[i];
    if (!named(st->c, t, st->in->name)) continue;
    any = (int32_t)i;
    n++;
    if (!competent(st, t)) continue;
    own = (int32_t)i;
    owns++;
  }
  if (n == 0) refuse_unknown(st);
  if (n < 2) return any;
  if (owns == 1) return own;
  several(st);
  return SPR_NONE;
}

/* Is it done the way that this task is done? The operator may do at once what wants several signatures, but a
 * signature is an institution's. */
static bool fitting(spr_step *st, const spr_task *t) {
  bool signs = st->in->kind == SPR_IN_SIGN, wants = t->all && t->by;
  spr_str name = spr_v_str(t->name);
  spr_buf b;
  if (signs && !wants) {
    spr_reason_add(st, SPR_STR(""), 0, "%.*s is not for signing: who does it says that it is done",
                   SPR_FMT(name));
  } else if (signs && !spr_roster_has(t->by, st->in->by)) {
    spr_buf_init(&b, &st->mem, SPR_MAX_VALUE_BYTES);
    put_roster(&b, t->by);
    spr_reason_add(st, SPR_STR(""), 0, "a signature is an institution's, say whose: %s", b.n ? b.p : "");
    spr_buf_release(&b);
  } else if (!signs && wants && !st->in->operator) {
    spr_buf_init(&b, &st->mem, SPR_MAX_VALUE_BYTES);
    put_roster(&b, t->by);
    spr_reason_add(st, SPR_STR(""), 0, "%.*s is done when each has signed it (%s): sign it", SPR_FMT(name),
                   b.n ? b.p : "");
    spr_buf_release(&b);
  } else {
    return true;
  }
  spr_abort(st, SPR_R_NO_TASK);
  return false;
}

/* true once each has signed. */
static bool sign(spr_step *st, uint32_t i) {
  spr_task *t = &spr_tasks(st->c)[i];
  uint32_t n = t->signatures ? t->signatures->n : 0, wanted = t->by ? t->by->n : 0;
  if (st->in->kind == SPR_IN_DONE) return true;
  if (spr_roster_has(t->signatures, st->in->by)) {
    refuse(st, SPR_R_NO_TASK, "has signed already");
    return false;
  }
  spr_str *names = spr_scratch_alloc(st, (n + 1) * sizeof *names);
  if (!names || !spr_table_write(st, SPR_TAB_TASKS)) return false;
  t = &spr_tasks(st->c)[i];
  if (n) memcpy(names, t->signatures->v, n * sizeof *names);
  names[n] = st->in->by;
  spr_roster *r = spr_roster_new(&st->c->pool, names, n + 1);
  if (!r) {
    spr_abort(st, SPR_R_NOMEM);
    return false;
  }
  spr_roster_release(&st->c->pool, t->signatures);
  t->signatures = r;
  spr_task_tell(st, t, "signed");
  for (uint32_t k = 0; k < wanted; k++) {
    if (!spr_roster_has(r, t->by->v[k])) return false;
  }
  return true;
}

static bool last_required(const spr_case *c, const spr_task *t) {
  if (!t->required) return false;
  for (uint32_t i = 0; i < c->tables[SPR_TAB_TASKS].n; i++) {
    const spr_task *other = &spr_tasks(c)[i];
    if (other != t && other->state == t->state && other->required) return false;
  }
  return true;
}

static void finish(spr_step *st, uint32_t i, const char *how, bool done) {
  const spr_task *t = &spr_tasks(st->c)[i];
  int32_t def = t->def, state = t->state;
  bool last = last_required(st->c, t);
  spr_str name = spr_scratch_str(st, spr_v_str(t->name));
  spr_task_close(st, i, how, false);
  if (done) {
    spr_value data = spr_v_retain(st->in->data);
    if (def != SPR_NONE) {
      spr_raise(st, st->chart->done_task[def], SPR_V_NIL, data);
    } else {
      spr_raise_named(st, spr_scratch_printf(st, "done.task.%.*s", SPR_FMT(name)), data);
    }
  }
  if (last && !st->abort) spr_raise(st, st->chart->done_tasks[state], SPR_V_NIL, SPR_V_NIL);
}

static void waive(spr_step *st, uint32_t i) {
  const spr_task *t = &spr_tasks(st->c)[i];
  const spr_whos *w = spr_matrix(st->chart, t->state, 0);
  bool may = st->in->operator||(!w && st->m->alone);
  if (st->in->reason.n == 0) {
    refuse(st, SPR_R_DATA, "a task is waived with a reason");
    return;
  }
  if (!may && w && st->in->by.n && !spr_whos_have(st, w, t->state, st->in->by, &may)) spr_error(st);
  if (st->abort) return;
  if (!may) {
    if (w) {
      spr_reason_who(st, w, t->state);
    } else {
      refuse(st, SPR_R_NOT_COMPETENT, "nobody is responsible");
    }
    spr_abort(st, SPR_R_NOT_COMPETENT);
    return;
  }
  spr_effect_text(st, SPR_E_NOTE, spr_scratch_str(st, st->in->reason));
  finish(st, i, "waived", false);
}

static bool is_open(spr_step *st) {
  if (st->c->marks.phase == SPR_PHASE_OPEN) return true;
  refuse(st, SPR_R_CLOSED,
         st->c->marks.phase == SPR_PHASE_NEW ? "the case is not open" : "the case has ended");
  return false;
}

void spr_input_task(spr_step *st) {
  if (!is_open(st)) return;
  int32_t i = find(st);
  if (i == SPR_NONE) return;
  if (spr_v_check_limits(st->in->data) != SPR_OK) {
    refuse(st, SPR_R_DATA, "the result is too large or nested too deep");
    return;
  }
  if (st->in->kind == SPR_IN_WAIVE) {
    waive(st, (uint32_t)i);
  } else if (may_do(st, &spr_tasks(st->c)[i]) && fitting(st, &spr_tasks(st->c)[i]) && sign(st, (uint32_t)i)) {
    finish(st, (uint32_t)i, "done", true);
  }
  if (!st->abort) spr_settle(st, false);
}

void spr_input_note(spr_step *st) {
  if (!is_open(st)) return;
  bool may = st->in->operator|| st->m->alone ||(st->in->by.n && spr_case_part(st->c, st->in->by));
  if (!may) {
    refuse(st, SPR_R_NOT_COMPETENT, "only those who have a part in the case");
    return;
  }
  spr_effect_text(st, SPR_E_NOTE, spr_scratch_str(st, st->in->reason));
  spr_settle(st, false);
}
