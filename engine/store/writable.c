/* SPDX-License-Identifier: Apache-2.0 */
#include "store/writable.h"

#include <stdint.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/limits.h"

spr_status spr_writable(const char *path, const char **why) {
  struct statvfs fs;
  *why = "the database may not be written";
  if (access(path, W_OK) != 0) return SPR_EIO;
  *why = "the file system of the database does not answer";
  if (statvfs(path, &fs) != 0) return SPR_EIO;
  *why = "the file system of the database is read-only";
  if (fs.f_flag & ST_RDONLY) return SPR_EIO;
  *why = "the disk is full";
  if ((uint64_t)fs.f_bavail * fs.f_frsize < SPR_MIN_FREE_BYTES) return SPR_EFULL;
  *why = "";
  return SPR_OK;
}
