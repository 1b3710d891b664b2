/* SPDX-License-Identifier: Apache-2.0 */
#include "play.h"

/* Deadlines, tasks, stages, who may send, data: in workflows that stand alone (time starts at
 * 2025-01-01T00:00Z, a Wednesday). */

#define LOG(x) "{run: 'log(\"" x "\")'}"

static const scene deadlines[] = {
    {"passed, with the day in its data",
     "workflow: w\nstates:\n  a:\n    deadline: {within: 3 days, then: {to: b, do: [{run: 'log(event.name); "
     "log(event.data.deadline); log(event.data.due)'}]}}\n    on: {n: c}\n  b: {}\n  c: {}\n",
     /* the 4th is a Saturday, so it ends on Monday the 6th at 24:00 */
     "start => a\n+5 days => a\n+23 hours => a\n+1 hour => b | deadline.passed a 2025-01-06"},
    {"met when the state is left",
     "workflow: w\nstates:\n  a: {deadline: {within: 3 days, then: b}, on: {n: c}}\n  b: {}\n  c: {}\n",
     "start => a\n+1 day => a\nn => c\n+30 days => c"},
    {"passing through starts nothing",
     "workflow: w\nstates:\n  a: {deadline: {within: 1 hour, then: b}, always: c}\n  b: {}\n  c: {}\n",
     "start => c\n+2 hours => c"},
    {"whoever waits for deadline.passed may take it",
     "workflow: w\nstates:\n  a: {deadline: {within: 1 hour, then: {when: false, to: x}}, on: "
     "{deadline.passed: b}}\n  b: {}\n  x: {}\n",
     "start => a\n+1 hour => b"},
    {"a term that ends",
     "workflow: w\nstates:\n  a: {deadlines: {t: {within: 1 hour, ends: {do: [{run: 'log(event.name); "
     "log(event.data.deadline)'}]}}}}\n",
     "start => a\n+1 hour => a | deadline.ended a.t\n+1 hour => a | -"},
    {"warnings",
     "workflow: w\nstates:\n  a: {deadlines: {t: {within: 10 days, roll: none, then: b, warn: {3 days: {do: "
     "[" LOG("3") "]}, 1 day: {do: [" LOG("1") "]}}}}}\n  b: {}\n",
     "start => a\n+7 days => a | -\n+1 day => a | 3\n+2 days => a | 1\n+1 day => b"},
    {"suspended by a state, resumed when it is left",
     "workflow: w\nstates:\n  p:\n    parallel: true\n    states:\n      l: {states: {a: {deadlines: {t: "
     "{within: 5 hours, then: late}}}, late: {}}}\n"
     "      r: {states: {go: {on: {wait: wait}}, wait: {stops_clock: [l.a.t], on: {go: go}}}}\n",
     "start => p.l.a p.r.go\n+2 hours => p.l.a p.r.go\nwait => p.l.a p.r.wait\n+9 hours => p.l.a "
     "p.r.wait\ngo => p.l.a p.r.go\n+2 hours => p.l.a p.r.go\n+1 hour => p.l.late p.r.go"},
    {"suspend, resume and extend as actions",
     "workflow: w\nstates:\n  a:\n    deadlines: {t: {within: 5 hours, then: b}}\n    on: {s: {do: "
     "[{suspend: t}]}, r: {do: [{resume: t}]}, x: {do: [{extend: t, by: 2 hours, why: more}]}}\n  b: {}\n",
     "start => a\ns => a\n+9 hours => a\nr => a\n+4 hours => a\nx => a\n+2 hours => a\n+1 hour => b"},
    {"until another state",
     "workflow: w\nstates:\n  a: {deadlines: {t: {within: 5 hours, until: c, then: {do: [" LOG(
         "late") "]}}}, on: {n: b}}\n  b: {on: {n: c}}\n  c: {}\n",
     "start => a\nn => b\n+6 hours => b | -"},
    {"until another state, and its own is entered again: the clock goes on",
     "workflow: w\nstates:\n  a: {deadlines: {t: {within: 5 hours, until: c, then: {do: [" LOG(
         "late") "]}}}, on: {n: b}}\n  b: {on: {n: a, m: c}}\n  c: {on: {n: a}}\n",
     "start => a\n+2 hours => a\nn => b\n+2 hours => b\nn => a\n+1 hour => a | late\nn => b\nm => c\nn => "
     "a\n+4 hours => a | -\n+1 hour => a | late"},
};

static const scene tasks[] = {
    {"done, then done.task and done.tasks",
     "workflow: w\nstates:\n  s:\n    tasks: {one: {title: One}, two: {title: Two}, three: {title: Three, "
     "required: false}}\n"
     "    on: {done.task.one: {do: [" LOG("one") "]}, done.tasks.s: {to: e, do: [" LOG(
         "all") "]}}\n  e: {}\n",
     "start => s\ndone one => s | one\ndone one !no-task\ndone two => e | all\ndone three !no-task"},
    {"signed by each",
     "workflow: w\nstates:\n  s:\n    tasks: {t: {title: T, by: [police, court], all: true}}\n    on: "
     "{done.task.t: e}\n  e: {}\n",
     "start => s\nsign t by=mayor !not-competent\nsign t by=police => s\nsign t by=police !no-task\nsign t "
     "by=court => e"},
    {"waived with a reason",
     "workflow: w\nstates:\n  s:\n    responsible: ops\n    tasks: {t: {title: T}}\n    on: {done.tasks.s: "
     "e, done.task.t: x}\n  e: {}\n  x: {}\n",
     "start => s\nwaive t by=ops !data\nwaive t by=police reason=no !not-competent\nwaive t by=ops reason=no "
     "=> e"},
    {"every",
     "workflow: w\nstates:\n  s:\n    tasks: {t: {title: T, every: 1 hour}}\n    on: {done.task.t: {do: "
     "[" LOG("t") "]}}\n",
     "start => s\n+90 minutes => s\ndone t => s | t\ndone t !no-task\n+30 minutes => s\ndone t => s | "
     "t\ndone t !no-task\n+1 hour => s\ndone t => s | t"},
    {"every hour, for years", "workflow: w\nstates:\n  s:\n    tasks: {t: {title: T, every: 1 hour}}\n",
     "start => s\n+4000 hours => s\n+4000 hours => s\n+4000 hours => s\ndone t => s\ndone t !no-task\n+1 "
     "hour => s\ndone t => s"},
    {"from a task's due date",
     "workflow: w\nstates:\n  s: {tasks: {t: {title: T, due: 2 hours, then: {do: [" LOG("late") "]}}}}\n",
     "start => s\n+3 hours => s | late\ndone t => s"},
};

static const scene senders[] = {
    {"by",
     "workflow: w\nevents: {e: {by: [home]}}\nstates:\n  a: {on: {e: b, f: {by: court, to: b}, g: {by: "
     "anyone, to: b}}}\n  b: {on: {e: a}}\n",
     "start => a\ne !not-competent\ne by=court !not-competent\nf by=court => b\ne by=home => a\ne operator "
     "=> b\ne by=home => a\ng => b"},
    {"declared data",
     "workflow: w\nevents: {e: {data: {n: {type: integer, required: true}, d: {type: date, default: "
     "2025-01-02}}}}\nstates:\n"
     "  a: {on: {e: {do: [{run: 'log(event.data.n); log(event.data.d)'}]}}}\n",
     "start => a\ne !data\ne {n=true} !data\ne {n=1, d=\"x\"} !data\ne {n=1, z=1} !data\ne {n=1} => a | 1 "
     "2025-01-02\ne {n=2, d=\"2025-03-01\"} => a | 2 2025-03-01"},
    {"required fields hold after each step",
     "workflow: w\nfields: {x: {type: integer, required: true}}\nstates:\n  a: {on: {clear: {do: [{set: {x: "
     "=nil}}]}, other: {do: [{set: {x: 2}}]}}}\n",
     "start !required\nstart {x=\"t\"} !data\nstart {x=1} => a\nclear !required\nother => a"},
    {"reopening",
     "workflow: w\nstates:\n  a: {on: {n: b}}\n  b: {on: {n: z}}\n  z: {final: true}\nreopen: {to: b, by: "
     "[ops], within: 6 months}\n",
     "start => a\nreopen by=ops !no-transition\nn => b\nn => z end\nn !case-closed\nreopen "
     "!not-competent\nreopen by=ops => b\nn => z end\n+7 months => z end\nreopen by=ops !case-closed"},
};

/* What fails is the transition; that the deadline passed stays recorded, once. */
static void stuck(void **state) {
  (void)state;
  play p;
  play_open(&p, "stuck",
            "workflow: w\nstates:\n  a:\n    deadline: {within: 1 hour, then: {to: b, do: [{run: "
            "'fail(\"broken\")'}]}, warn: {10 minutes: {do: [{run: 'fail(\"too\")'}]}}}\n"
            "    on: {n: c}\n  b: {}\n  c: {}\n");
  play_script(&p, "start => a");
  uint64_t seq = spr_case_seq(p.c);
  for (int round = 0; round < 2; round++) {
    p.env.now = spr_case_next_due(p.c);
    uint32_t told = 0;
    for (int again = 0; again < 3; again++) {
      play_step(&p, &(spr_input){.kind = SPR_IN_DUE});
      assert_int_equal(p.result.outcome, SPR_STUCK);
      assert_int_equal(p.result.code, SPR_R_ERROR);
      assert_true(p.result.nreasons > 0);
      for (uint32_t i = 0; i < p.result.neffects; i++) told += p.result.effects[i].kind == SPR_E_DEADLINE;
      play_reread(&p);
    }
    assert_int_equal(told, 1);
    assert_int_equal(spr_case_seq(p.c), ++seq);
    assert_int_equal(spr_case_deadline(p.c, 0).missed, round == 1);
    spr_case_set_aside(p.c);
  }
  assert_true(spr_case_next_due(p.c) == SPR_NO_INSTANT);
  play_script(&p, "n => c");
  assert_int_equal(spr_case_deadlines(p.c), 0);
  play_close(&p);
}

static void all_deadlines(void **s) {
  (void)s;
  PLAY(deadlines);
}
static void all_tasks(void **s) {
  (void)s;
  PLAY(tasks);
}
static void all_senders(void **s) {
  (void)s;
  PLAY(senders);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(all_deadlines), cmocka_unit_test(all_tasks),
                                     cmocka_unit_test(all_senders), cmocka_unit_test(stuck)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
