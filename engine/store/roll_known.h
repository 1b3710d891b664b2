/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_ROLL_KNOWN_H
#define SPR_STORE_ROLL_KNOWN_H

#include <pthread.h>

#include "store/roll.h"
#include "store/side.h"

/* Tokens as they were looked up, as long as nothing has been committed to the file, by whatever process: a
 * program that sends a thousand events per second is not looked up a thousand times. For many threads.
 *
 *   if (spr_known_find(k, &state, &hash, &text, &row)) ...     state: as it was before
 *   else look it up; spr_known_keep(k, &state, &hash, &row) */
typedef struct spr_known_token spr_known_token;

typedef struct spr_known {
  spr_alloc alloc;
  pthread_mutex_t lock;
  spr_side_state state; /* of which they were read */
  spr_known_token *tokens[SPR_KNOWN_TOKENS];
} spr_known;

void spr_known_init(spr_known *k, const spr_alloc *alloc);
void spr_known_release(spr_known *k);
/* The texts of *out lie in `text`. What is of another state is forgotten. */
bool spr_known_find(spr_known *k, const spr_side_state *state, const spr_hash *hash, spr_buf *text,
                    spr_token_row *out);
/* Without effect where memory is short. */
void spr_known_keep(spr_known *k, const spr_side_state *state, const spr_hash *hash,
                    const spr_token_row *row);

#endif
