/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_API_PAGE_H
#define SPR_API_PAGE_H

#include "api/engine_impl.h"
#include "cases/known.h"

/* What the pages of all lists have in common: how many rows, which filter a cursor belongs to, and names in
 * the question that do not exist. */

/* 0: SPR_LISTED. */
sprawa_code spr_page_limit(sprawa_error *e, uint32_t asked, uint32_t *out);
/* Cursors begin with this, the filter's hash in short. */
uint32_t spr_page_filter(const spr_hash *bound);
sprawa_code spr_page_wrong_cursor(sprawa_error *e);

/* Fills a page by a look at the database. missing: where the reader notes which names of the question do not
 * exist (known.h), which is SPRAWA_NOT_FOUND; it is ready for that during the call alone. */
sprawa_code spr_page_read(sprawa_engine *e, spr_engine_work read, void *ud, spr_buf *missing,
                          sprawa_error *error);

#endif
