/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "calendar/term.h"

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
  const spr_zone *zone;
  spr_buf *out;
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
static void put_instant(const teller *t, spr_instant at) {
  char text[36];
  spr_zone_format(t->zone, at, text);
  put_day(t->out, spr_zone_day(t->zone, at));
  spr_buf_printf(t->out, " %s", text + 11);
}

static void put_standing(const teller *t, const spr_line *l) {
  if (l->day != SPR_NO_DAY)
    put_day(t->out, l->day);
  else
    put_instant(t, l->at);
}

static void put_free(const teller *t, const spr_line *l) {
  const char *weekday = spr_weekday_name(spr_weekday(l->day));
  spr_str name =
      l->holiday ? spr_title_in(&l->holiday->title, SPR_STR("en"), SPR_STR("")) : spr_str_of(weekday);
  put_day(t->out, l->day);
  spr_buf_printf(t->out, "  %.*s", SPR_FMT(name));
  if (l->basis.n) spr_buf_printf(t->out, " (%.*s)", SPR_FMT(l->basis));
  if (l->unconfirmed) spr_buf_puts(t->out, ", not confirmed");
}

static void put_weekends(const teller *t, const spr_line *l) {
  const char *join = "";
  for (int32_t k = 0; k < 7; k++) {
    if (l->weekends[k] == 0) continue;
    spr_buf_printf(t->out, "%s%d %s%s", join, l->weekends[k], spr_weekday_name(k + 1),
                   l->weekends[k] == 1 ? "" : "s");
    join = ", ";
  }
}

static void put_suspension(const teller *t, const spr_line *l) {
  spr_buf_puts(t->out, "  suspended from ");
  put_instant(t, l->from);
  spr_buf_puts(t->out, l->until == SPR_NO_INSTANT ? ", still" : " to ");
  if (l->until != SPR_NO_INSTANT) put_instant(t, l->until);
}

static void put_end(const teller *t, const spr_line *l) {
  char known[11];
  put_standing(t, l);
  if (l->day != SPR_NO_DAY) spr_buf_puts(t->out, "  24:00");
  if (l->known != SPR_NO_DAY) {
    spr_day_format(l->known, known);
    spr_buf_printf(t->out, ", counted by %.*s, holidays as known on %s", SPR_FMT(l->basis), known);
  }
  if (l->suspended) spr_buf_puts(t->out, ", if the suspension ended now");
}

static void put_line(void *ud, const spr_line *l) {
  static const char *const names[] = {
      [SPR_LINE_START] = "start",   [SPR_LINE_FREE] = "free",         [SPR_LINE_LEFT_OUT] = "left out",
      [SPR_LINE_MORE] = "left out", [SPR_LINE_WEEKENDS] = "left out", [SPR_LINE_END] = "end"};
  const teller *t = ud;
  bool counts = l->kind == SPR_LINE_COUNTED || l->kind == SPR_LINE_EXTENDED || l->kind == SPR_LINE_SUSPENDED;
  if (counts)
    put_label(t->out, l->backwards ? "-" : "+", l->by);
  else
    spr_buf_printf(t->out, "%-18s ", names[l->kind]);
  switch (l->kind) {
    case SPR_LINE_FREE:
    case SPR_LINE_LEFT_OUT: put_free(t, l); break;
    case SPR_LINE_MORE: spr_buf_printf(t->out, "%d more holidays", l->more); break;
    case SPR_LINE_WEEKENDS: put_weekends(t, l); break;
    case SPR_LINE_END: put_end(t, l); break;
    default: put_standing(t, l); break;
  }
  if (l->kind == SPR_LINE_EXTENDED) spr_buf_puts(t->out, "  extended");
  if (l->kind == SPR_LINE_SUSPENDED) put_suspension(t, l);
  spr_buf_char(t->out, '\n');
}

void spr_term_explain(const spr_law *law, const spr_term *term, spr_instant now, spr_buf *out) {
  spr_status s = spr_term_lines(law, term, now, put_line, &(teller){law->zone, out});
  if (s != SPR_OK) spr_buf_printf(out, "no end: %s\n", spr_status_text(s));
}
