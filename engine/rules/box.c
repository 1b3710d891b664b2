/* SPDX-License-Identifier: Apache-2.0 */
#include "base/near.h"
#include "rules/state.h"

/* The engine's values as Lua sees them: userdata that read the case, the event and the model where they lie.
 * Nothing is copied, nothing can be written through but `case.field = value` in an action. */

static const char kinds[8]; /* addresses of the metatables in the registry */
static const char *const kind_names[8] = {"case file", "event",          "city",     "parameters",
                                          "roles",     "list or record", "datetime", "duration"};

/* -- making --------------------------------------------------------------------------------------------- */

static spr_box *new_box(lua_State *L, spr_box_kind kind) {
  spr_box *b = lua_newuserdatauv(L, sizeof *b, 0);
  b->kind = kind;
  b->epoch = spr_rules_of(L)->epoch;
  lua_rawgetp(L, LUA_REGISTRYINDEX, &kinds[kind]);
  lua_setmetatable(L, -2);
  return b;
}

void spr_push_box(lua_State *L, spr_box_kind kind) {
  new_box(L, kind);
}
void spr_push_datetime(lua_State *L, spr_instant t) {
  new_box(L, SPR_BOX_DATETIME)->u.at = t;
}
void spr_push_duration(lua_State *L, spr_duration d) {
  new_box(L, SPR_BOX_DURATION)->u.duration = d;
}

/* Holds a value until the step ends; says what kept it from that. */
static spr_limit pin(spr_rules *r, spr_value v) {
  for (uint32_t i = r->npins > 8 ? r->npins - 8 : 0; i < r->npins; i++)
    if (r->pins[i].u.l == v.u.l) return SPR_LIMIT_NONE;
  if (r->npins == r->cap_pins) {
    uint32_t cap = r->cap_pins ? r->cap_pins * 2 : 16;
    if (r->npins >= SPR_MAX_LUA_PINS) return SPR_LIMIT_MEMORY;
    spr_value *grown = spr_realloc(&r->alloc, r->pins, r->cap_pins * sizeof v, cap * sizeof v);
    if (!grown) return SPR_LIMIT_HOST;
    r->pins = grown;
    r->cap_pins = cap;
  }
  r->pins[r->npins++] = spr_v_retain(v);
  return SPR_LIMIT_NONE;
}

void spr_push_value(lua_State *L, spr_value v, bool hold) {
  switch ((spr_vtype)v.type) {
    case SPR_NIL: lua_pushnil(L); return;
    case SPR_BOOL: lua_pushboolean(L, v.u.b); return;
    case SPR_INT: lua_pushinteger(L, v.u.i); return;
    case SPR_NUM: lua_pushnumber(L, v.u.n); return;
    case SPR_TEXT: lua_pushlstring(L, v.u.t->p, v.u.t->n); return;
    case SPR_DATETIME: spr_push_datetime(L, v.u.i); return;
    case SPR_DURATION: spr_push_duration(L, v.u.d->d); return;
    case SPR_LIST:
    case SPR_RECORD: break;
  }
  spr_charge(L, 20);
  spr_limit kept_from = hold && v.u.l->refs != UINT32_MAX ? pin(spr_rules_of(L), v) : SPR_LIMIT_NONE;
  if (kept_from != SPR_LIMIT_NONE) spr_limit_met(L, kept_from);
  new_box(L, SPR_BOX_VALUE)->u.value = v;
}

void spr_push_owned(lua_State *L, spr_value v) {
  spr_rules *r = spr_rules_of(L);
  spr_heap *h = spr_step_heap(r->step);
  spr_limit kept_from = spr_v_counted(v) && v.u.t->refs != UINT32_MAX ? pin(r, v) : SPR_LIMIT_NONE;
  if (h->pool) spr_v_release(h->pool, v);
  if (kept_from != SPR_LIMIT_NONE) spr_limit_met(L, kept_from);
  spr_push_value(L, v, false);
}

/* -- looking at ----------------------------------------------------------------------------------------- */

static spr_box *box_at(lua_State *L, int index) {
  return lua_type(L, index) == LUA_TUSERDATA ? lua_touserdata(L, index) : NULL;
}

spr_box *spr_to_box(lua_State *L, int index, spr_box_kind kind) {
  spr_box *b = box_at(L, index);
  return b && b->kind == kind ? b : NULL;
}

static const spr_city *city_of(lua_State *L) {
  return spr_step_city(spr_step_of(L));
}

bool spr_to_view(lua_State *L, int index, spr_value *v) {
  spr_box *b = box_at(L, index);
  if (!b) return false;
  if (b->kind == SPR_BOX_CITY) {
    const spr_city *c = city_of(L);
    *v = c ? c->record : SPR_V_NIL;
    return c != NULL;
  }
  if (b->kind != SPR_BOX_VALUE) return false;
  if (b->epoch != spr_rules_of(L)->epoch) luaL_error(L, "this value belongs to a step that is over");
  *v = b->u.value;
  return true;
}

const char *spr_type_of(lua_State *L, int index) {
  spr_box *b = box_at(L, index);
  if (!b) return lua_type(L, index) == LUA_TSTRING ? "text" : luaL_typename(L, index);
  if (b->kind == SPR_BOX_VALUE) return b->u.value.type == SPR_LIST ? "list" : "record";
  return kind_names[b->kind];
}

static spr_str key_at(lua_State *L, int index) {
  size_t n = 0;
  const char *s = lua_type(L, index) == LUA_TSTRING ? lua_tolstring(L, index, &n) : NULL;
  if (!s) luaL_error(L, "the name of a member is a text, not a %s", spr_type_of(L, index));
  return spr_str_n(s ? s : "", n);
}

/* Number of a name in the map at upvalue 1, or -1. */
static int32_t number_of(lua_State *L, int key) {
  lua_pushvalue(L, key);
  int32_t i = lua_rawget(L, lua_upvalueindex(1)) == LUA_TNUMBER ? (int32_t)lua_tointeger(L, -1) : -1;
  lua_pop(L, 1);
  return i;
}

/* The same for the case's fields, faster. Lua keeps one copy of each short text, and the map holds those of
 * the names: a text at such an address is that name. Where two addresses fall together, or the text is a
 * copy, the map tells. */
static spr_known_name *known_at(lua_State *L, const void *text) {
  return &spr_rules_of(L)->known[(uintptr_t)text / 16 % SPR_KNOWN_NAMES];
}

static int32_t field_number(lua_State *L, int key) {
  const void *text = lua_topointer(L, key); /* what is no text has another address */
  const spr_known_name *k = known_at(L, text);
  return text && k->text == text ? k->number : number_of(L, key);
}

static int no_field(lua_State *L, spr_str name) {
  const spr_model *m = spr_rules_of(L)->model;
  spr_near near;
  spr_near_init(&near, name);
  for (uint32_t i = 0; i < m->nfields; i++) spr_near_offer(&near, m->fields[i].name);
  spr_str best = spr_near_best(&near);
  if (best.n == 0) return luaL_error(L, "no field \"%s\" in the case file", name.p);
  lua_pushlstring(L, best.p, best.n);
  return luaL_error(L, "no field \"%s\" in the case file; did you mean \"%s\"?", name.p, lua_tostring(L, -1));
}

/* -- case ----------------------------------------------------------------------------------------------- */

static int case_index(lua_State *L) {
  spr_step *st = spr_step_of(L);
  int32_t f = field_number(L, 2);
  if (f >= 0) {
    spr_push_value(L, spr_step_field(st, f), true);
    return 1;
  }
  spr_str name = key_at(L, 2);
  if (!spr_rules_of(L)->model->alone) return no_field(L, name);
  bool found;
  spr_push_value(L, spr_step_field_named(st, name, &found), true);
  return 1;
}

static int case_assign(lua_State *L) {
  spr_rules *r = spr_rules_of(L);
  spr_step *st = spr_step_of(L);
  int32_t f = number_of(L, 2);
  spr_str name = key_at(L, 2);
  if (!r->may_act)
    return luaL_error(L, "the case file is read-only here; it can be changed by `run` and by action hooks");
  if (f < 0 && !r->model->alone) return no_field(L, name);
  spr_value v;
  spr_heap *h = spr_step_heap(st);
  const char *wrong = spr_from_lua(L, 3, h, f >= 0 ? r->model->fields[f].type : NULL, &v);
  if (h->oom) spr_limit_met(L, SPR_LIMIT_HOST);
  if (wrong) return luaL_error(L, "case.%s cannot hold this: %s", name.p, wrong);
  bool fits = f >= 0 ? spr_step_set(st, f, v) : spr_step_set_named(st, name, v);
  return fits ? 0 : spr_refused(L);
}

/* -- the other views ------------------------------------------------------------------------------------ */

static int event_index(lua_State *L) {
  spr_str key = key_at(L, 2);
  const spr_event *e = spr_step_event(spr_step_of(L));
  if (spr_str_is(key, "data"))
    spr_push_value(L, spr_event_data(e), true);
  else if (spr_str_is(key, "name"))
    lua_pushlstring(L, e ? e->name.p : "", e ? e->name.n : 0);
  else if (spr_str_is(key, "by") && e && e->by.n > 0)
    lua_pushlstring(L, e->by.p, e->by.n);
  else if (spr_str_is(key, "by"))
    lua_pushnil(L);
  else if (spr_str_is(key, "at") && e)
    spr_push_datetime(L, e->at);
  else if (spr_str_is(key, "occurred") && e)
    spr_push_datetime(L, e->occurred == SPR_NO_INSTANT ? e->at : e->occurred);
  else if (spr_str_is(key, "at") || spr_str_is(key, "occurred"))
    lua_pushnil(L);
  else
    return luaL_error(L, "an event has no \"%s\"", key.p);
  return 1;
}

static int param_index(lua_State *L) {
  spr_rules *r = spr_rules_of(L);
  int32_t i = number_of(L, 2);
  if (i < 0) return luaL_error(L, "no parameter \"%s\"", key_at(L, 2).p);
  if (r->step) spr_step_reads(r->step)->flags |= SPR_FACT_PARAM;
  spr_push_value(L, r->model->params[i].value, false);
  return 1;
}

static int role_index(lua_State *L) {
  int32_t i = number_of(L, 2);
  spr_str institution;
  spr_step *st = spr_step_of(L);
  if (i < 0) return luaL_error(L, "no role \"%s\"", key_at(L, 2).p);
  if (!spr_step_role(st, i, &institution)) return spr_refused(L);
  if (institution.n == 0)
    lua_pushnil(L);
  else
    lua_pushlstring(L, institution.p, institution.n);
  return 1;
}

static void push_part(lua_State *L, spr_value v, int key) {
  if (v.type == SPR_LIST) {
    lua_Integer i = lua_isinteger(L, key) ? lua_tointeger(L, key) : 0;
    if (i < 1 || i > (lua_Integer)v.u.l->n)
      lua_pushnil(L);
    else
      spr_push_value(L, v.u.l->v[i - 1], false);
  } else {
    size_t n = 0;
    const char *s = lua_type(L, key) == LUA_TSTRING ? lua_tolstring(L, key, &n) : NULL;
    spr_push_value(L, s ? spr_v_get(v, spr_str_n(s, n)) : SPR_V_NIL, false);
  }
}

static int value_index(lua_State *L) {
  spr_value v;
  if (!spr_to_view(L, 1, &v)) return luaL_error(L, "this workflow stands alone: there is no city");
  push_part(L, v, 2);
  return 1;
}

static int value_length(lua_State *L) {
  spr_value v;
  if (!spr_to_view(L, 1, &v) || v.type != SPR_LIST) return luaL_error(L, "only a list has a length");
  lua_pushinteger(L, v.u.l->n);
  return 1;
}

static int refuse_write(lua_State *L) {
  return luaL_error(L, "a %s is read-only; copy(...) gives one that can be changed", spr_type_of(L, 1));
}

/* Both are userdata, and not the same one. */
static int box_equal(lua_State *L) {
  spr_box *a = box_at(L, 1), *b = box_at(L, 2);
  bool same = a->kind == b->kind;
  if (same && a->kind == SPR_BOX_VALUE) {
    spr_charge(L, 100);
    same = a->epoch == b->epoch && spr_v_equal(a->u.value, b->u.value);
  } else if (same && a->kind == SPR_BOX_DATETIME) {
    same = a->u.at == b->u.at;
  } else if (same && a->kind == SPR_BOX_DURATION) {
    int cmp;
    same = spr_duration_compare(a->u.duration, b->u.duration, &cmp) && cmp == 0;
  }
  lua_pushboolean(L, same);
  return 1;
}

/* -- members by name ------------------------------------------------------------------------------------ */

static void push_list_of_keys(lua_State *L, spr_value record) {
  uint32_t n = record.type == SPR_RECORD ? record.u.r->n : 0;
  spr_charge(L, n);
  lua_createtable(L, (int)n, 0);
  for (uint32_t i = 0; i < n; i++) {
    spr_push_value(L, record.u.r->v[i].key, false);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

static bool is_set(spr_rules *r, spr_box_kind kind, uint32_t i) {
  if (kind == SPR_BOX_PARAM) return r->model->params[i].value.type != SPR_NIL;
  return spr_step_field(r->step, (int32_t)i).type != SPR_NIL;
}

/* Names of fields or parameters that have a value, with the case's undeclared ones: sorted by insertion, for
 * they are few. */
static void push_set_names(lua_State *L, spr_box_kind kind) {
  spr_rules *r = spr_rules_of(L);
  uint32_t declared = kind == SPR_BOX_PARAM ? r->model->nparams : r->model->nfields, n = 0;
  size_t base = r->nscratch;
  spr_str extra;
  spr_value v;
  uint32_t extras = 0;
  while (kind == SPR_BOX_CASE && spr_step_extra(r->step, extras, &extra, &v)) extras++;
  spr_charge(L, 2 * ((int64_t)declared + extras));
  spr_str *names = spr_scratch_room(L, (declared + extras + 1) * sizeof *names);
  for (uint32_t i = 0; i < declared + extras; i++) {
    if (i < declared && !is_set(r, kind, i)) continue;
    if (i < declared)
      extra = kind == SPR_BOX_PARAM ? r->model->params[i].name : r->model->fields[i].name;
    else
      spr_step_extra(r->step, i - declared, &extra, &v);
    uint32_t at = n++;
    for (; at > 0 && spr_str_cmp(names[at - 1], extra) > 0; at--) names[at] = names[at - 1];
    names[at] = extra;
  }
  lua_createtable(L, (int)n, 0);
  for (uint32_t i = 0; i < n; i++) {
    lua_pushlstring(L, names[i].p, names[i].n);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  r->nscratch = base;
}

bool spr_push_names(lua_State *L, int index) {
  spr_box *b = box_at(L, index);
  spr_value v;
  if (!b) return false;
  if (b->kind == SPR_BOX_CASE || b->kind == SPR_BOX_PARAM) {
    spr_step_of(L);
    push_set_names(L, b->kind);
    return true;
  }
  if (!spr_to_view(L, index, &v) || v.type != SPR_RECORD) return false;
  push_list_of_keys(L, v);
  return true;
}

/* -- metatables ----------------------------------------------------------------------------------------- */

static void name_map(lua_State *L, const spr_model *m, spr_box_kind kind) {
  uint32_t n = kind == SPR_BOX_CASE ? m->nfields : kind == SPR_BOX_PARAM ? m->nparams : m->nroles;
  lua_createtable(L, 0, (int)n);
  for (uint32_t i = 0; i < n; i++) {
    spr_str s = kind == SPR_BOX_CASE    ? m->fields[i].name
                : kind == SPR_BOX_PARAM ? m->params[i].name
                                        : m->roles[i].name;
    lua_pushlstring(L, s.p, s.n);
    const void *text = lua_topointer(L, -1);
    if (kind == SPR_BOX_CASE) *known_at(L, text) = (spr_known_name){text, (int32_t)i};
    lua_pushinteger(L, (lua_Integer)i);
    lua_rawset(L, -3);
  }
}

void spr_open_boxes(lua_State *L) {
  static const lua_CFunction index[8] = {case_index, event_index, value_index, param_index,
                                         role_index, value_index, NULL,        NULL};
  const spr_model *m = spr_rules_of(L)->model;
  for (int k = SPR_BOX_CASE; k <= SPR_BOX_DURATION; k++) {
    bool named = k == SPR_BOX_CASE || k == SPR_BOX_PARAM || k == SPR_BOX_ROLE;
    lua_createtable(L, 0, 8);
    lua_pushstring(L, kind_names[k]);
    lua_setfield(L, -2, "__name");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pushcfunction(L, box_equal);
    lua_setfield(L, -2, "__eq");
    if (named) name_map(L, m, (spr_box_kind)k);
    if (index[k]) {
      if (named) lua_pushvalue(L, -1);
      lua_pushcclosure(L, index[k], named ? 1 : 0);
      lua_setfield(L, named ? -3 : -2, "__index");
    }
    if (named) {
      lua_pushcclosure(L, k == SPR_BOX_CASE ? case_assign : refuse_write, 1);
    } else {
      lua_pushcfunction(L, refuse_write);
    }
    lua_setfield(L, -2, "__newindex");
    lua_pushcfunction(L, value_length);
    lua_setfield(L, -2, "__len");
    lua_rawsetp(L, LUA_REGISTRYINDEX, &kinds[k]);
  }
  spr_open_time_boxes(L, &kinds[SPR_BOX_DATETIME], &kinds[SPR_BOX_DURATION]);
}
