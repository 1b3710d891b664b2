/* SPDX-License-Identifier: Apache-2.0 */
#include "play.h"

/* Feature by feature, after the text of the recommendation: history, final states, eventless transitions, the
 * two queues, matching of names, preemption, errors, sends and timers. */

#define LOG(x) "{run: 'log(\"" x "\")'}"

static const scene history[] = {
    {"shallow",
     "workflow: w\nstates:\n  a:\n    on: {out: b}\n    states:\n      h: {history: shallow, to: x}\n      "
     "x: {on: {n: y}}\n"
     "      y:\n        states:\n          p: {on: {n: q}}\n          q: {}\n  b: {on: {back: a.h}}\n",
     "start => a.x\nn => a.y.p\nn => a.y.q\nout => b\nback => a.y.p"},
    {"deep",
     "workflow: w\nstates:\n  a:\n    on: {out: b}\n    states:\n      h: {history: deep, to: x}\n      x: "
     "{on: {n: y}}\n"
     "      y:\n        states:\n          p: {on: {n: q}}\n          q: {}\n  b: {on: {back: a.h}}\n",
     "start => a.x\nn => a.y.p\nn => a.y.q\nout => b\nback => a.y.q"},
    {"default with actions, after the parent's entry",
     "workflow: w\nstates:\n  b: {on: {go: a.h}}\n  a:\n    entry: [" LOG(
         "+a") "]\n    on: {out: b}\n    states:\n      x: {}\n"
               "      h: {history: deep, to: y, do: [" LOG("h") "]}\n      y: {entry: [" LOG("+y") "]}\n",
     "start => b\ngo => a.y | +a h +y\nout => b\ngo => a.y | +a +y"},
    {"deep in a parallel state",
     "workflow: w\nstates:\n  p:\n    parallel: true\n    on: {out: o}\n    states:\n      h: {history: "
     "deep, to: [l.y, r.y]}\n"
     "      l: {states: {x: {on: {l: y}}, y: {}}}\n      r: {states: {x: {on: {r: y}}, y: {}}}\n  o: {on: "
     "{back: p.h, fresh: p}}\n",
     "start => p.l.x p.r.x\nr => p.l.x p.r.y\nout => o\nback => p.l.x p.r.y\nout => o\nfresh => p.l.x p.r.x"},
    {"shallow in a parallel state",
     "workflow: w\nstates:\n  p:\n    parallel: true\n    on: {out: o}\n    states:\n      h: {history: "
     "shallow, to: [l.y, r.y]}\n"
     "      l: {states: {x: {on: {l: y}}, y: {}}}\n      r: {states: {x: {on: {r: y}}, y: {}}}\n  o: {on: "
     "{back: p.h}}\n",
     "start => p.l.x p.r.x\nr => p.l.x p.r.y\nout => o\nback => p.l.x p.r.x"},
    {"as the initial state",
     "workflow: w\nstates:\n  a:\n    initial: h\n    on: {out: b}\n    states:\n      h: {history: shallow, "
     "to: x}\n      x: {on: {n: y}}\n      y: {}\n  b: {on: {back: a}}\n",
     "start => a.x\nn => a.y\nout => b\nback => a.y"},
    {"from inside of its parent",
     "workflow: w\nstates:\n  a:\n    entry: [" LOG(
         "+a") "]\n    on: {out: b, again: {to: a.h, reenter: true}, h: a.h}\n    states:\n"
               "      h: {history: shallow, to: x}\n      x: {on: {n: y}}\n      y: {}\n  b: {on: {back: "
               "a.h}}\n",
     "start => a.x | +a\nn => a.y | -\nagain => a.y | +a\nh => a.y | -"},
};

static const scene endings[] = {
    {"done of a compound state",
     "workflow: w\nstates:\n  a:\n    states:\n      x: {on: {n: y}}\n      y: {final: true, outcome: good, "
     "data: {k: 7}}\n"
     "    done: [{when: event.data.outcome == \"good\" and event.data.k == 7, to: b}]\n  b: {}\n",
     "start => a.x\nn => b"},
    {"done of a parallel state comes after those of its regions",
     "workflow: w\nstates:\n  p:\n    parallel: true\n    done: {to: e, do: [" LOG(
         "p") "]}\n    states:\n"
              "      l: {done: {do: [" LOG(
                  "l") "]}, states: {x: {on: {a: f}}, f: {final: true}}}\n"
                       "      r: {done: {do: [" LOG(
                           "r") "]}, states: {x: {on: {b: f, a: f}}, f: {final: true}}}\n  e: {}\n",
     "start => p.l.x p.r.x\nb => p.l.x p.r.f | r\na => e | l p"},
    {"done of nested parallel states",
     "workflow: w\nstates:\n  p:\n    parallel: true\n    done: e\n    states:\n      q:\n        parallel: "
     "true\n        done: {do: [" LOG(
         "q") "]}\n        states:\n"
              "          l: {states: {x: {on: {a: f}}, f: {final: true}}}\n          r: {states: {x: {on: "
              "{b: f}}, f: {final: true}}}\n"
              "      s: {states: {x: {on: {c: f}}, f: {final: true}}}\n  e: {}\n",
     "start => p.q.l.x p.q.r.x p.s.x\nc => p.q.l.x p.q.r.x p.s.f\na => p.q.l.f p.q.r.x p.s.f\nb => e | q"},
    {"the case ends with exit actions",
     "workflow: w\nexit: [" LOG("-w") "]\nstates:\n  a: {exit: [" LOG(
         "-a") "], on: {n: z}}\n  z: {final: true, entry: [" LOG("+z") "], exit: [" LOG("-z") "]}\n",
     "start => a\nn => z | -a +z -z -w end\nn !case-closed"},
    {"it ends although events are waiting",
     "workflow: w\nstates:\n  a: {on: {n: {to: z, do: [{raise: m}]}}}\n  z: {final: true}\non: {m: {do: "
     "[" LOG("m") "]}}\n",
     "start => a\nn => z | - end"},
    {"a parallel root",
     "workflow: w\nparallel: true\nstates:\n  l: {states: {x: {on: {a: f}}, f: {final: true}}}\n  r: "
     "{states: {x: {on: {b: f}}, f: {final: true}}}\n",
     "start => l.x r.x\na => l.f r.x\nb => l.f r.f end"},
};

static const scene inner[] = {
    {"eventless comes before internal events, those before the next outer one",
     "workflow: w\nstates:\n  a: {on: {go: {to: b, do: [{raise: i}]}}}\n  b: {always: {to: c, do: [" LOG(
         "always") "]}, on: {i: x}}\n"
                   "  c: {on: {i: {to: d, do: [" LOG("i") "]}}}\n  d: {}\n  x: {}\n",
     "start => a\ngo => d | always i"},
    {"eventless with a guard on another region",
     "workflow: w\nparallel: true\nstates:\n  l: {states: {x: {on: {go: y}}, y: {}}}\n  r: {states: {x: "
     "{always: {when: 'inside(\"l.y\")', to: y}}, y: {}}}\n",
     "start => l.x r.x\ngo => l.y r.y"},
    {"internal events in order",
     "workflow: w\nstates:\n  a:\n    entry: [{raise: one}, {raise: two}]\n    on:\n      one: {do: "
     "[" LOG("1") ", {raise: three}]}\n      two: {do: [" LOG("2") "]}\n      three: {to: b, do: [" LOG(
         "3") "]}\n  b: {}\n",
     "start => b | 1 2 3"},
    {"data travels",
     "workflow: w\nstates:\n  a: {on: {go: {do: [{raise: i, data: {n: =event.data.n + 1}}]}, i: {when: "
     "event.data.n == 5, to: b}}}\n  b: {}\n",
     "start => a\ngo {n=3} => a\ngo {n=4} => b"},
    {"what is no event has no event's name, nor the former one's",
     "workflow: w\nstates:\n  a: {on: {poke: b}}\n  b: {always: {when: event.name ~= \"poke\", to: c}}\n  c: "
     "{}\n",
     "start => a\npoke => b\nnote => c"},
    {"names",
     "workflow: w\nstates:\n  a:\n    on:\n      x.*: {do: [" LOG("x*") "]}\n      y.z: {do: [" LOG(
         "yz") "]}\n      '*': {do: [" LOG("any") "]}\n",
     "start => a | -\nx => a | x*\nx.a.b => a | x*\nxa => a | any\ny => a | any\ny.z => a | yz\ny.z.q => "
     "a | any"},
    {"a state is preempted by what is inside of it",
     "workflow: w\nstates:\n  p:\n    parallel: true\n    on: {e: {to: o, do: [" LOG(
         "p") "]}}\n    states:\n"
              "      l: {states: {x: {on: {e: {to: y, do: [" LOG(
                  "l") "]}}}, y: {}}}\n      r: {states: {x: {}, y: {}}}\n  o: {}\n",
     "start => p.l.x p.r.x\ne => p.l.y p.r.x | l\ne => o | p"},
    {"of two that leave the same the first in document order wins",
     "workflow: w\nstates:\n  p:\n    parallel: true\n    states:\n      l: {states: {x: {on: {e: {to: "
     "o, do: [" LOG("l") "]}}}}}\n"
                         "      r: {states: {x: {on: {e: {to: q, do: [" LOG("r") "]}}}}}\n  o: {}\n  q: {}\n",
     "start => p.l.x p.r.x\ne => o | l"},
    {"several targets",
     "workflow: w\nstates:\n  o: {on: {go: {to: [p.l.y, p.r.y]}, one: p.r.y}}\n  p:\n    parallel: "
     "true\n    on: {out: o}\n    states:\n"
     "      l: {states: {x: {}, y: {}}}\n      r: {states: {x: {}, y: {}}}\n",
     "start => o\ngo => p.l.y p.r.y\nout => o\none => p.l.x p.r.y"},
    {"initial with actions and a deep target",
     "workflow: w\nstates:\n  a:\n    entry: [" LOG("+a") "]\n    initial: {to: b.y, do: [" LOG(
         "i") "]}\n    states:\n"
              "      x: {}\n      b: {entry: [" LOG("+b") "], states: {x: {}, y: {}}}\n",
     "start => a.b.y | +a i +b"},
    {"endless eventless transitions are refused",
     "workflow: w\nstates:\n  a: {on: {go: b}}\n  b: {always: {when: case.x ~= 1, to: c}}\n  c: {always: "
     "{when: case.x ~= 1, to: b}}\n",
     "start => a\ngo !limit"},
    {"a raise without end is refused", "workflow: w\nstates:\n  a: {on: {go: {do: [{raise: go}]}}}\n",
     "start => a\ngo !limit"},
    {"set, append, remove, keep",
     "workflow: w\nstates:\n  a:\n    on:\n      s: {do: [{set: {n: 3, t: =event.data.t}}, {run: "
     "'log(case.n + 1); log(case.t)'}]}\n"
     "      k: {do: [{keep: [q]}, {run: 'log(case.q)'}]}\n      nothing: {do: [{set: {n: =nil}}, {run: "
     "'log(case.n)'}]}\n",
     "start => a\ns {t=\"x\"} => a | 4 x\nk {q=9} => a | 9\nnothing => a | nil"},
    {"an action may have a condition",
     "workflow: w\nstates:\n  a: {on: {e: {do: [{run: 'log(\"a\")', when: event.data.x}, {run: "
     "'log(\"b\")', when: not event.data.x}]}}}\n",
     "start => a\ne {x=true} => a | a\ne {x=false} => a | b"},
};

static const scene errors[] = {
    {"an action that fails ends its list; nothing takes the error",
     "workflow: w\nstates:\n  a: {on: {go: {to: b, do: [{set: {n: 1}}, {run: 'fail(\"broken\")'}]}}}\n  b: "
     "{}\n",
     "start => a\ngo !error"},
    {"an action that fails ends its list; the error is taken",
     "workflow: w\nstates:\n  a:\n    on:\n      go: {to: b, do: [" LOG(
         "1") ", {run: 'fail(\"broken\")'}, " LOG("2") "]}\n"
                                                       "  b: {entry: [" LOG(
                                                           "+b") "], on: {error.execution: {to: c, do: "
                                                                 "[{run: 'log(event.data.message)'}]}}}\n  "
                                                                 "c: {}\n",
     "start => a\ngo => c | 1 +b broken"},
    {"error.* takes it, * does not",
     "workflow: w\nstates:\n  a: {on: {b: b, go: {do: [{run: 'fail(\"x\")'}]}, '*': {do: [" LOG(
         "any") "]}}}\n  b: {on: {go: {do: [{run: 'fail(\"x\")'}]}, error.*: c}}\n  c: {}\n",
     "start => a\ngo !error\nb => b\ngo => c"},
    {"a guard that fails is false, and an event",
     "workflow: w\nstates:\n  a:\n    on:\n      go: [{when: 'fail(\"guard\")', to: b}, {to: c}]\n      "
     "error.execution: d\n  b: {}\n  c: {on: {error.execution: {to: e, do: [{run: "
     "'log(event.data.message)'}]}}}\n  d: {}\n  e: {}\n",
     "start => a\ngo => e | guard"},
    {"a guard that fails, and nothing else takes the event",
     "workflow: w\nstates:\n  a: {on: {go: {when: 'fail(\"guard\")', to: b}}}\n  b: {}\n",
     "start => a\ngo !error"},
    {"a guard that fails, and only the error is taken",
     "workflow: w\nstates:\n  a: {on: {go: {when: 'fail(\"guard\")', to: b}, error.execution: d}}\n  b: {}\n "
     " d: {}\n",
     "start => a\ngo => d"},
    {"limits are never taken",
     "workflow: w\nstates:\n  a: {on: {go: {do: [{run: 'limit(\"work\")'}]}, error.execution: d}}\n  d: {}\n",
     "start => a\ngo !limit"},
    {"an error while the case ends refuses the step",
     "workflow: w\nstates:\n  a: {exit: [{run: 'fail(\"x\")'}], on: {go: z}}\n  z: {final: true}\n",
     "start => a\ngo !error"},
    {"an opening that fails opens nothing", "workflow: w\nstates:\n  a: {entry: [{run: 'fail(\"x\")'}]}\n",
     "start !error\na !case-closed"},
    {"names of the engine are refused from outside", "workflow: w\nstates:\n  a: {on: {'*': b}}\n  b: {}\n",
     "start => a\ndone.state.a !reserved\nerror.execution !reserved\ncase.open !reserved\ndeadline.passed "
     "!reserved\ntask.x !reserved\ncase.reopen !reserved\nx => b"},
};

static const scene later[] = {
    {"a send without delay follows the step",
     "workflow: w\nstates:\n  a: {on: {go: {to: b, do: [{send: s}, {raise: r}]}}}\n  b: {on: {r: {do: [" LOG(
         "r") "]}, s: {to: c, do: [" LOG("s") "]}}}\n  c: {}\n",
     "start => a\ngo => c | r s"},
    {"sends keep their order",
     "workflow: w\nstates:\n  a: {entry: [{send: one}, {send: two}], on: {one: {do: [" LOG(
         "1") ", {send: three}]}, two: {do: [" LOG("2") "]}, three: {do: [" LOG("3") "]}}}\n",
     "start => a | 1 2 3"},
    {"delayed, and cancelled",
     "workflow: w\nstates:\n  a:\n    entry: [{send: x, after: 2 hours, id: one}, {send: y, after: 1 hour}]\n"
     "    on: {x: {to: b, do: [" LOG("x") "]}, y: {do: [" LOG(
         "y") "]}, stop: {do: [{cancel: one}]}}\n  b: {}\n",
     "start => a | -\n+30 minutes => a | -\n+45 minutes => a | y\nstop => a\n+3 hours => a | -"},
    {"timers of a state",
     "workflow: w\nstates:\n  a: {after: {1 hour: b, 30 minutes: {do: [" LOG(
         "half") "]}}, on: {n: c}}\n  b: {after: {PT0.5S: c}}\n  c: {}\n",
     "start => a\n+29 minutes => a | -\n+2 minutes => a | half\n+29 minutes => b\n+1 second => c"},
    {"a timer is dropped when its state is left, and goes on when it is not",
     "workflow: w\nstates:\n  a:\n    after: {1 hour: t}\n    on: {stay: a.y, again: {to: a, reenter: true}, "
     "out: b}\n    states: {x: {}, y: {}}\n  b: {}\n  t: {}\n",
     "start => a.x\n+40 minutes => a.x\nstay => a.y\n+21 minutes => t"},
    {"reentering starts it anew",
     "workflow: w\nstates:\n  a:\n    after: {1 hour: t}\n    on: {again: {to: a, reenter: true}, out: b}\n  "
     "b: {}\n  t: {}\n",
     "start => a\n+40 minutes => a\nagain => a\n+40 minutes => a\n+21 minutes => t"},
    {"timers with guards, tried in order",
     "workflow: w\nstates:\n  a: {after: {1 hour: [{when: case.x == 1, to: b}, {to: c}]}, on: {set: {do: "
     "[{set: {x: 1}}]}}}\n  b: {}\n  c: {}\n",
     "start => a\nset => a\n+1 hour => b"},
    {"what no transition takes is dropped",
     "workflow: w\nstates:\n  a: {entry: [{send: nobody, after: 1 hour}, {send: x, after: 2 hours}], on: {x: "
     "b}}\n  b: {}\n",
     "start => a\n+90 minutes => a\n+1 hour => b"},
    {"sends without end are stopped", "workflow: w\nstates:\n  a: {on: {go: {do: [{send: go}]}}}\n",
     "start => a\ngo !limit"},
};

static void histories(void **s) {
  (void)s;
  PLAY(history);
}
static void finals(void **s) {
  (void)s;
  PLAY(endings);
}
static void queues(void **s) {
  (void)s;
  PLAY(inner);
}
static void faults(void **s) {
  (void)s;
  PLAY(errors);
}
static void timers(void **s) {
  (void)s;
  PLAY(later);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(histories), cmocka_unit_test(finals),
                                     cmocka_unit_test(queues), cmocka_unit_test(faults),
                                     cmocka_unit_test(timers)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
