/* SPDX-License-Identifier: Apache-2.0 */
#include "server/count_words.h"

#include "base/civil.h"
#include "base/limits.h"

typedef struct writing {
  const spr_phrases *phrases;
  const sprawa_zone *zone;
  spr_buf *out;
  spr_buf a, b; /* what is put into a phrase */
} writing;

static void say(writing *w, spr_phrase key, spr_with with) {
  spr_phrase_put(w->phrases, w->out, spr_buf_str, key, &with);
}

static void aside(writing *w, spr_phrase key, spr_with with) {
  spr_buf_puts(w->out, " ");
  say(w, key, with);
}

/* -- days and times -------------------------------------------------------------------------------------- */

/* "Wednesday, 24 December 2025". */
static void put_day(writing *w, const char *text) {
  spr_day day = 0;
  (void)spr_day_parse(spr_str_of(text), &day);
  spr_phrase weekday = SPR_SAY_monday + (spr_phrase)(spr_weekday(day) - 1);
  spr_buf_clear(&w->b);
  spr_phrase_day(w->phrases, &w->b, day);
  say(w, SPR_SAY_weekday_day,
      (spr_with){.a = spr_str_of(spr_phrase_text(w->phrases, weekday, 0)), .b = spr_buf_view(&w->b)});
}

static void put_moment(const writing *w, int64_t at, spr_buf *out) {
  char text[SPRAWA_TIME_TEXT];
  spr_local local = 0;
  bool has_offset;
  int64_t offset;
  sprawa_time_text(w->zone, at, text);
  if (*text && spr_datetime_parse(spr_str_of(text), &local, &has_offset, &offset))
    spr_phrase_time(w->phrases, out, local);
}

static void put_standing(writing *w, const sprawa_line *l) {
  if (*l->day)
    put_day(w, l->day);
  else
    put_moment(w, l->at, w->out);
}

/* -- lines ----------------------------------------------------------------------------------------------- */

static void put_what(writing *w, const sprawa_line *l) {
  static const spr_phrase names[] = {
      [SPRAWA_LINE_START] = SPR_SAY_count_start,       [SPRAWA_LINE_FREE] = SPR_SAY_count_free,
      [SPRAWA_LINE_LEFT_OUT] = SPR_SAY_count_left_out, [SPRAWA_LINE_MORE] = SPR_SAY_count_left_out,
      [SPRAWA_LINE_WEEKENDS] = SPR_SAY_count_left_out, [SPRAWA_LINE_END] = SPR_SAY_count_end};
  bool added =
      l->kind == SPRAWA_LINE_COUNTED || l->kind == SPRAWA_LINE_EXTENDED || l->kind == SPRAWA_LINE_SUSPENDED;
  if (!added) {
    say(w, names[l->kind], (spr_with){0});
    return;
  }
  spr_buf_puts(w->out, l->backwards ? "\xE2\x88\x92 " : "+ ");
  spr_phrase_length(w->phrases, w->out,
                    (spr_duration){.months = l->months,
                                   .days = l->days,
                                   .working_days = l->working_days,
                                   .no_days = *l->day != '\0',
                                   .ms = l->ms});
}

/* Which day, what it is, and by which law. */
static void put_free(writing *w, const sprawa_line *l) {
  put_day(w, l->day);
  if (*l->title) spr_buf_printf(w->out, " \xE2\x80\x93 %s", l->title);
  if (!*l->basis) return;
  spr_buf_printf(w->out, " (%s", l->basis);
  if (l->unconfirmed) spr_buf_puts(w->out, ",");
  if (l->unconfirmed) aside(w, SPR_SAY_count_unconfirmed, (spr_with){0});
  spr_buf_puts(w->out, ")");
}

static void put_weekends(writing *w, const sprawa_line *l) {
  bool any = false;
  for (size_t i = 0; i < 7; i++) {
    if (l->weekends[i] == 0) continue;
    if (any) spr_buf_puts(w->out, ", ");
    say(w, SPR_SAY_mondays + (spr_phrase)i, (spr_with){.n = l->weekends[i]});
    any = true;
  }
}

static void put_suspension(writing *w, const sprawa_line *l) {
  bool still = l->until == SPRAWA_NO_TIME;
  spr_buf_clear(&w->a);
  spr_buf_clear(&w->b);
  put_moment(w, l->from, &w->a);
  if (!still) put_moment(w, l->until, &w->b);
  aside(w, still ? SPR_SAY_count_suspended_still : SPR_SAY_count_suspended,
        (spr_with){.a = spr_buf_view(&w->a), .b = spr_buf_view(&w->b)});
}

/* A day ends at its midnight. */
static void put_last_day(writing *w, const sprawa_line *l) {
  spr_buf *out = w->out;
  spr_buf_clear(&w->a);
  w->out = &w->a;
  put_day(w, l->day);
  w->out = out;
  say(w, SPR_SAY_count_midnight, (spr_with){.a = spr_buf_view(&w->a)});
}

static void put_end(writing *w, const sprawa_line *l) {
  spr_day known;
  if (*l->day)
    put_last_day(w, l);
  else
    put_standing(w, l);
  if (l->suspended) aside(w, SPR_SAY_count_if_over, (spr_with){0});
  if (!*l->known || !spr_day_parse(spr_str_of(l->known), &known)) return;
  spr_buf_clear(&w->b);
  spr_phrase_day(w->phrases, &w->b, known);
  aside(w, SPR_SAY_count_law, (spr_with){.a = spr_str_of(l->basis), .b = spr_buf_view(&w->b)});
}

static void put_line(writing *w, const sprawa_line *l) {
  put_what(w, l);
  spr_buf_puts(w->out, ": ");
  switch (l->kind) {
    case SPRAWA_LINE_FREE:
    case SPRAWA_LINE_LEFT_OUT: put_free(w, l); break;
    case SPRAWA_LINE_MORE: say(w, SPR_SAY_count_more, (spr_with){.n = l->more}); break;
    case SPRAWA_LINE_WEEKENDS: put_weekends(w, l); break;
    case SPRAWA_LINE_END: put_end(w, l); break;
    default: put_standing(w, l); break;
  }
  if (l->kind == SPRAWA_LINE_EXTENDED) aside(w, SPR_SAY_count_extended, (spr_with){0});
  if (l->kind == SPRAWA_LINE_SUSPENDED) put_suspension(w, l);
  spr_buf_puts(w->out, "\n");
}

void spr_count_words(const spr_phrases *p, const sprawa_zone *zone, const sprawa_coming *c, spr_buf *out) {
  writing w = {.phrases = p, .zone = zone, .out = out};
  spr_buf_init(&w.a, &spr_alloc_default, SPR_MAX_MESSAGE_BYTES);
  spr_buf_init(&w.b, &spr_alloc_default, SPR_MAX_MESSAGE_BYTES);
  for (size_t i = 0; i < c->nlines; i++) put_line(&w, &c->lines[i]);
  if (c->nlines > 0 && c->lines[c->nlines - 1].kind != SPRAWA_LINE_END) {
    say(&w, SPR_SAY_count_none, (spr_with){0});
    spr_buf_puts(out, "\n");
  }
  if (w.a.failed || w.b.failed) out->failed = true;
  spr_buf_release(&w.a);
  spr_buf_release(&w.b);
}
