/* SPDX-License-Identifier: Apache-2.0 */
#include "store/keys_impl.h"

/* What a wrapped key belongs to: everything before the name has a fixed length, so no two things look alike.
 */
#define BELONGS_BYTES (1 + IDENTITY_BYTES + 1 + SPR_MAX_CASE_ID)

static size_t belongs(const spr_keys *k, spr_wrap_kind kind, spr_str name, uint8_t out[BELONGS_BYTES]) {
  out[0] = (uint8_t)kind;
  memcpy(out + 1, k->identity, IDENTITY_BYTES);
  out[1 + IDENTITY_BYTES] = CASE_SLOT;
  if (name.n > 0) memcpy(out + 2 + IDENTITY_BYTES, name.p, name.n);
  return 2 + IDENTITY_BYTES + name.n;
}

void spr_keys_wrap(spr_keys *k, spr_wrap_kind kind, spr_str name, const uint8_t *by, const uint8_t *key,
                   uint8_t *out) {
  uint8_t what[BELONGS_BYTES];
  size_t n = belongs(k, kind, name, what);
  k->random(k->random_ud, out, NONCE_BYTES);
  crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_BYTES, NULL, key, KEY_BYTES, what, n, NULL, out, by);
}

spr_status spr_keys_unwrap(const spr_keys *k, spr_wrap_kind kind, spr_str name, const uint8_t *by,
                           const uint8_t *wrapped, uint8_t *key) {
  uint8_t what[BELONGS_BYTES];
  size_t n = belongs(k, kind, name, what);
  int rc = crypto_aead_xchacha20poly1305_ietf_decrypt(key, NULL, NULL, wrapped + NONCE_BYTES,
                                                      KEY_BYTES + TAG_BYTES, what, n, wrapped, by);
  return rc == 0 ? SPR_OK : SPR_ECORRUPT;
}

static uint8_t *city_slot(spr_keys *k, uint32_t city) {
  k->cities[city % SPR_MAX_CACHED_CITIES] = city;
  return k->secret->cities[city % SPR_MAX_CACHED_CITIES];
}

/* From the row that s stands on: number, name, wrap. */
static spr_status city_row(spr_keys *k, sqlite3_stmt *s) {
  uint32_t city = (uint32_t)sqlite3_column_int64(s, 0);
  spr_str name = spr_str_n((const char *)sqlite3_column_text(s, 1), (size_t)sqlite3_column_bytes(s, 1));
  const void *wrap = spr_keys_blob(k, s, 2, WRAP_BYTES);
  if (!wrap || name.n > SPR_MAX_NAME) return spr_keys_damaged(k, "a municipality's row");
  uint8_t *key = city_slot(k, city);
  spr_status st = spr_keys_unwrap(k, SPR_WRAP_CITY, name, k->secret->master, wrap, key);
  if (st == SPR_OK) return SPR_OK;
  k->cities[city % SPR_MAX_CACHED_CITIES] = 0;
  return spr_keys_damaged(k, "the wrapped key of a municipality");
}

spr_status spr_keys_city(spr_keys *k, uint32_t city, const uint8_t **out) {
  *out = k->secret->cities[city % SPR_MAX_CACHED_CITIES];
  if (city != 0 && k->cities[city % SPR_MAX_CACHED_CITIES] == city) return SPR_OK;
  sqlite3_stmt *s = spr_keys_sql_of(k, KEYS_CITY);
  sqlite3_bind_int64(s, 1, city);
  spr_status st = spr_keys_row(k, s);
  if (st == SPR_OK) st = city_row(k, s);
  if (st == SPR_ENOTFOUND) st = spr_keys_damaged(k, "a municipality's row, which is missing,");
  spr_keys_done(s);
  return st;
}

static spr_status city_add(spr_keys *k, spr_str name, uint32_t *city) {
  uint8_t wrap[WRAP_BYTES];
  k->random(k->random_ud, k->secret->key, KEY_BYTES);
  spr_keys_wrap(k, SPR_WRAP_CITY, name, k->secret->master, k->secret->key, wrap);
  sqlite3_stmt *s = spr_keys_sql_of(k, KEYS_CITY_ADD);
  sqlite3_bind_text(s, 1, name.p, (int)name.n, SQLITE_STATIC);
  sqlite3_bind_blob(s, 2, wrap, WRAP_BYTES, SQLITE_STATIC);
  spr_status st = spr_keys_run(k, s);
  if (st != SPR_OK) return st;
  *city = (uint32_t)sqlite3_last_insert_rowid(k->db);
  if (*city > SPR_MAX_KEY_CITIES) {
    return spr_keys_fail(k, SPR_ELIMIT, "%s: more than %d municipalities", k->path, SPR_MAX_KEY_CITIES);
  }
  memcpy(city_slot(k, *city), k->secret->key, KEY_BYTES);
  sodium_memzero(k->secret->key, KEY_BYTES);
  return SPR_OK;
}

spr_status spr_keys_city_named(spr_keys *k, spr_str name, uint32_t *city) {
  sqlite3_stmt *s = spr_keys_sql_of(k, KEYS_CITY_NAMED);
  sqlite3_bind_text(s, 1, name.p, (int)name.n, SQLITE_STATIC);
  spr_status st = spr_keys_row(k, s);
  if (st == SPR_ENOTFOUND) return city_add(k, name, city);
  if (st == SPR_OK) {
    *city = (uint32_t)sqlite3_column_int64(s, 0);
    st = city_row(k, s);
  }
  spr_keys_done(s);
  return st;
}

const spr_case_key *spr_keys_derive(spr_keys *k, spr_str id, uint32_t number) {
  static const uint8_t purpose[crypto_generichash_blake2b_PERSONALBYTES] = "sprawa case key";
  spr_case_key *key = spr_keys_cache(k, id, number);
  crypto_generichash_blake2b_salt_personal((uint8_t *)key, sizeof *key, NULL, 0, k->secret->key, KEY_BYTES,
                                           NULL, purpose);
  sodium_memzero(k->secret->key, KEY_BYTES);
  return key;
}

/* From the row that s stands on. Another case's wrap, found through a damaged index, does not open under this
 * id. */
static spr_status case_row(spr_keys *k, sqlite3_stmt *s, spr_str id, const spr_case_key **out) {
  if (sqlite3_column_int(s, 2) != 0)
    return spr_keys_fail(k, SPR_EREFUSED, "the case was erased, its key is gone");
  const void *wrap = spr_keys_blob(k, s, 3, WRAP_BYTES);
  if (!wrap) return SPR_ECORRUPT;
  const uint8_t *city;
  spr_status st = spr_keys_city(k, (uint32_t)sqlite3_column_int64(s, 1), &city);
  if (st != SPR_OK) return st;
  st = spr_keys_unwrap(k, SPR_WRAP_CASE, id, city, wrap, k->secret->key);
  if (st != SPR_OK) return spr_keys_damaged(k, "the wrapped key of a case");
  *out = spr_keys_derive(k, id, (uint32_t)sqlite3_column_int64(s, 0));
  return SPR_OK;
}

static spr_status case_load(spr_keys *k, sqlite3_stmt *s, spr_str id, const spr_case_key **out) {
  spr_status st = spr_keys_row(k, s);
  if (st != SPR_OK) return st;
  /* Now that the row holds the file still: is what we know of it of the same version? A look has asked. */
  if (!k->looking) st = spr_keys_refresh(k);
  if (st == SPR_OK) st = case_row(k, s, id, out);
  spr_keys_done(s);
  return st;
}

spr_status spr_keys_case(spr_keys *k, spr_str id, uint32_t hint, const spr_case_key **out) {
  *out = k->poisoned ? NULL : spr_keys_cached(k, id);
  if (*out) return SPR_OK;
  spr_status st = spr_keys_usable(k);
  if (st == SPR_OK) st = spr_keys_id_fits(k, id);
  if (st != SPR_OK) return st;
  st = SPR_ENOTFOUND;
  if (hint != 0) {
    sqlite3_stmt *at = spr_keys_sql_of(k, KEYS_CASE_AT);
    sqlite3_bind_int64(at, 1, hint);
    sqlite3_bind_text(at, 2, id.p, (int)id.n, SQLITE_STATIC);
    st = case_load(k, at, id, out);
  }
  if (st == SPR_ENOTFOUND) {
    sqlite3_stmt *by_id = spr_keys_sql_of(k, KEYS_CASE);
    sqlite3_bind_text(by_id, 1, id.p, (int)id.n, SQLITE_STATIC);
    st = case_load(k, by_id, id, out);
  }
  return st == SPR_ENOTFOUND ? spr_keys_fail(k, st, "the case has no key in %s", k->path) : st;
}
