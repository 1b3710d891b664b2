/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/state.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "rules/env.h"

/* -- places --------------------------------------------------------------------------------------------- */

spr_str spr_lua_place(spr_str s, uint32_t *file, uint32_t *line) {
  uint32_t i = 1, f = 0, n = 0;
  *file = *line = 0;
  if (s.n < 5 || s.p[0] != 'f') return s;
  for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && f < 100000000; i++)
    f = f * 10 + (uint32_t)(s.p[i] - '0');
  if (i == 1 || i >= s.n || s.p[i++] != ':') return s;
  uint32_t digits = i;
  for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && n < 100000000; i++)
    n = n * 10 + (uint32_t)(s.p[i] - '0');
  if (i == digits || i + 1 >= s.n || s.p[i] != ':' || s.p[i + 1] != ' ') return s;
  *file = f;
  *line = n;
  return spr_str_sub(s, i + 2, s.n);
}

/* -- memory --------------------------------------------------------------------------------------------- */

#define LONG_TEXT (16u * 1024)
#define MANY_CALLS 300 /* with so many open calls, the block that grew too large is the stack */
#define TABLE_NODE                                                                                           \
  24u /* bytes of a key and its value in Lua 5.4; a new vector of them is a table that was laid out anew */

/* Work that is done where memory is asked for and that no instruction counts: copying long strings, laying
 * out tables. */
static int64_t work_of(size_t tag, size_t size) {
  if (tag == LUA_TSTRING) return size < 256 ? 0 : (int64_t)(size / 32);
  if (tag == 0 && (size % TABLE_NODE == 0 || size >= 1024)) return 32 + (int64_t)(size / 16);
  return 0;
}

/* Where the script is, for a limit that is met where memory is asked for. Looks only, so it is safe there. */
static void note_place(spr_rules *r) {
  lua_Debug ar;
  lua_State *L = r->L;
  r->limit_file = r->limit_line = 0;
  for (int level = 0; L && lua_getstack(L, level, &ar); level++) {
    lua_getinfo(L, "Sl", &ar);
    if (ar.currentline <= 0) continue;
    char place[LUA_IDSIZE + 32];
    snprintf(place, sizeof place, "%s:%d: ?", ar.short_src, ar.currentline);
    spr_lua_place(spr_str_of(place), &r->limit_file, &r->limit_line);
    if (r->limit == SPR_LIMIT_BLOCK && lua_getstack(L, MANY_CALLS, &ar)) r->limit = SPR_LIMIT_DEPTH;
    return;
  }
}

static bool too_large(spr_rules *r, bool fresh, size_t tag, size_t size) {
  if (fresh && tag == LUA_TSTRING && size > SPR_MAX_LUA_STRING + 64)
    r->limit = SPR_LIMIT_STRING;
  else if (!r->loading && size > SPR_MAX_LUA_BLOCK && tag != LUA_TSTRING)
    r->limit = SPR_LIMIT_BLOCK;
  else
    return false;
  note_place(r);
  return true;
}

/* When ptr is NULL, old is no size but the kind of the new object. */
static void *lua_memory(void *ud, void *ptr, size_t old, size_t size) {
  spr_rules *r = ud;
  size_t tag = ptr ? 0 : old;
  if (!ptr) old = 0;
  if (size == 0) {
    spr_free(&r->alloc, ptr, old);
    r->memory -= old;
    return NULL;
  }
  if (size > old) {
    if (too_large(r, !ptr, tag, size)) return NULL;
    if (r->memory - old + size > SPR_MAX_LUA_MEMORY) {
      r->limit = r->refused = SPR_LIMIT_MEMORY;
      note_place(r);
      return NULL;
    }
    if (!ptr && !r->loading) r->work -= work_of(tag, size);
    if (tag == LUA_TSTRING && size > r->longest) r->longest = size;
  }
  void *p = spr_realloc(&r->alloc, ptr, old, size);
  if (!p) {
    r->limit = r->refused = SPR_LIMIT_HOST;
    return NULL;
  }
  r->memory += size - old;
  /* A full collection may have made room after a first refusal. */
  if (r->limit == SPR_LIMIT_MEMORY || r->limit == SPR_LIMIT_HOST) r->limit = SPR_LIMIT_NONE;
  return p;
}

void *spr_scratch_room(lua_State *L, size_t n) {
  spr_rules *r = spr_rules_of(L);
  size_t from = (r->nscratch + 15) & ~(size_t)15, need = from + n;
  if (n > SPR_MAX_LUA_SCRATCH || need > SPR_MAX_LUA_SCRATCH) spr_limit_met(L, SPR_LIMIT_MEMORY);
  if (need > r->cap_scratch) {
    size_t cap = r->cap_scratch ? r->cap_scratch : 1024;
    while (cap < need) cap *= 2;
    char *p = spr_realloc(&r->alloc, r->scratch, r->cap_scratch, cap);
    if (!p) spr_limit_met(L, SPR_LIMIT_HOST);
    r->scratch = p;
    r->cap_scratch = cap;
  }
  r->nscratch = need;
  return r->scratch + from;
}

void spr_scratch_add(lua_State *L, size_t base, const void *p, size_t n) {
  spr_rules *r = spr_rules_of(L);
  if (r->nscratch - base + n > SPR_MAX_FORMAT_BYTES) spr_limit_met(L, SPR_LIMIT_STRING);
  if (n > r->cap_scratch - r->nscratch) {
    size_t at = r->nscratch;
    spr_scratch_room(L, n + 16);
    r->nscratch = at;
  }
  if (n > 0) memcpy(r->scratch + r->nscratch, p, n);
  r->nscratch += n;
}

void spr_scratch_push(lua_State *L, size_t base) {
  spr_rules *r = spr_rules_of(L);
  lua_pushlstring(L, r->scratch ? r->scratch + base : "", r->nscratch - base);
  r->nscratch = base;
}

/* -- limits --------------------------------------------------------------------------------------------- */

const char *spr_limit_text(spr_limit which) {
  switch (which) {
    case SPR_LIMIT_WORK: return "the rule does more work than one step may";
    case SPR_LIMIT_MEMORY: return "the rule takes more memory than it may";
    case SPR_LIMIT_BLOCK: return "a table of the rule, or the depth of its calls, is larger than it may be";
    case SPR_LIMIT_STRING: return "the rule makes a text of more than 64 kB";
    case SPR_LIMIT_DEPTH: return "functions of the rule call one another too deeply";
    default: return "out of memory";
  }
}

int spr_limit_met(lua_State *L, spr_limit which) {
  spr_rules *r = spr_rules_of(L);
  r->limit = which;
  note_place(r);
  lua_pushnil(L);
  return lua_error(L);
}

static void count_hook(lua_State *L, lua_Debug *ar) {
  const spr_rules *r = spr_rules_of(L);
  (void)ar;
  /* Comparing two long texts is one instruction. Where there are such texts, each instruction is taken for
   * one that reads them. */
  spr_charge(L, SPR_WORK_SLICE * (int64_t)(1 + r->longest / LONG_TEXT));
}

void spr_arm(lua_State *L) {
  lua_sethook(L, count_hook, LUA_MASKCOUNT, SPR_WORK_SLICE);
}

/* -- making a state ------------------------------------------------------------------------------------- */

static int build(lua_State *L) {
  spr_build_environment(L);
  return 0;
}

void spr_state_drop(spr_rules *r) {
  if (r->L) lua_close(r->L);
  r->L = NULL;
}

bool spr_state_make(spr_rules *r, spr_str *message, uint32_t *file, uint32_t *line) {
  spr_state_drop(r);
  *message = SPR_STR("");
  *file = *line = 0;
  r->limit = SPR_LIMIT_NONE;
  r->refused = SPR_LIMIT_MEMORY;
  r->memory = 0;
  r->depth = 0;
  r->longest = 0;
  r->loading = true;
  memset(r->known, 0, sizeof r->known);
  r->work = SPR_WORK_BUDGET;
  r->L = lua_newstate(lua_memory, r);
  if (!r->L) {
    r->limit = SPR_LIMIT_HOST;
    return false;
  }
  lua_State *L = r->L;
  *(spr_rules **)lua_getextraspace(L) = r;
  spr_arm(L);
  lua_pushcfunction(L, build);
  int status = lua_pcall(L, 0, 0, 0);
  r->loading = false;
  r->nscratch = 0;
  r->longest_loaded = r->longest;
  if (status == LUA_OK) return true;
  if (r->limit == SPR_LIMIT_NONE && status == LUA_ERRMEM) r->limit = r->refused;
  if (status == LUA_ERRRUN && lua_type(L, -1) == LUA_TSTRING)
    r->limit = SPR_LIMIT_NONE; /* one that a full collection has helped */
  if (r->limit == SPR_LIMIT_NONE) {
    size_t n = 0;
    const char *s =
        lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &n) : "an error object that is no text";
    spr_str text = spr_lua_place(n ? spr_str_n(s, n) : spr_str_of(s), file, line);
    spr_clean_text(&r->alloc, text, r->reason);
    *message = spr_str_of(r->reason);
  } else {
    *message = spr_str_of(spr_limit_text(r->limit));
    *file = r->limit_file;
    *line = r->limit_line;
  }
  spr_state_drop(r);
  return false;
}

/* -- the real compiler as a safety net ------------------------------------------------------------------ */

void spr_clean_text(const spr_alloc *a, spr_str s, char out[SPR_MAX_REASON_BYTES + 4]) {
  spr_buf b;
  spr_buf_init(&b, a, SPR_MAX_REASON_BYTES + 4);
  spr_utf8_clean(&b, s, SPR_MAX_REASON_BYTES);
  spr_str clean = spr_buf_view(&b);
  memcpy(out, clean.p, clean.n);
  out[clean.n] = '\0';
  spr_buf_release(&b);
}

bool spr_lua_compiles(spr_rules *r, spr_str text, char why[SPR_MAX_REASON_BYTES + 4], uint32_t *line) {
  uint32_t file;
  if (!r->L) {
    r->limit = SPR_LIMIT_NONE;
    r->loading = true;
    r->L = lua_newstate(lua_memory, r);
    if (!r->L) return true; /* memory is not this text's fault; the caller will meet the same need */
    *(spr_rules **)lua_getextraspace(r->L) = r;
  }
  int status = luaL_loadbufferx(r->L, text.p, text.n, "=f1", "t");
  bool ok = status == LUA_OK || status == LUA_ERRMEM || r->limit != SPR_LIMIT_NONE;
  if (!ok) {
    size_t n;
    const char *s = lua_tolstring(r->L, -1, &n);
    spr_clean_text(&r->alloc, spr_lua_place(spr_str_n(s, n), &file, line), why);
  }
  lua_settop(r->L, 0);
  if (r->limit != SPR_LIMIT_NONE) spr_state_drop(r);
  return ok;
}
