/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "limit.h"
#include "machine.h"

/* W1: a flat machine, a guard and an action for each event. */
#define W1_STATE(i, next)                                                                                    \
  "  s" #i ": {on: {e" #i ": {when: case.x > 3, to: s" #next                                                 \
  ", do: [{set: {counter: =case.counter + 1}}]}}}\n"
static const char w1[] =
    "workflow: w1\n"
    "fields: {x: {type: integer, default: 10}, counter: {type: integer, default: 0}}\n"
    "states:\n" W1_STATE(0, 1) W1_STATE(1, 2) W1_STATE(2, 3) W1_STATE(3, 4) W1_STATE(4, 5) W1_STATE(5, 0);
static const char *const w1_events[] = {"e0", "e1", "e2", "e3", "e4", "e5"};

/* W2: two regions of three states, guards, entry and exit actions. */
#define W2_LEAF(r, R, i, next)                                                                               \
  "          " #r #i ":\n"                                                                                   \
  "            entry: [{set: {entries: =case.entries + 1}}]\n"                                               \
  "            exit: [{set: {exits: =case.exits + 1}}]\n"                                                    \
  "            on:\n"                                                                                        \
  "              NEXT_" #R ": {when: case.x > 3, to: " #r #next "}\n"                                        \
  "              TICK: {when: case.x > 3, to: " #r #next "}\n"
static const char w2[] = "workflow: w2\n"
                         "fields: {x: {type: integer, default: 10}, entries: {type: integer, default: 0}, "
                         "exits: {type: integer, default: 0}}\n"
                         "states:\n"
                         "  run:\n"
                         "    parallel: true\n"
                         "    on: {STOP: done}\n"
                         "    states:\n"
                         "      A:\n        states:\n" W2_LEAF(a, A, 0, 1) W2_LEAF(a, A, 1, 2)
                             W2_LEAF(a, A, 2, 0) "      B:\n        states:\n" W2_LEAF(b, B, 0, 1)
                                 W2_LEAF(b, B, 1, 2) W2_LEAF(b, B, 2, 0) "  done: {}\n";
static const char *const w2_events[] = {"NEXT_A", "NEXT_B", "TICK"};

/* The flat machine with guards that are constants: no rule is asked. */
#define W0_STATE(i, next) "  s" #i ": {on: {e" #i ": {when: 'true', to: s" #next "}}}\n"
static const char w0[] = "workflow: w0\nstates:\n" W0_STATE(0, 1) W0_STATE(1, 2) W0_STATE(2, 3) W0_STATE(3, 4)
    W0_STATE(4, 5) W0_STATE(5, 0);

static const char w00[] = "workflow: w00\nstates:\n"
                          "  run:\n    parallel: true\n    states:\n"
                          "      A: {states: {a0: {on: {NEXT_A: a1, TICK: a1}}, a1: {on: {NEXT_A: a2, TICK: "
                          "a2}}, a2: {on: {NEXT_A: a0, TICK: a0}}}}\n"
                          "      B: {states: {b0: {on: {NEXT_B: b1, TICK: b1}}, b1: {on: {NEXT_B: b2, TICK: "
                          "b2}}, b2: {on: {NEXT_B: b0, TICK: b0}}}}\n";

static void check_counts(machine *m1, machine *m2) {
  machine_long(m1, 600);
  bench_check(machine_field(m1, "counter") == 600, "W1 counter");
  machine_long(m2, 600);
  bench_check(machine_field(m2, "exits") == 800 && machine_field(m2, "entries") == 802, "W2 counters");
}

int main(void) {
  limit *l = limit_new();
  machine *m1 = machine_new("w1.yaml", w1, w1_events, 6), *m2 = machine_new("w2.yaml", w2, w2_events, 3);
  machine *c1 = machine_new("w0.yaml", w0, w1_events, 6), *c2 = machine_new("w00.yaml", w00, w2_events, 3);
  for (int native = 1; native >= 0; native--) {
    machine_native(m1, native);
    machine_native(m2, native);
    check_counts(m1, m2);
    printf("%s\n", native ? "simple expressions decided in C:" : "every expression in Lua:");
    bench_pair("W1-long", "events", machine_long, m1, limit_w1_long, l, 3000000);
    bench_pair("W2-long", "events", machine_long, m2, limit_w2_long, l, 1500000);
    bench_pair("W1-many", "cases", machine_many, m1, limit_w1_many, l, 300000);
    bench_pair("W2-many", "cases", machine_many, m2, limit_w2_many, l, 150000);
  }
  printf("constant guards, no rule asked:\n");
  bench_one("W1-long", "events", machine_long, c1, 6000000);
  bench_one("W2-long", "events", machine_long, c2, 6000000);
  machine_free(m1);
  machine_free(m2);
  machine_free(c1);
  machine_free(c2);
  limit_free(l);
  return 0;
}
