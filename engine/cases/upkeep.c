/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/upkeep.h"

#include "cases/desk_impl.h"
#include "cases/erase.h"
#include "cases/words.h"

static spr_status refuse(spr_desk *s, spr_told *told, spr_refusal code, const char *why) {
  spr_tell(s, told, SPR_TOLD_REFUSED, "%s", why);
  told->code = code;
  return SPR_OK;
}

/* false: it cannot be worked on, and *told says why (or *st). */
static bool load(spr_desk *s, spr_str id, spr_loaded *l, spr_told *told, spr_status *st) {
  *st = spr_desk_load(s, id, l);
  if (*st == SPR_ENOTFOUND) spr_tell(s, told, SPR_TOLD_NO_CASE, "no case \"%.*s\"", SPR_FMT(id));
  if (*st == SPR_EREFUSED) spr_tell(s, told, SPR_TOLD_NO_KEYS, "the case is sealed, and its key is not here");
  if (*st == SPR_ENOTFOUND || *st == SPR_EREFUSED) *st = SPR_OK;
  if (told->kind != SPR_TOLD_DONE || *st != SPR_OK) return false;
  spr_tell_id(told, l->row.id, l->row.seq);
  if (l->c) return true;
  spr_tell(s, told, SPR_TOLD_ERASED, "the case was erased");
  spr_loaded_release(l);
  return false;
}

static spr_status write(spr_loaded *l, const spr_upkeep *u, spr_instant now, uint8_t kind,
                        const spr_change *changes, uint32_t n, spr_told *told) {
  spr_cause cause = {.kind = kind, .actor = u->actor};
  spr_status st = spr_entry_beside(l, now, &cause, u->reason, changes, n);
  spr_tell_id(told, l->row.id, l->row.seq);
  return st;
}

/* An entry with one change, of a case in which nothing has changed yet. */
static spr_status write_first(spr_loaded *l, const spr_upkeep *u, spr_instant now, uint8_t kind,
                              const spr_change *change, spr_told *told) {
  spr_status st = spr_derive_before(&l->desk->derive, l->c);
  return st == SPR_OK ? write(l, u, now, kind, change, 1, told) : st;
}

/* -- hold ----------------------------------------------------------------------------------------------- */

static spr_status hold(spr_loaded *l, const spr_upkeep *u, spr_instant now, spr_told *told) {
  bool on = u->kind == SPR_UPKEEP_HOLD;
  if (l->row.held == on)
    return refuse(l->desk, told, SPR_R_NO_TRANSITION,
                  on ? "the case is under hold already" : "the case is not under hold");
  spr_change change = {.kind = SPR_CHANGE_HOLD, .flag = on, .at = SPR_NO_INSTANT};
  return write_first(l, u, now, on ? SPR_JOURNAL_HELD : SPR_JOURNAL_RELEASED, &change, told);
}

/* -- retry ---------------------------------------------------------------------------------------------- */

typedef struct waiting {
  spr_loaded *l;
  spr_change v[SPR_MAX_RETRIED];
  uint32_t n;
  bool lost; /* no memory for one */
} waiting;

static bool on_incident(void *ud, const spr_incident_row *row) {
  waiting *w = ud;
  spr_change *c = &w->v[w->n++];
  *c = (spr_change){.kind = SPR_CHANGE_INCIDENT,
                    .name = row->what,
                    .text = row->subject,
                    .n = row->n,
                    .m = row->tries,
                    .at = w->l->now};
  w->lost = !spr_strs_keep(&w->l->arena, (spr_str *[]){&c->name, &c->text}, 2);
  spr_case_hasten(w->l->c, row->n, w->l->now);
  return !w->lost && w->n < SPR_MAX_RETRIED;
}

static bool is_incident(const waiting *w, uint64_t number) {
  for (uint32_t i = 0; i < w->n; i++)
    if (w->v[i].kind == SPR_CHANGE_INCIDENT && w->v[i].n == number) return true;
  return false;
}

/* Those that the case has sent, and those that it could not take. */
static bool on_message(void *ud, const spr_message_row *row) {
  waiting *w = ud;
  if (row->try_at == SPR_NO_INSTANT) return true;
  if (!spr_str_eq(row->source, w->l->row.id) && !is_incident(w, spr_message_incident(row))) return true;
  spr_desk_sends(w->l->desk, row->pos);
  spr_change *c = &w->v[w->n++];
  *c = (spr_change){
      .kind = SPR_CHANGE_LATER, .text = row->source, .n = row->seq, .m = row->n, .at = SPR_NO_INSTANT};
  w->lost = !spr_strs_keep(&w->l->arena, (spr_str *[]){&c->text}, 1);
  return !w->lost && w->n < SPR_MAX_RETRIED;
}

static spr_status find_waiting(spr_loaded *l, waiting *w) {
  spr_status st = spr_store_incidents(l->desk->store, l->row.id, on_incident, w);
  if (st == SPR_OK && w->lost) return SPR_ENOMEM;
  if (st == SPR_OK && w->n < SPR_MAX_RETRIED)
    st = spr_store_messages(l->desk->store, INT64_MAX, NULL, 0, on_message, w);
  if (st == SPR_OK && w->lost) return SPR_ENOMEM;
  return st;
}

static spr_status retry(spr_loaded *l, const spr_upkeep *u, spr_instant now, spr_told *told) {
  spr_desk *s = l->desk;
  waiting w = {.l = l};
  l->now = l->row.at > now ? l->row.at : now;
  spr_status st = spr_derive_before(&s->derive, l->c);
  if (st == SPR_OK) st = find_waiting(l, &w);
  if (st != SPR_OK) return st;
  if (w.n == 0) return refuse(s, told, SPR_R_NO_TRANSITION, "nothing of the case waits to be tried again");
  st = write(l, u, now, SPR_JOURNAL_RETRIED, w.v, w.n, told);
  if (st == SPR_OK) st = spr_step_due(l, now, s->steps + SPR_MAX_IMMEDIATE_SENDS);
  if (st == SPR_OK) spr_tell_id(told, l->row.id, l->row.seq);
  return st;
}

typedef struct failed {
  uint64_t seq[SPR_MAX_RETRIED]; /* of the entries that say why */
  uint32_t n;
} failed;

static bool on_failed(void *ud, const spr_incident_row *row) {
  failed *f = ud;
  f->seq[f->n++] = row->seq;
  return f->n < SPR_MAX_RETRIED;
}

spr_status spr_retry_incidents(spr_loaded *l, spr_str actor, spr_instant now) {
  spr_upkeep u = {.kind = SPR_UPKEEP_RETRY, .id = l->row.id, .actor = actor};
  spr_told told = {.kind = SPR_TOLD_DONE};
  failed f = {.n = 0};
  bool anew = false;
  spr_status st = spr_store_incidents(l->desk->store, l->row.id, on_failed, &f);
  for (uint32_t i = 0; i < f.n && st == SPR_OK && !anew; i++) {
    spr_entry_row e;
    st = spr_store_entry(l->desk->store, l->row.id, f.seq[i], &e);
    anew = st == SPR_OK && !spr_hash_equal(&e.environment, &l->volume->environment);
  }
  return st == SPR_OK && anew ? retry(l, &u, now, &told) : st;
}

/* -- link ----------------------------------------------------------------------------------------------- */

typedef struct parent {
  spr_str me;
  bool found;
} parent;

static bool on_link(void *ud, const spr_link_row *row) {
  parent *p = ud;
  if (spr_str_eq(row->id, p->me)) p->found = true;
  return !p->found;
}

static spr_status link_to(spr_loaded *l, const spr_upkeep *u, spr_instant now, spr_told *told) {
  spr_desk *s = l->desk;
  spr_loaded other;
  spr_status st = SPR_OK;
  if (u->name.n == 0 || spr_str_is(u->name, "parent") || !spr_word_link(l->definition->model, u->name))
    return refuse(s, told, SPR_R_DATA, "the workflow opens no linked case under that name");
  if (spr_str_eq(u->other, l->row.id)) return refuse(s, told, SPR_R_DATA, "a case is not linked to itself");
  if (!load(s, u->other, &other, told, &st)) return st;
  parent p = {.me = other.row.id};
  st = spr_store_links(s->store, other.row.id, on_link, &p);
  spr_change change = {.kind = SPR_CHANGE_LINK, .name = u->name, .text = l->row.id, .at = SPR_NO_INSTANT};
  if (st == SPR_OK && p.found)
    st = refuse(s, told, SPR_R_DATA, "the other case has a parent already");
  else if (st == SPR_OK)
    st = write_first(&other, u, now, SPR_JOURNAL_LINK, &change, told);
  spr_loaded_release(&other);
  return st;
}

/* -- all ------------------------------------------------------------------------------------------------ */

static bool needs_reason(spr_upkeep_kind k) {
  return k == SPR_UPKEEP_HOLD || k == SPR_UPKEEP_RELEASE || k == SPR_UPKEEP_ERASE;
}

static spr_status upkeep(spr_desk *s, const spr_upkeep *u, spr_instant now, spr_told *told) {
  spr_loaded l;
  spr_status st = SPR_OK;
  if (needs_reason(u->kind) && (u->reason.n == 0 || u->reason.n > SPR_MAX_STORED_TEXT))
    return refuse(s, told, SPR_R_REQUIRED, "a reason is needed, and not too long a one");
  if (u->kind == SPR_UPKEEP_ERASE) return spr_erase_mark(s, u, now, told);
  if (!load(s, u->id, &l, told, &st)) return st;
  switch (u->kind) {
    case SPR_UPKEEP_HOLD:
    case SPR_UPKEEP_RELEASE: st = hold(&l, u, now, told); break;
    case SPR_UPKEEP_RETRY: st = retry(&l, u, now, told); break;
    case SPR_UPKEEP_LINK: st = link_to(&l, u, now, told); break;
    case SPR_UPKEEP_ERASE: break;
  }
  spr_loaded_release(&l);
  return st == SPR_OK ? spr_follow(s, now, s->steps + SPR_MAX_IMMEDIATE_SENDS) : st;
}

spr_status spr_desk_upkeep(spr_desk *s, const spr_upkeep *u, spr_instant now, spr_told *told) {
  *told = (spr_told){.kind = SPR_TOLD_DONE};
  spr_desk_begin(s, now, SPR_STR(""));
  spr_status st = spr_store_mark(s->store);
  if (st != SPR_OK) return st;
  st = upkeep(s, u, now, told);
  if (st == SPR_OK) return spr_store_keep(s->store);
  spr_status undone = spr_store_undo(s->store);
  return undone == SPR_OK ? st : undone;
}
