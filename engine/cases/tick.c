/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/desk_impl.h"

/* What time does: everything that is due, case after case. */

typedef struct next {
  const spr_desk *desk;
  spr_arena arena;
  spr_str id;
  uint64_t number;
  bool lost; /* no memory for it */
  spr_passed blocked;
} next;

/* Without a key file no sealed case can be served. */
static bool on_case(void *ud, const spr_case_row *c) {
  next *n = ud;
  if ((c->sealed && !n->desk->keys) || spr_passed_over(&n->blocked, c->number, 0)) return true;
  n->id = c->id;
  n->number = c->number;
  n->lost = !spr_strs_keep(&n->arena, (spr_str *[]){&n->id}, 1);
  return false;
}

static spr_status first_due(spr_desk *s, spr_instant now, next *n) {
  n->id = SPR_STR("");
  n->lost = false;
  spr_status st = spr_store_due(s->store, now, UINT32_MAX, on_case, n);
  return st == SPR_OK && n->lost ? SPR_ENOMEM : st;
}

/* One thing of the case that is due first. */
static spr_status fire_one(spr_desk *s, spr_str id, spr_instant now) {
  spr_loaded l;
  spr_status st = spr_desk_load(s, id, &l);
  if (st != SPR_OK) return st;
  st = spr_step_due(&l, l.row.pending < now ? l.row.pending : now, s->steps + 1);
  /* Sends without delay belong to the step that sent them. */
  if (st == SPR_OK) st = spr_step_due(&l, spr_case_time(l.c), s->steps + SPR_MAX_IMMEDIATE_SENDS);
  spr_loaded_release(&l);
  return st;
}

static spr_status tick(spr_desk *s, spr_instant now, uint32_t limit, next *n) {
  while (s->steps < limit) {
    uint32_t before = s->steps;
    spr_status st = first_due(s, now, n);
    if (st != SPR_OK) return st;
    if (n->id.n == 0) break;
    st = fire_one(s, n->id, now);
    if (st != SPR_OK && s->steps == before && spr_pass_over(&n->blocked, st, n->number, 0)) continue;
    if (st == SPR_OK) st = spr_follow(s, now, s->steps + SPR_MAX_IMMEDIATE_SENDS);
    if (st != SPR_OK) return st;
  }
  spr_status st = spr_follow(s, now, limit);
  return st == SPR_OK && s->steps < limit ? spr_store_answers_expire(s->store, now) : st;
}

spr_status spr_desk_tick(spr_desk *s, spr_instant now, uint32_t limit, uint32_t *fired) {
  next n = {.desk = s};
  s->steps = 0;
  spr_arena_init(&n.arena, &s->alloc, SPR_MAX_ENTRY_BYTES);
  spr_status st = spr_desk_mark(s);
  if (st == SPR_OK) st = spr_desk_marked(s, tick(s, now, limit, &n));
  spr_arena_release(&n.arena);
  *fired = s->steps;
  return st;
}
