/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/json_out.h"

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
  spr_buf_printf(b, "%llu", (unsigned long long)n);
}

void spr_json_bool(spr_buf *b, const char *key, bool yes) {
  member(b, key);
  spr_buf_puts(b, yes ? "true" : "false");
}

void spr_json_null(spr_buf *b, const char *key) {
  member(b, key);
  spr_buf_puts(b, "null");
}

void spr_json_time(spr_buf *b, const char *key, const spr_zone *zone, spr_instant t) {
  char text[36];
  if (t == SPR_NO_INSTANT) {
    spr_json_null(b, key);
    return;
  }
  spr_zone_format(zone, t, text);
  spr_json_text(b, key, spr_str_of(text));
}

static int64_t offset_of(void *ud, spr_instant t, bool *as_utc) {
  const spr_zone *zone = ud;
  *as_utc = zone == spr_zone_utc;
  return spr_zone_offset(zone, t);
}

void spr_json_value_of(spr_buf *b, spr_str key, const spr_zone *zone, spr_value v) {
  begin(b, key);
  spr_v_json(b, v, offset_of, (void *)(uintptr_t)zone);
}

void spr_json_texts(spr_buf *b, const char *key, const spr_str *v, uint32_t n) {
  spr_json_open(b, key, '[');
  for (uint32_t i = 0; i < n; i++) spr_json_text(b, NULL, v[i]);
  spr_json_close(b, ']');
}

void spr_json_joined(spr_buf *b, const char *key, spr_str joined) {
  spr_json_open(b, key, '[');
  for (uint32_t from = 0; from < joined.n;) {
    uint32_t to = from;
    while (to < joined.n && joined.p[to] != ',') to++;
    spr_json_text(b, NULL, spr_str_sub(joined, from, to));
    from = to + 1;
  }
  spr_json_close(b, ']');
}

void spr_json_hash(spr_buf *b, const char *key, const uint8_t hash[32]) {
  member(b, key);
  spr_buf_char(b, '"');
  for (int i = 0; i < 32; i++) spr_buf_printf(b, "%02x", hash[i]);
  spr_buf_char(b, '"');
}
