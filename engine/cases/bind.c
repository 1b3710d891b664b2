/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/bind.h"

#include <stdio.h>

#include "base/limits.h"
#include "store/chain.h"

#define NAME SPR_STR("keys") /* for spr_store_current */
#define IDENTITY_BYTES 16

typedef struct mark {
  char tag[18]; /* "sprawa key file 1" and its NUL */
  uint8_t identity[IDENTITY_BYTES];
} mark;

static spr_status write_mark(spr_store *store, spr_str bytes) {
  spr_hash hash;
  spr_status st = spr_store_begin(store);
  if (st != SPR_OK) return st;
  st = spr_store_object_put(store, SPR_OBJECT_KEYS, bytes, &hash);
  if (st == SPR_OK) st = spr_store_current_set(store, NAME, &hash);
  if (st == SPR_OK) return spr_store_commit(store);
  spr_store_abandon(store);
  return st;
}

spr_status spr_bind_keys(spr_store *store, spr_keys *keys, char *why) {
  mark m = {"sprawa key file 1", {0}};
  spr_hash mine, known;
  if (!keys) return SPR_OK;
  spr_status st = spr_keys_identity(keys, m.identity);
  if (st != SPR_OK) return st;
  spr_str bytes = spr_str_n((const char *)&m, sizeof m);
  spr_chain_object(SPR_OBJECT_KEYS, bytes, &mine);
  st = spr_store_current(store, NAME, &known);
  if (st == SPR_ENOTFOUND) return write_mark(store, bytes);
  if (st != SPR_OK || spr_hash_equal(&known, &mine)) return st;
  snprintf(why, SPR_MAX_MESSAGE_BYTES,
           "the key file belongs to another database: name the one that was made with this one");
  return SPR_EINVAL;
}

spr_status spr_bound_to_keys(spr_store *store, bool *out) {
  spr_hash known;
  spr_status st = spr_store_current(store, NAME, &known);
  *out = st == SPR_OK;
  return st == SPR_ENOTFOUND ? SPR_OK : st;
}
