/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BENCH_BARE_READ_H
#define SPR_BENCH_BARE_READ_H

#include <stdint.h>

/* The limit for verifying: a bare loop over SQLite that reads all columns of each entry in order of position,
 * hashes its body and the entry as the chain does, and does the work of opening the body where it is sealed.
 * It follows no case, and compares nothing.
 *
 * path: of the database, which nobody writes meanwhile. Gives the number of entries. */
uint64_t bare_read(const char *path);

#endif
