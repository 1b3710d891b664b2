/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BENCH_VERIFYING_H
#define SPR_BENCH_VERIFYING_H

#include "place.h"

/* How fast the journal of a place is verified, and prints it. Chain: every body and entry hashed, every seal.
 * Fold: bodies opened, recorded effects made again, rows and snapshots compared with those that are stored;
 * its limit is bare_read.h. Deciding: the rules asked again. The file's own check is SQLite's. */
void bench_verify(place *p);

#endif
