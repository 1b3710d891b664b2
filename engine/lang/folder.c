/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/limits.h"

/* A kind and a name with its NUL for each entry. In a buffer and not in the arena, because the arena may jump
 * away while the folder is open. */
static spr_status read_names(DIR *dir, spr_buf *names, uint32_t *count) {
  for (*count = 0;; (*count)++) {
    errno = 0;
    const struct dirent *e = readdir(dir);
    if (!e) return errno ? SPR_EIO : SPR_OK;
    if (e->d_name[0] == '.') {
      (*count)--;
      continue;
    }
    if (*count == SPR_MAX_SITE_FILES) return SPR_ELIMIT;
    struct stat st;
    if (fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) return SPR_EIO;
    spr_entry_kind kind = S_ISREG(st.st_mode)   ? SPR_ENTRY_FILE
                          : S_ISDIR(st.st_mode) ? SPR_ENTRY_FOLDER
                          : S_ISLNK(st.st_mode) ? SPR_ENTRY_LINK
                                                : SPR_ENTRY_OTHER;
    spr_buf_char(names, (char)kind);
    spr_buf_add(names, e->d_name, strlen(e->d_name) + 1);
  }
}

static int by_name(const void *a, const void *b) {
  return spr_str_cmp(((const spr_entry *)a)->name, ((const spr_entry *)b)->name);
}

spr_status spr_folder_read(spr_arena *a, const char *path, spr_entry **out, uint32_t *n) {
  *out = NULL;
  *n = 0;
  DIR *dir = opendir(path);
  if (!dir) return errno == ENOENT || errno == ENOTDIR ? SPR_ENOTFOUND : SPR_EIO;
  spr_buf names;
  spr_buf_init(&names, &a->alloc, (size_t)SPR_MAX_SITE_FILES * 260);
  uint32_t count;
  spr_status s = read_names(dir, &names, &count);
  closedir(dir);
  if (s == SPR_OK && names.failed) s = SPR_ENOMEM;

  jmp_buf env, *outer = a->escape;
  if (spr_arena_guard(a, &env)) {
    s = SPR_ENOMEM;
  } else if (s == SPR_OK) {
    char *text = spr_arena_strdup(a, names.p, names.n);
    spr_entry *v = SPR_NEW_N(a, spr_entry, count);
    for (uint32_t i = 0; i < count; i++) {
      v[i] = (spr_entry){spr_str_of(text + 1), (spr_entry_kind)*text};
      text += v[i].name.n + 2;
    }
    if (count) qsort(v, count, sizeof *v, by_name);
    *out = v;
    *n = count;
  }
  spr_arena_unguard(a, outer);
  spr_buf_release(&names);
  return s;
}
