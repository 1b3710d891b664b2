/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "law.h"

/* TZif files made by hand, right and broken, and real ones with broken bytes. */

#define MAX_FILE 8192

typedef struct file {
  char bytes[MAX_FILE];
  size_t n;
} file;

static void put(file *f, const void *p, size_t n) {
  assert_true(f->n + n <= MAX_FILE);
  memcpy(f->bytes + f->n, p, n);
  f->n += n;
}

static void put_number(file *f, uint64_t v, int bytes) {
  for (int i = bytes - 1; i >= 0; i--) {
    char c = (char)(v >> (8 * i));
    put(f, &c, 1);
  }
}

typedef struct block {
  uint32_t utc_flags, standard_flags, leaps, times, types, letters;
  int64_t at[4];
  int32_t offset[4];
  uint8_t index[4];
  uint8_t summer, letter;
  char version;
} block;

static const block one_type = {.version = '2', .types = 1, .letters = 4};

static void put_block(file *f, const block *b, int time_size) {
  put(f, "TZif", 4);
  put(f, &b->version, 1);
  put(f, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 15);
  const uint32_t counts[] = {b->utc_flags, b->standard_flags, b->leaps, b->times, b->types, b->letters};
  for (int i = 0; i < 6; i++) put_number(f, counts[i], 4);
  for (uint32_t i = 0; i < b->times && i < 4; i++) put_number(f, (uint64_t)b->at[i], time_size);
  for (uint32_t i = 0; i < b->times && i < 4; i++) put(f, &b->index[i], 1);
  for (uint32_t i = 0; i < b->types && i < 4; i++) {
    put_number(f, (uint32_t)b->offset[i], 4);
    put(f, &b->summer, 1);
    put(f, &b->letter, 1);
  }
  for (uint32_t i = 0; i < b->letters && i < 16; i++) put(f, "", 1);
  for (uint32_t i = 0; i < b->leaps && i < 4; i++) {
    put_number(f, 0, time_size);
    put_number(f, 1, 4);
  }
}

/* The bytes in a block of memory of just their size, so that a sanitizer sees a read beyond them. */
static spr_status parse(const char *bytes, size_t n, const spr_zone **out) {
  char *copy = test_malloc(n ? n : 1);
  memcpy(copy, bytes, n);
  spr_status s = spr_zone_parse(&law_arena, SPR_STR("Test/Zone"), spr_str_n(copy, n), out);
  test_free(copy);
  return s;
}

static spr_status with_footer(const block *b, const char *footer, const spr_zone **out) {
  static file f;
  f.n = 0;
  put_block(&f, &one_type, 4);
  put_block(&f, b, 8);
  put(&f, footer, strlen(footer));
  return parse(f.bytes, f.n, out);
}

static int64_t hours_at(const spr_zone *z, const char *utc) {
  spr_local t;
  bool has_offset;
  int64_t offset;
  assert_true(spr_datetime_parse(spr_str_of(utc), &t, &has_offset, &offset));
  return spr_zone_offset(z, t) / 3600000;
}

static const struct {
  const char *footer;
  bool ok;
  struct {
    const char *utc;
    int64_t hours;
  } at[4];
} footers[] = {
    {"\n\n", true, {{"2026-01-01T00:00:00Z", 0}}},
    {"\nCET-1\n", true, {{"2026-01-01T00:00:00Z", 1}, {"2026-07-01T00:00:00Z", 1}}},
    {"\n<+05>-5\n", true, {{"2026-01-01T00:00:00Z", 5}}},
    {"\nEST5EDT,M3.2.0,M11.1.0\n",
     true,
     {{"2026-03-08T06:59:59Z", -5},
      {"2026-03-08T07:00:00Z", -4},
      {"2026-11-01T05:59:59Z", -4},
      {"2026-11-01T06:00:00Z", -5}}},
    {"\nAEST-10AEDT,M10.1.0,M4.1.0/3\n",
     true,
     {{"2026-01-01T00:00:00Z", 11},
      {"2026-07-01T00:00:00Z", 10},
      {"2026-04-04T15:59:59Z", 11},
      {"2026-04-04T16:00:00Z", 10}}},
    /* J60 is 1 March in every year; 59 is 29 February in a leap year */
    {"\nAAA0BBB,J60/0,J300/0\n",
     true,
     {{"2028-02-29T23:59:59Z", 0},
      {"2028-03-01T00:00:00Z", 1},
      {"2026-02-28T23:59:59Z", 0},
      {"2026-03-01T00:00:00Z", 1}}},
    {"\nAAA0BBB,59/0,300/0\n",
     true,
     {{"2028-02-28T23:59:59Z", 0},
      {"2028-02-29T00:00:00Z", 1},
      {"2026-02-28T23:59:59Z", 0},
      {"2026-03-01T00:00:00Z", 1}}},
    /* all year (RFC 9636, section 3.3.1) */
    {"\nXXX3EDT4,0/0,J365/23\n",
     true,
     {{"2026-01-01T00:00:00Z", -4},
      {"2026-07-01T00:00:00Z", -4},
      {"2026-12-31T23:59:59Z", -4},
      {"2027-01-01T03:30:00Z", -4}}},
    /* a summer of no length */
    {"\nAAA0BBB,J100/0,J100/1\n", true, {{"2026-04-09T23:59:59Z", 0}, {"2026-04-10T00:00:00Z", 0}}},
    /* a change before its day, one after it: Godthab's rule of 2023 */
    {"\n<-02>2<-01>,M3.5.0/-1,M10.5.0/0\n",
     true,
     {{"2026-03-29T00:59:59Z", -2},
      {"2026-03-29T01:00:00Z", -1},
      {"2026-10-25T00:59:59Z", -1},
      {"2026-10-25T01:00:00Z", -2}}},
    /* 167 hours after a day in December lies in the next year */
    {"\nAAA0BBB,M12.5.0/167,M6.1.0\n",
     true,
     {{"2027-01-02T22:59:59Z", 0},
      {"2027-01-02T23:00:00Z", 1},
      {"2027-06-06T00:59:59Z", 1},
      {"2027-06-06T01:00:00Z", 0}}},
    {"\nAAA0BBB,J1/-167,J200\n", true, {{"2026-12-25T00:59:59Z", 0}, {"2026-12-25T01:00:00Z", 1}}},
    {"\nIST-1GMT0,M10.5.0,M3.5.0/1\n", true, {{"2026-01-01T00:00:00Z", 0}, {"2026-07-01T00:00:00Z", 1}}},
    {"\nAAA+00:00:00BBB-24:59:59,M1.1.0/167:59:59,M12.5.6/-167:59:59\n", true, {{"2026-01-01T00:00:00Z", 0}}},
    {"", false, {{0}}},
    {"\n", false, {{0}}},
    {"CET-1\n", false, {{0}}},
    {"\nCET-1", false, {{0}}},
    {"\nCE-1\n", false, {{0}}},
    {"\nCET\n", false, {{0}}},
    {"\nCET-25\n", false, {{0}}},
    {"\nCET-1CEST\n", false, {{0}}},
    {"\nCET-1CEST,\n", false, {{0}}},
    {"\nCET-1CEST,M3.5.0\n", false, {{0}}},
    {"\nCET-1CEST,M3.5.0,\n", false, {{0}}},
    {"\nCET-1CEST,M13.5.0,M10.5.0\n", false, {{0}}},
    {"\nCET-1CEST,M0.5.0,M10.5.0\n", false, {{0}}},
    {"\nCET-1CEST,M3.6.0,M10.5.0\n", false, {{0}}},
    {"\nCET-1CEST,M3.0.0,M10.5.0\n", false, {{0}}},
    {"\nCET-1CEST,M3.5.7,M10.5.0\n", false, {{0}}},
    {"\nCET-1CEST,J0,J1\n", false, {{0}}},
    {"\nCET-1CEST,J366,J1\n", false, {{0}}},
    {"\nCET-1CEST,366,1\n", false, {{0}}},
    {"\nCET-1CEST,M3.5.0/168,M10.5.0\n", false, {{0}}},
    {"\nCET-1CEST,M3.5.0/2:60,M10.5.0\n", false, {{0}}},
    {"\nCET-1CEST,M3.5.0,M10.5.0/3x\n", false, {{0}}},
    {"\nCET-1\n\n", false, {{0}}},
    {"\n<CET-1\n", false, {{0}}},
    {"\n<+5>-5\n", false, {{0}}},
    {"\nCET--1\n", false, {{0}}},
    {"\nCET-1CEST,M3.5.99999999999,M10.5.0\n", false, {{0}}},
};

static void test_footers(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof footers / sizeof *footers; i++) {
    const spr_zone *z = spr_zone_utc;
    spr_status s = with_footer(&one_type, footers[i].footer, &z);
    if (s != (footers[i].ok ? SPR_OK : SPR_EINVAL))
      fail_msg("\"%s\": %s", footers[i].footer, spr_status_text(s));
    if (!footers[i].ok) assert_null(z);
    for (int j = 0; j < 4 && footers[i].at[j].utc; j++)
      if (hours_at(z, footers[i].at[j].utc) != footers[i].at[j].hours)
        fail_msg("%s at %s: %d", footers[i].footer, footers[i].at[j].utc,
                 (int)hours_at(z, footers[i].at[j].utc));
  }
}

static void test_table(void **state) {
  (void)state;
  block b = {.version = '2',
             .types = 3,
             .letters = 4,
             .times = 3,
             .at = {-1000, 0, 86400},
             .index = {1, 2, 0},
             .offset = {3600, 7200, -5400}};
  const spr_zone *z;
  assert_int_equal(with_footer(&b, "\n\n", &z), SPR_OK);
  assert_true(spr_zone_offset(z, -1000001) == 3600000);
  assert_true(spr_zone_offset(z, -1000000) == 7200000);
  assert_true(spr_zone_offset(z, -1) == 7200000);
  assert_true(spr_zone_offset(z, 0) == -5400000);
  assert_true(spr_zone_offset(z, 86399999) == -5400000);
  assert_true(spr_zone_offset(z, 86400000) == 3600000);
  /* A file of version 1 has 32-bit times and no footer. */
  static file f;
  f.n = 0;
  b.version = '\0';
  put_block(&f, &b, 4);
  assert_int_equal(parse(f.bytes, f.n, &z), SPR_OK);
  assert_true(spr_zone_offset(z, -1000000) == 7200000);
  assert_true(spr_zone_offset(z, 86400000) == 3600000);
  /* Three changes within two minutes: 00:00 to 00:02 on the clock never come before the last. */
  block busy = {.version = '2',
                .types = 3,
                .letters = 4,
                .times = 3,
                .at = {0, 60, 120},
                .index = {1, 2, 0},
                .offset = {0, -7200, -3600}};
  assert_int_equal(with_footer(&busy, "\n\n", &z), SPR_OK);
  assert_true(spr_zone_instant(z, -1) == -1);
  assert_true(spr_zone_instant(z, 90000) == 120000);
  assert_true(spr_zone_instant(z, 120000) == 120000);
  assert_true(spr_zone_instant(z, 150000) == 150000);
  /* Versions 3 and 4 are read as 2. */
  b.version = '4';
  assert_int_equal(with_footer(&b, "\n\n", &z), SPR_OK);
}

static void test_broken_tables(void **state) {
  (void)state;
  block good = {.version = '2',
                .types = 2,
                .letters = 4,
                .times = 2,
                .at = {0, 10},
                .index = {1, 0},
                .offset = {0, 3600}};
  block b[18];
  for (int i = 0; i < 18; i++) b[i] = good;
  b[1].version = '1';
  b[2].version = '5';
  b[3].types = 0;
  b[4].letters = 0;
  b[5].at[1] = 0; /* not later */
  b[6].at[1] = -5;
  b[7].index[0] = 2; /* what follows the types reads like one */
  b[7].letters = 8;
  b[8].offset[0] = INT32_MIN;
  b[9].offset[1] = 26 * 3600;
  b[10].summer = 2;
  b[11].letter = 4;
  b[12].leaps = 1;
  b[13].utc_flags = 1;
  b[14].standard_flags = 3;
  b[15].times = UINT32_MAX;
  b[16].types = 257;
  b[17].version = '\0';
  for (int i = 0; i < 18; i++) {
    const spr_zone *z;
    spr_status s = with_footer(&b[i], "\n\n", &z);
    if (s != (i == 0 ? SPR_OK : SPR_EINVAL)) fail_msg("%d: %s", i, spr_status_text(s));
  }
}

static const char *const real[] = {"Europe/Warsaw", "America/Sao_Paulo", "Etc/GMT+12", "Africa/Casablanca"};

static spr_str real_bytes(const char *name) {
  spr_str bytes, path = spr_str_printf(&law_arena, "/usr/share/zoneinfo/%s", name);
  assert_int_equal(spr_file_read(&law_arena, path.p, SPR_MAX_TZIF_BYTES, &bytes), SPR_OK);
  return bytes;
}

static void ask_everything(const spr_zone *z) {
  static const spr_instant times[] = {INT64_MIN, 0, INT64_C(1790000000000), INT64_C(2600000000000),
                                      INT64_MAX};
  for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
    int64_t local = spr_zone_local(z, spr_zone_instant(z, times[i]));
    if (i > 0 && i < 4) assert_true(local >= times[i]);
  }
}

/* No file is cut short: each beginning of a real one is refused. */
static void test_cut_files(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof real / sizeof *real; i++) {
    spr_str bytes = real_bytes(real[i]);
    const spr_zone *z;
    assert_int_equal(parse(bytes.p, bytes.n, &z), SPR_OK);
    for (uint32_t n = 0; n < bytes.n; n++) assert_int_equal(parse(bytes.p, n, &z), SPR_EINVAL);
  }
}

/* Whatever one byte says, the answer is a zone that can be asked, or SPR_EINVAL. */
static void test_changed_bytes(void **state) {
  (void)state;
  static const uint8_t values[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
  spr_arena outer = law_arena;
  for (size_t i = 0; i < sizeof real / sizeof *real; i++) {
    spr_str bytes = real_bytes(real[i]);
    char *copy = test_malloc(bytes.n);
    for (uint32_t n = 0; n < bytes.n; n++)
      for (size_t v = 0; v < sizeof values; v++) {
        spr_arena_init(&law_arena, &spr_alloc_default, 1 << 20);
        law_arena.escape = outer.escape;
        memcpy(copy, bytes.p, bytes.n);
        copy[n] = (char)values[v];
        const spr_zone *z;
        spr_status s = parse(copy, bytes.n, &z);
        if (s == SPR_OK)
          ask_everything(z);
        else
          assert_int_equal(s, SPR_EINVAL);
        spr_arena_release(&law_arena);
      }
    test_free(copy);
    law_arena = outer;
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_footers),       cmocka_unit_test(test_table),
      cmocka_unit_test(test_broken_tables), cmocka_unit_test(test_cut_files),
      cmocka_unit_test(test_changed_bytes),
  };
  return cmocka_run_group_tests(tests, law_setup, law_teardown);
}
