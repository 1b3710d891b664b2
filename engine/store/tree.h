/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_TREE_H
#define SPR_STORE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An ordered set whose nodes lie in the things themselves: a balanced binary tree (AVL). Nothing here
 * allocates or fails, so what was put in can always be taken out again, and the other way round.
 *
 * Nodes that compare as equal may not be in it together. To look
 * something up, make a node of your own with the key in it. */
typedef struct spr_tree_node {
  struct spr_tree_node *parent, *child[2];
  int8_t balance; /* height of the right side less that of the left */
} spr_tree_node;

typedef int (*spr_tree_cmp)(const spr_tree_node *a, const spr_tree_node *b);

typedef struct spr_tree {
  spr_tree_node *root;
  spr_tree_cmp cmp;
} spr_tree;

/* NULL, or the node in the tree that is equal (then the new one was not put in). */
spr_tree_node *spr_tree_insert(spr_tree *t, spr_tree_node *n);
void spr_tree_remove(spr_tree *t, spr_tree_node *n);
/* Puts one in the place of another that is equal. */
void spr_tree_replace(spr_tree *t, spr_tree_node *old, spr_tree_node *n);
spr_tree_node *spr_tree_find(const spr_tree *t, const spr_tree_node *key);
/* The first one that is not before the key, or NULL. */
spr_tree_node *spr_tree_from(const spr_tree *t, const spr_tree_node *key);
spr_tree_node *spr_tree_first(const spr_tree *t);
spr_tree_node *spr_tree_last(const spr_tree *t);
spr_tree_node *spr_tree_next(const spr_tree_node *n);

#endif
