/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"
#include "base/pack.h"
#include "store/reads_impl.h"

/* Noting who has read what. Of the threads that note at the same time one leads: it writes what all of them
 * have brought, commits once, and tells them. Whoever comes meanwhile waits for the next turn, which one of
 * them leads. */

/* -- what will do --------------------------------------------------------------------------------------- */
static bool sound_text(spr_str s, uint32_t least) {
  return s.n >= least && s.n <= SPR_MAX_READ_TEXT && (s.n == 0 || !memchr(s.p, '\0', s.n));
}

static spr_status check(const spr_read *read) {
  bool sound = read->kind >= SPR_READ_CASE && read->kind <= SPR_READ_EMERGENCY && sound_text(read->who, 1) &&
               sound_text(read->institution, 0) && sound_text(read->route, 1);
  if (read->nids > SPR_MAX_READ_IDS) return SPR_ELIMIT;
  for (uint32_t i = 0; i < read->nids && sound; i++)
    sound = sound_text(read->ids[i], 1) && read->ids[i].n <= SPR_MAX_CASE_ID;
  return sound ? SPR_OK : SPR_EINVAL;
}

/* -- one row -------------------------------------------------------------------------------------------- */
static spr_status findable(spr_reads_end *e, spr_read_by by, uint64_t name, uint64_t pos) {
  spr_query q = spr_query_begin(&e->side.db, READS_FIND_PUT);
  spr_bind_u64(&q, by);
  spr_bind_u64(&q, name);
  spr_bind_u64(&q, pos);
  return spr_query_run(&q);
}

static spr_status findable_by_name(spr_reads_end *e, spr_read_by by, spr_str name, uint64_t pos) {
  uint64_t number = 0;
  spr_status s = spr_interned_add(&e->names, name, &number);
  return s == SPR_OK ? findable(e, by, number, pos) : s;
}

/* Its cases, as the numbers of their names one after another, and each of them in the index. */
static spr_status put_cases(spr_reads *r, const spr_read *read) {
  spr_status s = SPR_OK;
  spr_buf_clear(&r->packed);
  for (uint32_t i = 0; i < read->nids && s == SPR_OK; i++) {
    uint64_t number = 0;
    s = spr_interned_add(&r->writer.names, read->ids[i], &number);
    if (s == SPR_OK) s = findable(&r->writer, READ_BY_CASE, number, read->pos);
    spr_pack_u64(&r->packed, number);
  }
  return s == SPR_OK && r->packed.failed ? SPR_ENOMEM : s;
}

static spr_status put_index(spr_reads_end *e, const spr_read *read) {
  spr_str joined = read->institution, name;
  spr_status s = findable_by_name(e, READ_BY_WHO, read->who, read->pos);
  if (s == SPR_OK) s = findable(e, READ_BY_KIND, read->kind, read->pos);
  while (s == SPR_OK && spr_reads_name(&joined, &name))
    s = findable_by_name(e, READ_BY_INSTITUTION, name, read->pos);
  return s;
}

static spr_status put(spr_reads *r, const spr_read *given, uint64_t pos, spr_hash *chain) {
  spr_reads_end *e = &r->writer;
  spr_read read = *given;
  spr_hash hash;
  read.pos = pos;
  spr_reads_hash(chain, &read, &hash);
  spr_status s = put_cases(r, &read);
  if (s == SPR_OK) s = put_index(e, &read);
  if (s != SPR_OK) return s;
  spr_query q = spr_query_begin(&e->side.db, READS_PUT);
  spr_bind_u64(&q, pos);
  spr_bind_i64(&q, read.at);
  spr_bind_u64(&q, read.kind);
  spr_bind_interned(&q, &e->names, read.who);
  spr_bind_interned(&q, &e->names, read.institution);
  spr_bind_interned(&q, &e->names, read.route);
  spr_bind_blob(&q, spr_buf_view(&r->packed));
  spr_bind_hash(&q, &hash);
  *chain = hash;
  return spr_query_run(&q);
}

/* -- one turn ------------------------------------------------------------------------------------------- */
/* Other processes may have written since. */
static spr_status last(spr_reads_end *e, uint64_t *pos, spr_hash *hash) {
  spr_query q = spr_query_begin(&e->side.db, READS_LAST);
  *pos = 0;
  *hash = (spr_hash){{0}};
  if (spr_query_row(&q)) {
    *pos = spr_column_u64(&q, 0);
    spr_column_hash(&q, 1, hash);
  }
  return spr_query_end(&q);
}

static spr_status write_all(spr_reads *r, const spr_note *notes) {
  spr_reads_end *e = &r->writer;
  uint64_t pos = 0;
  spr_hash chain;
  /* The first has waited longest, for the turn before. */
  e->side.db.patience.since = notes->asked;
  spr_status s = spr_side_begin(&e->side);
  if (s == SPR_OK) s = last(e, &pos, &chain);
  for (const spr_note *n = notes; n && s == SPR_OK; n = n->next) {
    spr_interned_trim(&e->names);
    s = put(r, n->read, ++pos, &chain);
  }
  s = spr_side_end(&e->side, s);
  /* What was named in it is not there. */
  if (s != SPR_OK) spr_interned_forget(&e->names);
  return s;
}

/* With the lock; without it while it writes. */
static void lead(spr_reads *r) {
  spr_note *notes = r->first;
  r->first = NULL;
  r->last = &r->first;
  r->leading = true;
  pthread_mutex_unlock(&r->lock);
  spr_status s = write_all(r, notes);
  if (s != SPR_OK) (void)spr_reads_failed(r, &r->writer, s);
  pthread_mutex_lock(&r->lock);
  r->leading = false;
  for (spr_note *n = notes, *next; n; n = next) {
    next = n->next; /* once it is done, the note is its thread's again */
    n->status = s;
    n->done = true;
  }
  pthread_cond_broadcast(&r->turned);
}

spr_status spr_reads_note(spr_reads *r, const spr_read *read) {
  spr_note note = {.read = read, .asked = spr_clock_steady()};
  spr_status s = r->reads_only ? SPR_EINVAL : check(read);
  if (s != SPR_OK) return s;
  pthread_mutex_lock(&r->lock);
  *r->last = &note;
  /* cppcheck-suppress autoVariables ; it leaves the queue before this function ends */
  r->last = &note.next;
  while (!note.done) {
    if (r->leading)
      pthread_cond_wait(&r->turned, &r->lock);
    else
      lead(r);
  }
  pthread_mutex_unlock(&r->lock);
  return note.status;
}
