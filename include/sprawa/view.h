/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPRAWA_VIEW_H
#define SPRAWA_VIEW_H

#include <stddef.h>

#include "sprawa/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Whose eyes. Every function that reads, and the answer to every request, takes a view: what it may not see
 * does not exist for it, in lists, in their order and their pages, in explanations, and in the words of a
 * refusal.
 *
 * A view sees what any of its institutions sees: the cases in which that one has a part, and of their fields
 * those that their package shows to it. SPRAWA_OPERATOR in place of an institution sees everything. With
 * municipalities, all this holds for cases of these alone, whatever part an institution has in others. Of the
 * one case that was opened for an emergency it sees all fields, but for those that the package shows to named
 * roles alone; that goes for that very case, and within the municipalities.
 *
 * All zero: nobody in particular, who sees nothing. NULL in place of a view is a mistake (SPRAWA_INVALID) and
 * sees nothing either. Order and repetitions do not matter. What it points to is borrowed for the call. */
typedef struct sprawa_view {
  const char *const *institutions; /* or SPRAWA_OPERATOR; at most 64 */
  size_t ninstitutions;
  const char *const *municipalities; /* none: of all; at most 400 */
  size_t nmunicipalities;
  const char *language; /* of titles ("pl"); NULL, or one in which a package has none: the engine's */
  const char *opened;   /* id of the case that was opened for an emergency; NULL: none */
} sprawa_view;

/* Everything, in the engine's language: whoever holds the database. Lives for ever. */
SPRAWA_API const sprawa_view *sprawa_view_operator(void);

#ifndef __cplusplus
/* The view of one institution, or SPRAWA_OPERATOR; it lives as long as the block around it. */
#define SPRAWA_AS(institution)                                                                               \
  (&(const sprawa_view){.institutions = (const char *const[]){institution}, .ninstitutions = 1})
#endif

#ifdef __cplusplus
}
#endif

#endif
