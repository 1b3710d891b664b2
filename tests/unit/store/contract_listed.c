/* SPDX-License-Identifier: Apache-2.0 */
#include "contract.h"

#include <stdio.h>

/* Values of `listed` fields: kept, found, ordered by, paged, and gone with their case. */

static bool add_case(void *ud, const spr_case_row *c) {
  return words_add(ud, "%.*s", SPR_FMT(c->id));
}

#define LISTS(expected, stop, call, ...)                                                                     \
  do {                                                                                                       \
    words list_ = {.stop_after = (stop)};                                                                    \
    OK(call(f->s, __VA_ARGS__, &list_));                                                                     \
    assert_string_equal(list_.text, (expected));                                                             \
  } while (0)

/* Numbers 1 to 5. */
static void make_cases(fixture *f) {
  static const struct {
    const char *id, *city, *configuration;
    bool late;
  } v[] = {{"b", "north", "run.a,run.b", false},
           {"a", "north", "run.ab", false},
           {"d", "south", "run.a", false},
           {"c", "south", "done", true},
           {"e", "south", "run", false}};
  OK(spr_store_begin(f->s));
  for (size_t i = 0; i < TEST_COUNT(v); i++) {
    spr_change changes[] = {
        {.kind = SPR_CHANGE_OPENED,
         .name = SPR_STR("home"),
         .text = SPR_STR("stay"),
         .text2 = spr_str_of(v[i].city)},
        {.kind = SPR_CHANGE_DEADLINE, .name = SPR_STR("d"), .n = 1, .at = 9, .flag = v[i].late}};
    spr_append a = {.entry = {.id = spr_str_of(v[i].id),
                              .at = 50 + (spr_instant)i,
                              .kind = SPR_JOURNAL_OPENED,
                              .configuration = spr_str_of(v[i].configuration),
                              .definition = f->definition,
                              .environment = f->environment,
                              .changes = changes,
                              .nchanges = 2},
                    .snapshot = SPR_STR("s")};
    OK(spr_store_append(f->s, &a, NULL));
  }
  OK(spr_store_commit(f->s));
}

typedef struct case_list {
  spr_case_filter filter;
  const char *expected;
} case_list;

#define WHOLE(n)                                                                                             \
  { .kind = SPR_LISTED_WHOLE, .whole = (n) }
#define NUMBER(n)                                                                                            \
  { .kind = SPR_LISTED_NUMBER, .number = (n) }
#define WORD(z)                                                                                              \
  {                                                                                                          \
    .kind = SPR_LISTED_TEXT, .text = { z, sizeof z - 1 }                                                     \
  }
#define TIME(n)                                                                                              \
  { .kind = SPR_LISTED_INSTANT, .whole = (n) }
#define FLAG(z)                                                                                              \
  {                                                                                                          \
    .kind = SPR_LISTED_FLAG, .text = { z, sizeof z - 1 }                                                     \
  }

static spr_status list_field(fixture *f, const char *id, const char *field, spr_listed value) {
  spr_listed_row row = {.field = spr_str_of(field), .value = value};
  spr_append a = {.entry = {.id = spr_str_of(id),
                            .at = 1000,
                            .kind = SPR_JOURNAL_EVENT,
                            .configuration = spr_str_of(id[0] == 'b' ? "run.a,run.b" : "run"),
                            .definition = f->definition,
                            .environment = f->environment},
                  .listed = &row,
                  .nlisted = 1};
  return spr_store_append(f->s, &a, NULL);
}

static bool add_listed(void *ud, const spr_listed_row *l) {
  const spr_listed *v = &l->value;
  if (v->kind == SPR_LISTED_WHOLE)
    return words_add(ud, "%.*s/%.*s=%lld", SPR_FMT(l->id), SPR_FMT(l->field), (long long)v->whole);
  if (v->kind == SPR_LISTED_NUMBER)
    return words_add(ud, "%.*s/%.*s=%g", SPR_FMT(l->id), SPR_FMT(l->field), v->number);
  return words_add(ud, "%.*s/%.*s=%s%.*s", SPR_FMT(l->id), SPR_FMT(l->field),
                   v->kind == SPR_LISTED_FLAG ? "is " : "", SPR_FMT(v->text));
}

#define WISH(field_, text_)                                                                                  \
  .nwishes = 1, .wishes = (const spr_listed_wish[]) {                                                        \
    {                                                                                                        \
      {field_, sizeof field_ - 1}, {                                                                         \
        text_, sizeof text_ - 1                                                                              \
      }                                                                                                      \
    }                                                                                                        \
  }
#define BY(field_) .order = SPR_BY_FIELD, .by = {field_, sizeof field_ - 1}

/* rank: a 3.5, b 3, c "x", d none, e 10 */
static const case_list listed_lists[] = {
    {{WISH("risk", "acute")}, "b d"},
    {{WISH("risk", "acut")}, ""},
    {{WISH("risk", "acute"), .municipality = {"north", 5}}, "b"},
    {{WISH("risk", "acute"), .only_open = true, .order = SPR_BY_LAST}, "d b"},
    {{WISH("risk", "acute"), .after = true, .after_number = 1}, "d"},
    {{WISH("risk", "acute"), .state = {"run.b", 5}}, "b"},
    {{WISH("danger", "true")}, "c"},
    {{WISH("danger", "1")}, ""},
    {{WISH("unheard", "of")}, ""},
    {{WISH("rank", "3")}, "b"},
    {{WISH("rank", "3.0")}, "b"},
    {{WISH("rank", "35e-1")}, "a"},
    {{WISH("rank", "x")}, "c"},
    {{WISH("rank", "")}, ""},
    {{.nwishes = 2,
      .wishes = (const spr_listed_wish[]){{{"rank", 4}, {"3", 1}}, {{"risk", 4}, {"acute", 5}}}},
     "b"},
    {{.nwishes = 2, .wishes = (const spr_listed_wish[]){{{"rank", 4}, {"3", 1}}, {{"risk", 4}, {"low", 3}}}},
     ""},
    {{BY("rank")}, "b a e c d"},
    {{BY("rank"), .limit = 2}, "b a"},
    {{BY("rank"), .limit = 2, .after = true, .after_number = 2, .after_value = NUMBER(3.5)}, "e c"},
    {{BY("rank"), .limit = 2, .after = true, .after_number = 4, .after_value = WORD("x")}, "d"},
    {{BY("rank"), .after = true, .after_number = 77, .after_value = WHOLE(9)}, "e c d"},
    {{BY("rank"), .after = true, .after_number = 3}, ""},
    {{BY("risk")}, "b d a c e"},
    {{BY("risk"), .after = true, .after_number = 1, .after_value = WORD("acute")}, "d a c e"},
    {{BY("risk"), .after = true, .after_number = 2, .after_value = WORD("low")}, "c e"},
    {{BY("risk"), .after = true, .after_number = 4}, "e"},
    {{BY("risk"), .only_overdue = true}, "c"},
    {{BY("rank"), WISH("risk", "acute")}, "b d"},
    {{BY("rank"), .municipality = {"south", 5}, .limit = 2}, "e c"},
    {{BY("unheard")}, "b a d c e"},
    {{BY("unheard"), .after = true, .after_number = 2}, "d c e"},
};

static void list_fields(fixture *f) {
  OK(spr_store_begin(f->s));
  OK(list_field(f, "a", "rank", (spr_listed)NUMBER(3.5)));
  OK(list_field(f, "b", "rank", (spr_listed)WHOLE(3)));
  OK(list_field(f, "c", "rank", (spr_listed)WORD("x")));
  OK(list_field(f, "d", "rank", (spr_listed)WORD("gone again")));
  OK(list_field(f, "d", "rank", (spr_listed){.kind = SPR_LISTED_NOTHING}));
  OK(list_field(f, "d", "rank", (spr_listed){.kind = SPR_LISTED_NOTHING}));
  OK(list_field(f, "e", "rank", (spr_listed)WHOLE(10)));
  OK(list_field(f, "a", "risk", (spr_listed)WORD("low")));
  OK(list_field(f, "b", "risk", (spr_listed)WORD("raised")));
  OK(list_field(f, "b", "risk", (spr_listed)WORD("acute")));
  OK(list_field(f, "d", "risk", (spr_listed)WORD("acute")));
  OK(list_field(f, "c", "danger", (spr_listed)FLAG("true")));
  OK(spr_store_commit(f->s));
}

static void test_listed(void **state) {
  fixture *f = *state;
  make_cases(f);
  list_fields(f);
  for (size_t i = 0; i < TEST_COUNT(listed_lists); i++) {
    words w = {.n = 0};
    OK(spr_store_cases(f->s, &listed_lists[i].filter, add_case, &w));
    if (strcmp(w.text, listed_lists[i].expected) != 0)
      fail_msg("list %zu: \"%s\", expected \"%s\"", i, w.text, listed_lists[i].expected);
  }
  spr_case_filter by_rank = {BY("rank")};
  LISTS("b a e", 3, spr_store_cases, &by_rank, add_case);
  LISTS("b a e c", 4, spr_store_cases, &by_rank, add_case);
  LISTS("b/rank=3 b/risk=acute", 0, spr_store_listed, SPR_STR("b"), add_listed);
  LISTS("b/rank=3", 1, spr_store_listed, SPR_STR("b"), add_listed);
  LISTS("a/rank=3.5 a/risk=low", 0, spr_store_listed, SPR_STR("a"), add_listed);
  LISTS("c/danger=is true c/rank=x", 0, spr_store_listed, SPR_STR("c"), add_listed);
  LISTS("d/risk=acute", 0, spr_store_listed, SPR_STR("d"), add_listed);
  LISTS("", 0, spr_store_listed, SPR_STR("nobody"), add_listed);
}

static void test_listed_bounds(void **state) {
  fixture *f = *state;
  char name[SPR_MAX_NAME + 2], text[SPR_MAX_LISTED_TEXT + 2];
  memset(name, 'n', sizeof name);
  memset(text, 't', sizeof text);
  name[sizeof name - 1] = text[sizeof text - 1] = '\0';
  make_cases(f);
  OK(spr_store_begin(f->s));
  GIVES(list_field(f, "a", name, (spr_listed)WHOLE(1)), SPR_ELIMIT);
  GIVES(list_field(f, "a", "", (spr_listed)WHOLE(1)), SPR_ELIMIT);
  GIVES(list_field(f, "a", "long", (spr_listed){.kind = SPR_LISTED_TEXT, .text = spr_str_of(text)}),
        SPR_ELIMIT);
  spr_str cut = spr_listed_cut(spr_str_of(text));
  assert_int_equal(cut.n, SPR_MAX_LISTED_TEXT);
  OK(list_field(f, "a", name + 1, (spr_listed){.kind = SPR_LISTED_TEXT, .text = cut}));
  OK(spr_store_commit(f->s));
  /* What was cut is found by the whole text, and by its beginning. */
  spr_listed_wish wishes[SPR_MAX_WISHES + 1] = {{spr_str_of(name + 1), spr_str_of(text)}};
  spr_case_filter filter = {.wishes = wishes, .nwishes = 1};
  LISTS("a", 0, spr_store_cases, &filter, add_case);
  wishes[0].text = cut;
  LISTS("a", 0, spr_store_cases, &filter, add_case);
  for (uint32_t i = 1; i <= SPR_MAX_WISHES; i++) wishes[i] = wishes[0];
  filter.nwishes = SPR_MAX_WISHES;
  LISTS("a", 0, spr_store_cases, &filter, add_case);
  filter.nwishes = SPR_MAX_WISHES + 1;
  GIVES(spr_store_cases(f->s, &filter, add_case, &(words){.n = 0}), SPR_EINVAL);
  filter = (spr_case_filter){.order = SPR_BY_FIELD};
  GIVES(spr_store_cases(f->s, &filter, add_case, &(words){.n = 0}), SPR_EINVAL);
  memset(text, 'x', sizeof text);
  memcpy(text + SPR_MAX_LISTED_TEXT - 1, "\xc5\x82", 2); /* a letter of two bytes across the end */
  assert_int_equal(spr_listed_cut(spr_str_n(text, SPR_MAX_LISTED_TEXT + 1)).n, SPR_MAX_LISTED_TEXT - 1);
}

/* An undone step takes its listed values with it, and so does an erasure. */
static void test_listed_goes(void **state) {
  fixture *f = *state;
  make_cases(f);
  list_fields(f);
  OK(spr_store_begin(f->s));
  OK(spr_store_mark(f->s));
  OK(list_field(f, "b", "risk", (spr_listed)WORD("low")));
  OK(list_field(f, "b", "new", (spr_listed)WORD("x")));
  OK(spr_store_undo(f->s));
  spr_change erased = {.kind = SPR_CHANGE_ERASED};
  OK(contract_append(f, "d", 2000, &erased, 1));
  OK(spr_store_commit(f->s));
  LISTS("b/rank=3 b/risk=acute", 0, spr_store_listed, SPR_STR("b"), add_listed);
  LISTS("", 0, spr_store_listed, SPR_STR("d"), add_listed);
  spr_case_filter acute = {WISH("risk", "acute")};
  LISTS("b", 0, spr_store_cases, &acute, add_case);
}

/* Each case comes once, whatever the size of the page. */
static void test_listed_pages(void **state) {
  fixture *f = *state;
  OK(spr_store_begin(f->s));
  for (int i = 0; i < 40; i++) {
    char id[16];
    snprintf(id, sizeof id, "k%02d", i);
    OK(contract_open_case(f, id, 1));
    if (i % 5) OK(list_field(f, id, "rank", (spr_listed)WHOLE(i % 3)));
  }
  OK(spr_store_commit(f->s));
  spr_case_filter all = {BY("rank")};
  words whole = {.n = 0};
  OK(spr_store_cases(f->s, &all, add_case, &whole));
  for (uint32_t size = 1; size < 41; size += 3) {
    words pages = {.n = 0};
    spr_case_filter page = {BY("rank"), .limit = size};
    for (int n = 0; n < 41; n++) {
      size_t before = pages.n;
      OK(spr_store_cases(f->s, &page, add_case, &pages));
      if (pages.n == before) break;
      const char *last = pages.text + pages.n - 2;
      int i = (last[0] - '0') * 10 + (last[1] - '0');
      page.after = true;
      page.after_number = (uint64_t)i + 1;
      page.after_value = (spr_listed)WHOLE(i % 3);
      if (i % 5 == 0) page.after_value.kind = SPR_LISTED_NOTHING;
    }
    assert_string_equal(pages.text, whole.text);
  }
}

static const case_list instant_lists[] = {
    {{BY("call")}, "d b a e c"},
    {{BY("call"), .after = true, .after_value = TIME(1767225600000), .after_number = 1}, "a e c"},
    {{WISH("call", "2026-01-01T00:00:00Z")}, "b"},
    {{WISH("call", "2026-01-01T01:00:00+01:00")}, "b"},
    {{WISH("call", "2025-12-31 23:00:00.000-01:00")}, "b"},
    {{WISH("call", "2026-01-01T00:00:00.5Z")}, "a"},
    {{WISH("call", "2026-01-01 00:00:00")}, ""},
    {{WISH("call", "1767225600")}, ""},
};

/* By time, however long their texts would be, and found by any text that says the same. */
static void test_listed_instants(void **state) {
  fixture *f = *state;
  make_cases(f);
  OK(spr_store_begin(f->s));
  OK(list_field(f, "a", "call", (spr_listed)TIME(1767225600500)));
  OK(list_field(f, "b", "call", (spr_listed)TIME(1767225600000)));
  OK(list_field(f, "d", "call", (spr_listed)TIME(-5)));
  OK(list_field(f, "e", "call", (spr_listed)TIME(1767225601000)));
  OK(spr_store_commit(f->s));
  for (size_t i = 0; i < TEST_COUNT(instant_lists); i++)
    LISTS(instant_lists[i].expected, 0, spr_store_cases, &instant_lists[i].filter, add_case);
}

const struct CMUnitTest contract_listed[] = {
    CONTRACT_TEST(test_listed), CONTRACT_TEST(test_listed_bounds), CONTRACT_TEST(test_listed_instants),
    CONTRACT_TEST(test_listed_goes), CONTRACT_TEST(test_listed_pages)};
const size_t contract_nlisted = TEST_COUNT(contract_listed);
