/* SPDX-License-Identifier: Apache-2.0 */
#include "store/secret.h"

#include <errno.h>
#include <sodium.h>

#include "base/limits.h"
#include "store/chain.h"

#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING

_Static_assert(SPR_SALT_BYTES == crypto_pwhash_argon2id_SALTBYTES, "a salt as Argon2id takes it");
_Static_assert(SPR_SECRET_CHARS + 1 == sodium_base64_ENCODED_LEN(32, VARIANT), "32 bytes, and a NUL");

static void write(const uint8_t bytes[32], spr_secret *out) {
  sodium_bin2base64(out->text, sizeof out->text, bytes, 32, VARIANT);
}

void spr_secret_make(void (*draw)(void *ud, void *out, size_t n), void *ud, spr_secret *out) {
  uint8_t bytes[32];
  draw(ud, bytes, sizeof bytes);
  write(bytes, out);
  sodium_memzero(bytes, sizeof bytes);
}

void spr_secret_hash(const char *use, spr_str secret, spr_hash *out) {
  spr_hasher h;
  spr_hasher_begin(&h, use);
  spr_hasher_str(&h, secret);
  spr_hasher_end(&h, out);
  sodium_memzero(&h, sizeof h);
}

void spr_secret_mark(const char *use, spr_str secret, spr_secret *out) {
  spr_hasher h;
  spr_hash key, mark;
  spr_secret_hash("sprawa mark key 1", secret, &key);
  spr_hasher_begin_keyed(&h, use, &key);
  spr_hasher_end(&h, &mark);
  write(mark.b, out);
  sodium_memzero(&h, sizeof h);
  sodium_memzero(&key, sizeof key);
}

bool spr_secret_same(spr_str a, spr_str b) {
  return a.n == b.n && sodium_memcmp(a.p, b.p, a.n) == 0;
}

void spr_secret_wipe(void *p, size_t n) {
  sodium_memzero(p, n);
}

spr_status spr_password_hash(const spr_password *p, spr_str text, uint8_t out[32]) {
  if (text.n > SPR_MAX_PASSWORD) return SPR_EINVAL;
  errno = 0;
  int rc = crypto_pwhash_argon2id(out, 32, text.n ? text.p : "", text.n, p->salt, p->passes, p->bytes,
                                  crypto_pwhash_argon2id_ALG_ARGON2ID13);
  if (rc == 0) return SPR_OK;
  return errno == EINVAL || errno == EFBIG ? SPR_EINVAL : SPR_ENOMEM;
}
