/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/desk_impl.h"
#include "cases/recount.h"

/* What time does: everything that is due, case after case; then the messages that wait.
 *
 * What cannot be served now is passed over, told, and looked at again in the next round: from one call to the
 * next the desk knows how far it has come, so that no call looks at more than it may pass over. */

typedef struct next {
  spr_desk *desk;
  spr_instant now;
  spr_arena arena;
  spr_str id; /* empty: none was found */
  spr_due_mark at;
  bool lost; /* no memory for it */
} next;

/* Is it one to pass over, as its row tells? Without a key file no sealed case can be served. */
static bool passes(spr_desk *s, const spr_case_row *c, spr_instant now, spr_pass *why) {
  *why = c->sealed && !s->keys ? SPR_PASS_SEALED : SPR_PASS_STRAINED;
  return *why == SPR_PASS_SEALED || spr_strain_until(&s->strain, c->municipality, now) != SPR_NO_INSTANT;
}

static bool on_case(void *ud, const spr_case_row *c) {
  next *n = ud;
  spr_pass why;
  n->at = (spr_due_mark){c->pending, c->number};
  if (passes(n->desk, c, n->now, &why)) {
    spr_pass_over(n->desk, why, c->id);
    n->desk->due = n->at;
    return n->desk->looked < SPR_TICK_PASSED;
  }
  n->id = c->id;
  n->lost = !spr_strs_keep(&n->arena, (spr_str *[]){&n->id}, 1);
  return false;
}

static spr_status next_due(spr_desk *s, spr_instant now, next *n) {
  spr_alloc alloc = s->alloc;
  spr_arena_release(&n->arena);
  spr_arena_init(&n->arena, &alloc, SPR_MAX_ENTRY_BYTES);
  n->id = SPR_STR("");
  n->lost = false;
  n->now = now;
  spr_status st = spr_store_due(s->store, now, s->due.number ? &s->due : NULL, UINT32_MAX, on_case, n);
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

static spr_status fire(spr_desk *s, spr_instant now, uint32_t limit, next *n) {
  spr_status st = SPR_OK;
  while (s->steps < limit && s->looked < SPR_TICK_PASSED) {
    uint32_t before = s->steps;
    s->sent = false;
    st = next_due(s, now, n);
    if (st != SPR_OK || s->looked >= SPR_TICK_PASSED) return st;
    if (n->id.n == 0) {
      s->due_seen = true;
      return st;
    }
    st = fire_one(s, n->id, now);
    if (st != SPR_OK && s->steps == before && spr_passes(st)) {
      spr_pass_over(s, spr_pass_of(st), n->id);
      s->due = n->at;
      continue;
    }
    if (st == SPR_OK && s->sent) st = spr_follow(s, now, s->steps + SPR_MAX_IMMEDIATE_SENDS);
    if (st != SPR_OK) return st;
  }
  return st;
}

static void begin_round(spr_desk *s) {
  s->due = (spr_due_mark){0};
  s->messages = (spr_message_mark){0};
  s->due_seen = false;
  s->passed = (spr_passed){.of = {0}};
}

static spr_status tick(spr_desk *s, const spr_tick *t, spr_ticked *out) {
  next n = {.desk = s};
  spr_recounted r;
  spr_status counted = spr_desk_recount(s, t->now, &r); /* first, for it moves what is due */
  s->steps = 0;                                         /* they were no timers */
  if (counted != SPR_OK || r.more) return counted;
  spr_arena_init(&n.arena, &s->alloc, SPR_MAX_ENTRY_BYTES);
  spr_status st = s->due_seen ? SPR_OK : fire(s, t->now, t->limit, &n);
  spr_arena_release(&n.arena);
  bool all = false;
  if (st == SPR_OK && s->due_seen) st = spr_follow_waiting(s, t->now, t->limit, &all);
  if (st != SPR_OK || !all) return st;
  out->more = false;
  out->passed = s->passed;
  begin_round(s);
  return spr_store_answers_expire(s->store, t->now);
}

spr_status spr_desk_tick(spr_desk *s, const spr_tick *t, spr_ticked *out) {
  *out = (spr_ticked){.more = true};
  spr_desk_begin(s, t->now, t->actor);
  s->looked = 0;
  if (t->anew) begin_round(s);
  spr_status st = spr_desk_mark(s);
  if (st == SPR_OK) st = spr_desk_marked(s, tick(s, t, out));
  if (st != SPR_OK) begin_round(s);
  out->fired = s->steps;
  return st;
}

/* -- what is passed over -------------------------------------------------------------------------------- */

bool spr_passes(spr_status status) {
  return status == SPR_EREFUSED || status == SPR_ECORRUPT || status == SPR_ENOTFOUND;
}

spr_pass spr_pass_of(spr_status status) {
  return status == SPR_EREFUSED ? SPR_PASS_SEALED : SPR_PASS_DAMAGED;
}

void spr_pass_over(spr_desk *s, spr_pass why, spr_str id) {
  spr_passed *p = &s->passed;
  s->looked++;
  p->of[why]++;
  if (why == SPR_PASS_STRAINED || p->id[0] || id.n > SPR_CASE_ID_CHARS) return;
  memcpy(p->id, id.p, id.n);
  p->id[id.n] = '\0';
}
