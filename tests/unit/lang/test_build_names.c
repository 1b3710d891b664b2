/* SPDX-License-Identifier: Apache-2.0 */
#include "build_support.h"

/* Names: from where a name leads where, and what is said where it leads nowhere. */

static void test_lookup(void **state) {
  (void)state;
  /* Every state has the name of a sibling's child somewhere, so that a wrong order of search shows. */
  static const test_flow flows[] = {
      {"a", "workflow: a\nresponsible: home\nstates:\n"
            "  one:\n    states:\n      x: {states: {deep: {}, one: {}}}\n      y: {states: {deep: {}}}\n    "
            "  two: {}\n"
            "  two: {states: {x: {}, b: {}}}\n"
            "  used: {use: b}\n"
            "  last: {final: true}\n"},
      {"b", "workflow: b\nstates:\n  x: {states: {inner: {}}}\n  last: {final: true}\n  two: {}\n"},
      {0}};
  static const struct {
    const char *from, *name, *to;
  } table[] = {
      {"", "one", "one"},
      {"", "x", NULL},
      {"", "one.x", "one.x"},
      {"", "one.x.deep", "one.x.deep"},
      {"", "used.x.inner", "used.x.inner"},
      {"one", "x", "one.x"},          /* a child ... */
      {"one", "two", "one.two"},      /* ... before a sibling */
      {"one", "one", "one"},          /* itself is one of the siblings */
      {"one.y", "two", "one.two"},    /* a sibling before a sibling of the parent */
      {"one.y.deep", "x", "one.x"},   /* a sibling of the parent */
      {"one.y.deep", "last", "last"}, /* up to the root */
      {"one.x.deep", "one", "one.x.one"},
      {"one.x.deep", "y", "one.y"},
      {"one.x.deep", "b", NULL},         /* not into other branches */
      {"one.x", "two.x", "two.x"},       /* a path begins at the root, though one.two is nearer */
      {"one.y", "x.deep", "one.x.deep"}, /* else at a name found so */
      {"two.b", "x", "two.x"},
      {"used", "last", "last"}, /* the user's own, not the used workflow's */
      {"used", "inner", NULL},
      {"used", "x", NULL},
      {"used.x", "two", "used.two"},
      {"used.x.inner", "x", "used.x"},
      {"used.x.inner", "one", NULL}, /* names do not leave their file */
      {"used.x.inner", "used.x", NULL},
      {"used.x.inner", "x.inner", "used.x.inner"},
      {"one", "", NULL},
      {"one", ".", NULL},
      {"one", "x.", NULL},
      {"one", ".x", NULL},
      {"one", "one..x", NULL},
  };
  test_world w;
  test_world_init(&w);
  const spr_model *m = test_build(&w, NULL, flows, NULL);
  assert_str(test_faults(&w), "");
  for (size_t i = 0; i < TEST_COUNT(table); i++) {
    int32_t from = spr_model_state(m, spr_str_of(table[i].from));
    assert_true(from >= 0);
    int32_t got = spr_model_lookup_in(m, m->states[from].scope, from, spr_str_of(table[i].name));
    int32_t want = table[i].to ? spr_model_state(m, spr_str_of(table[i].to)) : SPR_NONE;
    assert_true(!table[i].to || want > 0);
    if (got != want)
      fail_msg("\"%s\" in \"%s\" gave %d, expected %d", table[i].name, table[i].from, (int)got, (int)want);
  }
  int32_t used = spr_model_state(m, SPR_STR("used"));
  assert_int_equal(spr_model_lookup_in(m, used, used, SPR_STR("last")),
                   spr_model_state(m, SPR_STR("used.last")));
  assert_int_equal(spr_model_lookup_in(m, used, used, SPR_STR("one")), SPR_NONE);
  test_world_release(&w);
}

#define FLOW(text)                                                                                           \
  {                                                                                                          \
    {"a", "workflow: a\nresponsible: home\nstates:\n" text "  z: {final: true}\n"}, {                        \
      0                                                                                                      \
    }                                                                                                        \
  }
#define PARAMS                                                                                               \
  TEST_PACKAGE "adaptable: [parameters]\nparameters: {days: {type: integer, default: 1}, span: {type: "      \
               "duration, default: 2 days}}\n"                                                               \
               "hooks: {may: {returns: boolean}}\n"

static void test_unknown_names(void **state) {
  (void)state;
  static const test_fault_case cases[] = {
      {"state", NULL, FLOW("  ready: {on: {go: redy}}\n"), NULL, "a.yaml:4:20 unknown-state ~ready"},
      {"state elsewhere", NULL, FLOW("  o: {states: {inner: {}}}\n  p: {on: {go: inner}}\n"), NULL,
       "a.yaml:5:16 unknown-state"},
      {"state in a path", NULL, FLOW("  o: {states: {inner: {}}}\n  p: {on: {go: o.iner}}\n"), NULL,
       "a.yaml:5:16 unknown-state ~o.inner"},
      {"initial", NULL, FLOW("  o: {initial: iner, states: {inner: {}}}\n"), NULL,
       "a.yaml:4:16 unknown-state ~inner"},
      {"initial outside", NULL, FLOW("  o: {initial: p, states: {inner: {}}}\n  p: {}\n"), NULL,
       "a.yaml:4:16 bad-initial"},
      {"event", NULL, FLOW("  o: {on: {goo: z, stop: z}}\n"), NULL, "a.yaml:4:12 unknown-event ~go"},
      {"event that is only raised", NULL, FLOW("  o: {on: {own: z, stop: {do: [{raise: own}]}}}\n"), NULL,
       ""},
      {"event that Lua raises", NULL, FLOW("  o: {on: {own: z, stop: {do: [{run: raise('own')}]}}}\n"), NULL,
       ""},
      {"pattern", NULL, FLOW("  o: {on: {own.*: z, stop: {do: [{raise: own.x}]}}}\n"), NULL, ""},
      {"pattern of nothing", NULL, FLOW("  o: {on: {goo.*: z}}\n"), NULL, "a.yaml:4:12 unknown-event ~go"},
      {"built-in events", NULL,
       FLOW("  o: {on: {error.execution: z, done.*: z, error.*: z, case.reopen: z, deadline.passed: z, "
            "task.x: z, \"*\": z}}\n"),
       NULL, ""},
      {"done.state", NULL,
       FLOW("  o: {on: {done.state.i: z, done.state.o.i: z, done.state.oo: z}, states: {i: {}}}\n"), NULL,
       "a.yaml:4:59 unknown-state ~o"},
      {"done.task", NULL,
       FLOW("  o: {tasks: {papers: {by: home}}, on: {done.task.papers: z, done.task.paper: z, done.tasks.o: "
            "z}}\n"),
       NULL, "a.yaml:4:72 unknown-task ~papers"},
      {"field", NULL,
       FLOW("  o: {entry: [{set: {consnt: true}}, {append: {nams: a}}, {keep: [consent, cnt]}]}\n"), NULL,
       "a.yaml:4:22 unknown-field ~consent\na.yaml:4:48 unknown-field ~names\na.yaml:4:76 unknown-field"},
      {"data of an event", NULL, FLOW("  o: {on: {go: {do: [{raise: kept, data: {consnt: true}}]}}}\n"), NULL,
       "a.yaml:4:43 unknown-field ~consent"},
      {"field without its list", NULL, FLOW("  o: {entry: [{append: {count: 1}}]}\n"), NULL,
       "a.yaml:4:25 wrong-type (package.yaml:10:36)"},
      {"value of a field", NULL, FLOW("  o: {entry: [{set: {consent: maybe, count: 1.5, names: x}}]}\n"),
       NULL, "a.yaml:4:31 wrong-type\na.yaml:4:45 wrong-type\na.yaml:4:57 wrong-type"},
      {"kind", NULL, FLOW("  o: {responsible: hom, decides: centre, provides: [dsm, opss]}\n"), NULL,
       "a.yaml:4:20 unknown-kind ~home\na.yaml:4:58 unknown-kind ~ops"},
      {"word of `by`", NULL, FLOW("  o: {on: {go: {by: anyon, to: z}}}\n"), NULL,
       "a.yaml:4:21 unknown-kind ~anyone"},
      {"some of a list say by", NULL, FLOW("  o: {on: {go: [{by: home, to: z, when: x}, {to: z}]}}\n"), NULL,
       "a.yaml:4:45 by-mixed (a.yaml:4:18)"},
      {"parameter", PARAMS, FLOW("  o: {after: {param.spam: z}, tasks: {t: {by: home, due: param.dais}}}\n"),
       NULL, "a.yaml:4:21 unknown-parameter ~span\na.yaml:4:64 unknown-parameter ~days"},
      {"parameter that is no duration", PARAMS, FLOW("  o: {after: {param.days: z}}\n"), NULL,
       "a.yaml:4:21 wrong-type (package.yaml:12:14)"},
      {"deadline", NULL,
       FLOW("  o: {deadline: {within: 1 day, then: z}, on: {go: {do: [{suspend: oo}, {resume: o}]}}}\n"),
       NULL, "a.yaml:4:68 unknown-deadline ~o"},
      {"stopped deadline", NULL,
       FLOW("  o: {deadlines: {limit: {within: 1 day, then: z}}, states: {i: {stops_clock: limt}}}\n"), NULL,
       "a.yaml:4:79 unknown-deadline ~limit"},
      {"until", NULL, FLOW("  o: {deadline: {within: 1 day, then: z, until: zz}}\n"), NULL,
       "a.yaml:4:49 unknown-state ~z"},
      {"opened workflow", NULL, FLOW("  o: {entry: [{open: aa, id: k}]}\n"), NULL,
       "a.yaml:4:22 unknown-workflow ~a"},
      {"role", NULL, FLOW("  o: {entry: [{reassign: hme}]}\n"), NULL, "a.yaml:4:26 unknown-kind ~home"},
      {"two of one path", NULL,
       FLOW("  o: {deadlines: {i: {within: 1 day, then: z}}, states: {i: {deadline: {within: 1 day, then: "
            "z}}}}\n"),
       NULL, "a.yaml:4:62 duplicate-name"},
      {"targets that exclude each other", NULL, FLOW("  o: {on: {go: {to: [p, z]}}}\n  p: {}\n"), NULL,
       "a.yaml:4:25 bad-targets"},
      {"history without a default", NULL, FLOW("  o: {states: {h: {history: deep}, i: {}}}\n"), NULL, ""},
      {"history alone", NULL, FLOW("  o: {states: {h: {history: deep}}}\n"), NULL, "a.yaml:4:3 bad-history"},
      {"nothing but history", NULL, FLOW("  o: {states: {h: {history: deep, to: h}}}\n"), NULL,
       "a.yaml:4:3 bad-history"},
      {"history that leads out", NULL, FLOW("  o: {states: {h: {history: deep, to: z}, i: {}}}\n"), NULL,
       "a.yaml:4:39 bad-history"},
      {"parallel without states", NULL, FLOW("  o: {parallel: true}\n"), NULL, "a.yaml:4:7 missing-key"},
      {"a declared event of the engine's",
       "sprawa: 1\npackage: demo\nversion: 1.0.0\ntitle: D\nlanguages: [en]\nmain: a\ninstitutions: {home: "
       "{title: H}}\n"
       "events:\n  case.moved: {by: home}\n  cases: {by: home}\n  go: {by: hom}\n",
       FLOW("  o: {on: {go: z}}\n"), NULL,
       "package.yaml:9:3 reserved-event\npackage.yaml:11:12 unknown-kind ~home"},
  };
  test_fault_table(cases, TEST_COUNT(cases));
}

/* Nothing is said that only follows from another fault. */
static void test_no_follow_ups(void **state) {
  (void)state;
  static const test_fault_case cases[] = {
      {"a used file that cannot be read",
       NULL,
       {{"a", "workflow: a\nresponsible: home\nstates:\n  s: {use: b, done: s.x.y, on: {raised_there: t, "
              "done.task.there: t}}\n  t: {final: true}\n"},
        {"b", "workflow: b\n\tstates:\n"},
        {0}},
       "adapts: demo\nwritten_for: 1.0.0\nchange: {b.x: {title: T}}\n",
       "b.yaml:2:1 yaml-tab"},
      {"a faulty state still has its name", NULL,
       FLOW("  o: {final: true, always: z}\n  p: {on: {go: o, stop: q}}\n  q: {stats: {}}\n"), NULL,
       "a.yaml:4:20 conflicting-keys (a.yaml:4:7)\na.yaml:6:7 unknown-key ~states"},
      {"so has what is raised in a faulty action", NULL,
       FLOW("  o: {entry: [{raise: own, cancel: k}], on: {own: z}}\n"), NULL, "a.yaml:4:28 conflicting-keys"},
      {"a faulty event is declared", TEST_PACKAGE "parameters: {p: {type: duration, default: soon}}\n",
       FLOW("  o: {after: {param.p: z}}\n"), NULL, "package.yaml:11:43 bad-duration"},
  };
  test_fault_table(cases, TEST_COUNT(cases));
}

/* Letters of any language, in a workflow that stands alone. */
static void test_diacritics(void **state) {
  (void)state;
  test_world w;
  test_world_init(&w);
  assert_int_equal(spr_arena_guard(&w.arena, &w.env), 0);
  static const char text[] =
      "states:\n  o\xc5\x9brodek: {on: {x: Osrodek, y: koniec}}\n  Koniec: {final: true}\n";
  uint32_t file = spr_sources_add(&w.sources, SPR_STR("dir/f.yaml"), spr_str_of(text));
  const spr_model *m = spr_build_alone(&w.arena, &w.diags, file, 0);
  assert_non_null(m);
  assert_true(m->faulty);
  assert_str(m->workflow, "f");
  assert_str(test_faults(&w),
             "dir/f.yaml:2:21 unknown-state ~o\xc5\x9brodek\ndir/f.yaml:2:33 unknown-state ~Koniec");
  test_world_release(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_lookup),
      cmocka_unit_test(test_unknown_names),
      cmocka_unit_test(test_no_follow_ups),
      cmocka_unit_test(test_diacritics),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
