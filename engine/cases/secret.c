/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/desk_impl.h"
#include "cases/settings.h"

enum { CLEAR = 'c', SEALED = 's' }; /* the setting's first byte */

static spr_status read_secret(spr_desk *s, const spr_secret_kind *kind, spr_str setting, spr_secret *out) {
  spr_buf plain;
  spr_str bytes = spr_str_sub(setting, 1, setting.n);
  if (setting.n == 0 || (setting.p[0] != CLEAR && setting.p[0] != SEALED)) return SPR_ECORRUPT;
  if (setting.p[0] == SEALED && !s->keys) return SPR_EREFUSED;
  spr_buf_init(&plain, &s->alloc, SPR_MAX_ENTRY_BYTES);
  spr_status st = SPR_OK;
  if (setting.p[0] == SEALED)
    st = spr_keys_unseal(s->keys, kind->key, kind->context, bytes, &plain);
  else
    spr_buf_str(&plain, bytes);
  if (st == SPR_OK && plain.failed) st = SPR_ENOMEM;
  if (st == SPR_OK && plain.n != sizeof out->bytes.b) st = SPR_ECORRUPT;
  if (st == SPR_OK) memcpy(out->bytes.b, plain.p, sizeof out->bytes.b);
  out->known = st == SPR_OK;
  spr_buf_release(&plain);
  return st;
}

spr_status spr_secret_find(spr_desk *s, const spr_secret_kind *kind, spr_secret *out) {
  if (out->known) return SPR_OK;
  spr_buf setting;
  spr_buf_init(&setting, &s->alloc, SPR_MAX_ENTRY_BYTES);
  spr_status st = spr_setting(s->store, kind->setting, &setting);
  if (st == SPR_OK) st = read_secret(s, kind, spr_buf_view(&setting), out);
  spr_buf_release(&setting);
  return st;
}

static spr_status make_secret(spr_desk *s, const spr_secret_kind *kind, spr_secret *out) {
  spr_buf setting;
  spr_status st = SPR_OK;
  s->random(s->random_ud, out->bytes.b, sizeof out->bytes.b);
  spr_str plain = spr_str_n((const char *)out->bytes.b, sizeof out->bytes.b);
  spr_buf_init(&setting, &s->alloc, SPR_MAX_ENTRY_BYTES);
  spr_buf_char(&setting, s->keys ? SEALED : CLEAR);
  if (s->keys) st = spr_desk_new_key(s, kind->key, kind->context);
  if (s->keys && st == SPR_OK) st = spr_keys_seal(s->keys, kind->key, kind->context, plain, &setting);
  if (!s->keys) spr_buf_str(&setting, plain);
  if (st == SPR_OK && setting.failed) st = SPR_ENOMEM;
  if (st == SPR_OK) st = spr_setting_set(s->store, kind->setting, spr_buf_view(&setting));
  out->known = st == SPR_OK;
  spr_buf_release(&setting);
  return st;
}

spr_status spr_secret_need(spr_desk *s, const spr_secret_kind *kind, spr_secret *out) {
  spr_status st = spr_secret_find(s, kind, out);
  return st == SPR_ENOTFOUND ? make_secret(s, kind, out) : st;
}
