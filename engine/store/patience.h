/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_PATIENCE_H
#define SPR_STORE_PATIENCE_H

#include <stdint.h>

/* How long a connection waits for another process that has its file: `ms`, from the first try on; or, where
 * whoever asked has waited for its turn before, from when it asked, so that all its waits together are `ms`.
 * Even then the other one gets time to end what it is writing (SPR_BUSY_LAST_MS). By the steady clock. */
typedef struct spr_patience {
  uint32_t ms;
  int64_t since; /* when it was asked; 0: with each first try */
  int64_t end;   /* of this wait */
} spr_patience;

/* SQLite's busy handler: naps, and gives 0 when it has been long enough. ud: the spr_patience; times: so many
 * naps before this one. */
int spr_patience_wait(void *ud, int times);

#endif
