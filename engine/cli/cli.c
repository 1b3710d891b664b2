/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

int spr_exit_of(spr_status s) {
  switch (s) {
    case SPR_OK: return SPR_EXIT_DONE;
    case SPR_ENOTFOUND: return SPR_EXIT_MISSING;
    case SPR_ENOMEM:
    case SPR_EFULL:
    case SPR_EBUSY:
    case SPR_EUNKNOWN:
    case SPR_EIO: return SPR_EXIT_ENVIRONMENT;
    case SPR_EBUG: return SPR_EXIT_BUG;
    case SPR_ELIMIT:
    case SPR_EINVAL:
    case SPR_ECORRUPT:
    case SPR_EREFUSED: break;
  }
  return SPR_EXIT_FAULT;
}
