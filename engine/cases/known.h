/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_KNOWN_H
#define SPR_CASES_KNOWN_H

#include "cases/desk.h"

/* What a list may be asked for: whether the names in a question exist, so that a misspelt one is not answered
 * with nothing. Empty: not asked for. */
typedef struct spr_question {
  const spr_view *view;          /* who asks */
  spr_str package, municipality; /* also where the others are looked for */
  spr_str workflow;              /* the same of `state` */
  spr_str state;                 /* a path */
  spr_str institutions[2];       /* of any municipality */
  const spr_listed_wish *wishes; /* `listed` fields, and what they must be */
  uint32_t nwishes;              /* SPR_MAX_WISHES at most */
  spr_str sort;                  /* a `listed` field */
} spr_question;

/* Appends `no state "X", did you mean "Y"?` for each name that no definition has, neither one that is
 * deployed nor one under which a case began that the view may know of: what other cases began under tells
 * that there are such. Nothing where all are known. Definitions are compiled one after
 * another, the deployed ones first, as long as a name is missing: for lists that are empty. Errors as the
 * store gives them; SPR_ENOMEM. */
spr_status spr_known_missing(spr_desk *desk, spr_store *store, const spr_question *q, spr_buf *out);

#endif
