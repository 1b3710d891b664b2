/* SPDX-License-Identifier: Apache-2.0 */
#include "store/keys_impl.h"

/* crypto_box_seal, but with the randomness that we were given: a key pair for this one box, its public half
 * in front, and a nonce that follows from both public keys. */
spr_status spr_keys_recovery_seal(spr_keys *k, const uint8_t *public_key, const uint8_t *master,
                                  uint8_t out[RECOVERY_BYTES]) {
  uint8_t nonce[crypto_box_NONCEBYTES];
  uint8_t *seed = k->secret->seed, *secret = k->secret->key;
  crypto_generichash_state state;
  k->random(k->random_ud, seed, KEY_BYTES);
  crypto_box_seed_keypair(out, secret, seed);
  crypto_generichash_init(&state, NULL, 0, sizeof nonce);
  crypto_generichash_update(&state, out, crypto_box_PUBLICKEYBYTES);
  crypto_generichash_update(&state, public_key, crypto_box_PUBLICKEYBYTES);
  crypto_generichash_final(&state, nonce, sizeof nonce);
  int rc = crypto_box_easy(out + crypto_box_PUBLICKEYBYTES, master, KEY_BYTES, nonce, public_key, secret);
  sodium_memzero(seed, KEY_BYTES);
  sodium_memzero(secret, KEY_BYTES);
  return rc == 0 ? SPR_OK : spr_keys_fail(k, SPR_EINVAL, "the recovery key is no public key");
}

static spr_status recovery_put(spr_keys *k, const uint8_t *public_key) {
  uint8_t wrap[RECOVERY_BYTES];
  spr_status st = spr_keys_recovery_seal(k, public_key, k->secret->master, wrap);
  if (st != SPR_OK) return st;
  sqlite3_stmt *s = spr_keys_sql_of(k, KEYS_FILE_RECOVERY);
  sqlite3_bind_blob(s, 1, public_key, crypto_box_PUBLICKEYBYTES, SQLITE_STATIC);
  sqlite3_bind_blob(s, 2, wrap, RECOVERY_BYTES, SQLITE_STATIC);
  return spr_keys_run(k, s);
}

spr_status spr_keys_recovery_set(spr_keys *k, const uint8_t public_key[32]) {
  spr_status st = spr_keys_begin(k);
  if (st != SPR_OK) return st;
  st = recovery_put(k, public_key);
  if (st == SPR_OK) return spr_keys_commit(k);
  spr_keys_abandon(k);
  return st;
}

static spr_status recovery_open(spr_keys *k, const uint8_t *public_key, const uint8_t *secret_key) {
  sqlite3_stmt *s = spr_keys_sql_of(k, KEYS_FILE);
  spr_status st = spr_keys_row(k, s);
  if (st != SPR_OK) return st == SPR_ENOTFOUND ? spr_keys_damaged(k, "the row about the file") : st;
  const uint8_t *for_key = spr_keys_blob(k, s, 4, crypto_box_PUBLICKEYBYTES);
  const uint8_t *wrap = spr_keys_blob(k, s, 5, RECOVERY_BYTES);
  if (!for_key || !wrap) {
    st = SPR_ECORRUPT;
  } else if (sodium_is_zero(for_key, crypto_box_PUBLICKEYBYTES)) {
    st = spr_keys_fail(k, SPR_ENOTFOUND, "%s: no recovery key was set", k->path);
  } else if (memcmp(for_key, public_key, crypto_box_PUBLICKEYBYTES) != 0) {
    st = spr_keys_fail(k, SPR_EINVAL, "%s: another recovery key was set", k->path);
  } else if (crypto_box_seal_open(k->secret->master, wrap, RECOVERY_BYTES, public_key, secret_key) != 0) {
    st = spr_keys_fail(k, SPR_EINVAL, "%s: the secret recovery key does not fit, or the wrap is damaged",
                       k->path);
  }
  spr_keys_done(s);
  return st == SPR_OK ? spr_keys_master_prove(k, k->secret->master) : st;
}

spr_status spr_keys_recover(const spr_keys_options *o, const uint8_t public_key[32],
                            const uint8_t secret_key[32], const char *new_master, char *why) {
  spr_keys_options without = *o;
  without.create = false;
  without.master = NULL;
  spr_keys *k = NULL;
  spr_status st = spr_keys_new(&without, &k);
  if (st == SPR_OK) st = spr_keys_master_free_path(k, new_master);
  if (st == SPR_OK) st = recovery_open(k, public_key, secret_key);
  if (st == SPR_OK) st = spr_keys_master_stage(k, new_master, k->secret->master);
  if (st == SPR_OK) st = spr_keys_master_promote(k, new_master, k->master_id);
  if (st != SPR_OK) return spr_keys_give_up(k, st, why);
  spr_keys_close(k);
  return SPR_OK;
}
