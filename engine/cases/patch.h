/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_PATCH_H
#define SPR_CASES_PATCH_H

#include "base/status.h"
#include "base/str.h"

/* What makes one snapshot of a case out of the one before it: pieces to keep and bytes to put between them.
 * Each entry of the journal holds one, so that snapshots can be made again from the journal alone, whatever
 * engine or rules there are by then.
 *
 * Form: length of the new text; then, until it is complete, pairs (copy: from, length; put: bytes) with the
 * `from` of a copy as its distance from the end of the former one. Numbers as in base/pack.h. */

/* Appends to out. Deterministic; work is linear in both lengths. */
void spr_patch_make(spr_str before, spr_str after, spr_buf *out);
/* Appends the new text to out. SPR_EINVAL for what no spr_patch_make has written for `before`; SPR_ENOMEM. */
spr_status spr_patch_apply(spr_str before, spr_str patch, spr_buf *out);

#endif
