/* SPDX-License-Identifier: Apache-2.0 */
#include <lauxlib.h>
#include <lualib.h>
#include <stdio.h>

#include "rules/fake_step.h"
#include "rules/match.h"

/* The pattern matcher: on random texts and patterns it finds what stock Lua finds. */

static spr_str random_text(uint64_t *seed, char *to, uint32_t max, const char *alphabet, uint32_t letters) {
  uint32_t n = test_below(seed, max + 1);
  for (uint32_t i = 0; i < n; i++) to[i] = alphabet[test_below(seed, letters)];
  return spr_str_n(to, n);
}

/* string.find of stock Lua from `from` on, as "a,b,capture,..." or "none" or "fault". */
static void stock_find(lua_State *L, spr_str s, spr_str p, char *out, size_t size) {
  lua_settop(L, 0);
  lua_getglobal(L, "string");
  lua_getfield(L, -1, "find");
  lua_pushlstring(L, s.p, s.n);
  lua_pushlstring(L, p.p, p.n);
  if (lua_pcall(L, 2, LUA_MULTRET, 0) != LUA_OK) {
    snprintf(out, size, "fault");
    return;
  }
  int n = lua_gettop(L);
  size_t k = 0;
  out[0] = '\0';
  for (int i = 2; i <= n; i++) {
    size_t len;
    const char *v = luaL_tolstring(L, i, &len);
    if (lua_type(L, i) == LUA_TSTRING)
      k += (size_t)snprintf(out + k, size - k, "%.*s/", (int)len, v);
    else
      k += (size_t)snprintf(out + k, size - k, "%s,", v);
    lua_pop(L, 1);
  }
}

static void our_find(spr_str s, spr_str p, char *out, size_t size) {
  spr_matcher m;
  bool anchored = p.n > 0 && p.p[0] == '^';
  size_t k = 0;
  if (!spr_has_magic(p)) {
    int64_t at = spr_find_plain(s, p, 0);
    snprintf(out, size, at < 0 ? "nil," : "%d,%d,", (int)at + 1, (int)at + (int)p.n);
    return;
  }
  spr_match_init(&m, s, anchored ? spr_str_sub(p, 1, p.n) : p, 1000000);
  for (uint32_t from = 0; from <= s.n; from++) {
    int64_t end = spr_match_at(&m, from);
    if (end == -2) {
      snprintf(out, size, m.steps < 0 ? "steps" : "fault");
      return;
    }
    if (end >= 0) {
      k += (size_t)snprintf(out + k, size - k, "%u,%d,", from + 1, (int)end);
      for (int32_t i = 0; i < m.ncaptures; i++) {
        if (m.captures[i].n == SPR_MATCH_OPEN) {
          snprintf(out, size, "fault");
          return;
        }
        if (m.captures[i].n == SPR_MATCH_POSITION)
          k += (size_t)snprintf(out + k, size - k, "%u,", m.captures[i].from + 1);
        else
          k += (size_t)snprintf(out + k, size - k, "%.*s/", (int)m.captures[i].n, s.p + m.captures[i].from);
      }
      return;
    }
    if (anchored) break;
  }
  snprintf(out, size, "nil,");
}

static void test_patterns(void **state) {
  (void)state;
  static const char marks[] = "ab.%()[]^$*+-?ab1a-bdwsfzb%%()a*b-[^a]x", letters[] = "aab(b)1 -]";
  uint64_t seed = 20250303;
  lua_State *L = luaL_newstate();
  luaL_openlibs(L);
  uint32_t faults = 0, found = 0, none = 0;
  for (uint32_t i = 0; i < 300000; i++) {
    char subject[24], pattern[16], theirs[512], ours[512];
    spr_str s = random_text(&seed, subject, 20, letters, sizeof letters - 1),
            p = random_text(&seed, pattern, 12, marks, sizeof marks - 1);
    stock_find(L, s, p, theirs, sizeof theirs);
    our_find(s, p, ours, sizeof ours);
    if (strcmp(ours, "steps") == 0) continue;
    faults += ours[0] == 'f';
    none += ours[0] == 'n';
    found += ours[0] != 'f' && ours[0] != 'n';
    if (strcmp(theirs, ours) != 0)
      fail_msg("find(\"%.*s\", \"%.*s\"): stock Lua %s, ours %s", SPR_FMT(s), SPR_FMT(p), theirs, ours);
  }
  lua_close(L);
  assert_true(faults > 1000 && found > 1000 && none > 1000); /* all three ways were gone */
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_patterns)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
