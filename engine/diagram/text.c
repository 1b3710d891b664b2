/* SPDX-License-Identifier: Apache-2.0 */
#include "diagram/text.h"

#include "base/utf8.h"

enum {
  ENTRY_GAP = 3,  /* between two entries */
  COLUMN_GAP = 24 /* between two columns of them */
};

/* In pixels. Bold letters are up to a fifth wider. */
static const struct {
  int32_t size, lead, widen;
} fonts[] = {[SPR_FONT_TITLE] = {13, 16, 100},
             [SPR_FONT_HEAD] = {13, 16, 120},
             [SPR_FONT_SMALL] = {11, 14, 100},
             [SPR_FONT_CODE] = {11, 14, 100}};
#define CODE_WIDTH 61 /* of each letter that a table knows */

/* In hundredths of the size: U+0020 to U+007E, then U+00A0 to U+017F (Polish, Czech and their neighbours). */
static const uint8_t ascii[] = {
    32, 41, 46, 84, 64, 96, 78, 28, 40,  40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 34, 34, 84, 84, 84, 54, 100, 69, 69, 70, 78, 64, 58, 78, 76, 30, 30, 66, 56, 87, 75, 79,
    61, 79, 70, 64, 62, 74, 69, 99, 69,  62, 69, 40, 34, 40, 84, 50, 50, 62, 64, 55, 64, 62, 36, 64,
    64, 28, 28, 58, 28, 98, 64, 62, 64,  64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84,
};
static const uint8_t latin[] = {
    32, 41, 64, 64,  64,  64, 34, 50, 50, 100, 48, 62, 84, 37, 100, 50, 50, 84, 41, 41, 50, 64, 64, 32, 50,
    41, 48, 62, 97,  97,  97, 54, 69, 69, 69,  69, 69, 69, 98, 70,  64, 64, 64, 64, 30, 30, 30, 30, 78, 75,
    79, 79, 79, 79,  79,  84, 79, 74, 74, 74,  74, 62, 61, 63, 62,  62, 62, 62, 62, 62, 99, 55, 62, 62, 62,
    62, 28, 28, 28,  28,  62, 64, 62, 62, 62,  62, 62, 84, 62, 64,  64, 64, 64, 60, 64, 60, 69, 62, 69, 62,
    69, 62, 70, 55,  70,  55, 70, 55, 70, 55,  78, 64, 78, 64, 64,  62, 64, 62, 64, 62, 64, 62, 64, 62, 78,
    64, 78, 64, 78,  64,  78, 64, 76, 64, 92,  70, 30, 28, 30, 28,  30, 28, 30, 28, 30, 28, 59, 56, 30, 28,
    66, 58, 58, 56,  28,  56, 28, 56, 38, 56,  35, 57, 29, 75, 64,  75, 64, 75, 64, 82, 75, 64, 79, 62, 79,
    62, 79, 62, 107, 103, 70, 42, 70, 42, 70,  42, 64, 53, 64, 53,  64, 53, 64, 53, 62, 40, 62, 40, 62, 40,
    74, 64, 74, 64,  74,  64, 74, 64, 74, 64,  74, 64, 99, 82, 62,  60, 62, 69, 53, 69, 53, 69, 53, 36,
};
#define WIDE 140 /* a letter that the tables do not know; none is wider in common faces */

static int32_t width_of(int32_t cp, spr_font font) {
  if (font == SPR_FONT_CODE) return cp < 0x250 ? CODE_WIDTH : WIDE;
  if (cp >= 0x20 && cp <= 0x7E) return ascii[cp - 0x20];
  if (cp >= 0xA0 && cp <= 0x17F) return latin[cp - 0xA0];
  switch (cp) {
    case 0x2013: return 50; /* en dash */
    case 0x2018:
    case 0x2019:
    case 0x201A: return 32; /* quotation marks */
    case 0x201C:
    case 0x201D:
    case 0x201E: return 52;
    case 0x2014:
    case 0x2026: return 100; /* em dash, ellipsis */
    default: return WIDE;
  }
}

static int32_t pixels(int64_t hundredths, spr_font font) {
  return (int32_t)((hundredths * fonts[font].size * fonts[font].widen + 9999) / 10000);
}

int32_t spr_text_width(spr_str s, spr_font font) {
  int64_t sum = 0;
  for (uint32_t i = 0; i < s.n;) sum += width_of(spr_utf8_next(s, &i), font);
  return pixels(sum, font);
}

/* -- wrapping ------------------------------------------------------------------------------------------- */

static bool is_space(int32_t cp) {
  return cp == ' ' || cp == '\n' || cp == '\t';
}

/* A line may also end behind these: paths and names hold no spaces. */
static bool may_end(int32_t cp) {
  return cp == '.' || cp == '_' || cp == '-' || cp == '/' || cp == ',' || cp == 0x2013;
}

/* Where the line that begins at `from` ends; *next: where the following one begins. */
static uint32_t line_end(spr_str s, uint32_t from, spr_font font, int32_t max, uint32_t *next) {
  uint32_t end = from, i = from;
  int64_t sum = 0;
  *next = from;
  while (i < s.n) {
    uint32_t at = i;
    int32_t cp = spr_utf8_next(s, &i);
    sum += width_of(cp, font);
    if (is_space(cp)) {
      if (*next != at) end = at; /* of several spaces the first */
      *next = i;
      continue;
    }
    if (pixels(sum, font) > max && at > from) {
      if (end == from) end = *next = at;
      return end;
    }
    if (may_end(cp)) end = *next = i;
  }
  *next = s.n;
  return s.n;
}

static uint32_t skip_spaces(spr_str s, uint32_t i) {
  while (i < s.n && is_space(s.p[i])) i++;
  return i;
}

static uint32_t count_lines(spr_str s, spr_font font, int32_t max) {
  uint32_t n = 0;
  for (uint32_t i = skip_spaces(s, 0); i < s.n; n++) {
    (void)line_end(s, i, font, max, &i);
    i = skip_spaces(s, i);
  }
  return n;
}

/* The widest part that no line may end within. */
static int32_t widest_word(spr_str s, spr_font font) {
  int32_t widest = 0;
  for (uint32_t i = skip_spaces(s, 0), from = i; i < s.n;) {
    uint32_t at = i;
    int32_t cp = spr_utf8_next(s, &i);
    bool space = is_space(cp);
    if (!space && !may_end(cp) && i < s.n) continue;
    int32_t w = spr_text_width(spr_str_sub(s, from, space ? at : i), font);
    if (w > widest) widest = w;
    from = i;
  }
  return widest;
}

static void add_entry(spr_arena *a, spr_lines *l, spr_str text, spr_font font, bool first, int32_t max) {
  spr_str s = spr_str_trim(text);
  uint32_t n = count_lines(s, font, max);
  int32_t narrow = widest_word(s, font);
  while (n > 1 && narrow < max) { /* the least width that needs no more lines */
    int32_t middle = (narrow + max) / 2;
    if (count_lines(s, font, middle) <= n)
      max = middle;
    else
      narrow = middle + 1;
  }
  for (uint32_t i = 0; i < s.n; first = false) {
    uint32_t from = i, end = line_end(s, from, font, max, &i);
    spr_line *line = SPR_PUSH(a, l->v, l->n, l->cap);
    *line = (spr_line){spr_str_sub(s, from, end), first, font == SPR_FONT_CODE};
    int32_t w = spr_text_width(line->text, font);
    if (w > l->w) l->w = w;
    i = skip_spaces(s, i);
  }
}

void spr_lines_add(spr_arena *a, spr_lines *l, spr_str text, int32_t max) {
  add_entry(a, l, text, l->font, true, max);
}

void spr_lines_add_code(spr_arena *a, spr_lines *l, spr_str text, bool goes_on, int32_t max) {
  add_entry(a, l, text, SPR_FONT_CODE, !goes_on, max);
}

/* -- columns -------------------------------------------------------------------------------------------- */

typedef struct spot { /* of a line: which column, and what is above it there */
  uint32_t column, lines, gaps;
} spot;

static uint32_t lines_of_entry(const spr_lines *l, uint32_t i) {
  uint32_t end = i + 1;
  while (end < l->n && !l->v[end].first) end++;
  return end - i;
}

static spot next_spot(const spr_lines *l, spot s, uint32_t i) {
  s.lines++;
  if (!l->v[i].first) return s;
  if (l->rows && s.lines + lines_of_entry(l, i) > l->rows) return (spot){.column = s.column + 1};
  s.gaps++;
  return s;
}

static spot spot_of(const spr_lines *l, uint32_t i) {
  spot s = {0};
  for (uint32_t k = 1; k <= i; k++) s = next_spot(l, s, k);
  return s;
}

void spr_lines_divide(spr_lines *l, uint32_t columns) {
  for (l->rows = 1; l->n && spot_of(l, l->n - 1).column + 1 > columns;) l->rows++;
}

int32_t spr_lines_width(const spr_lines *l) {
  return l->n ? spr_lines_left(l, l->n - 1) + l->w : 0;
}

int32_t spr_lines_height(const spr_lines *l) {
  int32_t most = 0;
  spot s = {0};
  for (uint32_t i = 0; i < l->n; i++) {
    if (i) s = next_spot(l, s, i);
    int32_t h = (int32_t)(s.lines + 1) * fonts[l->font].lead + (int32_t)s.gaps * ENTRY_GAP;
    if (h > most) most = h;
  }
  return most;
}

int32_t spr_lines_left(const spr_lines *l, uint32_t i) {
  return (int32_t)spot_of(l, i).column * (l->w + COLUMN_GAP);
}

int32_t spr_lines_foot(const spr_lines *l, uint32_t i) {
  spot s = spot_of(l, i);
  return (int32_t)s.lines * fonts[l->font].lead + (int32_t)s.gaps * ENTRY_GAP + fonts[l->font].size;
}
