/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_RULES_MATCH_H
#define SPR_RULES_MATCH_H

#include "base/str.h"

/* Lua's patterns (manual, 6.4.1), matched within a given number of steps. No Lua state is needed, nothing is
 * allocated.
 *
 *   spr_matcher m;  spr_match_init(&m, subject, pattern, steps)
 *   spr_match_at(&m, from)     the end of the match that begins exactly there, or -1 (none) or -2 (m.fault
 * tells)
 */

#define SPR_MATCH_CAPTURES 32
#define SPR_MATCH_POSITION (-2)
#define SPR_MATCH_OPEN (-1)

typedef struct spr_matcher {
  spr_str subject, pattern; /* the pattern without its leading ^ */
  int64_t steps;            /* left; below 0: they ran out */
  uint32_t depth;
  const char *fault; /* NULL, or what is wrong with the pattern */
  int32_t ncaptures;
  struct {
    uint32_t from;
    int64_t n; /* or SPR_MATCH_POSITION, SPR_MATCH_OPEN */
  } captures[SPR_MATCH_CAPTURES];
} spr_matcher;

void spr_match_init(spr_matcher *m, spr_str subject, spr_str pattern, int64_t steps);
int64_t spr_match_at(spr_matcher *m, uint32_t from);
/* Does the text mean anything else than itself as a pattern? string.find looks for others as they are. */
bool spr_has_magic(spr_str pattern);
/* The first occurrence of a plain text from `from` on, or -1. */
int64_t spr_find_plain(spr_str subject, spr_str text, uint32_t from);

#endif
