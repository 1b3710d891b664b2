/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_STORE_KEYS_SUPPORT_H
#define TESTS_UNIT_STORE_KEYS_SUPPORT_H

#include <sodium.h>
#include <sqlite3.h>
#include <stdbool.h>

#include "base/limits.h"
#include "store/keys.h"
#include "support.h"

/* A folder with a key file and a master key, numbers that are random but the same each time, and looks into
 * the files from outside. Functions that do not return a status fail the test by themselves. */

#define WRAP 72

typedef struct place {
  char folder[64], keys[96], master[96];
  uint64_t seed;
  uint32_t busy_ms;
  const spr_alloc *alloc;
} place;

void place_make(place *p, uint64_t seed);
void place_remove(place *p);
/* A path in the folder, until the next four calls. */
const char *place_path(const place *p, const char *name);

void random_of_place(void *ud, void *out, size_t n);
spr_keys_options options_of(place *p);
spr_status try_open(place *p, spr_keys **out, char *why);
spr_keys *open_keys(place *p);

void create(spr_keys *k, const char *id, const char *city);
/* "case-0007" in buffers of its own. */
const char *id_of(char out[16], uint32_t n);
/* Seals a text about the case and unseals it again. */
spr_status works(spr_keys *k, const char *id);
void assert_works(spr_keys *k, const char *id);
spr_key_state state_of(spr_keys *k, const char *id);

/* The wrapped key of a case, as the file holds it; false: no such row. */
bool wrap_of(const place *p, const char *id, uint8_t out[WRAP]);
/* Do the bytes stand in any file of the folder? */
bool folder_holds(const place *p, const void *bytes, size_t n);
/* A file's bytes; freed by free(). */
uint8_t *slurp(const char *path, size_t *n);
void spit(const char *path, const void *bytes, size_t n, unsigned mode);
void copy_file(const char *from, const char *to);

#endif
