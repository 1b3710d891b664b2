/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/limits.h"
#include "lang/calendar_load.h"

/*   calendar_dump FIRST_YEAR LAST_YEAR CALENDAR.yaml...
 *
 * Prints every holiday, as all knowledge has it: "PL 2026-01-01". For the comparison with other sources. */

static void print_days(const spr_calendar *c, spr_day first, spr_day last) {
  for (spr_day d = first; d <= last; d++) {
    char text[11];
    if (!spr_calendar_holiday(c, d, SPR_DAY_MAX)) continue;
    spr_day_format(d, text);
    printf("%.*s %s\n", SPR_FMT(c->id), text);
  }
}

static bool dump(spr_arena *a, const char *path, spr_day first, spr_day last) {
  spr_sources sources;
  spr_diags diags;
  spr_str text;
  const spr_calendar *c;
  spr_sources_init(&sources, a);
  spr_diags_init(&diags, a, &sources);
  spr_status s = spr_file_read(a, path, SPR_MAX_YAML_BYTES, &text);
  if (s == SPR_OK) s = spr_calendar_load(a, &diags, spr_sources_add(&sources, spr_str_of(path), text), &c);
  if (s == SPR_OK)
    print_days(c, first, last);
  else
    fprintf(stderr, "%s: %s\n", path, spr_status_text(s));
  return s == SPR_OK;
}

int main(int argc, char **argv) {
  spr_arena a;
  jmp_buf full;
  if (argc < 4) return 2;
  spr_day first = spr_day_from_ymd((spr_ymd){(int32_t)strtol(argv[1], NULL, 10), 1, 1});
  spr_day last = spr_day_from_ymd((spr_ymd){(int32_t)strtol(argv[2], NULL, 10), 12, 31});
  spr_arena_init(&a, &spr_alloc_default, 16u << 20);
  if (spr_arena_guard(&a, &full)) return 1;
  for (int i = 3; i < argc; i++)
    if (!dump(&a, argv[i], first, last)) return 1;
  spr_arena_release(&a);
  return 0;
}
