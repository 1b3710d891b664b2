/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LANG_MODEL_INDEX_H
#define SPR_LANG_MODEL_INDEX_H

#include "lang/model.h"

/* The name tables of a model. Those of fields, events and so on have the numbers of the model's arrays; a
 * path leads through `*_of` to a state or deadline, because of two things of one path only the first has it.
 * Private to lang. */
typedef struct spr_model_index {
  spr_names fields, events, params, hooks, roles, kinds;
  spr_names paths, deadlines;
  int32_t *path_of, *deadline_of;
  spr_names lost; /* see lost.h */
} spr_model_index;

/* "base.name" in buf, or an empty string when it is longer than any path. */
spr_str spr_path_join(char buf[SPR_MAX_PATH], spr_str base, spr_str name);

#endif
