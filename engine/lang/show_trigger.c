/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/show.h"

static void put_duration(const spr_model *m, const spr_dur *d, spr_buf *out) {
  char text[64];
  if (d->expr != SPR_NONE) {
    spr_buf_str(out, m->exprs[d->expr].text);
    return;
  }
  spr_duration_format(d->literal, text);
  spr_buf_puts(out, text);
}

void spr_show_trigger(const spr_model *m, const spr_transition *t, spr_buf *out) {
  switch (t->trigger) {
    case SPR_TRIGGER_EVENT:
      spr_buf_str(out, t->event);
      if (t->match != SPR_MATCH_EXACT) spr_buf_puts(out, t->match == SPR_MATCH_ALL ? "*" : ".*");
      break;
    case SPR_TRIGGER_TIMER:
      spr_buf_puts(out, m->timers[t->index].at_expr != SPR_NONE ? "at " : "after ");
      if (m->timers[t->index].at_expr != SPR_NONE)
        spr_buf_str(out, m->exprs[m->timers[t->index].at_expr].text);
      else
        put_duration(m, &m->timers[t->index].within, out);
      break;
    case SPR_TRIGGER_PASSED:
    case SPR_TRIGGER_ENDED:
      spr_buf_puts(out, t->trigger == SPR_TRIGGER_PASSED ? "late " : "ends ");
      spr_buf_str(out, m->deadlines[t->index].name);
      break;
    case SPR_TRIGGER_NEAR:
      put_duration(m, &m->warnings[t->index].before, out);
      spr_buf_puts(out, " before ");
      spr_buf_str(out, m->deadlines[m->warnings[t->index].deadline].name);
      break;
    case SPR_TRIGGER_ALWAYS:
    case SPR_TRIGGER_INITIAL: break;
  }
}
