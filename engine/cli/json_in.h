/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_JSON_IN_H
#define SPR_CLI_JSON_IN_H

#include <jansson.h>

#include "base/value.h"

/* JSON from outside as values: whole numbers as integers, others as numbers, null as the absent value. */

/* One document, in one piece, without duplicate keys; NULL with the fault and its column in *fault. The
 * caller releases it with json_decref. */
json_t *spr_json_parse(spr_str text, spr_buf *fault);
/* The value, owned by the caller. false: deeper or larger than a value may be; *fault says so. */
bool spr_json_value(spr_heap *h, const json_t *j, spr_value *out, spr_buf *fault);

#endif
