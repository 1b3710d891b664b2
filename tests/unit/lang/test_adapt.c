/* SPDX-License-Identifier: Apache-2.0 */
#include "build_support.h"

/* What a city may change, and every way to be refused. */

#define HEAD "adapts: demo\nwritten_for: 1.0.0\n"
#define A "a"

static const char flow_a[] =
    "workflow: a\n"                                                                            /* 1 */
    "responsible: home\n"                                                                      /* 2 */
    "states:\n"                                                                                /* 3 */
    "  open:\n"                                                                                /* 4 */
    "    adaptable: [deadline, tasks, on, responsible, entry]\n"                               /* 5 */
    "    deadline: {within: 3 days, then: late}\n"                                             /* 6 */
    "    tasks:\n"                                                                             /* 7 */
    "      papers: {by: home, due: 7 days, title: Papers}\n"                                   /* 8 */
    "      visit: {by: home}\n"                                                                /* 9 */
    "    on: {go: closed, stop: {to: late}}\n"                                                 /* 10 */
    "    title: {en: Open}\n"                                                                  /* 11 */
    "    states:\n"                                                                            /* 12 */
    "      inner: {on: {go: closed}}\n"                                                        /* 13 */
    "      shut: {locked: true, tasks: {x: {by: home}}, states: {deep: {on: {go: closed}}}}\n" /* 14 */
    "  late:\n"                                                                                /* 15 */
    "    adaptable: [states, matrix, exit]\n"                                                  /* 16 */
    "    states: {one: {}, two: {}}\n"                                                         /* 17 */
    "  closed: {final: true}\n";                                                               /* 18 */

static const char package_adaptable[] =
    TEST_PACKAGE "adaptable: [parameters, titles]\n"
                 "parameters:\n"
                 "  limit: {type: duration, default: 9 months, min: 1 month, max: 12 months}\n"
                 "  wait: {type: duration, default: 24 hours, only: shorter}\n"
                 "  cots: {type: integer, default: 2, max: 4}\n"
                 "  night: {type: choice, of: [open, police, closed], default: open, enum: [open, police]}\n";

#define CASE(words, change, expected)                                                                        \
  { words, package_adaptable, {{A, flow_a}, {0}}, HEAD change, expected }

static void test_refusals(void **state) {
  (void)state;
  test_fault_case cases[] = {
      CASE("nothing", "", ""),
      CASE("what is adaptable",
           "change:\n  a.open:\n    deadline: {within: 2 days}\n    tasks: {papers: null, x-more: {by: "
           "centre}}\n    on: {stop: null}\n",
           ""),
      CASE("titles everywhere",
           "change: {a.closed: {title: {en: Shut}}, a.open: {tasks: {papers: {title: P}}}}\n", ""),
      CASE("not adaptable here", "change:\n  a.late:\n    tasks: {x-more: {by: home}}\n",
           "city.yaml:5:5 not-adaptable (a.yaml:16:16)"),
      CASE("never adaptable", "change:\n  a.open: {initial: inner}\n",
           "city.yaml:4:12 not-adaptable (a.yaml:5:16)"),
      CASE("the nearest list counts", "change:\n  a.late: {responsible: centre}\n",
           "city.yaml:4:12 not-adaptable (a.yaml:16:16)"),
      CASE("a list is inherited", "change: {a.open.inner: {on: {stop: closed}}}\n", ""),
      CASE("without any list", "change:\n  a: {on: {stop: closed}}\n",
           "city.yaml:4:7 not-adaptable (package.yaml:11:12)"),
      CASE("locked", "change:\n  a.open.shut: {tasks: {x: null}}\n", "city.yaml:4:17 locked (a.yaml:14:14)"),
      CASE("below locked", "change:\n  a.open.shut.deep: {title: T}\n",
           "city.yaml:4:22 locked (a.yaml:14:14)"),
      CASE("locked through the state above",
           "change:\n  a.open: {states: {shut: {states: {deep: {on: {go: null}}}}}}\n",
           "city.yaml:4:44 locked (a.yaml:14:14)"),
      CASE("removing a locked state", "change:\n  a.open: {states: {shut: null}}\n",
           "city.yaml:4:21 locked (a.yaml:14:14)"),
      CASE("null that drops nothing", "change:\n  a.open: {tasks: {paper: null}}\n",
           "city.yaml:4:20 no-target ~papers"),
      CASE("null deep inside", "change:\n  a.open: {tasks: {papers: {basis: null}}}\n",
           "city.yaml:4:29 no-target"),
      CASE("a deadline that is not there", "change:\n  a.open.inner: {deadline: null}\n",
           "city.yaml:4:18 no-target"),
      CASE("unknown workflow", "change:\n  aa.open: {tasks: {papers: null}}\n", "city.yaml:4:3 no-target ~a"),
      CASE("unknown state", "change:\n  a.open.iner: {tasks: {papers: null}}\n",
           "city.yaml:4:10 no-target ~inner"),
      CASE("unknown state in the middle", "change:\n  a.opne.inner: {tasks: {papers: null}}\n",
           "city.yaml:4:5 no-target ~open"),
      CASE("a new task has the city's name", "change:\n  a.open: {tasks: {more: {by: home}}}\n",
           "city.yaml:4:20 city-name"),
      CASE("a task by a wrong name", "change:\n  a.open: {tasks: {paperz: {due: 3 days}}}\n",
           "city.yaml:4:20 city-name ~papers"),
      CASE("a new deadline", "change:\n  a.open: {deadlines: {soon: {within: 1 day, then: late}}}\n",
           "city.yaml:4:24 city-name"),
      CASE("a new state", "change:\n  a.late: {states: {three: {}}}\n", "city.yaml:4:21 city-name"),
      CASE("a new state of the city",
           "change: {a.late: {states: {x-three: {on: {go: closed}}, two: null}}}\n", ""),
      CASE("no new states here", "change:\n  a.open: {states: {x-three: {}}}\n",
           "city.yaml:4:21 not-adaptable (a.yaml:5:16)"),
      CASE("a new event", "add:\n  events: {more: {by: home}}\n", "city.yaml:4:12 city-name"),
      CASE("new things of the city",
           "add: {events: {x-more: {by: home}}, fields: {x-kept: {type: text}}, parameters: {x-days: {type: "
           "integer}}}\n"
           "change: {a.open: {on: {x-more: {do: [{set: {x-kept: yes}}]}}}}\n",
           ""),
      CASE("unknown parameter", "parameters:\n  limt: 3 months\n", "city.yaml:4:3 unknown-parameter ~limit"),
      CASE("a parameter with another type", "parameters:\n  limit: soon\n", "city.yaml:4:10 bad-duration"),
      CASE("above the most", "parameters:\n  limit: 13 months\n",
           "city.yaml:4:10 out-of-bounds (package.yaml:13:65)"),
      CASE("below the least", "parameters:\n  limit: {value: 0 days, why: law}\n",
           "city.yaml:4:18 out-of-bounds (package.yaml:13:51)"),
      CASE("like with like", "parameters:\n  limit: 360 days\n",
           "city.yaml:4:10 out-of-bounds (package.yaml:13:51)"),
      CASE("years are months", "parameters: {limit: 1 year}\n", ""),
      CASE("more than a year", "parameters:\n  limit: 2 years\n",
           "city.yaml:4:10 out-of-bounds (package.yaml:13:65)"),
      CASE("only shorter", "parameters:\n  wait: 25 hours\n",
           "city.yaml:4:9 out-of-bounds (package.yaml:14:35)"),
      CASE("shorter", "parameters: {wait: 90 minutes}\n", ""),
      CASE("a number above the most", "parameters:\n  cots: 5\n",
           "city.yaml:4:9 out-of-bounds (package.yaml:15:42)"),
      CASE("not among the values", "parameters:\n  night: closed\n",
           "city.yaml:4:10 out-of-bounds (package.yaml:16:74)"),
      CASE("no choice", "parameters:\n  night: opem\n", "city.yaml:4:10 out-of-range ~open"),
      CASE("a parameter is no expression", "parameters:\n  cots: =1+1\n", "city.yaml:4:9 wrong-type"),
      CASE("why of nothing", "change: {a.open: {title: T}}\nwhy:\n  a.opne: law\n",
           "city.yaml:5:3 no-target ~a.open"),
      CASE("why", "change: {a.open: {title: T}}\nparameters: {cots: 3}\nwhy: {a.open: law, cots: law}\n", ""),
  };
  test_fault_table(cases, TEST_COUNT(cases));
}

static void test_versions(void **state) {
  (void)state;
  test_fault_case cases[] = {
      {"another version",
       package_adaptable,
       {{A, flow_a}, {0}},
       "adapts: demo\nwritten_for: 0.9.0\n",
       "city.yaml:2:14 other-version (package.yaml:3:10)"},
      {"parameters are not adaptable",
       TEST_PACKAGE "adaptable: [titles]\nparameters: {n: {type: integer, default: 1}}\n",
       {{A, flow_a}, {0}},
       HEAD "parameters: {n: 2}\n",
       "city.yaml:3:1 not-adaptable (package.yaml:11:12)"},
      {"a parameter that must be set",
       TEST_PACKAGE "parameters: {n: {type: integer, required: true}}\n",
       {{A, flow_a}, {0}},
       HEAD,
       "city.yaml:1:9 parameter-unset (package.yaml:11:14)"},
      {"a default out of its bounds",
       TEST_PACKAGE "parameters: {n: {type: integer, default: 5, max: 4}}\n",
       {{A, flow_a}, {0}},
       NULL,
       "package.yaml:11:42 out-of-bounds (package.yaml:11:50)"},
  };
  test_fault_table(cases, TEST_COUNT(cases));
}

/* What comes out of a merge: order, places, and what was left alone. */
static void test_merge(void **state) {
  (void)state;
  test_world w;
  test_world_init(&w);
  test_flow flows[] = {{A, flow_a}, {0}};
  const spr_model *m =
      test_build(&w, package_adaptable, flows,
                 HEAD "change:\n"
                      "  a.open:\n"
                      "    deadline: {within: 2 days}\n"
                      "    tasks: {papers: {due: 5 days}, visit: null, x-more: {by: ops-one, due: 1 day}}\n"
                      "    on: {stop: null, kept: {do: [{keep: [consent]}]}, go: late}\n"
                      "  a.late: {states: {x-three: {on: {go: closed}}}}\n");
  assert_str(test_faults(&w), "");
  assert_non_null(m);
  assert_str(test_dump(&w, m, "state 1..", "state 2.."),
             "state 1..4 open compound parent 0 scope 0 of a en:\"Open\"\n"
             "    deadline open within 2 days roll next\n"
             "    deadline open.papers within 5 days roll next without consequence\n"
             "    deadline open.x-more within 1 day roll next without consequence\n"
             "    task papers by [role home] due open.papers title:\"Papers\"\n"
             "    task x-more by [institution ops-one] due open.x-more\n"
             "    passed open -> late\n"
             "    on go -> late\n"
             "    on kept\n"
             "      keep consent\n");
  /* The origin of each part is the file of its place. */
  const spr_deadline_def *open = &m->deadlines[spr_model_deadline(m, SPR_STR("open"))];
  int32_t three = spr_model_state(m, SPR_STR("late.x-three"));
  assert_int_equal(open->at.file, w.flows[0].file);
  assert_int_equal(open->within.at.file, w.adaptation.file);
  assert_int_equal(m->states[three].at.file, w.adaptation.file);
  assert_int_equal(m->states[three].parent, spr_model_state(m, SPR_STR("late")));
  assert_int_equal(three, m->states[m->states[three].parent].last);
  test_world_release(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_refusals),
      cmocka_unit_test(test_versions),
      cmocka_unit_test(test_merge),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
