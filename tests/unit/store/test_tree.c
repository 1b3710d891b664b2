/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include <stdlib.h>

#include "store/tree.h"

#define KEYS 300

typedef struct item {
  spr_tree_node node;
  int key;
} item;

static int key_of(const spr_tree_node *n) {
  return ((const item *)(const void *)n)->key;
}

static int by_key(const spr_tree_node *a, const spr_tree_node *b) {
  return key_of(a) - key_of(b);
}

/* The height; fails where a node is out of balance, out of order, or its parent is another. */
static int check(const spr_tree_node *n, const spr_tree_node *parent) {
  if (!n) return 0;
  assert_ptr_equal(n->parent, parent);
  int left = check(n->child[0], n), right = check(n->child[1], n);
  assert_int_equal(n->balance, right - left);
  assert_in_range(n->balance + 1, 0, 2);
  if (n->child[0]) assert_true(key_of(n->child[0]) < key_of(n));
  if (n->child[1]) assert_true(key_of(n->child[1]) > key_of(n));
  return 1 + (left > right ? left : right);
}

static void check_all(const spr_tree *t, item *const *in) {
  check(t->root, NULL);
  const spr_tree_node *n = spr_tree_first(t);
  const spr_tree_node *last = NULL;
  for (int k = 0; k < KEYS; k++) {
    item probe = {.key = k};
    assert_ptr_equal(spr_tree_find(t, &probe.node), in[k] ? &in[k]->node : NULL);
    assert_ptr_equal(spr_tree_from(t, &probe.node), n);
    if (!in[k]) continue;
    assert_ptr_equal(n, &in[k]->node);
    last = n;
    n = spr_tree_next(n);
  }
  assert_null(n);
  assert_ptr_equal(spr_tree_last(t), last);
}

/* Put in, taken out and exchanged at random, against an array. */
static void test_against_array(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 20; seed++) {
    static item items[2][KEYS];
    item *in[KEYS] = {NULL};
    spr_tree t = {NULL, by_key};
    uint64_t r = seed;
    for (int i = 0; i < 2000; i++) {
      int k = (int)test_below(&r, i < 1000 ? KEYS : KEYS / 8);
      item *fresh = in[k] == &items[0][k] ? &items[1][k] : &items[0][k];
      fresh->key = k;
      if (!in[k]) {
        assert_null(spr_tree_insert(&t, &fresh->node));
        in[k] = fresh;
      } else if (test_below(&r, 3) == 0) {
        assert_ptr_equal(spr_tree_insert(&t, &fresh->node), &in[k]->node);
        spr_tree_replace(&t, &in[k]->node, &fresh->node);
        in[k] = fresh;
      } else {
        spr_tree_remove(&t, &in[k]->node);
        in[k] = NULL;
      }
      if (i % 20 == 0) check_all(&t, in);
    }
    check_all(&t, in);
    for (int k = 0; k < KEYS; k++)
      if (in[k]) spr_tree_remove(&t, &in[k]->node);
    assert_null(t.root);
  }
}

/* In order, the height stays that of a balanced tree: at most 1.45 log2(n). */
static void test_rising(void **state) {
  (void)state;
  static item many[1 << 15];
  spr_tree t = {NULL, by_key};
  for (int i = 0; i < 1 << 15; i++) {
    many[i].key = i;
    assert_null(spr_tree_insert(&t, &many[i].node));
  }
  assert_true(check(t.root, NULL) <= 16);
  for (int i = 0; i < (1 << 15) - 2; i++) spr_tree_remove(&t, &many[i].node);
  assert_int_equal(check(t.root, NULL), 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_array), cmocka_unit_test(test_rising)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
