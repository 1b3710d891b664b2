/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "rules/fake_step.h"

/* What rules see and do: views of the case, effects, hooks with their receipts, facts, guards and reasons. */

static void fill(fake *f) {
  spr_heap *h = &f->step.heap;
  spr_value numbers[3] = {spr_v_int(3), spr_v_int(1), spr_v_int(2)};
  fake_set(f, "n", spr_v_int(7));
  fake_set(f, "x", spr_v_num(2.5));
  fake_set(f, "t", fake_text(f, "żółć"));
  fake_set(f, "flag", spr_v_bool(true));
  fake_set(f, "d", fake_text(f, "2025-02-28"));
  fake_set(f, "at", spr_v_datetime(INT64_C(1741036530000)));
  fake_set(f, "dur", spr_v_duration(h, (spr_duration){.days = 14}));
  fake_set(f, "list", spr_v_list(h, numbers, 3));
  spr_pair person[2] = {{fake_text(f, "name"), fake_text(f, "Ola")},
                        {fake_text(f, "birth_date"), fake_text(f, "2019-05-01")}};
  fake_set(f, "person", spr_v_record(h, person, 2));
  spr_value kids[2];
  for (int i = 0; i < 2; i++) {
    spr_pair kid[1] = {{fake_text(f, "name"), fake_text(f, i ? "Jan" : "Ala")}};
    kids[i] = spr_v_record(h, kid, 1);
  }
  fake_set(f, "kids", spr_v_list(h, kids, 2));
}

static const char standard_file[] =
    "local M = {}\n"
    "function M.yes(case, event) return case.n > 3, 'n is only ' .. tostring(case.n) end\n"
    "function M.pick(part, case)\n"
    "  if part == 'none' then return nil end\n"
    "  if part == 'wrong' then return 5 end\n"
    "  if part == 'missing' then return end\n"
    "  return part .. case.n\n"
    "end\n"
    "function M.count(a, b) return a + b end\n"
    "function M.act(case, event) case.n = case.n + 1 raise('done', {n = case.n, by = event.by}) end\n"
    "function M.when_() return today end\n"
    "function M.give(case) return {case.n, {a = case.t}} end\n"
    "return M\n";

static const char city_file[] = "local city_rules = {}\n"
                                "function city_rules.count(a, b)\n"
                                "  return standard.count(a, b) * 10\n"
                                "end\n"
                                "return city_rules\n";

static const struct {
  const char *kind, *source, *answer;
} asked[] = {
    /* reading */
    {"v", "case.n", "7"},
    {"v", "case.t", "\"żółć\""},
    {"v", "#case.t", "8"},
    {"v", "case.list", "[3,1,2]"},
    {"v", "#case.list", "3"},
    {"v", "case.list[2]", "1"},
    {"v", "case.list[0]", "null"},
    {"v", "case.list.x", "null"},
    {"v", "case.list[4]", "null"},
    {"v", "case.person.name", "\"Ola\""},
    {"v", "case.person.sex", "null"},
    {"v", "case.kids[2].name", "\"Jan\""},
    {"v", "case.rec", "null"},
    {"v", "case.at.hour", "21"},
    {"v", "case.at == now", "true"},
    {"v", "case.dur == duration('2 weeks')", "true"},
    {"v", "age(case.person)", "5"},
    {"v", "case.kids == case.kids", "true"},
    {"v", "case.kids[1] == case.kids[2]", "false"},
    {"v", "case.kids == nil", "false"},
    {"v", "type(case.kids)", "\"table\""},
    {"v", "tostring(case.kids)", "\"[{\\\"name\\\":\\\"Ala\\\"},{\\\"name\\\":\\\"Jan\\\"}]\""},
    {"v", "table.concat(case.list, ' ')", "\"3 1 2\""},
    {"v", "select('#', table.unpack(case.list))", "3"},
    {"v", "(case.rec.a)", "error w0.yaml:2: attempt to index a nil value (field 'rec')"},
    {"v", "(function() local s = 0 for i, v in ipairs(case.list) do s = s * 10 + v + i end return s end)()",
     "435"},
    {"v", "(function() local s = 0 for i, v in pairs(case.list) do s = s * 10 + v + i end return s end)()",
     "435"},
    {"v",
     "(function() local s = '' for k, v in pairs(case.person) do s = s .. k .. '=' .. v .. ' ' end return s "
     "end)()",
     "\"birth_date=2019-05-01 name=Ola \""},
    {"v", "(function() local s = '' for k in pairs(case) do s = s .. k .. ' ' end return s end)()",
     "\"at d dur flag kids list n person t x \""},
    {"v", "(function() local s = '' for k in pairs(param) do s = s .. k .. ' ' end return s end)()",
     "\"limit stay words \""},
    {"v", "(function() local s = '' for k in pairs(city) do s = s .. k .. ' ' end return s end)()",
     "\"code id \""},
    {"v", "(function() for k in pairs(role) do end end)()",
     "error w0.yaml:2: pairs cannot go through a roles"},
    {"v", "#case.person", "error w0.yaml:2: only a list has a length"},
    {"v", "#case", "error w0.yaml:2: only a list has a length"},
    {"v", "string.gsub('n', '%w', case.person)", "\"n\""},
    {"v", "case[1]", "error w0.yaml:2: the name of a member is a text, not a number"},
    {"v", "(function() local c = case return c.tt end)()",
     "error w0.yaml:2: no field \"tt\" in the case file; did you mean \"t\"?"},
    {"v", "(function() local t = copy(case.kids) t[1].name = 'X' t[3] = {name = 'Y'} return t end)()",
     "[{\"name\":\"X\"},{\"name\":\"Jan\"},{\"name\":\"Y\"}]"},
    {"v", "{kids = case.kids, n = case.n}", "{\"kids\":[{\"name\":\"Ala\"},{\"name\":\"Jan\"}],\"n\":7}"},
    /* guards */
    {"g", "case.n > 3", "yes"},
    {"g", "case.n > 30", "no"},
    {"g", "case.rec", "no"},
    {"g", "case.rec == nil", "yes"},
    {"g", "hook.yes()", "yes"},
    {"g", "not hook.yes()", "no"},
    {"g", "case.n", "error w0.yaml:2: a guard answers true, false or nil, not a number"},
    {"g", "case.kids", "error w0.yaml:2: a guard answers true, false or nil, not a list"},
    {"g", "hook.pick('none')", "no"},
    {"g", "(hook.yes)", "w0.yaml:2:8: error: hook yes is named, but not called [hook-arguments]"},
    {"g", "log", "error w0.yaml:2: a guard answers true, false or nil, not a function: did you forget ()?"},
    /* hooks */
    {"v", "hook.count(1, 2)", "30"},
    {"v", "hook.pick('p')", "\"p7\""},
    {"v", "hook.pick('none')", "null"},
    {"v", "hook.when_()", "\"2025-03-03\""},
    {"v", "hook.give()", "[7,{\"a\":\"żółć\"}]"},
    {"v", "hook.pick('wrong')",
     "error standard.lua:3: the answer of hook pick does not fit: expected text, got integer"},
    {"v", "hook.pick('missing')", "error standard.lua:3: hook pick gives no answer"},
    {"v", "hook.count(1, {})",
     "error standard.lua:9: attempt to perform arithmetic on a table value (local 'b')"},
    {"v", "hook.count(1.5, 1)",
     "error standard.lua:9: the answer of hook count does not fit: expected integer, got number"},
    {"v", "hook.count(1)", "w0.yaml:2:7: error: hook count takes 2 arguments, not 1 [hook-arguments]"},
    {"v", "hook.act()",
     "w0.yaml:2:7: error: hook act has effects, and this expression only answers [lua-forbidden]"},
    {"v", "(function() local h = hook return h.act() end)()",
     "error w0.yaml:2: hook act has effects and can be called only by actions"},
    {"v", "(function() local h = hook return h.count(1, 2, 3) end)()",
     "error w0.yaml:2: hook count takes 2 argument(s), not 3; case and event are passed by themselves"},
    {"v", "(function() local h = hook return h.nope() end)()",
     "error w0.yaml:2: attempt to call a nil value (field 'nope')"},
    /* effects */
    {"r", "case.n = case.n + 1", "set n = 8\n"},
    {"r", "case.n = nil", "set n = null\n"},
    {"r", "case.n = 3.0", "set n = 3\n"},
    {"r", "case.n = 3.5", "error w0.yaml:2: n: expected integer, got number"},
    {"r", "case.x = 3 log(case.x)", "set x = 3\nlog 3.0\n"},
    {"r", "case.list = {}", "set list = []\n"},
    {"r", "case.rec = {}", "set rec = {}\n"},
    {"r", "case.rec = {a = 2.0, b = 'c'}", "set rec = {\"a\":2,\"b\":\"c\"}\n"},
    {"r", "local l = copy(case.list) table.sort(l) case.list = l", "set list = [1,2,3]\n"},
    {"r", "local old = case.kids case.kids = {} log(#old, old[1].name)", "set kids = []\nlog 2\tAla\n"},
    {"r", "case.at = now case.dur = duration('3 days')",
     "set at = \"2025-03-03T21:15:30Z\"\nset dur = \"3 days\"\n"},
    {"r", "case.kids = {{name = 'Z'}, case.kids[1]}", "set kids = [{\"name\":\"Z\"},{\"name\":\"Ala\"}]\n"},
    {"r", "raise('x')", "raise x null\n"},
    {"r", "raise('x', {})", "raise x {}\n"},
    {"r", "raise('x', {a = case.list})", "raise x {\"a\":[3,1,2]}\n"},
    {"r", "raise(1)", "error w0.yaml:2: the event of raise is a text, not a number"},
    {"r", "send('x')", "send after=now id= to=:  x null\n"},
    {"r", "send('x', {after = '3 days', id = 'r', data = {n = 1}})",
     "send after=3 days id=r to=:  x {\"n\":1}\n"},
    {"r", "send('x', {afterr = '3 days'})",
     "error w0.yaml:2: send takes after, data, id and to, and nothing else"},
    {"r", "send('x', {after = 'soon'})",
     "error w0.yaml:2: a duration is expected, as \"14 days\" or \"3 working days\" (the text is none)"},
    {"r", "send('x', {after = param.stay, to = 'parent'})", "send after=12 months id= to=parent:  x null\n"},
    {"r", "cancel('r')", "cancel r null\n"},
    {"r", "note('hm')", "note hm null\n"},
    {"r", "task{id = 'a', by = 'centre', due = '3 days'}",
     "task  {\"by\":\"centre\",\"due\":\"3 days\",\"id\":\"a\"}\n"},
    {"r", "task('a')",
     "error w0.yaml:2: bad argument #1 to 'task' (a table {id=, title=, by=, due=, data=})"},
    {"r", "log('a', 1, nil, {}, case.list, case.at)",
     "log a\t1\tnil\ttable\t[3,1,2]\t2025-03-03T21:15:30Z\n"},
    {"r", "log()", "log \n"},
    {"r", "hook.act()",
     "set n = 8\nraise done {\"by\":\"dsm\",\"n\":8}\nhook.act null \"\" standard.lua:10\n"},
    {"c", "hook.act()",
     "set n = 8\nraise done {\"by\":\"dsm\",\"n\":8}\nhook.act null \"\" standard.lua:10\n"},
    {"c", "log('x')", "w0.yaml:2:7: error: `call` takes a hook: hook.NAME(...) [lua-syntax]"},
    {"v", "raise('x')",
     "w0.yaml:2:7: error: `raise` has an effect, and this expression only answers [lua-forbidden]"},
    {"v", "(function() case.n = 1 end)()",
     "w0.yaml:2:19: error: the case file can be changed only by `run` and action hooks [lua-assign]"},
    {"v", "(function() local c = case c.n = 1 end)()",
     "error w0.yaml:2: the case file is read-only here; it can be changed by `run` and by action hooks"},
};

static void test_asked(void **state) {
  (void)state;
  size_t failed = 0;
  for (size_t i = 0; i < TEST_COUNT(asked); i++) {
    fake f;
    char kind = asked[i].kind[0];
    fake_open(&f, false);
    int32_t x = fake_expr(&f,
                          kind == 'g'   ? SPR_X_GUARD
                          : kind == 'v' ? SPR_X_VALUE
                          : kind == 'r' ? SPR_X_RUN
                                        : SPR_X_CALL,
                          asked[i].source);
    fake_file(&f, false, standard_file);
    fake_file(&f, true, city_file);
    const char *answer = fake_faults(&f);
    size_t n = strlen(asked[i].answer);
    bool diagnosed = answer[0] != '\0';
    if (!diagnosed) {
      spr_rules_free(f.rules);
      f.rules = NULL;
      fake_make(&f);
      fill(&f);
      answer = fake_ask(&f, x);
    }
    bool same = diagnosed ? strncmp(answer, asked[i].answer, n) == 0 && answer[n] == '\n'
                          : strcmp(answer, asked[i].answer) == 0;
    if (!same) {
      print_error("%s\n  got      %s\n  expected %s\n", asked[i].source, answer, asked[i].answer);
      failed++;
    }
    fake_close(&f);
  }
  assert_int_equal(failed, 0);
}

/* A guard with two hooks: the reason of the last hook that said no is told, also where `and` and `or` have
 * cut it off. */
static void test_reasons(void **state) {
  (void)state;
  fake f;
  fake_open(&f, false);
  int32_t plain = fake_expr(&f, SPR_X_GUARD, "hook.yes()"),
          cut = fake_expr(&f, SPR_X_GUARD, "true and (hook.yes())");
  int32_t other = fake_expr(&f, SPR_X_GUARD, "case.n > 100"),
          or_ = fake_expr(&f, SPR_X_GUARD, "hook.yes() or case.flag");
  fake_file(&f, false, standard_file);
  fake_make(&f);
  fill(&f);
  fake_set(&f, "n", spr_v_int(1));
  assert_string_equal(fake_ask(&f, plain), "no: n is only 1");
  assert_string_equal(spr_buf_view(&f.step.journal).p, "hook.yes false \"n is only 1\" standard.lua:2\n");
  assert_string_equal(fake_ask(&f, cut), "no: n is only 1");
  assert_string_equal(fake_ask(&f, other), "no");
  assert_string_equal(fake_ask(&f, or_), "yes");
  fake_close(&f);
}

/* The facts that an answer rests on are those that it has read, and no others. */
static void test_facts(void **state) {
  (void)state;
  static const struct {
    const char *expr;
    uint32_t flags;
    const char *fields;
  } facts[] = {{"case.n == 7", 0, "n"},
               {"case.n == 0 and case.x == 1", 0, "n"},
               {"case.n == 7 and case.x == 1", 0, "nx"},
               {"param.limit == 1", SPR_FACT_PARAM, ""},
               {"event.name == 'x'", SPR_FACT_EVENT, ""},
               {"today == 'x'", SPR_FACT_NOW, ""},
               {"inside('a')", SPR_FACT_STATES, ""},
               {"role.home == nil", SPR_FACT_ROLES, ""},
               {"caseload('x') == 0", SPR_FACT_OBSERVED, ""},
               {"city.id == 'x'", SPR_FACT_CITY, ""},
               {"hook.yes()", 0, "n"},
               {"#case.list == 3 or case.n == 1", 0, "list"},
               {"1 == 1", 0, ""}};
  for (size_t i = 0; i < 2 * TEST_COUNT(facts); i++) {
    fake f;
    fake_open(&f, false);
    int32_t x = fake_expr(&f, SPR_X_GUARD, facts[i / 2].expr);
    fake_file(&f, false, standard_file);
    fake_make(&f);
    fill(&f);
    spr_rules_set_native(f.rules, i % 2 == 0);
    const char *answer = fake_ask(&f, x);
    uint64_t expected = 0;
    for (uint32_t k = 0; k < f.model.nfields; k++) {
      bool wanted = strcmp(facts[i / 2].fields, "nx") == 0
                        ? k < 2
                        : spr_str_is(f.model.fields[k].name, facts[i / 2].fields);
      if (wanted) expected |= UINT64_C(1) << k;
    }
    if (f.step.reads.flags != facts[i / 2].flags || f.step.read_fields[0] != expected)
      fail_msg("%s: %s, flags %x, fields %llx", facts[i / 2].expr, answer, f.step.reads.flags,
               (unsigned long long)f.step.read_fields[0]);
    fake_close(&f);
  }
}

/* Alone, fields need not be declared. */
static void test_alone(void **state) {
  (void)state;
  fake f;
  fake_open(&f, true);
  int32_t set =
      fake_expr(&f, SPR_X_RUN, "case.own = {1, 2} case.n = 1 log(#case.own, case.other, city_ or nil)");
  (void)set;
  assert_non_null(strstr(fake_faults(&f), "no name `city_`"));
  fake_close(&f);
  /* The engine's own names exist, so reading one would not fail in the run. */
  fake_open(&f, true);
  fake_expr(&f, SPR_X_VALUE, "case.n + spr__0");
  assert_non_null(strstr(fake_faults(&f), "error: there is no name `spr__0`"));
  assert_null(f.rules);
  fake_close(&f);
  fake_open(&f, true);
  set = fake_expr(&f, SPR_X_RUN, "case.own = {1, 2} case.n = 1 log(#case.own, case.other)");
  int32_t read = fake_expr(&f, SPR_X_VALUE, "case.own"), city = fake_expr(&f, SPR_X_VALUE, "city.id");
  int32_t names =
      fake_expr(&f, SPR_X_VALUE,
                "(function() local s = '' for k in pairs(case) do s = s .. k .. ' ' end return s end)()");
  fake_make(&f);
  assert_string_equal(fake_ask(&f, read), "null");
  assert_string_equal(fake_ask(&f, set), "set n = 1\nlog 2\tnil\n");
  assert_string_equal(fake_ask(&f, read), "[1,2]");
  assert_string_equal(fake_ask(&f, names), "\"n own \"");
  assert_string_equal(fake_ask(&f, city), "error w2.yaml:2: this workflow stands alone: there is no city");
  fake_close(&f);
}

/* A role whose rule asks the rules again while a rule runs. */
static fake *nested;
static int32_t nested_expr;
static bool nested_role(spr_step *st, int32_t role, spr_str *out) {
  static char text[64];
  spr_value v;
  if (role == 1) {
    *out = SPR_STR("c");
    return true;
  }
  if (!spr_rules_ops()->value(nested->rules, st, nested_expr, &v)) return false;
  snprintf(text, sizeof text, "%.*s", SPR_FMT(spr_v_str(v)));
  spr_v_release(&st->pool, v);
  *out = spr_str_of(text);
  return true;
}

static void test_nested(void **state) {
  (void)state;
  static const struct {
    const char *is, *answer;
  } cases[] = {
      {"'r' .. (role.centre or '')", "\"rc!\""},
      {"error('no role')", "error w0.yaml:2: no role"},
      {"(function() while true do end end)()", "limit w0.yaml:2: the rule does more work than one step may"},
      {"role.home .. 'x'", "limit "}};
  for (size_t i = 0; i < TEST_COUNT(cases); i++) {
    fake f;
    fake_open(&f, false);
    nested = &f;
    nested_expr = fake_expr(&f, SPR_X_VALUE, cases[i].is);
    int32_t x = fake_expr(&f, SPR_X_VALUE, "role.home .. '!'"),
            after = fake_expr(&f, SPR_X_GUARD, "tostring(1) == '1'");
    fake_make(&f);
    f.step.role = nested_role;
    const char *answer = fake_ask(&f, x);
    if (strncmp(answer, cases[i].answer, strlen(cases[i].answer)) != 0)
      fail_msg("%s: %s", cases[i].is, answer);
    assert_string_equal(fake_ask(&f, after), "yes");
    fake_close(&f);
  }
}

/* Ten thousand steps leave nothing behind: no stack, no registry, no memory. */
static void test_steady(void **state) {
  (void)state;
  fake f;
  fake_open(&f, false);
  int32_t x = fake_expr(&f, SPR_X_GUARD, "hook.yes() and #case.kids == 2 and case.kids[1].name < 'B'"),
          bad = fake_expr(&f, SPR_X_GUARD, "case.kids.a.b");
  fake_file(&f, false, standard_file);
  fake_make(&f);
  fill(&f);
  for (int i = 0; i < 1000; i++) fake_ask(&f, i % 3 ? x : bad);
  f.peak = 0;
  fake_ask(&f, x);
  for (int i = 0; i < 1000; i++) fake_ask(&f, i % 3 ? x : bad);
  size_t before = f.peak;
  for (int i = 0; i < 10000; i++) fake_ask(&f, i % 3 ? x : bad);
  assert_true(f.peak <= before + before / 4);
  fake_close(&f);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_asked),  cmocka_unit_test(test_reasons),
                                     cmocka_unit_test(test_facts),  cmocka_unit_test(test_alone),
                                     cmocka_unit_test(test_nested), cmocka_unit_test(test_steady)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
