/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/cursors.h"

#include "cases/desk_impl.h"
#include "cases/settings.h"

/* Is there one? A damaged one is told of by whoever needs it, and not to those who only look for damage. */
static spr_status find(spr_desk *s) {
  spr_hash hash;
  return spr_store_current(s->store, SPR_STR(SPR_SETTING_CURSORS), &hash);
}

/* Another process may have been sooner. */
static spr_status make(spr_desk *s) {
  spr_hash secret;
  spr_status st = find(s);
  if (st != SPR_ENOTFOUND) return st;
  s->random(s->random_ud, secret.b, sizeof secret.b);
  return spr_setting_set(s->store, SPR_SETTING_CURSORS, spr_str_n((const char *)secret.b, sizeof secret.b));
}

spr_status spr_cursors_ready(spr_desk *s) {
  spr_status st = find(s);
  if (st != SPR_ENOTFOUND) return st;
  st = spr_store_begin(s->store);
  if (st != SPR_OK) return st;
  st = make(s);
  if (st == SPR_OK) return spr_store_commit(s->store);
  spr_store_abandon(s->store);
  return st;
}

spr_status spr_cursors_secret(spr_desk *s, spr_hash *out) {
  spr_buf setting;
  spr_buf_init(&setting, &s->alloc, SPR_MAX_ENTRY_BYTES);
  spr_status st = spr_setting(s->store, SPR_SETTING_CURSORS, &setting);
  if (st == SPR_OK && setting.n != sizeof out->b) st = SPR_ECORRUPT;
  if (st == SPR_OK) memcpy(out->b, setting.p, sizeof out->b);
  spr_buf_release(&setting);
  return st;
}
