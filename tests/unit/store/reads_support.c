/* SPDX-License-Identifier: Apache-2.0 */
#include "reads_support.h"

#include <stdio.h>

spr_reads *reads_open(const char *database, const char *vfs) {
  spr_reads_options o = {
      .alloc = &spr_alloc_default, .database = database, .create = true, .busy_ms = 10000, .vfs = vfs};
  spr_reads *r = NULL;
  char why[SPR_MAX_MESSAGE_BYTES];
  if (spr_reads_open(&o, &r, why) != SPR_OK) fail_msg("%s", why);
  return r;
}

spr_status reads_note(spr_reads *r, uint32_t n) {
  char id[32];
  snprintf(id, sizeof id, "case-%u", (unsigned)n);
  const spr_str ids[] = {spr_str_of(id), SPR_STR("case-0")};
  spr_read read = {.at = n,
                   .kind = SPR_READ_LIST,
                   .who = SPR_STR("user:anna"),
                   .institution = SPR_STR("centre,home"),
                   .route = SPR_STR("GET /api/v1/cases"),
                   .ids = ids,
                   .nids = TEST_COUNT(ids)};
  return spr_reads_note(r, &read);
}

static bool count(void *ud, const spr_read *read) {
  (void)read;
  ++*(uint32_t *)ud;
  return true;
}

static uint32_t count_of(spr_reads *r, const char *id) {
  spr_reads_filter f = {.id = spr_str_of(id), .limit = SPR_MAX_LISTED};
  uint32_t n = 0;
  assert_int_equal(spr_reads_page(r, &f, count, &n), SPR_OK);
  return n;
}

uint32_t reads_count(spr_reads *r) {
  return count_of(r, "case-0");
}

bool reads_has(spr_reads *r, uint32_t n) {
  char id[32];
  snprintf(id, sizeof id, "case-%u", (unsigned)n);
  return count_of(r, id) == 1;
}

static void broken(void *ud, uint64_t pos, const char *what) {
  (void)ud;
  fail_msg("row %u: %s", (unsigned)pos, what);
}

void reads_sound(spr_reads *r) {
  uint64_t n, rows;
  spr_hash head;
  assert_int_equal(spr_reads_verify(r, broken, NULL, &n), SPR_OK);
  assert_int_equal(spr_reads_head(r, &rows, &head), SPR_OK);
  assert_int_equal(n, rows);
}
