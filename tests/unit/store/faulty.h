/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_STORE_FAULTY_H
#define TESTS_UNIT_STORE_FAULTY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/alloc.h"

/* The calls by which this process changes files, and those by which SQLite, libsodium and the engine get
 * memory, whoever makes them: this file's functions stand in for the C library's. The n-th one of a kind can
 * fail, or end the process in its midst. */
typedef enum faulty_kind { FAULTY_NONE, FAULTY_FILES, FAULTY_MEMORY } faulty_kind;
typedef enum faulty_way {
  FAULTY_ONCE,     /* the n-th fails */
  FAULTY_FOR_EVER, /* and all after it */
  FAULTY_CRASH,    /* _exit(FAULTY_EXIT) before it */
  FAULTY_TORN      /* _exit after half of what it would have written */
} faulty_way;
#define FAULTY_EXIT 77

/* Before anything else of SQLite is used. */
void faulty_start(void);
void faulty_arm(faulty_kind kind, faulty_way way, size_t n);
/* Ends it; did a fault happen? */
bool faulty_disarm(void);
/* For calls that this file does not stand in for: is this one to fail? */
bool faulty_hits(faulty_kind kind);
extern const spr_alloc faulty_alloc;

#endif
