/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BASE_ALLOC_H
#define SPR_BASE_ALLOC_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Memory.
 *
 * An *allocator* is what a host may bring: one function for all sizes. An *arena* holds everything that lives
 * as long as one definition; it is freed at once, and an allocation from it never returns NULL: where memory
 * or the arena's bound runs out, it jumps to the place that its owner named with spr_arena_guard(). So code
 * that builds definitions has no error paths for memory. A *pool* serves the small values of a running case:
 * freed blocks are kept by size and given out again, so a machine that is warm asks the allocator for
 * nothing. */

typedef struct spr_alloc {
  /* As realloc: new_size 0 frees and gives NULL; ptr NULL allocates; NULL for new_size > 0 means no memory.
   */
  void *(*fn)(void *ud, void *ptr, size_t old_size, size_t new_size);
  void *ud;
} spr_alloc;

/* The C library's allocator. */
extern const spr_alloc spr_alloc_default;

static inline void *spr_realloc(const spr_alloc *a, void *p, size_t old_size, size_t new_size) {
  return a->fn(a->ud, p, old_size, new_size);
}
static inline void spr_free(const spr_alloc *a, void *p, size_t size) {
  if (p) a->fn(a->ud, p, size, 0);
}

/* An array of n elements, with room for *cap of them, as one with room for one more: v itself or a wider one,
 * and *cap as it is then. NULL: no memory, and v and *cap are as they were. */
void *spr_grow(const spr_alloc *a, void *v, uint32_t n, uint32_t *cap, size_t size);

typedef struct spr_arena {
  spr_alloc alloc;
  struct spr_arena_block *blocks;
  size_t used, max;
  jmp_buf *escape; /* where to go when memory runs out; see spr_arena_guard */
} spr_arena;

void spr_arena_init(spr_arena *a, const spr_alloc *alloc, size_t max_bytes);
/* Frees all that was allocated; the arena may be initialised again. */
void spr_arena_release(spr_arena *a);
/* The same, but one block is kept for what comes next. */
void spr_arena_clear(spr_arena *a);
/* Zeroed memory, aligned for any type; never NULL. */
void *spr_arena_alloc(spr_arena *a, size_t size);
void *spr_arena_copy(spr_arena *a, const void *src, size_t size);
/* Copies n bytes and adds a NUL. */
char *spr_arena_strdup(spr_arena *a, const char *s, size_t n);
/* n elements; the product is checked. */
void *spr_arena_alloc_n(spr_arena *a, size_t elem, size_t n);
#define SPR_NEW(a, T) ((T *)spr_arena_alloc((a), sizeof(T)))
#define SPR_NEW_N(a, T, n) ((T *)spr_arena_alloc_n((a), sizeof(T), (size_t)(n)))

/* if (spr_arena_guard(a, &env)) { memory ran out: release what is yours, return SPR_ENOMEM } ... then
 * unguard. Guards nest: keep the old a->escape and put it back with spr_arena_unguard. */
#define spr_arena_guard(a, env) ((a)->escape = (env), setjmp(*(env)))
static inline void spr_arena_unguard(spr_arena *a, jmp_buf *old) {
  a->escape = old;
}

#define SPR_POOL_CLASSES 24
#define SPR_POOL_LARGEST                                                                                     \
  4096 /* classes from 16 to this many bytes; larger blocks go to the allocator one by one */
typedef struct spr_pool {
  spr_alloc alloc;
  void *free_lists[SPR_POOL_CLASSES];
  struct spr_pool_chunk *chunks;
  struct spr_pool_large *large;
  size_t in_use; /* bytes given out and not yet taken back */
} spr_pool;

void spr_pool_init(spr_pool *p, const spr_alloc *alloc);
/* Frees all blocks that the pool gave out, too. The pool may be used again. */
void spr_pool_release(spr_pool *p);
/* What it has of its allocator, in use or not. */
size_t spr_pool_bytes(const spr_pool *p);
/* NULL when memory runs out. Not zeroed; aligned for pointers and 64-bit numbers. */
void *spr_pool_alloc(spr_pool *p, size_t size);
/* size: as it was asked for. ptr may be NULL. */
void spr_pool_free(spr_pool *p, void *ptr, size_t size);

#endif
