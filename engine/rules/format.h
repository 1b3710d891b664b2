/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_RULES_FORMAT_H
#define SPR_RULES_FORMAT_H

#include <lua.h>

/* string.format: %d %i %c %x %X %o %e %E %f %F %g %G %s %%, with the usual flags, widths and precisions. */
int spr_lib_format(lua_State *L);

#endif
