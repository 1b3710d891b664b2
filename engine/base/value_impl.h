/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BASE_VALUE_IMPL_H
#define SPR_BASE_VALUE_IMPL_H

#include "base/value.h"

/* Containers in the making, for value_make.c and value_codec.c: n nil elements, to be filled in place and
 * then sealed. NULL when memory runs out (h->oom is set). */
spr_vlist *spr_vlist_new(spr_heap *h, uint32_t n);
spr_vrecord *spr_vrecord_new(spr_heap *h, uint32_t n);

/* Measures the depth and makes the value; releases it and gives nil, with h->oom, if it is too deep. */
spr_value spr_vlist_seal(spr_heap *h, spr_vlist *l);
spr_value spr_vrecord_seal(spr_heap *h, spr_vrecord *r);

#endif
