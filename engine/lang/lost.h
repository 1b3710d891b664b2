/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LANG_LOST_H
#define SPR_LANG_LOST_H

#include "lang/node.h"

/* Names that are lost: they stand in a part of a file that could not be taken as it is written (under a key
 * that is not known, below a name that may not be given so, in a patch that is refused). That part was
 * reported; whoever looks such a name up and does not find it has nothing to add.
 *
 *     spr_names_init(&lost, arena);
 *     spr_lost_gather(&lost, tree);
 *     if (spr_lost_has(&lost, name)) ... say nothing
 *
 * Names are kept, not copied. The depth of a tree is bounded by SPR_MAX_YAML_DEPTH. */

/* The names in the faulty parts of a tree. */
void spr_lost_gather(spr_names *lost, const spr_node *tree);
/* Is something faulty in the tree, apart from what only people read (titles, legal bases, who is competent)?
 * Then events, parameters or hooks may be used there that nobody sees. */
bool spr_lost_uses(const spr_node *tree);
/* All names in a part that is lost as a whole: keys, and what actions raise, send and open. */
void spr_lost_add(spr_names *lost, const spr_node *part);
/* Is the name, or a part of the path, among them? Case, diacritics, dashes and underscores do not count: a
 * name that was refused for its letters is meant by the one that is right. */
bool spr_lost_has(const spr_names *lost, spr_str name);

#endif
