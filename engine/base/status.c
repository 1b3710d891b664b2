/* SPDX-License-Identifier: Apache-2.0 */
#include "base/status.h"

const char *spr_status_text(spr_status s) {
  switch (s) {
#define X(name, value, text)                                                                                 \
  case SPR_##name: return text;
    SPR_STATUS_MAP(X)
#undef X
  }
  return "unknown status";
}
