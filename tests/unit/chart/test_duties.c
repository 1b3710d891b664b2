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

/* Those that no time at all is given for, and those that go before one another. */
static const scene ends[] = {
    {"no days last until 24:00 and roll, no hours end at once",
     "workflow: w\nstart: 2025-03-08 10:00\nstates:\n  s:\n    deadlines:\n"
     "      a: {within: 0 days, then: {do: [" LOG("a") "]}}\n      b: {within: 0 hours, then: {do: [" LOG(
         "b") "]}}\n"
              "      c: {within: 0 working days, roll: none, then: {do: [" LOG(
                  "c") "]}}\n"
                       "      d: {within: param.none, from: '\"2025-03-12\"', then: {do: [" LOG(
                           "d") "]}}\n"
                                "      e: {within: 0 months, before: '\"2025-03-16\"', then: {do: [" LOG(
                                    "e") "]}}\n"
                                         "    tasks: {t: {due: PT0S, then: {do: [" LOG("t") "]}}, u: "
                                                                                            "{due: P0D, "
                                                                                            "roll: none, "
                                                                                            "then: {do: "
                                                                                            "[" LOG("u") "]}}"
                                                                                                         "}\n"
                                                                                                         "par"
                                                                                                         "ame"
                                                                                                         "ter"
                                                                                                         "s: "
                                                                                                         "{no"
                                                                                                         "ne:"
                                                                                                         " {"
                                                                                                         "typ"
                                                                                                         "e: "
                                                                                                         "dur"
                                                                                                         "ati"
                                                                                                         "on,"
                                                                                                         " de"
                                                                                                         "fau"
                                                                                                         "lt:"
                                                                                                         " 0 "
                                                                                                         "day"
                                                                                                         "s}}"
                                                                                                         "\n",
     /* the 8th is a Saturday */
     "start => s | b t\n+13 hours => s | -\n+1 hour => s | c u\n+47 hours => s | -\n+1 hour => s | a\n"
     "+47 hours => s | -\n+1 hour => s | d\n+23 hours => s | -\n+25 hours => s | e"},
    {"a chain, in whatever order it is written, moves as one",
     "workflow: w\nstates:\n  s:\n    deadlines:\n"
     "      a: {within: 1 hour, before: b, then: {do: [" LOG(
         "a") "]}}\n      b: {within: 1 hour, "
              "before: c, then: {do: [" LOG(
                  "b") "]}}\n      c: {within: 1 "
                       "hour, before: d, then: {do: "
                       "[" LOG("c") "]}}\n"
                                    "      d: "
                                    "{within: 10 "
                                    "hours, then: "
                                    "{do: [" LOG("d") "]}}\n      e: {within: 1 hour, before: d, then: {do: "
                                                      "[" LOG("e") "]}}\n  "
                                                                   "  on: "
                                                                   "{x: "
                                                                   "{do: "
                                                                   "[{"
                                                                   "extend:"
                                                                   " d, "
                                                                   "by: 2 "
                                                                   "hours}]"
                                                                   "}, s: "
                                                                   "{do: "
                                                                   "[{"
                                                                   "suspend"
                                                                   ": "
                                                                   "d}]}, "
                                                                   "r: "
                                                                   "{do: "
                                                                   "[{"
                                                                   "resume:"
                                                                   " d}]}}"
                                                                   "\n",
     "start => s\n+6 hours => s | -\nx => s\n+2 hours => s | -\n+1 hour => s | a\ns => s\nr => s\n+1 "
     "hour => s | b\n"
     "+1 hour => s | e c\n+1 hour => s | d"},
    {"a chain over regions, and over a state that is entered later",
     "workflow: w\nstates:\n  p:\n    parallel: true\n    states:\n"
     "      l: {states: {a: {deadlines: {x: {within: 1 hour, before: r.b.y, then: {do: [" LOG(
         "x") "]}}}, tasks: {t: {due: "
              "2 hours, before: r.b.y, then: {do: [" LOG("t") "]}}}, on: {done.task.t: {do: [" LOG(
                  "done") "]}}}}}\n"
                          "      m: {states: {c: {deadlines: {z: {within: 5 hours, then: {do: [" LOG(
                              "z") "]}}}}}}\n"
                                   "      r: {states: {w: {on: {n: b}}, b: {deadlines: {y: {within: 1 "
                                   "hour, before: m.c.z, then: {do: [" LOG("y") "]}}}, on: {n: w}}}}\n",
     "start => p.l.a p.m.c p.r.w\n+1 hour => p.l.a p.m.c p.r.w\nn => p.l.a p.m.c p.r.b\n+1 hour => p.l.a "
     "p.m.c p.r.b | t\n"
     "+1 hour => p.l.a p.m.c p.r.b | x\n+1 hour => p.l.a p.m.c p.r.b | y\n+1 hour => p.l.a p.m.c p.r.b | "
     "z\ndone t => p.l.a "
     "p.m.c p.r.b | done"},
    {"a task's due date begins with the deadline beside it, or not at all",
     "workflow: w\nstates:\n  p:\n    parallel: true\n    states:\n"
     "      a: {tasks: {t: {due: 1 hour, before: b.d, then: {do: [" LOG(
         "t") "]}}, u: {due: 1 hour, before: b.d, when: false, "
              "then: {do: [" LOG("u") "]}}}}\n      b: {deadlines: {d: {within: 3 hours, then: {do: "
                                      "[" LOG("d") "]}}}}\n",
     "start => p.a p.b\n+2 hours => p.a p.b | t\n+1 hour => p.a p.b | d"},
    {"what goes before a suspended deadline rests with it",
     "workflow: w\nstates:\n  s:\n    deadlines:\n      a: {within: 1 hour, before: b, then: {do: [" LOG(
         "a") "]}}\n"
              "      b: {within: 1 hour, before: c, warn: {1 hour: {do: [" LOG(
                  "near") "]}}, then: {do: [" LOG("b") "]}}\n"
                                                       "      c: {within: 10 hours, then: {do: [" LOG(
                                                           "c") "]}}\n    on: {x: {do: [{extend: c, by: "
                                                                "2 hours}]}, s: {do: "
                                                                "[{suspend: c}]}, r: {do: [{resume: "
                                                                "c}]}}\n",
     "start => s\n+2 hours => s\ns => s\n+20 hours => s | -\nr => s\n+6 hours => s | near a\ns => s\n+20 "
     "hours => s | -\nx "
     "=> s\n+2 hours => s | -\nr => s\ns => s\nr => s\n+2 hours => s | near a\n+1 hour => s | b\n+1 hour "
     "=> s | c"},
    {"an extension during a suspension is kept with it when the state is left",
     "workflow: w\nfields: {on: {type: datetime, default: 2025-01-01 00:00}}\nstates:\n"
     "  a: {deadlines: {t: {within: 10 hours, from: case.on, then: {do: [" LOG(
         "late") "]}}}, on: {s: {do: [{suspend: t}]}, "
                 "x: {do: [{extend: t, by: 2 hours}]}, n: b}}\n  b: {on: {n: a}}\n",
     /* 1 hour of rest and 2 of extension: what passed in b counts */
     "start => a\n+1 hour => a\ns => a\nx => a\n+1 hour => a\nn => b\n+5 hours => b\nn => a\n+5 hours => "
     "a | -\n+1 hour "
     "=> a | late"},
};

/* What a task shares with a deadline has its effect on its due date. Time starts on a Monday. */
#define TASK(keys)                                                                                           \
  "workflow: w\nstart: 2025-03-03 10:00\nstates:\n  p:\n    parallel: true\n    states:\n      a: {tasks: "  \
  "{t: {" keys "}}, on: {s: {do: [{suspend: t}]}, r: {do: [{resume: t}]}, x: {do: [{extend: t, by: 2 "       \
  "days}]}, done.task.t: {do: "                                                                              \
  "[" LOG("done") "]}}}\n      b: {states: {o: {on: {h: h}}, h: {stops_clock: [a.t], on: {o: o}}}}\n"
#define THEN "then: {do: [{run: 'log(event.name); log(event.data.due)'}]}"

static const scene clocks[] = {
    {"due", TASK("due: 5 days, " THEN),
     "start => p.a p.b.o\n+7 days => p.a p.b.o | -\n+14 hours => p.a p.b.o | deadline.passed 2025-03-10"},
    {"roll: none", TASK("due: 5 days, roll: none, " THEN),
     "start => p.a p.b.o\n+5 days => p.a p.b.o | -\n+14 hours => p.a p.b.o | deadline.passed 2025-03-08"},
    {"roll: previous", TASK("due: 5 days, roll: previous, " THEN),
     "start => p.a p.b.o\n+4 days => p.a p.b.o | -\n+14 hours => p.a p.b.o | deadline.passed 2025-03-07"},
    {"from", TASK("due: 5 days, from: '\"2025-03-05\"', " THEN),
     "start => p.a p.b.o\n+7 days => p.a p.b.o | -\n+14 hours => p.a p.b.o | deadline.passed 2025-03-10"},
    {"before", TASK("due: 5 days, before: '\"2025-03-14\"', " THEN),
     "start => p.a p.b.o\n+4 days => p.a p.b.o | -\n+14 hours => p.a p.b.o | deadline.passed 2025-03-07"},
    {"ends", TASK("due: 2 days, ends: {do: [{run: 'log(event.name)'}]}"),
     "start => p.a p.b.o\n+62 hours => p.a p.b.o | deadline.ended\ndone t => p.a p.b.o | done"},
    {"warn", TASK("due: 4 days, warn: {2 days: {do: [" LOG("near") "]}}, " THEN),
     "start => p.a p.b.o\n+61 hours => p.a p.b.o | -\n+1 hour => p.a p.b.o | near\n+2 days => p.a p.b.o | "
     "deadline.passed 2025-03-07"},
    {"when", TASK("due: 1 day, when: false, " THEN),
     "start => p.a p.b.o\n+3 days => p.a p.b.o | -\ndone t !no-task"},
    {"every", TASK("due: 1 hour, every: 1 day, then: {do: [" LOG("late") "]}"),
     "start => p.a p.b.o\n+1 hour => p.a p.b.o | late\n+2 days => p.a p.b.o | -\ndone t => p.a p.b.o\n+22 "
     "hours => p.a p.b.o | "
     "-\n+2 hours => p.a p.b.o | late"},
    {"suspended and resumed by actions", TASK("due: 4 days, roll: none, " THEN),
     "start => p.a p.b.o\ns => p.a p.b.o\n+20 days => p.a p.b.o | -\nr => p.a p.b.o\n+5 days => p.a p.b.o | "
     "-\n+14 hours => p.a "
     "p.b.o | deadline.passed 2025-03-28"},
    {"suspended by a state", TASK("due: 4 days, roll: none, " THEN),
     "start => p.a p.b.o\n+1 hour => p.a p.b.o\nh => p.a p.b.h\n+2 days => p.a p.b.h\no => p.a p.b.o\n+5 "
     "days => p.a p.b.o | "
     "-\n+14 hours => p.a p.b.o | deadline.passed 2025-03-10"},
    {"extended", TASK("due: 1 day, " THEN),
     "start => p.a p.b.o\nx => p.a p.b.o\n+3 days => p.a p.b.o | -\n+14 hours => p.a p.b.o | deadline.passed "
     "2025-03-06"},
    {"done in time", TASK("due: 1 day, warn: {1 hour: {do: [" LOG("near") "]}}, " THEN),
     "start => p.a p.b.o\n+1 hour => p.a p.b.o\ndone t => p.a p.b.o | done\n+9 days => p.a p.b.o | -"},
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
     "start => s\nsign t by=mayor !not-competent\ndone t by=police !no-task\nsign t operator !no-task\n"
     "sign t by=police => s\nsign t by=police !no-task\ndone t by=court !no-task\nsign t by=court => e"},
    {"the operator does at once what several sign, and signs for whom it names",
     "workflow: w\nstates:\n  s:\n    tasks: {t: {title: T, by: [police, court], all: true}, u: {title: U, "
     "by: [police, court], all: true}}\n    on: {done.task.t: e, done.task.u: {do: [" LOG("u") "]}}\n"
                                                                                               "  e: {}\n",
     "start => s\nsign u by=police operator => s | -\nsign u by=court operator => s | u\ndone t operator => "
     "e"},
    {"what one does is not signed",
     "workflow: w\nstates:\n  s: {tasks: {t: {title: T, by: police}}, on: {done.task.t: e}}\n  e: {}\n",
     "start => s\nsign t by=police !no-task\nsign t operator !no-task\ndone t by=police => e"},
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
static void all_ends(void **s) {
  (void)s;
  PLAY(ends);
}
static void all_clocks(void **s) {
  (void)s;
  PLAY(clocks);
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
  const struct CMUnitTest tests[] = {cmocka_unit_test(all_deadlines), cmocka_unit_test(all_ends),
                                     cmocka_unit_test(all_clocks),    cmocka_unit_test(all_tasks),
                                     cmocka_unit_test(all_senders),   cmocka_unit_test(stuck)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
