/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/settings.h"

spr_status spr_setting(spr_store *store, const char *name, spr_buf *out) {
  spr_hash hash;
  spr_object_kind kind;
  spr_str bytes;
  spr_status st = spr_store_current(store, spr_str_of(name), &hash);
  if (st == SPR_OK) st = spr_store_object(store, &hash, &kind, &bytes);
  if (st == SPR_OK) spr_buf_str(out, bytes);
  return st == SPR_OK && out->failed ? SPR_ENOMEM : st;
}

spr_status spr_setting_set(spr_store *store, const char *name, spr_str value) {
  spr_hash hash;
  spr_status st = spr_store_object_put(store, SPR_OBJECT_SETTING, value, &hash);
  return st == SPR_OK ? spr_store_current_set(store, spr_str_of(name), &hash) : st;
}
