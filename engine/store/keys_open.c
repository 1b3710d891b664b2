/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "store/keys_impl.h"

spr_status spr_keys_fail(spr_keys *k, spr_status status, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  vsnprintf(k->fault, sizeof k->fault, fmt, ap);
  va_end(ap);
  return status;
}

spr_str spr_keys_fault(const spr_keys *k) {
  return spr_str_of(k->fault);
}

spr_status spr_keys_load(spr_keys *k) {
  sqlite3_stmt *s = spr_keys_sql_of(k, KEYS_FILE);
  spr_status st = spr_keys_row(k, s);
  if (st == SPR_ENOTFOUND) return spr_keys_damaged(k, "the row about the file");
  if (st != SPR_OK) return st;
  const void *identity = spr_keys_blob(k, s, 0, IDENTITY_BYTES);
  const void *master = spr_keys_blob(k, s, 1, MASTER_ID_BYTES);
  const void *previous = spr_keys_blob(k, s, 2, MASTER_ID_BYTES);
  const void *proof = spr_keys_blob(k, s, 3, WRAP_BYTES);
  if (identity && master && previous && proof) {
    memcpy(k->identity, identity, IDENTITY_BYTES);
    memcpy(k->master_id, master, MASTER_ID_BYTES);
    memcpy(k->previous_id, previous, MASTER_ID_BYTES);
    memcpy(k->proof, proof, WRAP_BYTES);
  } else {
    st = SPR_ECORRUPT;
  }
  spr_keys_done(s);
  return st;
}

spr_status spr_keys_refresh(spr_keys *k) {
  spr_status st = spr_keys_usable(k);
  if (st != SPR_OK) return st;
  sqlite3_stmt *s = spr_keys_sql_of(k, KEYS_VERSION);
  st = spr_keys_row(k, s);
  if (st != SPR_OK) return st;
  int64_t now = sqlite3_column_int64(s, 0);
  spr_keys_done(s);
  if (now == k->seen) return SPR_OK;
  spr_keys_forget_all(k);
  uint8_t had[MASTER_ID_BYTES];
  memcpy(had, k->master_id, sizeof had);
  st = spr_keys_load(k);
  if (st == SPR_OK && memcmp(had, k->master_id, sizeof had) != 0) st = spr_keys_master_find(k);
  if (st == SPR_OK) k->seen = now;
  /* The next look must find again that the master key is another one. */
  if (st != SPR_OK) memcpy(k->master_id, had, sizeof had);
  return st;
}

static spr_status handle(const spr_keys_options *o, spr_keys **out) {
  spr_keys *k = spr_realloc(o->alloc, NULL, 0, sizeof *k);
  *out = k;
  if (!k) return SPR_ENOMEM;
  memset(k, 0, sizeof *k);
  k->alloc = *o->alloc;
  k->random = o->random;
  k->random_ud = o->random_ud;
  k->seen = -1;
  int path = snprintf(k->path, sizeof k->path, "%s", o->path);
  int master = snprintf(k->master, sizeof k->master, "%s", o->master ? o->master : "");
  /* Names beside the master key are longer by an id. */
  if (path < 0 || path >= (int)sizeof k->path || master < 0 || master >= (int)sizeof k->master - 20) {
    return spr_keys_fail(k, SPR_EINVAL, "a path of more than %d bytes", SPR_MAX_KEY_PATH - 20);
  }
  if (sodium_init() < 0) return spr_keys_fail(k, SPR_EIO, "libsodium cannot start");
  return spr_keys_memory(k);
}

/* A new file gets its master key, which may be there already, before its first row. */
static spr_status make(spr_keys *k) {
  spr_status st = spr_keys_master_read(k, k->master, k->secret->master);
  if (st == SPR_ENOTFOUND) st = spr_keys_master_make(k);
  if (st != SPR_OK) return st;
  k->random(k->random_ud, k->identity, IDENTITY_BYTES);
  st = spr_keys_file_make(k);
  return st == SPR_OK ? spr_keys_master_put(k, k->secret->master) : st;
}

/* Another process may have made it while we waited for the lock. */
static spr_status make_once(spr_keys *k) {
  spr_status st = spr_keys_run(k, spr_keys_sql_of(k, KEYS_BEGIN));
  if (st != SPR_OK) return st;
  k->writing = true;
  bool empty = false;
  st = spr_keys_file_recognise(k, &empty);
  if (st == SPR_OK && empty) st = make(k);
  if (st == SPR_OK) return spr_keys_commit(k);
  spr_keys_abandon(k);
  return st;
}

spr_status spr_keys_new(const spr_keys_options *o, spr_keys **out) {
  bool empty = false;
  spr_status st = handle(o, out);
  if (st == SPR_OK) st = spr_keys_file_open(*out, o, &empty);
  if (st == SPR_OK) st = spr_keys_file_settle(*out);
  if (st == SPR_OK && empty) st = make_once(*out);
  return st == SPR_OK ? spr_keys_load(*out) : st;
}

spr_status spr_keys_give_up(spr_keys *k, spr_status status, char *why) {
  if (why) snprintf(why, SPR_MAX_MESSAGE_BYTES, "%s", k && k->fault[0] ? k->fault : spr_status_text(status));
  spr_keys_close(k);
  return status;
}

spr_status spr_keys_open(const spr_keys_options *o, spr_keys **out, char *why) {
  *out = NULL;
  spr_keys *k = NULL;
  spr_status st = spr_keys_new(o, &k);
  if (st == SPR_OK) st = spr_keys_master_find(k);
  if (st == SPR_OK) st = spr_keys_refresh(k);
  if (st != SPR_OK) return spr_keys_give_up(k, st, why);
  /* What a crash or a reader kept from being done; where it fails again, whoever needs it will hear of it. */
  spr_keys_rotate_finish(k);
  spr_keys_scrub_within(k, 0);
  k->fault[0] = '\0';
  *out = k;
  return SPR_OK;
}

void spr_keys_close(spr_keys *k) {
  if (!k) return;
  spr_keys_file_close(k);
  spr_keys_memory_release(k);
  spr_alloc alloc = k->alloc;
  spr_free(&alloc, k, sizeof *k);
}

spr_status spr_keys_identity(spr_keys *k, uint8_t out[16]) {
  memcpy(out, k->identity, IDENTITY_BYTES);
  return SPR_OK;
}
