/* SPDX-License-Identifier: Apache-2.0 */
#include "store/block.h"

/* As many places fill as many bytes as a bit for every one. */
enum { MOST = SPR_BLOCK_BYTES / 2 };

static bool is_bits(spr_str set) {
  return set.n == SPR_BLOCK_BYTES;
}

static uint32_t place_at(spr_str set, uint32_t i) {
  return (uint32_t)(uint8_t)set.p[2 * i] << 8 | (uint8_t)set.p[2 * i + 1];
}

static void put_place(char *out, uint32_t i, uint32_t place) {
  out[2 * i] = (char)(place >> 8);
  out[2 * i + 1] = (char)place;
}

static bool has_bit(const char *bits, uint32_t place) {
  return (uint8_t)bits[place / 8] >> place % 8 & 1;
}

/* The first of the places in a list that is not before `from`. */
static uint32_t find(spr_str set, uint32_t from) {
  uint32_t low = 0, high = set.n / 2;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (place_at(set, middle) < from)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static uint32_t count_bits(spr_str set) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < set.n; i++) n += (uint32_t)__builtin_popcount((uint8_t)set.p[i]);
  return n;
}

bool spr_block_good(spr_str set) {
  if (is_bits(set)) return count_bits(set) >= MOST;
  if (set.n % 2 || set.n == 0 || set.n > SPR_BLOCK_BYTES) return false;
  for (uint32_t i = 0; i < set.n / 2; i++)
    if (place_at(set, i) >= SPR_BLOCK_NUMBERS || (i > 0 && place_at(set, i) <= place_at(set, i - 1)))
      return false;
  return true;
}

bool spr_block_has(spr_str set, uint32_t place) {
  if (is_bits(set)) return has_bit(set.p, place);
  uint32_t i = find(set, place);
  return i < set.n / 2 && place_at(set, i) == place;
}

uint32_t spr_block_next(spr_str set, uint32_t from) {
  if (!is_bits(set)) {
    uint32_t i = find(set, from);
    return i < set.n / 2 ? place_at(set, i) : SPR_BLOCK_NUMBERS;
  }
  while (from < SPR_BLOCK_NUMBERS && !has_bit(set.p, from)) from++;
  return from;
}

static bool mark_bits(spr_str set, uint8_t *bits) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < set.n; i += sizeof(uint64_t)) {
    uint64_t here, there;
    memcpy(&here, set.p + i, sizeof here);
    memcpy(&there, bits + i, sizeof there);
    n += (uint32_t)__builtin_popcountll(here);
    there |= here;
    memcpy(bits + i, &there, sizeof there);
  }
  return n >= MOST;
}

bool spr_block_mark(spr_str set, uint8_t *bits) {
  if (is_bits(set)) return mark_bits(set, bits);
  if (set.n % 2 || set.n == 0 || set.n > SPR_BLOCK_BYTES) return false;
  for (uint32_t i = 0, least = 0; i < set.n / 2; i++) {
    uint32_t place = place_at(set, i);
    if (place < least || place >= SPR_BLOCK_NUMBERS) return false;
    bits[place / 8] |= (uint8_t)(1u << place % 8);
    least = place + 1;
  }
  return true;
}

static spr_str copy(spr_str set, char *out) {
  if (set.n) memcpy(out, set.p, set.n);
  return spr_str_n(out, set.n);
}

/* A list that has grown as long as bits becomes those, where it lies. */
static spr_str to_bits(char *list) {
  char bits[SPR_BLOCK_BYTES] = {0};
  for (uint32_t i = 0; i < MOST; i++) {
    uint32_t place = place_at(spr_str_n(list, SPR_BLOCK_BYTES), i);
    bits[place / 8] = (char)(bits[place / 8] | 1 << place % 8);
  }
  memcpy(list, bits, sizeof bits);
  return spr_str_n(list, sizeof bits);
}

spr_str spr_block_with(spr_str set, uint32_t place, char *out) {
  spr_str made = copy(set, out);
  if (spr_block_has(set, place)) return made;
  if (is_bits(set)) {
    out[place / 8] = (char)(out[place / 8] | 1 << place % 8);
    return made;
  }
  uint32_t i = find(set, place);
  memmove(out + 2 * i + 2, out + 2 * i, made.n - 2 * i);
  put_place(out, i, place);
  return made.n + 2 < SPR_BLOCK_BYTES ? spr_str_n(out, made.n + 2) : to_bits(out);
}

static spr_str to_list(spr_str bits, char *out) {
  uint32_t n = 0;
  for (uint32_t at = spr_block_next(bits, 0); at < SPR_BLOCK_NUMBERS; at = spr_block_next(bits, at + 1))
    put_place(out, n++, at);
  return spr_str_n(out, 2 * n);
}

spr_str spr_block_without(spr_str set, uint32_t place, char *out) {
  spr_str made = copy(set, out);
  if (!spr_block_has(set, place)) return made;
  if (is_bits(set)) {
    char bits[SPR_BLOCK_BYTES];
    out[place / 8] = (char)(out[place / 8] & ~(1 << place % 8));
    if (count_bits(made) >= MOST) return made;
    return to_list(copy(made, bits), out);
  }
  uint32_t i = find(set, place);
  memmove(out + 2 * i, out + 2 * i + 2, made.n - 2 * i - 2);
  return spr_str_n(out, made.n - 2);
}
