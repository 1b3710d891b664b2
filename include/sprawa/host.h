/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPRAWA_HOST_H
#define SPRAWA_HOST_H

#include <stddef.h>
#include <stdint.h>

#include "sprawa/export.h"

/* What a program may bring in place of the system's own. Each function that makes a handle takes one of
 * these, or NULL for none of it, and copies it: only what `data` points to must live as long as the handles.
 * Members that are NULL are the system's. None of the functions may call sprawa, jump out (longjmp) or throw.
 */
typedef struct sprawa_host {
  /* Passed to each of them. */
  void *data;
  /* Memory of the engine and of Lua (SQLite, libsodium and libyaml use malloc): as realloc, with the size
   * that the block has. ptr NULL asks for a block, aligned for any type; new_size 0 frees it and gives NULL;
   * NULL for another size means that there is no memory. For an engine it is called from several threads at
   * once. */
  void *(*allocate)(void *data, void *ptr, size_t old_size, size_t new_size);
  /* The present time in milliseconds since 1970-01-01T00:00:00Z, without leap seconds. Only engines ask; from
   * any of their threads at once. */
  int64_t (*clock)(void *data);
  /* Fills n bytes with random ones fit for keys. Only engines ask; never from two threads at once. */
  void (*random)(void *data, void *out, size_t n);
  /* Takes one line without a line end, valid during the call: what the rules of a machine write with log(),
   * from the thread that runs it; what fails in an engine (never a value of a case), from the thread that
   * writes. NULL: nobody listens. */
  void (*log)(void *data, const char *line);
} sprawa_host;

#endif
