/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BENCH_BARE_H
#define SPR_BENCH_BARE_H

#include "bench.h"
#include "store/keys.h"

/* The limit for durable events: a bare loop over SQLite that writes for each event the rows that the engine
 * writes (an entry with its chain and the case with its snapshot), sealed where the engine seals, and as many
 * of them to a commit. It decides nothing. Its events go to the cases in the order in which the senders ask;
 * they look like the last entry of the first case. */
typedef struct bare bare;

/* The id of the case whose turn is the i-th, from 0; valid until the next call. */
typedef spr_str (*bare_turn)(void *ud, uint64_t i);
/* keys: NULL where nothing is sealed. */
bare *bare_open(const char *path, spr_keys *keys, bare_turn turn, void *ud);
void bare_close(bare *b);
/* n events, `batch` to a commit. */
void bare_events(bare *b, uint64_t n, uint64_t batch);

#endif
