/* SPDX-License-Identifier: Apache-2.0 */
#include "server/cases_query.h"
#include "support.h"

static spr_http request(spr_arena *arena, spr_pair *query, uint32_t n) {
  return (spr_http){.path = SPR_STR("/cases"), .query = query, .nquery = n, .arena = arena};
}

static void filters_are_read_and_named(void **state) {
  (void)state;
  static const struct {
    const char *name, *value;
    const char *url; /* of the list that is shown */
  } rows[] = {
      {"city", "gdansk", "/cases?city=gdansk"},
      {"city", "  gdansk ", "/cases?city=gdansk"},
      {"city", "", "/cases"},
      {"stage", "mother-home/path/intake", "/cases?stage=mother-home%2Fpath%2Fintake"},
      {"state", "a b&c", "/cases?state=a%20b%26c"},
      {"due", "overdue", "/cases?due=overdue"},
      {"due", "week", "/cases?due=week"},
      {"due", "yesterday", "/cases"},
      {"due", "overdue2", "/cases"},
      {"status", "all", "/cases?status=all"},
      {"status", "open", "/cases"},
      {"need", "still", "/cases?need=still"},
      {"sort", "last", "/cases?sort=last"},
      {"q", " Łódź kowal ", "/cases?q=%C5%81%C3%B3d%C5%BA%20kowal"},
      {"sort", "id", "/cases"},
      {"cursor", "abc", "/cases?cursor=abc"},
      {"nonsense", "1", "/cases"},
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    spr_arena arena;
    spr_arena_init(&arena, &spr_alloc_default, 1 << 16);
    spr_pair query = {spr_str_of(rows[i].name), spr_str_of(rows[i].value)};
    spr_http h = request(&arena, &query, 1);
    spr_cases_query q = spr_cases_asked(&h);
    assert_str(spr_cases_url(&arena, "/cases", &q), rows[i].url);
    spr_arena_release(&arena);
  }
}

static void one_filter_is_changed(void **state) {
  (void)state;
  spr_arena arena;
  spr_arena_init(&arena, &spr_alloc_default, 1 << 16);
  spr_pair query[] = {{SPR_STR("city"), SPR_STR("gdansk")},
                      {SPR_STR("due"), SPR_STR("overdue")},
                      {SPR_STR("sort"), SPR_STR("age")},
                      {SPR_STR("cursor"), SPR_STR("abc")}};
  spr_http h = request(&arena, query, 4);
  spr_cases_query q = spr_cases_asked(&h);
  /* What changes the list leads to its first page; order and page are no filters. */
  assert_str(spr_cases_url_with(&arena, &q, SPR_CASES_CITY, (spr_str){0}), "/cases?due=overdue&sort=age");
  assert_str(spr_cases_url_with(&arena, &q, SPR_CASES_CURSOR, SPR_STR("d")),
             "/cases?city=gdansk&due=overdue&sort=age&cursor=d");
  assert_str(spr_cases_url(&arena, "/cases.csv", &q),
             "/cases.csv?city=gdansk&due=overdue&sort=age&cursor=abc");
  assert_true(spr_cases_filtered(&q));
  q.value[SPR_CASES_CITY] = q.value[SPR_CASES_DUE] = (spr_str){0};
  assert_false(spr_cases_filtered(&q));
  spr_arena_release(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(filters_are_read_and_named),
      cmocka_unit_test(one_filter_is_changed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
