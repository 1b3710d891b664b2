/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CHECK_SHOW_H
#define SPR_CHECK_SHOW_H

#include "lang/show.h"

/* A whole definition: above the composed workflow stands what a city's answers rest on, each with its place:
 * version, parameters with their values, who plays each role, where each hook is answered, and what the city
 * has dropped. Both want s->arena, which may jump. */
void spr_show_definition_yaml(const spr_show *s, const spr_model *m, spr_buf *out);
/* {"package", "version", "municipality", "workflow", "parameters", "roles", "hooks", "dropped", "why",
 * "definition", "origins"} */
void spr_show_definition_json(const spr_show *s, const spr_model *m, spr_buf *out);

#endif
