/* SPDX-License-Identifier: Apache-2.0 */
#include "server/transport_impl.h"

/* Memory of requests. It is given from one to the next, with the memory that the request was read into: on
 * the way from one thread to another the C library would look for it under a lock each time. */

spr_exchange *spr_exchange_new(spr_transport *t, struct MHD_Connection *c) {
  spr_exchange *x = t->spares;
  spr_arena arena;
  if (x) {
    t->spares = x->next;
    t->nspares--;
    arena = x->arena;
  } else {
    x = spr_realloc(&spr_alloc_default, NULL, 0, sizeof *x);
    if (!x) return NULL;
    spr_arena_init(&arena, &spr_alloc_default, SPR_MAX_REQUEST_BYTES);
  }
  *x = (spr_exchange){.transport = t, .connection = c, .link = spr_link_of(c), .arena = arena};
  spr_buf_init(&x->body, &spr_alloc_default, SPR_MAX_HTTP_BODY + 1);
  return x;
}

static void release(spr_exchange *x) {
  spr_arena_release(&x->arena);
  spr_free(&spr_alloc_default, x, sizeof *x);
}

void spr_exchange_free(spr_exchange *x) {
  spr_transport *t = x->transport;
  spr_buf_release(&x->answer.body);
  spr_buf_release(&x->body);
  if (x->arena.used > SPR_SPARE_BYTES || t->nspares == SPR_SPARE_EXCHANGES) {
    release(x);
    return;
  }
  spr_arena_clear(&x->arena);
  x->next = t->spares;
  t->spares = x;
  t->nspares++;
}

void spr_exchange_free_spares(spr_transport *t) {
  while (t->spares) {
    spr_exchange *next = t->spares->next;
    release(t->spares);
    t->spares = next;
  }
}
