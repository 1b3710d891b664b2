/* SPDX-License-Identifier: Apache-2.0 */
#include "doors/json_out.h"

#include "base/value.h"

/* A bracket stands last only where it was just opened: texts end in a quote. */
static void begin(spr_buf *b, spr_str key) {
  char last = b->n ? b->p[b->n - 1] : '{';
  if (last != '{' && last != '[' && last != '\n') spr_buf_char(b, ',');
  if (key.n == 0) return;
  spr_json_string(b, key);
  spr_buf_char(b, ':');
}

static void member(spr_buf *b, const char *key) {
  begin(b, key ? spr_str_of(key) : SPR_STR(""));
}

void spr_json_open(spr_buf *b, const char *key, char bracket) {
  member(b, key);
  spr_buf_char(b, bracket);
}

void spr_json_close(spr_buf *b, char bracket) {
  spr_buf_char(b, bracket);
}

void spr_json_end(spr_buf *b) {
  spr_buf_char(b, '\n');
}

void spr_json_text(spr_buf *b, const char *key, spr_str s) {
  member(b, key);
  spr_json_string(b, s);
}

void spr_json_text_or_null(spr_buf *b, const char *key, spr_str s) {
  if (s.n)
    spr_json_text(b, key, s);
  else
    spr_json_null(b, key);
}

void spr_json_number(spr_buf *b, const char *key, uint64_t n) {
  member(b, key);
  spr_buf_number(b, n);
}

void spr_json_bool(spr_buf *b, const char *key, bool yes) {
  member(b, key);
  spr_buf_puts(b, yes ? "true" : "false");
}

void spr_json_null(spr_buf *b, const char *key) {
  member(b, key);
  spr_buf_puts(b, "null");
}

void spr_json_raw(spr_buf *b, const char *key, const char *json) {
  member(b, key);
  spr_buf_puts(b, json);
}

void spr_json_word(spr_buf *b, const char *key, const char *z) {
  spr_json_text(b, key, spr_str_of(z));
}

void spr_json_word_or_null(spr_buf *b, const char *key, const char *z) {
  spr_json_text_or_null(b, key, spr_str_of(z));
}

void spr_json_time(spr_buf *b, const char *key, const sprawa_zone *zone, int64_t t) {
  char text[SPRAWA_TIME_TEXT];
  sprawa_time_text(zone, t, text);
  spr_json_word_or_null(b, key, text);
}

/* Its length is known only once it is written. */
void spr_json_value_of(spr_buf *b, const char *key, const sprawa_value *v) {
  size_t n = sprawa_value_json(v, NULL, 0);
  member(b, key);
  char *text = spr_realloc(&b->alloc, NULL, 0, n + 1);
  if (text && n > 0)
    spr_buf_add(b, text, sprawa_value_json(v, text, n + 1));
  else
    b->failed = true;
  spr_free(&b->alloc, text, n + 1);
}

void spr_json_words(spr_buf *b, const char *key, const char *const *v, size_t n) {
  spr_json_open(b, key, '[');
  for (size_t i = 0; i < n; i++) spr_json_word(b, NULL, v[i]);
  spr_json_close(b, ']');
}

void spr_json_joined(spr_buf *b, const char *key, const char *joined) {
  spr_json_open(b, key, '[');
  for (const char *from = joined; *from;) {
    size_t n = strcspn(from, ",");
    spr_json_text(b, NULL, spr_str_n(from, n));
    from += n + (from[n] == ',');
  }
  spr_json_close(b, ']');
}
