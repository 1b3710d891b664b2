/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LANG_SCHEMA_WALK_H
#define SPR_LANG_SCHEMA_WALK_H

#include "lang/schema.h"

/* The parts of the schema's walk. Private to schema_*.c and cut.c. */

typedef struct spr_walk {
  const spr_checker *c;
  bool patch; /* a merge patch: nothing is required, null drops */
} spr_walk;

/* One value and where it belongs. */
typedef struct spr_slot {
  const spr_key_def *def;
  spr_str key; /* the nearest key around it */
  spr_span key_at;
} spr_slot;

/* -- schema_check.c */
void spr_check_form(spr_walk w, spr_form form, int arg, spr_node *n, const spr_slot *slot);

/* -- schema_scalar.c */
/* Reports that a value has the wrong form, and poisons it. */
void spr_wrong_type(spr_walk w, spr_node *n, const spr_slot *slot, const char *expected);
void spr_check_scalar(spr_walk w, spr_form form, int arg, spr_node *n, const spr_slot *slot);
/* A key that is a name; false after it was reported. */
bool spr_check_key(spr_walk w, spr_form form, const spr_member *m);
void spr_check_title(spr_walk w, spr_node *n, const spr_slot *slot);

/* -- schema_type.c */
/* What the keys `type`, `of` and `fields` demand of each other. */
void spr_check_type_keys(spr_walk w, spr_node *map, spr_span where);

/* -- cut.c */
/* An expression: not empty, and not one of which YAML has taken a part. */
void spr_check_expr(spr_walk w, spr_node *n, const spr_slot *slot);
/* Does the scalar begin with `=`, and so is an expression among values? */
bool spr_is_formula(const spr_node *n);
/* A key of a flow map that is no key, but the rest of the expression before it: `{when: f(a, b)}`. Reports
 * the expression, poisons the rest, and is true. before_is_expr: the value of the member before it is an
 * expression. */
bool spr_is_cut_rest(spr_walk w, spr_node *map, uint32_t i, bool before_is_expr);

#endif
