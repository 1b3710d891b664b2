/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "rules/fake_step.h"

/* The static look: what it says, and the exact place. The first line of each entry's answer is compared
 * whole, and the help after the caret. */

static const struct {
  const char *kind, *source, *answer, *help;
} faults[] = {
    /* syntax */
    {"v", "1 +", "2:10: error: expected an expression, but here is the end of the text [lua-syntax]", ""},
    {"v", "1 2", "2:9: error: expected the end of the expression, but here is `2` [lua-syntax]", ""},
    {"v", "(1", "2:9: error: expected `)` to close `(`, but here is the end of the text [lua-syntax]", ""},
    {"v", "case.", "2:12: error: expected a name, but here is the end of the text [lua-syntax]", ""},
    {"v", "a b", "2:9: error: expected the end of the expression, but here is `b` [lua-syntax]", ""},
    {"v", "'abc", "2:7: error: the string is not closed [lua-syntax]", ""},
    {"v", "'\\q'", "2:8: error: no such escape sequence [lua-syntax]", ""},
    {"v", "3x", "2:7: error: not a number [lua-syntax]", ""},
    {"v", "@", "2:7: error: this character has no meaning in Lua [lua-syntax]", ""},
    {"v", "case.n == 1, 2", "2:18: error: expected the end of the expression, but here is `,` [lua-syntax]",
     ""},
    {"v", "...", "2:7: error: `...` stands only in a function that takes `...` [lua-syntax]", ""},
    {"v", "case.n = 1", "2:14: error: expected the end of the expression, but here is `=` [lua-syntax]", ""},
    {"v", "{1, 2", "2:12: error: expected `}` to close `{`, but here is the end of the text [lua-syntax]",
     ""},
    {"v", "case:n",
     "2:13: error: expected the arguments of the call, but here is the end of the text [lua-syntax]", ""},
    {"r", "if case.n then",
     "2:21: error: expected `end` to close `if`, but here is the end of the text [lua-syntax]", ""},
    {"r", "case.n", "2:7: error: an expression alone does nothing; assign it or call it [lua-syntax]", ""},
    {"r", "f() = 1", "2:7: error: this cannot be assigned to [lua-syntax]", ""},
    {"r", "end", "2:7: error: expected a statement, but here is `end` [lua-syntax]", ""},
    {"r", "local 1 = 2", "2:13: error: expected a name, but here is `1` [lua-syntax]", ""},
    {"r", "for i = 1 do end", "2:17: error: expected `,`, but here is `do` [lua-syntax]", ""},
    {"r", "for i 1 do end", "2:13: error: expected `=` or `in`, but here is `1` [lua-syntax]", ""},
    {"r", "local x <close> = 1", "2:16: error: rules have no variables to be closed [lua-syntax]", ""},
    {"r", "local x <final> = 1", "2:16: error: no such attribute; there is only `const` [lua-syntax]", ""},
    {"r", "return 1 log(2)", "2:16: error: expected a statement, but here is `log` [lua-syntax]", ""},
    {"r", "--[[ x", "2:7: error: the comment is not closed [lua-syntax]", ""},
    {"r", "goto nowhere", "2:7: error: no visible label 'nowhere' for <goto> at line 1 [lua-syntax]", ""},
    {"r", "while 1 do goto continue end",
     "2:7: error: no visible label 'continue' for <goto> at line 1 [lua-syntax]", ""},
    /* names */
    {"v", "foo", "2:7: error: there is no name `foo` here [lua-global]", ""},
    {"v", "tostrng(1)", "2:7: error: there is no name `tostrng` here [lua-global]",
     "did you mean \"tostring\"?"},
    {"v", "flag and 1", "2:7: error: there is no name `flag` here [lua-global]",
     "did you mean \"case.flag\"?"},
    {"v", "string.formt('x')", "2:7: error: there is no string.formt [lua-global]",
     "did you mean \"string.format\"?"},
    {"v", "math.random()", "2:7: error: there is no math.random [lua-forbidden]",
     "a rule answers the same each time; there is no randomness"},
    {"v", "os.time()", "2:7: error: there is no `os` [lua-forbidden]",
     "rules have no clock and no operating system: use now or today"},
    {"v", "pcall(log)", "2:7: error: there is no `pcall` [lua-forbidden]",
     "a failing rule is a failing rule: look before you call"},
    {"v", "require 'x'", "2:7: error: there is no `require` [lua-forbidden]", "a hook stands in one file"},
    {"v", "decide.x()", "2:7: error: there is no `decide` [lua-forbidden]",
     "decision tables are not there yet; write the rule as a hook"},
    {"v", "standard.yes()", "2:7: error: there is no `standard` here [lua-global]",
     "only a city's file can call the package's own answers; use hook.NAME(...)"},
    {"v", "_G", "2:7: error: there is no `_G` [lua-forbidden]",
     "there is no table of globals; write the name itself"},
    {"v", "case.riks == 1", "2:12: error: no field \"riks\" in the case file [unknown-field]", ""},
    {"v", "case.persom.name", "2:12: error: no field \"persom\" in the case file [unknown-field]",
     "did you mean \"person\"?"},
    {"v", "case['flg']", "2:12: error: no field \"flg\" in the case file [unknown-field]",
     "did you mean \"flag\"?"},
    {"v", "event.dta", "2:13: error: an event has no \"dta\" [unknown-field]", "did you mean \"data\"?"},
    {"v", "event.data.lat", "2:18: error: no event is declared with data \"lat\" [unknown-field]",
     "did you mean \"late\"?"},
    {"v", "param.limt", "2:13: error: no parameter \"limt\" [unknown-parameter]", "did you mean \"limit\"?"},
    {"v", "role.hom", "2:12: error: no role \"hom\" [unknown-kind]", "did you mean \"home\"?"},
    {"v", "hook.yess()", "2:12: error: no hook \"yess\" [unknown-hook]", "did you mean \"yes\"?"},
    {"v", "city.cod", "2:12: error: a municipality has no \"cod\" [unknown-key]", "did you mean \"code\"?"},
    {"v", "inside('a3')", "2:14: error: no state \"a3\" [unknown-state]", "did you mean \"a\"?"},
    {"v", "inside(case.t)",
     "2:7: error: inside takes one name of a state, written out in quotes [lua-forbidden]", ""},
    {"v", "inside", "2:7: error: inside can only be called, with a name of a state in quotes [lua-forbidden]",
     ""},
    {"v", "hook.yes(1)", "2:7: error: hook yes takes 0 arguments, not 1 [hook-arguments]", ""},
    {"v", "hook.yes(case, event)", "2:7: error: hook yes takes 0 arguments, not 2 [hook-arguments]",
     "case and event are passed by themselves"},
    {"v", "hook.pick()", "2:7: error: hook pick takes 1 argument, not 0 [hook-arguments]", ""},
    {"v", "hook.yes", "2:7: error: hook yes is named, but not called [hook-arguments]",
     "write hook.yes(...)"},
    {"v", "żółć", "2:7: error: this character has no meaning in Lua [lua-syntax]", ""},
    {"v", "'żółć' .. foo", "2:17: error: there is no name `foo` here [lua-global]", ""},
    {"v", "case.t:gsub('a', foo)", "2:24: error: there is no name `foo` here [lua-global]", ""},
    {"v", "{x = foo}", "2:12: error: there is no name `foo` here [lua-global]", ""},
    {"v", "{[foo] = 1}", "2:9: error: there is no name `foo` here [lua-global]", ""},
    {"v", "(function(a) return a + b end)(1)", "2:31: error: there is no name `b` here [lua-global]", ""},
    {"v", "-foo", "2:8: error: there is no name `foo` here [lua-global]", ""},
    /* scopes */
    {"r", "do local a = 1 end log(a)", "2:30: error: there is no name `a` here [lua-global]", ""},
    {"r", "local a = a", "2:17: error: there is no name `a` here [lua-global]", ""},
    {"r", "local function f() return f end log(f)", "", ""},
    {"r", "for i = 1, 2 do end log(i)", "2:31: error: there is no name `i` here [lua-global]", ""},
    {"r", "repeat local a = 1 until a == 1", "", ""},
    {"r", "local function f(a, ...) return a, ... end f(...)",
     "2:52: error: `...` stands only in a function that takes `...` [lua-syntax]", ""},
    {"r", "local a, b = 1, 2; a, b = b, a; log(a, b)", "", ""},
    {"r", "local t = {} function t.f() end function t:g() return self end t:g()", "", ""},
    {"r", "local a <const> = 1 a = 2", "2:27: error: `a` is constant [lua-assign]", ""},
    {"r", "goto continue ::continue:: log(1)", "", ""},
    {"r", "for i = 1, 3 do if i == 2 then goto continue end log(i) ::continue:: end", "", ""},
    {"r", "log(1 // 2, 7 % 3, ~1, 1 ~ 2, 1 << 2, 'a' .. 1, not 1, -1, #'a', 2^2, 1 ~= 2)", "", ""},
    {"r", "local n = 0 local function up() n = n + 1 end up() case.n = n", "", ""},
    {"r", "if case.n then log(1) elseif case.x then log(2) else log(3) end while false do break end", "", ""},
    {"r", "log [[long]] log{1} log 'x' ; ; ::l:: log(0x1F, 1e3, .5, 0x.8p1, '\\x41\\065\\u{41}\\z   b')", "",
     ""},
    {"r", "raise('go', {lat = 1}) log(event.data.lat)", "", ""},
    {"r", "log(event.data.lat == 1)", "2:22: error: no event is declared with data \"lat\" [unknown-field]",
     "did you mean \"late\"?"},
    /* assignments */
    {"r", "x = 1", "2:7: error: assigns to the global x, and there are no globals [lua-assign]",
     "write `local x = ...`"},
    {"r", "function f() end", "2:16: error: assigns to the global f, and there are no globals [lua-assign]",
     "write `local function f`"},
    {"r", "case = 1", "2:7: error: `case` belongs to the engine and cannot be replaced [lua-assign]", ""},
    {"r", "case.riks = 1", "2:12: error: no field \"riks\" in the case file [unknown-field]", ""},
    {"r", "param.limit = 1", "2:7: error: `param` cannot be changed [lua-assign]", ""},
    {"r", "string.len = 1", "2:7: error: the library cannot be changed [lua-assign]", ""},
    {"r", "local spr__x = 1", "2:13: error: names that begin with spr__ belong to the engine [lua-forbidden]",
     ""},
};

static void look(const char *kind, const char *source, char *answer, size_t size) {
  fake f;
  fake_open(&f, false);
  fake_expr(&f, kind[0] == 'v' ? SPR_X_VALUE : SPR_X_RUN, source);
  spr_lua_check_expr(&f.diags, &f.model, &f.model.exprs[0], NULL);
  spr_diags_sort(&f.diags);
  spr_diags_text(&f.diags, &f.out, false);
  snprintf(answer, size, "%s", f.out.p ? f.out.p : "");
  fake_close(&f);
}

static void test_faults(void **state) {
  (void)state;
  size_t failed = 0;
  for (size_t i = 0; i < TEST_COUNT(faults); i++) {
    char answer[4000], expected[400];
    look(faults[i].kind, faults[i].source, answer, sizeof answer);
    snprintf(expected, sizeof expected, "w0.yaml:%s\n", faults[i].answer);
    bool ok = faults[i].answer[0] ? strncmp(answer, expected, strlen(expected)) == 0 : answer[0] == '\0';
    char *second = strchr(answer, '\n'), *help = NULL;
    if (ok && faults[i].answer[0]) {
      help = strrchr(answer, '^');
      while (help && *help == '^') help++;
      if (help && *help == ' ') help++;
      ok = help && strncmp(help, faults[i].help, strlen(faults[i].help)) == 0 &&
           (faults[i].help[0] || *help == '\n');
      ok = ok && strchr(second + 1, ':') != NULL; /* the line is shown */
    }
    if (ok) continue;
    print_error("%s\n  got      %s\n  expected %s %s\n", faults[i].source, answer, expected, faults[i].help);
    failed++;
  }
  assert_int_equal(failed, 0);
}

/* Places in texts that YAML has quoted, folded or indented. */
static void test_places(void **state) {
  (void)state;
  static const struct {
    const char *yaml, *text;
    uint32_t from, to;
    const char *place;
  } texts[] = {{"when: 'case.t == ''x'' and foo'\n", "case.t == 'x' and foo", 6, 31, "y:1:28:"},
               {"when: \"case.t == \\\"x\\\" and foo\"\n", "case.t == \"x\" and foo", 6, 31, "y:1:28:"},
               {"run: |\n  log(1)\n  foo()\n", "log(1)\nfoo()\n", 7, 25, "y:3:3:"},
               {"when: >\n  case.n == 1 and\n  foo\n", "case.n == 1 and foo\n", 8, 33, "y:3:3:"},
               {"when: case.n == 1 and\n  foo\n", "case.n == 1 and foo", 6, 28, "y:2:3:"}};
  for (size_t i = 0; i < TEST_COUNT(texts); i++) {
    fake f;
    fake_open(&f, false);
    uint32_t file = spr_sources_add(&f.sources, SPR_STR("y"), spr_str_of(texts[i].yaml));
    spr_expr x = {strncmp(texts[i].yaml, "run", 3) ? SPR_X_GUARD : SPR_X_RUN, spr_str_of(texts[i].text),
                  spr_span_make(file, texts[i].from, texts[i].to), 0, 0};
    spr_lua_check_expr(&f.diags, &f.model, &x, NULL);
    spr_diags_text(&f.diags, &f.out, false);
    if (!f.out.p || strncmp(f.out.p, texts[i].place, strlen(texts[i].place)) != 0)
      fail_msg("%s: %s", texts[i].yaml, f.out.p ? f.out.p : "nothing");
    fake_close(&f);
  }
}

/* An error while running names the line within a block, too. */
static void test_lines(void **state) {
  (void)state;
  fake f;
  fake_open(&f, false);
  const char *yaml = "a: 1\nrun: |\n  local x\n  local y = 2 ^ 2\n  log(x.y)\n";
  uint32_t file = spr_sources_add(&f.sources, SPR_STR("y"), spr_str_of(yaml));
  spr_expr *x = (spr_expr *)f.model.exprs;
  *x = (spr_expr){SPR_X_RUN, SPR_STR("local x\nlocal y = 2 ^ 2\nlog(x.y)\n"),
                  spr_span_make(file, 14, (uint32_t)strlen(yaml)), 0, 0};
  f.model.nexprs = 1;
  fake_make(&f);
  assert_string_equal(fake_ask(&f, 0), "error y:5: attempt to index a nil value (local 'x')");
  fake_close(&f);
}

/* What a file answers, and what it uses. */
static void test_file(void **state) {
  (void)state;
  static const struct {
    const char *text;
    uint64_t answers;
  } files[] = {
      {"local M = {}\nfunction M.yes() return true end\nM.pick = function(part) return part end\nreturn M\n",
       1 | 2},
      {"return {yes = function() return true end}", 1},
      {"local M = {yes = function() return true end}\nlocal function f() end\nM.act = f\nreturn M", 1 | 8},
      {"return {}", 0},
      {"local M = {}\nlocal O = {}\nfunction O.yes() end\nreturn M", 0}};
  for (size_t i = 0; i < TEST_COUNT(files); i++) {
    fake f;
    spr_span answers[8] = {{0}};
    fake_open(&f, false);
    fake_file(&f, false, files[i].text);
    spr_lua_check_file(&f.diags, &f.model, f.model.standard_lua, false, answers, NULL);
    assert_int_equal(f.diags.n, 0);
    for (uint32_t h = 0; h < f.model.nhooks; h++) {
      assert_int_equal(answers[h].file != 0, files[i].answers >> h & 1);
      spr_str name = spr_str_n(files[i].text + answers[h].from, answers[h].to - answers[h].from);
      if (answers[h].file) assert_true(spr_str_eq(name, f.model.hooks[h].name));
    }
    fake_close(&f);
  }
  fake f;
  spr_span answers[8] = {{0}};
  fake_open(&f, false);
  fake_file(&f, true,
            "local M = {}\nfunction M.yess(case) return case.flg end\nfunction M.count(a, b) return "
            "standard.count(a) end\nreturn M\n");
  spr_lua_check_file(&f.diags, &f.model, f.model.city_lua, true, answers, NULL);
  spr_diags_sort(&f.diags);
  spr_diags_text(&f.diags, &f.out, false);
  assert_string_equal(
      f.out.p, "city.lua:2:12: error: no hook \"yess\" is declared [hook-undeclared]\n    2 | function "
               "M.yess(case) return case.flg end\n      |            ^^^^ did you mean \"yes\"?\n"
               "city.lua:2:35: error: no field \"flg\" in the case file [unknown-field]\n    2 | function "
               "M.yess(case) return case.flg end\n      |                                   ^^^ did you mean "
               "\"flag\"?\n"
               "city.lua:3:31: error: hook count takes 2 arguments, not 1 [hook-arguments]\n    3 | function "
               "M.count(a, b) return standard.count(a) end\n      |                               "
               "^^^^^^^^^^^^^^^^^\n");
  fake_close(&f);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_faults), cmocka_unit_test(test_places),
                                     cmocka_unit_test(test_lines), cmocka_unit_test(test_file)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
