/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_API_ENGINE_IMPL_H
#define SPR_API_ENGINE_IMPL_H

#include "api/api.h"
#include "cases/engine.h"
#include "store/random.h"

/* What an engine consists of, and what its readers share; private to engine.c, ask.c, case.c, list.c and
 * journal.c. */
struct sprawa_engine {
  sprawa_host host;
  spr_alloc alloc;
  spr_engine *engine;
  spr_random random; /* where the host brings none; the writer's, once it runs */
};

/* A failure of the environment, with what the engine knows about it. */
sprawa_code spr_api_failed(sprawa_engine *e, spr_status s, sprawa_error *error);

/* -- case.c: for whoever reads -------------------------------------------------------------------------- */
/* Whose view: `as` must be given. */
sprawa_code spr_api_as(sprawa_error *e, const char *as, spr_str *out, bool *everything);
/* Loads a case that may be seen; SPR_ENOTFOUND also where it may not. SPR_EREFUSED: its key is missing. To be
 * released only on SPR_OK. */
spr_status spr_api_load(spr_desk *desk, spr_store *store, spr_str id, spr_str as, bool everything,
                        spr_loaded *out);
sprawa_code spr_api_not_loaded(sprawa_engine *e, spr_status s, const char *id, sprawa_error *error);
/* Copies; the arena may jump. */
sprawa_case_row spr_api_row(spr_arena *a, const spr_case_row *row);
const char *spr_api_z(spr_arena *a, spr_str s);

#endif
