/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_API_COPY_H
#define SPR_API_COPY_H

#include "access/visibility.h"
#include "api/eyes.h"
#include "cases/desk.h"

/* What readers give to the caller is a copy, and a bag holds all of it: texts and rows in an arena, values
 * that are counted. Everything below may jump where memory runs out (spr_arena_guard on bag->arena), but for
 * spr_api_keep, which sets `failed`. */
typedef struct spr_api_bag {
  spr_alloc alloc;
  spr_arena arena;
  struct spr_api_kept *values;
  struct spr_api_zone *zones; /* that were copied */
  spr_str language;           /* of titles, borrowed; empty, or of no title: ... */
  spr_str otherwise;          /* ... this one, borrowed; the same: each package's first */
  bool failed;                /* no memory for a value */
} spr_api_bag;

void spr_api_bag_init(spr_api_bag *b, const spr_alloc *alloc);
void spr_api_bag_release(spr_api_bag *b);
/* Titles are told in the language of the eyes, else in another one; both are borrowed. */
void spr_api_bag_speaks(spr_api_bag *b, const spr_eyes *eyes, const char *otherwise);

const char *spr_api_z(spr_api_bag *b, spr_str s);
const char *const *spr_api_names(spr_api_bag *b, const spr_str *v, size_t n);
/* Those that are joined with ",". */
bool spr_api_word(spr_str *rest, spr_str *word); /* one by one; false: there are no more */
const char *const *spr_api_joined(spr_api_bag *b, spr_str joined, size_t *n);
/* Lent as long as the bag; NULL for nil. */
const sprawa_value *spr_api_keep(spr_api_bag *b, spr_value v, const spr_zone *zone);
/* As spr_api_from_titled; v is not nil. */
const sprawa_value *spr_api_keep_titled(spr_api_bag *b, spr_value v, const spr_zone *zone,
                                        const spr_titler *titler, const spr_type *t);
/* Takes over a value that is made, unless the arena jumps. */
const sprawa_value *spr_api_take(spr_api_bag *b, sprawa_value *v);
const sprawa_zone *spr_api_zone(spr_api_bag *b, const spr_zone *zone);
/* The text of a buffer that is used for nothing else; "" where it failed. */
const char *spr_api_buf(spr_api_bag *b, const spr_buf *text);

/* -- titles.c: in the language of the bag; "" where there is none --------------------------------------- */
const char *spr_api_title(spr_api_bag *b, const spr_title *t);
/* Of a package; its name where it has none. */
const char *spr_api_package_title(spr_api_bag *b, const spr_package *p);
spr_titler spr_api_titler(const spr_api_bag *b, const spr_model *m);
/* A field of the case file with a value that is set. */
sprawa_field spr_api_field(spr_api_bag *b, const spr_model *m, const spr_field *f, spr_value v);
/* Of the state, else of the nearest one around it that has one. */
const char *spr_api_state_title(spr_api_bag *b, const spr_model *m, int32_t state);
/* The same of each of the paths that are joined with ","; a path where there is none. m NULL: the paths. */
const char *const *spr_api_state_titles(spr_api_bag *b, const spr_model *m, spr_str joined, size_t *n);
const char *spr_api_event_title(spr_api_bag *b, const spr_model *m, spr_str event);
/* Of a task of a state by its name; the state's path, or empty: any. */
const char *spr_api_task_title(spr_api_bag *b, const spr_model *m, spr_str name, spr_str state);
/* Of a deadline, state or task (STATE.TASK) by its path. */
const char *spr_api_path_title(spr_api_bag *b, const spr_model *m, spr_str path);
const char *spr_api_deadline_title(spr_api_bag *b, const spr_model *m, int32_t deadline);

/* A hidden state is told as the nearest one that people know. */
const char *spr_api_state(spr_api_bag *b, const spr_model *m, int32_t state);
/* Without the titles, which take the model. */
sprawa_case_row spr_api_row(spr_api_bag *b, const spr_case_row *row, const sprawa_zone *zone);
/* m, site: NULL where they cannot be read. */
void spr_api_row_titles(spr_api_bag *b, const spr_model *m, const spr_site *site, sprawa_case_row *row);
size_t spr_api_places(spr_api_bag *b, const spr_case *c, sprawa_place **out);
/* site NULL: of institutions only the ids are known. */
size_t spr_api_competences(spr_api_bag *b, const spr_case *c, const spr_site *site, sprawa_part **out);
size_t spr_api_tasks(spr_api_bag *b, spr_str id, const spr_case *c, const spr_view *view, spr_instant now,
                     sprawa_task **out);
size_t spr_api_deadlines(spr_api_bag *b, spr_str id, const spr_case *c, const spr_view *view, spr_instant now,
                         sprawa_deadline **out);

#endif
