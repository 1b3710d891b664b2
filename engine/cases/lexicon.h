/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_LEXICON_H
#define SPR_CASES_LEXICON_H

#include "cases/desk.h"

/* In which titles a word stands: of municipalities, packages, workflows and states, in all languages, as they
 * are deployed now. A case that was opened under an older version is found by what its state is called now; a
 * package or city that is deployed no longer has no titles. Where a state and all around it have no title,
 * its path is one, and ids of municipalities, packages and workflows always are.
 *
 * The lexicon of a desk is made when it is first asked and when something was deployed since: all that is
 * deployed is compiled for it. */
typedef struct spr_lexicon spr_lexicon;
void spr_lexicon_free(spr_lexicon *x); /* NULL is ignored */

/* Fills in where each of the words stands. That lies in `a`, but for texts, which are good until the next
 * call. SPR_ENOMEM; what the store gives. */
spr_status spr_lexicon_seek(spr_desk *desk, spr_store *store, spr_arena *a, spr_sought *v, uint32_t n);

#endif
