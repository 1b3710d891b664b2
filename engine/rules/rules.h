/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_RULES_RULES_H
#define SPR_RULES_RULES_H

#include "base/limits.h"
#include "chart/ops.h"

/* Rules in Lua 5.4: the sandbox of one model (one workflow of one city). It answers the chart's questions
 * (spr_ops) by running the model's expressions and the hooks of the city's and the package's Lua files.
 *
 *   spr_rules_new(alloc, model, sources, diags, &rules)    compiles everything; faults go to diags
 *   spr_step_run(case, env, spr_rules_ops(), rules, ...)
 *   spr_rules_free(rules)
 *
 * What a script can do is bounded: one budget of work per step (instructions and library work together),
 * memory, depth. A state that met a limit is thrown away and made anew before the next step. Nothing a call
 * did is left for the next. One rules object belongs to one thread at a time; several live side by side and
 * share nothing. */
typedef struct spr_rules spr_rules;

/* A workflow that stands alone starts although its Lua reads a name that does not exist: that is a warning
 * here (an error for the static look below), and an error where the name is read, which its own
 * `error.execution` may take. SPR_OK, also when diags got faults (then *out is NULL); SPR_ENOMEM; SPR_EBUG
 * when the set of reachable globals is not the expected one. */
spr_status spr_rules_new(const spr_alloc *alloc, const spr_model *m, const spr_sources *src, spr_diags *d,
                         spr_rules **out);
void spr_rules_free(spr_rules *r);
const spr_ops *spr_rules_ops(void);
/* Has a step met a limit of work, memory or depth since this was last asked? */
bool spr_rules_met_limit(spr_rules *r);
/* Plain expressions are run without Lua, with the same answers; off for measuring and for comparing both
 * ways. */
void spr_rules_set_native(spr_rules *r, bool on);

/* A hook that a C function answers. It is asked before the files (`standard.NAME` still asks the package's),
 * held to what the hook declares as Lua is, and looks at the case through the functions of chart/ops.h, which
 * note the facts. */
typedef struct spr_hook_call {
  spr_step *step;
  const spr_hook_decl *hook;
  const spr_value *args; /* as many as the hook takes; nil where none was given; borrowed */
  bool may_act;          /* it has no `returns`: effects are allowed */
  int64_t work; /* units that are left of the step's budget: to be lowered by what the answer costs */
  bool answered;
  spr_value answer;                      /* made in the heap of the step; taken over */
  char reason[SPR_MAX_REASON_BYTES + 4]; /* of a no; or empty */
} spr_hook_call;
/* false: why stands in spr_step_fault. It runs under the host's locale; it neither raises nor asks other
 * hooks. */
typedef bool (*spr_hook_fn)(void *ud, spr_hook_call *call);
/* From now on, between steps. SPR_ENOMEM. */
spr_status spr_rules_set_hook(spr_rules *r, int32_t hook, spr_hook_fn fn, void *ud);

/* Static look at Lua without running it: a full lexer and resolver of Lua 5.4's syntax. It finds, with exact
 * places: syntax that does not compile, reading of names that do not exist in the sandbox (did you mean),
 * assignment to globals, use of `_ENV`, `goto continue` is fine; members of case, param, hook, event.data,
 * role, city that are not declared where the receiver is the plain name; wrong argument counts of hook calls;
 * names in inside("..."). Reports what is used in *uses (may be NULL). */
typedef struct spr_lua_raise { /* an event that is raised or sent by a name that is written out */
  spr_str event;
  spr_span at;
  spr_str link; /* `to` of a send, if it is written out; else empty */
  spr_span link_at;
  struct spr_lua_raise *next;
} spr_lua_raise;
typedef struct spr_lua_uses {
  uint64_t *params, *hooks; /* bit sets over the model's tables; they grow with each text that is looked at */
  spr_arena *arena;         /* of the list */
  spr_lua_raise *raises;
  spr_lua_raise *states; /* names in inside("...") of a file that this workflow does not have */
  bool dynamic_params, dynamic_hooks, dynamic_raise; /* some are named by what is computed, or passed on */
} spr_lua_uses;
void spr_lua_check_expr(spr_diags *d, const spr_model *m, const spr_expr *x, spr_lua_uses *uses);
/* A whole file: also whether it returns a table of functions, and where it answers which hook (answers, by
 * hook; NULL: nobody asks; what it does not answer stays as it is). is_city: may also read `standard`. */
void spr_lua_check_file(spr_diags *d, const spr_model *m, uint32_t file, bool is_city, spr_span *answers,
                        spr_lua_uses *uses);
/* The version of Lua that runs the rules. */
const char *spr_rules_library(void);

#endif
