/* SPDX-License-Identifier: Apache-2.0 */
#include "law.h"

/* Zones of the system's data: summer time, gaps, doubled hours, skipped days, the far future. */

static const struct {
  const char *zone, *utc, *local;
} instants[] = {
    {"Europe/Warsaw", "2026-03-29T00:59:59Z", "2026-03-29T01:59:59+01:00"},
    {"Europe/Warsaw", "2026-03-29T01:00:00Z", "2026-03-29T03:00:00+02:00"},
    {"Europe/Warsaw", "2026-10-25T00:59:59.999Z", "2026-10-25T02:59:59.999+02:00"},
    {"Europe/Warsaw", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00+01:00"},
    {"Europe/Warsaw", "2050-07-01T12:00:00Z", "2050-07-01T14:00:00+02:00"},
    {"Europe/Warsaw", "2050-03-27T00:59:59.999Z", "2050-03-27T01:59:59.999+01:00"},
    {"Europe/Warsaw", "2050-03-27T01:00:00Z", "2050-03-27T03:00:00+02:00"},
    {"Europe/Warsaw", "2050-10-30T01:00:00Z", "2050-10-30T02:00:00+01:00"},
    {"Europe/Warsaw", "9000-07-01T12:00:00Z", "9000-07-01T14:00:00+02:00"},
    {"Europe/Warsaw", "1944-10-03T23:59:00Z", "1944-10-04T01:59:00+02:00"},
    {"Europe/Prague", "2026-03-29T01:00:00Z", "2026-03-29T03:00:00+02:00"},
    {"Europe/Prague", "2026-12-31T23:00:00Z", "2027-01-01T00:00:00+01:00"},
    {"Europe/London", "2026-07-01T12:00:00Z", "2026-07-01T13:00:00+01:00"},
    {"Europe/Dublin", "2060-01-01T12:00:00Z", "2060-01-01T12:00:00+00:00"},
    {"Europe/Dublin", "2060-07-01T12:00:00Z", "2060-07-01T13:00:00+01:00"},
    {"Australia/Lord_Howe", "2026-01-01T00:00:00Z", "2026-01-01T11:00:00+11:00"},
    {"Australia/Lord_Howe", "2026-07-01T00:00:00Z", "2026-07-01T10:30:00+10:30"},
    {"Australia/Lord_Howe", "2060-01-01T00:00:00Z", "2060-01-01T11:00:00+11:00"},
    {"Australia/Lord_Howe", "2060-07-01T00:00:00Z", "2060-07-01T10:30:00+10:30"},
    {"Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29T23:59:59-10:00"},
    {"Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31T00:00:00+14:00"},
    {"America/Sao_Paulo", "2018-11-04T02:59:59Z", "2018-11-03T23:59:59-03:00"},
    {"America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-04T01:00:00-02:00"},
    {"Asia/Kathmandu", "2026-01-01T00:00:00Z", "2026-01-01T05:45:00+05:45"},
    {"UTC", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"},
    {"America/Argentina/Buenos_Aires", "2026-01-01T00:00:00Z", "2025-12-31T21:00:00-03:00"},
};

static void test_instants(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof instants / sizeof *instants; i++) {
    const spr_zone *z = zone_named(instants[i].zone);
    spr_local utc;
    bool has_offset;
    int64_t offset;
    assert_true(spr_datetime_parse(spr_str_of(instants[i].utc), &utc, &has_offset, &offset));
    assert_instant(instants[i].zone, z, utc, instants[i].local);
    assert_true(spr_str_is(spr_zone_name(z), instants[i].zone));
  }
}

static const struct {
  const char *zone, *local, *instant;
} locals[] = {
    {"Europe/Warsaw", "2026-03-29 01:59:59.999", "2026-03-29T01:59:59.999+01:00"},
    {"Europe/Warsaw", "2026-03-29 02:00", "2026-03-29T03:00:00+02:00"}, /* skipped: the first after the gap */
    {"Europe/Warsaw", "2026-03-29 02:59:59.999", "2026-03-29T03:00:00+02:00"},
    {"Europe/Warsaw", "2026-03-29 03:00", "2026-03-29T03:00:00+02:00"},
    {"Europe/Warsaw", "2026-10-25 02:00", "2026-10-25T02:00:00+02:00"}, /* doubled: the first */
    {"Europe/Warsaw", "2026-10-25 02:59:59.999", "2026-10-25T02:59:59.999+02:00"},
    {"Europe/Warsaw", "2026-10-25 03:00", "2026-10-25T03:00:00+01:00"},
    {"Europe/Warsaw", "2050-03-27 02:30", "2050-03-27T03:00:00+02:00"},
    {"Europe/Warsaw", "2050-10-30 02:30", "2050-10-30T02:30:00+02:00"},
    {"Europe/Warsaw", "2037-12-31 23:59", "2037-12-31T23:59:00+01:00"},
    {"Australia/Lord_Howe", "2026-10-04 02:10", "2026-10-04T02:30:00+11:00"}, /* half an hour is skipped */
    {"Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-05T01:45:00+11:00"},
    {"Australia/Lord_Howe", "2026-04-05 02:00", "2026-04-05T02:00:00+10:30"},
    {"Pacific/Apia", "2011-12-30 12:00", "2011-12-31T00:00:00+14:00"}, /* the day was skipped */
    {"America/Sao_Paulo", "2018-11-04 00:00", "2018-11-04T01:00:00-02:00"},
    {"UTC", "2026-03-29 02:30", "2026-03-29T02:30:00Z"},
};

static void test_locals(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof locals / sizeof *locals; i++) {
    const spr_zone *z = zone_named(locals[i].zone);
    spr_local local;
    bool has_offset;
    int64_t offset;
    assert_true(spr_datetime_parse(spr_str_of(locals[i].local), &local, &has_offset, &offset));
    assert_instant(locals[i].local, z, spr_zone_instant(z, local), locals[i].instant);
  }
}

static void test_day_starts(void **state) {
  (void)state;
  static const struct {
    const char *zone, *day, *start;
  } rows[] = {
      {"Europe/Warsaw", "2026-03-29", "2026-03-29T00:00:00+01:00"},
      {"Europe/Warsaw", "2026-03-30", "2026-03-30T00:00:00+02:00"},
      {"America/Sao_Paulo", "2018-11-04", "2018-11-04T01:00:00-02:00"}, /* midnight was skipped */
      {"America/Sao_Paulo", "2018-02-18", "2018-02-18T00:00:00-03:00"}, /* 24:00 was set back to 23:00 */
      {"Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00"},
      {"Pacific/Apia", "2011-12-31", "2011-12-31T00:00:00+14:00"},
      {"America/St_Johns", "2010-11-07",
       "2010-11-07T00:00:00-02:30"}, /* a minute after midnight set back an hour */
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const spr_zone *z = zone_named(rows[i].zone);
    assert_instant(rows[i].day, z, spr_zone_day_start(z, day(rows[i].day)), rows[i].start);
  }
  spr_law apia = {&spr_calendar_plain, zone_named("Pacific/Apia"), SPR_DAY_MAX};
  spr_term t = {.start = at(&apia, "2011-12-28"), .within = dur("1 day")};
  spr_end e;
  assert_int_equal(spr_term_end(&apia, &t, t.start, &e), SPR_OK);
  assert_instant("a term up to the skipped day", apia.zone, e.at, "2011-12-31T00:00:00+14:00");
}

/* spr_zone_instant against its definition, around every hour of years with odd changes, and before and after
 * the table. */
static void test_instant_is_the_first(void **state) {
  (void)state;
  static const struct {
    const char *zone, *from, *until;
  } rows[] = {
      {"Europe/Warsaw", "2026-01-01", "2027-01-01"},
      {"Europe/Warsaw", "1915-07-01", "1920-01-01"},
      {"Europe/Prague", "1944-01-01", "1950-01-01"},
      {"Europe/Prague", "2050-01-01", "2052-01-01"},
      {"America/Sao_Paulo", "2017-01-01", "2019-12-31"},
      {"Pacific/Apia", "2011-01-01", "2012-12-31"},
      {"Australia/Lord_Howe", "2026-01-01", "2027-01-01"},
      {"Australia/Lord_Howe", "2070-01-01", "2071-01-01"},
      {"America/St_Johns", "2010-01-01", "2011-01-01"},
      {"Africa/Casablanca", "2026-01-01", "2028-01-01"},
      {"Asia/Manila", "1844-12-01", "1845-02-01"},
  };
  const int64_t quarter = 900000;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const spr_zone *z = zone_named(rows[i].zone);
    spr_local end = day(rows[i].until) * SPR_MS_PER_DAY;
    for (spr_local local = day(rows[i].from) * SPR_MS_PER_DAY; local < end; local += quarter) {
      spr_instant t = spr_zone_instant(z, local);
      assert_true(spr_zone_local(z, t) >= local);
      assert_true(spr_zone_local(z, t - 1) < local);
      for (spr_instant before = t - quarter; before > t - 8 * quarter; before -= quarter)
        assert_true(spr_zone_local(z, before) < local);
    }
  }
}

static void test_all_instants_are_defined(void **state) {
  (void)state;
  static const spr_instant odd[] = {INT64_MIN,
                                    INT64_MIN + 1,
                                    INT64_MAX,
                                    INT64_MAX - 1,
                                    0,
                                    -1,
                                    1,
                                    SPR_FIRST_DAY * SPR_MS_PER_DAY - 1,
                                    (SPR_LAST_DAY + 1) * SPR_MS_PER_DAY};
  static const char *const zones[] = {"UTC", "Europe/Warsaw", "Pacific/Kiritimati", "Etc/GMT+12",
                                      "Africa/Casablanca"};
  for (size_t z = 0; z < sizeof zones / sizeof *zones; z++)
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
      char text[36];
      const spr_zone *zone = zone_named(zones[z]);
      spr_zone_format(zone, odd[i], text);
      assert_true(strlen(text) < 36);
      (void)spr_zone_instant(zone, odd[i]);
      (void)spr_zone_day(zone, odd[i]);
    }
  (void)spr_zone_day_start(PL.zone, INT32_MAX);
  (void)spr_zone_day_start(PL.zone, INT32_MIN);
}

static void test_names(void **state) {
  (void)state;
  static const struct {
    const char *name;
    spr_status status;
  } rows[] = {
      {"Europe/Nowhere", SPR_ENOTFOUND},
      {"", SPR_EINVAL},
      {"../etc/passwd", SPR_EINVAL},
      {"Europe/../UTC", SPR_EINVAL},
      {"/etc/passwd", SPR_EINVAL},
      {"Europe//Warsaw", SPR_EINVAL},
      {"Europe/", SPR_EINVAL},
      {"zone.tab", SPR_EINVAL},
      {"Europe/Wars aw", SPR_EINVAL},
      {"Europe/\xc5\x81", SPR_EINVAL},
      {"tzdata.zi", SPR_EINVAL},
      {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", SPR_EINVAL},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const spr_zone *z = PL.zone;
    spr_status s = spr_zone_load(&law_arena, spr_str_of(rows[i].name), &z);
    if (s != rows[i].status) fail_msg("%s: %s", rows[i].name, spr_status_text(s));
    assert_null(z);
  }
  const spr_zone *z = PL.zone;
  assert_int_not_equal(spr_zone_load(&law_arena, SPR_STR("Europe"), &z), SPR_OK); /* a folder */
  assert_int_equal(spr_zone_load(&law_arena, spr_str_n("UTC\0x", 5), &z), SPR_EINVAL);
  assert_int_equal(spr_zone_load(&law_arena, SPR_STR("UTC"), &z), SPR_OK);
  assert_ptr_equal(z, spr_zone_utc);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_instants),
      cmocka_unit_test(test_locals),
      cmocka_unit_test(test_day_starts),
      cmocka_unit_test(test_instant_is_the_first),
      cmocka_unit_test(test_all_instants_are_defined),
      cmocka_unit_test(test_names),
  };
  return cmocka_run_group_tests(tests, law_setup, law_teardown);
}
