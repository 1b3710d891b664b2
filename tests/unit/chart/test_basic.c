/* SPDX-License-Identifier: Apache-2.0 */
#include "play.h"

/* Flat, compound and parallel states, transitions of every form. */

#define LOG(x) "{run: 'log(\"" x "\")'}"

static const scene scenes[] = {
    {"flat", "workflow: w\nstates:\n  a: {on: {go: b}}\n  b: {on: {go: a, stop: c}}\n  c: {final: true}\n",
     "start => a\ngo => b\ngo => a\nstop !no-transition\ngo => b\nstop => c end\ngo !case-closed"},
    {"first child is the default",
     "workflow: w\nstates:\n  a:\n    states:\n      x: {on: {n: y}}\n      y: {}\n    on: {out: b}\n  b: "
     "{on: {back: a, deep: a.y}}\n",
     "start => a.x\nn => a.y\nout => b\nback => a.x\nout => b\ndeep => a.y"},
    {"entry and exit order",
     "workflow: w\ninitial: a\nstates:\n"
     "  a:\n    entry: [" LOG("+a") "]\n    exit: [" LOG(
         "-a") "]\n    states:\n"
               "      b:\n        entry: [" LOG("+b") "]\n        exit: [" LOG(
                   "-b") "]\n        on: {go: {to: c.d, do: [" LOG("t") "]}}\n"
                                                                        "  c:\n    entry: [" LOG(
                                                                            "+c") "]\n    states:\n      x: "
                                                                                  "{}\n      d: {entry: "
                                                                                  "[" LOG("+d") "]}\n",
     "start => a.b | +a +b\ngo => c.d | -b -a t +c +d"},
    {"parallel",
     "workflow: w\nstates:\n  p:\n    parallel: true\n    states:\n"
     "      l: {states: {a: {on: {e: b}}, b: {}}}\n      r: {states: {a: {on: {e: b, f: b}}, b: {on: {f: "
     "a}}}}\n",
     "start => p.l.a p.r.a\nf => p.l.a p.r.b\ne => p.l.b p.r.b\nf => p.l.b p.r.a\ne => p.l.b p.r.b\ne "
     "!no-transition"},
    {"the inner state comes first",
     "workflow: w\nstates:\n  a:\n    on: {e: b}\n    states:\n      x: {on: {e: y}}\n      y: {}\n  b: {}\n",
     "start => a.x\ne => a.y\ne => b"},
    {"guards in order",
     "workflow: w\nstates:\n  a:\n    on:\n      e:\n        - {when: event.data.n == 1, to: b}\n        - "
     "{when: event.data.n == 2, to: c}\n        - {when: event.data.n == 3}\n"
     "  b: {}\n  c: {}\n",
     "start => a\ne {n=4} !guard\ne {n=3} => a\ne {n=2} => c"},
    {"all guards of a list",
     "workflow: w\nstates:\n  a: {on: {e: {when: [event.data.x, event.data.y], to: b}}}\n  b: {}\n",
     "start => a\ne {x=true, y=false} !guard\ne {x=false, y=true} !guard\ne {x=true, y=true} => b"},
    {"targetless",
     "workflow: w\nstates:\n  a: {entry: [" LOG("+a") "], exit: [" LOG("-a") "], on: {e: {do: [" LOG(
         "t") "]}, f: {}}}\n",
     "start => a | +a\ne => a | t\nf => a | -"},
    {"to itself and reentering",
     "workflow: w\nstates:\n  a: {entry: [" LOG("+a") "], exit: [" LOG("-a") "], on: {e: {to: a, do: [" LOG(
         "t") "]}, r: {to: a, reenter: true, do: [" LOG("t") "]}}}\n",
     "start => a | +a\ne => a | t\nr => a | -a t +a"},
    {"compound to itself",
     "workflow: w\nstates:\n  a:\n    entry: [" LOG("+a") "]\n    exit: [" LOG(
         "-a") "]\n    on: {e: a, r: {to: a, reenter: true}, y: a.y}\n    states:\n"
               "      x: {entry: [" LOG("+x") "], exit: [" LOG("-x") "], on: {n: y}}\n      y: {entry: [" LOG(
                   "+y") "], exit: [" LOG("-y") "]}\n",
     "start => a.x | +a +x\nn => a.y | -x +y\ne => a.x | -y +x\nr => a.x | -x -a +a +x\ny => a.y | -x +y\ny "
     "=> a.y | -y +y"},
    {"parallel to itself",
     "workflow: w\nstates:\n  o:\n    states:\n      p:\n        parallel: true\n        entry: [" LOG(
         "+p") "]\n        exit: [" LOG("-p") "]\n        on: {e: p, r: {to: p, reenter: true}, one: "
                                              "p.l.y}\n        states:\n"
                                              "          l: {states: {x: {on: {n: y}}, y: {exit: [" LOG(
                                                  "-ly") "]}}}\n          r: {states: {x: {on: {n: y}}, y: "
                                                         "{exit: [" LOG("-ry") "]}}}\n",
     "start => o.p.l.x o.p.r.x | +p\nn => o.p.l.y o.p.r.y\ne => o.p.l.x o.p.r.x | -ry -ly\nn => o.p.l.y "
     "o.p.r.y\n"
     "one => o.p.l.y o.p.r.x | -ry -ly\nn => o.p.l.y o.p.r.y\nr => o.p.l.x o.p.r.x | -ry -ly -p +p"},
};

static void all(void **state) {
  (void)state;
  PLAY(scenes);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(all)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
