/* SPDX-License-Identifier: Apache-2.0 */
#include "store/token.h"

#include <sodium.h>

#include "base/limits.h"
#include "store/chain.h"

#define TOKEN_VERSION 1
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES
#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING

_Static_assert(SPR_TOKEN_HEAD == 1 + NONCE_BYTES + TAG_BYTES, "token.h says how much longer a token is");
_Static_assert(sizeof(spr_hash) == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "a hash is a key");

typedef uint8_t sealed_bytes[SPR_TOKEN_HEAD + SPR_MAX_TOKEN_BYTES];

/* No two uses of a secret share a key. */
static void derive(const spr_hash *secret, const char *use, spr_hash *key) {
  spr_hasher h;
  spr_hasher_begin_keyed(&h, use, secret);
  spr_hasher_end(&h, key);
  sodium_memzero(&h, sizeof h);
}

static void synthetic_nonce(const spr_hash *secret, const spr_hash *bound, spr_str plain, uint8_t *out) {
  spr_hash key, hash;
  spr_hasher h;
  derive(secret, "sprawa token nonce 1", &key);
  spr_hasher_begin_keyed(&h, "sprawa token 1", &key);
  spr_hasher_hash(&h, bound);
  spr_hasher_str(&h, plain);
  spr_hasher_end(&h, &hash);
  memcpy(out, hash.b, NONCE_BYTES);
  sodium_memzero(&h, sizeof h);
  sodium_memzero(&key, sizeof key);
}

void spr_token_write(const spr_hash *secret, const spr_hash *bound, spr_str plain, char *out) {
  sealed_bytes sealed = {TOKEN_VERSION};
  uint8_t *nonce = sealed + 1;
  size_t n = plain.n < SPR_MAX_TOKEN_BYTES ? plain.n : SPR_MAX_TOKEN_BYTES;
  spr_hash key;
  derive(secret, "sprawa token key 1", &key);
  synthetic_nonce(secret, bound, spr_str_n(plain.p, n), nonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + NONCE_BYTES, NULL, (const uint8_t *)plain.p, n, bound->b,
                                             sizeof bound->b, NULL, nonce, key.b);
  sodium_memzero(&key, sizeof key);
  sodium_bin2base64(out, SPR_TOKEN_CHARS(n) + 1, sealed, SPR_TOKEN_HEAD + n, VARIANT);
}

/* The bytes of a token, if it is written as they are: libsodium takes some bytes beyond ASCII for letters.
 * 0: it is not one. */
static size_t decode(spr_str token, sealed_bytes sealed) {
  char again[SPR_TOKEN_CHARS(SPR_MAX_TOKEN_BYTES) + 1];
  size_t n = 0;
  if (token.n >= sizeof again ||
      sodium_base642bin(sealed, sizeof(sealed_bytes), token.p, token.n, NULL, &n, NULL, VARIANT) != 0)
    return 0;
  sodium_bin2base64(again, sizeof again, sealed, n, VARIANT);
  return n >= SPR_TOKEN_HEAD && sealed[0] == TOKEN_VERSION && spr_str_is(token, again) ? n : 0;
}

bool spr_token_read(const spr_hash *secret, const spr_hash *bound, spr_str token, uint8_t *out, size_t *n) {
  sealed_bytes sealed;
  const uint8_t *nonce = sealed + 1;
  size_t bytes = decode(token, sealed);
  spr_hash key;
  *n = 0;
  if (bytes == 0) return false;
  derive(secret, "sprawa token key 1", &key);
  int rc = crypto_aead_xchacha20poly1305_ietf_decrypt(
      out, NULL, NULL, nonce + NONCE_BYTES, bytes - 1 - NONCE_BYTES, bound->b, sizeof bound->b, nonce, key.b);
  sodium_memzero(&key, sizeof key);
  *n = rc == 0 ? bytes - SPR_TOKEN_HEAD : 0;
  return rc == 0;
}
