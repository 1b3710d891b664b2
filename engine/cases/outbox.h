/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_OUTBOX_H
#define SPR_CASES_OUTBOX_H

#include "cases/desk.h"

/* Outbound messages to institutions (the action `notify`), for whoever carries them: they are pulled page by
 * page, carried, and then marked, so that none is lost, and one may come twice where the carrier died
 * between.
 *
 *   spr_outbox(desk, &filter, &arena, &v, &n)           in a look; goes on behind v[n - 1].pos
 *   spr_outbox_delivered(store, pos, number, at)        in a batch
 */
typedef struct spr_outbound {
  uint64_t pos; /* of the journal; with `number` its name here, which tells how much happens elsewhere */
  uint32_t number;
  spr_str id, institution;
  spr_str text;
  spr_instant at;
  bool delivered;
  bool sealed; /* the text cannot be read: the key is not here */
} spr_outbound;

/* Messages by filter, as many as its limit (0: SPR_LISTED) or a few more, for those of one step stay
 * together; up to the stable position, so that whoever goes on behind the last one misses none. Those of
 * erased cases are gone. Texts live in the arena. SPR_ECORRUPT, SPR_ENOMEM, or what the store gives. */
spr_status spr_outbox(spr_desk *desk, const spr_notice_filter *filter, spr_arena *a, spr_outbound **v,
                      uint32_t *n);
/* SPR_ENOTFOUND: there is none of that name. Again: nothing. */
spr_status spr_outbox_delivered(spr_store *store, uint64_t pos, uint32_t number, spr_instant at);

#endif
