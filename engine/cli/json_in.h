/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_JSON_IN_H
#define SPR_CLI_JSON_IN_H

#include <jansson.h>

#include "base/value.h"

/* JSON from outside as values: whole numbers as integers, others as numbers, null as the absent value. */

/* Where the JSON library gets no memory it may leave out a part of a text and say nothing, or call it no
 * JSON. From here on the program ends instead, before anything of the text was used. */
void spr_json_set_memory(void);
/* One document, in one piece, without duplicate keys; NULL with the fault and its column in *fault. The
 * caller releases it with json_decref. */
json_t *spr_json_parse(spr_str text, spr_buf *fault);
/* The value, owned by the caller. SPR_ELIMIT: deeper or larger than a value may be; SPR_ENOMEM; *fault says
 * so. */
spr_status spr_json_value(spr_heap *h, const json_t *j, spr_value *out, spr_buf *fault);

#endif
