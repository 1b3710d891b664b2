/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPRAWA_CHANGES_H
#define SPRAWA_CHANGES_H

#include "sprawa/case.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What happens in all cases, one after the other: which case has a new entry, of which kind and when; never
 * what is in it. A follower reads from where it is, keeps the cursor, and waits until there is more:
 *
 *   sprawa_engine_changes(e, &(sprawa_changes_query){.as = view}, &c, &error)      from now on
 *   for each sprawa_change ...; while sprawa_changes_more(c): the same with .cursor = sprawa_changes_next(c)
 *   then wait for sprawa_engine_listen's call, or for another sprawa_engine_generation; and again
 *
 * A view is told of the cases that it may know of as they stand now, and of all their entries; of an erased
 * case only the operator. Copies, errors and threads as in case.h. */

typedef struct sprawa_change {
  const char *id;   /* of the case */
  uint64_t seq;     /* of the entry in it */
  const char *kind; /* as of sprawa_entry */
  int64_t at;
} sprawa_change;

typedef struct sprawa_changes_query {
  const sprawa_view *as; /* needed */
  const char *cursor;    /* sprawa_changes_next of the same view; NULL: from now on */
  bool from_beginning;   /* without a cursor: from the first entry on */
  uint32_t limit;        /* changes of one page; 0: 50; at most 1,000 */
} sprawa_changes_query;

typedef struct sprawa_changes sprawa_changes;

/* One page, in the order of the journal. A bounded number of entries is looked at for it, so a page may have
 * few changes or none, and yet be followed by others. SPRAWA_INVALID "cursor": it is of another database or
 * view, or was changed; SPRAWA_REFUSED "reset": of this one, but the journal has been put back since (by a
 * restored copy), so that what was told after it never happened. Either way the follower forgets what it
 * knows, and begins from now on. */
SPRAWA_API sprawa_code sprawa_engine_changes(sprawa_engine *e, const sprawa_changes_query *q,
                                             sprawa_changes **out, sprawa_error *error);
SPRAWA_API void sprawa_changes_free(sprawa_changes *c); /* NULL is ignored */
SPRAWA_API const sprawa_change *sprawa_changes_at(const sprawa_changes *c,
                                                  size_t i); /* NULL beyond the last */
/* Where the next page begins, also where nothing has come since; never NULL of a page. */
SPRAWA_API const char *sprawa_changes_next(const sprawa_changes *c);
/* There is more to look at now. */
SPRAWA_API bool sprawa_changes_more(const sprawa_changes *c);

/* Called after each commit of this engine that may have written entries, from the thread that wrote them: it
 * must be short (write to an eventfd, set a flag), and call nothing of sprawa. NULL: nobody listens any more;
 * once that has returned, it is not called any more. What another process writes is not told. */
SPRAWA_API sprawa_code sprawa_engine_listen(sprawa_engine *e, void (*fn)(void *data), void *data,
                                            sprawa_error *error);
/* A number that is another one whenever something was committed, by this process or another: some
 * microseconds. */
SPRAWA_API sprawa_code sprawa_engine_generation(sprawa_engine *e, uint64_t *out, sprawa_error *error);

#ifdef __cplusplus
}
#endif

#endif
