/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BASE_SPARES_H
#define SPR_BASE_SPARES_H

#include <pthread.h>

#include "base/alloc.h"

/* Memory for things of one size, of which many come and go: what is given back is kept for the next one, up
 * to `most` of them. The C library looks for a larger block, and puts the small ones together, each time.
 * Any thread. */
typedef struct spr_spares {
  spr_alloc alloc;
  size_t size;
  uint32_t most, n;
  struct spr_spare *first;
  pthread_mutex_t lock;
} spr_spares;

/* size: of one thing, at least that of a pointer. */
void spr_spares_init(spr_spares *s, const spr_alloc *alloc, size_t size, uint32_t most);
/* Frees what is kept. Nothing must be taken or given any more; what is still out is given to nobody. */
void spr_spares_release(spr_spares *s);
/* Not zeroed. NULL: no memory. */
void *spr_spares_take(spr_spares *s);
void spr_spares_give(spr_spares *s, void *p);

#endif
