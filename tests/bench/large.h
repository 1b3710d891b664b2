/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BENCH_LARGE_H
#define SPR_BENCH_LARGE_H

#include <stdint.h>

#include "cases/engine.h"

/* A large database in minutes: one case was led through its steps by the engine, and its entries are appended
 * for all others under ids of their own. So every entry is one that the engine has made, and can be verified
 * and decided again. The package has no sensitive fields. */
typedef struct large_plan {
  const char *database; /* nobody else has it open */
  const char *pattern;  /* id of the case that all others are like */
  uint64_t cases;       /* how many others */
  uint64_t together;    /* so many take their steps in turn, then the next ones; 0: all */
} large_plan;

/* Gives the number of entries in the file. */
uint64_t large_fill(const large_plan *plan);
/* The id of the i-th, from 0. */
void large_id(uint64_t i, char out[SPR_CASE_ID_CHARS + 1]);

/* Measures reading of a database that was filled so. */
void large_read(const char *database, uint64_t cases);

#endif
