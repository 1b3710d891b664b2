/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/outbox.h"

#include "cases/desk_impl.h"

/* -- names ---------------------------------------------------------------------------------------------- */

typedef struct page {
  spr_arena *arena;
  spr_outbound *v;
  uint32_t n, cap;
  uint64_t upto;
  bool lost; /* no memory for one */
} page;

/* A jump must not cross the store, so each row is guarded for itself. */
static bool on_notice(void *ud, const spr_notice_row *row) {
  page *p = ud;
  jmp_buf env;
  if (row->pos > p->upto) return false;
  if (spr_arena_guard(p->arena, &env)) {
    p->lost = true;
    return false;
  }
  *SPR_PUSH(p->arena, p->v, p->n, p->cap) =
      (spr_outbound){.pos = row->pos,
                     .number = row->n,
                     .id = spr_str_dup(p->arena, row->id),
                     .institution = spr_str_dup(p->arena, row->institution),
                     .at = row->at,
                     .delivered = row->delivered};
  spr_arena_unguard(p->arena, NULL);
  return true;
}

/* -- texts ---------------------------------------------------------------------------------------------- */

typedef struct reading {
  spr_desk *desk;
  uint64_t pos;
  spr_status status;
} reading;

static bool on_entry(void *ud, const spr_entry_row *e) {
  reading *r = ud;
  spr_buf_clear(&r->desk->body);
  r->status = e->pos == r->pos ? spr_desk_body(r->desk, e, &r->desk->body) : SPR_ECORRUPT;
  return false;
}

static spr_status keep_text(spr_arena *a, spr_str text, spr_outbound *m) {
  m->text = text;
  return spr_strs_keep(a, (spr_str *[]){&m->text}, 1) ? SPR_OK : SPR_ENOMEM;
}

static spr_status find_text(spr_desk *s, const spr_body *body, spr_arena *a, spr_outbound *m) {
  spr_str left = body->effects;
  spr_body_effect e;
  spr_status st = SPR_OK;
  for (uint32_t n = 0; st == SPR_OK && n < m->number;) {
    st = spr_body_next(&s->heap, &left, &e);
    if (st != SPR_OK) break;
    n += spr_body_numbered(e.kind);
    if (n == m->number && e.kind == SPR_E_NOTIFY) st = keep_text(a, e.text2, m);
    spr_v_release(&s->pool, e.value);
  }
  return st == SPR_ENOTFOUND || st == SPR_EINVAL ? SPR_ECORRUPT : st;
}

static spr_status read_text(spr_desk *s, spr_arena *a, spr_outbound *m) {
  reading r = {s, m->pos, SPR_ENOTFOUND};
  spr_body body;
  spr_status st = spr_store_journal(s->store, m->pos, on_entry, &r);
  if (st == SPR_OK) st = r.status;
  m->sealed = st == SPR_EREFUSED || st == SPR_ENOTFOUND; /* its key went between two looks */
  if (m->sealed) return SPR_OK;
  if (st == SPR_OK) st = spr_body_read(&s->heap, spr_buf_view(&s->body), &body);
  if (st != SPR_OK) return st == SPR_EINVAL ? SPR_ECORRUPT : st;
  st = find_text(s, &body, a, m);
  spr_v_release(&s->pool, body.data);
  return st;
}

spr_status spr_outbox(spr_desk *s, const spr_notice_filter *filter, spr_arena *a, spr_outbound **v,
                      uint32_t *n) {
  spr_notice_filter f = *filter;
  page p = {.arena = a};
  if (f.limit == 0) f.limit = SPR_LISTED;
  *v = NULL;
  *n = 0;
  spr_status st = spr_store_stable_pos(s->store, &p.upto);
  if (st == SPR_OK) st = spr_store_notices(s->store, &f, on_notice, &p);
  if (st == SPR_OK && p.lost) st = SPR_ENOMEM;
  for (uint32_t i = 0; i < p.n && st == SPR_OK; i++) st = read_text(s, a, &p.v[i]);
  if (st != SPR_OK) return st;
  *v = p.v;
  *n = p.n;
  return st;
}

spr_status spr_outbox_delivered(spr_store *store, uint64_t pos, uint32_t number, spr_instant at) {
  return spr_store_delivered(store, pos, number, at);
}
