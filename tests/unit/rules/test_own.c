/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/fake_step.h"

/* The library: what Lua has not, and what answers otherwise here than there. */

static const struct {
  const char *expr, *answer;
} own[] = {
    {"tostring({})", "\"table\""},
    {"tostring(tostring)", "\"function\""},
    {"tostring(0/0)", "\"nan\""},
    {"string.format('%s', {})", "\"table\""},
    {"(function() local t = {} for k in pairs({b = 1, a = 2, [10] = 3, [2] = 4, [1.5] = 5, ['10'] = 6}) do "
     "t[#t + 1] = tostring(k) end return table.concat(t, ' ') end)()",
     "\"1.5 2 10 10 a b\""},
    {"(function() local t = {} for k, v in pairs(case.rec or {x = 1}) do t[#t + 1] = k .. v end return "
     "table.concat(t) end)()",
     "\"x1\""},
    {"(function() local t = {5, 3, 5, 1} local r = {} for i, v in ipairs(t) do r[i] = {v, i} end "
     "table.sort(r, function(a, b) return a[1] < b[1] end) "
     "return r[3][2] .. r[4][2] end)()",
     "\"13\""}, /* stable */
    /* dates */
    {"today", "\"2025-03-03\""},
    {"now", "\"2025-03-03T21:15:30Z\""},
    {"tostring(now)", "\"2025-03-03T21:15:30Z\""},
    {"now.year * 10000 + now.month * 100 + now.day", "20250303"},
    {"now.hour * 100 + now.minute", "2115"},
    {"now.second", "30"},
    {"now.weekday", "1"},
    {"now.date", "\"2025-03-03\""},
    {"add(today, '1 month')", "\"2025-04-03\""},
    {"add('2025-01-31', '1 month')", "\"2025-02-28\""},
    {"add('2024-02-29', '12 months')", "\"2025-02-28\""},
    {"add('2025-03-07', '1 working day')", "\"2025-03-10\""},
    {"add('2025-03-03', '-3 days')", "\"2025-02-28\""},
    {"add(now, '24 hours')", "\"2025-03-04T21:15:30Z\""},
    {"add(now, '2 weeks') > now", "true"},
    {"add(now, param.stay)", "\"2026-03-03T21:15:30Z\""},
    {"add('9999-12-31', '1 day')", "error w0.yaml:2: the date lies outside of the years 1 to 9999"},
    {"add('9999-12-31', '1 month')", "error w0.yaml:2: the date lies outside of the years 1 to 9999"},
    {"add('0001-01-01', '-100 years')", "error w0.yaml:2: the date lies outside of the years 1 to 9999"},
    {"add('2025-13-01', '1 day')",
     "error w0.yaml:2: add takes a date or datetime (the text is no date YYYY-MM-DD)"},
    {"add(today, '3 fortnights')",
     "error w0.yaml:2: a duration is expected, as \"14 days\" or \"3 working days\" (the text is none)"},
    {"add(today, '3 hours')", "error w0.yaml:2: hours, minutes and seconds can be added only to a datetime"},
    {"days('2025-03-01', today)", "2"},
    {"days(today, '2025-03-01')", "-2"},
    {"days(now, '2025-03-04')", "1"},
    {"working_days('2025-03-07', '2025-03-10')", "1"},
    {"working_days('2025-03-10', '2025-03-07')", "-1"},
    {"working_days('0001-01-01', '9999-12-31')",
     "error w0.yaml:2: working_days counts over a hundred years at most"},
    {"age('2019-03-03')", "6"},
    {"age('2019-03-04')", "5"},
    {"age('2020-02-29')", "5"},
    {"age({birth_date = '2000-01-01'})", "25"},
    {"age({})", "null"},
    {"age('2030-01-01')", "0"},
    {"age(nil)", "error w0.yaml:2: argument 1 must be a date or datetime (nil)"},
    {"due_on('2025-03-03', '5 days')", "\"2025-03-10\""},
    {"due_on('2025-03-03', '5 days', 'none')", "\"2025-03-08\""},
    {"due_on('2025-03-03', '5 days', 'previous')", "\"2025-03-07\""},
    {"due_on('2025-03-03', '5 days', 'sideways')",
     "error w0.yaml:2: bad argument #3 to 'due_on' (invalid option 'sideways')"},
    {"duration('3 days')", "\"3 days\""},
    {"duration('2 weeks') == duration('14 days')", "true"},
    {"duration('1 month') < param.stay", "true"},
    {"duration('30 days') < param.stay",
     "error w0.yaml:2: months, days, working days and hours cannot be compared with one another"},
    {"now < today", "error w0.yaml:2: a datetime and a text have no order"},
    {"now == now", "true"},
    {"now < duration('1 day')", "error w0.yaml:2: a datetime and a duration have no order"},
    {"tostring(param.stay)", "\"12 months\""},
    {"'until ' .. now", "error w0.yaml:2: attempt to concatenate a datetime value (global 'now')"},
    /* the city and the rest */
    {"city.id", "\"gdansk\""},
    {"param.limit", "5"},
    {"#param.words", "2"},
    {"param.words[2]", "\"b\""},
    {"param.words[3]", "null"},
    {"role.home", "\"dsm-gdansk\""},
    {"role.centre", "null"},
    {"event.name", "\"go\""},
    {"event.by", "\"dsm\""},
    {"event.data", "{}"},
    {"event.at == now", "true"},
    {"event.occurred == now", "true"},
    {"caseload('abc')", "3"},
    {"occupied('abcd')", "4"},
    {"occupied('')", "error w0.yaml:2: no such institution"},
    {"profile('sopot').limit", "7"},
    {"profile('x')", "null"},
    {"caseload(nil)", "error w0.yaml:2: the institution of caseload is a text, not a nil"},
    {"inside('a')", "true"},
    {"inside('a1')", "true"},
    {"inside('a2')", "false"},
    {"inside('b')", "false"},
    {"inside('a.a1')", "true"},
    {"(inside 'a1')", "true"},
    {"copy(param.words)", "[\"a\",\"b\"]"},
    {"(function() local t = copy(param.words) t[3] = 'c' return t end)()", "[\"a\",\"b\",\"c\"]"},
    {"copy(3)", "3"},
    {"param.words == copy(param.words)", "false"},
    {"param.words == param.words", "true"},
    /* results */
    {"{}", "[]"},
    {"{{}}", "[[]]"},
    {"{a = {}}", "{\"a\":[]}"},
    {"{b = 1, a = {2, 3}}", "{\"a\":[2,3],\"b\":1}"},
    {"1.0", "1"},
    {"nil", "null"},
    {"{1, 2, [3] = 3}", "[1,2,3]"},
};

static void test_own(void **state) {
  (void)state;
  size_t failed = 0;
  for (size_t i = 0; i < TEST_COUNT(own); i++) {
    const char *answer = fake_once(SPR_X_VALUE, own[i].expr);
    if (strcmp(answer, own[i].answer) == 0) continue;
    print_error("%s: got %s, expected %s\n", own[i].expr, answer, own[i].answer);
    failed++;
  }
  assert_int_equal(failed, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_own)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
