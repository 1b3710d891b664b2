/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_API_PAGE_H
#define SPR_API_PAGE_H

#include "api/engine_impl.h"
#include "cases/known.h"
#include "sprawa/overview.h"

/* What the pages of all lists have in common: how many rows, where the next one goes on, and names in the
 * question that do not exist.
 *
 *   spr_page_limit(error, asked, &limit)
 *   spr_hasher_begin(&h, tag of the list) ... spr_hasher_end(&h, &page.bound)
 *   spr_page_read(e, read, ud, &page, error)   and in the look, in `read`:
 *     spr_page_begin(&page, desk, &from)
 *     if there is a cursor: spr_mark_take_...(&from), as it was put, and spr_page_begun(&page, &from)
 *     if more follows:      spr_mark_put_...(&to) and spr_page_end(&page, desk, &to, next)
 */

/* Where a page goes on: the numbers and texts of the last row that was read, which may be one that whoever
 * asks does not see. So it is given away as a token (store/token.h), bound to the list, its filter and the
 * eyes. All marks of a list in one order are of one size, for a length would tell, too. */
typedef struct spr_mark {
  uint8_t b[SPR_MAX_TOKEN_BYTES];
  size_t n, taken;
  bool failed; /* more was taken than there is */
} spr_mark;

void spr_mark_put_number(spr_mark *m, uint64_t n);
/* In as much room as `max` bytes need; what is longer is cut. */
void spr_mark_put_text(spr_mark *m, spr_str s, uint16_t max);
uint64_t spr_mark_take_number(spr_mark *m);
/* Borrowed from the mark. */
spr_str spr_mark_take_text(spr_mark *m, uint16_t max);

typedef struct spr_page {
  const char *cursor; /* that was asked with; NULL: the first page */
  spr_hash bound;     /* what it must have been given for */
  bool wrong;         /* it was not */
  spr_buf missing;    /* where the reader notes which names of the question do not exist (known.h) */
} spr_page;

/* What is counted is told up to SPRAWA_COUNTED; one more is looked for, which tells that there are more. */
#define SPR_LOOKED_FOR (SPRAWA_COUNTED + 1)
sprawa_count spr_page_count(uint64_t found);

/* 0: SPR_LISTED. */
sprawa_code spr_page_limit(sprawa_error *e, uint32_t asked, uint32_t *out);

/* Fills a page by a look at the database. SPRAWA_INVALID: the cursor is wrong; SPRAWA_NOT_FOUND: something is
 * missing. p->missing is ready during the call alone. */
sprawa_code spr_page_read(sprawa_engine *e, spr_engine_work read, void *ud, spr_page *p, sprawa_error *error);

/* Opens the cursor. SPR_EINVAL: it is wrong. */
spr_status spr_page_begin(spr_page *p, spr_desk *desk, spr_mark *from);
/* All of it was taken, and nothing else: SPR_OK, else as spr_page_begin. */
spr_status spr_page_begun(spr_page *p, const spr_mark *from);
spr_status spr_page_end(const spr_page *p, spr_desk *desk, const spr_mark *to, char next[SPRAWA_CURSOR + 1]);

#endif
