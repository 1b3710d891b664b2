/* SPDX-License-Identifier: Apache-2.0 */
#include "server/phrases.h"

#include <inttypes.h>
#include <stdio.h>

#define MOST_FORMS 3
#define MOST_NUMBER 64 /* bytes of a number with its thousands apart */
#define NO_BREAK "\xC2\xA0"

typedef struct forms {
  const char *text[MOST_FORMS];
} forms;

struct spr_phrases {
  const char *code, *name;
  const char *thousands; /* between groups of three digits */
  bool ordinal_day;      /* a full stop behind the day's number */
  uint32_t (*form)(uint64_t n);
  const forms *of;
};

/* The rules of CLDR for whole numbers. */
static uint32_t english(uint64_t n) {
  return n == 1 ? 0 : 1;
}
static uint32_t polish(uint64_t n) {
  if (n == 1) return 0;
  return n % 10 >= 2 && n % 10 <= 4 && !(n % 100 >= 12 && n % 100 <= 14) ? 1 : 2;
}
static uint32_t czech(uint64_t n) {
  return n == 1 ? 0 : n >= 2 && n <= 4 ? 1 : 2;
}

#define SAY(key, text) [SPR_SAY_##key] = {{text}},
#define COUNT(key, ...) [SPR_SAY_##key] = {{__VA_ARGS__}},
static const forms english_texts[SPR_PHRASES] = {
#include "server/phrases_en.def"
};
static const forms polish_texts[SPR_PHRASES] = {
#include "server/phrases_pl.def"
};
static const forms czech_texts[SPR_PHRASES] = {
#include "server/phrases_cs.def"
};
#undef SAY
#undef COUNT

static const spr_phrases languages[] = {
    {"pl", "Polski", NO_BREAK, false, polish, polish_texts},
    {"cs", "Čeština", NO_BREAK, true, czech, czech_texts},
    {"en", "English", ",", false, english, english_texts},
};
#define LANGUAGES (sizeof languages / sizeof *languages)
#define FALLBACK (&languages[2])

const spr_phrases *spr_phrases_at(uint32_t i) {
  return i < LANGUAGES ? &languages[i] : NULL;
}

const spr_phrases *spr_phrases_named(spr_str code) {
  for (size_t i = 0; i < LANGUAGES; i++)
    if (spr_str_is(code, languages[i].code)) return &languages[i];
  return NULL;
}

const char *spr_phrases_code(const spr_phrases *p) {
  return p->code;
}

const char *spr_phrases_name(const spr_phrases *p) {
  return p->name;
}

/* -- what a browser would rather have -------------------------------------------------------------------- */

/* Everything before `end`, without spaces; *rest goes on behind it. */
static spr_str cut(spr_str *rest, char end) {
  const char *found = rest->n ? memchr(rest->p, end, rest->n) : NULL;
  uint32_t n = found ? (uint32_t)(found - rest->p) : rest->n;
  spr_str part = spr_str_trim(spr_str_sub(*rest, 0, n));
  *rest = spr_str_sub(*rest, found ? n + 1 : n, rest->n);
  return part;
}

/* "0.7" in thousandths; 1000 where there is none. */
static uint32_t weight(spr_str parameters) {
  while (parameters.n) {
    spr_str one = cut(&parameters, ';');
    if (!spr_str_starts(one, SPR_STR("q="))) continue;
    uint32_t value = 0, scale = 1000;
    for (uint32_t i = 2; i < one.n && i < 7; i++) {
      if (one.p[i] == '.' && i == 3) continue;
      if (one.p[i] < '0' || one.p[i] > '9') return 0;
      value += (uint32_t)(one.p[i] - '0') * scale;
      scale /= 10;
    }
    return value < 1000 ? value : 1000;
  }
  return 1000;
}

const spr_phrases *spr_phrases_wanted(spr_str accept_language) {
  const spr_phrases *best = FALLBACK;
  uint32_t most = 0;
  while (accept_language.n) {
    spr_str parameters = cut(&accept_language, ',');
    spr_str range = cut(&parameters, ';');
    char code[2] = {0};
    for (uint32_t i = 0; i < 2 && i < range.n; i++) code[i] = (char)(range.p[i] | 0x20);
    if (range.n < 2 || (range.n > 2 && range.p[2] != '-')) continue;
    const spr_phrases *p = spr_phrases_named(spr_str_n(code, 2));
    uint32_t w = weight(parameters);
    if (!p || w <= most) continue;
    most = w;
    best = p;
  }
  return best;
}

/* -- phrases --------------------------------------------------------------------------------------------- */

const char *spr_phrase_text(const spr_phrases *p, spr_phrase key, int64_t n) {
  const forms *f = &p->of[key];
  if (!f->text[1]) return f->text[0]; /* it does not count */
  uint64_t size = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
  return f->text[p->form(size)];
}

static spr_str number(const spr_phrases *p, int64_t n, char out[MOST_NUMBER]) {
  char digits[24];
  int length = snprintf(digits, sizeof digits, "%" PRId64, n);
  uint32_t at = 0;
  for (int i = 0; i < length; i++) {
    if (i > (n < 0) && (length - i) % 3 == 0)
      for (const char *c = p->thousands; *c; c++) out[at++] = *c;
    out[at++] = digits[i];
  }
  return spr_str_n(out, at);
}

void spr_phrase_number(const spr_phrases *p, spr_buf *out, int64_t n) {
  char memory[MOST_NUMBER];
  spr_buf_str(out, number(p, n, memory));
}

void spr_phrase_put(const spr_phrases *p, spr_buf *out, spr_put *put, spr_phrase key, const spr_with *with) {
  static const spr_with nothing = {0};
  const spr_with *w = with ? with : &nothing;
  const char *text = spr_phrase_text(p, key, w->n);
  if (!text) return;
  char memory[MOST_NUMBER];
  const char *from = text;
  for (const char *at = strchr(text, '{'); at; at = strchr(at + 1, '{')) {
    if (!at[1] || at[2] != '}') continue;
    put(out, spr_str_n(from, (size_t)(at - from)));
    switch (at[1]) {
      case 'n': put(out, number(p, w->n, memory)); break;
      case 'a': put(out, w->a); break;
      case 'b': put(out, w->b); break;
      case 'c': put(out, w->c); break;
    }
    from = at + 3;
  }
  put(out, spr_str_of(from));
}

/* -- dates ----------------------------------------------------------------------------------------------- */

void spr_phrase_day(const spr_phrases *p, spr_buf *out, spr_day day) {
  spr_ymd d = spr_day_to_ymd(day);
  spr_buf_printf(out, "%" PRId32 "%s" NO_BREAK "%s" NO_BREAK "%" PRId32, d.day, p->ordinal_day ? "." : "",
                 spr_phrase_text(p, SPR_SAY_january + (spr_phrase)(d.month - 1), 0), d.year);
}

void spr_phrase_time(const spr_phrases *p, spr_buf *out, spr_local time) {
  spr_day day;
  int64_t ms;
  spr_local_split(time, &day, &ms);
  spr_phrase_day(p, out, day);
  int minutes = (int)(ms / 60000);
  spr_buf_printf(out, ", %02d:%02d", minutes / 60, minutes % 60);
}

void spr_phrase_until(const spr_phrases *p, spr_buf *out, spr_day today, spr_day last) {
  int64_t days = (int64_t)last - today;
  spr_phrase key = days == 0    ? SPR_SAY_due_today
                   : days == 1  ? SPR_SAY_due_tomorrow
                   : days == -1 ? SPR_SAY_overdue_yesterday
                   : days > 0   ? SPR_SAY_due_in_days
                                : SPR_SAY_overdue_days;
  spr_phrase_put(p, out, spr_buf_str, key, &(spr_with){.n = days < 0 ? -days : days});
}
