/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"
#include "chart/machine.h"

/* What answers and actions may do besides changing fields: events, messages, notes. */

bool spr_step_raise(spr_step *st, spr_str event, spr_value data) {
  if (event.n == 0 || event.n > SPR_MAX_EVENT_NAME) {
    spr_v_release(&st->c->pool, data);
    return spr_step_fail(st, SPR_STR(""), 0, "an event's name has 1 to %d bytes", SPR_MAX_EVENT_NAME);
  }
  if (spr_v_check_limits(data) != SPR_OK) {
    spr_v_release(&st->c->pool, data);
    return spr_step_fail(st, SPR_STR(""), 0, "the event's data is too large or nested too deep");
  }
  spr_raise_named(st, event, data);
  return true;
}

static void message(spr_step *st, spr_str event, spr_str to, spr_value data) {
  spr_effect *e = spr_effect_add(st, SPR_E_MESSAGE);
  if (!e) return;
  spr_str text = spr_scratch_str(st, event), text2 = spr_scratch_str(st, to);
  e->text = text;
  e->text2 = text2;
  spr_effect_hold(st, e, data);
}

void spr_send_message(spr_step *st, const spr_due *d) {
  message(st, d->index == SPR_NONE ? spr_v_str(d->name) : st->chart->names.v[d->index], spr_v_str(d->to),
          d->data);
}

static bool own_send(spr_step *st, spr_str event, const spr_duration *after, spr_str id, spr_value data,
                     spr_str to) {
  spr_instant at = st->now;
  if (after && spr_timer_due(&st->law, st->now, *after, &at) != SPR_OK) {
    return spr_step_fail(st, SPR_STR(""), 0, "the time of the event is out of range");
  }
  spr_due *d = spr_due_add(st, SPR_DUE_SEND, at, ++st->c->marks.number, !after);
  if (!d) return true;
  d->index = spr_names_find(&st->chart->names, event);
  if (d->index == SPR_NONE) d->name = spr_v_text(&st->heap, event);
  if (id.n) d->id = spr_v_text(&st->heap, id);
  if (to.n) d->to = spr_v_text(&st->heap, to);
  d->data = spr_form_data(st, d->to.type == SPR_NIL ? d->index : SPR_NONE, spr_v_retain(data));
  spr_effect *e = spr_effect_add(st, SPR_E_SENT);
  if (!e) return true;
  spr_str text = spr_scratch_str(st, event), text2 = spr_scratch_str(st, id);
  e->text = text;
  e->text2 = text2;
  e->at = at;
  return true;
}

bool spr_step_send(spr_step *st, spr_str event, const spr_duration *after, spr_str id, spr_value data,
                   spr_str to) {
  bool ok = true;
  if (event.n == 0 || event.n > SPR_MAX_EVENT_NAME) {
    ok = spr_step_fail(st, SPR_STR(""), 0, "an event's name has 1 to %d bytes", SPR_MAX_EVENT_NAME);
  } else if (spr_v_check_limits(data) != SPR_OK) {
    ok = spr_step_fail(st, SPR_STR(""), 0, "the event's data is too large or nested too deep");
  } else if (to.n && !after) {
    message(st, event, to, data);
  } else {
    ok = own_send(st, event, after, id, data, to);
  }
  spr_v_release(&st->c->pool, data);
  return ok;
}

bool spr_step_cancel(spr_step *st, spr_str id) {
  if (id.n == 0) return true;
  for (uint32_t i = st->c->tables[SPR_TAB_DUE].n; i > 0; i--) {
    const spr_due *d = &spr_dues(st->c)[i - 1];
    if (d->kind != SPR_DUE_SEND || !spr_str_eq(spr_v_str(d->id), id)) continue;
    spr_due_drop(st, i - 1);
    spr_effect_text(st, SPR_E_CANCELLED, spr_scratch_str(st, id));
  }
  return true;
}

bool spr_step_note(spr_step *st, spr_str text) {
  spr_effect_text(st, SPR_E_NOTE, spr_scratch_str(st, text));
  return true;
}

bool spr_step_log(spr_step *st, spr_str line) {
  if (line.n > SPR_MAX_LOG_BYTES - st->log_bytes) {
    return spr_step_fail(st, SPR_STR(""), 0, "the log of one step has at most %u bytes", SPR_MAX_LOG_BYTES);
  }
  st->log_bytes += line.n;
  spr_effect_text(st, SPR_E_LOG, spr_scratch_str(st, line));
  return true;
}

/* -- actions -------------------------------------------------------------------------------------------- */

static bool with_record(spr_step *st, const spr_action *a, spr_value *out) {
  *out = SPR_V_NIL;
  spr_pair *pairs = spr_scratch_alloc(st, (a->nassigns + 1) * sizeof *pairs);
  for (uint32_t i = 0; pairs && i < a->nassigns; i++) {
    spr_value v;
    if (!spr_tmpl_value(st, &a->assigns[i].value, &v)) {
      while (i > 0) {
        i--;
        spr_v_release(&st->c->pool, pairs[i].key);
        spr_v_release(&st->c->pool, pairs[i].value);
      }
      return false;
    }
    pairs[i] = (spr_pair){spr_v_text(&st->heap, a->assigns[i].name), v};
  }
  if (pairs) *out = spr_v_record(&st->heap, pairs, a->nassigns);
  return true;
}

bool spr_act_open(spr_step *st, const spr_action *a) {
  spr_value municipality, with;
  if (!spr_tmpl_value(st, &a->value, &municipality)) return false;
  if (!with_record(st, a, &with)) {
    spr_v_release(&st->c->pool, municipality);
    return false;
  }
  spr_str place = spr_v_str(municipality);
  /* Where none is written it is the case's own; an expression that names none is not. */
  bool named = a->value.kind != SPR_TMPL_LITERAL || a->value.literal.type != SPR_NIL;
  if (st->env->site && named && !spr_site_city(st->env->site, place)) {
    bool ok = a->event.n ? spr_step_raise(st, a->event, spr_v_retain(with))
              : place.n
                  ? spr_step_fail(st, SPR_STR(""), 0, "%.*s is no municipality of this site", SPR_FMT(place))
                  : spr_step_fail(st, SPR_STR(""), 0, "`municipality` names none");
    spr_v_release(&st->c->pool, municipality);
    spr_v_release(&st->c->pool, with);
    return ok;
  }
  spr_pair pairs[3] = {
      {spr_v_text(&st->heap, SPR_STR("municipality")), municipality},
      {spr_v_text(&st->heap, SPR_STR("with")), with},
      {spr_v_text(&st->heap, SPR_STR("else")), a->event.n ? spr_v_text(&st->heap, a->event) : SPR_V_NIL},
  };
  spr_value record = spr_v_record(&st->heap, pairs, 3);
  spr_effect *e = spr_effect_add(st, SPR_E_OPEN);
  if (!e) {
    spr_v_release(&st->c->pool, record);
    return true;
  }
  e->index = a->index;
  e->text2 = a->id;
  spr_effect_hold(st, e, record);
  spr_v_release(&st->c->pool, record);
  return true;
}

/* The text with {case.FIELD} filled in. */
static void fill_in(spr_step *st, spr_str text, spr_buf *out) {
  uint32_t from = 0, to = 0;
  for (uint32_t done = 0; done < text.n; done = from = to) {
    spr_str name = spr_notice_field(text, &from, &to);
    spr_buf_str(out, spr_str_sub(text, done, from));
    if (!name.n) return;
    bool found;
    spr_value v = spr_step_field_named(st, name, &found);
    if (v.type == SPR_TEXT) {
      spr_buf_str(out, spr_v_str(v));
    } else if (v.type != SPR_NIL) {
      spr_v_json(out, v, NULL, NULL);
    }
  }
}

typedef struct notice {
  spr_str text;
} notice;

static bool tell(void *ud, spr_step *st, spr_str institution, const spr_who *who) {
  (void)who;
  const notice *n = ud;
  spr_str to = spr_scratch_str(st, institution);
  spr_effect *e = spr_effect_add(st, SPR_E_NOTIFY);
  if (!e) return true;
  e->text = to;
  e->text2 = n->text;
  return true;
}

bool spr_act_notify(spr_step *st, const spr_action *a) {
  spr_str lang = st->m->nlanguages ? st->m->languages[0] : SPR_STR("");
  spr_buf b;
  spr_buf_init(&b, &st->mem, SPR_MAX_VALUE_BYTES);
  fill_in(st, spr_title_in(&a->title, lang, SPR_STR("")), &b);
  notice n = {spr_scratch_str(st, spr_buf_view(&b))};
  spr_buf_release(&b);
  return spr_whos_each(st, &a->by, st->acting, tell, &n);
}
