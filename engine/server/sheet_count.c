/* SPDX-License-Identifier: Apache-2.0 */
#include "server/sheet.h"

/* How the end of a deadline was counted, line by line. */

/* -- durations and days -----------------------------------------------------------------------------------
 */

static spr_str duration(spr_sheet *k, const sprawa_line *l) {
  spr_buf text;
  spr_screen_scratch(k->visit, &text);
  spr_phrase_length(k->page.phrases, &text,
                    (spr_duration){.months = l->months,
                                   .days = l->days,
                                   .working_days = l->working_days,
                                   .no_days = *l->day != '\0',
                                   .ms = l->ms});
  return spr_buf_view(&text);
}

/* "Wednesday, 24 December 2025". */
static spr_str day_words(spr_sheet *k, const char *text) {
  spr_buf words;
  spr_day day = 0;
  (void)spr_day_parse(spr_str_of(text), &day);
  spr_screen_scratch(k->visit, &words);
  spr_phrase_day(k->page.phrases, &words, day);
  spr_phrase weekday = SPR_SAY_monday + (spr_phrase)(spr_weekday(day) - 1);
  return spr_screen_said_with(k->visit, SPR_SAY_weekday_day,
                              (spr_with){.a = spr_screen_said(k->visit, weekday), .b = spr_buf_view(&words)});
}

static void put_standing(spr_sheet *k, const sprawa_line *l) {
  if (*l->day)
    spr_html_text(&k->page.html, day_words(k, l->day));
  else
    spr_screen_time(&k->page, k->row->zone, l->at);
}

static void put_aside(spr_sheet *k, spr_phrase key, spr_with with) {
  spr_html_text(&k->page.html, SPR_STR(" "));
  spr_html_open(&k->page.html, "span", "quiet");
  spr_html_say_with(&k->page.html, key, with);
  spr_html_close(&k->page.html, "span");
}

/* -- lines ------------------------------------------------------------------------------------------------
 */

static void put_suspension(spr_sheet *k, const sprawa_line *l) {
  spr_with with = {.a = spr_screen_moment(&k->page, k->row->zone, l->from)};
  if (l->until != SPRAWA_NO_TIME) with.b = spr_screen_moment(&k->page, k->row->zone, l->until);
  put_aside(k, l->until == SPRAWA_NO_TIME ? SPR_SAY_count_suspended_still : SPR_SAY_count_suspended, with);
}

/* Which day, what it is, and by which law. */
static void put_free(spr_sheet *k, const sprawa_line *l) {
  spr_html *h = &k->page.html;
  spr_html_text(h, day_words(k, l->day));
  if (*l->title) {
    spr_html_text(h, SPR_STR(" \xE2\x80\x93 "));
    spr_html_text(h, spr_str_of(l->title));
  }
  if (!*l->basis) return;
  spr_html_text(h, SPR_STR(" "));
  spr_html_open(h, "span", "quiet");
  spr_html_text(h, spr_str_printf(k->page.arena, "(%s", l->basis));
  if (l->unconfirmed) {
    spr_html_text(h, SPR_STR(", "));
    spr_html_say(h, SPR_SAY_count_unconfirmed);
  }
  spr_html_text(h, SPR_STR(")"));
  spr_html_close(h, "span");
}

static void put_weekends(spr_sheet *k, const sprawa_line *l) {
  bool any = false;
  for (size_t i = 0; i < 7; i++) {
    if (l->weekends[i] == 0) continue;
    if (any) spr_html_text(&k->page.html, SPR_STR(", "));
    spr_html_say_with(&k->page.html, SPR_SAY_mondays + (spr_phrase)i, (spr_with){.n = l->weekends[i]});
    any = true;
  }
}

static void put_end(spr_sheet *k, const sprawa_line *l) {
  spr_html *h = &k->page.html;
  spr_html_open(h, "strong", NULL);
  if (*l->day)
    spr_html_say_with(h, SPR_SAY_count_midnight, (spr_with){.a = day_words(k, l->day)});
  else
    put_standing(k, l);
  spr_html_close(h, "strong");
  if (l->suspended) put_aside(k, SPR_SAY_count_if_over, (spr_with){0});
  if (*l->known)
    put_aside(k, SPR_SAY_count_law,
              (spr_with){.a = spr_str_of(l->basis), .b = spr_screen_day(&k->page, l->known)});
}

static void put_what(spr_sheet *k, const sprawa_line *l) {
  static const spr_phrase names[] = {
      [SPRAWA_LINE_START] = SPR_SAY_count_start,       [SPRAWA_LINE_FREE] = SPR_SAY_count_free,
      [SPRAWA_LINE_LEFT_OUT] = SPR_SAY_count_left_out, [SPRAWA_LINE_MORE] = SPR_SAY_count_left_out,
      [SPRAWA_LINE_WEEKENDS] = SPR_SAY_count_left_out, [SPRAWA_LINE_END] = SPR_SAY_count_end};
  spr_html *h = &k->page.html;
  bool added =
      l->kind == SPRAWA_LINE_COUNTED || l->kind == SPRAWA_LINE_EXTENDED || l->kind == SPRAWA_LINE_SUSPENDED;
  spr_html_open(h, "dt", NULL);
  if (added)
    spr_html_text(h, spr_str_printf(k->page.arena, "%s %.*s", l->backwards ? "\xE2\x88\x92" : "+",
                                    SPR_FMT(duration(k, l))));
  else
    spr_html_say(h, names[l->kind]);
  spr_html_close(h, "dt");
}

static void put_line(spr_sheet *k, const sprawa_line *l) {
  put_what(k, l);
  spr_html_open(&k->page.html, "dd", NULL);
  switch (l->kind) {
    case SPRAWA_LINE_FREE:
    case SPRAWA_LINE_LEFT_OUT: put_free(k, l); break;
    case SPRAWA_LINE_MORE:
      spr_html_say_with(&k->page.html, SPR_SAY_count_more, (spr_with){.n = l->more});
      break;
    case SPRAWA_LINE_WEEKENDS: put_weekends(k, l); break;
    case SPRAWA_LINE_END: put_end(k, l); break;
    default: put_standing(k, l); break;
  }
  if (l->kind == SPRAWA_LINE_EXTENDED) put_aside(k, SPR_SAY_count_extended, (spr_with){0});
  if (l->kind == SPRAWA_LINE_SUSPENDED) put_suspension(k, l);
  spr_html_close(&k->page.html, "dd");
}

void spr_sheet_count(spr_sheet *k, const sprawa_coming *c) {
  spr_html *h = &k->page.html;
  if (c->nlines == 0) return;
  spr_html_open(h, "details", "arithmetic");
  spr_html_said(h, "summary", NULL, SPR_SAY_arithmetic);
  spr_html_open(h, "dl", "facts");
  for (size_t i = 0; i < c->nlines; i++) put_line(k, &c->lines[i]);
  spr_html_close(h, "dl");
  if (c->lines[c->nlines - 1].kind != SPRAWA_LINE_END) spr_html_said(h, "p", NULL, SPR_SAY_count_none);
  spr_html_close(h, "details");
}
