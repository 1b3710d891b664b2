/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LAB_LITERAL_H
#define SPR_LAB_LITERAL_H

#include "lang/model.h"
#include "lang/node.h"

/* Values that a story writes down, read by the type of the field that they are for. What does not fit its
 * type is read as if it had none, so that the engine itself refuses it (a story may expect that). Values are
 * made in the arena and are fixed. */

/* type NULL: any. Null is nil. */
spr_value spr_literal_read(spr_arena *a, const spr_zone *zone, const spr_type *type, const spr_node *n);
/* A map of fields; members that are no field are read as any. */
spr_value spr_literal_record(spr_arena *a, const spr_zone *zone, const spr_field *fields, uint32_t nfields,
                             const spr_node *map);
/* A value as a story would write it, for people: texts without quotes, "nothing" for nil; long ones cut. */
void spr_literal_show(const spr_zone *zone, spr_value v, spr_buf *out);

#endif
