/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_LIBRARY_H
#define SPR_CASES_LIBRARY_H

#include "chart/step.h"
#include "lang/site.h"
#include "rules/rules.h"

/* Compiled definitions: model, chart and rules of each (package, city, workflow), built when first asked for
 * and then kept for the stories of a run. Faults go to the diagnostics, once; a definition that could not be
 * built stays known as broken. Belongs to one thread. */
typedef struct spr_library spr_library;

typedef struct spr_definition {
  const spr_package *package; /* NULL when the workflow stands alone */
  const spr_city *city;       /* the same */
  const spr_model *model;     /* NULL: broken */
  spr_chart *chart;
  spr_rules *rules;
  struct spr_definition *next;
  spr_str workflow;
  spr_arena arena;
  spr_value profile; /* nil until asked for; fixed */
} spr_definition;

/* All that is passed in must outlive the library. */
spr_status spr_library_new(const spr_alloc *alloc, const spr_site *site, spr_sources *src, spr_diags *d,
                           spr_library **out);
/* A library of one workflow that stands alone. */
spr_status spr_library_alone(const spr_alloc *alloc, const spr_model *m, spr_sources *src, spr_diags *d,
                             spr_library **out);
void spr_library_free(spr_library *l);

/* workflow empty: the package's main one. SPR_EINVAL: it has faults, or there is no such workflow;
 * SPR_ENOMEM; SPR_EBUG. A library of a workflow that stands alone takes NULL for package and city. *out lives
 * as long as the library; NULL after an error. */
spr_status spr_library_get(spr_library *l, const spr_package *p, const spr_city *city, spr_str workflow,
                           spr_definition **out);
const spr_site *spr_library_site(const spr_library *l); /* NULL when the workflow stands alone */
const spr_sources *spr_library_sources(const spr_library *l);
const spr_alloc *spr_library_alloc(const spr_library *l);
/* A hook that C answers (rules.h) in every definition whose workflow declares it, also those that are there
 * already. It stays the caller's and must outlive the library. SPR_ENOMEM. */
typedef struct spr_library_hook {
  spr_str name;
  spr_hook_fn fn;
  void *ud;
  struct spr_library_hook *next;
} spr_library_hook;
spr_status spr_library_add_hook(spr_library *l, spr_library_hook *h);
bool spr_library_has_hooks(const spr_library *l);
/* `profile` of the rules: {id, parameters, institutions, services} of a city, as its main workflow of the
 * package has them; fixed. Nil if the city's definition is broken. SPR_ENOMEM. */
spr_status spr_library_profile(spr_library *l, const spr_package *p, const spr_city *city, spr_value *out);

#endif
