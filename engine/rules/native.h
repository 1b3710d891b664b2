/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_RULES_NATIVE_H
#define SPR_RULES_NATIVE_H

#include "rules/lua_ast.h"

/* Expressions of the plain kind (`case.x > 3 and not event.data.late`, `case.counter + 1`), run in C on the
 * engine's values without Lua. They answer exactly what Lua answers. Whatever is not on the clean path (a
 * wrong type, a name that is not declared, a division by zero) makes the run give up before any effect, and
 * Lua decides and tells. */
typedef struct spr_native spr_native;

/* NULL when the expression is not of that kind. */
const spr_native *spr_native_compile(spr_arena *a, const spr_model *m, const spr_ast *root);

typedef enum spr_native_answer { SPR_NATIVE_GAVE_UP, SPR_NATIVE_DONE } spr_native_answer;
/* *out is borrowed from the case, the event or the model. work: what it costs. */
spr_native_answer spr_native_run(const spr_native *n, spr_step *st, spr_value *out, int64_t *work);

/* The data of the step's event. An event that brings none has an empty record, so that `event.data.x` is nil.
 */
spr_value spr_event_data(const spr_event *e);

#endif
