/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/utf8.h"
#include "chart/machine.h"

/* What an answer may look at (chart/ops.h), each look noted as a fact, and how the case file is written. */

const spr_model *spr_step_model(const spr_step *st) {
  return st->m;
}
spr_reads *spr_step_reads(spr_step *st) {
  return &st->reads;
}
spr_fault *spr_step_fault(spr_step *st) {
  return &st->fault;
}
spr_heap *spr_step_heap(spr_step *st) {
  return &st->heap;
}
const spr_law *spr_step_law(const spr_step *st) {
  return &st->law;
}

bool spr_step_fail(spr_step *st, spr_str file, uint32_t line, const char *fmt, ...) {
  spr_fault *f = &st->fault;
  char raw[1024];
  va_list ap;
  va_start(ap, fmt);
  vsnprintf(raw, sizeof raw, fmt, ap);
  va_end(ap);
  spr_buf b;
  spr_buf_init(&b, &st->mem, SPR_MAX_REASON_BYTES + 1);
  spr_utf8_clean(&b, spr_str_of(raw), SPR_MAX_REASON_BYTES);
  snprintf(f->message, sizeof f->message, "%s", b.p ? b.p : "out of memory");
  spr_buf_release(&b);
  snprintf(f->file, sizeof f->file, "%.*s", SPR_FMT(file));
  f->line = line;
  return false;
}

/* -- fields --------------------------------------------------------------------------------------------- */

spr_value spr_step_peek(const spr_step *st, int32_t field) {
  return st->c->fields[field];
}

spr_value spr_step_field(spr_step *st, int32_t field) {
  spr_bit_set(st->reads.fields, field);
  return st->c->fields[field];
}

/* The place of an undeclared field, or where it would stand. */
static bool find_extra(const spr_case *c, spr_str name, uint32_t *at) {
  const spr_extra *v = SPR_ROWS(c, SPR_TAB_EXTRAS, spr_extra);
  uint32_t n = c->tables[SPR_TAB_EXTRAS].n;
  for (*at = 0; *at < n; (*at)++) {
    int cmp = spr_str_cmp(spr_v_str(v[*at].name), name);
    if (cmp >= 0) return cmp == 0;
  }
  return false;
}

spr_value spr_step_field_named(spr_step *st, spr_str name, bool *found) {
  int32_t declared = spr_model_field(st->m, name);
  *found = true;
  if (declared != SPR_NONE) return spr_step_field(st, declared);
  st->reads.flags |= SPR_FACT_EXTRA;
  uint32_t at;
  if (find_extra(st->c, name, &at)) return SPR_ROWS(st->c, SPR_TAB_EXTRAS, spr_extra)[at].value;
  *found = false;
  return SPR_V_NIL;
}

bool spr_step_extra(spr_step *st, uint32_t i, spr_str *name, spr_value *value) {
  st->reads.flags |= SPR_FACT_EXTRA;
  return spr_case_extra(st->c, i, name, value);
}

static void tell_field(spr_step *st, int32_t field, spr_str name, spr_value v) {
  st->changes++;
  if (v.type >= SPR_TEXT) st->large = true;
  spr_effect *e = spr_effect_add(st, SPR_E_FIELD);
  if (!e) return;
  e->index = field;
  e->text = name;
  spr_effect_hold(st, e, v);
}

bool spr_step_set(spr_step *st, int32_t field, spr_value v) {
  const spr_field *f = &st->m->fields[field];
  spr_str reason = SPR_STR("");
  if (!spr_step_fit(st, f->type, v, &v, &reason)) {
    return spr_step_fail(st, SPR_STR(""), 0, "%.*s: %.*s", SPR_FMT(f->name), SPR_FMT(reason));
  }
  spr_value old = st->c->fields[field];
  if (old.type == v.type && spr_v_equal(old, v)) {
    spr_v_release(&st->c->pool, v);
    return true;
  }
  spr_bit_set(st->changed_fields, field);
  st->fields_changed = true;
  tell_field(st, field, f->name, v);
  return spr_undo_field(st, field, v);
}

static bool set_extra(spr_step *st, spr_str name, spr_value v) {
  uint32_t at;
  bool there = find_extra(st->c, name, &at);
  spr_extra *rows = SPR_ROWS(st->c, SPR_TAB_EXTRAS, spr_extra);
  bool same = there ? rows[at].value.type == v.type && spr_v_equal(rows[at].value, v) : v.type == SPR_NIL;
  if (same) {
    spr_v_release(&st->c->pool, v);
    return true;
  }
  st->extras_changed = true;
  tell_field(st, SPR_NONE, spr_scratch_str(st, name), v);
  if (!spr_table_write(st, SPR_TAB_EXTRAS)) {
    spr_v_release(&st->c->pool, v);
    return true;
  }
  rows = SPR_ROWS(st->c, SPR_TAB_EXTRAS, spr_extra);
  if (v.type == SPR_NIL) {
    spr_table_remove(st, SPR_TAB_EXTRAS, at);
  } else if (there) {
    spr_v_release(&st->c->pool, rows[at].value);
    rows[at].value = v;
  } else {
    spr_extra *row = NULL;
    if (st->c->tables[SPR_TAB_EXTRAS].n >= SPR_MAX_FIELDS) {
      spr_v_release(&st->c->pool, v);
      return spr_step_fail(st, SPR_STR(""), 0, "a case file has at most %d fields", SPR_MAX_FIELDS);
    }
    row = spr_table_insert(st, SPR_TAB_EXTRAS, at);
    if (row) {
      *row = (spr_extra){spr_v_text(&st->heap, name), v};
    } else {
      spr_v_release(&st->c->pool, v);
    }
  }
  return true;
}

bool spr_step_set_named(spr_step *st, spr_str name, spr_value v) {
  int32_t declared = spr_model_field(st->m, name);
  if (declared != SPR_NONE) return spr_step_set(st, declared, v);
  const char *wrong = NULL;
  if (!st->m->alone) wrong = "is not a field of the case file";
  if (name.n == 0 || name.n > SPR_MAX_NAME) wrong = "is no name for a field";
  if (!wrong && spr_v_check_limits(v) != SPR_OK) wrong = "gets a value that is too large or nested too deep";
  if (!wrong) return set_extra(st, name, v);
  spr_v_release(&st->c->pool, v);
  return spr_step_fail(st, SPR_STR(""), 0, "%.*s %s", SPR_FMT(name), wrong);
}

/* -- the rest of the world ------------------------------------------------------------------------------ */

const spr_event *spr_step_event(spr_step *st) {
  st->reads.flags |= SPR_FACT_EVENT;
  return &st->event;
}

spr_instant spr_step_now(spr_step *st) {
  st->reads.flags |= SPR_FACT_NOW;
  return st->now;
}

spr_day spr_step_today(spr_step *st) {
  st->reads.flags |= SPR_FACT_NOW;
  return spr_zone_day(st->law.zone, st->now);
}

const spr_city *spr_step_city(spr_step *st) {
  st->reads.flags |= SPR_FACT_CITY;
  return st->env->city;
}

bool spr_step_inside(spr_step *st, int32_t state) {
  st->reads.flags |= SPR_FACT_STATES;
  return spr_bit(st->c->config, state);
}

bool spr_step_role(spr_step *st, int32_t role, spr_str *out) {
  bool ok = spr_role_ask(st, role, out);
  st->reads.flags |= SPR_FACT_ROLES;
  return ok;
}

/* -- observations: each is made once per step ----------------------------------------------------------- */

static const spr_observed *seen(const spr_step *st, const char *what, spr_str subject) {
  for (uint32_t i = 0; i < st->observed.n; i++) {
    const spr_observed *o = &st->observed.v[i];
    if (spr_str_is(o->what, what) && spr_str_eq(o->subject, subject)) return o;
  }
  return NULL;
}

static void observe(spr_step *st, const char *what, spr_str subject, spr_value v) {
  spr_observed *o = SPR_VEC_PUSH(st, st->observed);
  if (o) *o = (spr_observed){spr_str_of(what), spr_scratch_str(st, subject), spr_v_retain(v)};
  spr_effect *e = spr_effect_add(st, SPR_E_OBSERVED);
  if (!e) return;
  e->text = spr_scratch_printf(st, "%s(%.*s)", what, SPR_FMT(subject));
  spr_effect_hold(st, e, v);
}

static bool count(spr_step *st, const char *what, spr_str institution, int64_t *out,
                  int64_t (*fn)(void *, const spr_case *, spr_str)) {
  st->reads.flags |= SPR_FACT_OBSERVED;
  const spr_observed *o = seen(st, what, institution);
  *out = o ? o->value.u.i : fn ? fn(st->env->world_ud, st->c, institution) : 0;
  if (!o) observe(st, what, institution, spr_v_int(*out));
  return true;
}

bool spr_step_caseload(spr_step *st, spr_str institution, int64_t *out) {
  return count(st, "caseload", institution, out, st->env->world ? st->env->world->caseload : NULL);
}

bool spr_step_occupied(spr_step *st, spr_str institution, int64_t *out) {
  return count(st, "occupied", institution, out, st->env->world ? st->env->world->occupied : NULL);
}

bool spr_step_profile(spr_step *st, spr_str municipality, spr_value *out) {
  st->reads.flags |= SPR_FACT_OBSERVED;
  const spr_observed *o = seen(st, "profile", municipality);
  if (o) {
    *out = spr_v_retain(o->value);
    return true;
  }
  const spr_world_ops *w = st->env->world;
  *out = w && w->profile ? w->profile(st->env->world_ud, &st->heap, municipality) : SPR_V_NIL;
  observe(st, "profile", municipality, *out);
  return !st->heap.oom;
}

void spr_step_decided(spr_step *st, spr_str what, spr_value answer, spr_str reason, spr_str file,
                      uint32_t line) {
  if (st->env->quiet) return;
  spr_effect *e = spr_effect_add(st, SPR_E_DECISION);
  if (!e) return;
  spr_effect_hold(st, e, answer);
  e->text = spr_scratch_str(st, what);
  e->text2 = spr_scratch_str(st, reason);
  e->file = spr_scratch_str(st, file);
  e->line = line;
}
