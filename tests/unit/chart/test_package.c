/* SPDX-License-Identifier: Apache-2.0 */
#include "town.h"

/* What only a package has: roles, the matrix, stages, required declarations. */

#define PACKAGE                                                                                              \
  "sprawa: 1\npackage: demo\nversion: 1.0.0\ntitle: Demo\nlanguages: [en]\nmain: a\n"                        \
  "institutions: {dsm: {title: H}, ops: {title: C}}\n"                                                       \
  "roles: {first: {is: role.second}, second: {is: role.chosen}, home: {kind: dsm, keep: true}, centre: "     \
  "{kind: ops}, chosen: {is: case.chosen}, kept: {is: case.chosen, keep: true}}\n"                           \
  "events: {go: {by: home, title: G}, stop: {title: S}, who: {by: chosen, title: W}, kept: {by: kept, "      \
  "title: K},\n"                                                                                             \
  "  put: {by: anyone, title: P, data: {chosen: {type: institution, required: true}}}, begin: {internal: "   \
  "true}, far: {by: linked, title: F}}\n"                                                                    \
  "fields: {chosen: {type: institution}, note: {type: text}}\n"

typedef struct act {
  const char *name;
  test_flow flows[4];
  const char *script;
} act;

static void perform(const act *a) {
  static test_world w;
  play p;
  town_open(&p, &w, a->name, PACKAGE, a->flows);
  play_script(&p, a->script);
  town_close(&p, &w);
}

#define LOG(x) "{run: 'log(\"" x "\")'}"

static const act acts[] = {
    {"by of the event, by of the transition, the matrix",
     {{"a", "workflow: a\nstates:\n  x: {responsible: centre, provides: [home], informed: [chosen], on: {go: "
            "y, stop: y}}\n"
            "  y: {responsible: home, on: {stop: {by: ops, to: x}, go: {by: anyone, to: x}}}\n"}},
     "start => x\ngo by=ops-one !not-competent\ngo by=nobody !not-competent\ngo !not-competent\ngo "
     "by=dsm-one => y\n"
     "stop by=dsm-one !not-competent\nstop by=ops-one => x\nstop by=dsm-one => y\ngo => x\nstop operator => "
     "y"},
    {"events that are not declared, internal, or carry wrong data",
     {{"a", "workflow: a\nstates:\n  x: {responsible: home, on: {put: {do: [{keep: [chosen]}]}, begin: y}}\n "
            " y: {}\n"}},
     "start => x\nunheard by=dsm-one !no-transition\nbegin by=dsm-one !reserved\nput !data\nput "
     "{chosen=\"elsewhere\"} !data\n"
     "put {chosen=\"ops-one\", more=1} !data\nput {chosen=\"ops-one\"} => x\nstart !case-closed"},
    {"fields that are not declared",
     {{"a", "workflow: a\nstates:\n  x: {responsible: home}\n"}},
     "start {other=1} !data\nstart {note=1} !data\nstart {note=\"n\"} => x"},
    {"a role is asked again when its fact has changed, unless it is kept",
     {{"a", "workflow: a\nstates:\n  x: {responsible: home, decides: chosen, monitors: [kept], on: {put: "
            "{do: [{keep: [chosen]}]}, who: {do: [" LOG("who") "]}, kept: {do: [" LOG(
                "kept") "]}, go: {do: [{reassign: kept}]}}}\n"}},
     "start {chosen=\"ops-one\"} => x\nwho by=ops-one => x | who\nkept by=ops-one => x | kept\nput "
     "{chosen=\"dsm-one\"} => x\n"
     "who by=ops-one !not-competent\nwho by=dsm-one => x | who\nkept by=dsm-one !not-competent\nkept "
     "by=ops-one => x | kept\ngo by=dsm-one => x\nkept by=dsm-one => x | kept"},
    {"a role that rests on roles declared after it",
     {{"a", "workflow: a\nstates:\n  x: {responsible: home, decides: first, on: {put: {do: [{keep: "
            "[chosen]}]}, stop: {by: decides, do: [" LOG("stop") "]}}}\n"}},
     "start {chosen=\"ops-one\"} => x\nstop by=ops-one => x | stop\nput {chosen=\"dsm-one\"} => x\nstop "
     "by=ops-one !not-competent\n"
     "stop by=dsm-one => x | stop"},
    {"open tasks follow the role",
     {{"a", "workflow: a\nstates:\n  x: {responsible: home, tasks: {t: {title: T, by: chosen}}, on: {put: "
            "{do: [{keep: [chosen]}]}, done.task.t: y}}\n  y: {responsible: home}\n"}},
     "start {chosen=\"ops-one\"} => x\ndone t by=dsm-one !not-competent\nput {chosen=\"dsm-one\"} => x\ndone "
     "t by=ops-one !not-competent\ndone t by=dsm-one => y"},
    {"of tasks with one name, the sender's own is meant",
     {{"a", "workflow: a\nparallel: true\nresponsible: home\nstates:\n  x: {tasks: {t: {title: T, by: "
            "home}}, on: {done.task.t: {do: [" LOG("some") "]}}}\n"
                                                           "  y: {tasks: {t: {title: T, by: ops}}}\n"}},
     "start => x y\ndone t operator !no-task\ndone t by=ops-one => x y | some\ndone t by=ops-one "
     "!not-competent\ndone t by=dsm-one => x y | some"},
    {"a linked case may send only what lists it",
     {{"a", "workflow: a\nstates:\n  x: {responsible: home, on: {go: y, far: y, done.case.k: {do: [" LOG(
                "done") "]}}}\n  y: {responsible: home}\n"}},
     "start => x\nlinked go => x\nlinked done.case.k => x | done\nlinked far => y"},
    {"stages",
     {{"a",
       "workflow: a\nresponsible: home\nstages:\n  one: {use: b, starts: case.open, done: [{do: [" LOG(
           "one") ", {raise: begin}]}]}\n  two: {use: c, starts: begin, done: {do: [" LOG("two") "]}}\n"},
      {"b", "workflow: b\nstates:\n  x: {on: {go: {to: y}}}\n  y: {on: {go: z}}\n  z: {final: true}\n"},
      {"c", "workflow: c\nstates:\n  p: {on: {stop: z}}\n  z: {final: true, outcome: well}\n"}},
     "start => one.x\ngo by=dsm-one => one.y\ngo by=dsm-one => two.p | one\nstop by=dsm-one => two.z | two "
     "end"},
    {"the final states of all stages that end in the step that ends the case tell how",
     {{"a", "workflow: a\nresponsible: home\nstages:\n  one: {use: b, starts: case.open}\n"
            "  two: {use: c, starts: case.open}\n  three: {use: b, starts: case.open}\n"},
      {"b", "workflow: b\nstates:\n  x: {on: {stop: w}}\n  w: {final: true}\n"},
      {"c", "workflow: c\nparallel: true\nstates:\n  l: {states: {p: {on: {go: z}}, z: {final: true}}}\n"
            "  r: {states: {q: {on: {stop: z}}, z: {final: true}}}\n"}},
     "start => one.x two.l.p two.r.q three.x\ngo by=dsm-one => one.x two.l.z two.r.q three.x\n"
     "stop by=dsm-one => one.w two.l.z two.r.z three.w end"},
};

static void all(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) perform(&acts[i]);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(all)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
