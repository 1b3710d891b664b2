/* SPDX-License-Identifier: Apache-2.0 */
#include "base/wording.h"
#include "server/phrases.h"

/* Lengths of time, written and read in the words of the language. */

typedef struct unit {
  spr_phrase key;
  spr_duration one;
} unit;

/* In the order in which they are written; nothing is written in the last two. */
static const unit units[] = {
    {SPR_SAY_months, {.months = 1}},
    {SPR_SAY_days, {.days = 1}},
    {SPR_SAY_working_days, {.working_days = 1}},
    {SPR_SAY_hours, {.ms = 3600000}},
    {SPR_SAY_minutes, {.ms = 60000}},
    {SPR_SAY_seconds, {.ms = 1000}},
    {SPR_SAY_weeks, {.days = 7}},
    {SPR_SAY_years, {.months = 12}},
};
#define UNITS (sizeof units / sizeof *units)

/* -- writing --------------------------------------------------------------------------------------------- */

static void put_part(const spr_phrases *p, spr_buf *out, size_t begin, spr_phrase key, int64_t n) {
  if (n == 0) return;
  if (out->n > begin) spr_buf_char(out, ' ');
  spr_phrase_put(p, out, spr_buf_str, key, &(spr_with){.n = n < 0 ? -n : n});
}

void spr_phrase_length(const spr_phrases *p, spr_buf *out, spr_duration d) {
  int64_t seconds = d.ms / 1000;
  size_t begin = out->n;
  put_part(p, out, begin, SPR_SAY_months, d.months);
  put_part(p, out, begin, SPR_SAY_days, d.days);
  put_part(p, out, begin, SPR_SAY_working_days, d.working_days);
  put_part(p, out, begin, SPR_SAY_hours, seconds / 3600);
  put_part(p, out, begin, SPR_SAY_minutes, seconds / 60 % 60);
  put_part(p, out, begin, SPR_SAY_seconds, seconds % 60);
  if (out->n == begin) spr_phrase_put(p, out, spr_buf_str, d.no_days ? SPR_SAY_days : SPR_SAY_hours, NULL);
}

/* -- reading --------------------------------------------------------------------------------------------- */

#define LARGEST INT64_C(1000000000) /* more than any length has */

static bool add_digits(spr_str word, int64_t *n) {
  for (uint32_t i = 0; i < word.n; i++) {
    if (word.p[i] < '0' || word.p[i] > '9' || *n > LARGEST) return false;
    *n = *n * 10 + (word.p[i] - '0');
  }
  return word.n > 0;
}

/* "12", and what may follow it in groups: "12 000", "12,000". */
static bool read_number(spr_wording *rest, int64_t *n) {
  spr_wording at = *rest;
  int64_t longer = 0;
  if (!add_digits(rest->word, &longer)) return false;
  do {
    *n = longer;
    rest->at = at.at;
  } while (spr_wording_next(&at) && at.word.n == 3 && add_digits(at.word, &longer));
  return *n <= LARGEST;
}

/* Does the text go on with this form of a unit? Then the number of its words, and *end is behind them; else
 * 0. */
static uint32_t match(const spr_wording *rest, const char *form, uint32_t *end) {
  spr_wording want = {.text = spr_str_of(form)}, at = *rest;
  uint32_t n = 0;
  (void)spr_wording_next(&want); /* {n} */
  while (spr_wording_next(&want)) {
    if (!spr_wording_next(&at) || !spr_str_eq(at.word, want.word)) return 0;
    n++;
  }
  *end = at.at;
  return n;
}

/* The unit that takes most words: "dni" begins "dni robocze". */
static const unit *read_unit(const spr_phrases *p, spr_wording *rest) {
  static const int64_t each_form[] = {1, 2, 5};
  const unit *best = NULL;
  uint32_t most = 0, after = rest->at, end;
  for (size_t i = 0; i < UNITS * 3; i++) {
    uint32_t n = match(rest, spr_phrase_text(p, units[i / 3].key, each_form[i % 3]), &end);
    if (n <= most) continue;
    most = n;
    best = &units[i / 3];
    after = end;
  }
  rest->at = after;
  return best;
}

/* Within what a duration may be, so that nothing overflows. */
static bool add(spr_duration *sum, const spr_duration *one, int64_t n) {
  int64_t months = sum->months + one->months * n, days = sum->days + one->days * n,
          working = sum->working_days + one->working_days * n;
  if (months > INT32_MAX || days > INT32_MAX || working > INT32_MAX) return false;
  sum->months = (int32_t)months;
  sum->days = (int32_t)days;
  sum->working_days = (int32_t)working;
  sum->ms += one->ms * n;
  return true;
}

bool spr_phrase_length_read(const spr_phrases *p, spr_str typed, spr_duration *out) {
  spr_wording rest = {.text = typed};
  spr_duration sum = {0};
  bool any = false, timed = false;
  if (spr_duration_parse(typed, false, out)) return true;
  while (spr_wording_next(&rest)) {
    int64_t n;
    const unit *u = read_number(&rest, &n) ? read_unit(p, &rest) : NULL;
    if (!u || !add(&sum, &u->one, n)) return false;
    timed = timed || u->one.ms;
    any = true;
  }
  if (!any || !spr_duration_valid(sum)) return false;
  sum.no_days = spr_duration_is_zero(sum) && !timed;
  *out = sum;
  return true;
}
