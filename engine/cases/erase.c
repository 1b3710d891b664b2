/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/erase.h"

#include "cases/desk_impl.h"

/* -- the last entry ------------------------------------------------------------------------------------- */

/* Those who may know of the case, in v. */
static uint32_t split(spr_str seen, spr_str v[SPR_MAX_SEEN_BY + 1]) {
  uint32_t n = 0;
  while (seen.n > 0 && n <= SPR_MAX_SEEN_BY) {
    const char *comma = memchr(seen.p, ',', seen.n);
    v[n] = spr_str_sub(seen, 0, comma ? (uint32_t)(comma - seen.p) : seen.n);
    seen = spr_str_sub(seen, comma ? v[n].n + 1 : seen.n, seen.n);
    n++;
  }
  return n;
}

/* Its body is in clear and stays: whoever asks later is told why there is nothing. It says who could know of
 * the case: the row will not, and they are told that it was erased, and others that there is none. */
static spr_status write_entry(spr_desk *s, const spr_case_row *row, spr_str reason, spr_str actor,
                              spr_instant now, spr_entry_row *written) {
  spr_input in = {.kind = SPR_IN_NOTE, .reason = reason, .data = SPR_V_NIL, .occurred = SPR_NO_INSTANT};
  spr_str seen[SPR_MAX_SEEN_BY + 1];
  uint32_t nseen = split(row->seen, seen), n = 0;
  spr_change changes[3];
  if (row->held) changes[n++] = (spr_change){.kind = SPR_CHANGE_HOLD, .at = SPR_NO_INSTANT};
  if (nseen)
    changes[n++] = (spr_change){.kind = SPR_CHANGE_SEEN, .list = seen, .nlist = nseen, .at = SPR_NO_INSTANT};
  changes[n++] = (spr_change){.kind = SPR_CHANGE_ERASED, .at = SPR_NO_INSTANT};
  spr_append a = {.entry = {.id = row->id,
                            .at = row->at > now ? row->at : now,
                            .kind = SPR_JOURNAL_ERASED,
                            .semantics = SPR_STEP_SEMANTICS,
                            .actor = actor,
                            .definition = row->definition,
                            .changes = changes,
                            .nchanges = n},
                  .snapshot = SPR_STR("")};
  spr_buf_clear(&s->body);
  spr_status st = spr_store_current(s->store, SPR_STR(SPR_CURRENT_ENVIRONMENT), &a.entry.environment);
  if (st == SPR_ENOTFOUND) st = SPR_ECORRUPT;
  if (st == SPR_OK) st = spr_body_write(&in, false, NULL, 0, SPR_STR(""), SPR_STR(""), &s->body);
  a.entry.body = spr_buf_view(&s->body);
  return st == SPR_OK ? spr_store_append(s->store, &a, written) : st;
}

/* The store's row lives until the next call of it. */
typedef struct kept_row {
  spr_case_row row;
  char id[SPR_MAX_NAME + 1];
} kept_row;

static spr_status read_row(spr_desk *s, spr_str id, kept_row *out) {
  spr_status st = spr_store_case(s->store, id, &out->row);
  if (st != SPR_OK) return st;
  memcpy(out->id, out->row.id.p, out->row.id.n);
  out->id[out->row.id.n] = '\0';
  out->row.id = spr_str_of(out->id);
  spr_buf_clear(&s->scratch); /* nothing is sealed before the entry is written */
  spr_buf_str(&s->scratch, out->row.seen);
  out->row.seen = spr_buf_view(&s->scratch);
  return s->scratch.failed ? SPR_ENOMEM : SPR_OK;
}

typedef struct waiting {
  spr_str source;
  bool found;
} waiting;

static bool on_message(void *ud, const spr_message_row *row) {
  waiting *w = ud;
  if (spr_str_eq(row->source, w->source)) w->found = true;
  return !w->found;
}

static spr_status may_go(spr_desk *s, const spr_upkeep *u, const spr_case_row *row, spr_told *told) {
  waiting w = {.source = row->id};
  spr_status st = SPR_OK;
  if (!u->force) st = spr_store_messages(s->store, INT64_MAX, NULL, 0, on_message, &w);
  if (st != SPR_OK) return st;
  if (row->state == SPR_CASE_IS_ERASED)
    spr_tell(s, told, SPR_TOLD_ERASED, "the case was erased");
  else if (row->held)
    spr_tell(s, told, SPR_TOLD_KEPT, "the case is under hold: it has to be released first");
  else if (row->state == SPR_CASE_IS_OPEN && !u->force)
    spr_tell(s, told, SPR_TOLD_KEPT, "the case is open: end it first, or force it");
  else if (w.found)
    spr_tell(s, told, SPR_TOLD_KEPT, "messages to linked cases wait: try them again first, or force it");
  else if (!s->keys)
    spr_tell(
        s, told, SPR_TOLD_NO_KEYS,
        "there is no key file, where it is kept that the case was erased: open the database with its own");
  return SPR_OK;
}

spr_status spr_erase_mark(spr_desk *s, const spr_upkeep *u, spr_instant now, spr_told *told) {
  kept_row k;
  spr_entry_row written;
  spr_status st = read_row(s, u->id, &k);
  if (st == SPR_ENOTFOUND) {
    spr_tell(s, told, SPR_TOLD_NO_CASE, "no case \"%.*s\"", SPR_FMT(u->id));
    return SPR_OK;
  }
  if (st != SPR_OK) return st;
  spr_tell_id(told, k.row.id, k.row.seq);
  st = may_go(s, u, &k.row, told);
  if (st != SPR_OK || told->kind != SPR_TOLD_DONE) return st;
  st = write_entry(s, &k.row, u->reason, u->actor, now, &written);
  if (st == SPR_OK) spr_tell_id(told, k.row.id, written.seq);
  return st;
}

/* -- finishing ------------------------------------------------------------------------------------------ */

typedef struct page {
  char ids[SPR_ERASE_PAGE][SPR_MAX_NAME + 1];
  spr_instant at[SPR_ERASE_PAGE];
  uint32_t n;
} page;

static bool on_case(void *ud, const spr_case_row *row) {
  page *p = ud;
  memcpy(p->ids[p->n], row->id.p, row->id.n);
  p->at[p->n] = row->at;
  p->ids[p->n++][row->id.n] = '\0';
  return p->n < SPR_ERASE_PAGE;
}

static spr_status end_batch(spr_desk *s, spr_status st) {
  if (st == SPR_OK) st = spr_store_commit(s->store);
  if (st != SPR_OK) spr_store_abandon(s->store);
  return st;
}

static spr_status empty(spr_desk *s, const page *p) {
  spr_status st = spr_store_begin(s->store);
  if (st != SPR_OK) return st;
  for (uint32_t i = 0; i < p->n && st == SPR_OK; i++) {
    st = spr_store_erase(s->store, spr_str_of(p->ids[i]));
    if (st == SPR_OK) st = spr_store_answers_forget(s->store, spr_str_of(p->ids[i]));
  }
  return end_batch(s, st);
}

static spr_status finish_page(spr_desk *s, page *p) {
  p->n = 0;
  spr_status st = spr_store_erasing(s->store, SPR_ERASE_PAGE, on_case, p);
  for (uint32_t i = 0; i < p->n && st == SPR_OK; i++)
    st = spr_keys_bury(s->keys, spr_str_of(p->ids[i]), p->at[i]);
  return st == SPR_OK && p->n > 0 ? empty(s, p) : st;
}

static spr_status empty_all(spr_desk *s) {
  spr_status st = SPR_OK;
  page *p = spr_realloc(&s->alloc, NULL, 0, sizeof *p);
  if (!p) return SPR_ENOMEM;
  do {
    st = finish_page(s, p);
  } while (st == SPR_OK && p->n > 0);
  spr_free(&s->alloc, p, sizeof *p);
  return st;
}

/* The key file's log first: only then is the case noted as gone. */
static spr_status scrub(spr_desk *s, bool *lingers) {
  bool owed = false;
  spr_status st = spr_store_scrub_owed(s->store, &owed);
  if (st != SPR_OK || !owed) return st;
  st = spr_keys_scrub(s->keys);
  if (st == SPR_OK) st = spr_store_scrub(s->store);
  *lingers = st == SPR_EBUSY;
  return *lingers ? SPR_OK : st;
}

spr_status spr_erase_finish(spr_desk *s, bool *lingers) {
  *lingers = false;
  if (!s->keys) return SPR_OK;
  spr_status st = empty_all(s);
  return st == SPR_OK ? scrub(s, lingers) : st;
}

/* Nobody who opens the database fails for what others keep from being finished: the next one tries again. */
static spr_status finish_in_passing(spr_desk *s) {
  bool lingers = false;
  if (!s->keys) return SPR_OK;
  spr_status st = empty_all(s);
  if (st != SPR_OK) return st == SPR_EBUSY ? SPR_OK : st;
  return scrub(s, &lingers) == SPR_EUNKNOWN ? SPR_EUNKNOWN : SPR_OK;
}

/* -- after a restore ------------------------------------------------------------------------------------ */

typedef struct recovery {
  spr_desk *desk;
  spr_store *former; /* NULL: there is none */
  spr_instant now;
  spr_buf reason, actor;
  uint32_t n; /* entries in the batch; 0: none was begun */
  spr_status status;
} recovery;

static spr_status last_entry(spr_store *former, spr_str id, spr_entry_row *out) {
  spr_case_row row;
  spr_status st = spr_store_case(former, id, &row);
  if (st == SPR_OK && row.state != SPR_CASE_IS_ERASED) st = SPR_ENOTFOUND;
  return st == SPR_OK ? spr_store_entry(former, id, row.seq, out) : st;
}

/* Why, and by whom: the last entry of an erased case is in clear. false: nobody knows. */
static bool recall(recovery *r, spr_str id) {
  spr_entry_row e;
  spr_body body;
  if (!r->former || last_entry(r->former, id, &e) != SPR_OK) return false;
  if (e.sealed || spr_body_read(&r->desk->heap, e.body, &body) != SPR_OK) return false;
  spr_buf_str(&r->reason, body.reason);
  spr_buf_str(&r->actor, e.actor);
  spr_v_release(&r->desk->pool, body.data);
  return body.reason.n > 0;
}

/* What is known of it goes into the entry, so that nobody has to look for it elsewhere. */
static spr_status say_why(recovery *r, spr_str id) {
  char time[36] = "";
  spr_instant at;
  spr_buf_clear(&r->reason);
  spr_buf_clear(&r->actor);
  spr_status st = spr_keys_erased_at(r->desk->keys, id, &at);
  if (st != SPR_OK) return st;
  if (at != SPR_NO_INSTANT) spr_instant_format(at, 0, true, time);
  const char *on = time[0] ? " at " : "";
  if (recall(r, id))
    spr_buf_printf(&r->reason, " (erased%s%s, after this copy of the database was made)", on, time);
  else
    spr_buf_printf(&r->reason,
                   "the case was erased%s%s, after this copy of the database was made; why is not known here",
                   on, time);
  return r->reason.failed || r->actor.failed ? SPR_ENOMEM : SPR_OK;
}

static spr_status mark_again(recovery *r, spr_str id) {
  spr_desk *s = r->desk;
  kept_row k;
  spr_status st = read_row(s, id, &k);
  if (st == SPR_ENOTFOUND || (st == SPR_OK && k.row.state == SPR_CASE_IS_ERASED)) return SPR_OK;
  if (st == SPR_OK) st = say_why(r, k.row.id);
  if (st == SPR_OK && r->n == 0) st = spr_store_begin(s->store);
  if (st != SPR_OK) return st;
  r->n++;
  st = write_entry(s, &k.row, spr_buf_view(&r->reason), spr_buf_view(&r->actor), r->now, NULL);
  if (st == SPR_OK && r->n < SPR_ERASE_PAGE) return SPR_OK;
  r->n = 0;
  return end_batch(s, st);
}

static bool on_tombstone(void *ud, spr_str id) {
  recovery *r = ud;
  r->status = mark_again(r, id);
  return r->status == SPR_OK;
}

spr_status spr_erase_recover(spr_desk *s, spr_store *former, spr_instant now) {
  recovery r = {.desk = s, .former = former, .now = now};
  uint64_t erased = 0, tombstones = 0;
  spr_buf_init(&r.reason, &s->alloc, SPR_MAX_ENTRY_BYTES);
  spr_buf_init(&r.actor, &s->alloc, SPR_MAX_ENTRY_BYTES);
  spr_status st = spr_store_erased(s->store, &erased);
  if (st == SPR_OK && s->keys) st = spr_keys_erased(s->keys, &tombstones);
  /* Each erased case has its tombstone once it is finished; more of them, and some case may have come back.
   */
  if (st == SPR_OK && tombstones > erased) st = spr_keys_tombstones(s->keys, on_tombstone, &r);
  if (st == SPR_OK) st = r.status;
  if (r.n > 0) st = end_batch(s, st);
  spr_buf_release(&r.reason);
  spr_buf_release(&r.actor);
  return st == SPR_OK ? finish_in_passing(s) : st;
}
