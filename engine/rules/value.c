/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "base/utf8.h"
#include "rules/state.h"

/* Values out of Lua. Access is raw: no script runs, nothing raises. Parts that are shared count each time
 * they are met, so a small table that stands for a huge value ends at the bounds, and so does one that
 * contains itself.
 *
 * In which order lua_next walks a table differs from run to run. Therefore a fault does not end the walk, and
 * of several the gravest is told; only what ends it, too many parts, is graver than all that might follow. */

typedef enum fault {
  FINE,
  NO_VALUE,
  FUNCTION,
  ENGINE_PART,
  WHOLE_EVENT,
  WHOLE_CASE,
  STALE,
  NAN_NUMBER,
  INFINITE_NUMBER,
  HIDDEN_CHARACTER,
  BAD_UTF8,
  GAPS,
  MIXED_KEYS,
  BAD_KEY,
  TOO_DEEP,
  TOO_LONG,
  TOO_MANY,
  NO_MEMORY
} fault;

static const char *const fault_texts[] = {
    [FINE] = NULL,
    [NO_VALUE] = "it is no value",
    [FUNCTION] = "a function is no value; did you forget ()?",
    [ENGINE_PART] = "this part of the engine is no value",
    [WHOLE_EVENT] = "the event as a whole is no value; perhaps event.data?",
    [WHOLE_CASE] = "the case file as a whole is no value",
    [STALE] = "it belongs to a step that is over",
    [NAN_NUMBER] = "a number is not a number (NaN)",
    [INFINITE_NUMBER] = "a number is infinite",
    [HIDDEN_CHARACTER] = "a text holds a control or invisible character",
    [BAD_UTF8] = "a text is not valid UTF-8",
    [GAPS] = "a list has gaps",
    [MIXED_KEYS] = "a table has both names and elements of a list",
    [BAD_KEY] = "a table has a key that is neither a name nor a place in a list",
    [TOO_DEEP] = "it is nested too deeply, or contains itself",
    [TOO_LONG] = "its texts are too long together",
    [TOO_MANY] = "it has too many parts",
    [NO_MEMORY] = "memory ran out",
};

typedef struct reader {
  lua_State *L;
  spr_heap *h;
  const spr_alloc *alloc;
  uint32_t nodes;
  size_t bytes;
} reader;

static fault graver(fault a, fault b) {
  return a > b ? a : b;
}

static bool ends_walk(fault f) {
  return f >= TOO_MANY;
}

static fault read(reader *x, int index, const spr_type *hint, uint32_t depth, spr_value *out);

static void release(reader *x, spr_value v) {
  if (x->h->pool) spr_v_release(x->h->pool, v);
}

static fault count(reader *x, size_t bytes) {
  x->bytes += bytes;
  if (++x->nodes > SPR_MAX_VALUE_NODES) return TOO_MANY;
  return x->bytes > SPR_MAX_VALUE_BYTES ? TOO_LONG : FINE;
}

static fault read_text(reader *x, int index, spr_value *out) {
  size_t n;
  const char *p = lua_tolstring(x->L, index, &n); /* it is a string: nothing is converted */
  fault wrong = count(x, n);
  if (wrong) return wrong;
  spr_str s = spr_str_n(p, n);
  if (spr_utf8_invalid(s) >= 0) return BAD_UTF8;
  for (uint32_t i = 0; i < s.n;)
    if (spr_utf8_forbidden(spr_utf8_next(s, &i))) return HIDDEN_CHARACTER;
  *out = spr_v_text(x->h, s);
  return FINE;
}

static fault read_number(reader *x, int index, const spr_type *hint, spr_value *out) {
  fault wrong = count(x, 0);
  if (wrong) return wrong;
  if (lua_isinteger(x->L, index)) {
    lua_Integer i = lua_tointeger(x->L, index);
    *out = spr_v_int(i);
    if (hint && hint->kind == SPR_T_NUMBER) (void)spr_v_num_exact(i, out);
    return FINE;
  }
  double n = lua_tonumber(x->L, index);
  if (isnan(n)) return NAN_NUMBER;
  if (isinf(n)) return INFINITE_NUMBER;
  bool whole = n >= -9223372036854775808.0 && n < 9223372036854775808.0 && floor(n) == n;
  *out = whole && hint && hint->kind == SPR_T_INTEGER ? spr_v_int((int64_t)n) : spr_v_num(n);
  return FINE;
}

/* Parts of a value that is one already. */
static fault count_value(reader *x, spr_value v, uint32_t depth) {
  fault wrong = count(x, v.type == SPR_TEXT ? v.u.t->n : 0);
  if (v.type != SPR_LIST && v.type != SPR_RECORD) return wrong;
  if (depth >= SPR_MAX_VALUE_DEPTH) return graver(wrong, TOO_DEEP);
  uint32_t n = v.type == SPR_LIST ? v.u.l->n : v.u.r->n;
  for (uint32_t i = 0; i < n && !ends_walk(wrong); i++) {
    if (v.type == SPR_RECORD) x->bytes += v.u.r->v[i].key.u.t->n;
    wrong = graver(wrong, count_value(x, v.type == SPR_LIST ? v.u.l->v[i] : v.u.r->v[i].value, depth + 1));
  }
  return wrong;
}

static fault read_box(reader *x, int index, uint32_t depth, spr_value *out) {
  spr_box *b = lua_touserdata(x->L, index);
  fault wrong;
  switch (b->kind) {
    case SPR_BOX_VALUE:
      if (b->epoch != spr_rules_of(x->L)->epoch) return STALE;
      wrong = count_value(x, b->u.value, depth);
      if (!wrong) *out = spr_v_retain(b->u.value);
      return wrong;
    case SPR_BOX_DATETIME: *out = spr_v_datetime(b->u.at); return count(x, 0);
    case SPR_BOX_DURATION:
      wrong = count(x, 0);
      if (!wrong) *out = spr_v_duration(x->h, b->u.duration);
      return wrong;
    case SPR_BOX_CASE: return WHOLE_CASE;
    case SPR_BOX_EVENT: return WHOLE_EVENT;
    default: return ENGINE_PART;
  }
}

/* What a table is: *n elements 1..n, or *n members with names. */
static fault shape(reader *x, int table, bool *list, uint32_t *n) {
  uint32_t names = 0, numbers = 0, others = 0;
  lua_Integer largest = 0;
  lua_pushnil(x->L);
  while (lua_next(x->L, table)) {
    lua_pop(x->L, 1);
    if (names + numbers + others >= SPR_MAX_VALUE_NODES) {
      lua_pop(x->L, 1);
      return TOO_MANY;
    }
    if (lua_type(x->L, -1) == LUA_TSTRING) {
      names++;
    } else if (lua_isinteger(x->L, -1) && lua_tointeger(x->L, -1) >= 1) {
      numbers++;
      if (lua_tointeger(x->L, -1) > largest) largest = lua_tointeger(x->L, -1);
    } else {
      others++;
    }
  }
  if (others > 0) return BAD_KEY;
  if (names > 0 && numbers > 0) return MIXED_KEYS;
  if (largest != (lua_Integer)numbers) return GAPS;
  *list = numbers > 0;
  *n = names + numbers;
  return FINE;
}

static fault read_list(reader *x, int table, uint32_t n, const spr_type *hint, uint32_t depth,
                       spr_value *out) {
  const spr_type *of = hint && hint->kind == SPR_T_LIST ? hint->of : NULL;
  spr_value *v = spr_realloc(x->alloc, NULL, 0, (n + 1) * sizeof *v);
  fault wrong = FINE;
  uint32_t i = 0;
  if (!v) {
    x->h->oom = true;
    return NO_MEMORY;
  }
  for (; i < n && !ends_walk(wrong); i++) {
    lua_rawgeti(x->L, table, (lua_Integer)i + 1);
    wrong = graver(wrong, read(x, lua_gettop(x->L), of, depth + 1, &v[i]));
    lua_pop(x->L, 1);
  }
  if (wrong)
    while (i-- > 0) release(x, v[i]);
  else
    *out = spr_v_list(x->h, v, n);
  spr_free(x->alloc, v, (n + 1) * sizeof *v);
  return wrong;
}

static const spr_type *member_type(const spr_type *t, spr_value key) {
  if (!t || (t->kind != SPR_T_RECORD && t->kind != SPR_T_PERSON)) return NULL;
  for (uint32_t i = 0; i < t->nmembers; i++)
    if (spr_str_eq(t->members[i].name, spr_v_str(key))) return t->members[i].type;
  return NULL;
}

static fault read_record(reader *x, int table, uint32_t n, const spr_type *hint, uint32_t depth,
                         spr_value *out) {
  spr_pair *v = spr_realloc(x->alloc, NULL, 0, (n + 1) * sizeof *v);
  fault wrong = FINE;
  uint32_t i = 0;
  if (!v) {
    x->h->oom = true;
    return NO_MEMORY;
  }
  lua_pushnil(x->L);
  while (lua_next(x->L, table)) {
    int top = lua_gettop(x->L);
    v[i] = (spr_pair){SPR_V_NIL, SPR_V_NIL};
    wrong = graver(wrong, read_text(x, top - 1, &v[i].key));
    x->nodes--; /* the name counts with its value */
    const spr_type *type = v[i].key.type == SPR_TEXT ? member_type(hint, v[i].key) : NULL;
    wrong = graver(wrong, read(x, top, type, depth + 1, &v[i].value));
    i++;
    lua_settop(x->L, ends_walk(wrong) ? top - 2 : top - 1);
    if (ends_walk(wrong)) break;
  }
  if (wrong) {
    while (i-- > 0) {
      release(x, v[i].key);
      release(x, v[i].value);
    }
  } else {
    *out = spr_v_record(x->h, v, n);
  }
  spr_free(x->alloc, v, (n + 1) * sizeof *v);
  return wrong;
}

static fault read_table(reader *x, int index, const spr_type *hint, uint32_t depth, spr_value *out) {
  bool list;
  uint32_t n;
  fault wrong = count(x, 0);
  if (ends_walk(wrong)) return wrong;
  if (depth >= SPR_MAX_VALUE_DEPTH) return graver(wrong, TOO_DEEP);
  if (!lua_checkstack(x->L, 12)) {
    x->h->oom = true;
    return NO_MEMORY;
  }
  if (!spr_push_hidden(x->L, index)) lua_pushvalue(x->L, index);
  int table = lua_gettop(x->L);
  fault misshapen = shape(x, table, &list, &n);
  wrong = graver(wrong, misshapen);
  if (!misshapen && n == 0) {
    bool record = hint && (hint->kind == SPR_T_RECORD || hint->kind == SPR_T_PERSON);
    *out = record ? spr_v_record(x->h, NULL, 0) : spr_v_list(x->h, NULL, 0);
  } else if (!misshapen) {
    wrong = graver(wrong, list ? read_list(x, table, n, hint, depth, out)
                               : read_record(x, table, n, hint, depth, out));
  }
  lua_settop(x->L, table - 1);
  return wrong;
}

static fault read(reader *x, int index, const spr_type *hint, uint32_t depth, spr_value *out) {
  *out = SPR_V_NIL;
  switch (lua_type(x->L, index)) {
    case LUA_TNIL: return FINE;
    case LUA_TBOOLEAN: *out = spr_v_bool(lua_toboolean(x->L, index)); return count(x, 0);
    case LUA_TNUMBER: return read_number(x, index, hint, out);
    case LUA_TSTRING: return read_text(x, index, out);
    case LUA_TUSERDATA: return read_box(x, index, depth, out);
    case LUA_TTABLE: return read_table(x, index, hint, depth, out);
    case LUA_TFUNCTION: return FUNCTION;
    default: return NO_VALUE;
  }
}

const char *spr_from_lua(lua_State *L, int index, spr_heap *h, const spr_type *hint, spr_value *out) {
  if (!hint && lua_isinteger(L, index)) { /* most values */
    *out = spr_v_int(lua_tointeger(L, index));
    return NULL;
  }
  reader x = {L, h, &spr_rules_of(L)->alloc, 0, 0};
  fault wrong = read(&x, lua_absindex(L, index), hint, 0, out);
  if (wrong) *out = SPR_V_NIL; /* whoever found the fault has released the parts */
  return fault_texts[wrong];
}

/* -- copy ----------------------------------------------------------------------------------------------- */

static void copy_value(lua_State *L, spr_value v, uint32_t depth) {
  spr_charge(L, 4);
  if (v.type != SPR_LIST && v.type != SPR_RECORD) {
    spr_push_value(L, v, true);
    return;
  }
  if (depth >= SPR_MAX_NESTING) luaL_error(L, "the value is nested too deeply");
  luaL_checkstack(L, 8, NULL);
  uint32_t n = v.type == SPR_LIST ? v.u.l->n : v.u.r->n;
  lua_createtable(L, v.type == SPR_LIST ? (int)n : 0, v.type == SPR_LIST ? 0 : (int)n);
  for (uint32_t i = 0; i < n; i++) {
    if (v.type == SPR_LIST) {
      copy_value(L, v.u.l->v[i], depth + 1);
      lua_rawseti(L, -2, (lua_Integer)i + 1);
    } else {
      spr_push_value(L, v.u.r->v[i].key, false);
      copy_value(L, v.u.r->v[i].value, depth + 1);
      lua_rawset(L, -3);
    }
  }
}

static void copy_any(lua_State *L, int index, uint32_t depth) {
  spr_value v;
  index = lua_absindex(L, index);
  spr_charge(L, 4);
  luaL_checkstack(L, 10, NULL);
  if (spr_to_view(L, index, &v)) {
    copy_value(L, v, depth);
    return;
  }
  if (!lua_istable(L, index)) {
    lua_pushvalue(L, index);
    return;
  }
  if (depth >= SPR_MAX_VALUE_DEPTH) luaL_error(L, "copy: the table is nested too deeply, or contains itself");
  lua_newtable(L);
  int to = lua_gettop(L);
  if (!spr_push_hidden(L, index)) lua_pushvalue(L, index);
  lua_pushnil(L);
  while (lua_next(L, to + 1)) {
    lua_pushvalue(L, -2);
    copy_any(L, -2, depth + 1);
    lua_rawset(L, to);
    lua_pop(L, 1);
  }
  lua_settop(L, to);
}

int spr_lib_copy(lua_State *L) {
  luaL_checkany(L, 1);
  copy_any(L, 1, 0);
  return 1;
}
