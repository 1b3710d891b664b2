/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_FOOTING_H
#define SPR_CASES_FOOTING_H

#include "cases/desk.h"

/* What whoever asks is to a case, before anything of the case is opened: decided by the row that the store
 * keeps beside it and by what the workflow writes. No key, snapshot or rule is needed, so what fails with
 * these is told to those alone who may know of the case; and a stranger is answered without work, as for a
 * case that does not exist. */
typedef enum spr_footing {
  SPR_FOOTING_STRANGER, /* there is no such case for it */
  SPR_FOOTING_PERHAPS,  /* it does not see the case, but the workflow may mean it: the case has to say */
  SPR_FOOTING_KNOWS     /* it may know of the case, or is surely meant by the workflow */
} spr_footing;

/* SPR_ENOTFOUND: there is no case. */
spr_status spr_footing_of(spr_desk *s, const spr_ask *ask, spr_footing *out);

/* May the view know that the case of the row was erased? Those who could know of it when it was erased may,
 * as the last entry says, and whoever sees everything. The row is of an erased case; it is not read after the
 * store was asked. */
spr_status spr_footing_erased(spr_store *store, const spr_case_row *row, const spr_view *view, bool *out);

#endif
