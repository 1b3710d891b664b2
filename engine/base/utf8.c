/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"

/* Length of the sequence that begins with c; 0: none does. Gives the bits of c that count, and the smallest
 * code point that needs this length. */
static uint32_t sequence(unsigned char c, int32_t *bits, int32_t *smallest) {
  static const struct {
    unsigned char from, to, mask;
    int32_t smallest;
  } lengths[] = {
      {0x00, 0x7F, 0x7F, 0},
      {0xC2, 0xDF, 0x1F, 0x80},
      {0xE0, 0xEF, 0x0F, 0x800},
      {0xF0, 0xF4, 0x07, 0x10000},
  };
  for (uint32_t i = 0; i < 4; i++) {
    if (c < lengths[i].from || c > lengths[i].to) continue;
    *bits = c & lengths[i].mask;
    *smallest = lengths[i].smallest;
    return i + 1;
  }
  return 0;
}

int32_t spr_utf8_next(spr_str s, uint32_t *i) {
  uint32_t start = (*i)++;
  if (start >= s.n) return -1;
  int32_t cp, smallest;
  uint32_t length = sequence((unsigned char)s.p[start], &cp, &smallest);
  if (length == 0 || length > s.n - start) return -1;
  for (uint32_t k = 1; k < length; k++) {
    unsigned char c = (unsigned char)s.p[start + k];
    if ((c & 0xC0) != 0x80) return -1;
    cp = cp << 6 | (c & 0x3F);
  }
  if (cp < smallest || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) return -1;
  *i = start + length;
  return cp;
}

/* Which of eight bytes are at most 0x1F or at least 0x7F (the high bit of each tells; what follows the first
 * such byte may be told wrongly). S. E. Anderson, "Bit Twiddling Hacks": less than n, more than n. */
static uint64_t not_plain(uint64_t v) {
  const uint64_t ones = ~UINT64_C(0) / 255, high = ones * 128;
  return (((v - ones * 0x20) & ~v) | (v + ones) | v) & high;
}

/* Eight at a time: most texts are plain, and most texts are looked at. */
uint32_t spr_utf8_plain(spr_str s, uint32_t from) {
  uint64_t eight;
  uint32_t i = from;
  for (; s.n - i >= sizeof eight; i += (uint32_t)sizeof eight) {
    memcpy(&eight, s.p + i, sizeof eight);
    if (not_plain(eight)) break;
  }
  while (i < s.n && s.p[i] >= 0x20 && s.p[i] < 0x7F) i++;
  return i - from;
}

int64_t spr_utf8_invalid(spr_str s) {
  uint32_t i = 0;
  while (i < s.n) {
    i += spr_utf8_plain(s, i);
    if (i == s.n) break;
    uint32_t at = i;
    if (spr_utf8_next(s, &i) < 0) return at;
  }
  return -1;
}

uint32_t spr_utf8_count(spr_str s) {
  uint32_t n = 0, i = 0;
  while (i < s.n) {
    spr_utf8_next(s, &i);
    n++;
  }
  return n;
}

static bool between(int32_t cp, int32_t from, int32_t to) {
  return cp >= from && cp <= to;
}

bool spr_utf8_forbidden(int32_t cp) {
  if (cp < 0x20) return cp != '\t' && cp != '\n';
  return between(cp, 0x7F, 0x9F) || between(cp, 0x200B, 0x200F) || between(cp, 0x202A, 0x202E) ||
         between(cp, 0x2066, 0x2069) || cp == 0xFEFF;
}

static uint32_t encode(int32_t cp, char out[4]) {
  if (cp < 0x80) {
    out[0] = (char)cp;
    return 1;
  }
  uint32_t n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
  static const unsigned char marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
  for (uint32_t i = n - 1; i > 0; i--, cp >>= 6) out[i] = (char)(0x80 | (cp & 0x3F));
  out[0] = (char)(marks[n] | cp);
  return n;
}

void spr_utf8_put(spr_buf *b, int32_t cp) {
  char bytes[4];
  spr_buf_add(b, bytes, encode(cp, bytes));
}

int32_t spr_utf8_shown(int32_t cp) {
  if (cp == '\t' || cp == '\n') return ' ';
  return cp < 0 || spr_utf8_forbidden(cp) ? '?' : cp;
}

/* As much of s, cleaned, as has room; gives the number of bytes written, and of those read in *read. */
static uint32_t clean_part(char *out, size_t room, spr_str s, uint32_t *read) {
  uint32_t n = 0, i = 0;
  *read = 0;
  while (i < s.n) {
    char bytes[4];
    uint32_t length = encode(spr_utf8_shown(spr_utf8_next(s, &i)), bytes);
    if (length > room - n) break;
    memcpy(out + n, bytes, length);
    n += length;
    *read = i;
  }
  return n;
}

uint32_t spr_utf8_clean_into(char *out, spr_str s, size_t max_bytes) {
  uint32_t read;
  uint32_t n = clean_part(out, max_bytes, s, &read);
  if (read == s.n) return n;
  size_t dots = max_bytes < 3 ? max_bytes : 3;
  n = clean_part(out, max_bytes - dots, s, &read);
  memcpy(out + n, "...", dots);
  return n + (uint32_t)dots;
}

void spr_utf8_clean(spr_buf *out, spr_str s, size_t max_bytes) {
  /* No code point grows, so that the text's own length is room enough. */
  size_t room = s.n < max_bytes ? s.n : max_bytes;
  char *end = spr_buf_reserve(out, room);
  if (end) spr_buf_commit(out, spr_utf8_clean_into(end, s, room));
}
