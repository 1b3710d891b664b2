/* SPDX-License-Identifier: Apache-2.0 */
#include <lauxlib.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>

#include "rules/fake_step.h"

/* The library: what both have answers as stock Lua does. */

static const char *const alike[] = {
    /* string */
    "string.byte('abc')",
    "string.byte('abc', -1)",
    "string.byte('abc', 2, 9)",
    "string.byte('abc', 10)",
    "string.byte('', 1)",
    "string.byte('abc', 0)",
    "string.byte('abc', math.mininteger, math.maxinteger)",
    "string.char()",
    "string.char(72, 105, 0, 255)",
    "string.len('a\\0b')",
    "string.lower('ABC xyz ĄĘ')",
    "string.upper('abc XYZ ąę')",
    "string.reverse('abc')",
    "string.reverse('')",
    "string.rep('ab', 3)",
    "string.rep('ab', 3, '-')",
    "string.rep('ab', 0)",
    "string.rep('ab', -1)",
    "string.rep('ab', 1, 'x')",
    "string.sub('abcdef', 2, 4)",
    "string.sub('abcdef', -3)",
    "string.sub('abcdef', -100, 2)",
    "string.sub('abcdef', 5, 2)",
    "string.sub('abcdef', 0)",
    "string.sub('abcdef', math.mininteger, math.maxinteger)",
    "string.sub('abc', 2, -2)",
    "string.sub(12345, 2, 3)",
    "('x'):rep(3):len()",
    "#('abc' .. 1 .. 2.5)",
    "1 .. ''",
    "1.0 .. ''",
    "2^53 .. ''",
    "1e100 .. ''",
    "-0.0 .. ''",
    "0.1 .. ''",
    /* format */
    "string.format('%d %5d %-5d| %05d %+d % d', 1, 2, 3, 4, 5, 6)",
    "string.format('%i', 3.0)",
    "string.format('%x %X %#x %o', 255, 255, 255, 8)",
    "string.format('%c%c', 72, 105)",
    "string.format('%e %.3e %E', 1.5, 1.5, 1.5)",
    "string.format('%f %.2f %10.3f|', 1.5, 2.345, 3.14159)",
    "string.format('%g %g %G %.3g', 1e20, 0.1, 1e-10, 123456)",
    "string.format('%s %10s|%-10s|%.2s', 'a', 'b', 'c', 'defg')",
    "string.format('%s %s %s', nil, true, 12)",
    "string.format('%%')",
    "string.format('')",
    "string.format('%5s', 1.5)",
    "string.format('%.20s', 'abc')",
    "string.format('%.0f', 0.5)",
    "string.format('%5.1f|', -0.05)",
    "string.format('%d', '10')",
    "string.format('%.14g', 0.1)",
    "string.format('%99.99f', 1/3)",
    "string.format('%.99f', -1e308) ~= nil",
    "string.format('%.3s|', 'ab')",
    "string.format('%s', 'a\\0b')",
    "pcall(string.format, '%y', 1)",
    "pcall(string.format, '%d', 1.5)",
    "pcall(string.format, '%', 1)",
    "pcall(string.format, '%d')",
    "pcall(string.format, '%123d', 1)",
    /* find and match */
    "string.find('hello world', 'o w')",
    "string.find('hello', 'l')",
    "string.find('hello', 'xyz')",
    "string.find('hello', '')",
    "string.find('hello', '', 6)",
    "string.find('hello', '', 7)",
    "string.find('hello', 'l', -2)",
    "string.find('a.b', '.', 1, true)",
    "string.find('a+b', '+', 1, true)",
    "string.find('hello', '(l)(l)')",
    "string.find('hello', '()ll()')",
    "string.find('', '')",
    "string.find('', '^$')",
    "string.find('abc', 'b', math.mininteger)",
    "string.find('abc', 'b', math.maxinteger)",
    "string.find('abc', '^b', 2)",
    "string.find('abc', '^b')",
    "string.match('2026-04-01', '(%d+)-(%d+)-(%d+)')",
    "string.match('  trim  ', '^%s*(.-)%s*$')",
    "string.match('key = value', '(%w+)%s*=%s*(%w+)')",
    "string.match('hello', '.-l')",
    "string.match('hello', '.*l')",
    "string.match('[[x]]', '%[%[(.-)%]%]')",
    "string.match('f(a(b)c)d', '%b()')",
    "string.match('THE (quick) fox', '%f[%a]%a+%f[%A]')",
    "string.match('aa', '(a)%1')",
    "string.match('ab', '(a)%1')",
    "string.match('x^y', 'x^y')",
    "string.match('abc', '[a-c]+')",
    "string.match('a-c', '[a%-c]+')",
    "string.match(']', '[]]')",
    "string.match('^', '[%^]')",
    "string.match('-', '[a-]')",
    "string.match('ABC', '%u+')",
    "string.match('a1_', '[%w_]+')",
    "string.match('0x1F', '%x+', 3)",
    "string.match('\\t\\n', '%s+')",
    "string.match('\\1', '%c')",
    "string.match('a$', 'a$')",
    "string.match('a$', 'a%$')",
    "string.match('abc', '()')",
    "string.match('abc', 'b', 3)",
    "string.match('ab', 'a?b?c?')",
    "string.match('a\\0b', 'a%zb')",
    "string.match('a\\0b', '[\\0]')",
    "string.match('a]', '[^%]]')",
    "pcall(string.match, 'x', '[^]')",
    /* gsub */
    "string.gsub('hello world', 'o', '0')",
    "string.gsub('hello', '', '-')",
    "string.gsub('abc', '%w', '%0%0')",
    "string.gsub('abc', '(a)(b)', '%2%1')",
    "string.gsub('abc', 'b', '%%')",
    "string.gsub('hello', 'l', 'L', 1)",
    "string.gsub('hello', 'l', 'L', 0)",
    "string.gsub('abc', '^a', 'x')",
    "string.gsub('a,b,c', ',', {[','] = ';'})",
    "string.gsub('abc', '%w', {a = 1, b = false})",
    "string.gsub('abc', '%w', function(c) if c == 'b' then return 'X' end end)",
    "string.gsub('abc', '()', '%1')",
    "string.gsub('abc', 'x*', '-')",
    "string.gsub('  a  ', '^%s+', '')",
    "string.gsub('', '', 'x')",
    "string.gsub('abc', '.', 'x', -1)",
    "pcall(string.gsub, 'a', 'a', '%9')",
    "pcall(string.gsub, 'a', 'a', '%x')",
    "pcall(string.gsub, 'a', 'a', function() return {} end)",
    "(function() local t = {} for k, v in string.gmatch('a=1, b=2', '(%w+)=(%w+)') do t[#t + 1] = k .. v end "
    "return table.concat(t, ';') end)()",
    "(function() local t = {} for k in string.gmatch('abc', '') do t[#t + 1] = '.' end return "
    "table.concat(t) end)()",
    "(function() local t = {} for k in string.gmatch('one two', '%a+', 4) do t[#t + 1] = k end return "
    "table.concat(t, ';') end)()",
    "(function() local t = {} for k in string.gmatch('xay', 'a*') do t[#t + 1] = '<' .. k .. '>' end return "
    "table.concat(t) end)()",
    /* tonumber, tostring */
    "tonumber('10')",
    "tonumber('0x10')",
    "tonumber(' 10 ')",
    "tonumber('1e3')",
    "tonumber('1e')",
    "tonumber('')",
    "tonumber('abc')",
    "tonumber('10', 2)",
    "tonumber('zz', 36)",
    "tonumber('8', 8)",
    "tonumber('-ff', 16)",
    "tonumber('7fffffffffffffff', 16)",
    "tonumber('  11  ', 2)",
    "tonumber(nil)",
    "tonumber({})",
    "tonumber('9223372036854775808')",
    "tonumber('0x.8p1')",
    "tonumber('inf')",
    "tonumber('nan')",
    "tonumber('1 2')",
    "tonumber('1\\0')",
    "tonumber(3.5)",
    "tostring(1)",
    "tostring(1.5)",
    "tostring(10.0)",
    "tostring(-0.0)",
    "tostring(1e15)",
    "tostring(1e16)",
    "tostring(2^63)",
    "tostring(1/0)",
    "tostring(-1/0)",
    "tostring(nil)",
    "tostring(true)",
    "tostring('x')",
    "math.maxinteger + 1 == math.mininteger",
    /* select, type, rawequal, rawlen, assert, error */
    "select('#')",
    "select('#', nil, nil)",
    "select(2, 'a', 'b', 'c')",
    "select(-1, 'a', 'b', 'c')",
    "select(5, 1)",
    "pcall(select, 0)",
    "pcall(select, -2, 1)",
    "type(nil)",
    "type(1)",
    "type('')",
    "type({})",
    "type(type)",
    "rawequal('a', 'a')",
    "rawequal({}, {})",
    "rawequal(1, 1.0)",
    "rawlen({1, 2})",
    "rawlen('abc')",
    "assert(1, 'x')",
    "assert('a')",
    "(function(...) return select('#', ...) end)(1, nil, nil)",
    "(function(...) return ... end)(1, 2, 3)",
    "(function(...) local a, b = ... return b, a end)(1, 2)",
    "(function(...) return (...) end)(1, 2)",
    "#(function(...) return {...} end)(1, 2, 3)",
    /* table */
    "table.concat({})",
    "table.concat({1, 2.5, 'x'}, ', ')",
    "table.concat({1, 2, 3}, '-', 2)",
    "table.concat({1, 2, 3}, '-', 2, 3)",
    "table.concat({1}, '-', 2, 1)",
    "pcall(table.concat, {1, {}})",
    "(function() local t = {1, 2} table.insert(t, 3) table.insert(t, 1, 0) return table.concat(t, ',') "
    "end)()",
    "(function() local t = {1, 2, 3} return table.remove(t), table.remove(t, 1), #t end)()",
    "table.remove({})",
    "pcall(table.remove, {1}, 5)",
    "pcall(table.insert, {}, 3, 1)",
    "pcall(table.insert, {}, 1, 2, 3)",
    "pcall(table.insert, {})",
    "table.unpack({1, 2, 3})",
    "table.unpack({1, 2, 3}, 2)",
    "table.unpack({1, 2, 3}, 2, 4)",
    "table.unpack({}, 1, 2)",
    "table.pack(1, nil, 3).n",
    "table.pack().n",
    "(function() local t = {3, 1, 2} table.sort(t) return table.concat(t, ',') end)()",
    "(function() local t = {3, 1, 2} table.sort(t, function(a, b) return a > b end) return table.concat(t, "
    "',') end)()",
    "(function() local t = {'b', 'a', 'B', 'aa', ''} table.sort(t) return table.concat(t, ',') end)()",
    "(function() local t = {} table.sort(t) return #t end)()",
    "(function() local t = {1.5, 1, -2, 1e10} table.sort(t) return table.concat(t, ',') end)()",
    "pcall(table.sort, {1, 'x'})",
    /* math */
    "math.abs(-5)",
    "math.abs(-5.5)",
    "math.abs(math.mininteger)",
    "math.ceil(1.2)",
    "math.ceil(-1.2)",
    "math.ceil(5)",
    "math.ceil(1e300)",
    "math.floor(1.8)",
    "math.floor(-1.2)",
    "math.floor(2^53)",
    "math.floor(-2^70)",
    "math.fmod(7, 3)",
    "math.fmod(-7, 3)",
    "math.fmod(7, -3)",
    "math.fmod(7.5, 2)",
    "pcall(math.fmod, 1, 0)",
    "math.fmod(math.mininteger, -1)",
    "math.max(1, 5, 3)",
    "math.max(1.5, 2)",
    "math.min(3, 1, 2)",
    "math.min(2, 2.0)",
    "math.max(2, 2.0)",
    "pcall(math.max)",
    "math.modf(3.7)",
    "math.modf(-3.7)",
    "math.modf(5)",
    "math.modf(1/0)",
    "math.sqrt(16)",
    "math.sqrt(2)",
    "math.tointeger(3.0)",
    "math.tointeger(3.5)",
    "math.tointeger('8')== nil or 8",
    "math.type(1)",
    "math.type(1.0)",
    "math.type('1')",
    "math.ult(1, 2)",
    "math.ult(-1, 2)",
    "math.pi",
    "math.huge",
    "math.maxinteger",
    "math.mininteger",
    /* ^: edited */
    "2^10",
    "2^0",
    "(-2)^3",
    "-2^2",
    "2^-1",
    "2^3^2",
    "10^2 .. ''",
    "(1+1)^(2+1)*2",
    "2^2 == 4",
    "0^0",
    "1.5^2",
    "({2})[1]^2",
    "('x'):len()^2",
    "2^-(1)",
    "not 2^1",
    /* operators of the core */
    "7 // 2",
    "-7 // 2",
    "7 % -3",
    "-7 % 3",
    "7.5 // 2",
    "-7.5 % 2",
    "1 << 62",
    "1 << 64",
    "-1 >> 1",
    "5 & 3, 5 | 3, 5 ~ 3, ~5",
    "3 / 2",
    "1e308 * 10",
    "3 | 0.0 + 4",
    "'a' < 'b', 'a' < 'B', 'Z' < 'a', '' < 'a', 'a' < 'a\\0', 'a\\0a' < 'a\\0b', 'ą' < 'b'",
    "1 < 1.5, 1 == 1.0, math.maxinteger < math.huge, math.maxinteger + 0.0 == math.maxinteger",
    /* utf8 */
    "utf8.char()",
    "utf8.char(72, 228, 8364, 128512)",
    "utf8.char(0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff)",
    "utf8.charpattern",
    "utf8.len('häß')",
    "utf8.len('')",
    "utf8.len('\\xff')",
    "utf8.len('abc', 4)",
    "utf8.len('abc', 2, 2)",
    "utf8.len('ä', 2)",
    "pcall(utf8.len, 'abc', 5)",
    "utf8.codepoint('ä')",
    "utf8.codepoint('häß', 1, -1)",
    "utf8.codepoint('abc', 3, 2)",
    "pcall(utf8.codepoint, '\\xff')",
    "pcall(utf8.codepoint, 'abc', 4)",
    "utf8.offset('häß', 3)",
    "utf8.offset('häß', -1)",
    "utf8.offset('häß', 0, 3)",
    "utf8.offset('abc', 5)",
    "utf8.offset('abc', 4)",
    "utf8.offset('abc', -4)",
    "pcall(utf8.offset, 'ä', 1, 2)",
    "utf8.offset('', 1)",
    "utf8.offset('a', 1)",
    "pcall(utf8.char, -1)",
    "(function() local t = {} for p, c in utf8.codes('aé€') do t[#t + 1] = p .. ':' .. c end return "
    "table.concat(t, ' ') end)()",
    "pcall(function() for p, c in utf8.codes('a\\xff') do end end)",
    "(function() local t = {} for p, c in utf8.codes('') do t[1] = 1 end return #t end)()",
    "utf8.len('\\xed\\xa0\\x80')",
    "utf8.len('\\xc0\\x80')",
    "utf8.len('\\xf4\\x90\\x80\\x80')",
    /* going through */
    "(function() local n = 0 for i, v in ipairs({1, 2, nil, 4}) do n = n + v end return n end)()",
    "(function() local n = 0 for k, v in pairs({1, 2, a = 3}) do n = n + v end return n end)()",
    "(function() for k, v in pairs({}) do return k end end)()",
    "(function() goto x do return 1 end ::x:: return 2 end)()",
};

/* Wraps so that results, their number and whether it fails become one text. pcall(f, ...) of the list is run
 * without pcall on our side: there, and in stock Lua, only that it failed counts. */
static void stock_answer(lua_State *L, const char *expr, char *out, size_t size) {
  char code[2048];
  bool fails = strncmp(expr, "pcall(", 6) == 0;
  snprintf(code, sizeof code,
           "local function show(...) local t = table.pack(...) for i = 1, t.n do t[i] = math.type(t[i]) == "
           "'float' and string.format('%%.17g', t[i]) or tostring(t[i]) end "
           "return table.concat(t, '|') end return show(%s)",
           expr);
  lua_settop(L, 0);
  if (luaL_loadstring(L, code) != LUA_OK || lua_pcall(L, 0, 1, 0) != LUA_OK)
    fail_msg("stock Lua: %s: %s", expr, lua_tostring(L, -1));
  size_t n;
  const char *s = lua_tolstring(L, -1, &n);
  size_t k = 0;
  for (size_t i = 0; i < n && k + 5 < size; i++)
    k += (size_t)snprintf(out + k, size - k,
                          (unsigned char)s[i] < 32 || (unsigned char)s[i] > 126 ? "<%02x>" : "%c",
                          (unsigned char)s[i]);
  out[k] = '\0';
  if (fails && strncmp(out, "false|", 6) == 0) snprintf(out, size, "failed");
}

/* The same text from ours, made within the sandbox. */
static void our_answer(const char *expr, char *out, size_t size) {
  char code[3000];
  bool fails = strncmp(expr, "pcall(", 6) == 0;
  char inner[1500];
  if (fails) { /* pcall(f, a, b) -> f(a, b) */
    const char *f = expr + 6, *comma = strncmp(f, "function", 8) == 0 ? NULL : strchr(f, ',');
    size_t n = strlen(f) - 1;
    if (comma)
      snprintf(inner, sizeof inner, "'true', %.*s(%.*s)", (int)(comma - f), f,
               (int)(n - (size_t)(comma - f) - 1), comma + 1);
    else
      snprintf(inner, sizeof inner, strncmp(f, "function", 8) == 0 ? "'true', (%.*s)()" : "'true', %.*s()",
               (int)n, f);
    if (comma) memcpy(inner + 1, "true", 4);
  } else {
    snprintf(inner, sizeof inner, "%s", expr);
  }
  snprintf(code, sizeof code,
           "(function() local function show(...) local t = table.pack(...) for i = 1, t.n do local v = "
           "math.type(t[i]) == 'float' and string.format('%%.17g', t[i]) or tostring(t[i]) "
           "t[i] = string.gsub(v, '[^ -~]', function(c) return string.format('<%%02x>', string.byte(c)) end) "
           "end return table.concat(t, '|') end return show(%s) end)()",
           inner);
  const char *s = fake_once(SPR_X_VALUE, code);
  size_t n = strlen(s);
  if (s[0] != '"') {
    snprintf(out, size, "%s", fails && strncmp(s, "error", 5) == 0 ? "failed" : s);
    return;
  }
  size_t k = 0; /* JSON's escapes of printable text */
  for (size_t i = 1; i + 1 < n && k + 1 < size; i++) {
    if (s[i] == '\\') i++;
    out[k++] = s[i];
  }
  out[k] = '\0';
}

static void test_alike(void **state) {
  (void)state;
  lua_State *L = luaL_newstate();
  size_t failed = 0;
  luaL_openlibs(L);
  for (size_t i = 0; i < TEST_COUNT(alike); i++) {
    char theirs[2000], ours[2000];
    stock_answer(L, alike[i], theirs, sizeof theirs);
    our_answer(alike[i], ours, sizeof ours);
    if (strcmp(theirs, ours) == 0) continue;
    print_error("%s: stock Lua gives \"%s\", ours \"%s\"\n", alike[i], theirs, ours);
    failed++;
  }
  lua_close(L);
  assert_int_equal(failed, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_alike)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
