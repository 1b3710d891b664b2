/* SPDX-License-Identifier: Apache-2.0 */
#include "store/keys_impl.h"

static spr_status pages(spr_keys *k) {
  sqlite3_stmt *s = spr_keys_sql_of(k, KEYS_INTEGRITY);
  spr_status st = spr_keys_row(k, s);
  if (st != SPR_OK) return st;
  const char *says = (const char *)sqlite3_column_text(s, 0);
  bool well = says && strcmp(says, "ok") == 0;
  if (!well) st = spr_keys_fail(k, SPR_ECORRUPT, "%s: %.400s", k->path, says ? says : "damaged");
  spr_keys_done(s);
  return st;
}

static spr_status cities(spr_keys *k) {
  spr_keys_wrapped row = {0};
  spr_status st = spr_keys_next(k, KEYS_CITY_NEXT, &row);
  while (st == SPR_OK) {
    st = spr_keys_unwrap(k, SPR_WRAP_CITY, spr_keys_name_of(&row), k->secret->master, row.wrap,
                         k->secret->key);
    if (st != SPR_OK) return spr_keys_damaged(k, "the wrapped key of a municipality");
    st = spr_keys_next(k, KEYS_CITY_NEXT, &row);
  }
  return st;
}

static spr_status cases(spr_keys *k) {
  spr_keys_wrapped row = {0};
  spr_status st = spr_keys_next(k, KEYS_CASE_NEXT, &row);
  while (st == SPR_OK) {
    const uint8_t *city;
    st = spr_keys_city(k, row.city, &city);
    if (st != SPR_OK) return st;
    st = spr_keys_unwrap(k, SPR_WRAP_CASE, spr_keys_name_of(&row), city, row.wrap, k->secret->key);
    if (st != SPR_OK) return spr_keys_damaged(k, "the wrapped key of a case");
    st = spr_keys_next(k, KEYS_CASE_NEXT, &row);
  }
  return st;
}

static spr_status tombstones(spr_keys *k) {
  spr_keys_wrapped row = {0};
  spr_status st = spr_keys_next(k, KEYS_TOMBSTONE_NEXT, &row);
  while (st == SPR_OK) {
    if (!sodium_is_zero(row.wrap + TOMBSTONE_BYTES, WRAP_BYTES - TOMBSTONE_BYTES))
      return spr_keys_damaged(k, "a tombstone, which still has a key,");
    st = spr_keys_next(k, KEYS_TOMBSTONE_NEXT, &row);
  }
  return st;
}

spr_status spr_keys_check(spr_keys *k) {
  static spr_status (*const parts[])(spr_keys * k) = {cities, cases, tombstones};
  spr_status st = spr_keys_usable(k);
  if (st == SPR_OK) st = spr_keys_refresh(k);
  if (st == SPR_OK) st = spr_keys_master_prove(k, k->secret->master);
  if (st == SPR_OK) st = pages(k);
  for (size_t i = 0; i < sizeof parts / sizeof *parts && st == SPR_OK; i++) {
    st = parts[i](k);
    if (st == SPR_ENOTFOUND) st = SPR_OK;
  }
  sodium_memzero(k->secret->key, KEY_BYTES);
  return st;
}
