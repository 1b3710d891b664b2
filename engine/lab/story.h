/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LAB_STORY_H
#define SPR_LAB_STORY_H

#include "lab/world.h"

/* Stories: acceptance tests that a package or a city brings along, run in a world of their own.
 *
 *   spr_story_read(arena, diags, site, place, &story)   once for each file
 *   spr_story_run(library, story, city, options, arena, &result)   for each of its cities
 *
 * Names are resolved when a step runs, for they depend on the city and on the case. */

typedef enum spr_story_verb {
  SPR_SAY_SEND,
  SPR_SAY_DONE,
  SPR_SAY_SIGN,
  SPR_SAY_WAIVE,
  SPR_SAY_NOTE,
  SPR_SAY_REOPEN,
  SPR_SAY_WAIT,
  SPR_SAY_EXPECT
} spr_story_verb;

typedef struct spr_story_step {
  spr_story_verb verb;
  const spr_member *said; /* the verb's key and value */
  spr_duration after;     /* of `wait` and `after` */
  bool has_after;
  const spr_node *at, *by, *data, *occurred, *refused, *in;
  spr_str link, why;
  spr_span span;
} spr_story_step;

typedef struct spr_story {
  uint32_t file;
  spr_str name; /* "mother-home/s02-violence-at-night" */
  spr_str title;
  const spr_package *package;
  const spr_city *const *cities; /* where it runs, sorted by id */
  uint32_t ncities;
  spr_str workflow;
  const spr_node *by, *start, *fields;
  const spr_story_step *steps;
  uint32_t nsteps;
  spr_span span;
} spr_story;

/* Where a story file lies: in a package (package) or in a city's folder (city). */
typedef struct spr_story_place {
  uint32_t file;
  const spr_package *package;
  const spr_city *city;
} spr_story_place;

/* NULL where the file has faults: those that the loader told already, or new ones in the diagnostics. */
const spr_story *spr_story_read(spr_arena *a, spr_diags *d, const spr_site *site,
                                const spr_story_place *place);
/* "mother-home/s02-violence-at-night" or "gdansk/x": the owner's name and the file's. */
spr_str spr_story_name(spr_arena *a, const spr_sources *src, const spr_story_place *place);

/* -- running -------------------------------------------------------------------------------------------- */
typedef struct spr_story_fault {
  spr_code code;
  spr_span at;
  spr_str message;
  spr_str help;  /* may be empty */
  spr_str found; /* what was found instead; may be empty */
  spr_str clock; /* of a deadline: what befell it, and how its end was counted, lines; may be empty */
  struct spr_story_fault *next;
} spr_story_fault;

typedef struct spr_story_result {
  const spr_story *story;
  const spr_city *city;
  const spr_story_fault *faults; /* all of one step, at which the story ended; NULL: it passed */
  spr_str because; /* of a failed one: the steps and decisions since the last expectation, lines */
  uint32_t steps;  /* that were run, timers included */
} spr_story_result;

typedef struct spr_story_options {
  spr_buf *trace; /* where a readable trace goes, or NULL */
} spr_story_options;

/* What lasts is made in the arena. SPR_ENOMEM, SPR_EBUG; a city whose definition is broken is a fault in the
 * result. */
spr_status spr_story_run(spr_library *l, const spr_story *s, const spr_city *city,
                         const spr_story_options *options, spr_arena *a, spr_story_result *out);

#endif
