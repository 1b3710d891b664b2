/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_DOORS_JSON_OUT_H
#define SPR_DOORS_JSON_OUT_H

#include "base/str.h"
#include "sprawa/sprawa.h"

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
/* A value that is JSON already. */
void spr_json_raw(spr_buf *b, const char *key, const char *json);
/* RFC 3339 with the zone's offset; null for SPRAWA_NO_TIME. */
void spr_json_time(spr_buf *b, const char *key, const sprawa_zone *zone, int64_t t);
void spr_json_value_of(spr_buf *b, const char *key, const sprawa_value *v);
/* Texts that end with NUL. */
void spr_json_word(spr_buf *b, const char *key, const char *z);
void spr_json_word_or_null(spr_buf *b, const char *key, const char *z);
/* A list of texts; and one of those that are joined with ",". */
void spr_json_words(spr_buf *b, const char *key, const char *const *v, size_t n);
void spr_json_joined(spr_buf *b, const char *key, const char *joined);

#endif
