/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_API_EYES_H
#define SPR_API_EYES_H

#include "access/visibility.h"
#include "api/api.h"
#include "store/chain.h"

/* A view as it was given, checked: what engine/access decides by, and in which language titles are told. The
 * view borrows from its eyes, so they stay where they are. */
typedef struct spr_eyes {
  spr_view view;
  spr_str institutions[SPR_MAX_VIEW_INSTITUTIONS];
  spr_str municipalities[SPR_MAX_VIEW_MUNICIPALITIES];
  spr_str language; /* empty: the engine's */
} spr_eyes;

/* as must be given. SPRAWA_INVALID: no clean UTF-8, or too many names. */
sprawa_code spr_api_eyes(sprawa_error *e, const sprawa_view *as, spr_eyes *out);
/* All of a view that decides what is seen. */
void spr_api_hash_view(spr_hasher *h, const spr_view *v);

/* The institution of a view that has no other, and which may be misspelt; else empty. */
spr_str spr_api_only_institution(const spr_view *v);

#endif
