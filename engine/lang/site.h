/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LANG_SITE_H
#define SPR_LANG_SITE_H

#include "lang/model.h"
#include "lang/node.h"

/* A site: the folders `workflows/` and `scripts/` in memory. Loading reads every file once, in sorted order
 * of paths, checks it against the schema and collects all faults; models are then built per city and workflow
 * (lang/build.h). */

typedef struct spr_institution {
  spr_str id;
  const spr_str *kinds; /* `kind` may be one name or a list */
  uint32_t nkinds;
  spr_title title;
  bool has_capacity;
  int64_t capacity;
  spr_value record; /* the whole entry as a value (id, kind, title, capacity, further keys), for
                       `city.institutions[id]` */
  spr_span at;
} spr_institution;

typedef struct spr_service {
  spr_str id;
  spr_str by; /* institution */
  spr_title title;
  bool has_capacity;
  int64_t capacity;
  spr_value record;
  spr_span at;
} spr_service;

typedef struct spr_city {
  spr_str id;
  spr_title title;
  spr_str country, code;
  const spr_calendar *calendar;
  const spr_zone *zone;
  const spr_institution *institutions;
  uint32_t ninstitutions;
  const spr_service *services;
  uint32_t nservices;
  spr_value record; /* `city` of the rules: id, title, code, institutions, services */
  bool illustrative;
  uint32_t file;
  spr_span at;
  const struct spr_adaptation *adaptations; /* list; see build.h */
} spr_city;

typedef struct spr_place { /* an entry of the gazetteer */
  spr_str id, code;
  spr_title title;
  spr_span at;
} spr_place;

typedef struct spr_workflow_file {
  spr_str name;
  uint32_t file;
  spr_node *tree; /* checked against the schema; NULL: it could not be read */
} spr_workflow_file;

typedef struct spr_package {
  spr_str name, version;
  spr_node *tree; /* package.yaml */
  uint32_t file;
  spr_str main;
  const spr_workflow_file *workflows;
  uint32_t nworkflows;
  uint32_t standard_lua; /* file number or 0 */
  const spr_place *gazetteer;
  uint32_t ngazetteer;
  const uint32_t *stories; /* file numbers */
  uint32_t nstories;
  spr_str folder; /* "workflows/mother-home" */
} spr_package;

typedef struct spr_adaptation {
  spr_str package;
  uint32_t file;  /* <package>.yaml or 0 */
  spr_node *tree; /* or NULL */
  uint32_t lua;   /* <package>.lua or 0 */
  const struct spr_adaptation *next;
} spr_adaptation;

typedef struct spr_city_story {
  uint32_t file;
  int32_t city; /* index into cities; SPR_NONE: its municipality.yaml is not readable */
} spr_city_story;

typedef struct spr_site {
  spr_arena *arena;
  spr_sources *sources;
  spr_diags *diags;
  spr_str root; /* folder as given */
  const spr_calendar *const *calendars;
  uint32_t ncalendars;
  const spr_city *cities; /* sorted by id */
  uint32_t ncities;
  const spr_package *packages; /* sorted by name */
  uint32_t npackages;
  const spr_city_story *city_stories;
  uint32_t ncity_stories;
  spr_node *const *trees; /* by file number - 1; NULL: no YAML, or not readable */
  uint32_t ntrees;
} spr_site;

/* Loads a site; faults go to diags (also "no such folder"). The site is usable as far as it loaded.
 * Everything lives in the arena. */
spr_status spr_site_load(spr_arena *a, spr_sources *src, spr_diags *d, const char *folder, spr_site **out);
/* The same from files in memory, as a database keeps them: paths as in a site, and `zoneinfo/NAME` for the
 * time zones of its cities (TZif), which then do not come from the system. Paths that no site has are left
 * out. The bytes are borrowed as long as the site lives. */
typedef struct spr_given {
  spr_str path, bytes;
} spr_given;
void spr_site_load_given(spr_arena *a, spr_sources *src, spr_diags *d, const spr_given *v, uint32_t n,
                         spr_site **out);
/* The calendar that a scalar names, for a workflow that stands alone within a site: of the folder only the
 * calendars are read. NULL after a fault, which is reported. */
const spr_calendar *spr_site_calendar_named(spr_arena *a, spr_sources *src, spr_diags *d, const char *folder,
                                            const spr_node *name);
/* The checked tree of a file (a story), or NULL. */
spr_node *spr_site_tree(const spr_site *s, uint32_t file);
/* The languages that a package's tree names; without one, none. */
const spr_str *spr_languages_of(spr_arena *a, const spr_node *tree, uint32_t *n);
const spr_city *spr_site_city(const spr_site *s, spr_str id);
const spr_package *spr_site_package(const spr_site *s, spr_str name);
const spr_calendar *spr_site_calendar(const spr_site *s, spr_str id);
/* A city of the site, or a place of some gazetteer. */
bool spr_site_knows_municipality(const spr_site *s, spr_str id);
/* What it is called (without a text where it has no title); NULL: it is not known. */
const spr_title *spr_site_municipality_title(const spr_site *s, spr_str id);
/* The institution anywhere in the site, and its city (may be NULL). */
const spr_institution *spr_site_institution(const spr_site *s, spr_str id, const spr_city **city);
const spr_institution *spr_city_institution(const spr_city *c, spr_str id);
bool spr_institution_is(const spr_institution *i, spr_str kind);

#endif
