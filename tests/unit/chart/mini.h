/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_CHART_MINI_H
#define TESTS_UNIT_CHART_MINI_H

#include <stdlib.h>

#include "chart/step.h"

/* A tiny evaluator of the expressions that the tests of the chart use, so that they need no Lua: `case.x`,
 * `case["x"]`, `event.name`, `event.data.x`, integers, "texts", true, false, nil, == ~= < > + and or not,
 * inside("PATH"), role.x, caseload("ID"), occupied("ID"), profile("ID"), fail("WHY"), limit("WHY"); blocks of
 * `case.x = E`, `log(E)`, `raise("E")`, `send("E")`, `cancel("ID")`, separated by `;`. It reads fields by
 * name only. */

typedef struct mini {
  spr_step *st;
  const char *p, *end;
  bool failed;
} mini;

static spr_value mini_or(mini *m);

static inline void mini_space(mini *m) {
  while (m->p < m->end && (*m->p == ' ' || *m->p == '\n')) m->p++;
}
static inline bool mini_eat(mini *m, const char *z) {
  mini_space(m);
  size_t n = strlen(z);
  if ((size_t)(m->end - m->p) < n || memcmp(m->p, z, n) != 0) return false;
  bool word = z[0] >= 'a' && z[0] <= 'z' && z[n - 1] != '.' && z[n - 1] != '(';
  if (word && m->p + n < m->end && (m->p[n] == '_' || (m->p[n] >= 'a' && m->p[n] <= 'z'))) return false;
  m->p += n;
  return true;
}
static inline spr_str mini_name(mini *m) {
  const char *from = m->p;
  while (m->p < m->end && (*m->p == '_' || (*m->p >= 'a' && *m->p <= 'z') || (*m->p >= '0' && *m->p <= '9')))
    m->p++;
  return spr_str_n(from, (size_t)(m->p - from));
}
static inline spr_str mini_quoted(mini *m) {
  mini_space(m);
  if (m->p == m->end || *m->p != '"') {
    m->failed = true;
    return SPR_STR("");
  }
  const char *from = ++m->p;
  while (m->p < m->end && *m->p != '"') m->p++;
  spr_str s = spr_str_n(from, (size_t)(m->p - from));
  m->p++;
  return s;
}
static inline void mini_drop(mini *m, spr_value v) {
  spr_v_release(spr_step_heap(m->st)->pool, v);
}

static spr_value mini_atom(mini *m) {
  spr_heap *h = spr_step_heap(m->st);
  bool found;
  if (mini_eat(m, "true")) return spr_v_bool(true);
  if (mini_eat(m, "false")) return spr_v_bool(false);
  if (mini_eat(m, "nil")) return SPR_V_NIL;
  if (mini_eat(m, "case[")) {
    spr_value v = spr_v_retain(spr_step_field_named(m->st, mini_quoted(m), &found));
    mini_eat(m, "]");
    return v;
  }
  if (mini_eat(m, "case.")) return spr_v_retain(spr_step_field_named(m->st, mini_name(m), &found));
  if (mini_eat(m, "event.name")) return spr_v_text(h, spr_step_event(m->st)->name);
  if (mini_eat(m, "event.by")) return spr_v_text(h, spr_step_event(m->st)->by);
  if (mini_eat(m, "event.data.")) return spr_v_retain(spr_v_get(spr_step_event(m->st)->data, mini_name(m)));
  if (mini_eat(m, "event.data")) return spr_v_retain(spr_step_event(m->st)->data);
  if (mini_eat(m, "role.")) {
    spr_str id = SPR_STR("");
    int32_t role = spr_model_role(spr_step_model(m->st), mini_name(m));
    if (role == SPR_NONE || !spr_step_role(m->st, role, &id)) m->failed = true;
    return id.n ? spr_v_text(h, id) : SPR_V_NIL;
  }
  static const char *const counts[] = {"caseload(", "occupied("};
  for (int i = 0; i < 2; i++) {
    int64_t n = 0;
    if (!mini_eat(m, counts[i])) continue;
    spr_str who = mini_quoted(m);
    mini_eat(m, ")");
    if (!(i ? spr_step_occupied : spr_step_caseload)(m->st, who, &n)) m->failed = true;
    return spr_v_int(n);
  }
  if (mini_eat(m, "profile(")) {
    spr_value v = SPR_V_NIL;
    if (!spr_step_profile(m->st, mini_quoted(m), &v)) m->failed = true;
    mini_eat(m, ")");
    return v;
  }
  if (mini_eat(m, "inside(")) {
    int32_t s = spr_model_state(spr_step_model(m->st), mini_quoted(m));
    mini_eat(m, ")");
    return spr_v_bool(s != SPR_NONE && spr_step_inside(m->st, s));
  }
  if (mini_eat(m, "fail(")) {
    spr_str why = mini_quoted(m);
    m->failed = true;
    spr_step_fail(m->st, SPR_STR("rules.lua"), 7, "%.*s", SPR_FMT(why));
    return SPR_V_NIL;
  }
  if (mini_eat(m, "limit(")) {
    spr_str why = mini_quoted(m);
    m->failed = true;
    spr_step_fail(m->st, SPR_STR("rules.lua"), 8, "%.*s", SPR_FMT(why));
    spr_step_fault(m->st)->limit = true;
    return SPR_V_NIL;
  }
  if (mini_eat(m, "(")) {
    spr_value v = mini_or(m);
    mini_eat(m, ")");
    return v;
  }
  mini_space(m);
  if (m->p < m->end && *m->p == '"') return spr_v_text(h, mini_quoted(m));
  if (m->p < m->end && *m->p >= '0' && *m->p <= '9') {
    int64_t n = 0;
    while (m->p < m->end && *m->p >= '0' && *m->p <= '9') n = n * 10 + (*m->p++ - '0');
    return spr_v_int(n);
  }
  m->failed = true;
  spr_step_fail(m->st, SPR_STR("test"), 1, "what is \"%.*s\"?", (int)(m->end - m->p), m->p);
  return SPR_V_NIL;
}

static spr_value mini_sum(mini *m) {
  spr_value a = mini_atom(m);
  while (!m->failed && mini_eat(m, "+")) {
    spr_value b = mini_atom(m);
    if (m->failed) break;
    if (a.type != SPR_INT || b.type != SPR_INT) {
      mini_drop(m, a);
      mini_drop(m, b);
      m->failed = true;
      spr_step_fail(m->st, SPR_STR("rules.lua"), 3, "attempt to perform arithmetic on a %s value",
                    spr_vtype_name((spr_vtype)(a.type == SPR_INT ? b.type : a.type)));
      return SPR_V_NIL;
    }
    a = spr_v_int(a.u.i + b.u.i);
  }
  return a;
}
static spr_value mini_compare(mini *m) {
  spr_value a = mini_sum(m);
  int op = m->failed           ? 0
           : mini_eat(m, "==") ? 1
           : mini_eat(m, "~=") ? 2
           : mini_eat(m, "<")  ? 3
           : mini_eat(m, ">")  ? 4
                               : 0;
  if (!op) return a;
  spr_value b = mini_sum(m);
  bool r = op == 1   ? spr_v_equal(a, b)
           : op == 2 ? !spr_v_equal(a, b)
           : op == 3 ? spr_v_compare(a, b) < 0
                     : spr_v_compare(a, b) > 0;
  mini_drop(m, a);
  mini_drop(m, b);
  return spr_v_bool(r);
}
static bool mini_true(spr_value v) {
  return v.type != SPR_NIL && !(v.type == SPR_BOOL && !v.u.b);
}
static spr_value mini_not(mini *m) {
  if (!mini_eat(m, "not")) return mini_compare(m);
  spr_value v = mini_not(m);
  bool t = mini_true(v);
  mini_drop(m, v);
  return spr_v_bool(!t);
}
static spr_value mini_or(mini *m) {
  spr_value a = mini_not(m);
  while (!m->failed) {
    bool both = mini_eat(m, "and");
    if (!both && !mini_eat(m, "or")) break;
    spr_value b = mini_not(m);
    bool keep = mini_true(a) != both;
    mini_drop(m, keep ? b : a);
    a = keep ? a : b;
  }
  return a;
}

static mini mini_of(spr_step *st, spr_expr_id x) {
  spr_str t = spr_step_model(st)->exprs[x].text;
  return (mini){st, t.p, t.p + t.n, false};
}
static spr_answer mini_guard(void *self, spr_step *st, spr_expr_id x, spr_str *reason) {
  if (self) ++*(uint64_t *)self;
  mini m = mini_of(st, x);
  spr_value v = mini_or(&m);
  bool t = mini_true(v);
  mini_drop(&m, v);
  *reason = SPR_STR("");
  return m.failed ? SPR_FAILED : t ? SPR_YES : SPR_NO;
}
static bool mini_value(void *self, spr_step *st, spr_expr_id x, spr_value *out) {
  (void)self;
  mini m = mini_of(st, x);
  *out = mini_or(&m);
  if (!m.failed) return true;
  mini_drop(&m, *out);
  *out = SPR_V_NIL;
  return false;
}
static bool mini_statement(mini *m) {
  spr_step *st = m->st;
  if (mini_eat(m, "log(")) {
    spr_value v = mini_or(m);
    mini_eat(m, ")");
    char n[32];
    spr_str s = spr_v_str(v);
    if (v.type == SPR_INT) {
      snprintf(n, sizeof n, "%lld", (long long)v.u.i);
      s = spr_str_of(n);
    }
    if (v.type == SPR_NIL) s = SPR_STR("nil");
    if (v.type == SPR_BOOL) s = v.u.b ? SPR_STR("true") : SPR_STR("false");
    bool ok = !m->failed && spr_step_log(st, s);
    mini_drop(m, v);
    return ok;
  }
  if (mini_eat(m, "raise(")) {
    spr_str e = mini_quoted(m);
    return mini_eat(m, ")") && spr_step_raise(st, e, SPR_V_NIL);
  }
  if (mini_eat(m, "send(")) {
    spr_str e = mini_quoted(m);
    return mini_eat(m, ")") && spr_step_send(st, e, NULL, SPR_STR(""), SPR_V_NIL, SPR_STR(""));
  }
  if (mini_eat(m, "cancel(")) {
    spr_str e = mini_quoted(m);
    return mini_eat(m, ")") && spr_step_cancel(st, e);
  }
  if (mini_eat(m, "case.")) {
    spr_str name = mini_name(m);
    if (!mini_eat(m, "=")) return false;
    spr_value v = mini_or(m);
    if (!m->failed) return spr_step_set_named(st, name, v);
    mini_drop(m, v);
    return false;
  }
  spr_value v = mini_or(m);
  mini_drop(m, v);
  return !m->failed;
}
static bool mini_run(void *self, spr_step *st, spr_expr_id x) {
  (void)self;
  mini m = mini_of(st, x);
  bool ok = true;
  while (ok && m.p < m.end) {
    ok = mini_statement(&m);
    mini_space(&m);
    if (ok && m.p < m.end && !mini_eat(&m, ";"))
      return spr_step_fail(st, SPR_STR("test"), 1, "bad block \"%s\"", m.p);
  }
  return ok;
}
static bool mini_hook(void *self, spr_step *st, int32_t hook, spr_value *out) {
  (void)self;
  (void)hook;
  *out = SPR_V_NIL;
  return spr_step_fail(st, SPR_STR(""), 0, "no hooks in tests");
}

static const spr_ops mini_ops = {
    .guard = mini_guard, .value = mini_value, .run = mini_run, .hook = mini_hook};

#endif
