/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPRAWA_SITE_H
#define SPRAWA_SITE_H

#include "sprawa/journal.h"
#include "sprawa/overview.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What is deployed in a database, and who is competent where. Definitions are no secret of a case: of the
 * view only its municipalities and its language matter here, but for numbers of cases. Copies, errors and
 * threads as in case.h. */

/* -- what is deployed ------------------------------------------------------------------------------------ */
typedef struct sprawa_site_workflow {
  const char *name, *title; /* title: else the name */
  bool main;                /* that a new case runs */
} sprawa_site_workflow;

/* A package in a municipality, as it is current there. */
typedef struct sprawa_site_package {
  const char *package, *title, *version;
  const char *municipality, *municipality_title;
  const sprawa_zone *zone;           /* of the municipality */
  char definition[SPRAWA_HASH_TEXT]; /* as of sprawa_entry */
  const sprawa_site_workflow *workflows;
  size_t nworkflows;
} sprawa_site_package;

typedef struct sprawa_site_query {
  const sprawa_view *as;              /* needed */
  const char *package, *municipality; /* NULL: any. Each package of each municipality is compiled, so ask for
                                         few where there are hundreds */
  const char *after; /* "PACKAGE/MUNICIPALITY": what stands behind it; NULL: from the first on */
  uint32_t limit;    /* at most so many packages; 0: all */
} sprawa_site_query;

typedef struct sprawa_site sprawa_site;

/* By package and municipality. On SPRAWA_OK *out belongs to the caller (sprawa_site_free), else it is NULL.
 */
SPRAWA_API sprawa_code sprawa_engine_site(sprawa_engine *e, const sprawa_site_query *q, sprawa_site **out,
                                          sprawa_error *error);
SPRAWA_API void sprawa_site_free(sprawa_site *s); /* NULL is ignored */
SPRAWA_API const sprawa_site_package *sprawa_site_at(const sprawa_site *s,
                                                     size_t i); /* NULL beyond the last */
SPRAWA_API bool sprawa_site_more(const sprawa_site *s);         /* behind the last one */

#define SPRAWA_LANGUAGES 128 /* with its NUL */
/* The languages in which packages that are deployed have titles, joined with ",": "pl,cs,en". Empty: nothing
 * is deployed. */
SPRAWA_API sprawa_code sprawa_engine_languages(sprawa_engine *e, char out[SPRAWA_LANGUAGES],
                                               sprawa_error *error);

/* -- who is who ------------------------------------------------------------------------------------------ */
typedef struct sprawa_site_institution {
  const char *id, *title; /* title: else the id */
  const char *municipality, *municipality_title;
  const sprawa_zone *zone; /* of the municipality */
} sprawa_site_institution;

/* A municipality that a case may name. */
typedef struct sprawa_site_municipality {
  const char *id, *title; /* title: else the id */
} sprawa_site_municipality;

typedef struct sprawa_directory sprawa_directory;

/* The institutions of the municipalities of the view, as deployed now; of the question only `as` and
 * `municipality` matter. By municipality, in each in the order of its file. Beside them the municipalities:
 * those of the view, by id, then those that packages know of though they do not work with the system. On
 * SPRAWA_OK *out belongs to the caller (sprawa_directory_free), else it is NULL. */
SPRAWA_API sprawa_code sprawa_engine_directory(sprawa_engine *e, const sprawa_site_query *q,
                                               sprawa_directory **out, sprawa_error *error);
SPRAWA_API void sprawa_directory_free(sprawa_directory *d); /* NULL is ignored */
SPRAWA_API const sprawa_site_institution *sprawa_directory_at(const sprawa_directory *d,
                                                              size_t i); /* NULL beyond the last */
SPRAWA_API const sprawa_site_municipality *sprawa_directory_municipality_at(const sprawa_directory *d,
                                                                            size_t i); /* the same */
/* The one of that id; NULL: there is none. */
SPRAWA_API const sprawa_site_institution *sprawa_directory_find(const sprawa_directory *d, const char *id);

/* -- one workflow ---------------------------------------------------------------------------------------- */
typedef struct sprawa_workflow_state {
  const char *path, *title; /* title: else that of the nearest state around it, else the path */
  uint32_t depth;           /* states around it */
  bool atomic, final;
  const char *file; /* where it is written */
  uint32_t line;
  sprawa_count open; /* cases of this workflow in the municipality that the view sees: the filter only_open,
                        package, municipality, workflow, `state` */
} sprawa_workflow_state;

/* A file of the definition: the package's, and what the municipality has changed and answers. */
typedef struct sprawa_workflow_file {
  const char *path, *text;
  size_t size;
} sprawa_workflow_file;

typedef struct sprawa_workflow_query {
  const sprawa_view *as;              /* needed */
  const char *package, *municipality; /* needed */
  const char *workflow;               /* NULL: the package's main one */
} sprawa_workflow_query;

typedef struct sprawa_workflow sprawa_workflow;

/* SPRAWA_NOT_FOUND: it is not deployed there, or not within the view's municipalities. */
SPRAWA_API sprawa_code sprawa_engine_workflow(sprawa_engine *e, const sprawa_workflow_query *q,
                                              sprawa_workflow **out, sprawa_error *error);
SPRAWA_API void sprawa_workflow_free(sprawa_workflow *w);                             /* NULL is ignored */
SPRAWA_API const sprawa_site_package *sprawa_workflow_head(const sprawa_workflow *w); /* without workflows */
SPRAWA_API const char *sprawa_workflow_name(const sprawa_workflow *w);
SPRAWA_API const char *sprawa_workflow_title(const sprawa_workflow *w);
/* The workflow as the municipality really has it, as YAML: composed and adapted; a comment "# FILE:LINE"
 * stands where a part comes from another file than what is around it. Comments above tell what its answers
 * rest on, and where that is written: parameters, roles, hooks, what the municipality has dropped, and why. */
SPRAWA_API const char *sprawa_workflow_composed(const sprawa_workflow *w);
/* The i-th, from 0, in the order of the definition, and by path; NULL beyond the last. */
SPRAWA_API const sprawa_workflow_state *sprawa_workflow_state_at(const sprawa_workflow *w, size_t i);
SPRAWA_API const sprawa_workflow_file *sprawa_workflow_file_at(const sprawa_workflow *w, size_t i);

/* -- the competency matrix ------------------------------------------------------------------------------- */
#define SPRAWA_COMPETENCIES 5 /* of sprawa_competency, by which the arrays below go */

typedef struct sprawa_matrix_who {
  const char *role;        /* as the workflow names it; an institution, where it names one */
  const char *institution; /* who that is in the municipality; empty: it is decided in the case */
  const char *title;       /* of the institution, else of the role, else of its kind, else the role */
} sprawa_matrix_who;

/* One municipality's side of a state. */
typedef struct sprawa_matrix_cell {
  bool there; /* the municipality has the state */
  const sprawa_matrix_who *who[SPRAWA_COMPETENCIES];
  size_t n[SPRAWA_COMPETENCIES];
} sprawa_matrix_cell;

/* An atomic state that is not final. */
typedef struct sprawa_matrix_row {
  const char *state, *title;
  const sprawa_matrix_cell *cells;   /* one for each municipality, in the matrix's order */
  bool differs[SPRAWA_COMPETENCIES]; /* not the same roles in all of them */
  bool missing;                      /* not in all of them */
} sprawa_matrix_row;

typedef struct sprawa_matrix_query {
  const sprawa_view *as;             /* of an engine: needed */
  const char *package;               /* needed */
  const char *workflow;              /* NULL: the package's main one */
  const char *const *municipalities; /* none: all, by id; 64 at most */
  size_t nmunicipalities;
  const char *language; /* of definitions without an engine; NULL: the package's first */
} sprawa_matrix_query;

typedef struct sprawa_matrix sprawa_matrix;

/* As it is deployed; or as definitions of a site have it. SPRAWA_NOT_FOUND: no such package, workflow or
 * municipality. */
SPRAWA_API sprawa_code sprawa_engine_matrix(sprawa_engine *e, const sprawa_matrix_query *q,
                                            sprawa_matrix **out, sprawa_error *error);
SPRAWA_API sprawa_code sprawa_definitions_matrix(sprawa_definitions *d, const sprawa_matrix_query *q,
                                                 sprawa_matrix **out, sprawa_error *error);
SPRAWA_API void sprawa_matrix_free(sprawa_matrix *m); /* NULL is ignored */
SPRAWA_API const char *sprawa_matrix_workflow(const sprawa_matrix *m);
SPRAWA_API const char *sprawa_matrix_title(const sprawa_matrix *m); /* of the workflow, else its name */
/* The i-th, from 0; NULL beyond the last. */
SPRAWA_API const char *sprawa_matrix_municipality(const sprawa_matrix *m, size_t i);
SPRAWA_API const char *sprawa_matrix_municipality_title(const sprawa_matrix *m, size_t i);
SPRAWA_API const sprawa_matrix_row *sprawa_matrix_at(const sprawa_matrix *m, size_t i);

#ifdef __cplusplus
}
#endif

#endif
