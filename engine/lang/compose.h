/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LANG_COMPOSE_H
#define SPR_LANG_COMPOSE_H

#include "lang/lost.h"

/* Composition: the workflow files that a workflow uses become one tree of parts, one part for each state that
 * is written.
 *
 * A part has one *layer* for each file that speaks about it: its own map, and for `use` the root of the used
 * workflow (which may use another in turn). The used root becomes the using state: of the keys that both
 * have, the user's `title` wins, `on` and `after` are joined, and any other is an error, after which the
 * user's holds. Joined transitions stand in the order "used workflow first, then what the user adds": within
 * one state the first that may be taken is taken, so the used workflow keeps its meaning wherever it is used,
 * and a user adds to it without overriding it.
 *
 * `adaptable` and `locked` speak about their file only, `opens` and `reopen` only about a workflow that is a
 * case of its own: they are neither joined nor in conflict. Everything lives in the arena. */

typedef struct spr_flow { /* a workflow file, expanded and adapted */
  spr_str name;
  uint32_t file;
  spr_node *tree;
} spr_flow;

typedef struct spr_layer {
  const spr_node *map;
  int32_t flow;              /* the file */
  struct spr_part *scope;    /* the part that is the root of the file: where names begin */
  const struct spr_use *use; /* how the file came in; NULL: the main workflow */
} spr_layer;

typedef struct spr_use { /* a chain of `use`, innermost first */
  int32_t flow;
  spr_span at;
  const struct spr_use *up;
  uint32_t depth;
} spr_use;

typedef struct spr_part {
  spr_str name;
  spr_span at; /* the name */
  struct spr_part *parent;
  spr_layer *layers; /* [0] as written, then what it uses, what that uses ... */
  uint32_t nlayers;
  struct spr_part **children;
  uint32_t nchildren;
  bool stages; /* the children are stages */
  bool lost;   /* the file that it uses could not be read */
  uint32_t depth;
  int32_t index; /* of the state in the model; set by the builder */
} spr_part;

typedef struct spr_composer {
  spr_arena *arena;
  spr_diags *diags;
  const spr_flow *flows;
  uint32_t nflows;
  int32_t main;
  uint32_t nparts;
  spr_names *lost; /* out: names in what is not taken; see lost.h */
  bool faulty;     /* out: something was reported */
} spr_composer;

/* The tree of the workflow `main`, whose file must hold a map. Where `use` names nothing or itself, the state
 * is left without content, or has that of the workflow that was probably meant. */
spr_part *spr_compose(spr_composer *c, int32_t main);

/* A key of the part as it is in force: the outermost layer that has it (*layer may be NULL), or NULL. */
const spr_member *spr_part_member(const spr_part *p, const char *key, const spr_layer **layer);
spr_node *spr_part_get(const spr_part *p, const char *key);
/* Is the key written by several layers and joined? */
bool spr_key_is_joined(spr_str key);
/* The composed tree as source again, for `show`: `use` stays as a key, followed by what it brought in. */
spr_node *spr_part_tree(spr_arena *a, const spr_part *p);

#endif
