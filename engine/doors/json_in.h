/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_DOORS_JSON_IN_H
#define SPR_DOORS_JSON_IN_H

#include <jansson.h>

#include "base/str.h"

/* JSON from outside. */

/* Where the JSON library gets no memory it may leave out a part of a text and say nothing, or call it no
 * JSON. From here on the program ends instead, before anything of the text was used. */
void spr_json_set_memory(void);
/* The same for a server, which lives on: the document alone that there was no memory for is lost, and
 * spr_json_parse says so. Before there are threads. */
void spr_json_spare_memory(void);
/* One document, in one piece, without duplicate keys; NULL with the fault and its column in *fault, or with
 * fault->nomem: there was no memory. The caller releases it with json_decref. */
json_t *spr_json_parse(spr_str text, spr_buf *fault);
/* The version of jansson that reads it. */
const char *spr_json_library(void);

#endif
