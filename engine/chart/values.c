/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"

/* Values, durations and times that a definition writes as literals or expressions. */

bool spr_expr_value(spr_step *st, spr_expr_id x, spr_value *out) {
  *out = SPR_V_NIL;
  spr_ask_begin(st);
  if (!st->ops->value(st->self, st, x, out)) return false;
  if (!st->env->quiet) spr_decision(st, x, *out, SPR_STR(""));
  if (spr_v_check_limits(*out) == SPR_OK) return true;
  spr_v_release(&st->c->pool, *out);
  *out = SPR_V_NIL;
  return spr_step_fail(st, SPR_STR(""), 0, "the value is too large or nested too deep");
}

static bool composed(spr_step *st, const spr_tmpl *t, spr_value *out) {
  bool map = t->kind == SPR_TMPL_MAP;
  uint32_t n = 0;
  spr_value *list = map ? NULL : spr_scratch_alloc(st, (t->n + 1) * sizeof *list);
  spr_pair *pairs = map ? spr_scratch_alloc(st, (t->n + 1) * sizeof *pairs) : NULL;
  bool ok = list || pairs;
  for (; ok && n < t->n; n++) {
    spr_value v;
    ok = spr_tmpl_value(st, &t->items[n], &v);
    if (!ok) break;
    if (map) {
      pairs[n] = (spr_pair){spr_v_text(&st->heap, t->keys[n]), v};
    } else {
      list[n] = v;
    }
  }
  if (ok) {
    *out = map ? spr_v_record(&st->heap, pairs, n) : spr_v_list(&st->heap, list, n);
    return !st->heap.oom;
  }
  for (uint32_t i = 0; i < n; i++) {
    if (map) spr_v_release(&st->c->pool, pairs[i].key);
    spr_v_release(&st->c->pool, map ? pairs[i].value : list[i]);
  }
  return false;
}

bool spr_tmpl_value(spr_step *st, const spr_tmpl *t, spr_value *out) {
  *out = SPR_V_NIL;
  switch (t->kind) {
    case SPR_TMPL_LITERAL: *out = t->literal; return true;
    case SPR_TMPL_EXPR: return spr_expr_value(st, t->expr, out);
    case SPR_TMPL_LIST:
    case SPR_TMPL_MAP: return composed(st, t, out);
  }
  return false;
}

bool spr_dur_value(spr_step *st, const spr_dur *d, spr_duration *out) {
  *out = d->literal;
  if (d->expr == SPR_NONE) return true;
  spr_value v;
  if (!spr_expr_value(st, d->expr, &v)) return false;
  bool ok = v.type == SPR_DURATION || (v.type == SPR_TEXT && spr_duration_parse(spr_v_str(v), false, out));
  if (v.type == SPR_DURATION) *out = v.u.d->d;
  const char *is = spr_vtype_name((spr_vtype)v.type);
  spr_v_release(&st->c->pool, v);
  return ok || spr_step_fail(st, SPR_STR(""), 0, "a duration is expected, not %s", is);
}

bool spr_expr_instant(spr_step *st, spr_expr_id x, spr_instant *out, bool *is_date) {
  spr_value v;
  spr_day day;
  spr_local local;
  bool has_offset, ok = true;
  int64_t offset;
  if (!spr_expr_value(st, x, &v)) return false;
  *is_date = false;
  if (v.type == SPR_DATETIME) {
    *out = v.u.i;
  } else if (v.type == SPR_TEXT && spr_day_parse(spr_v_str(v), &day)) {
    *is_date = true;
    *out = spr_zone_day_start(st->law.zone, day);
  } else if (v.type == SPR_TEXT && spr_datetime_parse(spr_v_str(v), &local, &has_offset, &offset)) {
    *out = has_offset ? local - offset : spr_zone_instant(st->law.zone, local);
  } else {
    ok = spr_step_fail(st, SPR_STR(""), 0, "a date or time is expected, not %s",
                       spr_vtype_name((spr_vtype)v.type));
  }
  spr_v_release(&st->c->pool, v);
  return ok;
}
