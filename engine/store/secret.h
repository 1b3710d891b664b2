/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_SECRET_H
#define SPR_STORE_SECRET_H

#include "base/status.h"
#include "store/row.h"

/* Secrets that are given away and come back (session, bearer token, one-time link), and passwords. What is
 * kept of them is told here: a hash of the one, which needs no salt, since nobody can try 256 random bits; a
 * slow and salted one of the other. */

/* 32 random bytes as base64url (RFC 4648), with a NUL. */
#define SPR_SECRET_CHARS 43
typedef struct spr_secret {
  char text[SPR_SECRET_CHARS + 1];
} spr_secret;

/* draw: as spr_random_bytes. */
void spr_secret_make(void (*draw)(void *ud, void *out, size_t n), void *ud, spr_secret *out);
/* Of whatever somebody brings, of any length. use: what it is, so that none passes for another. */
void spr_secret_hash(const char *use, spr_str secret, spr_hash *out);
/* A mark that only who has the secret can make: a keyed hash. */
void spr_secret_mark(const char *use, spr_str secret, spr_secret *out);
/* Are they the same? How long it takes tells nothing but their lengths. */
bool spr_secret_same(spr_str a, spr_str b);
void spr_secret_wipe(void *p, size_t n);

/* Argon2id (RFC 9106), one lane. */
#define SPR_SALT_BYTES 16
typedef struct spr_password {
  uint8_t salt[SPR_SALT_BYTES];
  uint8_t hash[32];
  uint32_t passes, bytes;
} spr_password;
/* Hashes a text of at most SPR_MAX_PASSWORD bytes with the salt and at the cost of p. SPR_ENOMEM;
 * SPR_EINVAL: a cost that is none. */
spr_status spr_password_hash(const spr_password *p, spr_str text, uint8_t out[32]);

#endif
