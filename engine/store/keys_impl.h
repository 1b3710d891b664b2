/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_KEYS_IMPL_H
#define SPR_STORE_KEYS_IMPL_H

#include <sodium.h>
#include <sqlite3.h>

#include "base/limits.h"
#include "store/keys.h"
#include "store/patience.h"

/* What the parts of the key file share: keys_open.c opens and closes, keys_file.c is the SQLite file,
 * keys_cache.c the locked memory, keys_wrap.c wraps keys, keys_master.c is the file of the master key,
 * keys_case.c makes and erases keys of cases, keys_seal.c uses them, keys_rotate.c, keys_recover.c and
 * keys_check.c do what they are named after. Unless said otherwise a failing function has set the fault. */

#define KEY_BYTES crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES
#define IDENTITY_BYTES 16
#define MASTER_ID_BYTES 8
#define WRAP_BYTES (NONCE_BYTES + KEY_BYTES + TAG_BYTES)
#define RECOVERY_BYTES (crypto_box_SEALBYTES + KEY_BYTES)
#define CASE_SLOT 0
#define TOMBSTONE_BYTES 8 /* of WRAP_BYTES; the rest is zero */
/* 64 hexadecimal digits and a line end, with room to see that a file is longer. */
#define MASTER_TEXT_BYTES 80

/* What a case's key is used as: one hash makes both. */
typedef struct spr_case_key {
  uint8_t seal[KEY_BYTES];
  uint8_t nonce[KEY_BYTES];
} spr_case_key;

/* Everything secret, in one locked block; its cached keys of cases follow it. */
typedef struct spr_keys_secret {
  uint8_t master[KEY_BYTES];
  uint8_t next_master[KEY_BYTES];
  uint8_t key[KEY_BYTES]; /* at work */
  uint8_t seed[KEY_BYTES];
  uint8_t held[KEY_BYTES]; /* what keys in the keeping of callers are encrypted with; drawn for the first */
  char text[MASTER_TEXT_BYTES + 48];
  uint8_t cities[SPR_MAX_CACHED_CITIES][KEY_BYTES];
  spr_case_key cases[];
} spr_keys_secret;

/* Whose key is in the cache at the same index. */
typedef struct spr_keys_name {
  uint32_t used;   /* the tick of its last use */
  uint32_t number; /* of the key: its row in the file */
  uint8_t n;       /* length of the id; 0: free */
  char id[SPR_MAX_CASE_ID];
} spr_keys_name;

typedef enum spr_keys_sql {
  KEYS_BEGIN,
  KEYS_LOOK,
  KEYS_COMMIT,
  KEYS_ROLLBACK,
  KEYS_VERSION,
  KEYS_FILE,
  KEYS_FILE_MASTER,
  KEYS_FILE_RECOVERY,
  KEYS_CITY,
  KEYS_CITY_NAMED,
  KEYS_CITY_ADD,
  KEYS_CITY_NEXT,
  KEYS_CITY_WRAP,
  KEYS_CASE,
  KEYS_CASE_AT,
  KEYS_CASE_ADD,
  KEYS_CASE_NEXT,
  KEYS_CASE_WRAP,
  KEYS_CASE_ERASE,
  KEYS_TOMBSTONE_NEXT,
  KEYS_TOMBSTONES,
  KEYS_INTEGRITY,
  KEYS_NSQL
} spr_keys_sql;

struct spr_keys {
  spr_alloc alloc;
  sqlite3 *db;
  sqlite3_stmt *sql[KEYS_NSQL];
  void (*random)(void *ud, void *out, size_t n);
  void *random_ud;
  uint8_t identity[IDENTITY_BYTES];
  uint8_t master_id[MASTER_ID_BYTES], previous_id[MASTER_ID_BYTES]; /* zero: none */
  uint8_t proof[WRAP_BYTES]; /* something wrapped by the master key that the file needs */
  spr_keys_secret *secret;
  uint64_t turn; /* of the last key that was given into a caller's keeping */
  spr_keys_name *names;
  uint32_t ncached, tick;
  uint32_t cities[SPR_MAX_CACHED_CITIES]; /* whose key is at that index; 0: nobody's */
  int64_t seen;                           /* the file's version that the cache is of */
  bool writing, looking, poisoned;
  spr_patience patience;
  char path[SPR_MAX_KEY_PATH], master[SPR_MAX_KEY_PATH];
  char fault[SPR_MAX_MESSAGE_BYTES];
};

/* -- keys_open.c ------------------------------------------------------------------------------------- */
spr_status spr_keys_fail(spr_keys *k, spr_status status, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* A handle on the file, which is made where it is new, with identity and ids read but no master key yet. On
 * error *out may be there, for its fault. */
spr_status spr_keys_new(const spr_keys_options *o, spr_keys **out);
/* Reads identity and ids of master keys. */
spr_status spr_keys_load(spr_keys *k);
/* Copies the fault into why and closes. */
spr_status spr_keys_give_up(spr_keys *k, spr_status status, char *why);

/* -- keys_file.c ------------------------------------------------------------------------------------- */
/* Opens the SQLite file. *empty: nothing is in it yet. */
spr_status spr_keys_file_open(spr_keys *k, const spr_keys_options *o, bool *empty);
/* Is it a key file, or empty? */
spr_status spr_keys_file_recognise(spr_keys *k, bool *empty);
/* Makes the tables, inside a transaction. */
spr_status spr_keys_file_make(spr_keys *k);
/* The settings that make commits durable. */
spr_status spr_keys_file_settle(spr_keys *k);
void spr_keys_file_close(spr_keys *k);
/* A statement ready for its values; NULL: out of memory or damaged, see spr_keys_why. */
sqlite3_stmt *spr_keys_sql_of(spr_keys *k, spr_keys_sql which);
/* One row: SPR_OK; none: SPR_ENOTFOUND, no fault, and it is reset. s may be NULL. */
spr_status spr_keys_row(spr_keys *k, sqlite3_stmt *s);
/* Runs it to its end and resets it. s may be NULL. */
spr_status spr_keys_run(spr_keys *k, sqlite3_stmt *s);
void spr_keys_done(sqlite3_stmt *s);
/* The bytes of a column if there are exactly n of them, else NULL with the fault SPR_ECORRUPT. */
const void *spr_keys_blob(spr_keys *k, sqlite3_stmt *s, int column, size_t n);
spr_status spr_keys_damaged(spr_keys *k, const char *what);
/* spr_keys_scrub, which waits so long. */
spr_status spr_keys_scrub_within(spr_keys *k, uint32_t ms);
/* Refuses a handle whose last commit failed. */
spr_status spr_keys_usable(spr_keys *k);

/* -- keys_cache.c ------------------------------------------------------------------------------------ */
/* Memory that is locked and left out of core dumps, zeroed; NULL: there is none. For sodium_free. */
void *spr_keys_locked(size_t n);
spr_status spr_keys_memory(spr_keys *k);
void spr_keys_memory_release(spr_keys *k);
spr_case_key *spr_keys_cached(spr_keys *k, spr_str id);
/* Where the case's key goes; another's may have to leave. */
spr_case_key *spr_keys_cache(spr_keys *k, spr_str id, uint32_t number);
/* The number of a key that is in the cache. */
uint32_t spr_keys_number(const spr_keys *k, const spr_case_key *key);
void spr_keys_forget(spr_keys *k, spr_str id);
void spr_keys_forget_all(spr_keys *k);

/* -- keys_wrap.c ------------------------------------------------------------------------------------- */
typedef enum spr_wrap_kind { SPR_WRAP_PROOF = 1, SPR_WRAP_CITY, SPR_WRAP_CASE } spr_wrap_kind;
/* name: of the municipality or id of the case. Neither sets a fault; unwrap: SPR_ECORRUPT. */
void spr_keys_wrap(spr_keys *k, spr_wrap_kind kind, spr_str name, const uint8_t *by, const uint8_t *key,
                   uint8_t *out);
spr_status spr_keys_unwrap(const spr_keys *k, spr_wrap_kind kind, spr_str name, const uint8_t *by,
                           const uint8_t *wrapped, uint8_t *key);
/* The municipality's key, from the cache or the file; it may leave the cache with the next call. */
spr_status spr_keys_city(spr_keys *k, uint32_t city, const uint8_t **out);
/* The number of the municipality, made if it is new. */
spr_status spr_keys_city_named(spr_keys *k, spr_str name, uint32_t *city);
/* The case's key, as spr_keys_seal tells it. hint: the number that it may have, which is found faster; 0:
 * none. */
spr_status spr_keys_case(spr_keys *k, spr_str id, uint32_t hint, const spr_case_key **out);
/* Puts the uses of secret->key into the cache. */
const spr_case_key *spr_keys_derive(spr_keys *k, spr_str id, uint32_t number);

/* -- keys_case.c ------------------------------------------------------------------------------------- */
spr_status spr_keys_id_fits(spr_keys *k, spr_str id);
/* A copy of the row behind row->n (0: the first) of a municipality or a case. SPR_ENOTFOUND: there is none.
 */
typedef struct spr_keys_wrapped {
  int64_t n;
  uint32_t city; /* of a case */
  uint32_t nname;
  char name[SPR_MAX_CASE_ID];
  uint8_t wrap[WRAP_BYTES];
} spr_keys_wrapped;
spr_status spr_keys_next(spr_keys *k, spr_keys_sql which, spr_keys_wrapped *row);
static inline spr_str spr_keys_name_of(const spr_keys_wrapped *row) {
  return spr_str_n(row->name, row->nname);
}

/* -- keys_master.c ----------------------------------------------------------------------------------- */
void spr_keys_master_id(const uint8_t *key, uint8_t out[MASTER_ID_BYTES]);
/* Reads a master key into locked memory. Statuses as spr_keys_open. */
spr_status spr_keys_master_read(spr_keys *k, const char *path, uint8_t *key);
/* Finds the master key that the file needs, at the handle's path or beside it, and proves it. */
spr_status spr_keys_master_find(spr_keys *k);
/* Does the key fit the file? SPR_EINVAL. */
spr_status spr_keys_master_prove(spr_keys *k, const uint8_t *key);
/* PATH.ID into a buffer of SPR_MAX_KEY_PATH bytes. */
void spr_keys_master_beside(char *out, const char *path, const uint8_t id[MASTER_ID_BYTES]);
/* Writes a key durably to PATH.ID. */
spr_status spr_keys_master_stage(spr_keys *k, const char *path, const uint8_t *key);
void spr_keys_master_unstage(const char *path, const uint8_t *key);
/* Moves PATH.ID to PATH; another key that was there stays beside it under its own id. */
spr_status spr_keys_master_promote(spr_keys *k, const char *path, const uint8_t id[MASTER_ID_BYTES]);
/* SPR_EREFUSED: something is there. */
spr_status spr_keys_master_free_path(spr_keys *k, const char *path);
/* Draws a master key and puts it at the handle's path. */
spr_status spr_keys_master_make(spr_keys *k);

/* -- keys_rotate.c ----------------------------------------------------------------------------------- */
/* Makes `key` the one that the file needs, inside a transaction; the present one becomes the previous one. */
spr_status spr_keys_master_put(spr_keys *k, const uint8_t *key);
/* Puts a master key that a rotation left beside the old one in its place. */
spr_status spr_keys_rotate_finish(spr_keys *k);

/* -- keys_recover.c ---------------------------------------------------------------------------------- */
/* Seals a master key for the recovery key. */
spr_status spr_keys_recovery_seal(spr_keys *k, const uint8_t *public_key, const uint8_t *master,
                                  uint8_t out[RECOVERY_BYTES]);

#endif
