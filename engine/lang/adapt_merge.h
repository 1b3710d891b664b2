/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LANG_ADAPT_MERGE_H
#define SPR_LANG_ADAPT_MERGE_H

#include "lang/adapt.h"

/* One patch on one state, as far as the rights at that place go. Private to adapt*.c. */

typedef struct spr_rights {    /* what may change at a place of a workflow */
  const spr_member *adaptable; /* the nearest around, or NULL */
  const spr_member *locked;    /* the first `locked: true` around, or NULL */
} spr_rights;

/* The rights inside of a map, which may say `adaptable` or `locked` itself. */
spr_rights spr_rights_below(spr_rights around, const spr_node *map);
/* Does the word of `adaptable` hold here? NULL: no. */
bool spr_adapt_may(const spr_adapter *x, const spr_rights *r, const char *word);
/* Reports that the key of the patch may not change, and the line that says so. The names in it are lost. */
void spr_adapt_refuse(spr_adapter *x, const spr_rights *r, const spr_member *patch);
/* Names in a part of the patch that is not taken. */
void spr_adapt_lose(spr_adapter *x, const spr_member *part);
/* May a city give this name to something new? If not, says so, with the nearest of those that are there; it
 * is lost. */
bool spr_adapt_is_city_name(spr_adapter *x, const spr_member *added, const spr_node *among);
/* The state with the (expanded) patch merged in; what is refused is reported and left as it was. */
spr_node *spr_adapt_state(spr_adapter *x, const spr_rights *r, const spr_node *target, const spr_node *patch);

#endif
