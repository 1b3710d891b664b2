/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/lua_names.h"

const spr_lua_name spr_lua_names[] = {
    {"add", SPR_NAME_ALWAYS}, {"age", SPR_NAME_ALWAYS}, {"assert", SPR_NAME_ALWAYS}, {"cancel", SPR_NAME_ACTS},
    {"case", SPR_NAME_ALWAYS}, {"caseload", SPR_NAME_ALWAYS}, {"city", SPR_NAME_ALWAYS}, {"copy", SPR_NAME_ALWAYS},
    {"days", SPR_NAME_ALWAYS}, {"due_on", SPR_NAME_ALWAYS}, {"duration", SPR_NAME_ALWAYS}, {"error", SPR_NAME_ALWAYS},
    {"event", SPR_NAME_ALWAYS}, {"hook", SPR_NAME_ALWAYS}, {"inside", SPR_NAME_ALWAYS}, {"ipairs", SPR_NAME_ALWAYS},
    {"log", SPR_NAME_ALWAYS},
    {"math", SPR_NAME_ALWAYS}, {"math.abs", SPR_NAME_ALWAYS}, {"math.ceil", SPR_NAME_ALWAYS}, {"math.floor", SPR_NAME_ALWAYS},
    {"math.fmod", SPR_NAME_ALWAYS}, {"math.huge", SPR_NAME_ALWAYS}, {"math.max", SPR_NAME_ALWAYS},
    {"math.maxinteger", SPR_NAME_ALWAYS}, {"math.min", SPR_NAME_ALWAYS}, {"math.mininteger", SPR_NAME_ALWAYS},
    {"math.modf", SPR_NAME_ALWAYS}, {"math.pi", SPR_NAME_ALWAYS}, {"math.sqrt", SPR_NAME_ALWAYS},
    {"math.tointeger", SPR_NAME_ALWAYS}, {"math.type", SPR_NAME_ALWAYS}, {"math.ult", SPR_NAME_ALWAYS},
    {"note", SPR_NAME_ACTS}, {"now", SPR_NAME_LAZY}, {"occupied", SPR_NAME_ALWAYS}, {"pairs", SPR_NAME_ALWAYS},
    {"param", SPR_NAME_ALWAYS}, {"profile", SPR_NAME_ALWAYS}, {"raise", SPR_NAME_ACTS}, {"rawequal", SPR_NAME_ALWAYS},
    {"rawlen", SPR_NAME_ALWAYS}, {"role", SPR_NAME_ALWAYS}, {"select", SPR_NAME_ALWAYS}, {"send", SPR_NAME_ACTS},
    {"standard", SPR_NAME_CITY},
    {"string", SPR_NAME_ALWAYS}, {"string.byte", SPR_NAME_ALWAYS}, {"string.char", SPR_NAME_ALWAYS},
    {"string.find", SPR_NAME_ALWAYS}, {"string.format", SPR_NAME_ALWAYS}, {"string.gmatch", SPR_NAME_ALWAYS},
    {"string.gsub", SPR_NAME_ALWAYS}, {"string.len", SPR_NAME_ALWAYS}, {"string.lower", SPR_NAME_ALWAYS},
    {"string.match", SPR_NAME_ALWAYS}, {"string.rep", SPR_NAME_ALWAYS}, {"string.reverse", SPR_NAME_ALWAYS},
    {"string.sub", SPR_NAME_ALWAYS}, {"string.upper", SPR_NAME_ALWAYS},
    {"table", SPR_NAME_ALWAYS}, {"table.concat", SPR_NAME_ALWAYS}, {"table.insert", SPR_NAME_ALWAYS},
    {"table.pack", SPR_NAME_ALWAYS}, {"table.remove", SPR_NAME_ALWAYS}, {"table.sort", SPR_NAME_ALWAYS},
    {"table.unpack", SPR_NAME_ALWAYS},
    {"task", SPR_NAME_ACTS}, {"today", SPR_NAME_LAZY}, {"tonumber", SPR_NAME_ALWAYS}, {"tostring", SPR_NAME_ALWAYS},
    {"type", SPR_NAME_ALWAYS},
    {"utf8", SPR_NAME_ALWAYS}, {"utf8.char", SPR_NAME_ALWAYS}, {"utf8.charpattern", SPR_NAME_ALWAYS},
    {"utf8.codepoint", SPR_NAME_ALWAYS}, {"utf8.codes", SPR_NAME_ALWAYS}, {"utf8.len", SPR_NAME_ALWAYS},
    {"utf8.offset", SPR_NAME_ALWAYS},
    {"working_days", SPR_NAME_ALWAYS},
    {NULL, SPR_NAME_ALWAYS}};

static const struct {
  const char *name, *cure;
} cures[] = {
    {"_ENV", "names cannot be rebound"},
    {"_G", "there is no table of globals; write the name itself"},
    {"_VERSION", "rules are Lua 5.4"},
    {"collectgarbage", "memory is the engine's affair"},
    {"coroutine", "a rule runs to its end; use a plain function or an iterator"},
    {"debug", "rules cannot look into the engine"},
    {"decide", "decision tables are not there yet; write the rule as a hook"},
    {"dofile", "a hook stands in one file"},
    {"getmetatable", "there are no metatables"},
    {"io", "rules read and write no files"},
    {"load", "rules run no code that is made of text"},
    {"loadfile", "a hook stands in one file"},
    {"loadstring", "rules run no code that is made of text"},
    {"math.cos", "it is not the same on every machine"},
    {"math.exp", "it is not the same on every machine"},
    {"math.log", "it is not the same on every machine"},
    {"math.pow", "use the operator `^` with an integer exponent"},
    {"math.random", "a rule answers the same each time; there is no randomness"},
    {"math.randomseed", "a rule answers the same each time; there is no randomness"},
    {"math.sin", "it is not the same on every machine"},
    {"math.tan", "it is not the same on every machine"},
    {"module", "a hook stands in one file"},
    {"next", "use pairs; for an empty list, `#list == 0`"},
    {"os", "rules have no clock and no operating system: use now or today"},
    {"package", "a hook stands in one file"},
    {"pcall", "a failing rule is a failing rule: look before you call"},
    {"print", "use log(...)"},
    {"rawget", "there are no metatables: index the table"},
    {"rawset", "there are no metatables: assign to the table"},
    {"require", "a hook stands in one file"},
    {"setmetatable", "there are no metatables; use plain functions and tables"},
    {"string.dump", "rules make no bytecode"},
    {"string.pack", "rules make no binary data"},
    {"string.packsize", "rules make no binary data"},
    {"string.unpack", "rules read no binary data"},
    {"table.move", "copy with a loop"},
    {"unpack", "use table.unpack"},
    {"warn", "use log(...)"},
    {"xpcall", "a failing rule is a failing rule: look before you call"},
};

const spr_lua_name *spr_lua_name_find(spr_str name) {
  for (const spr_lua_name *n = spr_lua_names; n->name; n++)
    if (spr_str_is(name, n->name)) return n;
  return NULL;
}

const char *spr_lua_name_cure(spr_str name) {
  for (size_t i = 0; i < sizeof cures / sizeof *cures; i++)
    if (spr_str_is(name, cures[i].name)) return cures[i].cure;
  return NULL;
}
