/* SPDX-License-Identifier: Apache-2.0 */
#include "base/pack.h"
#include "chart/machine.h"
#include "chart/snapshot.h"

/* A case as bytes (base/pack.h); nothing is written that the rest implies, so there is one form for each
 * case. */

static void put_flag(spr_buf *b, bool f) {
  spr_buf_char(b, (char)f);
}
static void put_duration(spr_buf *b, spr_duration d) {
  spr_pack_i64(b, d.months);
  spr_pack_i64(b, d.days);
  spr_pack_i64(b, d.working_days);
  spr_pack_i64(b, d.ms);
}

/* The members of a set, each as its distance from the former. */
static void put_set(spr_buf *b, const uint64_t *set, uint32_t words, const uint64_t *only) {
  uint32_t n = 0;
  for (int32_t i = spr_bit_next(set, words, 0); i != SPR_NONE; i = spr_bit_next(set, words, i + 1)) {
    n += !only || spr_bit(only, i);
  }
  spr_pack_u64(b, n);
  int32_t last = -1;
  for (int32_t i = spr_bit_next(set, words, 0); i != SPR_NONE; i = spr_bit_next(set, words, i + 1)) {
    if (only && !spr_bit(only, i)) continue;
    spr_pack_u64(b, (uint64_t)(i - last - 1));
    last = i;
  }
}

static void put_marks(spr_buf *b, const spr_case *c) {
  spr_pack_u64(b, SPR_SNAPSHOT_VERSION);
  spr_pack_u64(b, c->chart->model->nstates);
  spr_pack_u64(b, c->chart->model->nfields);
  spr_pack_u64(b, c->chart->model->nroles);
  spr_pack_u64(b, c->marks.phase);
  spr_pack_u64(b, c->marks.seq);
  spr_pack_u64(b, c->marks.number);
  spr_pack_i64(b, c->marks.time);
  spr_pack_u64(b, c->marks.chain);
}

static void put_states(spr_buf *b, const spr_case *c) {
  const spr_chart *ch = c->chart;
  put_set(b, c->config, ch->words, ch->atomic);
  for (uint32_t i = 0; i < ch->nhistories; i++) {
    put_flag(b, spr_history_known(c, (int32_t)i));
    if (spr_history_known(c, (int32_t)i))
      put_set(b, c->history + ch->histories[i].word, ch->histories[i].words, NULL);
  }
}

static void put_roles(spr_buf *b, const spr_case *c) {
  for (uint32_t i = 0; i < c->chart->model->nroles; i++) {
    spr_player *p = spr_player_at(c, (int32_t)i);
    put_flag(b, p->known);
    if (!p->known) continue;
    spr_pack_u64(b, p->flags);
    spr_pack_u64(b, p->seq);
    spr_pack_i64(b, p->asked);
    spr_v_encode(b, p->institution);
    put_set(b, spr_player_fields(p), c->chart->field_words, NULL);
  }
}

static void put_moves(spr_buf *b, const spr_moves *m) {
  spr_pack_u64(b, m ? m->n : 0);
  for (uint32_t i = 0; m && i < m->n; i++) {
    spr_pack_u64(b, m->v[i].kind);
    if (m->v[i].kind == SPR_MOVE_EXTEND) {
      put_duration(b, m->v[i].by);
      continue;
    }
    spr_pack_i64(b, m->v[i].from);
    put_flag(b, m->v[i].until != SPR_NO_INSTANT);
    if (m->v[i].until != SPR_NO_INSTANT) spr_pack_i64(b, m->v[i].until);
  }
}

static void put_deadline(spr_buf *b, const spr_deadline *d) {
  spr_pack_u64(b, d->number);
  spr_pack_u64(b, d->task);
  spr_pack_i64(b, d->def);
  if (d->def == SPR_NONE) spr_pack_str(b, spr_v_str(d->path));
  spr_pack_i64(b, d->start);
  spr_pack_u64(b, (uint64_t)d->start_is_date | (uint64_t)d->backwards << 1 | (uint64_t)d->held << 2 |
                      (uint64_t)d->missed << 3 | (uint64_t)d->following << 4 | (uint64_t)d->end.by_days << 5 |
                      (uint64_t)d->end.suspended << 6 | (uint64_t)d->roll << 7 |
                      (uint64_t)(d->passed != SPR_NO_INSTANT) << 9);
  if (d->passed != SPR_NO_INSTANT) spr_pack_i64(b, d->passed);
  spr_pack_u64(b, d->warned);
  put_duration(b, d->within);
  put_moves(b, d->moves);
  if (d->end.by_days) {
    spr_pack_i64(b, d->end.unrolled);
    spr_pack_i64(b, d->end.day);
  }
  spr_pack_i64(b, d->end.at);
}

static void put_roster(spr_buf *b, const spr_roster *r) {
  spr_pack_u64(b, r ? r->n : 0);
  for (uint32_t i = 0; r && i < r->n; i++) spr_pack_str(b, r->v[i]);
}

static void put_task(spr_buf *b, const spr_task *t) {
  spr_pack_u64(b, t->number);
  spr_pack_i64(b, t->def);
  spr_pack_i64(b, t->state);
  spr_pack_u64(b, (uint64_t)t->required | (uint64_t)t->all << 1 | (uint64_t)t->anyone << 2);
  spr_pack_str(b, spr_v_str(t->id));
  spr_pack_str(b, spr_v_str(t->name));
  spr_v_encode(b, t->title);
  spr_v_encode(b, t->data);
  put_roster(b, t->by);
  put_roster(b, t->signatures);
}

static void put_due(spr_buf *b, const spr_case *c, const spr_due *d) {
  spr_pack_u64(b, d->kind | (uint64_t)d->tried << 3);
  spr_pack_i64(b, d->at);
  spr_pack_u64(b, d->number);
  switch ((spr_due_kind)d->kind) {
    case SPR_DUE_SEND:
      put_flag(b, d->at_once);
      spr_pack_str(b, d->index == SPR_NONE ? spr_v_str(d->name) : c->chart->names.v[d->index]);
      spr_pack_str(b, spr_v_str(d->id));
      spr_pack_str(b, spr_v_str(d->to));
      spr_v_encode(b, d->data);
      break;
    case SPR_DUE_TIMER: spr_pack_i64(b, d->index); break;
    case SPR_DUE_DEADLINE:
    case SPR_DUE_WARNING:
      spr_pack_i64(b, d->index);
      spr_pack_u64(b, d->owner);
      put_flag(b, d->recorded);
      break;
    case SPR_DUE_EVERY:
      spr_pack_i64(b, d->index);
      spr_pack_i64(b, d->base);
      spr_pack_u64(b, d->count);
      break;
  }
}

static void put_tables(spr_buf *b, const spr_case *c) {
  spr_pack_u64(b, c->tables[SPR_TAB_EXTRAS].n);
  for (uint32_t i = 0; i < c->tables[SPR_TAB_EXTRAS].n; i++) {
    const spr_extra *x = &SPR_ROWS(c, SPR_TAB_EXTRAS, spr_extra)[i];
    spr_pack_str(b, spr_v_str(x->name));
    spr_v_encode(b, x->value);
  }
  put_roles(b, c);
  spr_pack_u64(b, c->tables[SPR_TAB_TASKS].n);
  for (uint32_t i = 0; i < c->tables[SPR_TAB_TASKS].n; i++) put_task(b, &spr_tasks(c)[i]);
  spr_pack_u64(b, c->tables[SPR_TAB_DEADLINES].n);
  for (uint32_t i = 0; i < c->tables[SPR_TAB_DEADLINES].n; i++) put_deadline(b, &spr_deadlines(c)[i]);
  spr_pack_u64(b, c->tables[SPR_TAB_PAST].n);
  for (uint32_t i = 0; i < c->tables[SPR_TAB_PAST].n; i++) {
    const spr_past *p = &SPR_ROWS(c, SPR_TAB_PAST, spr_past)[i];
    spr_pack_i64(b, p->def);
    spr_pack_i64(b, p->start);
    put_moves(b, p->moves);
  }
  spr_pack_u64(b, c->tables[SPR_TAB_DUE].n);
  for (uint32_t i = 0; i < c->tables[SPR_TAB_DUE].n; i++) put_due(b, c, &spr_dues(c)[i]);
  spr_pack_u64(b, c->tables[SPR_TAB_PLACES].n);
  for (uint32_t i = 0; i < c->tables[SPR_TAB_PLACES].n; i++) {
    const spr_places *p = &SPR_ROWS(c, SPR_TAB_PLACES, spr_places)[i];
    spr_pack_i64(b, p->state);
    spr_pack_i64(b, p->places);
  }
}

spr_status spr_case_encode(const spr_case *c, spr_buf *out) {
  put_marks(out, c);
  put_states(out, c);
  for (uint32_t i = 0; i < c->chart->model->nfields; i++) spr_v_encode(out, c->fields[i]);
  put_tables(out, c);
  return out->failed ? (out->n + 1 >= out->max ? SPR_ELIMIT : SPR_ENOMEM) : SPR_OK;
}
