/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_TOKEN_H
#define SPR_STORE_TOKEN_H

#include "store/row.h"

/* What is given away and comes back: a few bytes that whoever carries them can neither read nor change, in
 * letters, digits, "-" and "_" (the first one is a letter).
 *
 * They are sealed (libsodium's crypto_aead_xchacha20poly1305_ietf) under a key that is derived from a secret,
 * and bound to what the caller says. The nonce is a keyed hash of the bytes and of what they are bound to: so
 * the same bytes give the same token, which holds no clock and no chance, and other bytes another nonce. What
 * a token tells is how many bytes it holds, and whether two of them are the same. */
#define SPR_TOKEN_HEAD 41 /* version, nonce: 24, tag: 16 */
/* Characters of a token for n bytes, without a NUL. */
#define SPR_TOKEN_CHARS(n) ((((n) + SPR_TOKEN_HEAD) * 4 + 2) / 3)

/* At most SPR_MAX_TOKEN_BYTES. out: room for SPR_TOKEN_CHARS of them and a NUL. */
void spr_token_write(const spr_hash *secret, const spr_hash *bound, spr_str plain, char *out);
/* out: room for SPR_MAX_TOKEN_BYTES. false, and *n is 0: it was not written under this secret and bound to
 * this, or was changed. */
bool spr_token_read(const spr_hash *secret, const spr_hash *bound, spr_str token, uint8_t *out, size_t *n);

#endif
