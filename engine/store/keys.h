/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_KEYS_H
#define SPR_STORE_KEYS_H

#include "base/status.h"
#include "store/row.h"

/* The key file: one key for each case whose package has sensitive fields, in a file of its own, so that a
 * backup of the database alone opens nothing and a restored database does not bring an erased case back.
 *
 *   spr_keys_open(&options, &k, why)
 *   spr_keys_begin(k); spr_keys_create(k, id, city); spr_keys_commit(k)     before the database commits
 *   spr_keys_seal(k, id, context, plain, &out)  ...  spr_keys_unseal(k, id, context, sealed, &out)
 *
 * A case's key (256 random bits, with a slot number: 0 is the case's own; others are kept for keys per
 * person) is wrapped by its municipality's key, that by the master key, each with XChaCha20-Poly1305
 * (libsodium's crypto_aead_xchacha20poly1305_ietf) and what it belongs to as associated data. The master key
 * comes from a file of 32 bytes in hexadecimal (mode 0600), is also wrapped for an offline recovery key, and
 * can be rotated. The key file names the master key that it needs; it is looked for at the given path and
 * then beside it, at PATH.ID (16 hexadecimal digits), where a rotation leaves the new one before and the old
 * one after its commit.
 *
 * Sealed bytes: version, slot, key id (its number in this file), nonce of 24 bytes, ciphertext, tag. The
 * nonce is a keyed hash of context and plain text (a synthetic nonce, in the manner of RFC 8452): the same
 * text in the same place gives the same bytes, another text another nonce, so that a step that is rolled back
 * and taken anew betrays nothing.
 *
 * A wrapped key is written once, in one place of the file, and overwritten there when it goes; its other
 * copy, in the write-ahead log, goes with spr_keys_scrub. Keys in memory are locked, left out of core dumps
 * and wiped (sodium_malloc), at most SPR_MAX_CACHED_KEYS of them, fewer where the system lets us lock less.
 * One handle belongs to one thread; it must not be open across a fork.
 *
 * SPR_EIO, SPR_EFULL, SPR_EBUSY, SPR_ENOMEM: not done. SPR_ECORRUPT: the file is damaged. SPR_EUNKNOWN: a
 * commit failed; whether it happened shows after closing and opening again, and until then every call gives
 * it again. */
typedef struct spr_keys spr_keys;

#define SPR_KEYS_APPLICATION_ID 0x7370726b /* "sprk", in the header of the file */

typedef struct spr_keys_options {
  const spr_alloc *alloc;
  const char *path;   /* of the key file */
  const char *master; /* path of the master key; with create and no such file, one is made */
  bool create;
  void (*random)(void *ud, void *out, size_t n); /* the only source of randomness */
  void *random_ud;
  uint32_t busy_ms; /* how long a call waits for another process */
  const char *vfs;  /* for tests; NULL */
} spr_keys_options;

/* SPR_ENOTFOUND: no key file or master key; SPR_EINVAL: not a key file, or the master key does not fit it;
 * SPR_EREFUSED: the master key may be read by others, or the system lets us lock no memory; SPR_EIO;
 * SPR_ENOMEM. why as spr_store_open. */
spr_status spr_keys_open(const spr_keys_options *o, spr_keys **out, char *why);
void spr_keys_close(spr_keys *k);
/* As spr_store_wait_since. */
void spr_keys_wait_since(spr_keys *k, int64_t asked);
/* What the last failure was, for a person; never a value of a case. */
spr_str spr_keys_fault(const spr_keys *k);
/* The number that binds a key file to its database: random, made with the file. */
spr_status spr_keys_identity(spr_keys *k, uint8_t out[16]);

spr_status spr_keys_begin(spr_keys *k);
spr_status spr_keys_commit(spr_keys *k); /* durable when it returns; SPR_EUNKNOWN as spr_store_commit */
void spr_keys_abandon(spr_keys *k);
/* Between begin and commit. SPR_EREFUSED: the case was erased, and its id never comes back. Again for a case
 * that has one: nothing. SPR_EINVAL: an empty or too long id or municipality; SPR_ELIMIT: too many
 * municipalities. */
spr_status spr_keys_create(spr_keys *k, spr_str id, spr_str municipality);
/* Removes the key for good and leaves a tombstone, also where there was no key; durable when it returns, and
 * then a copy may still be in the write-ahead log. at: when the case was erased, which the tombstone keeps;
 * it keeps no reason, for that may tell of a person, and this file is what outlives all else. Not between
 * begin and commit. */
spr_status spr_keys_bury(spr_keys *k, spr_str id, spr_instant at);
/* Both: bury, at no known time, and scrub. After SPR_EBUSY, SPR_EIO it may be half done: call it again. */
spr_status spr_keys_erase(spr_keys *k, spr_str id);
/* Takes what was overwritten out of the write-ahead log; part of erase and rotate, and tried by open, which
 * waits for nobody. SPR_EBUSY, after SPR_SCRUB_MS: another process is reading. */
spr_status spr_keys_scrub(spr_keys *k);
/* Looks whether another process has changed the file: cached keys are forgotten if so. A handle that only
 * unseals calls it now and then (each batch or look), so that it loses keys that another process erased;
 * begin does it. */
spr_status spr_keys_refresh(spr_keys *k);
/* Around the unsealing of many things: one look at the file instead of one for each key. What another process
 * changes meanwhile shows afterwards; a long look holds the file's log, so it is taken in slices. Between
 * begin and commit, and in another look: SPR_EINVAL. */
spr_status spr_keys_look(spr_keys *k);
void spr_keys_looked(spr_keys *k);
typedef enum spr_key_state { SPR_KEY_NONE, SPR_KEY_THERE, SPR_KEY_ERASED } spr_key_state;
spr_status spr_keys_state(spr_keys *k, spr_str id, spr_key_state *out);
/* When a case was erased; SPR_NO_INSTANT: its tombstone does not say, or it has none. */
spr_status spr_keys_erased_at(spr_keys *k, spr_str id, spr_instant *at);
/* How many tombstones there are. */
spr_status spr_keys_erased(spr_keys *k, uint64_t *n);
/* All tombstones, for start-up: fn gives false to end. It may call anything on k but close. */
spr_status spr_keys_tombstones(spr_keys *k, bool (*fn)(void *ud, spr_str id), void *ud);
/* All cases that have a key, in the order they were made, and what else the engine seals under an id that no
 * case can have (cases/answers.c). Some may be of a case that a crash kept from being
 * opened, or whose batch was abandoned. They do no harm and are not looked for: such an id was never told to
 * anybody, nothing is sealed with the key, and removing it would leave a tombstone of the same size. */
spr_status spr_keys_each(spr_keys *k, bool (*fn)(void *ud, spr_str id), void *ud);
/* The whole file: pages, indices, and every key unwrapped. SPR_ECORRUPT with spr_keys_fault. */
spr_status spr_keys_check(spr_keys *k);

/* context: what the bytes are ("body", case id, sequence number), at most SPR_MAX_SEAL_CONTEXT bytes, bound
 * to them. out is appended to; plain and sealed are not in it. SPR_ENOTFOUND: no key; SPR_EREFUSED: erased;
 * SPR_ECORRUPT: not these bytes, or not from here; SPR_ELIMIT: more than out may hold. */
#define SPR_SEAL_BYTES 46 /* how much longer sealed bytes are */
spr_status spr_keys_seal(spr_keys *k, spr_str id, spr_str context, spr_str plain, spr_buf *out);
spr_status spr_keys_unseal(spr_keys *k, spr_str id, spr_str context, spr_str sealed, spr_buf *out);

/* A case's key in the caller's keeping, encrypted for this handle: for who unseals things of more cases in
 * turn than are cached. What becomes of the key meanwhile does not show in it. */
typedef struct spr_held_key {
  uint64_t turn;
  uint32_t number; /* 0: there is none yet */
  uint8_t key[32];
} spr_held_key;
/* As spr_keys_unseal; what it finds it leaves in *held for the next time. */
spr_status spr_keys_unseal_held(spr_keys *k, spr_held_key *held, spr_str id, spr_str context, spr_str sealed,
                                spr_buf *out);

/* A new master key and new keys of municipalities; all wraps anew in one transaction. The new master key is
 * durable beside the old one (PATH.ID) before the commit and takes its place after it; the old one stays
 * beside it under its own id, for older copies of the key file: deleting it is the operator's. new_master:
 * another place for the new one, where nothing may be yet (SPR_EREFUSED); NULL: the old one's. SPR_EBUSY from
 * the end of it: the new master key holds, but old wraps are still in the write-ahead log (spr_keys_scrub).
 */
spr_status spr_keys_rotate(spr_keys *k, const char *new_master);
/* Wraps the master key for an offline recovery key (an X25519 public key of 32 bytes, crypto_box_seal), and
 * gets it back with the secret one: it is written to new_master, where nothing may be yet (SPR_EREFUSED).
 * SPR_ENOTFOUND: no recovery key was set; SPR_EINVAL: another one was. */
spr_status spr_keys_recovery_set(spr_keys *k, const uint8_t public_key[32]);
spr_status spr_keys_recover(const spr_keys_options *o, const uint8_t public_key[32],
                            const uint8_t secret_key[32], const char *new_master, char *why);

#endif
