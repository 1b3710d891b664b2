/* SPDX-License-Identifier: Apache-2.0 */
#include "build_support.h"

/* `use` and `stages`: what they make, and where they refuse. */

static void expect_dump(const test_flow *flows, const char *from, const char *to, const char *expected) {
  test_world w;
  test_world_init(&w);
  const spr_model *m = test_build(&w, NULL, flows, NULL);
  assert_str(test_faults(&w), "");
  assert_non_null(m);
  assert_str(test_dump(&w, m, from, to), expected);
  test_world_release(&w);
}

static void test_use(void **state) {
  (void)state;
  static const test_flow flows[] = {
      {"a", "workflow: a\nresponsible: home\nstates:\n"
            "  first:\n    use: b\n    title: Mine\n    done: last\n"
            "    on: {go: last, stop: first.inner.deep}\n    after: {2 days: last}\n"
            "  last: {final: true}\non: {stop: first}\n"},
      {"b", "workflow: b\ntitle: Theirs\ninitial: outer\ndeadline: {within: 3 days, then: outer}\n"
            "on: {go: inner.deep, kept: {}}\nafter: {1 day: outer}\nstates:\n"
            "  outer: {on: {go: last}}\n  inner:\n    states: {deep: {on: {go: outer}}}\n  last: {final: "
            "true, outcome: well}\n"},
      {0}};
  expect_dump(flows, "state 0..", NULL,
              "state 0..6 (root) compound parent -1 scope 0 of a\n"
              "    responsible [role home]\n"
              "    on stop -> first\n"
              "state 1..5 first compound parent 0 scope 0 of a title:\"Mine\"\n"
              "    deadline first within 3 days roll next\n"
              "    initial -> first.outer\n"
              "    passed first -> first.outer\n"
              "    on go -> first.inner.deep\n"
              "    on kept\n"
              "    timer 0 -> first.outer\n"
              "    on done.state.first -> last\n"
              "    on go -> last\n"
              "    on stop -> first.inner.deep\n"
              "    timer 1 -> last\n"
              "state 2..2 first.outer atomic parent 1 scope 1 of b\n"
              "    on go -> first.last\n"
              "state 3..4 first.inner compound parent 1 scope 1 of b\n"
              "state 4..4 first.inner.deep atomic parent 3 scope 1 of b\n"
              "    on go -> first.outer\n"
              "state 5..5 first.last final parent 1 scope 1 of b\n"
              "    outcome well\n"
              "state 6..6 last final parent 0 scope 0 of a\n"
              "    outcome last\n"
              "timer 0 in first after 1 day\n"
              "timer 1 in first after 2 days\n");
}

static void test_stages(void **state) {
  (void)state;
  static const test_flow flows[] = {
      {"a", "workflow: a\nresponsible: home\nstages:\n"
            "  one: {use: b, starts: case.open, done: [{when: event.data.outcome == \"well\", do: [{raise: "
            "second}]}]}\n"
            "  two: {use: b, starts: [second, go], done: {do: [{raise: third}]}}\n"
            "  three: {use: b, starts: third, done: {when: case.consent, to: three}}\n"},
      {"b", "workflow: b\nstates:\n  x: {on: {go: y}}\n  y: {final: true, outcome: well}\n"},
      {0}};
  expect_dump(flows, "state 0..", NULL,
              "state 0..15 (root) parallel parent -1 scope 0 of a\n"
              "    responsible [role home]\n"
              "state 1..5 one~stage compound hidden stage parent 0 scope 0 of a\n"
              "state 2..2 one~idle atomic hidden parent 1 scope 0 of a\n"
              "    on case.open -> one\n"
              "state 3..5 one compound parent 1 scope 0 of a\n"
              "    on done.state.one when `event.data.outcome == \"well\"` -> one~idle\n"
              "      raise event second\n"
              "    on done.state.one -> one~idle\n"
              "state 4..4 one.x atomic parent 3 scope 3 of b\n"
              "    on go -> one.y\n"
              "state 5..5 one.y final parent 3 scope 3 of b\n"
              "    outcome well\n"
              "state 6..10 two~stage compound hidden stage parent 0 scope 0 of a\n"
              "state 7..7 two~idle atomic hidden parent 6 scope 0 of a\n"
              "    on second -> two\n"
              "    on go -> two\n"
              "state 8..10 two compound parent 6 scope 0 of a\n"
              "    on done.state.two -> two~idle\n"
              "      raise event third\n"
              "state 9..9 two.x atomic parent 8 scope 8 of b\n"
              "    on go -> two.y\n"
              "state 10..10 two.y final parent 8 scope 8 of b\n"
              "    outcome well\n"
              "state 11..15 three~stage compound hidden stage parent 0 scope 0 of a\n"
              "state 12..12 three~idle atomic hidden parent 11 scope 0 of a\n"
              "    on third -> three\n"
              "state 13..15 three compound parent 11 scope 0 of a\n"
              "    on done.state.three when `case.consent` -> three\n"
              "    on done.state.three -> three~idle\n"
              "state 14..14 three.x atomic parent 13 scope 13 of b\n"
              "    on go -> three.y\n"
              "state 15..15 three.y final parent 13 scope 13 of b\n"
              "    outcome well\n");
}

/* Stages within a state, and a workflow that uses another at its very root. */
static void test_nested(void **state) {
  (void)state;
  static const test_flow flows[] = {{"a", "workflow: a\nresponsible: home\nuse: b\ninitial: in\ntitle: A\n"},
                                    {"b",
                                     "workflow: b\nstates:\n"
                                     "  in: {stages: {s: {starts: go, states: {t: {on: {stop: s.t, kept: "
                                     "u}}, u: {final: true}}, done: {when: case.consent, to: out}}}}\n"
                                     "  out: {final: true}\n"},
                                    {0}};
  expect_dump(flows, "state 0..", NULL,
              "state 0..7 (root) compound parent -1 scope 0 of a title:\"A\"\n"
              "    responsible [role home]\n"
              "    initial -> in\n"
              "state 1..6 in parallel parent 0 scope 0 of b\n"
              "state 2..6 in.s~stage compound hidden stage parent 1 scope 0 of b\n"
              "state 3..3 in.s~idle atomic hidden parent 2 scope 0 of b\n"
              "    on go -> in.s\n"
              "state 4..6 in.s compound parent 2 scope 0 of b\n"
              "    on done.state.in.s when `case.consent` -> out\n"
              "    on done.state.in.s -> in.s~idle\n"
              "state 5..5 in.s.t atomic parent 4 scope 0 of b\n"
              "    on stop -> in.s.t\n"
              "    on kept -> in.s.u\n"
              "state 6..6 in.s.u final parent 4 scope 0 of b\n"
              "    outcome u\n"
              "state 7..7 out final parent 0 scope 0 of b\n"
              "    outcome out\n");
}

#define B                                                                                                    \
  { "b", "workflow: b\nresponsible: centre\ninitial: x\nstates:\n  x: {on: {go: y}}\n  y: {final: true}\n" }

static void test_faults_of_use(void **state) {
  (void)state;
  static const test_fault_case cases[] = {
      {"unknown workflow",
       NULL,
       {{"a", "workflow: a\nstates:\n  s: {use: bb, done: t}\n  t: {final: true}\n"}, B, {0}},
       NULL,
       "a.yaml:3:12 unknown-workflow ~b"},
      {"the same key in both",
       NULL,
       {{"a", "workflow: a\nstates:\n  s: {responsible: home, use: b, done: t}\n  t: {final: true}\n"},
        B,
        {0}},
       NULL,
       "a.yaml:3:7 conflicting-keys (b.yaml:2:1)"},
      {"states in both",
       NULL,
       {{"a", "workflow: a\nstates:\n  s:\n    use: b\n    states: {z: {final: true}}\n    done: t\n  t: "
              "{final: true}\n"},
        B,
        {0}},
       NULL,
       "a.yaml:5:5 conflicting-keys (b.yaml:4:1)"},
      {"uses itself",
       NULL,
       {{"a", "workflow: a\nstates:\n  s: {use: a, done: t}\n  t: {final: true}\n"}, {0}},
       NULL,
       "a.yaml:3:12 recursive-use (a.yaml:1:11)"},
      {"round in a circle",
       NULL,
       {{"a", "workflow: a\nstates:\n  s: {use: b, done: t}\n  t: {final: true}\n"},
        {"b", "workflow: b\nstates:\n  u: {use: c}\n"},
        {"c", "workflow: c\nstates:\n  v: {use: b}\n"},
        {0}},
       NULL,
       "c.yaml:3:12 recursive-use (b.yaml:3:12)"},
      {"names do not leave their file",
       NULL,
       {{"a", "workflow: a\nstates:\n  s: {use: b, done: t}\n  t: {final: true}\n"},
        {"b", "workflow: b\nstates:\n  x: {on: {go: t}}\n  y: {on: {go: s.x}}\n"},
        {0}},
       NULL,
       "b.yaml:3:16 unknown-state ~x\nb.yaml:4:16 unknown-state"},
      {"a user points in by a path",
       NULL,
       {{"a", "workflow: a\nstates:\n  s: {use: b, done: t}\n  t: {on: {go: s.y, stop: y}}\n"}, B, {0}},
       NULL,
       "a.yaml:4:27 unknown-state"},
      {"no way from one stage into another",
       NULL,
       {{"a", "workflow: a\nstages:\n  s: {use: b, starts: go, done: u}\n  u: {use: b, starts: stop}\n"},
        B,
        {0}},
       NULL,
       "a.yaml:3:33 bad-targets"},
      {"a stage that nothing can start",
       NULL,
       {{"a", "workflow: a\nstages:\n  s: {use: b, starts: goo}\n"}, B, {0}},
       NULL,
       "a.yaml:3:23 unknown-event ~go"},
  };
  test_fault_table(cases, TEST_COUNT(cases));
}

/* Each workflow uses the next one twice: the bound on states ends it, not the memory. */
static void test_explosion(void **state) {
  (void)state;
  test_world w;
  test_world_init(&w);
  static char text[TEST_MAX_FLOWS][512];
  test_flow flows[TEST_MAX_FLOWS + 1] = {{0}};
  for (int i = 0; i < TEST_MAX_FLOWS - 1; i++) {
    char name[2] = {(char)('a' + i), 0};
    size_t n = (size_t)snprintf(text[i], sizeof text[i], "workflow: %s\nstates:\n", name);
    for (int k = 0; k < 6; k++)
      n += (size_t)snprintf(text[i] + n, sizeof text[i] - n, "  s%d: {use: %c}\n", k, 'b' + i);
    flows[i] = (test_flow){NULL, text[i]};
  }
  static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
  for (int i = 0; i < TEST_MAX_FLOWS; i++) flows[i].name = names[i];
  flows[TEST_MAX_FLOWS - 1].yaml = "workflow: h\nstates:\n  x: {}\n";
  const spr_model *m = test_build(&w, NULL, flows, NULL);
  assert_non_null(m);
  assert_true(m->faulty);
  assert_true(m->nstates <= SPR_MAX_STATES);
  spr_str got = test_faults(&w);
  assert_non_null(strstr(got.p, "too-large"));
  test_world_release(&w);
}

/* `show` sees one tree, each part with the place that it is from. */
static void test_resolved(void **state) {
  (void)state;
  static const test_flow flows[] = {
      {"a", "workflow: a\nresponsible: home\nstates:\n  s: {use: b, title: S, on: {go: t, stop: t}, done: "
            "t}\n  t: {final: true}\n"},
      {"b", "workflow: b\ntitle: B\non: {go: x}\nstates:\n  x: {final: true}\n"},
      {0}};
  test_world w;
  test_world_init(&w);
  const spr_model *m = test_build(&w, NULL, flows, NULL);
  assert_str(test_faults(&w), "");
  const spr_node *s = spr_node_get(spr_node_get(m->resolved, "states"), "s");
  const spr_node *go = spr_node_get(spr_node_get(s, "on"), "go");
  assert_str(spr_node_text(spr_node_get(s, "use")), "b");
  assert_str(spr_node_text(spr_node_get(s, "title")), "S");
  assert_null(spr_node_get(s, "workflow"));
  assert_int_equal(go->n, 2);
  assert_int_equal(go->items[0]->at.file, w.flows[1].file);
  assert_int_equal(go->items[1]->at.file, w.flows[0].file);
  assert_non_null(spr_node_get(spr_node_get(s, "states"), "x"));
  test_world_release(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_use),           cmocka_unit_test(test_stages),    cmocka_unit_test(test_nested),
      cmocka_unit_test(test_faults_of_use), cmocka_unit_test(test_explosion), cmocka_unit_test(test_resolved),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
