/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/source.h"

spr_status spr_file_read(spr_arena *a, const char *path, size_t max, spr_str *out) {
  *out = SPR_STR("");
  struct stat st;
  if (stat(path, &st) != 0) return errno == ENOENT || errno == ENOTDIR ? SPR_ENOTFOUND : SPR_EIO;
  /* A pipe could keep us waiting for ever; a device has no size. */
  if (!S_ISREG(st.st_mode)) return SPR_EIO;
  if (max > UINT32_MAX - 1) max = UINT32_MAX - 1;
  if (st.st_size < 0 || (uint64_t)st.st_size > max) return SPR_ELIMIT;

  /* The arena may jump away, so it is asked before there is a file to close. */
  size_t size = (size_t)st.st_size;
  char *bytes = spr_arena_alloc(a, size + 1);
  FILE *f = fopen(path, "rb");
  if (!f) return errno == ENOENT ? SPR_ENOTFOUND : SPR_EIO;
  size_t n = fread(bytes, 1, size + 1, f);
  bool failed = ferror(f) != 0;
  fclose(f);
  /* More than it said: somebody is writing it at this moment. */
  if (failed || n > size) return SPR_EIO;
  *out = spr_str_n(bytes, n);
  return SPR_OK;
}
