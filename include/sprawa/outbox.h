/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPRAWA_OUTBOX_H
#define SPRAWA_OUTBOX_H

#include "sprawa/case.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What cases want to be told to institutions (`notify`). The engine sends nothing by itself: a program reads
 * the outbox, delivers, and acknowledges. Each notice stays until its case is erased, so that nothing is lost
 * where a program stops between the two; it may then deliver a notice twice, and its id tells.
 *
 *   for (cursor = what was kept, or NULL;;)
 *     sprawa_engine_outbox(e, sprawa_view_operator(), cursor, 0, &o, &error)
 *     each sprawa_outbox_at(o, i) that is not delivered: deliver it, sprawa_engine_acknowledge(e, its id,
 * ...) keep sprawa_outbox_next(o) as the cursor, and wait where the page was empty
 *
 * A page is a copy, as in case.h, with the same errors. */

#define SPRAWA_NOTICE_ID 76

typedef struct sprawa_notice {
  char id[SPRAWA_NOTICE_ID + 1]; /* the same as long as the database lasts; it tells nothing */
  const char *case_id;
  const char *institution; /* to whom */
  const char *text;        /* NULL: the case is sealed, and its key is not here */
  int64_t at;
  bool delivered; /* somebody has acknowledged it */
} sprawa_notice;

typedef struct sprawa_outbox sprawa_outbox;

/* Notices in the order in which they came to be, behind a cursor (NULL: from the beginning), about `limit` of
 * them (0: 50; at most 1,000): those of one entry are never cut apart. as: a view reads what is told to its
 * institutions, of cases in its municipalities, and by nothing learns whether there are others. On SPRAWA_OK
 * *out belongs to the caller (sprawa_outbox_free), else it is NULL. SPRAWA_INVALID also: the cursor is not
 * one of this database's outbox in the same view. */
SPRAWA_API sprawa_code sprawa_engine_outbox(sprawa_engine *e, const sprawa_view *as, const char *cursor,
                                            uint32_t limit, sprawa_outbox **out, sprawa_error *error);
SPRAWA_API void sprawa_outbox_free(sprawa_outbox *o);                               /* NULL is ignored */
SPRAWA_API const sprawa_notice *sprawa_outbox_at(const sprawa_outbox *o, size_t i); /* NULL beyond the last */
/* The cursor behind what was read (SPRAWA_CURSOR characters at most); of an empty page the same as that one
 * was asked with, or the beginning. */
SPRAWA_API const char *sprawa_outbox_next(const sprawa_outbox *o);
/* Is there more behind it at this moment? */
SPRAWA_API bool sprawa_outbox_more(const sprawa_outbox *o);

/* A notice was delivered; again is the same. Errors as of a request; SPRAWA_NOT_FOUND: no such notice, or not
 * for that view. */
SPRAWA_API sprawa_code sprawa_engine_acknowledge(sprawa_engine *e, const char *notice, const sprawa_view *as,
                                                 sprawa_error *error);

#ifdef __cplusplus
}
#endif

#endif
