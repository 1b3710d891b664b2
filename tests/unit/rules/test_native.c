/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "rules/fake_step.h"

/* Two properties, whatever an expression is and whatever the case holds. Running it without Lua and with Lua
 * gives the same answer, the same error and the same facts. So does, in Lua, reading fields one by one and
 * taking them as arguments. */

#define EXPRESSIONS 48 /* in one world */
#define WORLDS 60
#define CASES 40

typedef struct maker {
  uint64_t seed;
  char text[1024];
  size_t n;
} maker;

static void put(maker *m, const char *s) {
  size_t n = strlen(s);
  if (m->n + n + 1 > sizeof m->text) return;
  memcpy(m->text + m->n, s, n + 1);
  m->n += n;
}

static const char *one_of(maker *m, const char *const *v, uint32_t n) {
  return v[test_below(&m->seed, n)];
}

static void expression(maker *m, uint32_t depth) {
  static const char *const leaves[] = {"case.n",
                                       "case.n",
                                       "case.x",
                                       "case.t",
                                       "case.flag",
                                       "case.d",
                                       "case.at",
                                       "case.dur",
                                       "case.list",
                                       "case.person",
                                       "case.any",
                                       "case.rec",
                                       "case.person.name",
                                       "case.rec.a",
                                       "case.rec.b",
                                       "case.any.a.b",
                                       "param.limit",
                                       "param.stay",
                                       "param.words",
                                       "event.data",
                                       "event.data.late",
                                       "event.data.note",
                                       "nil",
                                       "true",
                                       "false",
                                       "0",
                                       "1",
                                       "-1",
                                       "2",
                                       "3",
                                       "7",
                                       "0.5",
                                       "2.0",
                                       "1e15",
                                       "9007199254740993",
                                       "9223372036854775807",
                                       "math.mininteger",
                                       "1e308",
                                       "'a'",
                                       "'b'",
                                       "''",
                                       "'7'",
                                       "'Ola'",
                                       "\"2025-02-28\"",
                                       "now",
                                       "today",
                                       "#case.list",
                                       "#case.t",
                                       "case.kids",
                                       "case['n']",
                                       "case.n.m",
                                       "case.n ^ 2",
                                       "2 ^ case.x",
                                       "case.flag()",
                                       "case.n:m()",
                                       "case.list[case.n]",
                                       "case.n & 1",
                                       "~case.x",
                                       "#case.n",
                                       "tostring(case.x)",
                                       "math.max(case.n, case.x)",
                                       "({case.n, [case.x] = case.flag})[2]",
                                       "(function() return case.n end)()",
                                       "'\\u{202e}'"};
  static const char *const binary[] = {
      " == ", " ~= ", " < ", " <= ",  " > ",  " >= ",  " + ",  " - ",  " * ",
      " / ",  " // ", " % ", " and ", " or ", " and ", " or ", " == ", " .. "};
  static const char *const whole[] = {"event.name == 'go'", "'go' ~= event.name", "event.by == 'dsm'",
                                      "event.by ~= 'x'", "event.by == nil"};
  uint32_t kind = depth == 0 ? 0 : test_below(&m->seed, 10);
  if (kind < 3) {
    put(m, test_below(&m->seed, 12) ? one_of(m, leaves, TEST_COUNT(leaves))
                                    : one_of(m, whole, TEST_COUNT(whole)));
    return;
  }
  if (kind < 4) {
    put(m, test_below(&m->seed, 2) ? "not " : test_below(&m->seed, 2) ? "- " : "#");
    put(m, "(");
    expression(m, depth - 1);
    put(m, ")");
    return;
  }
  put(m, "(");
  expression(m, depth - 1);
  put(m, ")");
  put(m, one_of(m, binary, TEST_COUNT(binary)));
  put(m, "(");
  expression(m, depth - 1);
  put(m, ")");
}

static spr_value random_value(fake *f, maker *m, uint32_t depth) {
  static const int64_t ints[] = {
      0, 1, -1, 2, 3, 7, 100, INT64_MAX, INT64_MIN, (INT64_C(1) << 53) + 1, -(INT64_C(1) << 53)};
  static const double nums[] = {
      0, -0.0, 0.5, 2, 7, -1.5, 1e15, 1e308, 9007199254740992.0, 9223372036854775808.0};
  static const char *const texts[] = {"", "a", "b", "7", "Ola", "2025-02-28", "żółć"};
  spr_heap *h = &f->step.heap;
  switch (test_below(&m->seed, depth ? 9 : 7)) {
    case 0: return SPR_V_NIL;
    case 1: return spr_v_bool(test_below(&m->seed, 2));
    case 2: return spr_v_int(ints[test_below(&m->seed, TEST_COUNT(ints))]);
    case 3: return spr_v_num(nums[test_below(&m->seed, TEST_COUNT(nums))]);
    case 4: return fake_text(f, texts[test_below(&m->seed, TEST_COUNT(texts))]);
    case 5: return spr_v_datetime(INT64_C(1741036530000) + test_below(&m->seed, 2));
    case 6: return spr_v_duration(h, (spr_duration){.days = (int32_t)test_below(&m->seed, 3)});
    case 7: {
      spr_value v[3];
      uint32_t n = test_below(&m->seed, 4);
      for (uint32_t i = 0; i < n; i++) v[i] = spr_v_int(i);
      return spr_v_list(h, v, n);
    }
    default: {
      spr_pair p[3] = {{fake_text(f, "a"), random_value(f, m, depth - 1)},
                       {fake_text(f, "b"), random_value(f, m, depth - 1)},
                       {fake_text(f, "name"), fake_text(f, "Ola")}};
      return spr_v_record(h, p, 3);
    }
  }
}

/* Half of the time, of the declared type. */
static spr_value random_field(fake *f, maker *m, const spr_type *t) {
  spr_value v = random_value(f, m, 2);
  if (test_below(&m->seed, 2)) return v;
  bool whole = t->kind == SPR_T_INTEGER, number = whole || t->kind == SPR_T_NUMBER;
  if (!number && t->kind != SPR_T_BOOLEAN) return v;
  spr_v_release(&f->step.pool, v);
  int64_t i = (int64_t)test_below(&m->seed, 5) - 1;
  return whole ? spr_v_int(i) : number ? spr_v_num((double)i / 2) : spr_v_bool(i > 1);
}

static void change_world(fake *f, maker *m) {
  for (uint32_t i = 0; i < f->model.nfields; i++) {
    spr_v_release(&f->step.pool, f->step.fields[i]);
    f->step.fields[i] = random_field(f, m, f->model.fields[i].type);
  }
  spr_v_release(&f->step.pool, f->step.event.data);
  f->step.event.data = SPR_V_NIL;
  if (test_below(&m->seed, 4)) {
    spr_pair p[2] = {{fake_text(f, "late"), random_value(f, m, 0)},
                     {fake_text(f, "note"), random_value(f, m, 0)}};
    f->step.event.data = spr_v_record(&f->step.heap, p, 2);
  }
  f->step.event.by = test_below(&m->seed, 3) ? SPR_STR("dsm") : SPR_STR("");
  f->step.event.name = test_below(&m->seed, 3) ? SPR_STR("go") : SPR_STR("stop");
}

typedef struct outcome {
  char text[1200];
  uint32_t flags;
  uint64_t fields;
} outcome;

static void ask(fake *f, int32_t x, bool native, outcome *o) {
  spr_rules_set_native(f->rules, native);
  snprintf(o->text, sizeof o->text, "%s", fake_ask(f, x));
  o->flags = f->step.reads.flags;
  o->fields = f->step.read_fields[0];
}

static void test_same(void **state) {
  (void)state;
  maker m = {.seed = 19890604};
  uint32_t errors = 0, answers = 0;
  for (uint32_t w = 0; w < WORLDS; w++) {
    fake f;
    fake_open(&f, false);
    for (uint32_t i = 0; i < EXPRESSIONS; i++) {
      m.n = 0;
      expression(&m, 3);
      fake_expr(&f, i % 2 ? SPR_X_GUARD : SPR_X_VALUE, spr_arena_strdup(&f.arena, m.text, m.n));
    }
    fake_make(&f);
    for (uint32_t c = 0; c < CASES; c++) {
      change_world(&f, &m);
      for (int32_t x = 0; x < EXPRESSIONS; x++) {
        outcome a, b;
        ask(&f, x, true, &a);
        ask(&f, x, false, &b);
        errors += strncmp(b.text, "error", 5) == 0;
        answers += strncmp(b.text, "error", 5) != 0;
        if (strcmp(a.text, b.text) != 0 || a.flags != b.flags || a.fields != b.fields)
          fail_msg("%.*s\n  without Lua %s (%x %llx)\n  with Lua    %s (%x %llx)",
                   SPR_FMT(f.model.exprs[x].text), a.text, a.flags, (unsigned long long)a.fields, b.text,
                   b.flags, (unsigned long long)b.fields);
      }
    }
    fake_close(&f);
  }
  assert_true(errors > 1000 && answers > 1000);
}

/* The same text, but none of its reads is one of the plain kind. */
static const char *one_by_one(fake *f, const char *text) {
  spr_buf b;
  spr_buf_init(&b, &f->alloc, 8192);
  while (*text) {
    bool read = strncmp(text, "case", 4) == 0 && (text[4] == '.' || text[4] == '[');
    spr_buf_puts(&b, read ? "(case)" : "");
    text += read ? 4 : 0;
    spr_buf_char(&b, *text++);
  }
  const char *copy = spr_arena_strdup(&f->arena, b.p, b.n);
  spr_buf_release(&b);
  return copy;
}

/* Behind the name of the file. */
static const char *said(const outcome *o) {
  const char *colon = strncmp(o->text, "error", 5) == 0 ? strchr(o->text, ':') : NULL;
  return colon ? colon : o->text;
}

static void test_arguments(void **state) {
  (void)state;
  maker m = {.seed = 20040501};
  uint32_t errors = 0, answers = 0;
  for (uint32_t w = 0; w < WORLDS; w++) {
    fake f;
    fake_open(&f, false);
    for (uint32_t i = 0; i < EXPRESSIONS; i += 2) {
      spr_expr_kind kind = i % 4 ? SPR_X_GUARD : SPR_X_VALUE;
      m.n = 0;
      expression(&m, 3);
      const char *text = spr_arena_strdup(&f.arena, m.text, m.n);
      fake_expr(&f, kind, text);
      fake_expr(&f, kind, one_by_one(&f, text));
    }
    fake_make(&f);
    for (uint32_t c = 0; c < CASES; c++) {
      change_world(&f, &m);
      for (int32_t x = 0; x < EXPRESSIONS; x += 2) {
        outcome a, b;
        ask(&f, x, false, &a);
        ask(&f, x + 1, false, &b);
        bool error = strncmp(b.text, "error", 5) == 0;
        errors += error;
        answers += !error;
        /* On what an error rests is not told. */
        bool same = error || (a.flags == b.flags && a.fields == b.fields);
        if (strcmp(said(&a), said(&b)) != 0 || !same)
          fail_msg("%.*s\n  arguments  %s (%x %llx)\n  one by one %s (%x %llx)",
                   SPR_FMT(f.model.exprs[x].text), a.text, a.flags, (unsigned long long)a.fields, b.text,
                   b.flags, (unsigned long long)b.fields);
      }
    }
    fake_close(&f);
  }
  assert_true(errors > 1000 && answers > 1000);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_same), cmocka_unit_test(test_arguments)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
