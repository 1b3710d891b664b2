/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_TEST_LAW_H
#define SPR_TEST_LAW_H

/* The real calendars and zones for the tests of this folder, loaded once by law_setup. */

#include <stdio.h>

#include "support.h"

#include "base/diag.h"
#include "base/limits.h"
#include "calendar/term.h"
#include "lang/calendar_load.h"

#define FOLDER "../../../workflows/calendars/"

static spr_arena law_arena;
static jmp_buf law_escape;
static spr_sources law_sources;
static spr_diags law_diags;
static spr_law PL, CZ;

static inline spr_day day(const char *z) {
  spr_day d = SPR_NO_DAY;
  if (!spr_day_parse(spr_str_of(z), &d)) fail_msg("no date: %s", z);
  return d;
}

/* "2026-05-02" or "2026-05-02 23:40" in the zone of a law. */
static inline spr_instant at(const spr_law *law, const char *z) {
  spr_local local = 0;
  bool has_offset = false;
  int64_t offset = 0;
  if (strlen(z) == 10) return spr_zone_day_start(law->zone, day(z));
  if (!spr_datetime_parse(spr_str_of(z), &local, &has_offset, &offset)) fail_msg("no time: %s", z);
  return has_offset ? local - offset : spr_zone_instant(law->zone, local);
}

static inline spr_duration dur(const char *z) {
  spr_duration d = {0};
  if (*z && !spr_duration_parse(spr_str_of(z), true, &d)) fail_msg("no duration: %s", z);
  return d;
}

static inline const spr_zone *zone_named(const char *name) {
  const spr_zone *z = NULL;
  spr_status s = spr_zone_load(&law_arena, spr_str_of(name), &z);
  if (s != SPR_OK) fail_msg("zone %s: %s", name, spr_status_text(s));
  return z;
}

static inline const spr_calendar *calendar_in(const char *path) {
  spr_str text;
  const spr_calendar *c = NULL;
  assert_int_equal(spr_file_read(&law_arena, path, SPR_MAX_YAML_BYTES, &text), SPR_OK);
  uint32_t file = spr_sources_add(&law_sources, spr_str_of(path), text);
  if (spr_calendar_load(&law_arena, &law_diags, file, &c) != SPR_OK) {
    spr_buf out;
    spr_buf_init(&out, &spr_alloc_default, 1 << 16);
    spr_diags_text(&law_diags, &out, false);
    fail_msg("%.*s", (int)out.n, out.p);
  }
  return c;
}

static inline int law_setup(void **state) {
  (void)state;
  spr_arena_init(&law_arena, &spr_alloc_default, 16u << 20);
  if (spr_arena_guard(&law_arena, &law_escape)) fail_msg("the arena of the test is full");
  spr_sources_init(&law_sources, &law_arena);
  spr_diags_init(&law_diags, &law_arena, &law_sources);
  PL = (spr_law){calendar_in(FOLDER "pl.yaml"), zone_named("Europe/Warsaw"), SPR_DAY_MAX};
  CZ = (spr_law){calendar_in(FOLDER "cz.yaml"), zone_named("Europe/Prague"), SPR_DAY_MAX};
  return 0;
}

static inline int law_teardown(void **state) {
  (void)state;
  spr_arena_release(&law_arena);
  return 0;
}

static inline void assert_day(const char *what, spr_day found, const char *expected) {
  char text[11];
  spr_day_format(found, text);
  if (strcmp(text, expected) != 0) fail_msg("%s: %s, not %s", what, text, expected);
}

static inline void assert_instant(const char *what, const spr_zone *z, spr_instant found,
                                  const char *expected) {
  char text[36];
  spr_zone_format(z, found, text);
  if (strcmp(text, expected) != 0) fail_msg("%s: %s, not %s", what, text, expected);
}

#endif
