/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LAB_SUITE_H
#define SPR_LAB_SUITE_H

#include "lab/story.h"

/* The stories of a site, each for each of its cities. */

typedef struct spr_suite_filter {
  const spr_str
      *paths; /* files or folders, relative to the site; none: all. An empty path is the whole site. */
  uint32_t npaths;
  const spr_str *cities; /* none: all */
  uint32_t ncities;
} spr_suite_filter;

typedef struct spr_suite_run {
  const spr_story *story; /* NULL: the file has faults, which are in the diagnostics */
  spr_str name;
  uint32_t file;
  const spr_city *city; /* NULL where story is */
} spr_suite_run;

typedef struct spr_suite {
  const spr_suite_run *v; /* by package or city, file, then city: the order of the site */
  uint32_t n;
} spr_suite;

void spr_suite_collect(spr_arena *a, spr_diags *d, const spr_site *site, const spr_suite_filter *f,
                       spr_suite *out);

#endif
