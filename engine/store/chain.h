/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_CHAIN_H
#define SPR_STORE_CHAIN_H

#include "store/row.h"

/* The hashes that hold the journal together, BLAKE2b with 32 bytes over canonical bytes. Each kind of content
 * has its own tag before it, each text its length, each number as many bytes as it needs (LEB128). None of
 * these functions allocates or fails. */

/* Lets the library choose its fastest code for this machine; spr_store_init does it. The hashes are the same.
 */
void spr_chain_ready(void);

/* Of the bytes of a body as they are stored. */
void spr_chain_body(spr_str body, spr_hash *out);
/* Of an entry: over everything in the row but pos, number, changes (packed stands for them), body and hash.
 */
void spr_chain_entry(const spr_entry_row *e, spr_hash *out);
/* Of a definition or an environment. */
void spr_chain_object(spr_object_kind kind, spr_str bytes, spr_hash *out);

/* Canonical bytes of anything, as they come. They are gathered, so that what fits is hashed in one go;
 * `state` is used only for what does not, in room that is aligned enough for it. */
typedef struct spr_hasher {
  uint8_t pending[1024];
  uint32_t n;
  bool begun; /* there is a state */
  _Alignas(64) unsigned char state[384];
} spr_hasher;

void spr_hasher_begin(spr_hasher *h, const char *tag);
/* With a secret: nobody without it can try out what was hashed. */
void spr_hasher_begin_keyed(spr_hasher *h, const char *tag, const spr_hash *secret);
void spr_hasher_u64(spr_hasher *h, uint64_t n);
void spr_hasher_str(spr_hasher *h, spr_str s);
void spr_hasher_hash(spr_hasher *h, const spr_hash *x);
void spr_hasher_end(spr_hasher *h, spr_hash *out);

/* A seal: spr_seal_begin(&h, former or NULL, from), spr_hasher_hash of each entry in order of position, and
 * spr_seal_end(&h, to, &hash). */
void spr_seal_begin(spr_hasher *h, const spr_hash *former, uint64_t from);
void spr_seal_end(spr_hasher *h, uint64_t to, spr_hash *out);
/* The version of libsodium that hashes and seals. */
const char *spr_chain_library(void);

#endif
