/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LANG_EXPAND_H
#define SPR_LANG_EXPAND_H

#include "lang/node.h"

/* Short forms to the canonical tree, before adaptation, so that a patch meets the same form however each side
 * was written:
 *
 *   transition `NAME`, `{...}`        -> list of maps; `{}` stays a map: taken, and nothing happens
 *   to, by, when (of a transition)    -> lists
 *   deadline: {...}                   -> deadlines: {NAME OF THE STATE: ...}
 *   initial: NAME or list             -> {to: [...]}
 *   responsible, decides, ..., keep   -> lists
 *
 * New nodes have the places of what they stand for; parts without short forms are shared with the given tree.
 * Null values stay: in a patch they delete. */

/* A workflow file's root or a patch of it; `name` is what `deadline` means there: the workflow's or the
 * state's name. */
spr_node *spr_expand_state(spr_arena *a, spr_node *state, spr_str name);

#endif
