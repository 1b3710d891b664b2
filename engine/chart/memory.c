/* SPDX-License-Identifier: Apache-2.0 */
#include <stdalign.h>
#include <stdio.h>

#include "chart/machine.h"

/* What a step needs of memory. Vectors and blocks are kept from step to step, so a warm case asks for none.
 */

const spr_effect spr_effect_blank = {.index = SPR_NONE, .at = SPR_NO_INSTANT};

bool spr_vec_room(spr_step *st, void *vec, uint32_t elem) {
  struct {
    void *v;
    uint32_t n, cap;
  } head;
  memcpy(&head, vec, sizeof head);
  if (head.n < head.cap) return true;
  if (head.n >= SPR_MAX_STEP_ITEMS) {
    spr_abort(st, SPR_R_LIMIT);
    return false;
  }
  uint32_t cap = head.cap ? head.cap * 2 : 8;
  void *v = spr_pool_alloc(&st->c->pool, (size_t)cap * elem);
  if (!v) {
    spr_abort(st, SPR_R_NOMEM);
    return false;
  }
  if (head.n) memcpy(v, head.v, (size_t)head.n * elem);
  spr_pool_free(&st->c->pool, head.v, (size_t)head.cap * elem);
  head.v = v;
  head.cap = cap;
  memcpy(vec, &head, sizeof head);
  return true;
}

/* -- scratch: blocks in a chain, filled one after the other, all empty again with the next step --------- */

#define SCRATCH_BLOCK 4000u

typedef struct spr_scratch_block {
  struct spr_scratch_block *next;
  size_t size, used;
  alignas(8) unsigned char bytes[]; /* as the pool aligns */
} block;

void *spr_scratch_alloc(spr_step *st, size_t n) {
  spr_scratch *s = &st->scratch;
  size_t size = (n + 7) & ~(size_t)7;
  while (s->at && s->at->size - s->at->used < size && s->at->next) s->at = s->at->next;
  if (!s->at || s->at->size - s->at->used < size) {
    size_t bytes = size > SCRATCH_BLOCK ? size : SCRATCH_BLOCK;
    block *b = spr_pool_alloc(&st->c->pool, sizeof *b + bytes);
    if (!b) {
      spr_abort(st, SPR_R_NOMEM);
      return NULL;
    }
    *b = (block){.size = bytes};
    if (s->at) {
      s->at->next = b;
    } else {
      s->first = b;
    }
    s->at = b;
  }
  void *p = s->at->bytes + s->at->used;
  s->at->used += size;
  return p;
}

void spr_scratch_reset(spr_scratch *s) {
  for (block *b = s->first; b; b = b->next) b->used = 0;
  s->at = s->first;
}

spr_str spr_scratch_str(spr_step *st, spr_str s) {
  char *p = s.n ? spr_scratch_alloc(st, s.n) : NULL;
  if (!p) return SPR_STR("");
  memcpy(p, s.p, s.n);
  return spr_str_n(p, s.n);
}

spr_str spr_scratch_printf(spr_step *st, const char *fmt, ...) {
  va_list ap, again;
  va_start(ap, fmt);
  va_copy(again, ap);
  int n = vsnprintf(NULL, 0, fmt, ap);
  va_end(ap);
  char *p = n > 0 ? spr_scratch_alloc(st, (size_t)n + 1) : NULL;
  if (p) vsnprintf(p, (size_t)n + 1, fmt, again);
  va_end(again);
  return p ? spr_str_n(p, (size_t)n) : SPR_STR("");
}

static void *pool_fn(void *ud, void *p, size_t old_size, size_t new_size) {
  void *new = new_size ? spr_pool_alloc(ud, new_size) : NULL;
  if (new_size && !new) return NULL;
  if (p && new) memcpy(new, p, old_size < new_size ? old_size : new_size);
  spr_pool_free(ud, p, old_size);
  return new;
}

spr_alloc spr_pool_as_alloc(spr_pool *p) {
  return (spr_alloc){pool_fn, p};
}

/* -- shared blocks -------------------------------------------------------------------------------------- */

spr_roster *spr_roster_new(spr_pool *p, const spr_str *v, uint32_t n) {
  size_t bytes = sizeof(spr_roster) + n * sizeof(spr_str);
  for (uint32_t i = 0; i < n; i++) bytes += v[i].n;
  spr_roster *r = spr_pool_alloc(p, bytes);
  if (!r) return NULL;
  r->refs = 1;
  r->n = n;
  r->bytes = (uint32_t)bytes;
  char *text = (char *)(r->v + n);
  for (uint32_t i = 0; i < n; i++) {
    if (v[i].n) memcpy(text, v[i].p, v[i].n);
    r->v[i] = spr_str_n(text, v[i].n);
    text += v[i].n;
  }
  return r;
}

void spr_roster_release(spr_pool *p, spr_roster *r) {
  if (r && --r->refs == 0) spr_pool_free(p, r, r->bytes);
}

bool spr_roster_has(const spr_roster *r, spr_str institution) {
  for (uint32_t i = 0; r && i < r->n; i++) {
    if (spr_str_eq(r->v[i], institution)) return true;
  }
  return false;
}

spr_moves *spr_moves_new(spr_pool *p, const spr_moves *old, uint32_t n) {
  spr_moves *m = spr_pool_alloc(p, sizeof *m + n * sizeof(spr_move));
  if (!m) return NULL;
  memset(m, 0, sizeof *m + n * sizeof(spr_move));
  m->refs = 1;
  m->n = n;
  uint32_t same = old ? (old->n < n ? old->n : n) : 0;
  if (same) memcpy(m->v, old->v, same * sizeof(spr_move));
  return m;
}

void spr_moves_release(spr_pool *p, spr_moves *m) {
  if (m && --m->refs == 0) spr_pool_free(p, m, sizeof *m + m->n * sizeof(spr_move));
}

spr_pool *spr_case_pool(spr_case *c) {
  return &c->pool;
}
