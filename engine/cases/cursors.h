/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_CURSORS_H
#define SPR_CASES_CURSORS_H

#include "cases/desk.h"

/* What the cursors of lists are sealed with (store/token.h): a random secret of the database's own, which is
 * made once. It stands there in clear, for a cursor says nothing that does not stand beside it in clear as
 * well, and whoever reads without the key file reads page by page, too. Who has a cursor and not the database
 * is told nothing. */

/* Makes it where there is none. Outside of a batch; the engine does it as it opens, so that reading never
 * writes. */
spr_status spr_cursors_ready(spr_desk *s);
spr_status spr_cursors_secret(spr_desk *s, spr_hash *out);

#endif
