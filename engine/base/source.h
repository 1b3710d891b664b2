/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BASE_SOURCE_H
#define SPR_BASE_SOURCE_H

#include "base/status.h"
#include "base/str.h"

/* The source files of a run: their bytes stay in memory, so that each diagnostic can show its line. Files are
 * added in an order that does not depend on the file system (the caller sorts), and that order is the order
 * of diagnostics. */

typedef struct spr_source {
  spr_str path; /* as shown to people: relative to the site or as given on the command line */
  spr_str text;
  uint32_t *lines; /* offset of each line's first byte */
  uint32_t nlines;
} spr_source;

typedef struct spr_sources {
  spr_arena *arena;
  spr_source *v;
  uint32_t n, cap;
} spr_sources;

/* A place: bytes [from, to) of a file. file 0 is "nowhere"; the first source is 1. */
typedef struct spr_span {
  uint32_t file, from, to;
} spr_span;

void spr_sources_init(spr_sources *s, spr_arena *a);
/* Adds a text (not copied) and gives its number, from 1. */
uint32_t spr_sources_add(spr_sources *s, spr_str path, spr_str text);
const spr_source *spr_sources_get(const spr_sources *s, uint32_t file); /* NULL for 0 */
/* Line and column from 1; a column counts code points. */
void spr_source_place(const spr_source *src, uint32_t offset, uint32_t *line, uint32_t *column);
/* The text of a line (from 1), without its line end; empty where there is no such line. */
spr_str spr_source_line(const spr_source *src, uint32_t line);
static inline spr_span spr_span_make(uint32_t file, uint32_t from, uint32_t to) {
  return (spr_span){file, from, to};
}
static inline spr_span spr_span_none(void) {
  return (spr_span){0, 0, 0};
}
/* The part [from, to) of a text whose place is `at`, exact where it stands there in one piece, plain or in
 * quotes; else the whole. */
spr_span spr_span_part(spr_span at, spr_str text, uint32_t from, uint32_t to);

/* Reads a regular file of at most max bytes into the arena, with a NUL behind it. SPR_ENOTFOUND, SPR_ELIMIT
 * (larger), SPR_EIO (also for what is no regular file). */
spr_status spr_file_read(spr_arena *a, const char *path, size_t max, spr_str *out);

#endif
