/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_BLOCK_H
#define SPR_STORE_BLOCK_H

#include "base/str.h"

/* A set of numbers of one block, in few bytes: the numbers of cases are cut into blocks of SPR_BLOCK_NUMBERS,
 * and of each that lies in the set its place in the block is kept: two bytes each, the smaller first, in
 * ascending order; or, where that would be as long, a bit for every place. So a set of a block has one form
 * alone, and one of a million cases is read in a few hundred steps.
 *
 * Bytes that are no such set are told by spr_block_good, and are not read over their end. */
#define SPR_BLOCK_BITS 14
#define SPR_BLOCK_NUMBERS (1u << SPR_BLOCK_BITS)
#define SPR_BLOCK_BYTES (SPR_BLOCK_NUMBERS / 8)

static inline uint64_t spr_block_of(uint64_t number) {
  return number >> SPR_BLOCK_BITS;
}
static inline uint32_t spr_block_place(uint64_t number) {
  return (uint32_t)(number & (SPR_BLOCK_NUMBERS - 1));
}

bool spr_block_good(spr_str set);
bool spr_block_has(spr_str set, uint32_t place);
/* The set with the place, or without it; into `out`, which has SPR_BLOCK_BYTES and is not the set's. */
spr_str spr_block_with(spr_str set, uint32_t place, char *out);
spr_str spr_block_without(spr_str set, uint32_t place, char *out);
/* The first place that is not before `from`; SPR_BLOCK_NUMBERS: there is none. */
uint32_t spr_block_next(spr_str set, uint32_t from);
/* Sets the bit of each place, in SPR_BLOCK_BYTES; of some of them where it is no such set (false). */
bool spr_block_mark(spr_str set, uint8_t *bits);

#endif
