/* SPDX-License-Identifier: Apache-2.0 */
#include "base/wording.h"

#include "base/utf8.h"

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static bool is_mark(int32_t cp) {
  return cp >= 0x300 && cp <= 0x36F;
}

/* Beyond ASCII everything is a letter but signs, punctuation and what is no character. */
static bool is_letter(int32_t cp) {
  if (cp < 0x80) return (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
  if (cp < 0xC0) return cp == 0xAA || cp == 0xB5 || cp == 0xBA;
  if (cp == 0xD7 || cp == 0xF7) return false;
  bool signs = (cp >= 0x2000 && cp <= 0x2BFF) || (cp >= 0x3000 && cp <= 0x303F) ||
               (cp >= 0xD800 && cp <= 0xF8FF) || (cp >= 0xFE00 && cp <= 0xFF0F);
  return !signs && !spr_utf8_forbidden(cp);
}

/* Does a sign stand there that holds a number together? */
static bool is_joint(spr_str s, uint32_t at) {
  return at > 0 && at + 1 < s.n && strchr("-./:", s.p[at]) && s.p[at] && is_digit(s.p[at - 1]) &&
         is_digit(s.p[at + 1]);
}

static const char *two_letters(int32_t cp) {
  switch (cp) {
    case 0xDF:
    case 0x1E9E: return "ss";
    case 0xC6:
    case 0xE6: return "ae";
    case 0xDE:
    case 0xFE: return "th";
    case 0x152:
    case 0x153: return "oe";
    default: return NULL;
  }
}

static uint32_t encode(int32_t cp, char out[4]) {
  if (cp < 0x80) {
    out[0] = (char)cp;
    return 1;
  }
  uint32_t n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
  for (uint32_t i = n - 1; i > 0; i--, cp >>= 6) out[i] = (char)(0x80 | (cp & 0x3F));
  out[0] = (char)((0xF00 >> n & 0xF0) | cp);
  return n;
}

/* False: it does not fit, and the word ends before it. */
static bool add(spr_wording *w, int32_t cp) {
  const char *two = two_letters(cp);
  char bytes[4];
  uint32_t n = two ? 2 : encode(spr_utf8_fold(cp), bytes);
  if (w->word.n + n > SPR_MAX_WORDING) return false;
  memcpy(w->room + w->word.n, two ? two : bytes, n);
  w->word.n += n;
  return true;
}

bool spr_wording_next(spr_wording *w) {
  bool full = false;
  w->word = spr_str_n(w->room, 0);
  while (w->at < w->text.n) {
    bool joint = w->word.n > 0 && is_joint(w->text, w->at);
    int32_t cp = spr_utf8_next(w->text, &w->at);
    if (is_mark(cp)) continue;
    if (joint || is_letter(cp))
      full = full || !add(w, cp);
    else if (w->word.n > 0)
      break;
  }
  return w->word.n > 0;
}

bool spr_wording_begins(spr_str text, spr_str beginning) {
  spr_wording w = {.text = text};
  while (spr_wording_next(&w))
    if (spr_str_starts(w.word, beginning)) return true;
  return false;
}

bool spr_wording_has(spr_str text, spr_str word) {
  spr_wording w = {.text = text};
  while (spr_wording_next(&w))
    if (spr_str_eq(w.word, word)) return true;
  return false;
}
