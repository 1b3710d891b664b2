/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_API_HANDLES_H
#define SPR_API_HANDLES_H

#include "api/api.h"
#include "cases/library.h"

/* What definitions consist of; private to definitions.c, hooks.c and machine*.c. */

typedef struct spr_api_hook {
  struct spr_api_hook *next;
  spr_library_hook bound;
  struct sprawa_definitions *d;
  sprawa_hook_fn fn;
  void *data;
} spr_api_hook;

struct sprawa_definitions {
  sprawa_host host;
  spr_alloc alloc;
  spr_arena arena;
  spr_sources sources;
  spr_diags diags;
  spr_site *site; /* NULL: the workflow stands alone */
  spr_library *library;
  spr_api_hook *hooks;
  sprawa_machine *running; /* in a step at this moment */
  bool draft;              /* the site was not checked */
};

/* Tells all faults that are known; the first error becomes the caller's, else SPRAWA_OK and nothing is filled
 * in. The arena of the definitions may jump. fn may be NULL. */
sprawa_code spr_api_faults(sprawa_definitions *d, sprawa_diagnostic_fn fn, void *data, sprawa_error *e);

/* SPRAWA_INVALID in the middle of a step: a hook has called. */
sprawa_code spr_api_idle(const sprawa_definitions *d, sprawa_error *e);
/* hooks.c: answers for the engine; ud: spr_api_hook. */
bool spr_api_answer(void *ud, spr_hook_call *call);

#endif
