/* SPDX-License-Identifier: Apache-2.0 */
#include "town.h"

/* What a step asks of the world beside its case (caseload, occupied, profile, the hooks of roles), and what
 * it asks the world to do: open linked cases, notify. The world here is a few numbers. */

#define PACKAGE                                                                                              \
  "sprawa: 1\npackage: demo\nversion: 1.0.0\ntitle: Demo\nlanguages: [en]\nmain: a\n"                        \
  "institutions: {dsm: {title: H}, ops: {title: C}}\n"                                                       \
  "roles: {home: {kind: dsm}, centre: {kind: ops}, chosen: {is: case.chosen}, kept: {kind: ops, keep: "      \
  "true}, elsewhere: "                                                                                       \
  "{kind: dsm, of: case.place}}\n"                                                                           \
  "hooks: {centre: {returns: institution, title: H}, kept: {returns: institution, title: K}}\n"              \
  "events: {go: {by: anyone, title: G}, two: {by: anyone, title: T}, set: {by: anyone, title: S, data: "     \
  "{chosen: {type: "                                                                                         \
  "institution}, place: {type: municipality}, n: {type: integer}}}, far: {internal: true}}\n"                \
  "fields: {chosen: {type: institution}, place: {type: municipality}, n: {type: integer, default: 2}, "      \
  "words: {type: list, "                                                                                     \
  "of: text, default: [a]}, note: {type: text}}\n"

/* What somebody outside could see of the last step, one a line. */
static const char *seen(play *p) {
  static const struct {
    spr_effect_kind kind;
    const char *word;
  } words[] = {{SPR_E_OPEN, "open"},         {SPR_E_NOTIFY, "notify"}, {SPR_E_MESSAGE, "message"},
               {SPR_E_OBSERVED, "observed"}, {SPR_E_ERROR, "error"},   {SPR_E_RAISED, "raised"},
               {SPR_E_ROLE, "role"}};
  spr_buf_clear(&p->log);
  for (uint32_t i = 0; i < p->result.neffects; i++) {
    const spr_effect *e = &p->result.effects[i];
    const char *word = NULL;
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
      if (words[k].kind == e->kind) word = words[k].word;
    bool echo = e->kind == SPR_E_RAISED && spr_str_starts(e->text, SPR_STR("error."));
    if (!word || echo) continue;
    spr_buf_printf(&p->log, "%s%s", p->log.n ? "\n" : "", word);
    if (e->kind == SPR_E_ROLE) spr_buf_printf(&p->log, " %.*s", SPR_FMT(p->model->roles[e->index].name));
    if (e->kind == SPR_E_OPEN) spr_buf_printf(&p->log, " %.*s", SPR_FMT(p->model->workflows[e->index].name));
    if (e->text.n) spr_buf_printf(&p->log, " %.*s", SPR_FMT(e->text));
    if (e->text2.n) spr_buf_printf(&p->log, " %.*s", SPR_FMT(e->text2));
    if (e->value.type != SPR_NIL) {
      spr_buf_char(&p->log, ' ');
      spr_v_json(&p->log, e->value, NULL, NULL);
    }
  }
  return p->log.p ? p->log.p : "";
}

typedef struct moment {
  const char *input, *seen; /* the input as in play.h; refused: "!CODE REASON" */
} moment;

typedef struct act {
  const char *name;
  test_flow flows[3];
  moment moments[8];
} act;

static int64_t load_of(void *ud, const spr_case *self, spr_str institution) {
  (void)ud;
  (void)self;
  return spr_str_is(institution, "ops-one") ? 7 : 0;
}
static int64_t places_of(void *ud, const spr_case *self, spr_str institution) {
  (void)self;
  ++*(int *)ud;
  return spr_str_is(institution, "dsm-one") ? 19 : 0;
}
static spr_value profile_of(void *ud, spr_heap *h, spr_str municipality) {
  (void)ud;
  return spr_str_is(municipality, "town") ? spr_v_text(h, SPR_STR("the town")) : SPR_V_NIL;
}
static const spr_world_ops world_ops = {load_of, places_of, profile_of};

/* The hook of a role answers with the case's `note`. */
static bool hook_of(void *self, spr_step *st, int32_t hook, spr_value *out) {
  (void)self;
  (void)hook;
  bool found;
  *out = spr_v_retain(spr_step_field_named(st, SPR_STR("note"), &found));
  return true;
}

static void watch(play *p, const act *a, const moment *m) {
  spr_str input = spr_str_of(m->input);
  p->line++;
  play_input(p, input);
  const char *is;
  if (p->result.outcome == SPR_REFUSED) {
    spr_buf_clear(&p->log);
    spr_buf_printf(&p->log, "!%s", spr_refusal_name(p->result.code));
    for (uint32_t i = 0; i < p->result.nreasons; i++)
      spr_buf_printf(&p->log, " %.*s", SPR_FMT(p->result.reasons[i].text));
    is = p->log.p;
  } else {
    is = seen(p);
  }
  if (strcmp(is, m->seen) != 0)
    play_fail(p, "%s: %s\n-- expected --\n%s\n-- is --\n%s", a->name, m->input, m->seen, is);
  play_reread(p);
}

static void perform(const act *a) {
  static test_world w;
  static const spr_str ops_kind = {"ops", 3};
  play p;
  int asked = 0;
  town_open(&p, &w, a->name, PACKAGE, a->flows);
  w.institutions[2] = (spr_institution){.id = SPR_STR("ops-two"), .kinds = &ops_kind, .nkinds = 1};
  w.city.ninstitutions = 3;
  spr_ops ops = mini_ops;
  ops.hook = hook_of;
  p.ops = &ops;
  p.env.world = &world_ops;
  p.env.world_ud = &asked;
  for (size_t i = 0; i < 8 && a->moments[i].input; i++) watch(&p, a, &a->moments[i]);
  town_close(&p, &w);
}

#define FLOW(on)                                                                                             \
  {                                                                                                          \
    {"a", "workflow: a\nstates:\n  s:\n    responsible: home\n    on:\n" on}, {                              \
      "b", "workflow: b\nstates: {z: {final: true}}\n"                                                       \
    }                                                                                                        \
  }
#define GO(actions)                                                                                          \
  FLOW("      go: {do: [" actions                                                                            \
       "]}\n      two: {by: anyone}\n      set: {do: [{keep: [chosen, place, n]}]}\n")

static const act acts[] = {
    {"open: in the case's own town",
     GO("{open: b, id: l}"),
     {{"start", "role home dsm-one"}, {"go", "open b l {\"with\":{}}"}}},
    {"open: with values and fields",
     GO("{open: b, id: l, with: {n: =case.n + 1, note: text, chosen: =case.chosen}}"),
     {{"start", "role home dsm-one"}, {"go", "open b l {\"with\":{\"n\":3,\"note\":\"text\"}}"}}},
    {"open: with the names of fields",
     GO("{open: b, id: l, with: [n, words]}"),
     {{"start", "role home dsm-one"}, {"go", "open b l {\"with\":{\"n\":2,\"words\":[\"a\"]}}"}}},
    {"open: elsewhere in the site",
     GO("{open: b, id: l, municipality: town, else: far}"),
     {{"start", "role home dsm-one"},
      {"go", "open b l {\"else\":\"far\",\"municipality\":\"town\",\"with\":{}}"}}},
    {"open: where the site has no such town, `else` is raised with what would have been handed over",
     GO("{open: b, id: l, municipality: =\"nowhere\", with: [n], else: far}"),
     {{"start", "role home dsm-one"}, {"go", "raised far"}}},
    {"open: without `else`, it is an error",
     GO("{open: b, id: l, municipality: =\"nowhere\"}"),
     {{"start", "role home dsm-one"}, {"go", "!error nowhere is no municipality of this site"}}},
    {"open: no town is named",
     GO("{open: b, id: l, municipality: =case.place}"),
     {{"start", "role home dsm-one"},
      {"go", "!error `municipality` names none"},
      {"set {place=\"town\"}", ""},
      {"go", "open b l {\"municipality\":\"town\",\"with\":{}}"}}},
    {"open: what follows a failure is not done",
     GO("{open: b, id: l, with: {n: =fail(\"no\")}}, {open: b, id: m}"),
     {{"start", "role home dsm-one"}, {"go", "!error no"}}},
    {"notify: the text with fields",
     GO("{notify: home, text: {en: \"{case.n} of {case.words}, {case.chosen} {n} {case.n {case.n}{case.} "
        "{case.n\"}}"),
     {{"start", "role home dsm-one"}, {"go", "notify dsm-one 2 of [\"a\"],  {n} {case.n 2{case.} {case.n"}}},
    {"notify: a role that nobody plays",
     GO("{notify: chosen, text: hello}, {notify: home, text: too}"),
     {{"start", "role home dsm-one"},
      {"go", "role chosen\nnotify dsm-one too"},
      {"set {chosen=\"ops-two\"}", "role chosen ops-two"},
      {"go", "notify ops-two hello\nnotify dsm-one too"}}},
    {"notify: an institution by its id",
     GO("{notify: ops-one, text: hello}"),
     {{"start", "role home dsm-one"}, {"go", "notify ops-one hello"}}},
    {"caseload and occupied: read once in a step, and recorded",
     GO("{set: {n: =caseload(\"ops-one\") + occupied(\"dsm-one\")}}, {set: {n: =caseload(\"ops-one\") + 1}}"),
     {{"start", "role home dsm-one"},
      {"go", "observed caseload(ops-one) 7\nobserved occupied(dsm-one) 19"},
      {"go", "observed caseload(ops-one) 7\nobserved occupied(dsm-one) 19"}}},
    {"profile: of the site, and of none",
     GO("{set: {note: =profile(\"town\")}}, {set: {note: =profile(\"nowhere\")}}"),
     {{"start", "role home dsm-one"},
      {"go", "observed profile(town) \"the town\"\nobserved profile(nowhere)"}}},
    {"a hook chooses among several",
     {{"a", "workflow: a\nstates:\n  s: {responsible: centre, on: {go: {do: [{set: {note: ops-one}}]}, two: "
            "{do: [{set: {note: "
            "dsm-one}}]}}}\n"}},
     {{"start {note=\"ops-two\"}", "role centre ops-two"},
      {"go", "role centre ops-one"},
      {"two", "!error role centre: \"dsm-one\" is no institution of kind ops in town"}}},
    {"a hook that names nobody",
     {{"a", "workflow: a\nstates:\n  s: {responsible: home, informed: [centre], on: {go: {do: [{set: {note: "
            "ops-two}}]}, two: "
            "{do: [{set: {note: strange}}]}}}\n"}},
     {{"start", "role home dsm-one\nrole centre"},
      {"go", "role centre ops-two"},
      {"two", "!error role centre: \"strange\" is no institution of kind ops in town"}}},
    {"a role that is kept is not asked again, but when it is reassigned",
     {{"a", "workflow: a\nstates:\n  s: {responsible: kept, on: {go: {do: [{set: {note: ops-one}}]}, two: "
            "{do: [{reassign: "
            "kept}]}}}\n"}},
     {{"start {note=\"ops-two\"}", "role kept ops-two"},
      {"go", ""},
      {"two", "role kept ops-one"},
      {"two", ""}}},
    {"a role of a place that is none of the site",
     {{"a", "workflow: a\nstates:\n  s: {responsible: home, informed: [elsewhere], on: {set: {do: [{keep: "
            "[place]}]}}}\n"}},
     {{"start", "role home dsm-one\nrole elsewhere"},
      {"set {place=\"town\"}", "role elsewhere dsm-one"},
      {"set", "role elsewhere"}}},
};

/* What the case takes of an institution: told by spr_case_occupies, follows states, facts and roles. */
static void occupies(void **state) {
  (void)state;
  static test_world w;
  static const test_flow flows[] = {
      {"a",
       "workflow: a\nresponsible: home\nparallel: true\nstates:\n"
       "  x: {states: {in: {occupies: {role: home, places: case.n}, on: {go: out}}, out: {on: {go: in}}}}\n"
       "  y: {occupies: {role: chosen, places: 1 + 1}, on: {set: {do: [{keep: [chosen, n]}]}}}\n"},
      {0}};
  static const struct {
    const char *input, *code;
    int home, ops;
  } rows[] = {
      {"start", NULL, 2, 0},
      {"set {chosen=\"ops-one\", n=3}", NULL, 3, 2},
      {"set {chosen=\"dsm-one\", n=0}", NULL, 2, 0},
      {"set {chosen=\"ops-one\", n=4}", NULL, 4, 2},
      {"go", NULL, 0, 2},
      {"set {n=5}", NULL, 0, 0},
      {"go", NULL, 5, 0},
      {"set {chosen=\"dsm-one\"}", "error", 5, 0}, /* nil places are no number */
      {"set {chosen=\"dsm-one\", n=1}", NULL, 3, 0},
  };
  play p;
  town_open(&p, &w, "occupies", PACKAGE, flows);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    p.line = (int)i + 1;
    play_input(&p, spr_str_of(rows[i].input));
    const char *code = p.result.outcome == SPR_TAKEN ? NULL : spr_refusal_name(p.result.code);
    if ((code == NULL) != (rows[i].code == NULL) || (code && strcmp(code, rows[i].code) != 0))
      play_fail(&p, "%s: %s", rows[i].input, code ? code : "taken");
    int home = (int)spr_case_occupies(p.c, SPR_STR("dsm-one")),
        ops = (int)spr_case_occupies(p.c, SPR_STR("ops-one"));
    if (home != rows[i].home || ops != rows[i].ops)
      play_fail(&p, "%s: %d and %d places", rows[i].input, home, ops);
    assert_int_equal(spr_case_occupies(p.c, SPR_STR("")), 0);
    play_reread(&p);
  }
  town_close(&p, &w);
}

static void all(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) perform(&acts[i]);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(all), cmocka_unit_test(occupies)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
