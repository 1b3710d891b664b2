/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_RULES_ENV_H
#define SPR_RULES_ENV_H

#include "rules/state.h"

/* What a script sees, and the compiling of all that the model's rules are. Runs protected; raises. */
void spr_build_environment(lua_State *L);
/* The instruction counter begins anew, so that what a step may do does not depend on the steps before it. */
void spr_arm(lua_State *L);

#endif
