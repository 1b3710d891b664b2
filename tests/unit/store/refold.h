/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_STORE_REFOLD_H
#define TESTS_UNIT_STORE_REFOLD_H

#include "store/fold.h"

/* All passes of a fold over a store. */
typedef struct refold {
  spr_store *s;
  size_t max_bytes;
  bool thorough;
  char told[2000]; /* "WHAT of ID; " for each thing that differs */
  bool same;       /* as many rows are stored as were made */
  uint32_t passes;
  uint64_t cases;
} refold;

/* Entries must follow on one another. */
void refold_all(refold *r);

#endif
