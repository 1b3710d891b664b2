/* SPDX-License-Identifier: Apache-2.0 */
#include "server/ask.h"
#include "support.h"

/* What is typed into the form of an event becomes a value, or a fault of the input that is to blame. */

static const char *const levels[] = {"low", "acute"}, *const level_titles[] = {"", "Life in danger"};
static const sprawa_datum member = {.name = "", .title = "", .kind = SPRAWA_KIND_INTEGER};
static const sprawa_datum parts[] = {
    {.name = "street", .title = "Street", .kind = SPRAWA_KIND_TEXT, .required = true},
    {.name = "number", .title = "", .kind = SPRAWA_KIND_INTEGER},
};
static const sprawa_datum data[] = {
    {.name = "days", .title = "", .kind = SPRAWA_KIND_INTEGER},
    {.name = "cost", .title = "", .kind = SPRAWA_KIND_NUMBER},
    {.name = "on", .title = "", .kind = SPRAWA_KIND_DATE},
    {.name = "at", .title = "", .kind = SPRAWA_KIND_DATETIME},
    {.name = "level",
     .title = "",
     .kind = SPRAWA_KIND_CHOICE,
     .choices = levels,
     .choice_titles = level_titles,
     .nchoices = 2},
    {.name = "safe", .title = "", .kind = SPRAWA_KIND_BOOLEAN},
    {.name = "words", .title = "", .kind = SPRAWA_KIND_TEXT},
    {.name = "counts", .title = "", .kind = SPRAWA_KIND_LIST, .members = &member, .nmembers = 1},
    {.name = "address", .title = "", .kind = SPRAWA_KIND_RECORD, .members = parts, .nmembers = 2},
};

typedef struct filled {
  spr_arena arena;
  spr_http http;
  spr_visit visit;
  spr_asked asked;
  char json[400];
} filled;

static void fill(filled *f, const sprawa_datum *wanted, size_t n, const spr_pair *fields, uint32_t nfields) {
  *f = (filled){.asked.form = {fields, nfields}};
  spr_arena_init(&f->arena, &spr_alloc_default, 1 << 20);
  f->http = (spr_http){.arena = &f->arena};
  f->visit = (spr_visit){.http = &f->http};
  const sprawa_value *v = spr_ask_read(&f->visit, wanted, n, &f->asked);
  if (v) sprawa_value_json(v, f->json, sizeof f->json);
}

static void empty(filled *f) {
  while (f->visit.nheld > 0) {
    f->visit.nheld--;
    f->visit.held[f->visit.nheld].release(f->visit.held[f->visit.nheld].p);
  }
  spr_arena_release(&f->arena);
}

static void what_is_typed_becomes_a_value(void **state) {
  (void)state;
  static const struct {
    const char *input, *typed, *json;
  } rows[] = {
      {"data.days", " 12 ", "{\"days\":12}"},
      {"data.days", "1 200", "{\"days\":1200}"},
      {"data.cost", "12,5", "{\"cost\":12.5}"},
      {"data.on", "2026-04-01", "{\"on\":\"2026-04-01\"}"},
      {"data.at", "2026-04-01T14:30", "{\"at\":\"2026-04-01 14:30\"}"},
      {"data.level", "acute", "{\"level\":\"acute\"}"},
      {"data.safe", "false", "{\"safe\":false}"},
      {"data.words", "<b>&\"", "{\"words\":\"<b>&\\\"\"}"},
      {"data.counts", "1\n\n2\n", "{\"counts\":[1,2]}"},
      {"data.address.street", "Długa", "{\"address\":{\"street\":\"Długa\"}}"},
      {"data.words", "   ", ""},
      {"data.unknown", "x", ""},
      {"seq", "1", ""},
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    filled f;
    spr_pair field = {spr_str_of(rows[i].input), spr_str_of(rows[i].typed)};
    fill(&f, data, TEST_COUNT(data), &field, 1);
    if (f.asked.n || strcmp(f.json, rows[i].json) != 0)
      fail_msg("%s=%s: %u faults, %s", rows[i].input, rows[i].typed, f.asked.n, f.json);
    empty(&f);
  }
}

static void what_does_not_fit_is_blamed(void **state) {
  (void)state;
  static const struct {
    const char *input, *typed;
    spr_phrase what;
    const char *blamed, *label;
  } rows[] = {
      {"data.days", "12.5", SPR_SAY_fault_integer, "data.days", "days"},
      {"data.days", "1],[2", SPR_SAY_fault_integer, "data.days", "days"},
      {"data.cost", "much", SPR_SAY_fault_number, "data.cost", "cost"},
      {"data.on", "2026-02-30", SPR_SAY_fault_date, "data.on", "on"},
      {"data.at", "soon", SPR_SAY_fault_datetime, "data.at", "at"},
      {"data.level", "other", SPR_SAY_fault_choice, "data.level", "level"},
      {"data.safe", "maybe", SPR_SAY_fault_choice, "data.safe", "safe"},
      {"data.counts", "1\nx", SPR_SAY_fault_integer, "data.counts", ""},
      {"data.address.number", "3", SPR_SAY_fault_missing, "data.address.street", "Street"},
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    filled f;
    spr_pair field = {spr_str_of(rows[i].input), spr_str_of(rows[i].typed)};
    fill(&f, data, TEST_COUNT(data), &field, 1);
    if (f.asked.n != 1 || f.asked.faults[0].what != rows[i].what)
      fail_msg("%s=%s: %u faults, %s", rows[i].input, rows[i].typed, f.asked.n, f.json);
    assert_str(f.asked.faults[0].input, rows[i].blamed);
    if (*rows[i].label) assert_str(f.asked.faults[0].label, rows[i].label);
    empty(&f);
  }
}

/* Where nobody says what is asked for, nothing of what was typed is left out. */
static void what_is_not_asked_for_becomes_text(void **state) {
  (void)state;
  const spr_pair fields[] = {{SPR_STR("by"), SPR_STR("x")},          {SPR_STR("data.days"), SPR_STR("12")},
                             {SPR_STR("data.a.b"), SPR_STR(" c ")},  {SPR_STR("data.days"), SPR_STR("13")},
                             {SPR_STR("data.empty"), SPR_STR("  ")}, {SPR_STR("text"), SPR_STR("x")}};
  filled f;
  fill(&f, data, 0, fields, TEST_COUNT(fields));
  const sprawa_value *v = spr_ask_texts(&f.visit, &f.asked);
  sprawa_value_json(v, f.json, sizeof f.json);
  assert_string_equal(f.json, "{\"a.b\":\" c \",\"days\":\"12\"}");
  f.asked.form.n = 1;
  assert_null(spr_ask_texts(&f.visit, &f.asked));
  empty(&f);
}

static void each_kind_has_its_words(void **state) {
  (void)state;
  assert_int_equal(spr_ask_misfit(SPRAWA_KIND_INSTITUTION), SPR_SAY_fault_institution);
  assert_int_equal(spr_ask_misfit(SPRAWA_KIND_DURATION), SPR_SAY_fault_duration);
  assert_int_equal(spr_ask_misfit(SPRAWA_KIND_RECORD), SPR_SAY_fault_fit);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_typed_becomes_a_value), cmocka_unit_test(what_does_not_fit_is_blamed),
      cmocka_unit_test(what_is_not_asked_for_becomes_text), cmocka_unit_test(each_kind_has_its_words)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
