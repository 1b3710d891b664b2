/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BENCH_BARE_H
#define SPR_BENCH_BARE_H

#include "bench.h"
#include "store/keys.h"

/* The limit for durable events: a bare loop over SQLite that writes for each event the rows that the engine
 * writes (an entry with its chain and the case with its snapshot), sealed where the engine seals, and as many
 * of them to a commit. It decides nothing. Its events go to the cases of the file in turn; they look like the
 * last entry of each case. */
typedef struct bare bare;

/* keys: NULL where nothing is sealed. */
bare *bare_open(const char *path, spr_keys *keys);
void bare_close(bare *b);
/* n events, `batch` to a commit. */
void bare_events(bare *b, uint64_t n, uint64_t batch);

#endif
