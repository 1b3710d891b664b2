/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_FOLD_H
#define SPR_STORE_FOLD_H

#include "store/keys.h"
#include "store/store.h"
#include "store/tree.h"

/* Derived rows made again from the journal, by the same code that made them (apply.c), and compared with
 * those that are stored. It follows each case from its first entry to the one at which the stored row says
 * that it stands; there they are compared, and nothing more is kept of it. What the cases in between take up
 * is bounded: where it grows too large, those with the greatest numbers are let go, and wait for another pass
 * over the journal.
 *
 *   spr_fold_new(&alloc, store, max_bytes, &f)
 *   for (from = 1; from < UINT64_MAX; from = spr_fold_to(f)):      one pass: cases with numbers in [from, to)
 *     spr_fold_begin(f, from)
 *     for each entry of the journal, from spr_fold_pos(f) on:
 *       spr_fold_outside(f, e)        where not spr_fold_wants(f, number); else
 *       c = spr_fold_find(f, number)  or, at its first entry, spr_fold_add(f, e, &c)
 *       spr_fold_entry(f, c, e)
 *       c->hash = e->hash; c->seq++
 *       if c->seq == c->last: spr_fold_compare(f, c, ...), spr_fold_finish(f, c)
 *       spr_fold_fit(f)               may make the range smaller, and then lets cases go
 *     spr_fold_rest(f, ...)           those that never came to their end, and messages that wait
 *   spr_fold_totals(f, ...)           counters, and rows of no case
 *
 * Messages belong to their source: the pass that has it sees who consumes them, wherever that is. */
typedef struct spr_fold spr_fold;

/* One case, as far as the journal was read. */
typedef struct spr_folded {
  struct spr_folded *next_number, *next_id; /* of the same place in a table */
  uint64_t number, pos;                     /* pos: of its first entry */
  uint64_t seq, last;                       /* the last one read; where the stored row says that it stands */
  spr_hash hash;                            /* of the last one read */
  spr_instant opened, at, pending, due;
  spr_tree parts; /* its rows in other tables (spr_part, fold_rows.c) */
  uint32_t names[7], definition, overdue, messages;
  uint8_t state, nid;
  bool sealed, on_hold;
  bool finished; /* only its messages are of interest */
  bool compared; /* a former pass did it, and let it go for want of room: its messages are of interest */
  /* For who folds: a case that makes no sense any more, whose body is gone, and bytes that belong to it. */
  bool lost, erased;
  uint32_t counts[4]; /* of its entries: for who folds */
  spr_held_key *held; /* its key, if it was asked for: for who unseals */
  char *note;
  uint32_t nnote;
  char id[]; /* SPR_MAX_NAME bytes at most */
} spr_folded;

static inline spr_str spr_folded_id(const spr_folded *c) {
  return spr_str_n(c->id, c->nid);
}
static inline spr_str spr_folded_note(const spr_folded *c) {
  return spr_str_n(c->note, c->nnote);
}

/* The store is read for what it says of a case; it must be in a look. */
spr_status spr_fold_new(const spr_alloc *alloc, spr_store *stored, size_t max_bytes, spr_fold **out);
void spr_fold_free(spr_fold *f);
/* A pass; where it begins in the journal, ask before. */
void spr_fold_begin(spr_fold *f, uint64_t from);
uint64_t spr_fold_to(const spr_fold *f);  /* UINT64_MAX: no case waits for another pass */
uint64_t spr_fold_pos(const spr_fold *f); /* no entry of those that wait is before it */
/* From now on each case is compared with all tables, also where it should have no rows: to find whose the
 * rows are that are left over. */
void spr_fold_thorough(spr_fold *f);

/* Is it a case of this pass? */
bool spr_fold_wants(const spr_fold *f, uint64_t number);
/* NULL: it is not followed (any more). */
spr_folded *spr_fold_find(const spr_fold *f, uint64_t number);
/* SPR_ENOTFOUND: the store has no such case; SPR_ENOMEM. */
spr_status spr_fold_add(spr_fold *f, const spr_entry_row *e, spr_folded **out);
/* e: with changes. SPR_ECORRUPT: it does not follow on its case, or its changes do not fit. */
spr_status spr_fold_entry(spr_fold *f, spr_folded *c, const spr_entry_row *e);
/* What an entry does to messages of other cases. SPR_ECORRUPT: there is no such message. */
spr_status spr_fold_outside(spr_fold *f, const spr_entry_row *e);
/* Its row, as it is now: good until the next call. */
void spr_fold_row(const spr_fold *f, const spr_folded *c, spr_case_row *out);
/* Keeps a copy of the bytes with the case. */
spr_status spr_fold_note(spr_fold *f, spr_folded *c, spr_str bytes);
/* Room for its key. */
spr_status spr_fold_hold(spr_fold *f, spr_folded *c);
spr_status spr_fold_fit(spr_fold *f);

/* Called for each thing that differs. id: of the case, or empty. */
typedef void (*spr_fold_told)(void *ud, const char *what, spr_str id);
/* The case's row and its rows in other tables, but for messages. `stored`: its row. */
spr_status spr_fold_compare(spr_fold *f, spr_folded *c, const spr_case_row *stored, spr_fold_told told,
                            void *ud);
/* Counts it, and lets it go; or what is not needed for its messages that wait. */
spr_status spr_fold_finish(spr_fold *f, spr_folded *c, spr_fold_told told, void *ud);
/* Lets a case go that was added by mistake. */
void spr_fold_forget(spr_fold *f, spr_folded *c);
/* At the end of a pass. fn is called for each case that is not finished, before its messages are compared. */
typedef spr_status (*spr_fold_fn)(void *ud, spr_folded *c);
spr_status spr_fold_rest(spr_fold *f, spr_fold_fn fn, spr_fold_told told, void *ud);
/* At the end of all: counters, and in *same whether the tables have as many rows as were made. */
spr_status spr_fold_totals(spr_fold *f, bool *same, spr_fold_told told, void *ud);

#endif
