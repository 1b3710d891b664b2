/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_API_ASK_IMPL_H
#define SPR_API_ASK_IMPL_H

#include "api/engine_impl.h"

/* A request: what the caller says (ask_read.c), and what becomes of it (ask.c). It stays where it is: what is
 * asked borrows from it. */
typedef struct spr_wish {
  spr_input_kind kind;
  bool emergency;
  const char *id, *package, *municipality, *workflow, *name, *reason;
  const char *named; /* what `name` is, for messages; NULL: there is none */
  const sprawa_value *data;
} spr_wish;

typedef struct spr_asking {
  spr_wish wish;
  spr_ask ask;
  spr_str by_name; /* empty: `by` is said */
  bool own_view;   /* it is answered as whoever acts */
  spr_eyes eyes;
  char by[SPR_MAX_NAME + 1];           /* who is meant by it */
  char problem[SPR_MAX_MESSAGE_BYTES]; /* why nobody is */
} spr_asking;

/* Without the large arrays: they are written before they are read. */
void spr_asking_init(spr_asking *k, const spr_wish *wish);
/* Fills k->ask, with the data in the pool. */
sprawa_code spr_asking_read(sprawa_engine *e, spr_asking *k, const sprawa_request *request, spr_pool *pool,
                            sprawa_error *error);

#endif
