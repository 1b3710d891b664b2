/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/limits.h"
#include "calendar/term_trace.h"

/*   start       2025-12-10 Wed
 *   + 14 days   2025-12-24 Wed
 *   free        2025-12-24 Wed  Christmas Eve (Dz.U. 2024 poz. 1965)
 *   free        2025-12-25 Thu  Christmas Day (Dz.U. 1951 nr 4 poz. 28 art. 1)
 *   free        2025-12-26 Fri  Second Day of Christmas (Dz.U. 1951 nr 4 poz. 28 art. 1)
 *   free        2025-12-27 Sat  Saturday (KPA art. 57 § 4, Dz.U. 2017 poz. 935)
 *   free        2025-12-28 Sun  Sunday (KPA art. 57 § 4, Dz.U. 2017 poz. 935)
 *   end         2025-12-29 Mon  24:00, counted by KPA art. 57, holidays as known on 2025-12-10
 *
 * or, of working days:
 *
 *   + 3 working days   2026-01-08 Thu
 *   left out           2026-01-06 Tue  Epiphany (Dz.U. 1951 nr 4 poz. 28 art. 1)
 *   left out           1 Saturday, 1 Sunday */

typedef struct teller {
  const spr_law *law;
  const spr_term *term;
  spr_buf *out;
  bool by_days;
} teller;

static void put_label(spr_buf *out, const char *sign, spr_duration d) {
  char text[64], label[72];
  spr_duration_format(d, text);
  snprintf(label, sizeof label, "%s %s", sign, text);
  spr_buf_printf(out, "%-18s ", label);
}

static void put_day(spr_buf *out, spr_day d) {
  char text[11];
  spr_day_format(d, text);
  spr_buf_printf(out, "%s %.3s", text, spr_weekday_name(spr_weekday(d)));
}

/* The local time that people read, such as "2025-03-03 Mon 22:15:00+01:00". */
static void put_instant(const teller *t, spr_buf *out, spr_instant at) {
  char text[36];
  spr_zone_format(t->law->zone, at, text);
  put_day(out, spr_zone_day(t->law->zone, at));
  spr_buf_printf(out, " %s", text + 11);
}

static void put_standing(const teller *t, const term_step *s) {
  if (t->by_days)
    put_day(t->out, s->day);
  else
    put_instant(t, t->out, s->at);
}

static void put_reason(const teller *t, spr_day d) {
  const spr_holiday *h = spr_calendar_holiday(t->law->calendar, d, t->law->as_of);
  const spr_weekend *w = spr_calendar_weekend(t->law->calendar, d, t->law->as_of);
  spr_str basis = h ? h->basis : w->basis;
  spr_str name = h ? h->title : spr_str_of(spr_weekday_name(spr_weekday(d)));
  spr_buf_printf(t->out, "  %.*s", SPR_FMT(name));
  if (basis.n) spr_buf_printf(t->out, " (%.*s)", SPR_FMT(basis));
  if (h ? h->unconfirmed : w->unconfirmed) spr_buf_puts(t->out, ", not confirmed");
}

/* -- working days --------------------------------------------------------------------------------------- */

static void tell_weekends(const teller *t, const int32_t n[7]) {
  const char *join = "left out           ";
  for (int32_t k = 0; k < 7; k++) {
    if (n[k] == 0) continue;
    spr_buf_printf(t->out, "%s%d %s%s", join, n[k], spr_weekday_name(k + 1), n[k] == 1 ? "" : "s");
    join = ", ";
  }
  if (*join == ',') spr_buf_char(t->out, '\n');
}

/* The days that are none, of those that were counted over: holidays by name, the free days of weeks by their
 * number. A holiday on one of these is one of these. */
static void tell_left_out(const teller *t, const term_step *s) {
  int32_t weekends[7] = {0}, holidays = 0, step = s->by.working_days < 0 ? -1 : 1;
  for (spr_day d = s->working_from; d != s->day;) {
    d += step;
    int32_t weekday = spr_weekday(d);
    bool weekend = spr_calendar_weekend(t->law->calendar, d, t->law->as_of)->free_for_work >> weekday & 1;
    if (weekend) weekends[weekday - 1]++;
    if (weekend || spr_calendar_is_working(t->law->calendar, d, t->law->as_of)) continue;
    if (holidays++ >= SPR_MAX_LEFT_OUT) continue;
    spr_buf_puts(t->out, "left out           ");
    put_day(t->out, d);
    put_reason(t, d);
    spr_buf_char(t->out, '\n');
  }
  if (holidays > SPR_MAX_LEFT_OUT)
    spr_buf_printf(t->out, "left out           %d more holidays\n", holidays - SPR_MAX_LEFT_OUT);
  tell_weekends(t, weekends);
}

/* -- all ------------------------------------------------------------------------------------------------ */

static void tell_step(void *ud, const term_step *s) {
  const teller *t = ud;
  switch (s->kind) {
    case TERM_START:
      spr_buf_printf(t->out, "%-18s ", "start");
      if (t->term->start_is_date)
        put_day(t->out, s->day);
      else
        put_instant(t, t->out, s->at);
      break;
    case TERM_COUNTED:
      put_label(t->out, t->term->backwards ? "-" : "+", t->term->within);
      put_standing(t, s);
      break;
    case TERM_EXTENDED:
      put_label(t->out, "+", s->by);
      put_standing(t, s);
      spr_buf_puts(t->out, "  extended");
      break;
    case TERM_SUSPENDED:
      put_label(t->out, "+", s->by);
      put_standing(t, s);
      spr_buf_puts(t->out, "  suspended from ");
      put_instant(t, t->out, s->from);
      spr_buf_puts(t->out, s->until == SPR_NO_INSTANT ? ", still" : " to ");
      if (s->until != SPR_NO_INSTANT) put_instant(t, t->out, s->until);
      break;
    case TERM_FREE:
      spr_buf_printf(t->out, "%-18s ", "free");
      put_day(t->out, s->day);
      put_reason(t, s->day);
      break;
  }
  spr_buf_char(t->out, '\n');
  if (t->by_days && s->by.working_days) tell_left_out(t, s);
}

static void tell_end(const teller *t, const spr_end *e) {
  char known[11];
  spr_buf_printf(t->out, "%-18s ", "end");
  if (e->by_days) {
    put_day(t->out, e->day);
    spr_buf_puts(t->out, "  24:00");
  } else {
    put_instant(t, t->out, e->at);
  }
  if (e->by_days && t->law->calendar->basis.n) {
    spr_day_format(t->law->as_of, known);
    spr_buf_printf(t->out, ", counted by %.*s, holidays as known on %s", SPR_FMT(t->law->calendar->basis),
                   known);
  }
  spr_buf_puts(t->out, e->suspended ? ", if the suspension ended now\n" : "\n");
}

void spr_term_explain(const spr_law *law, const spr_term *term, spr_instant now, spr_buf *out) {
  teller t = {law, term, out, term_by_days(term->within)};
  spr_end end;
  spr_status s = term_walk(law, term, now, &end, tell_step, &t);
  if (s == SPR_OK)
    tell_end(&t, &end);
  else
    spr_buf_printf(out, "no end: %s\n", spr_status_text(s));
}
