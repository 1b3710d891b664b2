/* SPDX-License-Identifier: Apache-2.0 */
#include "store/memory_rows.h"

void spr_mtable_init(spr_mtable *t, const spr_mtable_kind *kind) {
  *t = (spr_mtable){.kind = kind};
  for (; kind->cmp[t->nindices]; t->nindices++) t->index[t->nindices].cmp = kind->cmp[t->nindices];
}

static spr_tree_node *node_of(const spr_mtable *t, const spr_mrow *row, uint32_t i) {
  return (spr_tree_node *)(void *)((char *)row + t->kind->nodes_at) + i;
}

static spr_mrow *row_of(const spr_mtable *t, const spr_tree_node *node) {
  return node ? (spr_mrow *)(void *)((char *)node - t->kind->nodes_at) : NULL;
}

spr_mrow *spr_mtable_find(const spr_mtable *t, const spr_mrow *key) {
  return row_of(t, spr_tree_find(&t->index[0], node_of(t, key, 0)));
}

static spr_mrow *copy(spr_pool *pool, const spr_mtable_kind *kind, const spr_mrow *row) {
  size_t size = kind->size;
  for (uint32_t i = 0; kind->texts[i]; i++)
    size += ((const spr_str *)(const void *)((const char *)row + kind->texts[i]))->n;
  char *block = size <= UINT32_MAX ? spr_pool_alloc(pool, size) : NULL;
  if (!block) return NULL;
  memcpy(block, row, kind->size);
  char *end = block + kind->size;
  for (uint32_t i = 0; kind->texts[i]; i++) {
    spr_str *s = (spr_str *)(void *)(block + kind->texts[i]);
    if (s->n) memcpy(end, s->p, s->n);
    s->p = end;
    end += s->n;
  }
  spr_mrow *made = (spr_mrow *)(void *)block;
  made->size = (uint32_t)size;
  return made;
}

/* -- indices -------------------------------------------------------------------------------------------- */
static void take_out(spr_mtable *t, spr_mrow *row, uint32_t indices) {
  for (uint32_t i = 0; i < indices; i++) spr_tree_remove(&t->index[i], node_of(t, row, i));
}

/* False, with nothing done, where an index has an equal row. */
static bool put_in(spr_mtable *t, spr_mrow *row) {
  for (uint32_t i = 0; i < t->nindices; i++)
    if (spr_tree_insert(&t->index[i], node_of(t, row, i))) {
      take_out(t, row, i);
      return false;
    }
  t->n++;
  return true;
}

/* Where the key is the same, the tree keeps its form. Two rows of one first key share no other key with a
 * third. */
static void exchange(spr_mtable *t, spr_mrow *old, spr_mrow *now) {
  for (uint32_t i = 0; i < t->nindices; i++) {
    spr_tree_node *a = node_of(t, old, i), *b = node_of(t, now, i);
    if (t->kind->cmp[i](a, b) == 0) {
      spr_tree_replace(&t->index[i], a, b);
    } else {
      spr_tree_remove(&t->index[i], a);
      spr_tree_insert(&t->index[i], b);
    }
  }
}

/* -- changes -------------------------------------------------------------------------------------------- */
static bool reserve(spr_mlog *log) {
  if (log->n < log->cap) return true;
  size_t cap = log->cap ? log->cap * 2 : 64;
  const spr_alloc *alloc = &log->pool->alloc;
  spr_mchange *v = spr_realloc(alloc, log->v, log->cap * sizeof *v, cap * sizeof *v);
  if (!v) return false;
  log->v = v;
  log->cap = cap;
  return true;
}

spr_status spr_mtable_put(spr_mlog *log, spr_mtable *t, const spr_mrow *row) {
  spr_mrow *old = spr_mtable_find(t, row);
  if (!reserve(log)) return SPR_ENOMEM;
  spr_mrow *now = copy(log->pool, t->kind, row);
  if (!now) return SPR_ENOMEM;
  if (old) {
    exchange(t, old, now);
  } else if (!put_in(t, now)) {
    spr_pool_free(log->pool, now, now->size);
    return SPR_ECORRUPT;
  }
  log->v[log->n++] = (spr_mchange){t, old, now};
  return SPR_OK;
}

spr_status spr_mtable_remove(spr_mlog *log, spr_mtable *t, spr_mrow *old) {
  if (!old) return SPR_OK;
  if (!reserve(log)) return SPR_ENOMEM;
  take_out(t, old, t->nindices);
  t->n--;
  log->v[log->n++] = (spr_mchange){t, old, NULL};
  return SPR_OK;
}

void spr_mlog_init(spr_mlog *log, spr_pool *pool) {
  *log = (spr_mlog){.pool = pool};
}

void spr_mlog_release(spr_mlog *log) {
  spr_free(&log->pool->alloc, log->v, log->cap * sizeof *log->v);
}

void spr_mlog_undo(spr_mlog *log, size_t n) {
  while (log->n > n) {
    const spr_mchange *c = &log->v[--log->n];
    if (c->old && c->now) {
      exchange(c->table, c->now, c->old);
    } else if (c->old) {
      put_in(c->table, c->old);
    } else {
      take_out(c->table, c->now, c->table->nindices);
      c->table->n--;
    }
    if (c->now) spr_pool_free(log->pool, c->now, c->now->size);
  }
}

void spr_mlog_settle(spr_mlog *log) {
  for (size_t i = 0; i < log->n; i++)
    if (log->v[i].old) spr_pool_free(log->pool, log->v[i].old, log->v[i].old->size);
  log->n = 0;
}
