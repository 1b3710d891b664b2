/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_GATE_H
#define SPR_STORE_GATE_H

#include "store/impl.h"

/* What stands before every call of an implementation, and behind it. Internal to store*.c. */

/* Keeps the words for spr_store_fault and gives the status. */
spr_status spr_gate_refuse(spr_store *s, spr_status status, const char *why);
/* May the store be read, or written, now? */
spr_status spr_gate_read(spr_store *s);
spr_status spr_gate_write(spr_store *s);
/* The store is neither within a batch nor a look: for what touches the whole file. */
spr_status spr_gate_alone(spr_store *s);
/* A failure within a batch leaves nothing but to abandon it. */
spr_status spr_gate_out(spr_store *s, spr_status status);
/* Around a call with a callback. */
static inline spr_status spr_gate_called(spr_store *s, spr_status status) {
  s->in_callback = false;
  return spr_gate_out(s, status);
}
#define SPR_GATE_CALL(s, call) ((s)->in_callback = true, spr_gate_called((s), (call)))

#endif
