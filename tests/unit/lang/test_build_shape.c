/* SPDX-License-Identifier: Apache-2.0 */
#include "build_support.h"

/* What the parts of a workflow become in the model. */

static spr_model *alone(test_world *w, const char *yaml) {
  test_world_init(w);
  if (spr_arena_guard(&w->arena, &w->env)) fail_msg("out of memory");
  uint32_t file = spr_sources_add(&w->sources, SPR_STR("f.yaml"), spr_str_of(yaml));
  return spr_build_alone(&w->arena, &w->diags, file, 0);
}

static void expect_alone(const char *yaml, const char *from, const char *to, const char *expected) {
  test_world w;
  const spr_model *m = alone(&w, yaml);
  assert_str(test_faults(&w), "");
  assert_non_null(m);
  assert_false(m->faulty);
  assert_str(test_dump(&w, m, from, to), expected);
  test_world_release(&w);
}

/* Two ways to write one thing give one model. */
static void test_short_forms(void **state) {
  (void)state;
  static const struct {
    const char *about, *shorter, *longer;
  } table[] = {
      {"target", "states: {o: {on: {go: z}}, z: {}}\n", "states: {o: {on: {go: [{to: [z]}]}}, z: {}}\n"},
      {"one map", "states: {o: {on: {go: {to: z, do: [{raise: x}]}}}, z: {}}\n",
       "states: {o: {on: {go: [{to: z, do: [{raise: x}]}]}}, z: {}}\n"},
      {"taken and nothing happens", "states: {o: {on: {go: {}}}}\n", "states: {o: {on: {go: [{}]}}}\n"},
      {"always, done, after", "states: {o: {always: z, done: z, after: {1 day: z}}, z: {}}\n",
       "states: {o: {always: [{to: z}], done: [{to: z}], after: {1 day: [{to: z}]}}, z: {}}\n"},
      {"deadline", "states: {o: {deadline: {within: 1 day, then: z}}, z: {}}\n",
       "states: {o: {deadlines: {o: {within: 1 day, then: [{to: z}]}}}, z: {}}\n"},
      {"deadline of the root", "workflow: f\ndeadline: {within: 1 day, ends: z}\nstates: {z: {}}\n",
       "workflow: f\ndeadlines: {f: {within: 1 day, ends: {to: z}}}\nstates: {z: {}}\n"},
      {"initial", "initial: z\nstates: {o: {}, z: {}}\n", "initial: {to: [z]}\nstates: {o: {}, z: {}}\n"},
      {"by and when", "states: {o: {on: {go: {by: x, when: a, to: z}}}, z: {}}\n",
       "states: {o: {on: {go: {by: [x], when: [a], to: z}}}, z: {}}\n"},
      {"matrix", "states: {o: {decides: x, provides: x, monitors: x, informed: x}}\n",
       "states: {o: {decides: [x], provides: [x], monitors: [x], informed: [x]}}\n"},
      {"stopped clock", "deadline: {within: 1 day, ends: {}}\nstates: {o: {stops_clock: f}}\n",
       "deadline: {within: 1 day, ends: {}}\nstates: {o: {stops_clock: [f]}}\n"},
      {"keep", "states: {o: {entry: [{keep: a}]}}\n", "states: {o: {entry: [{keep: [a]}]}}\n"},
      {"warnings", "deadline: {within: 9 days, ends: {}, warn: {1 day: z}}\nstates: {z: {}}\n",
       "deadline: {within: 9 days, ends: {}, warn: {1 day: [{to: [z]}]}}\nstates: {z: {}}\n"},
      {"an expression may begin with =", "states: {o: {on: {go: {when: a > 1}}}}\n",
       "states: {o: {on: {go: {when: =a > 1}}}}\n"},
  };
  for (size_t i = 0; i < TEST_COUNT(table); i++) {
    test_world w[2];
    spr_str text[2];
    const char *yaml[2] = {table[i].shorter, table[i].longer};
    for (int k = 0; k < 2; k++) {
      const spr_model *m = alone(&w[k], yaml[k]);
      spr_str faults = test_faults(&w[k]);
      if (faults.n) fail_msg("%s: %.*s", table[i].about, SPR_FMT(faults));
      text[k] = test_dump(&w[k], m, "", NULL);
    }
    if (!spr_str_eq(text[0], text[1]))
      fail_msg("%s:\n%.*s\n%.*s", table[i].about, SPR_FMT(text[0]), SPR_FMT(text[1]));
    test_world_release(&w[0]);
    test_world_release(&w[1]);
  }
}

/* Transitions of a state stand in the order of its keys. */
static void test_order(void **state) {
  (void)state;
  expect_alone("states:\n  o:\n    after: {1 day: z}\n    on: {b: z, a: [{when: x, to: z}, {to: o}]}\n    "
               "always: {when: y, to: z}\n"
               "    deadlines: {d: {within: 9 days, warn: {2 days: {}, 1 day: z}, then: z}}\n    done: z\n"
               "    tasks: {t: {due: 1 day, then: z}}\n    states: {i: {}}\n  z: {final: true}\n",
               "state 1..", "state 2..",
               "state 1..2 o compound parent 0 scope 0 of f\n"
               "    deadline o.d within 9 days roll next\n"
               "    deadline o.t within 1 day roll next\n"
               "    task t due o.t\n"
               "    timer 0 -> z\n"
               "    on b -> z\n"
               "    on a when `x` -> z\n"
               "    on a -> o\n"
               "    always when `y` -> z\n"
               "    near o.d before 2 days\n"
               "    near o.d before 1 day -> z\n"
               "    passed o.d -> z\n"
               "    on done.state.o -> z\n"
               "    passed o.t -> z\n");
}

static void test_deadlines(void **state) {
  (void)state;
  expect_alone(
      "parameters: {p: {type: duration, default: 12 months}}\n"
      "states:\n  o:\n"
      "    deadlines:\n"
      "      a: {within: param.p, from: case.filed, roll: none, ends: {}}\n"
      "      b: {within: 30 days, before: case.until, then: {}, when: case.x}\n"
      "      c: {within: 2 weeks, before: a, roll: next, then: {}}\n"
      "      d: {within: =case.long, until: z, then: {}}\n"
      "      e: {within: 1 hour, until: over, then: {}}\n"
      "      f: {within: 1 hour, warn: {5 minutes: {}}}\n"
      "      g: {within: 1 hour, warn: {5 minutes: {do: [{raise: x}]}}}\n"
      "    tasks:\n"
      "      t: {by: [x, responsible], all: true, required: false, every: 3 months, when: case.y, due: 1 "
      "day, before: c}\n"
      "  z: {final: true}\n",
      "state 1..", "    ended",
      "state 1..1 o atomic parent 0 scope 0 of f\n"
      "    deadline o.a within 12 months (param.p) from `case.filed` roll none ends\n"
      "    deadline o.b within 30 days before `case.until` roll previous when `case.x`\n"
      "    deadline o.c within 14 days before deadline o.a roll next\n"
      "    deadline o.d within `case.long` until state z roll next\n"
      "    deadline o.e within 1 hour until event over roll next\n"
      "    deadline o.f within 1 hour roll next without consequence\n"
      "    deadline o.g within 1 hour roll next\n"
      "    deadline o.t within 1 day before deadline o.c roll previous without consequence\n"
      "    task t all optional by [institution x, responsible] when `case.y` due o.t every 3 months\n");
}

static void test_actions(void **state) {
  (void)state;
  expect_alone("fields: {when: {type: date}, who: {type: list, of: person}, n: {type: number}, free: {}}\n"
               "events: {e: {data: {n: {type: integer}, t: {type: text}}}}\n"
               "deadline: {within: 1 month, ends: {}}\n"
               "states:\n  o:\n    entry:\n"
               "      - {set: {when: 2025-01-31, n: 1, free: [1, x, {a: =b, c: no}], undeclared: no}, when: "
               "=case.n > 1}\n"
               "      - {append: {who: {name: Ola, birth_date: =today}}}\n"
               "      - {remove: {who: =event.data}}\n"
               "      - {keep: [n, free]}\n"
               "      - {raise: e, data: {n: 3, t: 0201}}\n"
               "      - {raise: other, data: {n: 3, t: 0201}}\n"
               "      - {send: e, after: 2 days, id: k, to: parent}\n"
               "      - {send: e}\n"
               "      - {cancel: k}\n"
               "      - {call: hook.x()}\n"
               "      - run: |\n          case.n = 2\n"
               "      - {task: {id: t, title: Do, by: x, due: 3 days, data: {a: 1}}}\n"
               "      - {open: f, municipality: =case.to, with: [n, free], id: l, else: none}\n"
               "      - {open: f, with: {n: 2}}\n"
               "      - {suspend: f}\n"
               "      - {resume: f}\n"
               "      - {extend: f, by: 1 month, why: '=event.data.why'}\n"
               "      - {notify: x, text: 'see {case.n}'}\n",
               "state 1..", NULL,
               "state 1..1 o atomic parent 0 scope 0 of f\n"
               "    entry\n"
               "      set when `case.n > 1` when=\"2025-01-31\" n=1 free=[1, \"x\", {a: `b`, c: \"no\"}] "
               "undeclared=\"no\"\n"
               "      append who={name: \"Ola\", birth_date: `today`}\n"
               "      remove who=`event.data`\n"
               "      keep n free\n"
               "      raise event e data {\"n\":3,\"t\":\"0201\"}\n"
               "      raise event other data {\"n\":3,\"t\":\"0201\"}\n"
               "      send event e after 2 days id k to parent\n"
               "      send event e\n"
               "      cancel id k\n"
               "      call lua `hook.x()`\n"
               "      run lua `case.n = 2`\n"
               "      task data {\"a\":1} after 3 days id t by [institution x] title:\"Do\"\n"
               "      open n=`case[\"n\"]` free=`case[\"free\"]` f event none id l value `case.to`\n"
               "      open n=2 f\n"
               "      suspend f\n"
               "      resume f\n"
               "      extend f after 1 month value `event.data.why`\n"
               "      notify by [institution x] title:\"see {case.n}\"\n");
}

static void test_kinds(void **state) {
  (void)state;
  expect_alone("initial: {to: [p.a.two, p.b], do: [{set: {n: 1}}]}\n"
               "states:\n"
               "  p:\n    parallel: true\n    states:\n"
               "      a: {initial: two, states: {h: {history: shallow, to: one, do: [{raise: x}]}, one: {}, "
               "two: {}}}\n"
               "      b: {states: {h: {history: deep, to: i.j}, i: {states: {j: {}}}}}\n"
               "    on: {back: {to: [a.h, b.h], reenter: true, title: Back}}\n"
               "  end: {final: true, data: {a: =b, c: [1, 2]}}\n",
               "state 0..", NULL,
               "state 0..10 (root) compound parent -1 scope 0 of f\n"
               "    initial -> p.a.two -> p.b\n"
               "      set n=1\n"
               "state 1..9 p parallel parent 0 scope 0 of f\n"
               "    on back -> p.a.h -> p.b.h reenter title:\"Back\"\n"
               "state 2..5 p.a compound parent 1 scope 0 of f\n"
               "    initial -> p.a.two\n"
               "state 3..3 p.a.h history shallow parent 2 scope 0 of f\n"
               "    initial -> p.a.one\n"
               "      raise event x\n"
               "state 4..4 p.a.one atomic parent 2 scope 0 of f\n"
               "state 5..5 p.a.two atomic parent 2 scope 0 of f\n"
               "state 6..9 p.b compound parent 1 scope 0 of f\n"
               "    initial -> p.b.i\n"
               "state 7..7 p.b.h history deep parent 6 scope 0 of f\n"
               "    initial -> p.b.i.j\n"
               "state 8..9 p.b.i compound parent 6 scope 0 of f\n"
               "state 9..9 p.b.i.j atomic parent 8 scope 0 of f\n"
               "state 10..10 end final parent 0 scope 0 of f\n"
               "    outcome end data {a: `b`, c: [1,2]}\n");
}

/* The place of an expression is that of its own text, whatever stands around it. */
static void test_places(void **state) {
  (void)state;
  test_world w;
  const spr_model *m =
      alone(&w, "states:\n  o:\n    on:\n      a: {when: case.x}\n      b: {when: '  case.x '}\n"
                "      c: {when: =case.x}\n      d: {do: [{set: {v: \"= case.x\"}}]}\n"
                "    after: {at case.x: {}, \"at  case.x\": {}, =case.x: {}}\n");
  assert_str(test_faults(&w), "");
  static const struct {
    uint32_t line, column;
  } places[] = {{4, 17}, {5, 20}, {6, 18}, {7, 29}, {8, 16}, {8, 33}, {8, 47}};
  assert_int_equal(m->nexprs, TEST_COUNT(places));
  for (uint32_t i = 0; i < m->nexprs; i++) {
    uint32_t line, column;
    spr_source_place(spr_sources_get(&w.sources, m->exprs[i].at.file), m->exprs[i].at.from, &line, &column);
    assert_str(m->exprs[i].text, "case.x");
    assert_int_equal(line, places[i].line);
    assert_int_equal(column, places[i].column);
    assert_int_equal(m->exprs[i].at.to - m->exprs[i].at.from, 6);
  }
  test_world_release(&w);
}

static void test_clock(void **state) {
  (void)state;
  test_world w;
  const spr_model *m = alone(&w, "states: {o: {}}\n");
  assert_true(m->start == INT64_C(1735689600000));
  assert_ptr_equal(m->zone, spr_zone_utc);
  test_world_release(&w);
  m = alone(&w, "timezone: Europe/Warsaw\nstart: 2025-03-03 22:15\nstates: {o: {}}\n");
  assert_str(test_faults(&w), "");
  assert_true(m->start == INT64_C(1741036500000));
  test_world_release(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_short_forms), cmocka_unit_test(test_order), cmocka_unit_test(test_deadlines),
      cmocka_unit_test(test_actions),     cmocka_unit_test(test_kinds), cmocka_unit_test(test_places),
      cmocka_unit_test(test_clock),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
