/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_RULES_LUA_NAMES_H
#define SPR_RULES_LUA_NAMES_H

#include "base/str.h"

/* The one list of what a script can name. The static look at Lua and the sandbox work from it; the sandbox is
 * compared with it each time a state is made. */

typedef enum spr_name_where {
  SPR_NAME_ALWAYS,
  SPR_NAME_ACTS, /* only in `run` blocks and action hooks */
  SPR_NAME_CITY, /* only in a city's file */
  SPR_NAME_LAZY  /* made when it is read: `now`, `today` */
} spr_name_where;

typedef struct spr_lua_name {
  const char *name; /* "string.format" for members */
  spr_name_where where;
} spr_lua_name;

extern const spr_lua_name spr_lua_names[]; /* sorted by name; ends with NULL */

/* NULL if there is none. */
const spr_lua_name *spr_lua_name_find(spr_str name);
/* Why a name of stock Lua ("os", "string.dump") is not here, and what to do; NULL for others. */
const char *spr_lua_name_cure(spr_str name);

#endif
