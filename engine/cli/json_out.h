/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_JSON_OUT_H
#define SPR_CLI_JSON_OUT_H

#include "base/value.h"
#include "calendar/zone.h"

/* One JSON document, written as it comes; commas come by themselves. key NULL: an element of a list, or the
 * document.
 *
 *   spr_json_open(&b, NULL, '{');  spr_json_text(&b, "id", id);  spr_json_open(&b, "items", '[');  ...
 *   spr_json_close(&b, ']');  spr_json_close(&b, '}');  spr_json_end(&b); */
void spr_json_open(spr_buf *b, const char *key, char bracket);
void spr_json_close(spr_buf *b, char bracket);
void spr_json_end(spr_buf *b); /* the line end */

void spr_json_text(spr_buf *b, const char *key, spr_str s);
/* null where it is empty. */
void spr_json_text_or_null(spr_buf *b, const char *key, spr_str s);
void spr_json_number(spr_buf *b, const char *key, uint64_t n);
void spr_json_bool(spr_buf *b, const char *key, bool yes);
void spr_json_null(spr_buf *b, const char *key);
/* RFC 3339 with the zone's offset; null for SPR_NO_INSTANT. */
void spr_json_time(spr_buf *b, const char *key, const spr_zone *zone, spr_instant t);
void spr_json_value_of(spr_buf *b, spr_str key, const spr_zone *zone, spr_value v);
/* A list of texts; and one of those that are joined with ",". */
void spr_json_texts(spr_buf *b, const char *key, const spr_str *v, uint32_t n);
void spr_json_joined(spr_buf *b, const char *key, spr_str joined);
/* As 64 hexadecimal digits. */
void spr_json_hash(spr_buf *b, const char *key, const uint8_t hash[32]);

#endif
