/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_WRITABLE_H
#define SPR_STORE_WRITABLE_H

#include "base/status.h"

/* Could a file be written, as far as the system tells that without writing? SPR_EIO: it is read-only, or not
 * there; SPR_EFULL: its file system has less than SPR_MIN_FREE_BYTES left. *why: a constant. */
spr_status spr_writable(const char *path, const char **why);

#endif
