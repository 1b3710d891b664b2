/* SPDX-License-Identifier: Apache-2.0 */
#include "store/side.h"

/* The first words of what SQLite shares between processes ("WAL-File Format", 3.1: the header of the
 * WAL-index). A commit writes its second copy, then this one, before it is told as done; `iChange` in it
 * rises with each. SQLite itself compares it with what it read before to know whether its pages are still
 * good. */

#define SHARED_REGION (32 * 1024) /* the first of them, as SQLite maps it */

void spr_side_watch(spr_side *s) {
  sqlite3_file *file = NULL;
  void volatile *region = NULL;
  int rc = sqlite3_file_control(s->db.sqlite, "main", SQLITE_FCNTL_FILE_POINTER, (void *)&file);
  bool shares = rc == SQLITE_OK && file && file->pMethods && file->pMethods->iVersion >= 2;
  /* Nothing is made larger: it is there since the file was read. It stays until the connection is closed. */
  if (shares) rc = file->pMethods->xShmMap(file, 0, SHARED_REGION, 0, &region);
  s->shared = shares && rc == SQLITE_OK ? region : NULL;
}

bool spr_side_state_now(const spr_side *s, spr_side_state *out) {
  if (!s->shared) return false;
  for (int i = 0; i < SPR_SIDE_WORDS; i++) out->words[i] = __atomic_load_n(&s->shared[i], __ATOMIC_ACQUIRE);
  return true;
}
