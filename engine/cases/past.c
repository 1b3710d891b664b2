/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/past.h"

#include "cases/desk_impl.h"
#include "cases/patch.h"

typedef struct past {
  spr_loaded *l;
  spr_buf plain, before, after;
  spr_case_row row;
} past;

static spr_status patch(past *p, const spr_entry_row *e) {
  spr_desk *s = p->l->desk;
  spr_body body;
  spr_buf_clear(&p->plain);
  spr_buf_clear(&p->after);
  spr_status st = spr_desk_body(s, e, &p->plain);
  if (st == SPR_ENOTFOUND) return SPR_EREFUSED;
  if (st == SPR_OK) st = spr_body_read(&s->heap, spr_buf_view(&p->plain), &body);
  if (st != SPR_OK) return st == SPR_EINVAL ? SPR_ECORRUPT : st;
  st = spr_patch_apply(spr_buf_view(&p->before), body.patch, &p->after);
  spr_v_release(&s->pool, body.data);
  spr_buf former = p->before;
  p->before = p->after;
  p->after = former;
  return st == SPR_EINVAL ? SPR_ECORRUPT : st;
}

/* May jump. */
static void follow_row(past *p, const spr_entry_row *e) {
  spr_case_row *row = &p->row;
  for (uint32_t i = 0; i < e->nchanges; i++) {
    const spr_change *c = &e->changes[i];
    if (c->kind == SPR_CHANGE_OPENED || c->kind == SPR_CHANGE_REOPENED) row->state = SPR_CASE_IS_OPEN;
    if (c->kind == SPR_CHANGE_ENDED) row->state = SPR_CASE_IS_ENDED;
    if (c->kind == SPR_CHANGE_ENDED) row->outcome = spr_str_dup(&p->l->arena, c->text);
    if (c->kind == SPR_CHANGE_REOPENED) row->outcome = SPR_STR("");
    if (c->kind == SPR_CHANGE_HOLD) row->held = c->flag;
  }
  row->seq = e->seq;
  row->at = e->at;
  row->hash = e->hash;
}

static void end_row(past *p, const spr_entry_row *e) {
  p->row.configuration = spr_str_dup(&p->l->arena, e->configuration);
  p->row.responsible = spr_str_dup(&p->l->arena, e->responsible);
}

/* Texts are borrowed of the store until the next entry is read. */
static spr_status keep_row(past *p, const spr_entry_row *e, bool last) {
  jmp_buf env;
  if (spr_arena_guard(&p->l->arena, &env)) return SPR_ENOMEM;
  follow_row(p, e);
  if (last) end_row(p, e);
  spr_arena_unguard(&p->l->arena, NULL);
  return SPR_OK;
}

static spr_status follow(past *p, uint64_t seq) {
  spr_status st = SPR_OK;
  for (uint64_t i = 1; i <= seq && st == SPR_OK; i++) {
    spr_entry_row e;
    st = spr_store_entry(p->l->desk->store, p->l->row.id, i, &e);
    if (st == SPR_OK) st = keep_row(p, &e, i == seq);
    if (st == SPR_OK) st = patch(p, &e);
  }
  return st;
}

static spr_status take_over(past *p) {
  spr_loaded *l = p->l;
  spr_case *c = NULL;
  spr_status st = spr_case_decode(l->definition->chart, &l->desk->alloc, spr_buf_view(&p->before), &c);
  if (st != SPR_OK) return st == SPR_EINVAL ? SPR_ECORRUPT : st;
  spr_case_free(l->c);
  l->c = c;
  l->row = p->row;
  l->row.pending = spr_case_open(c) ? spr_case_next_due(c) : SPR_NO_INSTANT;
  return SPR_OK;
}

spr_status spr_loaded_past(spr_loaded *l, uint64_t seq) {
  if (!l->c) return SPR_EREFUSED;
  if (seq == 0 || seq > l->row.seq) return SPR_ENOTFOUND;
  past p = {.l = l, .row = l->row};
  p.row.outcome = SPR_STR("");
  p.row.held = false;
  spr_buf *const bufs[] = {&p.plain, &p.before, &p.after};
  for (int i = 0; i < 3; i++) spr_buf_init(bufs[i], &l->desk->alloc, SPR_MAX_ENTRY_BYTES);
  spr_status st = follow(&p, seq);
  if (st == SPR_OK) st = take_over(&p);
  for (int i = 0; i < 3; i++) spr_buf_release(bufs[i]);
  return st;
}
