/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_SQLITE_HEADS_H
#define SPR_STORE_SQLITE_HEADS_H

#include "store/sqlite_db.h"

/* For who reads the journal in order of position: each case's id and the hash of its entry before. A case is
 * kept in the place that its number says, so that cases which follow one another never push one another out;
 * what is not there is looked up. The table grows with the cases that are met, to SPR_MAX_HEADS. */
typedef struct spr_head {
  uint64_t number, seq; /* 0: an empty place */
  spr_hash hash;
  uint8_t nid; /* 0: longer than there is room here */
  char id[31];
} spr_head;

typedef struct spr_heads {
  spr_db *db;
  spr_head *v;
  uint32_t n;               /* a power of two, or 0 */
  char id[SPR_MAX_CASE_ID]; /* a long one */
} spr_heads;

void spr_heads_release(spr_heads *h);
/* The case's head at entry `seq`: the hash of entry seq - 1, and its id, which is good until the next call.
 * The caller moves the head on with its entry's hash. */
spr_status spr_heads_get(spr_heads *h, uint64_t number, uint64_t seq, spr_head **out, spr_str *id);

#endif
