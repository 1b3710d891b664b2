/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/adapt.h"

#include <stdio.h>

#include "base/limits.h"

static bool is_known(const spr_diags *d, spr_code code, spr_span at) {
  for (uint32_t i = 0; i < d->n; i++) {
    const spr_diag *e = &d->v[i];
    if (e->code == code && e->at.file == at.file && e->at.from == at.from && e->at.to == at.to) return true;
  }
  return false;
}

spr_diag *spr_fault(spr_diags *d, bool *faulty, spr_code code, spr_span at, const char *fmt, ...) {
  if (spr_code_severity(code) == SPR_ERROR) *faulty = true;
  if (is_known(d, code, at)) return NULL;
  va_list ap;
  va_start(ap, fmt);
  char text[SPR_MAX_MESSAGE_BYTES + 1];
  vsnprintf(text, sizeof text, fmt, ap);
  va_end(ap);
  return spr_diag_add(d, code, at, "%s", text);
}
