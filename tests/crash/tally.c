/* SPDX-License-Identifier: Apache-2.0 */
#include "crash.h"

#include <stdlib.h>

static void grow(told **v, uint32_t had, uint32_t n) {
  *v = realloc(*v, n * sizeof **v);
  CHECK(*v, "no memory");
  memset(*v + had, 0, (n - had) * sizeof **v);
}

/* A line that was cut is one that was not answered. */
static void read_log(const char *path, told **v, uint32_t *n) {
  record r;
  FILE *f = fopen(path, "rb");
  if (!f) return; /* killed before it asked anything */
  while (fread(&r, sizeof r, 1, f) == 1) {
    CHECK(r.number > 0 && r.number <= *n + 1, "%s: a log out of order", path);
    if (r.number > *n) grow(v, *n, r.number);
    if (r.number > *n) *n = r.number;
    (*v)[r.number - 1].r = r;
  }
  fclose(f);
}

void tally_read(tally *t, const place *p, uint32_t round) {
  char path[128];
  for (uint32_t i = 0; i < PROGRAMS; i++)
    for (uint32_t k = 0; k < THREADS; k++) {
      load_log_path(p, path, round, i, k);
      read_log(path, &t->v[round][i][k], &t->n[round][i][k]);
    }
}

told *tally_find(tally *t, const char *key, size_t n) {
  unsigned round = 0, program = 0, thread = 0, number = 0;
  char z[KEY_BYTES];
  if (n >= sizeof z) return NULL;
  memcpy(z, key, n);
  z[n] = '\0';
  unsigned *const parts[] = {&round, &program, &thread, &number};
  char *end = z;
  for (int i = 0; i < 4; i++) {
    char *from = i ? end + 1 : z;
    if ((i && *end != '.') || *from < '0' || *from > '9') return NULL;
    *parts[i] = (unsigned)strtoul(from, &end, 10);
  }
  bool known = round < ROUNDS_OF_PLACE && program < PROGRAMS && thread < THREADS && number > 0 &&
               number <= t->n[round][program][thread];
  return known ? &t->v[round][program][thread][number - 1] : NULL;
}

void tally_release(tally *t) {
  for (uint32_t r = 0; r < ROUNDS_OF_PLACE; r++)
    for (uint32_t i = 0; i < PROGRAMS; i++)
      for (uint32_t k = 0; k < THREADS; k++) free(t->v[r][i][k]);
}
