/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_STORE_SCRATCH_H
#define TESTS_UNIT_STORE_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>

/* A folder for one test, and names of files in it. */
typedef struct scratch {
  char folder[256];
} scratch;

void scratch_make(scratch *s);
/* With all files in it; folders within it must be empty. */
void scratch_remove(scratch *s);
/* The path of a file in it; good until sixteen more were asked for. */
const char *scratch_path(scratch *s, const char *name);
void scratch_write(const char *path, const void *bytes, size_t n);
/* Its size, or -1. */
long scratch_size(const char *path);
void scratch_copy(const char *from, const char *to);
/* Are the bytes anywhere in the file? */
bool scratch_holds(const char *path, const char *bytes);

#endif
