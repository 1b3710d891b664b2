/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/words.h"

#include "base/limits.h"
#include "base/utf8.h"

void spr_words_time(spr_buf *out, const sprawa_zone *zone, int64_t time) {
  char text[SPRAWA_TIME_TEXT];
  sprawa_time_text(zone, time, text);
  if (strlen(text) < 16) return;
  text[10] = ' ';
  spr_buf_add(out, text, 16);
}

/* RFC 3339 without the offset: "2026-06-21T21:00:00" and perhaps a fraction. */
void spr_words_moment(spr_buf *out, const sprawa_zone *zone, int64_t time) {
  char text[SPRAWA_TIME_TEXT];
  sprawa_time_text(zone, time, text);
  size_t n = strlen(text), end = 19;
  if (n < end) return;
  while (end < n && text[end] != '+' && text[end] != '-' && text[end] != 'Z') end++;
  if (end == 19 && memcmp(text + 16, ":00", 3) == 0) end = 16;
  text[10] = ' ';
  spr_buf_add(out, text, end);
}

/* Midnight is told as the day that ends with it: who reads the next day's date would be a day late. */
static bool ends_a_day(const sprawa_zone *zone, int64_t ends, char text[SPRAWA_TIME_TEXT]) {
  sprawa_time_text(zone, ends, text);
  if (strlen(text) < 19 || memcmp(text + 11, "00:00:00", 8) != 0 || text[19] == '.') return false;
  sprawa_time_text(zone, ends - 1, text);
  return true;
}

void spr_words_end(spr_buf *out, const sprawa_zone *zone, int64_t ends, const char *last_day, bool suspended,
                   bool exact) {
  char text[SPRAWA_TIME_TEXT];
  if (*last_day)
    spr_buf_puts(out, last_day);
  else if (ends_a_day(zone, ends, text))
    spr_buf_add(out, text, 10);
  else if (exact)
    spr_words_moment(out, zone, ends);
  else
    spr_words_time(out, zone, ends);
  if (suspended) spr_buf_puts(out, " (suspended)");
}

void spr_words_missed(spr_buf *out, const sprawa_zone *zone, bool overdue, int64_t missed) {
  if (overdue) spr_buf_puts(out, "  OVERDUE");
  if (overdue || missed == SPRAWA_NO_TIME) return;
  spr_buf_puts(out, "  (missed ");
  spr_words_end(out, zone, missed, "", false, false);
  spr_buf_puts(out, ", then moved)");
}

void spr_words_clean(spr_buf *out, const char *text) {
  spr_utf8_clean(out, spr_str_of(text), SPR_MAX_MESSAGE_BYTES);
}

/* "2026-06-21T21:00:00+02:00", as the engine tells times. */
static bool is_time(const char *text) {
  int64_t time;
  size_t n = strlen(text);
  return n >= 20 && n < SPRAWA_TIME_TEXT && text[10] == 'T' &&
         sprawa_time_read(NULL, text, &time, NULL) == SPRAWA_OK;
}

void spr_words_value(spr_buf *out, const sprawa_value *v) {
  char json[SPR_MAX_REASON_BYTES + 8];
  if (sprawa_value_type(v) == SPRAWA_NULL) {
    spr_buf_puts(out, "nothing");
  } else if (sprawa_value_type(v) == SPRAWA_TEXT && is_time(sprawa_value_as_text(v))) {
    spr_buf_printf(out, "%.10s %.5s", sprawa_value_as_text(v), sprawa_value_as_text(v) + 11);
  } else if (sprawa_value_type(v) == SPRAWA_TEXT) {
    spr_utf8_clean(out, spr_str_of(sprawa_value_as_text(v)), SPR_MAX_REASON_BYTES);
  } else {
    (void)sprawa_value_json(v, json, sizeof json);
    spr_utf8_clean(out, spr_str_of(json), SPR_MAX_REASON_BYTES);
  }
}

void spr_words_names(spr_buf *out, const char *before, const char *const *v, size_t n) {
  for (size_t i = 0; i < n; i++) spr_buf_printf(out, "%s%s", i ? ", " : before, v[i]);
}

static bool is_first(const char *const *v, size_t i) {
  for (size_t k = 0; k < i; k++)
    if (strcmp(v[k], v[i]) == 0) return false;
  return true;
}

void spr_words_titles(spr_buf *out, const char *const *v, size_t n, size_t most) {
  size_t told = 0, more = 0;
  for (size_t i = 0; i < n; i++) {
    if (!is_first(v, i)) continue;
    if (told == most) {
      more++;
      continue;
    }
    spr_buf_printf(out, "%s%s", told ? ", " : "", v[i]);
    told++;
  }
  if (more) spr_buf_printf(out, " and %zu more", more);
}

void spr_words_titled(spr_buf *out, const char *title, const char *name) {
  spr_buf_puts(out, *title ? title : name);
  if (*title && *name) spr_buf_printf(out, " (%s)", name);
}

void spr_words_joined(spr_buf *out, const char *joined) {
  for (const char *p = joined; *p; p++) {
    spr_buf_char(out, *p);
    if (*p == ',') spr_buf_char(out, ' ');
  }
}
