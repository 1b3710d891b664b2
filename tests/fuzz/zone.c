/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "calendar/zone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is asked of the zone besides a time from the input: before, within and after the table of today's
 * files. */
static const spr_instant times[] = {INT64_MIN, INT64_C(-3000000000000), INT64_C(1790000000000),
                                    INT64_C(4000000000000), INT64_MAX};

static void ask(const spr_zone *z, spr_local local) {
  char text[36];
  spr_instant t = spr_zone_instant(z, local);
  bool inside = local > INT64_C(-60000000000000) && local < INT64_C(200000000000000);
  if (inside && spr_zone_local(z, t) < local) abort();
  if (inside && spr_zone_local(z, t - 1) >= local) abort();
  spr_zone_format(z, t, text);
}

/* TZif files from any bytes, after eight of a time: what is taken can be asked, and a local time gives the
 * first instant that is not before it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  spr_instant at;
  if (size < sizeof at) return 0;
  memcpy(&at, data, sizeof at);
  spr_arena a;
  jmp_buf full;
  spr_arena_init(&a, &spr_alloc_default, 1u << 20);
  if (!spr_arena_guard(&a, &full)) {
    const spr_zone *z;
    spr_str bytes = spr_str_n((const char *)data + sizeof at, size - sizeof at);
    if (spr_zone_parse(&a, SPR_STR("Fuzz"), bytes, &z) == SPR_OK) {
      for (size_t i = 0; i < sizeof times / sizeof *times; i++) ask(z, times[i]);
      ask(z, at);
    }
  }
  spr_arena_release(&a);
  return 0;
}
