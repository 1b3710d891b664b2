/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LAB_STORY_IMPL_H
#define SPR_LAB_STORY_IMPL_H

#include "base/limits.h"
#include "lab/story.h"

/* A story that runs; private to story_*.c and expect.c. */

/* Where one name or a list of names may stand: how many, and the i-th. */
static inline uint32_t story_count(const spr_node *n) {
  return !n ? 0 : spr_node_is_list(n) ? n->n : 1;
}
static inline const spr_node *story_nth(const spr_node *n, uint32_t i) {
  return spr_node_is_list(n) ? n->items[i] : n;
}

typedef struct story_clock { /* something befell a deadline */
  spr_instant at;
  spr_case_ref c;
  int32_t def;
  spr_str what; /* constant: "started", "suspended", ... */
} story_clock;

typedef struct story_run {
  const spr_story *story;
  const spr_city *city;
  const spr_story_options *options;
  spr_world *world;
  const spr_definition *def; /* of the main case */
  spr_case_ref main;
  spr_arena *keep;    /* for what the result holds */
  spr_arena *scratch; /* for the run; holds values of inputs */
  spr_buf because; /* steps and decisions since the last expectation, at most SPR_MAX_SHOWN_STEPS of them */
  uint32_t shown[SPR_MAX_SHOWN_STEPS]; /* the length of each, the oldest first */
  uint32_t nshown;
  story_clock clocks[SPR_MAX_KEPT_CLOCKS]; /* the i-th since the beginning at i modulo their number */
  uint32_t nclocks;
  spr_buf text; /* for messages */
  spr_story_fault *first, *last;
  uint32_t steps;
} story_run;

/* A new fault of the run; the caller may set help. found may be empty. */
spr_story_fault *story_fault(story_run *r, spr_code code, spr_span at, spr_str found, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
/* The text that was put together in r->text, kept; r->text is empty again. */
spr_str story_text(story_run *r);
/* The institution that a node names in a case; false: a fault was added. */
bool story_who(story_run *r, const spr_case *c, const spr_node *n, spr_str *out);

/* expect.c: compares a case with what is expected. SPR_ENOMEM. */
spr_status story_expect(story_run *r, spr_case_ref c, const spr_node *expect);

#endif
