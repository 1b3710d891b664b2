/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "base/utf8.h"
#include "lang/model.h"
#include "lang/schema.h"

/* What names may be made of: in packages and cities plain ASCII, so that they are the same in every column,
 * address and query; in a workflow that stands alone the letters of any language. */

static bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* Letters beyond ASCII, by excluding what is none: symbols, punctuation, spaces, private use, pictures. */
static bool is_foreign_letter(int32_t cp) {
  if (cp < 0xC0) return cp == 0xAA || cp == 0xB5 || cp == 0xBA;
  if (cp == 0xD7 || cp == 0xF7) return false;
  bool marks = (cp >= 0x2000 && cp <= 0x2BFF) || (cp >= 0x2E00 && cp <= 0x2E7F) ||
               (cp >= 0x3000 && cp <= 0x3004) || (cp >= 0x3008 && cp <= 0x3020);
  bool foreign = (cp >= 0xE000 && cp <= 0xF8FF) || (cp >= 0xFE00 && cp <= 0xFE6F) ||
                 (cp >= 0xFFE0 && cp <= 0xFFFF) || (cp >= 0x1F000 && cp <= 0x1FAFF) || cp >= 0xE0000;
  return !marks && !foreign && !spr_utf8_forbidden(cp);
}

static bool any_letters(spr_str s) {
  if (!s.n || spr_utf8_count(s) > SPR_MAX_NAME) return false;
  for (uint32_t i = 0; i < s.n;) {
    char c = s.p[i];
    bool plain = is_lower(c) || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '-';
    int32_t cp = spr_utf8_next(s, &i);
    if (!plain && !is_foreign_letter(cp)) return false;
  }
  return true;
}

/* [a-z][a-z0-9_]*, with dash also '-'. */
static bool plain_word(spr_str s, bool dash) {
  if (!s.n || s.n > SPR_MAX_NAME || !is_lower(s.p[0])) return false;
  for (uint32_t i = 1; i < s.n; i++)
    if (!is_lower(s.p[i]) && !is_digit(s.p[i]) && s.p[i] != '_' && !(dash && s.p[i] == '-')) return false;
  return true;
}

static bool simple_name(spr_mode mode, spr_str s) {
  if (mode == SPR_MODE_ALONE) return any_letters(s);
  if (mode == SPR_MODE_CITY && spr_str_starts(s, SPR_STR("x-"))) s = spr_str_sub(s, 2, s.n);
  return plain_word(s, false);
}

static bool dotted_name(spr_mode mode, spr_str s) {
  uint32_t from = 0;
  for (uint32_t i = 0; i <= s.n; i++) {
    if (i < s.n && s.p[i] != '.') continue;
    if (!simple_name(mode, spr_str_sub(s, from, i))) return false;
    from = i + 1;
  }
  return true;
}

static bool descriptor(spr_mode mode, spr_str s) {
  if (spr_str_is(s, "*")) return true;
  if (spr_str_ends(s, SPR_STR(".*"))) s = spr_str_sub(s, 0, s.n - 2);
  return dotted_name(mode, s);
}

/* pl, en-GB */
static bool language(spr_str s) {
  uint32_t i = 0;
  while (i < s.n && is_lower(s.p[i])) i++;
  if (i < 2 || i > 3) return false;
  if (i == s.n) return true;
  return s.p[i] == '-' && s.n <= 16 && s.n > i + 1 && any_letters(spr_str_sub(s, i + 1, s.n));
}

static bool calendar(spr_str s) {
  if (s.n < 2 || s.n > 16 || s.p[0] < 'A' || s.p[0] > 'Z') return false;
  for (uint32_t i = 1; i < s.n; i++)
    if (!is_digit(s.p[i]) && (s.p[i] < 'A' || s.p[i] > 'Z')) return false;
  return true;
}

bool spr_name_ok(spr_mode mode, spr_form form, spr_str text) {
  switch (form) {
    case SPR_FORM_NAME:
    case SPR_FORM_REF: return simple_name(mode, text);
    case SPR_FORM_EVENT:
    case SPR_FORM_PATH: return dotted_name(mode, text);
    case SPR_FORM_DESCRIPTOR: return descriptor(mode, text);
    case SPR_FORM_LANG: return language(text);
    case SPR_FORM_CALENDAR: return calendar(text);
    default: return mode == SPR_MODE_ALONE ? any_letters(text) : plain_word(text, true);
  }
}

bool spr_event_reserved(spr_str name) {
  static const char *const own[] = {"done.", "error.", "case.", "deadline.", "task."};
  for (size_t i = 0; i < sizeof own / sizeof *own; i++)
    if (spr_str_starts(name, spr_str_of(own[i]))) return true;
  return spr_str_is(name, "error");
}
