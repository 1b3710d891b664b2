/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/answers.h"

#include <stdio.h>

#include "cases/desk_impl.h"
#include "cases/settings.h"
#include "store/chain.h"

/* -- the secret ----------------------------------------------------------------------------------------- */

/* The name of its key in the key file: shorter than any case's, and no letter of an id is a "!". */
#define KEY SPR_STR("answers!")
#define CONTEXT SPR_STR("answers")

enum { CLEAR = 'c', SEALED = 's' }; /* the setting's first byte */

static spr_status read_secret(spr_desk *s, spr_str setting) {
  spr_buf plain;
  spr_str bytes = spr_str_sub(setting, 1, setting.n);
  if (setting.n == 0 || (setting.p[0] != CLEAR && setting.p[0] != SEALED)) return SPR_ECORRUPT;
  if (setting.p[0] == SEALED && !s->keys) return SPR_EREFUSED;
  spr_buf_init(&plain, &s->alloc, SPR_MAX_ENTRY_BYTES);
  spr_status st = SPR_OK;
  if (setting.p[0] == SEALED)
    st = spr_keys_unseal(s->keys, KEY, CONTEXT, bytes, &plain);
  else
    spr_buf_str(&plain, bytes);
  if (st == SPR_OK && plain.failed) st = SPR_ENOMEM;
  if (st == SPR_OK && plain.n != sizeof s->secret.b) st = SPR_ECORRUPT;
  if (st == SPR_OK) memcpy(s->secret.b, plain.p, sizeof s->secret.b);
  s->secret_known = st == SPR_OK;
  spr_buf_release(&plain);
  return st;
}

/* SPR_ENOTFOUND: there is none yet, and so no answer either. */
static spr_status find_secret(spr_desk *s) {
  if (s->secret_known) return SPR_OK;
  spr_buf setting;
  spr_buf_init(&setting, &s->alloc, SPR_MAX_ENTRY_BYTES);
  spr_status st = spr_setting(s->store, SPR_SETTING_ANSWERS, &setting);
  if (st == SPR_OK) st = read_secret(s, spr_buf_view(&setting));
  spr_buf_release(&setting);
  return st;
}

static spr_status make_secret(spr_desk *s) {
  spr_buf setting;
  spr_status st = SPR_OK;
  s->random(s->random_ud, s->secret.b, sizeof s->secret.b);
  spr_str plain = spr_str_n((const char *)s->secret.b, sizeof s->secret.b);
  spr_buf_init(&setting, &s->alloc, SPR_MAX_ENTRY_BYTES);
  spr_buf_char(&setting, s->keys ? SEALED : CLEAR);
  if (s->keys) st = spr_desk_new_key(s, KEY, CONTEXT);
  if (s->keys && st == SPR_OK) st = spr_keys_seal(s->keys, KEY, CONTEXT, plain, &setting);
  if (!s->keys) spr_buf_str(&setting, plain);
  if (st == SPR_OK && setting.failed) st = SPR_ENOMEM;
  if (st == SPR_OK) st = spr_setting_set(s->store, SPR_SETTING_ANSWERS, spr_buf_view(&setting));
  s->secret_known = st == SPR_OK;
  spr_buf_release(&setting);
  return st;
}

/* -- answers -------------------------------------------------------------------------------------------- */

typedef struct fingerprint {
  char key[2 * sizeof(spr_hash) + 1];
  spr_hash request;
} fingerprint;

static fingerprint fingerprint_of(const spr_desk *s, const spr_ask *ask) {
  fingerprint f;
  spr_hasher h;
  spr_hash key;
  spr_hasher_begin_keyed(&h, "sprawa idempotency key 2", &s->secret);
  spr_hasher_str(&h, ask->principal);
  spr_hasher_str(&h, ask->key);
  spr_hasher_end(&h, &key);
  for (size_t i = 0; i < sizeof key.b; i++) snprintf(f.key + 2 * i, 3, "%02x", key.b[i]);
  spr_hasher_begin_keyed(&h, "sprawa idempotent request 2", &s->secret);
  spr_hasher_str(&h, ask->principal);
  spr_hasher_str(&h, ask->key);
  spr_hasher_hash(&h, &ask->request);
  spr_hasher_end(&h, &f.request);
  return f;
}

spr_status spr_answers_recall(spr_desk *s, const spr_ask *ask, spr_told *told) {
  spr_answer_row row;
  if (ask->key.n == 0) return SPR_ENOTFOUND;
  spr_status st = find_secret(s);
  if (st == SPR_EREFUSED) {
    spr_tell(s, told, SPR_TOLD_NO_KEYS,
             "what was asked under an idempotency key is sealed, and the key file is not here: name it");
    return SPR_OK;
  }
  if (st != SPR_OK) return st;
  fingerprint f = fingerprint_of(s, ask);
  st = spr_store_answer(s->store, SPR_STR(""), spr_str_of(f.key), &row);
  if (st != SPR_OK) return st;
  if (spr_hash_equal(&row.request, &(spr_hash){{0}})) {
    spr_tell(s, told, SPR_TOLD_ERASED, "the case was erased");
    return SPR_OK;
  }
  if (!spr_hash_equal(&row.request, &f.request)) {
    spr_tell(s, told, SPR_TOLD_MISMATCH, "the key was used for another request");
    return SPR_OK;
  }
  spr_tell_id(told, row.id, row.seq);
  told->again = true;
  return SPR_OK;
}

spr_status spr_answers_remember(spr_desk *s, const spr_ask *ask, const spr_told *told) {
  if (ask->key.n == 0) return SPR_OK;
  spr_status st = find_secret(s);
  if (st == SPR_ENOTFOUND) st = make_secret(s);
  if (st != SPR_OK) return st;
  fingerprint f = fingerprint_of(s, ask);
  spr_answer_row row = {.key = spr_str_of(f.key),
                        .request = f.request,
                        .id = spr_str_of(told->id),
                        .seq = told->seq,
                        .expires = ask->now + SPR_ANSWERS_KEPT_MS};
  return spr_store_answer_put(s->store, &row);
}
