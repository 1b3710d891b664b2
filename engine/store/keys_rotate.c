/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <unistd.h>

#include "store/keys_impl.h"

/* The order in which nothing is ever lost: the new master key is durable beside the old one; then, in one
 * transaction, the file comes to need the new one; then the new one takes the old one's place, which stays
 * beside it. All of it happens under the key file's write lock. Whatever the moment of a crash, the file
 * names the key that it needs, and that key is at PATH or at PATH.ID. */

/* Keys of municipalities while they change, by number from 1; in locked memory. */
typedef struct renewal {
  int64_t n;
  uint8_t (*old)[KEY_BYTES], (*new)[KEY_BYTES];
} renewal;

static spr_status count_cities(spr_keys *k, int64_t *n) {
  spr_keys_wrapped row = {0};
  spr_status st = spr_keys_next(k, KEYS_CITY_NEXT, &row);
  while (st == SPR_OK && row.n <= SPR_MAX_KEY_CITIES) st = spr_keys_next(k, KEYS_CITY_NEXT, &row);
  *n = row.n;
  if (st == SPR_OK) return spr_keys_damaged(k, "the list of municipalities");
  return st == SPR_ENOTFOUND ? SPR_OK : st;
}

static spr_status put_wrap(spr_keys *k, spr_keys_sql which, const spr_keys_wrapped *row) {
  sqlite3_stmt *s = spr_keys_sql_of(k, which);
  sqlite3_bind_int64(s, 1, row->n);
  sqlite3_bind_blob(s, 2, row->wrap, WRAP_BYTES, SQLITE_STATIC);
  return spr_keys_run(k, s);
}

static spr_status renew_city(spr_keys *k, renewal *r, spr_keys_wrapped *row) {
  if (row->n < 1 || row->n > r->n) return spr_keys_damaged(k, "the list of municipalities");
  uint8_t *old = r->old[row->n - 1], *new = r->new[row->n - 1];
  spr_str name = spr_keys_name_of(row);
  spr_status st = spr_keys_unwrap(k, SPR_WRAP_CITY, name, k->secret->master, row->wrap, old);
  if (st != SPR_OK) return spr_keys_damaged(k, "the wrapped key of a municipality");
  k->random(k->random_ud, new, KEY_BYTES);
  spr_keys_wrap(k, SPR_WRAP_CITY, name, k->secret->next_master, new, row->wrap);
  return put_wrap(k, KEYS_CITY_WRAP, row);
}

static spr_status renew_case(spr_keys *k, renewal *r, spr_keys_wrapped *row) {
  if (row->city < 1 || row->city > r->n) return spr_keys_damaged(k, "the row of a case");
  uint8_t *key = k->secret->key;
  spr_str name = spr_keys_name_of(row);
  spr_status st = spr_keys_unwrap(k, SPR_WRAP_CASE, name, r->old[row->city - 1], row->wrap, key);
  if (st != SPR_OK) return spr_keys_damaged(k, "the wrapped key of a case");
  spr_keys_wrap(k, SPR_WRAP_CASE, name, r->new[row->city - 1], key, row->wrap);
  sodium_memzero(key, KEY_BYTES);
  return put_wrap(k, KEYS_CASE_WRAP, row);
}

static spr_status renew_rows(spr_keys *k, renewal *r, spr_keys_sql next,
                             spr_status (*renew)(spr_keys *k, renewal *r, spr_keys_wrapped *row)) {
  spr_keys_wrapped row = {0};
  spr_status st = spr_keys_next(k, next, &row);
  while (st == SPR_OK) {
    st = renew(k, r, &row);
    if (st != SPR_OK) return st;
    st = spr_keys_next(k, next, &row);
  }
  return st == SPR_ENOTFOUND ? SPR_OK : st;
}

static spr_status renew_all(spr_keys *k) {
  renewal r;
  spr_status st = count_cities(k, &r.n);
  if (st != SPR_OK || r.n == 0) return st;
  r.old = spr_keys_locked(2 * (size_t)r.n * KEY_BYTES);
  if (!r.old)
    return spr_keys_fail(k, SPR_EREFUSED, "no more memory can be locked for keys (ulimit -l, LimitMEMLOCK=)");
  r.new = r.old + r.n;
  st = renew_rows(k, &r, KEYS_CITY_NEXT, renew_city);
  if (st == SPR_OK) st = renew_rows(k, &r, KEYS_CASE_NEXT, renew_case);
  sodium_free(r.old);
  return st;
}

/* The recovery key of the file and the new wrap for it; zeros where none is set. */
static spr_status recovery_anew(spr_keys *k, const uint8_t *master, uint8_t *public_key, uint8_t *wrap) {
  memset(public_key, 0, crypto_box_PUBLICKEYBYTES);
  memset(wrap, 0, RECOVERY_BYTES);
  sqlite3_stmt *s = spr_keys_sql_of(k, KEYS_FILE);
  spr_status st = spr_keys_row(k, s);
  if (st == SPR_ENOTFOUND) return SPR_OK;
  if (st != SPR_OK) return st;
  const void *p = spr_keys_blob(k, s, 4, crypto_box_PUBLICKEYBYTES);
  if (p) memcpy(public_key, p, crypto_box_PUBLICKEYBYTES);
  spr_keys_done(s);
  if (!p) return SPR_ECORRUPT;
  if (sodium_is_zero(public_key, crypto_box_PUBLICKEYBYTES)) return SPR_OK;
  return spr_keys_recovery_seal(k, public_key, master, wrap);
}

spr_status spr_keys_master_put(spr_keys *k, const uint8_t *key) {
  static const uint8_t nothing[KEY_BYTES];
  uint8_t id[MASTER_ID_BYTES], proof[WRAP_BYTES], public_key[crypto_box_PUBLICKEYBYTES],
      recovery[RECOVERY_BYTES];
  spr_status st = recovery_anew(k, key, public_key, recovery);
  if (st != SPR_OK) return st;
  spr_keys_master_id(key, id);
  spr_keys_wrap(k, SPR_WRAP_PROOF, spr_str_n((const char *)id, sizeof id), key, nothing, proof);
  sqlite3_stmt *s = spr_keys_sql_of(k, KEYS_FILE_MASTER);
  sqlite3_bind_blob(s, 1, k->identity, IDENTITY_BYTES, SQLITE_STATIC);
  sqlite3_bind_blob(s, 2, id, MASTER_ID_BYTES, SQLITE_STATIC);
  sqlite3_bind_blob(s, 3, k->master_id, MASTER_ID_BYTES, SQLITE_STATIC);
  sqlite3_bind_blob(s, 4, proof, WRAP_BYTES, SQLITE_STATIC);
  sqlite3_bind_blob(s, 5, public_key, sizeof public_key, SQLITE_STATIC);
  sqlite3_bind_blob(s, 6, recovery, RECOVERY_BYTES, SQLITE_STATIC);
  return spr_keys_run(k, s);
}

/* Is the key at the handle's path the one before, or none? A path that several key files share may hold
 * another. */
static bool is_to_replace(spr_keys *k) {
  uint8_t there[MASTER_ID_BYTES];
  spr_status st = spr_keys_master_read(k, k->master, k->secret->seed);
  if (st != SPR_OK) return st == SPR_ENOTFOUND;
  spr_keys_master_id(k->secret->seed, there);
  return memcmp(there, k->previous_id, MASTER_ID_BYTES) == 0;
}

spr_status spr_keys_rotate_finish(spr_keys *k) {
  char beside[SPR_MAX_KEY_PATH];
  spr_keys_master_beside(beside, k->master, k->master_id);
  if (access(beside, F_OK) != 0) return SPR_OK;
  spr_status st = spr_keys_begin(k);
  if (st != SPR_OK) return st;
  if (is_to_replace(k)) st = spr_keys_master_promote(k, k->master, k->master_id);
  spr_keys_abandon(k);
  return st;
}

/* Inside a transaction. */
static spr_status renew(spr_keys *k, const char *path) {
  spr_status st = spr_keys_master_stage(k, path, k->secret->next_master);
  if (st == SPR_OK) st = renew_all(k);
  if (st == SPR_OK) st = spr_keys_master_put(k, k->secret->next_master);
  if (st == SPR_OK) return st;
  spr_keys_abandon(k);
  spr_keys_master_unstage(path, k->secret->next_master);
  return st;
}

spr_status spr_keys_rotate(spr_keys *k, const char *new_master) {
  bool elsewhere = new_master && strcmp(new_master, k->master) != 0;
  const char *path = elsewhere ? new_master : k->master;
  spr_status st = elsewhere ? spr_keys_master_free_path(k, path) : SPR_OK;
  if (st == SPR_OK) st = spr_keys_begin(k);
  if (st != SPR_OK) return st;
  k->random(k->random_ud, k->secret->next_master, KEY_BYTES);
  st = renew(k, path);
  if (st == SPR_OK) st = spr_keys_commit(k);
  if (st == SPR_OK) {
    memcpy(k->secret->master, k->secret->next_master, KEY_BYTES);
    if (elsewhere) snprintf(k->master, sizeof k->master, "%s", path);
    spr_keys_forget_all(k);
    st = spr_keys_load(k);
  }
  sodium_memzero(k->secret->next_master, KEY_BYTES);
  if (st == SPR_OK) st = spr_keys_rotate_finish(k);
  return st == SPR_OK ? spr_keys_scrub(k) : st;
}
