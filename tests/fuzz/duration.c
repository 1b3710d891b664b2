/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/duration.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Durations, dates and times from any text: what is taken is valid, and its canonical text means the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  spr_str s = spr_str_n((const char *)data, size);
  spr_duration d, back;
  if (spr_duration_parse(s, true, &d)) {
    char text[64];
    spr_duration_format(d, text);
    if (!spr_duration_valid(d) || !spr_duration_parse(spr_str_of(text), true, &back) ||
        !spr_duration_equal(d, back))
      abort();
  }
  spr_local local;
  bool has_offset;
  int64_t offset;
  if (spr_datetime_parse(s, &local, &has_offset, &offset)) {
    char text[36];
    spr_instant_format(local - offset, offset, false, text);
    spr_local again;
    int64_t offset_again;
    bool inside = local - offset >= SPR_MIN_INSTANT && local - offset <= SPR_MAX_INSTANT;
    if (!spr_datetime_parse(spr_str_of(text), &again, &has_offset, &offset_again)) abort();
    if (inside && again - offset_again != local - offset) abort();
  }
  return 0;
}
