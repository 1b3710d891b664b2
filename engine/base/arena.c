/* SPDX-License-Identifier: Apache-2.0 */
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"

#define FIRST_BLOCK ((size_t)4096)
#define LARGEST_BLOCK ((size_t)256 * 1024)

typedef struct spr_arena_block {
  struct spr_arena_block *next;
  size_t size, used; /* of the bytes behind this header */
  alignas(max_align_t) unsigned char bytes[];
} block;

void spr_arena_init(spr_arena *a, const spr_alloc *alloc, size_t max_bytes) {
  *a = (spr_arena){.alloc = *alloc, .max = max_bytes};
}

void spr_arena_release(spr_arena *a) {
  block *b = a->blocks;
  while (b) {
    block *next = b->next;
    spr_free(&a->alloc, b, sizeof *b + b->size);
    b = next;
  }
  a->blocks = NULL;
  a->used = 0;
}

void spr_arena_clear(spr_arena *a) {
  block *kept = a->blocks;
  if (!kept) return;
  a->blocks = kept->next;
  spr_arena_release(a);
  kept->next = NULL;
  kept->used = 0;
  a->blocks = kept;
}

_Noreturn static void exhausted(spr_arena *a) {
  /* An arena without a guard is a fault of the engine's code, not of its input: there is nowhere to go. */
  if (!a->escape) abort();
  longjmp(*a->escape, 1);
}

static block *add_block(spr_arena *a, size_t need) {
  size_t size = a->blocks ? a->blocks->size * 2 : FIRST_BLOCK;
  if (size > LARGEST_BLOCK) size = LARGEST_BLOCK;
  if (size < need) size = need;
  block *b = spr_realloc(&a->alloc, NULL, 0, sizeof *b + size);
  if (!b) exhausted(a);
  *b = (block){.next = a->blocks, .size = size};
  a->blocks = b;
  return b;
}

void *spr_arena_alloc(spr_arena *a, size_t size) {
  size_t align = alignof(max_align_t);
  /* The first test keeps the rounding from wrapping. */
  if (size > a->max) exhausted(a);
  size_t need = (size + align - 1) / align * align;
  if (need > a->max - a->used) exhausted(a);
  block *b = a->blocks;
  if (!b || b->size - b->used < need) b = add_block(a, need);
  void *p = b->bytes + b->used;
  b->used += need;
  a->used += need;
  return memset(p, 0, need);
}

void *spr_arena_copy(spr_arena *a, const void *src, size_t size) {
  void *p = spr_arena_alloc(a, size);
  if (size) memcpy(p, src, size);
  return p;
}

char *spr_arena_strdup(spr_arena *a, const char *s, size_t n) {
  if (n == SIZE_MAX) exhausted(a);
  char *p = spr_arena_alloc(a, n + 1);
  if (n) memcpy(p, s, n);
  return p;
}

void *spr_arena_alloc_n(spr_arena *a, size_t elem, size_t n) {
  if (elem && n > SIZE_MAX / elem) exhausted(a);
  return spr_arena_alloc(a, elem * n);
}

void *spr_arena_grow(spr_arena *a, void *old, uint32_t n, uint32_t *cap, size_t elem) {
  if (*cap > UINT32_MAX / 2) exhausted(a);
  uint32_t wider = *cap ? *cap * 2 : 8;
  void *p = spr_arena_alloc_n(a, elem, wider);
  if (n) memcpy(p, old, elem * n);
  *cap = wider;
  return p;
}
