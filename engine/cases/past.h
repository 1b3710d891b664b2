/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_PAST_H
#define SPR_CASES_PAST_H

#include "cases/desk.h"

/* Makes of a loaded case the one that it was after its entry `seq`: what the entries up to that one have
 * recorded is applied again, and no rule is asked; the environment is that of today. The row goes along, but
 * for `pending`, `due` and `overdue`, which follow from the case. SPR_ENOTFOUND: there is no such entry;
 * SPR_EREFUSED: its bodies were erased; SPR_ECORRUPT. It is to be released whatever this gives. */
spr_status spr_loaded_past(spr_loaded *l, uint64_t seq);

#endif
