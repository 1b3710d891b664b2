/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_SOUGHT_H
#define SPR_STORE_SOUGHT_H

#include "base/wording.h"
#include "store/listed.h"

/* Searching. A case is found if each word that is sought begins a word (base/wording.h) of the case: of its
 * `listed` fields that are texts, dates or whole numbers, of a title, or, from SPR_MIN_SOUGHT_ID characters
 * on, its id. The store keeps no titles. Who asks says where each word stands in them; that is so of all
 * cases that stand alike. */

/* Of a package's workflow in a municipality: the title of a state (its path), or, where that is empty, of the
 * workflow and all around it. */
typedef struct spr_titled {
  spr_str package, workflow, municipality, state;
} spr_titled;

typedef struct spr_sought {
  spr_str word;             /* folded, not empty */
  spr_str exact;            /* or the case has this keyed hash (SPR_LISTED_KEYED); empty: none */
  const spr_titled *titled; /* ordered by package, workflow, municipality (spr_titled_cmp) */
  uint32_t ntitled;
} spr_sought;

/* The order of those lists: places that are alike but for the state are equal. */
int spr_titled_cmp(const spr_titled *a, const spr_titled *b);
/* Does the word stand in a title of a case that stands there? standing.state: its configuration. */
bool spr_sought_titled(const spr_sought *w, const spr_titled *standing);
/* The same whatever the configuration is; and in the title of a state, wherever it lies. */
bool spr_sought_around(const spr_sought *w, const spr_titled *standing);
bool spr_sought_state(const spr_sought *w, spr_str configuration);
/* Is there any title of such a place in which it stands? */
bool spr_sought_placed(const spr_sought *w, const spr_titled *standing);
bool spr_sought_id(const spr_sought *w, spr_str id);
bool spr_sought_listed(const spr_sought *w, const spr_listed *v);

/* The text of a value in which words are sought, or an empty one. room: for a number. */
#define SPR_LISTED_DIGITS 24
spr_str spr_listed_words(const spr_listed *v, char room[SPR_LISTED_DIGITS]);

#endif
