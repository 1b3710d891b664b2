/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BASE_PACK_H
#define SPR_BASE_PACK_H

#include "base/status.h"
#include "base/str.h"

/* Small binary forms, written once and read for ever: numbers as LEB128 varints in their shortest form,
 * signed ones zigzag (0, -1, 1, -2 are 0, 1, 2, 3), texts with their length before them. What is written has
 * one form only, and the reader takes no other. */

void spr_pack_long(spr_buf *b, uint64_t n);
/* Most numbers take one byte. */
static inline void spr_pack_u64(spr_buf *b, uint64_t n) {
  if (n < 0x80) {
    spr_buf_char(b, (char)n);
  } else {
    spr_pack_long(b, n);
  }
}
void spr_pack_i64(spr_buf *b, int64_t n);
void spr_pack_str(spr_buf *b, spr_str s);

/* A text of which the read part has been passed. The first failure stays; after it every get gives 0 or an
 * empty text, so a reader looks once, at the end. */
typedef struct spr_unpack {
  spr_str in;
  uint32_t at;
  bool failed;
} spr_unpack;

static inline spr_unpack spr_unpack_begin(spr_str in) {
  return (spr_unpack){in, 0, false};
}
uint64_t spr_unpack_u64(spr_unpack *u);
/* At most `max`, else a failure. */
uint64_t spr_unpack_max(spr_unpack *u, uint64_t max);
int64_t spr_unpack_i64(spr_unpack *u);
/* Borrowed from the text that is read. */
spr_str spr_unpack_str(spr_unpack *u);
/* A count of things that take at least one byte each: never more than what is left. */
uint32_t spr_unpack_count(spr_unpack *u);
/* Everything was read, and nothing failed. */
static inline bool spr_unpack_done(const spr_unpack *u) {
  return !u->failed && u->at == u->in.n;
}

#endif
