/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_RANDOM_H
#define SPR_STORE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* Random bytes without end from 32 that the system gave: ChaCha20 (RFC 8439) under a key that each request
 * replaces, so that what was given out cannot be found from what is left (fast key erasure). Asking cannot
 * fail. One thread at a time. With the same seed it gives the same bytes, which tests use. */
typedef struct spr_random {
  uint8_t key[32];
} spr_random;

void spr_random_init(spr_random *r, const uint8_t seed[32]);
/* ud: a spr_random. */
void spr_random_bytes(void *ud, void *out, size_t n);

#endif
