/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L
#include "scratch.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

void scratch_make(scratch *s) {
  const char *base = getenv("TMPDIR");
  /* Nothing here outlives the process, and in memory it is faster. */
  if (!base || !*base) base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
  snprintf(s->folder, sizeof s->folder, "%s/sprawa-test-XXXXXX", base);
  assert_non_null(mkdtemp(s->folder));
}

void scratch_remove(scratch *s) {
  DIR *d = opendir(s->folder);
  if (!d) return;
  for (const struct dirent *e = readdir(d); e; e = readdir(d))
    if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) remove(scratch_path(s, e->d_name));
  closedir(d);
  rmdir(s->folder);
}

const char *scratch_path(scratch *s, const char *name) {
  static char paths[16][512];
  static unsigned next;
  char *p = paths[next++ % 16];
  snprintf(p, sizeof paths[0], "%s/%s", s->folder, name);
  return p;
}

void scratch_write(const char *path, const void *bytes, size_t n) {
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  if (n > 0) assert_int_equal(fwrite(bytes, n, 1, f), 1);
  assert_int_equal(fclose(f), 0);
}

long scratch_size(const char *path) {
  struct stat st;
  return stat(path, &st) == 0 ? (long)st.st_size : -1;
}

static char *read_all(const char *path, size_t *n) {
  long size = scratch_size(path);
  *n = size > 0 ? (size_t)size : 0;
  char *bytes = test_malloc(*n + 1);
  FILE *f = fopen(path, "rb");
  if (f) {
    *n = fread(bytes, 1, *n, f);
    fclose(f);
  }
  return bytes;
}

void scratch_copy(const char *from, const char *to) {
  size_t n;
  char *bytes = read_all(from, &n);
  scratch_write(to, bytes, n);
  test_free(bytes);
}

bool scratch_holds(const char *path, const char *bytes) {
  size_t n, m = strlen(bytes), i = 0;
  char *all = read_all(path, &n);
  while (i + m <= n && memcmp(all + i, bytes, m) != 0) i++;
  test_free(all);
  return i + m <= n;
}
