/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_FOLD_IMPL_H
#define SPR_STORE_FOLD_IMPL_H

#include "store/chain.h"
#include "store/fold.h"
#include "store/impl.h"

/* What the files of the fold share. */

/* One row of a case in another table than that of cases; texts but the case's id are copied behind it. They
 * lie in the case's tree in the order of spr_derived_table, then in the order that the table has within a
 * case. */
typedef struct spr_part {
  spr_tree_node node;
  uint32_t size;
  spr_derived_table table;
  union {
    spr_task_row task;
    spr_deadline_row deadline;
    spr_place_row place;
    spr_link_row link;
    spr_message_row message;
    spr_notice_row notice;
    spr_incident_row incident;
  } row;
} spr_part;

/* Texts that come again in many cases, by number; 0 is the empty one. */
typedef struct spr_words {
  spr_arena arena;
  spr_str *v;
  uint32_t *slots; /* a power of two; number plus nothing: 0 is an empty slot */
  uint32_t n, cap, nslots;
  uint32_t lately[64]; /* by where the text lay that was asked for */
} spr_words;

/* By the number of the institution's name: open cases, places taken. */
typedef struct spr_fold_counter {
  int64_t n[2]; /* by spr_counter_kind - 1 */
} spr_fold_counter;

/* What is known of a case that is not followed. */
typedef enum spr_fold_mark {
  SPR_FOLD_UNSEEN,
  SPR_FOLD_COMPARED, /* but messages of it waited when it was let go */
  SPR_FOLD_DONE,     /* by a former pass */
  SPR_FOLD_DONE_NOW  /* by this one */
} spr_fold_mark;

/* It stands before apply.c as a store whose rows are those of the case at hand. */
struct spr_fold {
  spr_store base;
  spr_store *stored;
  spr_pool pool; /* of cases and parts */
  spr_words words;
  spr_folded **by_number, **by_id;
  uint32_t nslots, ncases;
  size_t max_bytes;
  uint64_t from, to, next_pos;
  uint8_t *marks; /* two bits for each case, by number */
  size_t nmarks;  /* bytes */
  spr_folded *at_hand;
  bool thorough;
  spr_status failed; /* of a call that could not say so */
  uint64_t totals[SPR_DERIVED_COUNTERS];
  spr_fold_counter *counters;
  uint32_t ncounters; /* a power of two, or 0 */
};

static inline spr_fold *spr_fold_of(spr_store *s) {
  return (spr_fold *)(void *)s;
}

/* -- fold.c */
spr_folded *spr_fold_by_id(const spr_fold *f, spr_str id);
spr_fold_mark spr_fold_marked(const spr_fold *f, uint64_t number);
/* Nothing more is to be known of it. */
void spr_fold_done(spr_fold *f, spr_folded *c);
/* The number of a text, a new one if need be. */
spr_status spr_fold_word(spr_fold *f, spr_str text, uint32_t *out);

/* -- fold_rows.c */
extern const spr_store_impl spr_fold_rows;
spr_part *spr_part_first(const spr_folded *c, spr_derived_table table);
spr_part *spr_part_next(const spr_part *p); /* of the same table */
void spr_part_free(spr_fold *f, spr_folded *c, spr_part *p);
void spr_parts_free(spr_fold *f, spr_folded *c);
int spr_part_cmp(const spr_tree_node *a, const spr_tree_node *b);

#endif
