/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_SHELF_H
#define SPR_CASES_SHELF_H

#include "cases/library.h"
#include "store/store.h"

/* Deployed definitions, compiled when they are first needed: a *volume* is one definition (a package in a
 * city) under one environment, read from the objects of a store. What has been on the shelf longest without
 * being asked for makes room. Belongs to one thread. */
typedef struct spr_shelf spr_shelf;

typedef struct spr_volume {
  spr_hash definition, environment;
  spr_library *library;
  const spr_package *package; /* NULL: the workflow stands alone */
  const spr_city *city;       /* the same */
  uint64_t used;              /* when it was last asked for */
  bool sealed;                /* the package has sensitive fields */
  spr_arena arena;
  spr_sources sources;
  spr_diags diags;
} spr_volume;

/* library NULL: volumes are made of what the store keeps. Else they are those of the library's own site, or
 * of its one workflow that stands alone (which is of package "" and city ""), and the store knows nothing of
 * them but names: for stories and machines, which end with the program that reads the definitions. */
spr_status spr_shelf_new(const spr_alloc *alloc, spr_store *store, spr_library *library, spr_shelf **out);
void spr_shelf_free(spr_shelf *s);

/* The names under which a store knows what is deployed (spr_store_current). */
#define SPR_CURRENT_ENVIRONMENT "environment"
#define SPR_MAX_CURRENT_NAME (2 * SPR_MAX_NAME + 16)
spr_str spr_current_definition(char out[SPR_MAX_CURRENT_NAME], spr_str package, spr_str city);
/* The parts of such a name; false: it is no definition's. */
bool spr_current_parts(spr_str name, spr_str *package, spr_str *city);

/* A volume stays until spr_shelf_trim. SPR_ENOTFOUND: no such object; SPR_ECORRUPT: it does not compile, or
 * holds no package or city of that kind; SPR_ENOMEM; what the store gives. */
spr_status spr_shelf_volume(spr_shelf *s, const spr_hash *definition, const spr_hash *environment,
                            spr_volume **out);
/* The one that is deployed now for a package in a city. SPR_ENOTFOUND: none. */
spr_status spr_shelf_current(spr_shelf *s, spr_str package, spr_str city, spr_volume **out);
/* The volume of a definition under the environment that is deployed now. SPR_ENOTFOUND: no such definition,
 * or nothing was deployed. */
spr_status spr_shelf_pinned(spr_shelf *s, const spr_hash *definition, spr_volume **out);
/* Sees to it that the store knows the hashes of a volume, for entries that name them. In a batch. */
spr_status spr_shelf_name(spr_shelf *s, const spr_volume *v);
/* Another environment may be deployed now: it is looked up anew. */
void spr_shelf_refresh(spr_shelf *s);
/* Counts the volumes that it let go: what was borrowed of one is good as long as that is the same number. */
uint64_t spr_shelf_left(const spr_shelf *s);
/* Between batches: spr_shelf_refresh, and lets go of what has been used least beyond SPR_MAX_VOLUMES. */
void spr_shelf_trim(spr_shelf *s);

#endif
