/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "chart/machine.h"

/* Values that enter a case: brought to the form of their type, then checked. What came as text (JSON has no
 * dates) becomes what the type says. */

static bool parse_datetime(spr_step *st, spr_str s, spr_instant *out) {
  spr_local local;
  bool has_offset;
  int64_t offset;
  spr_day day;
  if (spr_day_parse(s, &day)) {
    *out = spr_zone_day_start(st->law.zone, day);
    return true;
  }
  if (!spr_datetime_parse(s, &local, &has_offset, &offset)) return false;
  *out = has_offset ? local - offset : spr_zone_instant(st->law.zone, local);
  return true;
}

static spr_value formed(spr_step *st, const spr_type *t, spr_value v);

static spr_value formed_list(spr_step *st, const spr_type *t, spr_value v) {
  /* Lua has one empty table for both. */
  if (v.type == SPR_RECORD && v.u.r->n == 0) {
    spr_v_release(&st->c->pool, v);
    return spr_v_list(&st->heap, NULL, 0);
  }
  if (v.type != SPR_LIST || v.u.l->n == 0) return v;
  spr_value *items = spr_scratch_alloc(st, v.u.l->n * sizeof *items);
  if (!items) return v;
  for (uint32_t i = 0; i < v.u.l->n; i++) items[i] = formed(st, t->of, spr_v_retain(v.u.l->v[i]));
  spr_value list = spr_v_list(&st->heap, items, v.u.l->n);
  spr_v_release(&st->c->pool, v);
  return list;
}

static const spr_type *member_type(const spr_type *t, spr_str name) {
  for (uint32_t i = 0; i < t->nmembers; i++) {
    if (spr_str_eq(t->members[i].name, name)) return t->members[i].type;
  }
  return NULL;
}

static spr_value formed_record(spr_step *st, const spr_type *t, spr_value v) {
  if (v.type == SPR_LIST && v.u.l->n == 0) {
    spr_v_release(&st->c->pool, v);
    return spr_v_record(&st->heap, NULL, 0);
  }
  if (v.type != SPR_RECORD || v.u.r->n == 0) return v;
  spr_pair *pairs = spr_scratch_alloc(st, v.u.r->n * sizeof *pairs);
  if (!pairs) return v;
  for (uint32_t i = 0; i < v.u.r->n; i++) {
    const spr_pair *p = &v.u.r->v[i];
    const spr_type *mt = member_type(t, spr_v_str(p->key));
    spr_value value = spr_v_retain(p->value);
    pairs[i] = (spr_pair){spr_v_retain(p->key), mt ? formed(st, mt, value) : value};
  }
  spr_value record = spr_v_record(&st->heap, pairs, v.u.r->n);
  spr_v_release(&st->c->pool, v);
  return record;
}

/* Takes over v; what has no better form is left as it is, for the check to refuse. */
static spr_value formed(spr_step *st, const spr_type *t, spr_value v) {
  spr_value out = v;
  spr_duration d;
  switch (t->kind) {
    case SPR_T_DATETIME: {
      spr_instant at;
      if (v.type != SPR_TEXT || !parse_datetime(st, spr_v_str(v), &at)) return v;
      out = spr_v_datetime(at);
      break;
    }
    case SPR_T_DURATION:
      if (v.type != SPR_TEXT || !spr_duration_parse(spr_v_str(v), false, &d)) return v;
      out = spr_v_duration(&st->heap, d);
      break;
    case SPR_T_INTEGER:
      if (v.type == SPR_NUM && v.u.n == floor(v.u.n) && fabs(v.u.n) <= 9007199254740992.0) {
        out = spr_v_int((int64_t)v.u.n);
      }
      return out;
    case SPR_T_NUMBER:
      if (v.type == SPR_INT) (void)spr_v_num_exact(v.u.i, &out);
      return out;
    case SPR_T_LIST: return formed_list(st, t, v);
    case SPR_T_RECORD:
    case SPR_T_PERSON: return formed_record(st, t, v);
    default: return v;
  }
  spr_v_release(&st->c->pool, v);
  return out;
}

spr_value spr_form_data(spr_step *st, int32_t event, spr_value data) {
  int32_t declared = event == SPR_NONE ? SPR_NONE : st->chart->declared[event];
  if (declared == SPR_NONE || data.type != SPR_RECORD) return data;
  const spr_event_decl *d = &st->m->events[declared];
  return formed_record(st, &(spr_type){.kind = SPR_T_RECORD, .members = d->data, .nmembers = d->ndata}, data);
}

static bool plainly_fits(const spr_type *t, spr_value v) {
  switch (t->kind) {
    case SPR_T_INTEGER: return v.type == SPR_INT;
    case SPR_T_BOOLEAN: return v.type == SPR_BOOL;
    case SPR_T_NUMBER: return v.type == SPR_NUM;
    default: return false;
  }
}

bool spr_step_fit(spr_step *st, const spr_type *t, spr_value v, spr_value *out, spr_str *reason) {
  *out = v;
  st->misfit = SPR_STR("");
  if (v.type == SPR_NIL || plainly_fits(t, v)) return true;
  if (spr_v_check_limits(v) != SPR_OK) {
    *reason = SPR_STR("the value is too large or nested too deep");
  } else {
    *out = v = formed(st, t, v);
    if (st->heap.oom) spr_abort(st, SPR_R_NOMEM);
    spr_buf b, pointer;
    spr_buf_init(&b, &st->mem, SPR_MAX_REASON_BYTES);
    spr_buf_init(&pointer, &st->mem, SPR_MAX_VALUE_BYTES);
    bool ok = spr_type_check_at(st->env->site, t, v, &b, &pointer);
    if (!ok) *reason = spr_scratch_str(st, spr_buf_view(&b));
    if (!ok && !pointer.failed) st->misfit = spr_scratch_str(st, spr_buf_view(&pointer));
    spr_buf_release(&b);
    spr_buf_release(&pointer);
    if (ok) return true;
  }
  spr_v_release(&st->c->pool, v);
  *out = SPR_V_NIL;
  return false;
}

static const spr_field *declared(const spr_field *f, uint32_t n, spr_str name) {
  for (uint32_t i = 0; i < n; i++) {
    if (spr_str_eq(f[i].name, name)) return &f[i];
  }
  return NULL;
}

static bool refuse_data(spr_step *st, spr_str name, spr_str reason, spr_str inner) {
  spr_reason_data(st, name, reason, inner);
  spr_abort(st, SPR_R_DATA);
  return false;
}

static bool member_value(spr_step *st, const spr_field *f, spr_value given, spr_value *out) {
  *out = SPR_V_NIL;
  spr_value v = spr_v_retain(spr_v_get(given, f->name));
  if (v.type == SPR_NIL && f->has_default && !spr_tmpl_value(st, &f->initial, &v)) return spr_error(st);
  spr_str reason = SPR_STR("");
  if (!spr_step_fit(st, f->type, v, out, &reason)) return refuse_data(st, f->name, reason, st->misfit);
  if (!f->required || out->type != SPR_NIL) return true;
  spr_reason_missing(st, f->name);
  spr_abort(st, SPR_R_DATA);
  return false;
}

/* Whoever mends what is told finds the rest. */
static bool all_declared(spr_step *st, const spr_field *f, uint32_t n, spr_value given) {
  uint32_t strange = 0;
  for (uint32_t i = 0; given.type == SPR_RECORD && i < given.u.r->n && strange < SPR_MAX_BODY_FAULTS; i++) {
    spr_str key = spr_v_str(given.u.r->v[i].key);
    if (declared(f, n, key)) continue;
    strange++;
    (void)refuse_data(st, key, SPR_STR("is not declared"), SPR_STR(""));
  }
  return strange == 0;
}

bool spr_fit_members(spr_step *st, const spr_field *f, uint32_t n, spr_value given, spr_value *out) {
  *out = SPR_V_NIL;
  if (given.type != SPR_NIL && given.type != SPR_RECORD) {
    spr_reason_add(st, SPR_STR(""), 0, "the data must be a record, not %s",
                   spr_vtype_name((spr_vtype)given.type));
    spr_abort(st, SPR_R_DATA);
    return false;
  }
  bool ok = all_declared(st, f, n, given);
  if (n == 0 && given.type == SPR_NIL) return true;
  spr_pair *pairs = spr_scratch_alloc(st, (n + 1) * sizeof *pairs);
  if (!pairs) return false;
  uint32_t done = 0;
  for (; done < n; done++) {
    spr_value v;
    ok = member_value(st, &f[done], given, &v) && ok;
    pairs[done] = (spr_pair){spr_v_text(&st->heap, f[done].name), v};
  }
  spr_value record = spr_v_record(&st->heap, pairs, done);
  if (st->heap.oom) spr_abort(st, SPR_R_NOMEM);
  if (ok && !st->abort) {
    *out = record;
    return true;
  }
  spr_v_release(&st->c->pool, record);
  return false;
}
