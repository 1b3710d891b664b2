/* SPDX-License-Identifier: Apache-2.0 */
#include <stdalign.h>

#include "base/alloc.h"

/* Under the address sanitizer, free blocks are poisoned, so that a value used after its release is found
 * although the pool keeps its memory. */
#if defined(__SANITIZE_ADDRESS__)
#define POOL_CHECKED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POOL_CHECKED 1
#endif
#endif
#ifdef POOL_CHECKED
#include <sanitizer/asan_interface.h>
#define HIDE(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define SHOW(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#else
#define HIDE(p, n) ((void)(p), (void)(n))
#define SHOW(p, n) ((void)(p), (void)(n))
#endif

#define FIRST_CHUNK ((size_t)8 * 1024)
#define LARGEST_CHUNK ((size_t)64 * 1024)

static const uint16_t class_sizes[SPR_POOL_CLASSES] = {
    16,  24,  32,  40,  48,  56,  64,  80,  96,   112,  128,  160,
    192, 224, 256, 320, 384, 448, 512, 768, 1024, 1536, 2048, 4096,
};

/* The class of a size is found through the number of 8-byte words, up to 64 bytes, then by its highest bits.
 */
static unsigned class_of(size_t size) {
  if (size <= 64) return size <= 16 ? 0 : (unsigned)((size - 1) / 8) - 1;
  unsigned c = size <= 256 ? 7 : 15;
  while (class_sizes[c] < size) c++;
  return c;
}

typedef struct spr_pool_chunk {
  struct spr_pool_chunk *next;
  size_t size, used; /* of the bytes behind this header */
  alignas(max_align_t) unsigned char bytes[];
} chunk;

/* A block above the largest class, in a ring of two directions so that it may be freed alone or with the
 * pool. */
typedef struct spr_pool_large {
  struct spr_pool_large *next, **prev;
  size_t size;
  alignas(max_align_t) unsigned char bytes[];
} large;

void spr_pool_init(spr_pool *p, const spr_alloc *alloc) {
  *p = (spr_pool){.alloc = *alloc};
}

void spr_pool_release(spr_pool *p) {
  while (p->chunks) {
    chunk *c = p->chunks;
    p->chunks = c->next;
    SHOW(c->bytes, c->size);
    spr_free(&p->alloc, c, sizeof *c + c->size);
  }
  while (p->large) {
    large *l = p->large;
    p->large = l->next;
    spr_free(&p->alloc, l, sizeof *l + l->size);
  }
  spr_alloc alloc = p->alloc;
  spr_pool_init(p, &alloc);
}

size_t spr_pool_bytes(const spr_pool *p) {
  size_t n = 0;
  for (const chunk *c = p->chunks; c; c = c->next) n += sizeof *c + c->size;
  for (const large *l = p->large; l; l = l->next) n += sizeof *l + l->size;
  return n;
}

static void *carve(spr_pool *p, size_t size) {
  chunk *c = p->chunks;
  if (!c || c->size - c->used < size) {
    size_t bytes = c && c->size < LARGEST_CHUNK ? c->size * 2 : c ? c->size : FIRST_CHUNK;
    c = spr_realloc(&p->alloc, NULL, 0, sizeof *c + bytes);
    if (!c) return NULL;
    *c = (chunk){.next = p->chunks, .size = bytes};
    HIDE(c->bytes, bytes);
    p->chunks = c;
  }
  void *block = c->bytes + c->used;
  c->used += size;
  return block;
}

static void *alloc_large(spr_pool *p, size_t size) {
  if (size > SIZE_MAX - sizeof(large)) return NULL;
  large *l = spr_realloc(&p->alloc, NULL, 0, sizeof *l + size);
  if (!l) return NULL;
  *l = (large){.next = p->large, .prev = &p->large, .size = size};
  if (l->next) l->next->prev = &l->next;
  p->large = l;
  return l->bytes;
}

static void free_large(spr_pool *p, void *ptr) {
  large *l = (large *)(void *)((unsigned char *)ptr - offsetof(large, bytes));
  *l->prev = l->next;
  if (l->next) l->next->prev = l->prev;
  spr_free(&p->alloc, l, sizeof *l + l->size);
}

void *spr_pool_alloc(spr_pool *p, size_t size) {
  void *block;
  if (size > SPR_POOL_LARGEST) {
    block = alloc_large(p, size);
  } else {
    unsigned c = class_of(size);
    block = p->free_lists[c];
    if (block) {
      SHOW(block, sizeof(void *));
      p->free_lists[c] = *(void **)block;
    } else {
      block = carve(p, class_sizes[c]);
    }
    if (block) SHOW(block, size);
  }
  if (block) p->in_use += size;
  return block;
}

void spr_pool_free(spr_pool *p, void *ptr, size_t size) {
  if (!ptr) return;
  p->in_use -= size;
  if (size > SPR_POOL_LARGEST) {
    free_large(p, ptr);
    return;
  }
  unsigned c = class_of(size);
  SHOW(ptr, sizeof(void *));
  *(void **)ptr = p->free_lists[c];
  p->free_lists[c] = ptr;
  HIDE(ptr, class_sizes[c]);
}
