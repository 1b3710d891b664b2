/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_RULES_STATE_H
#define SPR_RULES_STATE_H

#include <lauxlib.h>
#include <locale.h>
#include <lua.h>

#include "base/limits.h"
#include "rules/lua_ast.h"
#include "rules/native.h"

/* The inside of a rules object: one Lua state and what is counted in it.
 *
 * What holds everywhere in this folder:
 *  - A C function that Lua calls has three phases: it looks at its arguments (may raise, owns nothing), works
 * (cannot raise), pushes its results (owns nothing again). Temporary bytes live on the scratch stack, values
 * in the pins: both are put back by whoever entered Lua, however the call ended.
 *  - Whatever a script can make larger is charged to the step's budget, by spr_charge() or by the allocator.
 *  - No script can make a userdata or a metatable. So every userdata is a spr_box, and a table has a
 * metatable only if it is frozen.
 *  - Raising functions run only inside of a protected call. */

typedef enum spr_limit {
  SPR_LIMIT_NONE,
  SPR_LIMIT_WORK,
  SPR_LIMIT_MEMORY,
  SPR_LIMIT_BLOCK,
  SPR_LIMIT_STRING,
  SPR_LIMIT_DEPTH,
  SPR_LIMIT_HOST
} spr_limit;

/* A text that is compiled into each new state. */
typedef struct spr_compiled {
  spr_expr_kind kind;
  spr_str text;             /* edited; returns a function */
  uint32_t file, line;      /* of its first byte */
  const spr_native *native; /* or NULL */
  int ref;                  /* in the registry of the present state */
  /* The second form, for when all its arguments are set. */
  uint32_t nargs; /* 0: there is none */
  spr_lua_arg args[SPR_MAX_LUA_ARGS];
  spr_str text_of_args;
  int ref_of_args;
} spr_compiled;

#define SPR_KNOWN_NAMES 256
typedef struct spr_known_name { /* of a field: where the present state keeps the text */
  const void *text;
  int32_t number;
} spr_known_name;

typedef struct spr_hook_place { /* where a hook's function stands */
  uint32_t file, line;
} spr_hook_place;

typedef struct spr_c_hook { /* a hook that C answers */
  spr_hook_fn fn;           /* NULL: the files do */
  void *ud;
  spr_value *args;      /* room for what it takes */
  spr_hook_place place; /* of its declaration */
} spr_c_hook;

typedef struct spr_lua_file {
  uint32_t file; /* 0: there is none */
  spr_str text;  /* edited */
  const spr_lua_function *functions;
  uint32_t nfunctions;
} spr_lua_file;

struct spr_rules {
  spr_alloc alloc;
  spr_arena arena;
  const spr_model *model;
  const spr_sources *sources;
  locale_t c_locale, host_locale;
  lua_State *L;  /* NULL: met a limit, to be made anew */
  size_t memory; /* bytes that Lua holds */
  bool loading;  /* source is being read: its tables may be larger than a script's */
  bool native_off;
  /* the step */
  spr_step *step;                 /* NULL: none runs */
  uint32_t epoch;                 /* number of the step; views of earlier ones are dead */
  int64_t work;                   /* units left */
  size_t longest, longest_loaded; /* text that Lua has made in the step (or while it was loaded), in bytes */
  bool armed;                     /* Lua was entered in this step */
  bool may_act;                   /* effects are allowed now */
  uint32_t depth;                 /* calls from C into Lua that are open */
  spr_limit limit;                /* was met; the state is to be thrown away */
  bool met;                       /* a limit, in a step since spr_rules_met_limit */
  spr_limit refused;              /* why Lua was last refused memory: MEMORY or HOST */
  uint32_t limit_file, limit_line;
  bool keep_fault;                       /* the step's fault says already why */
  char reason[SPR_MAX_REASON_BYTES + 4]; /* of the last hook that said no in this guard */
  spr_value *pins;
  uint32_t npins, cap_pins;
  char *scratch;
  size_t nscratch, cap_scratch;
  /* what is compiled */
  spr_compiled *exprs; /* one for each of the model's */
  spr_lua_file standard_file, city_file;
  int hooks_ref;      /* table: 2*i+1 the city-first function of hook i, 2*i+2 the standard's */
  int hook_calls_ref; /* table: closures of hook.NAME */
  int case_ref, event_ref;
  spr_known_name known[SPR_KNOWN_NAMES]; /* by the text's address */
  spr_hook_place *places;                /* 2*i, 2*i+1 as above */
  spr_c_hook *c_hooks;                   /* by hook; NULL: there are none */
};

static inline spr_rules *spr_rules_of(lua_State *L) {
  return *(spr_rules **)lua_getextraspace(L);
}

/* -- state.c -------------------------------------------------------------------------------------------- */
/* Makes and builds a new state. false: memory ran out (limit is SPR_LIMIT_HOST or _MEMORY), or *message says
 * what is wrong (valid until the next call; place in *file, *line). */
bool spr_state_make(spr_rules *r, spr_str *message, uint32_t *file, uint32_t *line);
void spr_state_drop(spr_rules *r);
/* Ends the script at once: nothing can catch it. */
int spr_limit_met(lua_State *L, spr_limit which);
const char *spr_limit_text(spr_limit which);
static inline void spr_charge(lua_State *L, int64_t units) {
  spr_rules *r = spr_rules_of(L);
  r->work -= units;
  if (r->work < 0) spr_limit_met(L, SPR_LIMIT_WORK);
}
/* Does the installed Lua's own compiler take the text? If not, why and in which line. Uses r's state, or
 * makes one, which knows nothing and runs nothing. */
bool spr_lua_compiles(spr_rules *r, spr_str text, char why[SPR_MAX_REASON_BYTES + 4], uint32_t *line);
/* Text for people, without control characters, cut; "" when memory runs out. */
void spr_clean_text(const spr_alloc *a, spr_str s, char out[SPR_MAX_REASON_BYTES + 4]);
/* "f12:34: text" as Lua writes it -> file 12, line 34, text. */
spr_str spr_lua_place(spr_str message, uint32_t *file, uint32_t *line);

/* -- scratch -------------------------------------------------------------------------------------------- */
/* The scratch is a stack: note r->nscratch, add, push the text, go back. Bounds each text by
 * SPR_MAX_FORMAT_BYTES. */
void spr_scratch_add(lua_State *L, size_t base, const void *p, size_t n);
void spr_scratch_push(lua_State *L, size_t base); /* pushes the text from base on and goes back to base */
/* Room for n bytes, not bounded as a text; aligned for pointers. */
void *spr_scratch_room(lua_State *L, size_t n);

/* -- call.c --------------------------------------------------------------------------------------------- */
/* Calls the function and its arguments on the stack from C that Lua called; counts the depth. */
void spr_call_lua(lua_State *L, int nargs, int nresults);
/* After a function of the step said no: raises with the fault that it set. */
int spr_refused(lua_State *L);
/* luaL_error with SPR_FMT'd text cleaned; position of the script's line is added. */
int spr_raise_at(lua_State *L, uint32_t file, uint32_t line, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
spr_step *spr_step_of(lua_State *L); /* raises when no step runs */
void spr_decide_reason(spr_rules *r, spr_str reason);

/* -- box.c: engine values in Lua ------------------------------------------------------------------------ */
typedef enum spr_box_kind {
  SPR_BOX_CASE,
  SPR_BOX_EVENT,
  SPR_BOX_CITY,
  SPR_BOX_PARAM,
  SPR_BOX_ROLE,
  SPR_BOX_VALUE,
  SPR_BOX_DATETIME,
  SPR_BOX_DURATION
} spr_box_kind;
typedef struct spr_box {
  spr_box_kind kind;
  uint32_t epoch; /* VALUE: the step in which it was made */
  union {
    spr_value value; /* VALUE: a list or record, kept alive by a pin or by the model */
    spr_instant at;
    spr_duration duration;
  } u;
} spr_box;

void spr_open_boxes(lua_State *L);                  /* makes the metatables */
void spr_push_box(lua_State *L, spr_box_kind kind); /* CASE..ROLE */
void spr_push_datetime(lua_State *L, spr_instant t);
void spr_push_duration(lua_State *L, spr_duration d);
/* pin: the value may die before the step ends, so hold it. */
void spr_push_value(lua_State *L, spr_value v, bool pin);
/* Takes over v, also when it raises. */
void spr_push_owned(lua_State *L, spr_value v);
/* A duration, or the text of one; raises. */
spr_duration spr_to_duration(lua_State *L, int index);
/* The end of a term of that length is going to be counted. */
void spr_charge_term(lua_State *L, spr_duration d);
spr_box *spr_to_box(lua_State *L, int index, spr_box_kind kind); /* NULL if it is none */
/* The list or record of a view; raises when its step is over. */
bool spr_to_view(lua_State *L, int index, spr_value *v);
/* Pushes the sorted list of the names of a view's members that are set; false (and nothing) if it has none
 * that can be listed. */
bool spr_push_names(lua_State *L, int index);
/* Comparison, members and text of dates and durations, into the metatables that stand under these keys of the
 * registry. */
void spr_open_time_boxes(lua_State *L, const void *datetime, const void *duration);
const char *spr_type_of(lua_State *L, int index); /* "text", "list", "table", ...: words for messages */

/* -- value.c -------------------------------------------------------------------------------------------- */
/* Reads a Lua value without calling any Lua; hint: the type that is expected, or NULL. NULL and *out (owned
 * by the caller), or what is wrong. Never raises. */
const char *spr_from_lua(lua_State *L, int index, spr_heap *h, const spr_type *hint, spr_value *out);
/* A changeable deep copy of a view (or a table). */
int spr_lib_copy(lua_State *L);

/* -- frozen.c ------------------------------------------------------------------------------------------- */
/* The table at index becomes read-only, its content moves to a hidden one. */
void spr_freeze(lua_State *L, int index);
/* Everything that can be reached from the value at the top, through tables and locals of functions. Raises
 * where something could keep state. */
void spr_freeze_all(lua_State *L, const spr_lua_file *f);
/* true: table with a hidden content, which is pushed. Else nothing is pushed. */
bool spr_push_hidden(lua_State *L, int index);

/* -- libraries: each pushes its table ------------------------------------------------------------------- */
void spr_open_base(lua_State *L); /* into the table at the top */
void spr_open_string(lua_State *L);
void spr_open_table(lua_State *L);
void spr_open_math(lua_State *L);
void spr_open_utf8(lua_State *L);
void spr_open_step(lua_State *L); /* into the table at the top */
void spr_open_time(lua_State *L); /* into the table at the top */
void spr_open_hooks(
    lua_State *L); /* `hook` and, for the city, `standard`: into the tables at 1 (all) and 2 (city) */
void spr_set_functions(lua_State *L, const luaL_Reg *f); /* into the table at the top */
/* Adds the readable form of a value to the scratch. */
void spr_scratch_tostring(lua_State *L, size_t base, int index);
int spr_lib_gmatch_step(lua_State *L);
int spr_lib_pairs_step(lua_State *L);

/* -- hooks.c -------------------------------------------------------------------------------------------- */
void spr_load_file(lua_State *L, const spr_lua_file *f, bool is_city); /* env at the top; fills hooks_ref */

/* -- hook_c.c ------------------------------------------------------------------------------------------- */
/* Asks the C function; its arguments stand from index 1 on, one for each name that the hook takes. Raises, or
 * puts what it answers in their place, as a Lua function would leave it, and gives the number of results. */
int spr_ask_c(lua_State *L, const spr_c_hook *c, const spr_hook_decl *hook);

#endif
