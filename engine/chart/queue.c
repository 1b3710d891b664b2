/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"

/* The internal events of a step. */

bool spr_raise(spr_step *st, int32_t id, spr_value name, spr_value data) {
  spr_queued *q = NULL;
  if (st->queue.n - st->queue_at >= SPR_MAX_INTERNAL_EVENTS) {
    spr_reason_add(st, SPR_STR(""), 0, "more than %u internal events wait", SPR_MAX_INTERNAL_EVENTS);
    spr_abort(st, SPR_R_LIMIT);
  } else {
    q = SPR_VEC_PUSH(st, st->queue);
  }
  if (!q) {
    spr_v_release(&st->c->pool, name);
    spr_v_release(&st->c->pool, data);
    return false;
  }
  *q = (spr_queued){id, name, data};
  spr_effect_text(st, SPR_E_RAISED,
                  id == SPR_NONE ? spr_scratch_str(st, spr_v_str(name)) : st->chart->names.v[id]);
  return true;
}

bool spr_raise_named(spr_step *st, spr_str name, spr_value data) {
  int32_t id = spr_names_find(&st->chart->names, name);
  data = spr_form_data(st, id, data);
  spr_value text = id == SPR_NONE ? spr_v_text(&st->heap, name) : SPR_V_NIL;
  return spr_raise(st, id, text, data);
}

bool spr_error(spr_step *st) {
  spr_fault *f = &st->fault;
  spr_str file = spr_str_of(f->file);
  if (st->heap.oom || f->nomem || f->limit) {
    if (f->message[0]) spr_reason_add(st, file, f->line, "%s", f->message);
    spr_abort(st, st->heap.oom || f->nomem ? SPR_R_NOMEM : SPR_R_LIMIT);
    return false;
  }
  spr_effect *e = spr_effect_add(st, SPR_E_ERROR);
  if (e) {
    e->text = spr_scratch_str(st, spr_str_of(f->message));
    e->file = spr_scratch_str(st, file);
    e->line = f->line;
  }
  spr_pair members[3] = {
      {spr_v_text(&st->heap, SPR_STR("message")), spr_v_text(&st->heap, spr_str_of(f->message))},
      {spr_v_text(&st->heap, SPR_STR("file")), f->file[0] ? spr_v_text(&st->heap, file) : SPR_V_NIL},
      {spr_v_text(&st->heap, SPR_STR("line")), f->line ? spr_v_int(f->line) : SPR_V_NIL},
  };
  spr_value data = spr_v_record(&st->heap, members, 3);
  *f = (spr_fault){0};
  if (st->heap.oom) spr_abort(st, SPR_R_NOMEM);
  spr_raise(st, SPR_EV_ERROR, SPR_V_NIL, data);
  return false;
}

bool spr_error_at(spr_step *st, spr_span at) {
  if (!st->fault.file[0]) {
    spr_str file;
    uint32_t line;
    spr_place_of(st, at, &file, &line);
    uint32_t n = file.n < sizeof st->fault.file - 1 ? file.n : (uint32_t)sizeof st->fault.file - 1;
    memcpy(st->fault.file, file.p, n);
    st->fault.file[n] = 0;
    st->fault.line = line;
  }
  return spr_error(st);
}

void spr_event_set(spr_step *st, int32_t id, spr_str name, spr_value data) {
  spr_v_release(&st->c->pool, st->event.data);
  st->event.data = data;
  st->event_id = id;
  st->event.name = id == SPR_NONE ? name : st->chart->names.v[id];
  spr_effect_text(st, SPR_E_EVENT, st->event.name);
}

bool spr_dequeue(spr_step *st) {
  if (st->queue_at == st->queue.n) return false;
  spr_queued q = st->queue.v[st->queue_at++];
  if (st->queue_at == st->queue.n) st->queue_at = st->queue.n = 0;
  spr_str name = q.id == SPR_NONE ? spr_scratch_str(st, spr_v_str(q.name)) : SPR_STR("");
  spr_v_release(&st->c->pool, q.name);
  spr_event_set(st, q.id, name, q.data);
  return true;
}

void spr_queue_clear(spr_step *st) {
  for (uint32_t i = st->queue_at; i < st->queue.n; i++) {
    spr_v_release(&st->c->pool, st->queue.v[i].name);
    spr_v_release(&st->c->pool, st->queue.v[i].data);
  }
  st->queue_at = st->queue.n = 0;
}
