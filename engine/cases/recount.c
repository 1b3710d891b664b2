/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/recount.h"

#include "cases/desk_impl.h"
#include "cases/settings.h"

/* -- the note: the environment's hash, then who deployed it; nothing but the hash: it is done ------------ */

enum { DONE = 'd', TO_DO = 't' };

typedef struct note {
  bool to_do;
  spr_hash environment;
  spr_buf text;
  spr_str actor; /* in text */
} note;

static spr_status write_note(spr_store *store, const spr_alloc *alloc, char state,
                             const spr_hash *environment, spr_str actor) {
  spr_buf b;
  spr_buf_init(&b, alloc, SPR_MAX_ENTRY_BYTES);
  spr_buf_char(&b, state);
  spr_buf_str(&b, spr_str_n((const char *)environment->b, sizeof environment->b));
  spr_buf_str(&b, actor);
  spr_status st = b.failed ? SPR_ENOMEM : spr_setting_set(store, SPR_SETTING_RECOUNT, spr_buf_view(&b));
  spr_buf_release(&b);
  return st;
}

spr_status spr_recount_note(spr_store *store, const spr_alloc *alloc, const spr_hash *environment,
                            spr_str actor) {
  return write_note(store, alloc, TO_DO, environment, actor);
}

/* What belongs to `n` is to be released whatever comes of it. */
static spr_status read_note(spr_desk *s, note *n) {
  enum { HEAD = 1 + sizeof n->environment.b };
  *n = (note){.to_do = false};
  spr_buf_init(&n->text, &s->alloc, SPR_MAX_ENTRY_BYTES);
  spr_status st = spr_setting(s->store, SPR_SETTING_RECOUNT, &n->text);
  if (st != SPR_OK) return st == SPR_ENOTFOUND ? SPR_OK : st;
  if (n->text.n < HEAD) return SPR_ECORRUPT;
  n->to_do = n->text.p[0] == TO_DO;
  memcpy(n->environment.b, n->text.p + 1, sizeof n->environment.b);
  n->actor = spr_str_n(n->text.p + HEAD, n->text.n - HEAD);
  return SPR_OK;
}

/* -- cases ---------------------------------------------------------------------------------------------- */

typedef struct page {
  spr_arena arena;
  spr_str ids[SPR_RECOUNT_CASES];
  uint32_t n;
  uint64_t last;
  bool lost; /* no memory for one */
} page;

static bool on_case(void *ud, const spr_case_row *row) {
  page *p = ud;
  p->last = row->number;
  p->ids[p->n] = row->id;
  p->lost = !spr_strs_keep(&p->arena, (spr_str *[]){&p->ids[p->n++]}, 1);
  return !p->lost && p->n < SPR_RECOUNT_CASES;
}

static spr_status read_page(spr_desk *s, page *p) {
  uint64_t after = s->recounting.number;
  spr_case_filter f = {
      .only_open = true, .after = after > 0, .after_number = after, .limit = SPR_RECOUNT_CASES};
  spr_status st = spr_store_cases(s->store, &f, on_case, p);
  return st == SPR_OK && p->lost ? SPR_ENOMEM : st;
}

static spr_status recount(spr_desk *s, spr_str id, spr_instant now, spr_str actor, uint32_t *moved) {
  spr_loaded l;
  spr_status st = spr_desk_load(s, id, &l);
  if (st != SPR_OK) return st;
  spr_input in = {.kind = SPR_IN_RECOUNT, .occurred = SPR_NO_INSTANT, .data = SPR_V_NIL};
  spr_cause cause = {.kind = SPR_JOURNAL_ENVIRONMENT, .actor = actor};
  spr_result r;
  if (l.c && spr_case_open(l.c)) {
    st = spr_step_take(&l, now, &in, &cause, NULL, 0, &r);
    *moved += st == SPR_OK && r.outcome == SPR_TAKEN;
    if (st == SPR_OK) st = spr_retry_incidents(&l, actor, now);
  }
  spr_loaded_release(&l);
  return st;
}

static spr_status recount_page(spr_desk *s, const note *n, spr_instant now, spr_recounted *out) {
  page p = {.n = 0};
  spr_arena_init(&p.arena, &s->alloc, SPR_MAX_ENTRY_BYTES);
  spr_status st = read_page(s, &p);
  for (uint32_t i = 0; i < p.n && st == SPR_OK; i++) {
    uint32_t before = s->steps;
    st = recount(s, p.ids[i], now, n->actor, &out->moved);
    if (st == SPR_OK || s->steps != before || !spr_passes(st)) continue;
    s->recounting.passed++;
    st = SPR_OK;
  }
  if (p.n) s->recounting.number = p.last;
  out->more = p.n == SPR_RECOUNT_CASES;
  spr_arena_release(&p.arena);
  return st;
}

static spr_status go_on(spr_desk *s, const note *n, spr_instant now, spr_recounted *out) {
  spr_recounting *r = &s->recounting;
  if (!r->begun || !spr_hash_equal(&r->environment, &n->environment))
    *r = (spr_recounting){.begun = true, .environment = n->environment};
  if (r->ended) return SPR_OK; /* but for those that were passed over */
  spr_status st = recount_page(s, n, now, out);
  out->passed = r->passed;
  if (st != SPR_OK || out->more) return st;
  r->ended = true;
  return r->passed ? SPR_OK : write_note(s->store, &s->alloc, DONE, &n->environment, SPR_STR(""));
}

spr_status spr_desk_recount(spr_desk *s, spr_instant now, spr_recounted *out) {
  note n;
  *out = (spr_recounted){.moved = 0};
  spr_status st = read_note(s, &n);
  if (st == SPR_OK && n.to_do) st = go_on(s, &n, now, out);
  if (st != SPR_OK) s->recounting.begun = false;
  spr_buf_release(&n.text);
  return st;
}
