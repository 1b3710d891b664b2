/* SPDX-License-Identifier: Apache-2.0 */
#include "bare_read.h"

#include <sodium.h>
#include <sqlite3.h>

#include "bench.h"
#include "store/chain.h"
#include "store/keys.h"

enum { MAX_BODY = 1 << 20 };

static const char all[] =
    "SELECT pos, number, seq, at, kind, semantics, event, institution, actor, place, configuration, "
    "responsible, "
    "definition, environment, body_state, changes, body, hash FROM journal ORDER BY pos";

static spr_str column(sqlite3_stmt *st, int i) {
  return spr_str_n(sqlite3_column_blob(st, i), (size_t)sqlite3_column_bytes(st, i));
}

/* Sealing takes what opening takes, and no key that fits. */
static void open_body(spr_str body) {
  static const uint8_t key[crypto_aead_xchacha20poly1305_ietf_KEYBYTES];
  static uint8_t out[MAX_BODY + crypto_aead_xchacha20poly1305_ietf_ABYTES];
  const uint8_t *bytes = (const uint8_t *)body.p;
  bench_check(body.n >= SPR_SEAL_BYTES && body.n <= MAX_BODY, "a body of another length");
  crypto_aead_xchacha20poly1305_ietf_encrypt(out, NULL, bytes, body.n - SPR_SEAL_BYTES, bytes, 32, NULL,
                                             bytes, key);
}

/* Names are numbers in the row; of about this length they are hashed. */
static void read_entry(sqlite3_stmt *st) {
  spr_hash made;
  int64_t sum = 0;
  for (int i = 6; i < 14; i++) sum += sqlite3_column_int64(st, i);
  spr_entry_row e = {.pos = (uint64_t)sqlite3_column_int64(st, 0),
                     .number = (uint64_t)sqlite3_column_int64(st, 1),
                     .id = SPR_STR("0123456789abcdef"),
                     .seq = (uint64_t)sqlite3_column_int64(st, 2),
                     .at = sqlite3_column_int64(st, 3),
                     .kind = (uint8_t)sqlite3_column_int64(st, 4),
                     .semantics = (uint32_t)sqlite3_column_int64(st, 5),
                     .event = SPR_STR("e1"),
                     .actor = SPR_STR("bench"),
                     .place = SPR_STR("main.yaml:12"),
                     .configuration = SPR_STR("s1"),
                     .responsible = SPR_STR("desk-town"),
                     .packed = column(st, 15),
                     .sealed = sqlite3_column_int64(st, 14) != 0,
                     .body = column(st, 16)};
  if (e.sealed) open_body(e.body);
  spr_chain_body(e.body, &e.body_hash);
  spr_chain_entry(&e, &made);
  /* So that nothing is left out because nobody looks at it. */
  bench_check(sum >= 0 && column(st, 17).n == sizeof made, "an entry");
}

uint64_t bare_read(const char *path) {
  sqlite3 *db = NULL;
  sqlite3_stmt *st = NULL;
  uint64_t n = 0;
  bench_check(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK &&
                  sqlite3_prepare_v2(db, all, -1, &st, NULL) == SQLITE_OK,
              path);
  for (; sqlite3_step(st) == SQLITE_ROW; n++) read_entry(st);
  sqlite3_finalize(st);
  sqlite3_close(db);
  return n;
}
