/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "base/value_impl.h"

#define FIXED UINT32_MAX

static void *heap_alloc(spr_heap *h, size_t size) {
  if (h->arena) return spr_arena_alloc(h->arena, size);
  void *p = spr_pool_alloc(h->pool, size);
  if (!p) h->oom = true;
  return p;
}

static uint32_t first_refs(const spr_heap *h) {
  return h->arena ? FIXED : 1;
}

static void heap_release(spr_heap *h, spr_value v) {
  /* What an arena holds is fixed, and a release does not touch it. */
  if (h->pool) spr_v_release(h->pool, v);
}

spr_value spr_v_text(spr_heap *h, spr_str s) {
  spr_vtext *t = heap_alloc(h, sizeof *t + s.n + 1);
  if (!t) return SPR_V_NIL;
  t->refs = first_refs(h);
  t->n = s.n;
  if (s.n) memcpy(t->p, s.p, s.n);
  t->p[s.n] = '\0';
  return (spr_value){.type = SPR_TEXT, .u.t = t};
}

spr_value spr_v_duration(spr_heap *h, spr_duration d) {
  spr_vdur *v = heap_alloc(h, sizeof *v);
  if (!v) return SPR_V_NIL;
  *v = (spr_vdur){first_refs(h), d};
  return (spr_value){.type = SPR_DURATION, .u.d = v};
}

spr_vlist *spr_vlist_new(spr_heap *h, uint32_t n) {
  spr_vlist *l = heap_alloc(h, sizeof *l + n * sizeof *l->v);
  if (!l) return NULL;
  *l = (spr_vlist){.refs = first_refs(h), .n = n};
  for (uint32_t i = 0; i < n; i++) l->v[i] = SPR_V_NIL;
  return l;
}

spr_vrecord *spr_vrecord_new(spr_heap *h, uint32_t n) {
  spr_vrecord *r = heap_alloc(h, sizeof *r + n * sizeof *r->v);
  if (!r) return NULL;
  *r = (spr_vrecord){.refs = first_refs(h), .n = n};
  for (uint32_t i = 0; i < n; i++) r->v[i] = (spr_pair){SPR_V_NIL, SPR_V_NIL};
  return r;
}

static uint32_t depth_of(spr_value v) {
  return v.type == SPR_LIST ? v.u.l->depth : v.type == SPR_RECORD ? v.u.r->depth : 0;
}

static spr_value seal(spr_heap *h, spr_value v) {
  if (depth_of(v) <= SPR_MAX_NESTING) return v;
  heap_release(h, v);
  h->oom = true;
  return SPR_V_NIL;
}

spr_value spr_vlist_seal(spr_heap *h, spr_vlist *l) {
  uint32_t deepest = 0;
  for (uint32_t i = 0; i < l->n; i++) {
    uint32_t depth = depth_of(l->v[i]);
    if (depth > deepest) deepest = depth;
  }
  l->depth = deepest + 1;
  return seal(h, (spr_value){.type = SPR_LIST, .u.l = l});
}

spr_value spr_vrecord_seal(spr_heap *h, spr_vrecord *r) {
  uint32_t deepest = 0;
  for (uint32_t i = 0; i < r->n; i++) {
    uint32_t depth = depth_of(r->v[i].value);
    if (depth > deepest) deepest = depth;
  }
  r->depth = deepest + 1;
  return seal(h, (spr_value){.type = SPR_RECORD, .u.r = r});
}

spr_value spr_v_list(spr_heap *h, const spr_value *v, uint32_t n) {
  spr_vlist *l = spr_vlist_new(h, n);
  if (!l) {
    for (uint32_t i = 0; i < n; i++) heap_release(h, v[i]);
    return SPR_V_NIL;
  }
  if (n) memcpy(l->v, v, n * sizeof *v);
  return spr_vlist_seal(h, l);
}

static void release_pair(spr_heap *h, spr_pair p) {
  heap_release(h, p.key);
  heap_release(h, p.value);
}

static uint32_t drop_nil(spr_heap *h, spr_pair *v, uint32_t n) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (v[i].value.type == SPR_NIL) {
      release_pair(h, v[i]);
    } else {
      v[kept++] = v[i];
    }
  }
  return kept;
}

static int key_order(const spr_pair *a, const spr_pair *b) {
  return spr_str_cmp(spr_v_str(a->key), spr_v_str(b->key));
}

static bool in_order(const spr_pair *v, uint32_t n) {
  for (uint32_t i = 1; i < n; i++) {
    if (key_order(&v[i - 1], &v[i]) >= 0) return false;
  }
  return true;
}

/* One pass of a merge sort: runs of `width` from `from` into runs of twice the width in `to`. */
static void merge_runs(const spr_pair *from, spr_pair *to, uint32_t n, uint32_t width) {
  for (uint32_t start = 0; start < n; start += 2 * width) {
    uint32_t middle = n - start > width ? start + width : n;
    uint32_t end = n - middle > width ? middle + width : n;
    uint32_t i = start, j = middle;
    for (uint32_t k = start; k < end; k++) {
      bool left = i < middle && (j == end || key_order(&from[i], &from[j]) <= 0);
      to[k] = left ? from[i++] : from[j++];
    }
  }
}

/* A stable sort, so that of equal keys the last stays behind the others. */
static void sort_pairs(spr_pair *v, spr_pair *scratch, uint32_t n) {
  for (uint32_t width = 1; width < n; width *= 2) {
    merge_runs(v, scratch, n, width);
    memcpy(v, scratch, n * sizeof *v);
  }
}

static uint32_t drop_repeated(spr_heap *h, spr_pair *v, uint32_t n) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (i + 1 < n && key_order(&v[i], &v[i + 1]) == 0) {
      release_pair(h, v[i]);
    } else {
      v[kept++] = v[i];
    }
  }
  return kept;
}

static spr_vrecord *make_record(spr_heap *h, const spr_pair *v, uint32_t n) {
  spr_vrecord *r = spr_vrecord_new(h, n);
  if (r && n) memcpy(r->v, v, n * sizeof *v);
  return r;
}

spr_value spr_v_record(spr_heap *h, spr_pair *v, uint32_t n) {
  n = drop_nil(h, v, n);
  spr_vrecord *r = make_record(h, v, n);
  if (r && !in_order(v, n)) {
    /* The record's own memory serves the sort. If keys repeat, it has the wrong size and only served. */
    sort_pairs(v, r->v, n);
    uint32_t unique = drop_repeated(h, v, n);
    if (unique < n) {
      if (h->pool) spr_pool_free(h->pool, r, sizeof *r + n * sizeof *r->v);
      n = unique;
      r = make_record(h, v, n);
    } else {
      memcpy(r->v, v, n * sizeof *v);
    }
  }
  if (!r) {
    for (uint32_t i = 0; i < n; i++) release_pair(h, v[i]);
    return SPR_V_NIL;
  }
  return spr_vrecord_seal(h, r);
}

static spr_value copy_list(spr_heap *h, const spr_vlist *from) {
  spr_vlist *l = spr_vlist_new(h, from->n);
  if (!l) return SPR_V_NIL;
  for (uint32_t i = 0; i < from->n && !h->oom; i++) l->v[i] = spr_v_copy(h, from->v[i]);
  return spr_vlist_seal(h, l);
}

static spr_value copy_record(spr_heap *h, const spr_vrecord *from) {
  spr_vrecord *r = spr_vrecord_new(h, from->n);
  if (!r) return SPR_V_NIL;
  for (uint32_t i = 0; i < from->n && !h->oom; i++) {
    r->v[i] = (spr_pair){spr_v_copy(h, from->v[i].key), spr_v_copy(h, from->v[i].value)};
  }
  return spr_vrecord_seal(h, r);
}

static spr_value copy_any(spr_heap *h, spr_value v) {
  switch ((spr_vtype)v.type) {
    case SPR_TEXT: return spr_v_text(h, spr_v_str(v));
    case SPR_DURATION: return spr_v_duration(h, v.u.d->d);
    case SPR_LIST: return copy_list(h, v.u.l);
    case SPR_RECORD: return copy_record(h, v.u.r);
    default: return v;
  }
}

spr_value spr_v_copy(spr_heap *h, spr_value v) {
  spr_value copy = copy_any(h, v);
  if (!h->oom) return copy;
  /* Somewhere within, memory ran out: half a copy is none. */
  heap_release(h, copy);
  return SPR_V_NIL;
}

void spr_v_free(spr_pool *p, spr_value v) {
  switch ((spr_vtype)v.type) {
    case SPR_TEXT: spr_pool_free(p, v.u.t, sizeof *v.u.t + v.u.t->n + 1); break;
    case SPR_DURATION: spr_pool_free(p, v.u.d, sizeof *v.u.d); break;
    case SPR_LIST:
      for (uint32_t i = 0; i < v.u.l->n; i++) spr_v_release(p, v.u.l->v[i]);
      spr_pool_free(p, v.u.l, sizeof *v.u.l + v.u.l->n * sizeof *v.u.l->v);
      break;
    case SPR_RECORD:
      for (uint32_t i = 0; i < v.u.r->n; i++) {
        spr_v_release(p, v.u.r->v[i].key);
        spr_v_release(p, v.u.r->v[i].value);
      }
      spr_pool_free(p, v.u.r, sizeof *v.u.r + v.u.r->n * sizeof *v.u.r->v);
      break;
    default: break;
  }
}
