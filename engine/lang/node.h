/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LANG_NODE_H
#define SPR_LANG_NODE_H

#include "base/diag.h"

/* The source tree: what a YAML file says, with the place of each token and nothing interpreted. Every scalar
 * is text; what it means is decided later by the type that the schema expects there, so `no` is no boolean
 * and `0201011` no number. Nodes live in an arena and are not changed after loading: adaptation and
 * composition make new nodes that keep the places of what they are made from (the file of a node's place is
 * its origin). */

typedef enum spr_node_kind { SPR_NODE_SCALAR, SPR_NODE_LIST, SPR_NODE_MAP } spr_node_kind;

typedef enum spr_scalar_style {
  SPR_PLAIN,
  SPR_SINGLE_QUOTED,
  SPR_DOUBLE_QUOTED,
  SPR_LITERAL,
  SPR_FOLDED
} spr_scalar_style;

/* The style of a collection. */
enum { SPR_BLOCK = 0, SPR_FLOW = 1 };

typedef struct spr_member {
  spr_str key;
  spr_span key_at;
  struct spr_node *value;
} spr_member;

typedef struct spr_node {
  uint8_t kind;  /* spr_node_kind */
  uint8_t style; /* spr_scalar_style; of a collection: SPR_BLOCK or SPR_FLOW */
  bool poisoned; /* a fault in it was reported: later passes pass over it in silence */
  spr_span at;   /* the token; of a collection its first token */
  spr_str text;  /* of a scalar, unescaped */
  uint32_t n;
  union {
    struct spr_node **items; /* LIST */
    spr_member *members;     /* MAP, in the order of the file */
  };
} spr_node;

/* Parses one file. NULL after a fault that leaves no tree; faults are in diags. */
spr_node *spr_yaml_parse(spr_arena *a, spr_diags *d, uint32_t file);
/* The version of libyaml that reads it. */
const char *spr_yaml_library(void);

/* The value of a key, or NULL; a NULL or other node gives NULL. */
spr_node *spr_node_get(const spr_node *map, const char *key);
const spr_member *spr_node_member(const spr_node *map, const char *key);
static inline const spr_member *spr_node_find(const spr_node *map, spr_str key) {
  if (!map || map->kind != SPR_NODE_MAP) return NULL;
  for (uint32_t i = 0; i < map->n; i++)
    if (spr_str_eq(map->members[i].key, key)) return &map->members[i];
  return NULL;
}
/* A plain scalar that YAML reads as null: empty, `~`, `null`, `Null`, `NULL`. */
bool spr_node_is_null(const spr_node *n);
static inline bool spr_node_is_scalar(const spr_node *n) {
  return n && n->kind == SPR_NODE_SCALAR;
}
static inline bool spr_node_is_list(const spr_node *n) {
  return n && n->kind == SPR_NODE_LIST;
}
static inline bool spr_node_is_map(const spr_node *n) {
  return n && n->kind == SPR_NODE_MAP;
}
/* The text of a scalar, else an empty string. */
spr_str spr_node_text(const spr_node *n);
/* Is something poisoned in the tree? No: also for NULL. */
bool spr_holds_fault(const spr_node *n);

/* New nodes in the arena; places are given by the maker. */
spr_node *spr_node_new_scalar(spr_arena *a, spr_str text, spr_scalar_style style, spr_span at);
spr_node *spr_node_new_list(spr_arena *a, spr_node *const *items, uint32_t n, spr_span at);
spr_node *spr_node_new_map(spr_arena *a, const spr_member *members, uint32_t n, spr_span at);
/* A copy of the map with the member set (at its old position, else last). */
spr_node *spr_node_with(spr_arena *a, const spr_node *map, spr_str key, spr_span key_at, spr_node *value);

#endif
