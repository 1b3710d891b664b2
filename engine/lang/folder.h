/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LANG_FOLDER_H
#define SPR_LANG_FOLDER_H

#include "base/status.h"
#include "base/str.h"

/* What is in a folder, sorted by name bytewise, so that nothing depends on the order of the file system.
 * Links are not followed; names that begin with a dot are left out. */

typedef enum spr_entry_kind {
  SPR_ENTRY_FILE,
  SPR_ENTRY_FOLDER,
  SPR_ENTRY_LINK,
  SPR_ENTRY_OTHER
} spr_entry_kind;

typedef struct spr_entry {
  spr_str name;
  spr_entry_kind kind;
} spr_entry;

/* SPR_ENOTFOUND, SPR_ELIMIT (more than SPR_MAX_SITE_FILES entries), SPR_EIO. What is made lives in the arena.
 */
spr_status spr_folder_read(spr_arena *a, const char *path, spr_entry **out, uint32_t *n);

#endif
