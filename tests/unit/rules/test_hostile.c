/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/limits.h"
#include "rules/fake_step.h"

/* Scripts that mean harm, or are wrong in the way of harm. Each must end in a clear error, within a second
 * and within the bound of memory, give the same bytes again, and leave the rules fit to answer the next
 * question. */

#define SECONDS 5.0 /* of the processor: the longest takes a tenth of that */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif
#define MEMORY (20u * 1024 * 1024) /* SPR_MAX_LUA_MEMORY and what the test itself holds */

typedef struct hostile {
  const char *name;
  const char *source; /* of a run block */
  const char *answer; /* part of it */
} hostile;

static const hostile blocks[] = {
    /* endless */
    {"empty loop", "while true do end", "limit w0.yaml:2: the rule does more work than one step may"},
    {"goto loop", "::a:: goto a", "more work than one step may"},
    {"repeat loop", "repeat local x = 1 until false", "more work"},
    {"numeric loop", "for i = 1, math.maxinteger do end", "more work"},
    {"float loop", "for i = 1.0, math.huge do end", "more work"},
    {"zero step", "for i = 1, 2, 0 do end", "'for' step is zero"},
    {"iterator without end", "for i in function() return 1 end do end", "more work"},
    {"tail calls", "local function f() return f() end f()", "more work"},
    {"mutual recursion", "local f, g; function f() return 1 + g() end function g() return 1 + f() end f()",
     "call one another too deeply"},
    {"recursion", "local function f() return 1 + f() end f()", "call one another too deeply"},
    {"recursion through sort",
     "local function f() table.sort({1, 2}, function(a, b) f() return a < b end) end f()", "too deeply"},
    {"recursion through gsub",
     "local function f() return (string.gsub('a', 'a', function() return f() end)) end f()", "too deeply"},
    {"work within library calls", "while true do string.rep('x', 60000) end", "more work"},
    /* memory */
    {"doubling a text", "local s = 'x' while true do s = s .. s end", "makes a text of more than 64 kB"},
    {"joining many", "local t = {} for i = 1, 7000 do t[1] = (t[1] or '') .. ('x'):rep(256) end", "limit"},
    {"rep bomb", "string.rep('x', 1 << 40)", "text of more than 64 kB"},
    {"rep of nothing", "log(#string.rep('', 1 << 62))", "log 0"},
    {"rep with separator", "string.rep('', 1 << 40, 'abc')", "text of more than 64 kB"},
    {"rep of the least", "log(string.rep('x', math.mininteger) == '')", "log true"},
    {"format bomb", "string.format('%99999999d', 1)", "width has at most two digits"},
    {"concat bomb", "local t = {} for i = 1, 100 do t[i] = ('x'):rep(1000) end table.concat(t)",
     "text of more than 64 kB"},
    {"gsub bomb", "string.gsub(('x'):rep(60000), '', 'yyyyyyyyyy')", "text of more than 64 kB"},
    {"gsub grows by captures", "string.gsub(('x'):rep(1000), '.', ('%0'):rep(100))",
     "text of more than 64 kB"},
    {"long list", "local t = {} while true do t[#t + 1] = 1 end", "a table of the rule"},
    {"wide table", "local t = {} for i = 1, 1e6 do t['k' .. i] = i end", "a table of the rule"},
    {"many tables",
     "local t = {} for i = 1, 4000 do local u = {} t[i] = u for k = 1, 4000 do u[k] = k end end", "more"},
    {"holding long texts", "local t = {} for i = 1, 4000 do t[i] = ('x'):rep(60000) .. i end", "more"},
    {"huge constructor size", "local t = table.pack(table.unpack({}, 1, 1e7))", "at most 200 results"},
    {"unpack near the end of integers", "table.unpack({}, math.maxinteger - 1, math.maxinteger)", ""},
    {"unpack all integers", "table.unpack({}, math.mininteger, math.maxinteger)", "at most 200 results"},
    {"growing arguments", "local function f(...) return f(1, ...) end f()", "more"},
    {"growing results",
     "local function f(n) if n == 0 then return end return n, f(n - 1) end for i = 1, 1e6 do f(1500) end",
     "more"},
    {"rehashing",
     "local t = {} for i = 1, 2048 do t['k' .. i] = i end for i = 1, 1e6 do t['k' .. i] = nil t['k' .. i + "
     "2048] = 1 end",
     "more work"},
    {"colliding keys",
     "local t = {} for i = 1, 2000 do t[i * 2047 + 1e9 // 1 | 0] = i end for i = 1, 1e6 do local x = t[2047 "
     "* (i + 9000)] end",
     "more work"},
    {"comparing long texts", "local a, b = ('x'):rep(65000) .. 1, ('x'):rep(65000) .. 2 while a ~= b do end",
     "more work"},
    {"ordering long texts", "local a, b = ('x'):rep(65000) .. 1, ('x'):rep(65000) .. 2 while a < b do end",
     "more work"},
    /* patterns */
    {"exponential pattern", "string.find(('a'):rep(220), '.-.-.-.-.-.-b')", "more work"},
    {"exponential captures", "string.match(('a'):rep(60000), '(a*)(a*)(a*)(a*)b')", "more work"},
    {"deep pattern", "string.find('', ('('):rep(120) .. (')'):rep(120))", "too many captures"},
    {"long pattern", "string.find('x', ('a?'):rep(200))", "a pattern has at most 256 bytes"},
    {"balanced bomb", "local s = ('('):rep(60000) for i = 1, 1e6 do string.find(s, '%b()') end", "more work"},
    {"open set", "string.find('a', '[a')", "lacks a ']'"},
    {"open escape", "string.find('a', '%')", "ends with '%'"},
    {"no such capture", "string.gsub('a', 'a', '%2')", "there is no capture %2"},
    {"capture never closed", "string.match('a', '(a')", "leaves a capture open"},
    {"gmatch without end", "for a in string.gmatch('x', '') do while true do end end", "more work"},
    {"gmatch after an error", "for a in string.gmatch('a', '(a') do end", "leaves a capture open"},
    {"plain search work",
     "local s = ('a'):rep(65000) while true do string.find(s, ('a'):rep(200) .. 'b', 1, true) end",
     "more work"},
    /* sorting and going through */
    {"comparison that lies",
     "local t = {} for i = 1, 500 do t[i] = i * 7919 % 501 end table.sort(t, function() return true end) "
     "log(#t)",
     "log 500"},
    {"comparison that fails", "table.sort({3, 2, 1}, function(a, b) error('no') end)", "no"},
    {"comparison that empties",
     "local t = {3, 2, 1} table.sort(t, function(a, b) t[1] = nil t[2] = nil t[3] = nil return a < b end) "
     "log(t[1])",
     "log 1"},
    {"sort of a mixture", "table.sort({1, 'a', {}})", "have no order"},
    {"sort forever", "local t = {} for i = 1, 4000 do t[i] = i end while true do table.sort(t) end",
     "more work"},
    {"odd keys", "for k in pairs({[print_ or {}] = 1}) do end", "no name `print_`"},
    {"tables as keys", "local t = {[{}] = 1} for k in pairs(t) do end",
     "only texts and numbers have an order"},
    {"keys of several kinds", "for k in pairs({[{}] = 1, [true] = 1, [log] = 1}) do end",
     "a key is neither a text nor a number"},
    {"changing while going",
     "local t = {a = 1, b = 2, c = 3} for k in pairs(t) do t.a = nil t.b = nil t.c = nil t.d = 1 end "
     "log(t.d)",
     "log 1"},
    {"insert far away", "table.insert({}, 1 << 60, 1)", "no such place"},
    {"concat of a function", "table.concat({log})", "element 1 is a function"},
    /* what is not there */
    {"pcall", "pcall(error)", "there is no `pcall`"},
    {"coroutine", "coroutine.wrap(log)()", "there is no `coroutine`"},
    {"setmetatable", "setmetatable({}, {__gc = log})", "there is no `setmetatable`"},
    {"getmetatable", "getmetatable('').__index = nil", "there is no `getmetatable`"},
    {"load", "load('x')()", "there is no `load`"},
    {"bytecode", "string.dump(log)", "there is no string.dump"},
    {"bytecode through a local", "local s = string s.dump(log)",
     "attempt to call a nil value (field 'dump')"},
    {"method of a text", "('x'):dump()", "attempt to call a nil value (method 'dump')"},
    {"environment", "_ENV.x = 1", "there is no `_ENV`"},
    {"environment as a local", "local _ENV = {}", "there is no `_ENV`"},
    {"environment as an argument", "local function f(_ENV) end", "there is no `_ENV`"},
    {"close", "local x <close> = nil", "no variables to be closed"},
    {"the engine's own names", "spr__pow(1, 2)", "no name `spr__pow`"},
    {"next", "next({})", "there is no `next`"},
    /* writing where nothing may be written */
    {"into the library", "string.len = nil", "the library cannot be changed"},
    {"into the library's table", "local s = string s.len = nil", "read-only"},
    {"into the methods of texts", "local s = ('').len local t = math t.pi = 3", "read-only"},
    {"into a global", "x = 1", "assigns to the global x"},
    {"over the engine", "case = {}", "belongs to the engine"},
    {"into the event", "event.data = 1", "`event` cannot be changed"},
    {"into the event through a local", "local e = event e.name = 'x'", "read-only"},
    {"into a parameter's list", "param.words[1] = 'x'", "read-only"},
    {"into a list of the case", "case.list[1] = 9", "read-only"},
    {"appending to a list of the case", "table.insert(case.list, 1)", "read-only"},
    {"sorting a list of the case", "table.sort(case.list)", "read-only"},
    {"into a record of the case", "case.person.name = 'x'", "read-only"},
    {"a method onto texts", "local t = '' t.x = 1", "attempt to index a string value"},
    /* values that are none */
    {"NaN", "case.x = 0/0", "not a number"},
    {"infinity", "case.x = 1/0", "infinite"},
    {"broken UTF-8", "case.t = '\\xff'", "not valid UTF-8"},
    {"surrogates", "case.t = '\\u{D800}'", "not valid UTF-8"},
    {"beyond Unicode", "case.t = '\\u{7FFFFFFF}'", "not valid UTF-8"},
    {"NUL", "case.t = 'a\\0b'", "control or invisible"},
    {"bidirectional", "case.t = 'a\\u{202e}b'", "control or invisible"},
    {"cycle", "local t = {} t[1] = t case.any = t", "contains itself"},
    {"deep", "local t = {} for i = 1, 30 do t = {t} end case.any = t", "nested too deeply"},
    {"shared parts", "local t = {1} for i = 1, 16 do t = {t, t} end case.any = t", "too many parts"},
    {"wide value", "local t = {} for i = 1, 4090 do t[i] = {1} end case.any = t", "too many parts"},
    {"long value", "local t = {} for i = 1, 3 do t[i] = ('x'):rep(30000) end case.any = t",
     "too long together"},
    {"gaps", "case.any = {1, nil, 3}", "a list has gaps"},
    {"mixture", "case.any = {1, a = 2}", "both names and elements"},
    {"odd key", "case.any = {[1.5] = 1}", "neither a name nor a place"},
    {"key with control characters", "case.any = {['a\\1'] = 1}", "control or invisible"},
    {"a function", "case.any = log", "a function is no value"},
    {"faults in any order",
     "case.any = {a = log, b = 0/0, c = 1/0, d = 'a\\1', e = '\\xff', f = {1, nil, 3}, g = {1, a = 2}, "
     "h = case, i = event, j = {log, 0/0}, k = {[1.5] = 1}, ['l\\xff'] = 1}",
     "neither a name nor a place"},
    {"the case itself", "case.any = case", "the case file as a whole"},
    {"wrong type", "case.n = 'x'", "n: "},
    {"unknown field", "local c = case c['riks'] = 1", "no field \"riks\""},
    /* errors */
    {"error with a table", "error({})", "error object is a table"},
    {"error with nothing", "error()", "error without a message"},
    {"error with nil", "error(nil)", "error without a message"},
    {"error with a function", "error(log)", "error object is a function"},
    {"long error", "error(('x'):rep(60000))", "xxx..."},
    {"error with control characters", "error('a\\27[31mb\\u{202e}c')", "a?[31mb?c"},
    {"error that feigns a place", "error('f9:9: elsewhere', 0)", "w0.yaml:2: f9:9: elsewhere"},
    {"address of a table", "log({})", "log table\n"},
    {"address of a function", "log(log, tostring(log), string.format('%s', log))",
     "log function\tfunction\tfunction\n"},
    {"address by %p", "log(string.format('%p', {}))", "%p would show an address"},
    {"feigning a limit", "error('C stack overflow')", "limit"},
    {"assertion", "assert(false)", "assertion failed"},
    {"assertion with a table", "assert(nil, {})", "error object is a table"},
    /* arithmetic */
    {"division by zero", "log(1 // 0)", "attempt to divide by zero"},
    {"smallest by minus one",
     "log(math.mininteger // -1, math.mininteger % -1, math.fmod(math.mininteger, -1))",
     "log -9223372036854775808\t0\t0"},
    {"power with a fraction", "log(2 ^ 0.5)", "the exponent of `^` must be an integer"},
    {"power of a text", "log('2' ^ 2)", "`^` calculates with numbers"},
    {"numbers in texts", "log('10' + 1)", "attempt to perform arithmetic on a string value"},
    {"not a number shown", "log(0/0, -(0/0))", "log nan\tnan"},
};

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool contains(const char *answer, const char *part) {
  return strstr(answer, part) != NULL;
}

static void prepare(fake *f) {
  spr_value v[3] = {spr_v_int(3), spr_v_int(1), spr_v_int(2)};
  fake_set(f, "list", spr_v_list(&f->step.heap, v, 3));
  spr_pair p = {fake_text(f, "name"), fake_text(f, "Ola")};
  fake_set(f, "person", spr_v_record(&f->step.heap, &p, 1));
}

/* Runs the block in a world of its own and asks that world an innocent question after it. */
static char *ordeal(const hostile *h) {
  fake f;
  fake_open(&f, false);
  int32_t block = fake_expr(&f, SPR_X_RUN, h->source),
          after = fake_expr(&f, SPR_X_GUARD, "string.len('abc') == 3");
  const char *answer = fake_faults(&f);
  if (!answer[0]) {
    spr_rules_free(f.rules);
    f.rules = NULL;
    fake_make(&f);
    prepare(&f);
    answer = fake_ask(&f, block);
  }
  char *copy = strdup(answer);
  if (f.rules) assert_string_equal(fake_ask(&f, after), "yes");
  if (f.peak > MEMORY) fail_msg("%s: %zu bytes", h->name, f.peak);
  fake_close(&f);
  return copy;
}

static void test_blocks(void **state) {
  (void)state;
  size_t failed = 0;
  for (size_t i = 0; i < TEST_COUNT(blocks); i++) {
    const hostile *h = &blocks[i];
    double start = seconds();
    char *first = ordeal(h);
    double took = seconds() - start;
    char *second = ordeal(h);
    if (getenv("SPR_TEST_TIMES")) printf("%8.1f ms  %s\n", took * 1000, h->name);
    bool slow = took > (SANITIZED ? 20 : 1) * SECONDS, other = strcmp(first, second) != 0;
    bool lengthy = strncmp(first, "error", 5) == 0 && strlen(first) > SPR_MAX_REASON_BYTES + 40;
    if (!contains(first, h->answer) || slow || other || lengthy) {
      print_error("%s: %.2f s, \"%.400s\" and \"%.100s\", expected \"%s\"\n", h->name, took, first,
                  other ? second : "the same", h->answer);
      failed++;
    }
    free(first);
    free(second);
  }
  assert_int_equal(failed, 0);
}

/* -- files that would keep something -------------------------------------------------------------------- */

typedef struct keeper {
  const char *name, *file, *answer;
} keeper;

static const keeper keepers[] = {
    {"a local of the file", "local n = 0\nlocal M = {}\nfunction M.give() n = n + 1 return n end\nreturn M",
     "standard.lua:3:19: error: `n` belongs to the file and cannot change"},
    {"a table of the file",
     "local kept = {}\nlocal M = {}\nfunction M.give() kept.n = (kept.n or 0) + 1 return kept.n end\nreturn "
     "M",
     "error standard.lua:3: this table is read-only"},
    {"the table of hooks", "local M = {}\nfunction M.give() M.n = 1 return 1 end\nreturn M",
     "error standard.lua:2: this table is read-only"},
    {"a table in a table",
     "local kept = {a = {b = {}}}\nlocal M = {}\nfunction M.give() kept.a.b.c = 1 return 1 end\nreturn M",
     "read-only"},
    {"table.insert",
     "local kept = {}\nlocal M = {}\nfunction M.give() table.insert(kept, 1) return #kept end\nreturn M",
     "read-only"},
    {"a closure with a counter",
     "local function counter() local n = 0 return function() n = n + 1 return n end end\nlocal count = "
     "counter()\n"
     "local M = {}\nfunction M.give() return count() end\nreturn M",
     "standard.lua:1:1: error: this function changes a local that would live on"},
    {"a closure within a closure",
     "local function counter()\n local n = 0\n return function() local function up() n = n + 1 end up() "
     "return n end\nend\nlocal count = counter()\n"
     "local M = {}\nfunction M.give() return count() end\nreturn M",
     "changes a local that would live on"},
    {"an iterator",
     "local step = string.gmatch('abc', '.')\nlocal M = {}\nfunction M.give() return step() end\nreturn M",
     "keeps an iterator"},
    {"pairs",
     "local step = pairs({a = 1, b = 2})\nlocal M = {}\nfunction M.give() return (step()) end\nreturn M",
     "keeps an iterator"},
    {"the case while it loads", "local n = case.n\nlocal M = {}\nfunction M.give() return n end\nreturn M",
     "only while a step runs"},
    {"now while it loads", "local t = today\nlocal M = {}\nfunction M.give() return t end\nreturn M",
     "only while a step runs"},
    {"endless while it loads", "while true do end\nreturn {}",
     "standard.lua:1:1: error: the rule does more work"},
    {"large while it loads", "local s = 'x' while true do s = s .. s end\nreturn {}",
     "text of more than 64 kB"},
    {"no table", "return 1", "does not return a table"},
    {"nothing", "", "does not return a table"},
    {"a hook that is none", "local M = {}\nM.give = 1\nreturn M", "the hook give is a number"},
    {"a global function", "function give() end\nreturn {}", "assigns to the global give"},
    {"global of another file", "local M = {}\nfunction M.give() return shared end\nreturn M",
     "no name `shared`"},
};

static void test_keepers(void **state) {
  (void)state;
  for (size_t i = 0; i < TEST_COUNT(keepers); i++) {
    fake f;
    char answer[2000] = "";
    fake_open(&f, false);
    int32_t x = fake_expr(&f, SPR_X_VALUE, "hook.give()");
    fake_file(&f, false, keepers[i].file);
    const char *faults = fake_faults(&f);
    snprintf(answer, sizeof answer, "%s", faults);
    if (!faults[0]) {
      spr_rules_free(f.rules);
      f.rules = NULL;
      fake_make(&f);
      snprintf(answer, sizeof answer, "%s", fake_ask(&f, x));
    }
    if (!contains(answer, keepers[i].answer)) fail_msg("%s: got \"%s\"", keepers[i].name, answer);
    fake_close(&f);
  }
}

/* Two cities with the same package: what one does is never seen by the other, nor by its own next call. */
static void test_leaks(void **state) {
  (void)state;
  static const char file[] =
      "local list = {3, 1, 2}\nlocal M = {}\nfunction M.give()\n local own = {}\n for i, v in ipairs(list) "
      "do own[i] = v end\n"
      " table.sort(own)\n own.n = nil\n return table.concat(own, ',') .. #list .. list[1]\nend\nreturn M\n";
  fake a, b;
  fake *both[] = {&a, &b};
  for (size_t i = 0; i < 2; i++) {
    fake_open(both[i], false);
    fake_expr(both[i], SPR_X_VALUE, "hook.give()");
    fake_expr(both[i], SPR_X_RUN, "local s = 'x' while true do s = s .. s end");
    fake_file(both[i], false, file);
    fake_make(both[i]);
  }
  for (int round = 0; round < 5; round++)
    for (size_t i = 0; i < 2; i++) {
      assert_string_equal(fake_ask(both[i], 0), "\"1,2,333\"");
      if (i == 0) assert_non_null(strstr(fake_ask(both[i], 1), "limit"));
    }
  fake_close(&a);
  fake_close(&b);
}

/* -- sources that strain the parser --------------------------------------------------------------------- */

static char *repeated(const char *before, const char *part, size_t n, const char *after) {
  size_t size = strlen(part);
  char *s = malloc(strlen(before) + n * size + strlen(after) + 1), *to = s;
  memcpy(to, before, strlen(before));
  to += strlen(before);
  for (size_t i = 0; i < n; i++, to += size) memcpy(to, part, size);
  memcpy(to, after, strlen(after) + 1);
  return s;
}

static void test_sources(void **state) {
  (void)state;
  static const struct {
    const char *before, *part;
    size_t n;
    const char *after, *answer;
  } sources[] = {
      {"return ", "(", 30000, "1", "nested too deeply"},
      {"return ", "{", 30000, "", "nested too deeply"},
      {"return ", "not ", 15000, "1", "nested too deeply"},
      {"return ", "-", 50000, "1", "does not return"}, /* a comment */
      {"return ", "- ", 30000, "1", "nested too deeply"},
      {"return ", "1 .. ", 12000, "1", "nested too deeply"},
      {"return ", "2^", 30000, "1", "nested too deeply"},
      {"local a return ", "a.", 20000, "a", "does not return"},
      {"local a return ", "a()", 20000, "", "expected a statement"},
      {"local a = type a(1)", "()", 30000, " return {}", "attempt to call a string value"},
      {"local a = 1 local b = ", "1+", 30000, "1 return {}", ""},
      {"", "do ", 20000, "", "nested too deeply"},
      {"", "if 1 then ", 6000, "", "nested too deeply"},
      {"", "while 1 do ", 5000, "", "nested too deeply"},
      {"", "local function f() ", 3000, "", "nested too deeply"},
      {"", "local x ", 8000, "return {}", "too many local variables"},
      {"local a = {", "{},", 20000, "} return {}", "a table of the rule"},
      {"local a = {", "1,", 2000, "} return {}", ""},
      {"return f(", "1,", 20000, "1)", "no name `f`"},
      {"local a; if a then ", "elseif a then ", 4600, "end return {}", ""},
      {"goto x ", ";", 60000, " return {}", "no visible label 'x'"},
      {"break ", " ", 100, " return {}", "break outside loop"},
      {"--[[", "x", 50000, "", "comment is not closed"},
      {"local s = [==[", "]=]", 20000, "", "long string is not closed"},
      {"local s = '", "\\z ", 20000, "", "the string is not closed"},
      {"local s = '", "\\u{7FFFFFFF}", 5000, "' return {}", ""},
      {"", " ", 70000, "", "the code is longer than 64 kB"},
      {"\x1bLua", "\x01", 100, "", "this character has no meaning"},
      {"return ", "\xff", 100, "", "this character has no meaning"},
  };
  for (size_t i = 0; i < TEST_COUNT(sources); i++) {
    fake f;
    fake_open(&f, false);
    char *s = repeated(sources[i].before, sources[i].part, sources[i].n, sources[i].after);
    fake_file(&f, false, s);
    double start = seconds();
    const char *answer = fake_faults(&f);
    double took = seconds() - start;
    if (sources[i].answer[0] ? !contains(answer, sources[i].answer) : answer[0] != '\0')
      fail_msg("\"%s\" * %zu: got \"%.300s\"", sources[i].part, sources[i].n, answer);
    if (took > 20 * SECONDS) fail_msg("\"%s\" * %zu took %.2f s", sources[i].part, sources[i].n, took);
    fake_close(&f);
    free(s);
  }
}

/* -- memory runs out at every single request ------------------------------------------------------------ */

static void test_no_memory(void **state) {
  (void)state;
  static const char file[] =
      "local t = {1, {2}}\nlocal M = {}\nfunction M.give() return copy(t) end\nreturn M\n";
  volatile bool done = false;
  for (volatile size_t n = 1; !done && n < 20000; n = n + (n < 300 ? 1 : 37)) {
    fake f;
    jmp_buf env;
    fake_open(&f, false);
    if (!spr_arena_guard(&f.arena, &env)) {
      int32_t x = fake_expr(&f, SPR_X_VALUE, "hook.give()");
      fake_file(&f, false, file);
      f.counter.fail_at = f.counter.requests + n;
      spr_status s = spr_rules_new(&f.alloc, &f.model, &f.sources, &f.diags, &f.rules);
      assert_true(s == SPR_OK || s == SPR_ENOMEM);
      assert_true((s == SPR_OK) == (f.rules != NULL));
      f.counter.fail_at = 0;
      if (f.rules) {
        spr_rules_free(f.rules);
        f.rules = NULL;
        fake_make(&f);
        assert_string_equal(fake_ask(&f, x), "[1,[2]]");
        f.counter.fail_at = f.counter.requests + 1;
        const char *answer = fake_ask(&f, x);
        f.counter.fail_at = 0;
        assert_true(contains(answer, "nomem") || contains(answer, "[1,[2]]") || answer[0] == '\0');
        assert_string_equal(fake_ask(&f, x), "[1,[2]]");
        done = true;
      }
    }
    f.counter.fail_at = 0;
    fake_close(&f);
  }
  assert_true(done);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_blocks), cmocka_unit_test(test_keepers),
                                     cmocka_unit_test(test_leaks), cmocka_unit_test(test_sources),
                                     cmocka_unit_test(test_no_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
