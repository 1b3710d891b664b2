/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_CHANGES_H
#define SPR_STORE_CHANGES_H

#include "base/status.h"
#include "store/row.h"

/* Changes as the journal keeps them.
 *
 *   spr_changes_pack(&buf, changes, n)        appends to the buffer
 *   spr_changes_unpack(&list, bytes)          list.v, list.n, until the next unpack
 *   spr_changes_release(&list)
 *
 * Each change is a byte (its kind, with 0x80 for the flag) and those members that its kind has, in the order
 * name, text, text2, list, n, m, at, was (base/pack.h); an instant is moved up by one, so that "none" is one
 * byte. Other members are not written. A list of changes has one form only, and the reader takes no other. */

/* What unpacking reuses: warm, it asks the allocator for nothing. Start with {.alloc = ...}. */
typedef struct spr_change_list {
  spr_alloc alloc;
  spr_change *v; /* texts point into the bytes that were unpacked */
  uint32_t n, cap;
  spr_str *words; /* the members `list` */
  uint32_t nwords, words_cap;
} spr_change_list;

/* SPR_EINVAL: a kind or a number that is none; SPR_ELIMIT: too many, or too long; SPR_ENOMEM. */
spr_status spr_changes_pack(spr_buf *out, const spr_change *v, uint32_t n);
/* SPR_ECORRUPT: not what pack writes; SPR_ENOMEM. */
spr_status spr_changes_unpack(spr_change_list *l, spr_str bytes);
void spr_changes_release(spr_change_list *l);

#endif
