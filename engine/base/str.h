/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BASE_STR_H
#define SPR_BASE_STR_H

#include <stdarg.h>
#include <string.h>

#include "base/alloc.h"

/* A string that somebody else owns: pointer and length, no NUL needed. */
typedef struct spr_str {
  const char *p;
  uint32_t n;
} spr_str;

#define SPR_STR(lit) ((spr_str){(lit), (uint32_t)(sizeof(lit) - 1)})
#define SPR_FMT(s) (int)(s).n, (s).p /* for "%.*s" */

static inline spr_str spr_str_of(const char *z) {
  return (spr_str){z, (uint32_t)strlen(z)};
}
static inline spr_str spr_str_n(const char *p, size_t n) {
  return (spr_str){p, (uint32_t)n};
}
static inline bool spr_str_eq(spr_str a, spr_str b) {
  return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
static inline bool spr_str_is(spr_str a, const char *z) {
  return spr_str_eq(a, spr_str_of(z));
}
bool spr_str_starts(spr_str s, spr_str prefix);
bool spr_str_ends(spr_str s, spr_str suffix);
/* Bytewise order, the shorter first where one begins the other. */
int spr_str_cmp(spr_str a, spr_str b);
/* [from, to), clipped */
static inline spr_str spr_str_sub(spr_str s, uint32_t from, uint32_t to) {
  if (to > s.n) to = s.n;
  if (from > to) from = to;
  return (spr_str){from ? s.p + from : s.p, to - from};
}
/* Without leading and trailing spaces, tabs and line ends. */
spr_str spr_str_trim(spr_str s);
/* A copy in the arena, with a NUL behind it. */
spr_str spr_str_dup(spr_arena *a, spr_str s);
/* All of them, one behind the other, with a NUL behind the last. */
spr_str spr_str_join(spr_arena *a, const spr_str *v, uint32_t n);
/* Moves n texts into the arena without ever jumping: false where memory runs out, then some have moved. For
 * callbacks, since a jump must not cross whoever calls back. */
bool spr_strs_keep(spr_arena *a, spr_str *const *v, uint32_t n);
spr_str spr_str_printf(spr_arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
spr_str spr_str_vprintf(spr_arena *a, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));

/* A growing buffer with a bound. What does not fit, or finds no memory, sets `failed`; later writes do
 * nothing, so a caller looks once, at the end. Text in it always ends in a NUL that is not counted. */
typedef struct spr_buf {
  spr_alloc alloc;
  char *p;
  size_t n, cap, max;
  bool failed;
  bool nomem; /* it failed for want of memory, not for its bound */
} spr_buf;

void spr_buf_init(spr_buf *b, const spr_alloc *alloc, size_t max);
void spr_buf_release(spr_buf *b);
/* Empties it for new text; keeps the memory. */
void spr_buf_clear(spr_buf *b);
void spr_buf_add(spr_buf *b, const void *p, size_t n);
void spr_buf_str(spr_buf *b, spr_str s);
void spr_buf_puts(spr_buf *b, const char *z);
void spr_buf_number(spr_buf *b, uint64_t n); /* in decimal digits */
void spr_buf_printf(spr_buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void spr_buf_vprintf(spr_buf *b, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
/* Room for n more bytes to be written at once, NULL if there is none; then say how many were written. */
char *spr_buf_reserve(spr_buf *b, size_t n);
void spr_buf_commit(spr_buf *b, size_t n);
/* The same for few bytes at a time: calls only where the buffer must grow. */
static inline char *spr_buf_room(spr_buf *b, size_t n) {
  return n < b->cap - b->n && !b->failed ? b->p + b->n : spr_buf_reserve(b, n);
}
static inline void spr_buf_char(spr_buf *b, char c) {
  char *end = spr_buf_room(b, 1);
  if (!end) return;
  end[0] = c;
  end[1] = '\0';
  b->n++;
}
static inline spr_str spr_buf_view(const spr_buf *b) {
  return (spr_str){b->p ? b->p : "", (uint32_t)b->n};
}

/* Names to small numbers, in order of arrival: the n-th new name is n. In an arena. */
typedef struct spr_names {
  spr_arena *arena;
  spr_str *v; /* the names, in order */
  uint32_t n, cap;
  uint32_t *slots;
  uint32_t nslots;
} spr_names;

void spr_names_init(spr_names *t, spr_arena *a);
/* The number of the name, added if it is new (`*added`, which may be NULL, says so). Keeps the bytes it was
 * given. */
uint32_t spr_names_add(spr_names *t, spr_str name, bool *added);
/* The number of the name, or -1. */
int32_t spr_names_find(const spr_names *t, spr_str name);
/* The string hash that tables here use (FNV-1a, 32 bit: no seed, so that runs are alike). */
uint32_t spr_str_hash(spr_str s);

/* A growing array in an arena: SPR_PUSH(arena, ptr, count, cap) gives a pointer to a new zeroed last element.
 */
void *spr_arena_grow(spr_arena *a, void *old, uint32_t n, uint32_t *cap, size_t elem);
#define SPR_PUSH(a, v, n, cap)                                                                               \
  ((v) = ((n) == (cap) ? spr_arena_grow((a), (v), (n), &(cap), sizeof *(v)) : (v)), &(v)[(n)++])

#endif
