/* SPDX-License-Identifier: Apache-2.0 */
#include "store/random.h"

#include <sodium.h>
#include <string.h>

void spr_random_init(spr_random *r, const uint8_t seed[32]) {
  memcpy(r->key, seed, sizeof r->key);
}

void spr_random_bytes(void *ud, void *out, size_t n) {
  static const uint8_t request[crypto_stream_chacha20_NONCEBYTES] = {0}, next[] = {1, 0, 0, 0, 0, 0, 0, 0};
  spr_random *r = ud;
  uint8_t key[32];
  crypto_stream_chacha20(out, n, request, r->key);
  crypto_stream_chacha20(key, sizeof key, next, r->key);
  memcpy(r->key, key, sizeof key);
  sodium_memzero(key, sizeof key);
}
