/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/limits.h"
#include "store/changes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Changes of an entry from any bytes: what is taken keeps the limits and is written as the same bytes; what
 * is not is damaged, and nothing else. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  spr_str in = spr_str_n((const char *)data, size);
  spr_change_list l = {.alloc = spr_alloc_default};
  spr_status status = spr_changes_unpack(&l, in);
  if (status != SPR_OK && status != SPR_ECORRUPT) abort();
  if (status == SPR_OK) {
    spr_buf out;
    spr_buf_init(&out, &spr_alloc_default, 2 * SPR_MAX_CHANGES_BYTES);
    if (spr_changes_pack(&out, l.v, l.n) != SPR_OK || !spr_str_eq(spr_buf_view(&out), in)) abort();
    spr_buf_release(&out);
  }
  spr_changes_release(&l);
  return 0;
}
