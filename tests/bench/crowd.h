/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BENCH_CROWD_H
#define SPR_BENCH_CROWD_H

#include "store/store.h"

/* A database of cases that differ as those of some cities do: what is asked for is common, rare, or all of it
 * stands together at one end of the file. Made through the store alone, so that nothing but lists can be read
 * of it. The same number of cases gives the same rows. */

/* `path`: there is none yet. */
void crowd_make(const char *path, uint64_t cases);
/* Prints how long each list takes that is slower than `least` milliseconds, and the slowest of each kind. */
void crowd_read(const char *path, double least);
/* The same of searches. */
void crowd_search(const char *path, double least);

#endif
