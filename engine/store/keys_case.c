/* SPDX-License-Identifier: Apache-2.0 */
#include "store/keys_impl.h"

static bool is_name(spr_str s, size_t max) {
  return s.n > 0 && s.n <= max && !memchr(s.p, '\0', s.n);
}

spr_status spr_keys_id_fits(spr_keys *k, spr_str id) {
  if (is_name(id, SPR_MAX_CASE_ID)) return SPR_OK;
  return spr_keys_fail(k, SPR_EINVAL, "a case id has 1 to %d bytes", SPR_MAX_CASE_ID);
}

/* The row of a case's key; where it is found, spr_keys_done when it was read. */
static spr_status find_row(spr_keys *k, spr_str id, sqlite3_stmt **s) {
  *s = NULL;
  spr_status st = spr_keys_usable(k);
  if (st == SPR_OK) st = spr_keys_id_fits(k, id);
  if (st != SPR_OK) return st;
  *s = spr_keys_sql_of(k, KEYS_CASE);
  sqlite3_bind_text(*s, 1, id.p, (int)id.n, SQLITE_STATIC);
  return spr_keys_row(k, *s);
}

spr_status spr_keys_state(spr_keys *k, spr_str id, spr_key_state *out) {
  *out = SPR_KEY_NONE;
  sqlite3_stmt *s;
  spr_status st = find_row(k, id, &s);
  if (st != SPR_OK) return st == SPR_ENOTFOUND ? SPR_OK : st;
  *out = sqlite3_column_int(s, 2) != 0 ? SPR_KEY_ERASED : SPR_KEY_THERE;
  spr_keys_done(s);
  return SPR_OK;
}

static spr_status case_add(spr_keys *k, spr_str id, uint32_t city, bool erased, const uint8_t *wrap) {
  sqlite3_stmt *s = spr_keys_sql_of(k, KEYS_CASE_ADD);
  sqlite3_bind_text(s, 1, id.p, (int)id.n, SQLITE_STATIC);
  sqlite3_bind_int64(s, 2, city);
  sqlite3_bind_int(s, 3, erased);
  sqlite3_bind_blob(s, 4, wrap, WRAP_BYTES, SQLITE_STATIC);
  return spr_keys_run(k, s);
}

static spr_status create(spr_keys *k, spr_str id, spr_str municipality) {
  uint32_t city;
  const uint8_t *by;
  uint8_t wrap[WRAP_BYTES];
  spr_status st = spr_keys_city_named(k, municipality, &city);
  if (st == SPR_OK) st = spr_keys_city(k, city, &by);
  if (st != SPR_OK) return st;
  k->random(k->random_ud, k->secret->key, KEY_BYTES);
  spr_keys_wrap(k, SPR_WRAP_CASE, id, by, k->secret->key, wrap);
  st = case_add(k, id, city, false, wrap);
  if (st != SPR_OK) return st;
  int64_t number = sqlite3_last_insert_rowid(k->db);
  if (number > UINT32_MAX)
    return spr_keys_fail(k, SPR_ELIMIT, "%s: more cases than can be numbered", k->path);
  spr_keys_derive(k, id, (uint32_t)number);
  return SPR_OK;
}

spr_status spr_keys_create(spr_keys *k, spr_str id, spr_str municipality) {
  spr_key_state state;
  spr_status st = spr_keys_state(k, id, &state);
  if (st != SPR_OK) return st;
  if (!k->writing) return spr_keys_fail(k, SPR_EINVAL, "create without begin");
  if (!is_name(municipality, SPR_MAX_NAME)) {
    return spr_keys_fail(k, SPR_EINVAL, "a municipality's name has 1 to %d bytes", SPR_MAX_NAME);
  }
  if (state == SPR_KEY_ERASED)
    return spr_keys_fail(k, SPR_EREFUSED, "the case was erased, its id does not come back");
  return state == SPR_KEY_THERE ? SPR_OK : create(k, id, municipality);
}

/* -- tombstones: in the key's place the time, of 8 bytes, and zeros ------------------------------------- */
static void write_time(spr_instant at, uint8_t wrap[WRAP_BYTES]) {
  uint64_t n = at == SPR_NO_INSTANT ? 0 : (uint64_t)at;
  memset(wrap, 0, WRAP_BYTES);
  for (int i = 0; i < TOMBSTONE_BYTES; i++) wrap[i] = (uint8_t)(n >> (8 * i));
}

static spr_instant read_time(const uint8_t *wrap) {
  uint64_t n = 0;
  for (int i = 0; i < TOMBSTONE_BYTES; i++) n |= (uint64_t)wrap[i] << (8 * i);
  return n == 0 ? SPR_NO_INSTANT : (spr_instant)n;
}

spr_status spr_keys_erased_at(spr_keys *k, spr_str id, spr_instant *at) {
  *at = SPR_NO_INSTANT;
  sqlite3_stmt *s;
  spr_status st = find_row(k, id, &s);
  if (st != SPR_OK) return st == SPR_ENOTFOUND ? SPR_OK : st;
  const void *wrap = spr_keys_blob(k, s, 3, WRAP_BYTES);
  if (!wrap) st = SPR_ECORRUPT;
  if (wrap && sqlite3_column_int(s, 2) != 0) *at = read_time(wrap);
  spr_keys_done(s);
  return st;
}

static spr_status bury(spr_keys *k, spr_str id, spr_instant at) {
  uint8_t nothing[WRAP_BYTES];
  write_time(at, nothing);
  spr_key_state state;
  spr_status st = spr_keys_state(k, id, &state);
  if (st != SPR_OK || state == SPR_KEY_ERASED) return st;
  if (state == SPR_KEY_NONE) return case_add(k, id, 0, true, nothing);
  sqlite3_stmt *s = spr_keys_sql_of(k, KEYS_CASE_ERASE);
  sqlite3_bind_text(s, 1, id.p, (int)id.n, SQLITE_STATIC);
  sqlite3_bind_blob(s, 2, nothing, WRAP_BYTES, SQLITE_STATIC);
  return spr_keys_run(k, s);
}

spr_status spr_keys_bury(spr_keys *k, spr_str id, spr_instant at) {
  spr_status st = spr_keys_begin(k);
  if (st != SPR_OK) return st;
  st = bury(k, id, at);
  if (st != SPR_OK) {
    spr_keys_abandon(k);
    return st;
  }
  spr_keys_forget(k, id);
  return spr_keys_commit(k);
}

spr_status spr_keys_erase(spr_keys *k, spr_str id) {
  spr_status st = spr_keys_bury(k, id, SPR_NO_INSTANT);
  return st == SPR_OK ? spr_keys_scrub(k) : st;
}

spr_status spr_keys_next(spr_keys *k, spr_keys_sql which, spr_keys_wrapped *row) {
  spr_status st = spr_keys_usable(k);
  if (st != SPR_OK) return st;
  sqlite3_stmt *s = spr_keys_sql_of(k, which);
  sqlite3_bind_int64(s, 1, row->n);
  st = spr_keys_row(k, s);
  if (st != SPR_OK) return st;
  spr_str name = spr_str_n((const char *)sqlite3_column_text(s, 1), (size_t)sqlite3_column_bytes(s, 1));
  const void *wrap = spr_keys_blob(k, s, 2, WRAP_BYTES);
  if (wrap && is_name(name, SPR_MAX_CASE_ID)) {
    row->n = sqlite3_column_int64(s, 0);
    row->city = (uint32_t)sqlite3_column_int64(s, 3);
    row->nname = name.n;
    memcpy(row->name, name.p, name.n);
    memcpy(row->wrap, wrap, WRAP_BYTES);
  } else {
    st = spr_keys_damaged(k, "a row");
  }
  spr_keys_done(s);
  return st;
}

/* Row by row, so that no reading holds the write-ahead log and fn may call what it likes. */
static spr_status walk(spr_keys *k, spr_keys_sql which, bool (*fn)(void *ud, spr_str id), void *ud) {
  spr_keys_wrapped row = {0};
  spr_status st = spr_keys_next(k, which, &row);
  while (st == SPR_OK && fn(ud, spr_keys_name_of(&row))) st = spr_keys_next(k, which, &row);
  return st == SPR_ENOTFOUND ? SPR_OK : st;
}

spr_status spr_keys_erased(spr_keys *k, uint64_t *n) {
  *n = 0;
  spr_status st = spr_keys_usable(k);
  if (st != SPR_OK) return st;
  sqlite3_stmt *s = spr_keys_sql_of(k, KEYS_TOMBSTONES);
  st = spr_keys_row(k, s);
  if (st != SPR_OK) return st;
  *n = (uint64_t)sqlite3_column_int64(s, 0);
  spr_keys_done(s);
  return SPR_OK;
}

spr_status spr_keys_tombstones(spr_keys *k, bool (*fn)(void *ud, spr_str id), void *ud) {
  return walk(k, KEYS_TOMBSTONE_NEXT, fn, ud);
}

spr_status spr_keys_each(spr_keys *k, bool (*fn)(void *ud, spr_str id), void *ud) {
  return walk(k, KEYS_CASE_NEXT, fn, ud);
}
