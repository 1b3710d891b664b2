/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/schema.h"

#include "lang_support.h"

/* -- the table itself ----------------------------------------------------------------------------------- */

static void check_key(const spr_key_def *k) {
  size_t doc = strlen(k->doc);
  if (doc < 4 || !strchr(".?", k->doc[doc - 1])) fail_msg("%s: its text is no sentence", k->key);
  if ((k->container == SPR_C_MAP) != (k->keys != SPR_FORM_0)) fail_msg("%s: the form of its keys", k->key);
  bool shape = k->form == SPR_FORM_SHAPE || k->form == SPR_FORM_PATCH || k->form == SPR_FORM_LAW;
  if (shape != (k->arg > 0 && k->form != SPR_FORM_CHOICE)) fail_msg("%s: its shape", k->key);
  if (k->form == SPR_FORM_CHOICE && !*spr_choice_words((spr_choice)k->arg)) fail_msg("%s: its words", k->key);
  if (spr_schema_key(k->shape, spr_str_of(k->key)) != k) fail_msg("%s stands twice in its shape", k->key);
}

static void test_table(void **state) {
  (void)state;
  for (spr_shape s = 1; s < SPR_SHAPE_COUNT; s++) {
    uint32_t n;
    const spr_key_def *own = spr_schema_keys(s, &n);
    if (!n) fail_msg("%s has no keys", spr_shape_words(s));
    assert_true(*spr_shape_doc(s));
    assert_true(spr_shape_parent(s) < s);
    unsigned verbs = 0;
    for (uint32_t i = 0; i < n; i++) {
      check_key(&own[i]);
      if (own[i].shape != s) fail_msg("%s stands behind another shape", own[i].key);
      if (spr_schema_key(spr_shape_parent(s), spr_str_of(own[i].key)))
        fail_msg("%s: the parent has it", own[i].key);
      verbs += (own[i].flags & SPR_KEY_VERB) != 0;
    }
    if (verbs && !(own[0].flags & SPR_KEY_VERB)) fail_msg("%s: its verbs come first", spr_shape_words(s));
  }
}

static void test_rules(void **state) {
  (void)state;
  uint32_t n;
  const spr_rule_def *rules = spr_schema_rules(&n);
  for (uint32_t i = 0; i < n; i++) {
    if (!spr_schema_key(rules[i].shape, spr_str_of(rules[i].key))) fail_msg("no key %s", rules[i].key);
    for (const char *p = rules[i].others; *p; p += strspn(p, " ")) {
      size_t len = strcspn(p, " ");
      if (!spr_schema_key(rules[i].shape, spr_str_n(p, len))) fail_msg("%s: no key %s", rules[i].key, p);
      p += len;
    }
  }
  assert_true(spr_shape_is(SPR_SHAPE_WORKFLOW, SPR_SHAPE_STATE));
  assert_false(spr_shape_is(SPR_SHAPE_STATE, SPR_SHAPE_WORKFLOW));
  assert_non_null(spr_schema_key(SPR_SHAPE_TASK, SPR_STR("basis")));
  assert_null(spr_schema_key(SPR_SHAPE_TASK, SPR_STR("within")));
}

/* -- names ---------------------------------------------------------------------------------------------- */

#define MANY_LETTERS "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl"

static const struct {
  const char *text;
  spr_form form;
  bool package, city, alone;
} names[] = {
    {"id_papers2", SPR_FORM_NAME, true, true, true},
    {MANY_LETTERS, SPR_FORM_NAME, true, true, true},
    {MANY_LETTERS "m", SPR_FORM_NAME, false, false, false},
    {"", SPR_FORM_NAME, false, false, false},
    {"2nd", SPR_FORM_NAME, false, false, true},
    {"Stan", SPR_FORM_NAME, false, false, true},
    {"żółw", SPR_FORM_NAME, false, false, true},
    {"состояние", SPR_FORM_NAME, false, false, true},
    {"状態", SPR_FORM_NAME, false, false, true},
    {"a b", SPR_FORM_NAME, false, false, false},
    {"a.b", SPR_FORM_NAME, false, false, false},
    {"a\xC2\xA0"
     "b",
     SPR_FORM_NAME, false, false, false},
    {"a\xE2\x80\x93"
     "b",
     SPR_FORM_NAME, false, false, false},
    {"\xF0\x9F\x98\x80", SPR_FORM_NAME, false, false, false},
    {"x-at_county", SPR_FORM_NAME, false, true, true},
    {"x-", SPR_FORM_NAME, false, false, true},
    {"a-b", SPR_FORM_NAME, false, false, true},
    {"mopr-gdansk", SPR_FORM_DASHED, true, true, true},
    {"-a", SPR_FORM_DASHED, false, false, true},
    {"interview.held", SPR_FORM_EVENT, true, true, true},
    {"x-consult.done", SPR_FORM_EVENT, false, true, true},
    {"a..b", SPR_FORM_EVENT, false, false, false},
    {".a", SPR_FORM_EVENT, false, false, false},
    {"a.", SPR_FORM_EVENT, false, false, false},
    {"a.*", SPR_FORM_EVENT, false, false, false},
    {"done.state.stay.plan", SPR_FORM_DESCRIPTOR, true, true, true},
    {"a.*", SPR_FORM_DESCRIPTOR, true, true, true},
    {"*", SPR_FORM_DESCRIPTOR, true, true, true},
    {"a*", SPR_FORM_DESCRIPTOR, false, false, false},
    {".*", SPR_FORM_DESCRIPTOR, false, false, false},
    {"stay.plan.x-new", SPR_FORM_PATH, false, true, true},
    {"pl", SPR_FORM_LANG, true, true, true},
    {"en-GB", SPR_FORM_LANG, true, true, true},
    {"polski", SPR_FORM_LANG, false, false, false},
    {"PL", SPR_FORM_CALENDAR, true, true, true},
    {"pl", SPR_FORM_CALENDAR, false, false, false},
};

static void test_names(void **state) {
  (void)state;
  for (size_t i = 0; i < TEST_COUNT(names); i++) {
    spr_str s = spr_str_of(names[i].text);
    bool package = spr_name_ok(SPR_MODE_PACKAGE, names[i].form, s);
    bool city = spr_name_ok(SPR_MODE_CITY, names[i].form, s);
    bool alone = spr_name_ok(SPR_MODE_ALONE, names[i].form, s);
    if (package != names[i].package || city != names[i].city || alone != names[i].alone)
      fail_msg("\"%s\": %d %d %d", names[i].text, package, city, alone);
  }
}

/* -- the walk ------------------------------------------------------------------------------------------- */

#define PKG "sprawa: 1\npackage: p\nversion: 1.0.0\ntitle: {pl: P, en: P}\nlanguages: [pl, en]\nmain: w\n"

typedef struct check {
  const char *name;
  spr_mode mode;
  spr_shape shape;
  const char *yaml;
  const char *found; /* with the nearest name in brackets, where one is offered */
} check;

static const check checks[] = {
    /* keys */
    {"nothing", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "{}", ""},
    {"no map", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "[a]", "1:1 wrong-type"},
    {"unknown, near", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "inital: a\n", "1:1 unknown-key (initial)"},
    {"unknown, other letters", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "Śtates: {a: {}}\n",
     "1:1 unknown-key (states)"},
    {"unknown, far", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "colour: a\n", "1:1 unknown-key"},
    {"of a package only", SPR_MODE_PACKAGE, SPR_SHAPE_WORKFLOW, "workflow: w\nfields: {}\n",
     "2:1 unknown-key"},
    {"missing", SPR_MODE_PACKAGE, SPR_SHAPE_WORKFLOW, "states: {a: {}}\n", "1:1 missing-key"},
    {"misspelt is not missing, too", SPR_MODE_PACKAGE, SPR_SHAPE_WORKFLOW, "workfow: w\n",
     "1:1 unknown-key (workflow)"},
    {"missing in a part", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "deadlines:\n  d: {then: a}\n",
     "2:3 missing-key"},
    {"of a task", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "tasks: {t: {within: 3 days}}\n", "1:13 unknown-key"},
    {"a package", SPR_MODE_PACKAGE, SPR_SHAPE_PACKAGE, PKG, ""},
    {"not yet", SPR_MODE_PACKAGE, SPR_SHAPE_PACKAGE, PKG "open_cases: finish\ntables: {}\n",
     "7:1 not-yet, 8:1 not-yet"},
    {"form of what is not yet", SPR_MODE_PACKAGE, SPR_SHAPE_PACKAGE,
     PKG "tables: {t: {hit: frist, inputs: {}, outputs: {}, rows: []}}\n",
     "7:1 not-yet, 7:19 wrong-type (first)"},
    {"version of the language", SPR_MODE_PACKAGE, SPR_SHAPE_PACKAGE, "sprawa: 2\nnew: {}\n",
     "1:9 language-version"},
    /* scalars */
    {"no is not false", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "states: {a: {final: no}}\n", "1:21 wrong-type"},
    {"quotes are not true", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "states: {a: {final: \"true\"}}\n",
     "1:21 wrong-type"},
    {"on is a key", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "on: {no: a, yes: b, off: c}\n", ""},
    {"duration", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "deadline: {within: 3 dni}\n", "1:20 bad-duration"},
    {"durations", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW,
     "after: {PT1.5S: a, 30 days: b, param.x: c, =f(): d, at case.t: e, 3 d: f}\n", "1:67 bad-duration"},
    {"date", SPR_MODE_PACKAGE, SPR_SHAPE_PACKAGE, PKG "in_force: {from: 2026-02-30}\n", "7:18 bad-date"},
    {"start", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "start: 2025-01-01T10:00:00+01:00\n", ""},
    {"semver", SPR_MODE_PACKAGE, SPR_SHAPE_PACKAGE,
     "sprawa: 1\npackage: p\nversion: 1.0\ntitle: {pl: P, en: P}\nlanguages: [pl]\nmain: w\n",
     "3:10 bad-version"},
    {"choice", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "deadline: {within: 1 day, roll: Next}\n",
     "1:33 wrong-type (next)"},
    {"count", SPR_MODE_CITY, SPR_SHAPE_INSTITUTION, "{kind: k, capacity: -1}", "1:21 out-of-range"},
    {"too large", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "entry: [{set: {a: 9223372036854775808}}]\n",
     "1:19 out-of-range"},
    {"not finite", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "entry: [{set: {a: .inf, b: [.nan]}}]\n",
     "1:19 out-of-range, 1:29 out-of-range"},
    {"no value", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "initial:\nstates: {a: {}}\n", "1:1 wrong-type"},
    {"a code is a text", SPR_MODE_CITY, SPR_SHAPE_PLACE, "{title: W, code: 0201011}", ""},
    /* names */
    {"bad name", SPR_MODE_PACKAGE, SPR_SHAPE_WORKFLOW, "workflow: w\nstates: {Ąb: {}}\n", "2:10 bad-name"},
    {"good when alone", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "workflow: w\nstates: {Ąb: {}}\n", ""},
    {"reserved event", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "events: {case.x: {}, casework: {}}\n",
     "1:10 reserved-event"},
    {"handled, not declared", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "on: {done.state.a: b, error.*: c}\n", ""},
    /* one thing at a time */
    {"two verbs", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "entry: [{raise: a, send: b}]\n",
     "1:20 conflicting-keys"},
    {"no verb", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "entry: [{when: x}]\n", "1:9 missing-key"},
    {"misspelt verb", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "entry: [{rase: x}]\n", "1:10 unknown-key (raise)"},
    {"of another verb", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "entry: [{raise: a, after: 3 days}]\n",
     "1:20 missing-key"},
    {"final and on", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "states: {a: {on: {}, final: true}}\n",
     "1:14 conflicting-keys"},
    {"role", SPR_MODE_PACKAGE, SPR_SHAPE_ROLE, "{keep: true}", "1:1 missing-key"},
    {"role twice", SPR_MODE_PACKAGE, SPR_SHAPE_ROLE, "{kind: ops, is: case.x}", "1:13 conflicting-keys"},
    {"then and ends", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "deadline: {within: 1 day, then: a, ends: b}\n",
     "1:36 conflicting-keys"},
    /* transitions */
    {"empty transition", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW,
     "on: {a: {}, b: x, c: [{to: [y, z]}, {when: [p, q]}]}\n", ""},
    {"names in a list", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "on: {a: [x, y]}\n", "1:9 wrong-type"},
    {"no target", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "on:\n  a:\n", "2:3 wrong-type"},
    {"an action is in a list", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "on: {a: {do: {raise: b}}}\n",
     "1:14 wrong-type"},
    {"two responsible", SPR_MODE_ALONE, SPR_SHAPE_WORKFLOW, "responsible: [a, b]\n", "1:14 wrong-type"},
    {"nobody sees it", SPR_MODE_PACKAGE, SPR_SHAPE_PACKAGE, PKG "fields: {a: {type: text, visible_to: []}}\n",
     "7:38 visibility"},
    /* types */
    {"no type", SPR_MODE_PACKAGE, SPR_SHAPE_FIELD, "{}", "1:1 missing-key"},
    {"any when alone", SPR_MODE_ALONE, SPR_SHAPE_FIELD, "{}", ""},
    {"unknown type", SPR_MODE_PACKAGE, SPR_SHAPE_FIELD, "{type: dato}", "1:8 wrong-type (date)"},
    {"choice without words", SPR_MODE_PACKAGE, SPR_SHAPE_FIELD, "{type: choice}", "1:1 missing-key"},
    {"choice with a type", SPR_MODE_PACKAGE, SPR_SHAPE_FIELD, "{type: choice, of: text}", "1:20 wrong-type"},
    {"the same word", SPR_MODE_PACKAGE, SPR_SHAPE_FIELD, "{type: choice, of: [a, b, a]}",
     "1:27 duplicate-name"},
    {"words with titles", SPR_MODE_PACKAGE, SPR_SHAPE_FIELD,
     "{type: choice, of: {no: {pl: Nie, en: \"No\"}, b: {pl: B, en: B}}}", ""},
    {"a plain title when alone", SPR_MODE_ALONE, SPR_SHAPE_FIELD, "{type: choice, of: {a: A, b: B}}", ""},
    {"a word without a title", SPR_MODE_PACKAGE, SPR_SHAPE_FIELD,
     "{type: choice, of: {a: , b: {pl: B, en: B}}}", "1:21 wrong-type"},
    {"a word in one language", SPR_MODE_PACKAGE, SPR_SHAPE_FIELD, "{type: choice, of: {a: {pl: A}}}",
     "1:24 missing-translation"},
    {"a word in another language", SPR_MODE_PACKAGE, SPR_SHAPE_FIELD,
     "{type: choice, of: {a: {pl: A, en: A, eng: A}}}", "1:39 unknown-key (en)"},
    {"no word at all", SPR_MODE_PACKAGE, SPR_SHAPE_FIELD, "{type: choice, of: {}}", "1:20 wrong-type"},
    {"list of lists", SPR_MODE_PACKAGE, SPR_SHAPE_FIELD,
     "{type: list, of: {type: list, of: {type: choice, of: [a]}}}", ""},
    {"list of choice", SPR_MODE_PACKAGE, SPR_SHAPE_FIELD, "{type: list, of: choice}", "1:18 wrong-type"},
    {"of of a text", SPR_MODE_PACKAGE, SPR_SHAPE_FIELD, "{type: text, of: a}", "1:14 conflicting-keys"},
    {"record", SPR_MODE_PACKAGE, SPR_SHAPE_FIELD, "{type: record, fields: {a: {type: txt}}}",
     "1:35 wrong-type (text)"},
    {"hook", SPR_MODE_PACKAGE, SPR_SHAPE_HOOK, "{takes: [part], returns: {type: list, of: institution}}", ""},
    /* texts */
    {"one is missing", SPR_MODE_PACKAGE, SPR_SHAPE_KIND, "{title: {pl: Dom}}", "1:9 missing-translation"},
    {"both are missing", SPR_MODE_PACKAGE, SPR_SHAPE_KIND, "{title: Dom}", "1:9 missing-translation"},
    {"an empty one is missing", SPR_MODE_PACKAGE, SPR_SHAPE_KIND, "{title: {pl: Dom, en: \" \"}}",
     "1:9 missing-translation"},
    {"another language", SPR_MODE_PACKAGE, SPR_SHAPE_KIND, "{title: {pl: Dom, en: H, eng: H}}",
     "1:26 unknown-key (en)"},
    {"text of a message", SPR_MODE_PACKAGE, SPR_SHAPE_ACTION, "{notify: ops, text: {en: Hi}}",
     "1:21 missing-translation"},
    {"plain when alone", SPR_MODE_ALONE, SPR_SHAPE_KIND, "{title: Dom}", ""},
    {"a list is no text", SPR_MODE_ALONE, SPR_SHAPE_KIND, "{title: [Dom]}", "1:9 wrong-type"},
    /* expressions of which a part is cut */
    {"comma", SPR_MODE_ALONE, SPR_SHAPE_TRANSITION, "{when: f(a, b), to: c}", "1:8 cut-expression"},
    {"commas", SPR_MODE_ALONE, SPR_SHAPE_TRANSITION, "{when: f(a, b, c), to: c}", "1:8 cut-expression"},
    {"comma, nothing open", SPR_MODE_ALONE, SPR_SHAPE_TRANSITION, "{when: a, b, to: c}",
     "1:8 cut-expression"},
    {"comma in a list", SPR_MODE_ALONE, SPR_SHAPE_TRANSITION, "{when: [f(a, b), c], to: d}",
     "1:9 cut-expression"},
    {"comma in a string", SPR_MODE_ALONE, SPR_SHAPE_TRANSITION, "{when: a == \"x, y\", to: d}",
     "1:8 cut-expression"},
    {"comma in a value", SPR_MODE_ALONE, SPR_SHAPE_ACTION, "{set: {a: =f(a, b), c: 1}}",
     "1:11 cut-expression"},
    {"comma in a call", SPR_MODE_ALONE, SPR_SHAPE_ACTION, "{call: hook.f(a, b)}", "1:8 cut-expression"},
    {"length", SPR_MODE_ALONE, SPR_SHAPE_TRANSITION, "to: c\nwhen: n > #case.kids\n", "2:7 cut-expression"},
    {"only length", SPR_MODE_ALONE, SPR_SHAPE_TRANSITION, "to: c\nwhen: #case.kids > 2\n",
     "2:7 empty-expression"},
    {"operand behind a comment", SPR_MODE_ALONE, SPR_SHAPE_TRANSITION, "when: a and # b\n",
     "1:7 cut-expression"},
    {"bracket behind a comment", SPR_MODE_ALONE, SPR_SHAPE_TRANSITION, "when: f(a # b)\n",
     "1:7 cut-expression"},
    {"a comment", SPR_MODE_ALONE, SPR_SHAPE_TRANSITION, "when: a.b # as the law says\n", ""},
    {"in quotes", SPR_MODE_ALONE, SPR_SHAPE_TRANSITION, "{when: 'f(a, b) > #c', to: d}", ""},
    {"empty", SPR_MODE_ALONE, SPR_SHAPE_TRANSITION, "{when: '', to: d}", "1:8 empty-expression"},
    {"empty formula", SPR_MODE_ALONE, SPR_SHAPE_ACTION, "{set: {a: =}}", "1:11 empty-expression"},
    {"null", SPR_MODE_ALONE, SPR_SHAPE_ACTION, "{set: {a: }}", ""},
    {"formula in a list of values", SPR_MODE_ALONE, SPR_SHAPE_ACTION, "{set: {a: [=f(1, 2), 3]}}",
     "1:12 cut-expression"},
    /* cities */
    {"a patch lacks nothing", SPR_MODE_CITY, SPR_SHAPE_ADAPTATION,
     "adapts: p\nwritten_for: 1.0.0\nchange:\n  intake.a: {deadline: {roll: none}, tasks: {t: null, x-u: "
     "{due: 3 days}}, on: null}\n",
     ""},
    {"but it is checked", SPR_MODE_CITY, SPR_SHAPE_ADAPTATION,
     "adapts: p\nwritten_for: 1.0.0\nchange:\n  intake.a: {deadlin: {}, title: {pl: A}}\n",
     "4:14 unknown-key (deadline)"},
    {"a list in it is whole", SPR_MODE_CITY, SPR_SHAPE_ADAPTATION,
     "adapts: p\nwritten_for: 1.0.0\nchange:\n  intake.a: {entry: [{when: x}]}\n", "4:22 missing-key"},
    {"settings", SPR_MODE_CITY, SPR_SHAPE_ADAPTATION,
     "adapts: p\nwritten_for: 1.0.0\nparameters: {a: 9 months, b: {value: 2, illustrative: true}, c: {value: "
     "2, note: x}}\n",
     "3:76 unknown-key"},
    {"further keys", SPR_MODE_CITY, SPR_SHAPE_INSTITUTION, "{kind: k, phone: \"58\", beds: {big: 3}}", ""},
    {"further keys that are none", SPR_MODE_CITY, SPR_SHAPE_INSTITUTION, "{kind: k, capcity: 3}",
     "1:11 unknown-key (capacity)"},
    /* stories */
    {"a step", SPR_MODE_CITY, SPR_SHAPE_STEP,
     "{at: 2025-03-05 10:00, send: a, by: dsm, data: {x: 1}, refused: guard}", ""},
    {"no step", SPR_MODE_CITY, SPR_SHAPE_STEP, "{at: 2025-03-05 10:00}", "1:1 bad-step"},
    {"two steps", SPR_MODE_CITY, SPR_SHAPE_STEP, "{send: a, wait: 3 days}", "1:11 bad-step"},
    {"expected", SPR_MODE_CITY, SPR_SHAPE_STEP, "{expect: {due: {a: 2025-03-32}, sees: {x: [a, B]}}}",
     "1:20 bad-date, 1:47 bad-name"},
};

static spr_str found_with_nearest(test_files *t) {
  test_found(t, false);
  spr_buf_clear(&t->found);
  for (uint32_t i = 0; i < t->diags.n; i++) {
    const spr_diag *e = &t->diags.v[i];
    uint32_t line, column;
    spr_source_place(spr_sources_get(&t->sources, e->at.file), e->at.from, &line, &column);
    spr_buf_printf(&t->found, "%s%u:%u %s", i ? ", " : "", line, column, spr_code_name(e->code));
    const char mean[] = "did you mean \"";
    if (spr_str_starts(e->help, spr_str_of(mean))) {
      spr_str rest = spr_str_sub(e->help, sizeof mean - 1, e->help.n);
      spr_buf_printf(&t->found, " (%.*s)", (int)strcspn(rest.p, "\""), rest.p);
    }
  }
  return spr_buf_view(&t->found);
}

static bool run_check(const check *c) {
  test_files t;
  jmp_buf env;
  test_files_init(&t, 1u << 24);
  if (spr_arena_guard(&t.arena, &env)) fail_msg("out of memory");
  static const spr_str languages[] = {{"pl", 2}, {"en", 2}};
  spr_checker checker = {.d = &t.diags, .mode = c->mode};
  if (c->mode == SPR_MODE_PACKAGE) {
    checker.languages = languages;
    checker.nlanguages = 2;
  }
  uint32_t file = spr_sources_add(&t.sources, SPR_STR("f.yaml"), spr_str_of(c->yaml));
  spr_node *n = spr_yaml_parse(&t.arena, &t.diags, file);
  if (n) spr_schema_check(&checker, c->shape, n);
  spr_str found = found_with_nearest(&t);
  bool same = spr_str_is(found, c->found);
  if (!same) print_error("%s: got \"%.*s\", expected \"%s\"\n", c->name, SPR_FMT(found), c->found);
  test_files_release(&t);
  return same;
}

static void test_checks(void **state) {
  (void)state;
  uint32_t failed = 0;
  for (size_t i = 0; i < TEST_COUNT(checks); i++) failed += !run_check(&checks[i]);
  assert_int_equal(failed, 0);
}

/* What was reported is poisoned, what is right is not. */
static void test_poison(void **state) {
  (void)state;
  test_files t;
  jmp_buf env;
  test_files_init(&t, 1u << 24);
  if (spr_arena_guard(&t.arena, &env)) fail_msg("out of memory");
  uint32_t file =
      spr_sources_add(&t.sources, SPR_STR("f.yaml"),
                      SPR_STR("deadline: {within: 3 dni, roll: none}\ndeadlines: {d: {roll: none}}\n"));
  spr_node *n = spr_yaml_parse(&t.arena, &t.diags, file);
  spr_checker c = {.d = &t.diags, .mode = SPR_MODE_ALONE};
  spr_schema_check(&c, SPR_SHAPE_WORKFLOW, n);
  const spr_node *deadline = spr_node_get(n, "deadline");
  assert_false(n->poisoned);
  assert_false(deadline->poisoned);
  assert_true(spr_node_get(deadline, "within")->poisoned);
  assert_false(spr_node_get(deadline, "roll")->poisoned);
  assert_true(spr_node_get(spr_node_get(n, "deadlines"), "d")->poisoned);
  uint32_t before = t.diags.n;
  spr_schema_check(&c, SPR_SHAPE_WORKFLOW, n);
  assert_int_equal(t.diags.n, before);
  test_files_release(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_table),  cmocka_unit_test(test_rules),  cmocka_unit_test(test_names),
      cmocka_unit_test(test_checks), cmocka_unit_test(test_poison),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
