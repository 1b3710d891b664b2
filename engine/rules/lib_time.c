/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/state.h"

/* Dates (texts YYYY-MM-DD), datetimes and durations under the city's calendar and zone. Nothing here knows
 * the machine's clock. */

/* -- arguments ------------------------------------------------------------------------------------------ */

static bool to_day(lua_State *L, int index, spr_day *out) {
  size_t n;
  const char *p = lua_type(L, index) == LUA_TSTRING ? lua_tolstring(L, index, &n) : NULL;
  return p && spr_day_parse(spr_str_n(p, n), out);
}

static const char *shown(lua_State *L, int index) {
  return lua_type(L, index) == LUA_TSTRING ? "the text is no date YYYY-MM-DD" : spr_type_of(L, index);
}

/* A date, or the local day of a datetime. */
static spr_day day(lua_State *L, int index) {
  spr_day d = 0;
  spr_box *b = spr_to_box(L, index, SPR_BOX_DATETIME);
  if (b) return spr_zone_day(spr_step_law(spr_step_of(L))->zone, b->u.at);
  if (!to_day(L, index, &d))
    luaL_error(L, "argument %d must be a date or datetime (%s)", index, shown(L, index));
  return d;
}

spr_duration spr_to_duration(lua_State *L, int index) {
  spr_duration d = {0};
  size_t n;
  spr_box *b = spr_to_box(L, index, SPR_BOX_DURATION);
  if (b) return b->u.duration;
  const char *p = lua_type(L, index) == LUA_TSTRING ? lua_tolstring(L, index, &n) : NULL;
  if (!p || !spr_duration_parse(spr_str_n(p, n), true, &d))
    luaL_error(L, "a duration is expected, as \"14 days\" or \"3 working days\" (%s)",
               p ? "the text is none" : spr_type_of(L, index));
  return d;
}

static int push_day(lua_State *L, spr_day d) {
  char text[11];
  if (d < SPR_FIRST_DAY || d > SPR_LAST_DAY)
    return luaL_error(L, "the date lies outside of the years 1 to 9999");
  spr_day_format(d, text);
  lua_pushlstring(L, text, 10);
  return 1;
}

/* -- functions ------------------------------------------------------------------------------------------ */

/* Whoever counts working days holds each day against each rule of the calendar. */
static void charge_days(lua_State *L, int64_t days) {
  const spr_calendar *c = spr_step_law(spr_step_of(L))->calendar;
  spr_charge(L, 10 + (4 + c->nrules / 8) * (days < 0 ? -days : days));
}

void spr_charge_term(lua_State *L, spr_duration d) {
  charge_days(L, d.working_days);
}

/* How many days lie between the working days that were counted, only the calendar knows. */
static void charge_rest(lua_State *L, spr_duration d, int64_t from, int64_t to) {
  int64_t days = to < from ? from - to : to - from;
  if (d.working_days != 0) charge_days(L, days - (d.working_days < 0 ? -d.working_days : d.working_days));
}

static int add_to_day(lua_State *L, spr_day from, spr_duration d) {
  const spr_law *law = spr_step_law(spr_step_of(L));
  if (d.ms != 0) return luaL_error(L, "hours, minutes and seconds can be added only to a datetime");
  int64_t to = from;
  if (d.months != 0) {
    int64_t months = (int64_t)spr_day_to_ymd(from).year * 12 + spr_day_to_ymd(from).month - 1 + d.months;
    if (months < 12 * SPR_MIN_YEAR || months >= 12 * (SPR_MAX_YEAR + 1)) return push_day(L, INT32_MAX);
    to = spr_day_add_months(from, d.months);
  }
  to += d.days;
  if (to < SPR_FIRST_DAY || to > SPR_LAST_DAY) return push_day(L, INT32_MAX);
  if (d.working_days != 0)
    to = spr_calendar_add_working(law->calendar, (spr_day)to, d.working_days, law->as_of);
  charge_rest(L, d, from, to);
  return push_day(L, (spr_day)to);
}

static int lib_add(lua_State *L) {
  spr_day from;
  spr_duration d = spr_to_duration(L, 2);
  spr_box *b = spr_to_box(L, 1, SPR_BOX_DATETIME);
  spr_charge_term(L, d);
  if (!b && to_day(L, 1, &from)) return add_to_day(L, from, d);
  if (!b) return luaL_error(L, "add takes a date or datetime (%s)", shown(L, 1));
  spr_instant due;
  if (spr_timer_due(spr_step_law(spr_step_of(L)), b->u.at, d, &due) != SPR_OK)
    return luaL_error(L, "the time lies outside of the years 1 to 9999");
  charge_rest(L, d, b->u.at / SPR_MS_PER_DAY, due / SPR_MS_PER_DAY);
  spr_push_datetime(L, due);
  return 1;
}

static int lib_days(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)day(L, 2) - day(L, 1));
  return 1;
}

static int lib_working_days(lua_State *L) {
  spr_day a = day(L, 1), b = day(L, 2);
  const spr_law *law = spr_step_law(spr_step_of(L));
  int64_t distance = a < b ? (int64_t)b - a : (int64_t)a - b;
  if (distance > SPR_MAX_DURATION_DAYS)
    return luaL_error(L, "working_days counts over a hundred years at most");
  charge_days(L, distance);
  lua_pushinteger(L, spr_calendar_working_between(law->calendar, a, b, law->as_of));
  return 1;
}

/* Full years today; who is born on 29 February is a year older on the last day of February. */
static int lib_age(lua_State *L) {
  spr_value v;
  spr_step *st = spr_step_of(L);
  luaL_checkany(L, 1);
  lua_settop(L, 1);
  if (spr_to_view(L, 1, &v) || lua_istable(L, 1)) {
    lua_getfield(L, 1, "birth_date");
    lua_replace(L, 1);
    if (lua_isnil(L, 1)) return 1;
  }
  spr_day born = day(L, 1), today = spr_step_today(st);
  if (born > today) {
    lua_pushinteger(L, 0);
    return 1;
  }
  int32_t years = spr_day_to_ymd(today).year - spr_day_to_ymd(born).year;
  if (spr_day_add_months(born, 12 * years) > today) years--;
  lua_pushinteger(L, years);
  return 1;
}

static int lib_due_on(lua_State *L) {
  static const char *const rolls[] = {"next", "none", "previous", NULL};
  spr_day from = day(L, 1), due;
  spr_duration d = spr_to_duration(L, 2);
  spr_roll roll = (spr_roll)luaL_checkoption(L, 3, "next", rolls);
  spr_charge_term(L, d);
  if (d.ms != 0) return luaL_error(L, "due_on counts from days on; add hours to a datetime with add");
  if (spr_term_day(spr_step_law(spr_step_of(L)), from, d, roll, &due) != SPR_OK)
    return push_day(L, INT32_MAX);
  charge_rest(L, d, from, due);
  return push_day(L, due);
}

static int lib_duration(lua_State *L) {
  spr_push_duration(L, spr_to_duration(L, 1));
  return 1;
}

void spr_open_time(lua_State *L) {
  static const luaL_Reg functions[] = {{"add", lib_add},
                                       {"age", lib_age},
                                       {"days", lib_days},
                                       {"due_on", lib_due_on},
                                       {"duration", lib_duration},
                                       {"working_days", lib_working_days},
                                       {NULL, NULL}};
  spr_set_functions(L, functions);
}

/* -- the values themselves ------------------------------------------------------------------------------ */

static int datetime_member(lua_State *L) {
  static const char *const names[] = {"date",   "day",     "hour", "minute", "month",
                                      "second", "weekday", "year", NULL};
  spr_box *b = spr_to_box(L, 1, SPR_BOX_DATETIME);
  if (lua_type(L, 2) != LUA_TSTRING)
    return luaL_error(L, "a datetime has date, year, month, day, weekday, hour, minute, second");
  spr_day d;
  int64_t ms;
  spr_local_split(spr_zone_local(spr_step_law(spr_step_of(L))->zone, b->u.at), &d, &ms);
  spr_ymd ymd = spr_day_to_ymd(d);
  switch (luaL_checkoption(L, 2, NULL, names)) {
    case 0: return push_day(L, d);
    case 1: lua_pushinteger(L, ymd.day); break;
    case 2: lua_pushinteger(L, ms / 3600000); break;
    case 3: lua_pushinteger(L, ms / 60000 % 60); break;
    case 4: lua_pushinteger(L, ymd.month); break;
    case 5: lua_pushinteger(L, ms / 1000 % 60); break;
    case 6: lua_pushinteger(L, spr_weekday(d)); break;
    default: lua_pushinteger(L, ymd.year); break;
  }
  return 1;
}

static int compare(lua_State *L, int *cmp) {
  spr_box *a = lua_touserdata(L, 1), *b = lua_touserdata(L, 2);
  if (!a || !b || lua_type(L, 1) != LUA_TUSERDATA || lua_type(L, 2) != LUA_TUSERDATA || a->kind != b->kind)
    return luaL_error(L, "a %s and a %s have no order", spr_type_of(L, 1), spr_type_of(L, 2));
  if (a->kind == SPR_BOX_DATETIME)
    *cmp = a->u.at < b->u.at ? -1 : a->u.at > b->u.at;
  else if (!spr_duration_compare(a->u.duration, b->u.duration, cmp))
    return luaL_error(L, "months, days, working days and hours cannot be compared with one another");
  return 0;
}

static int less(lua_State *L) {
  int cmp = 0;
  compare(L, &cmp);
  lua_pushboolean(L, cmp < 0);
  return 1;
}

static int less_or_equal(lua_State *L) {
  int cmp = 0;
  compare(L, &cmp);
  lua_pushboolean(L, cmp <= 0);
  return 1;
}

void spr_open_time_boxes(lua_State *L, const void *datetime, const void *duration) {
  const void *const both[] = {datetime, duration};
  for (size_t i = 0; i < 2; i++) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, both[i]);
    lua_pushcfunction(L, less);
    lua_setfield(L, -2, "__lt");
    lua_pushcfunction(L, less_or_equal);
    lua_setfield(L, -2, "__le");
    if (both[i] == datetime) {
      lua_pushcfunction(L, datetime_member);
      lua_setfield(L, -2, "__index");
    }
    lua_pop(L, 1);
  }
}
