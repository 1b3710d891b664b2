/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_DOORS_JSON_VALUE_H
#define SPR_DOORS_JSON_VALUE_H

#include <jansson.h>

#include "base/str.h"
#include "sprawa/sprawa.h"

/* JSON from outside as a value of the public library: whole numbers as integers, others as numbers. *out is
 * a reference for the caller, or NULL where it cannot be a value (SPRAWA_LIMIT, SPRAWA_INVALID) or memory
 * runs out; *fault says why. */
sprawa_code spr_json_public(const json_t *j, sprawa_value **out, spr_buf *fault);

#endif
