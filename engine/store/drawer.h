/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_DRAWER_H
#define SPR_STORE_DRAWER_H

#include "store/row.h"

/* Cases of one package, workflow and municipality of which the same institutions may know lie in one drawer.
 * A case changes its drawer seldom, and there are few of them: so what concerns whole drawers (whose eyes,
 * which city) is decided by looking at those, and never at each case. A drawer is named by the four, each on
 * a line; none of them has a line end in it. */
typedef enum spr_drawer_part {
  SPR_DRAWER_PACKAGE,
  SPR_DRAWER_WORKFLOW,
  SPR_DRAWER_MUNICIPALITY,
  SPR_DRAWER_SEEN /* institutions, joined with "," */
} spr_drawer_part;

void spr_drawer_name(const spr_case_row *c, spr_buf *out);
/* Borrowed from the name. */
spr_str spr_drawer_word(spr_str name, spr_drawer_part part);
/* Where its cases stand whose configuration is that. */
spr_titled spr_drawer_standing(spr_str name, spr_str configuration);
/* Does a filter let cases of this drawer through? The case that was opened for an emergency is not asked. */
bool spr_drawer_fits(const spr_case_filter *f, spr_str name);

#endif
