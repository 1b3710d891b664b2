/* SPDX-License-Identifier: Apache-2.0 */
#include "contract.h"
#include "fault_vfs.h"
#include "scratch.h"
#include "store/sqlite_store.h"

/* The suite on a file. It opens thousands of stores and loses no power meanwhile: nothing is synced. */

static spr_status open_file(scratch *folder, const spr_alloc *alloc, spr_store_mode mode, spr_store **out) {
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_store_options o = {alloc, scratch_path(folder, "sprawa.db"), mode, 1000, FAULT_VFS};
  spr_status status = spr_store_open(&o, out, why);
  assert_true(status == SPR_OK || why[0] != '\0');
  return status;
}

static spr_status open_fresh(void *ud, const spr_alloc *alloc, spr_store **out) {
  scratch_make(ud);
  return open_file(ud, alloc, SPR_STORE_CREATE, out);
}

static spr_status open_again(void *ud, const spr_alloc *alloc, spr_store **out) {
  return open_file(ud, alloc, SPR_STORE_WRITE, out);
}

static void bounds(spr_store *s, uint32_t few, uint32_t gathered) {
  spr_sqlite_of(s)->few = few;
  spr_sqlite_of(s)->gathered = gathered;
}

static void remove_folder(void *ud) {
  scratch_remove(ud);
}

int main(void) {
  scratch folder;
  contract_maker maker = {"sqlite", open_fresh, open_again, true, bounds, remove_folder, &folder};
  fault_vfs_start();
  fault_vfs_plan((fault_plan){.no_sync = true});
  return contract_run(&maker);
}
