/* SPDX-License-Identifier: Apache-2.0 */
#include "contract.h"

#include <stdio.h>

#include "store/block.h"

/* Words of listed values: found as long as a value has them, whatever becomes of the case. */

static spr_status tell(fixture *f, const char *id, const char *field, const char *told, spr_listed value) {
  spr_case_row c;
  OK(spr_store_case(f->s, spr_str_of(id), &c));
  spr_listed_row row = {.field = spr_str_of(field), .told = spr_str_of(told), .value = value};
  spr_append a = {.entry = {.id = spr_str_of(id),
                            .at = c.at,
                            .kind = SPR_JOURNAL_EVENT,
                            .configuration = SPR_STR("run"),
                            .definition = f->definition,
                            .environment = f->environment},
                  .listed = &row,
                  .nlisted = 1};
  return spr_store_append(f->s, &a, NULL);
}

static spr_status say(fixture *f, const char *id, const char *field, spr_listed value) {
  return tell(f, id, field, "*,ops", value);
}

static spr_listed text(const char *z) {
  return (spr_listed){.kind = SPR_LISTED_TEXT, .text = spr_str_of(z)};
}

static bool add_case(void *ud, const spr_case_row *c) {
  return words_add(ud, "%.*s", SPR_FMT(c->id));
}

/* The cases that have all of the words. */
static void assert_found(fixture *f, const char *asked, const char *expected) {
  spr_sought v[SPR_MAX_SOUGHT];
  char room[SPR_MAX_SOUGHT][SPR_MAX_WORDING];
  spr_case_filter filter = {.sought = v};
  spr_wording w = {.text = spr_str_of(asked)};
  words found = {.n = 0};
  uint32_t n = 0;
  while (spr_wording_next(&w)) {
    memcpy(room[filter.nsought], w.word.p, w.word.n);
    v[filter.nsought] = (spr_sought){.word = spr_str_n(room[filter.nsought], w.word.n)};
    filter.nsought++;
  }
  OK(spr_store_cases(f->s, &filter, add_case, &found));
  if (strcmp(found.text, expected) != 0) fail_msg("%s: \"%s\", expected \"%s\"", asked, found.text, expected);
  OK(spr_store_tally(f->s, &filter, 100, &n));
  assert_int_equal(n, found.rows);
  OK(spr_store_check_rows(f->s, NULL, NULL));
}

static void make(fixture *f) {
  OK(spr_store_begin(f->s));
  OK(contract_open_case(f, "aa2", 1));
  OK(contract_open_case(f, "bbbb2b", 2));
  OK(contract_open_case(f, "bbbb3b", 3));
  OK(say(f, "aa2", "name", text("Anna Nowak-Kowalska")));
  OK(say(f, "bbbb2b", "name", text("Jan Nowák")));
  OK(say(f, "bbbb2b", "place", text("Łódź, Nowa 4")));
  OK(say(f, "bbbb3b", "children", (spr_listed){.kind = SPR_LISTED_WHOLE, .whole = -412}));
  OK(say(f, "bbbb3b", "born", text("2019-04-30")));
  OK(spr_store_commit(f->s));
}

static void test_found(void **state) {
  fixture *f = *state;
  make(f);
  static const struct {
    const char *asked, *found;
  } rows[] = {
      {"", "aa2 bbbb2b bbbb3b"},
      {"nowak", "aa2 bbbb2b"},
      {"NOWÁK", "aa2 bbbb2b"},
      {"now", "aa2 bbbb2b"},
      {"owak", ""},
      {"nowakk", ""},
      {"kowal", "aa2"},
      {"nowak kowal", "aa2"},
      {"kowal jan", ""},
      {"nowa lodz", "bbbb2b"},
      {"Łódź 4", "bbbb2b"},
      {"412", "bbbb3b"},
      {"41", "bbbb3b"},
      {"12", ""},
      {"2019-04", "bbbb3b"},
      {"2019-05", ""},
      {"bbbb", "bbbb2b bbbb3b"},
      {"bbbb2", "bbbb2b"},
      {"bbb", ""}, /* too short for an id */
      {"aa2", ""},
      {"bbbb nowak", "bbbb2b"},
      {"bbbb2b x", ""},
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) assert_found(f, rows[i].asked, rows[i].found);
}

static void test_changes(void **state) {
  fixture *f = *state;
  make(f);
  OK(spr_store_begin(f->s));
  OK(say(f, "aa2", "name", text("Anna Wójcik")));
  OK(say(f, "bbbb2b", "place", text("Nowák 7"))); /* a word that another field has, too */
  OK(spr_store_commit(f->s));
  assert_found(f, "nowak", "bbbb2b");
  assert_found(f, "wojcik anna", "aa2");
  assert_found(f, "lodz", "");
  OK(spr_store_begin(f->s));
  OK(say(f, "bbbb2b", "place", (spr_listed){.kind = SPR_LISTED_NOTHING}));
  OK(spr_store_commit(f->s));
  assert_found(f, "nowak", "bbbb2b");
  assert_found(f, "7", "");
  OK(spr_store_begin(f->s));
  OK(say(f, "bbbb2b", "name", (spr_listed){.kind = SPR_LISTED_FLAG, .text = SPR_STR("true")}));
  OK(say(f, "aa2", "name", (spr_listed){.kind = SPR_LISTED_INSTANT, .whole = 1}));
  OK(spr_store_commit(f->s));
  assert_found(f, "nowak", "");
  assert_found(f, "true", ""); /* no text */
  assert_found(f, "1", "");
}

/* Who knows of a case changes; an undone step and an erasure take words along. */
static void test_moves(void **state) {
  fixture *f = *state;
  const spr_str ops = SPR_STR("ops"), court = SPR_STR("court");
  make(f);
  APPEND_ALONE(f, "aa2", 2000, {.kind = SPR_CHANGE_SEEN, .list = &ops, .nlist = 1});
  APPEND_ALONE(f, "bbbb2b", 2000, {.kind = SPR_CHANGE_SEEN, .list = &court, .nlist = 1});
  assert_found(f, "nowak", "aa2 bbbb2b");
  spr_sought w = {.word = SPR_STR("nowak")};
  spr_case_filter narrow = {
      .scope = {.narrow = true, .institutions = &ops, .ninstitutions = 1}, .sought = &w, .nsought = 1};
  words mine = {.n = 0}, then = {.n = 0}, now = {.n = 0};
  OK(spr_store_cases(f->s, &narrow, add_case, &mine));
  assert_string_equal(mine.text, "aa2");
  OK(spr_store_begin(f->s));
  OK(spr_store_mark(f->s));
  OK(APPEND(f, "aa2", 3000, {.kind = SPR_CHANGE_SEEN, .list = &court, .nlist = 1}));
  OK(say(f, "bbbb2b", "name", text("nobody")));
  OK(spr_store_undo(f->s));
  OK(APPEND(f, "bbbb2b", 3000, {.kind = SPR_CHANGE_SEEN, .list = &ops, .nlist = 1}));
  OK(spr_store_commit(f->s));
  OK(spr_store_cases(f->s, &narrow, add_case, &then));
  assert_string_equal(then.text, "aa2 bbbb2b");
  OK(spr_store_begin(f->s)); /* the same words, for other eyes */
  OK(tell(f, "aa2", "name", "*,court", text("Anna Nowak-Kowalska")));
  OK(spr_store_commit(f->s));
  OK(spr_store_cases(f->s, &narrow, add_case, &now));
  assert_string_equal(now.text, "bbbb2b");
  assert_found(f, "nowak", "aa2 bbbb2b");
  APPEND_ALONE(f, "aa2", 4000, {.kind = SPR_CHANGE_ERASED});
  assert_found(f, "nowak", "bbbb2b");
  assert_found(f, "anna", "");
}

static void test_bounds(void **state) {
  fixture *f = *state;
  spr_sought v[SPR_MAX_SOUGHT + 1];
  spr_case_filter filter = {.sought = v, .nsought = SPR_MAX_SOUGHT};
  words w = {.n = 0};
  uint32_t n;
  make(f);
  for (int i = 0; i <= SPR_MAX_SOUGHT; i++) v[i] = (spr_sought){.word = SPR_STR("nowak")};
  OK(spr_store_cases(f->s, &filter, add_case, &w));
  assert_string_equal(w.text, "aa2 bbbb2b");
  filter.nsought++;
  GIVES(spr_store_cases(f->s, &filter, add_case, &w), SPR_EINVAL);
  GIVES(spr_store_tally(f->s, &filter, 1, &n), SPR_EINVAL);
  filter.nsought = 2;
  v[1].word.n = 0;
  GIVES(spr_store_cases(f->s, &filter, add_case, &w), SPR_EINVAL);
}

/* A keyed hash is found as such, and by nothing else. */
static void test_keyed(void **state) {
  fixture *f = *state;
  static const spr_sought sought[] = {{.word = {"zz", 2}, .exact = {"#ab12", 5}},
                                      {.word = {"nowak", 5}, .exact = {"#ab12", 5}}};
  static const spr_listed_wish wish = {{"key", 3}, {"#ab12", 5}};
  words w = {.n = 0}, wished = {.n = 0};
  make(f);
  OK(spr_store_begin(f->s));
  OK(say(f, "bbbb3b", "key", (spr_listed){.kind = SPR_LISTED_KEYED, .text = SPR_STR("#ab12")}));
  OK(spr_store_commit(f->s));
  spr_case_filter filter = {.sought = sought, .nsought = 2}, by_wish = {.wishes = &wish, .nwishes = 1};
  OK(spr_store_cases(f->s, &filter, add_case, &w));
  assert_string_equal(w.text, "bbbb3b");
  filter.sought = &sought[1]; /* or by its words */
  filter.nsought = 1;
  OK(spr_store_cases(f->s, &filter, add_case, &w));
  assert_string_equal(w.text, "bbbb3b aa2 bbbb2b bbbb3b");
  OK(spr_store_cases(f->s, &by_wish, add_case, &wished));
  assert_string_equal(wished.text, "");
  assert_found(f, "ab12", "");
  OK(spr_store_begin(f->s));
  OK(say(f, "bbbb3b", "key", (spr_listed){.kind = SPR_LISTED_NOTHING}));
  OK(spr_store_commit(f->s));
  OK(spr_store_cases(f->s, &filter, add_case, &wished));
  assert_string_equal(wished.text, "aa2 bbbb2b");
}

/* Everything that can be asked, at once. */
static void test_most(void **state) {
  fixture *f = *state;
  static const spr_titled titled = {{"home", 4}, {"stay", 4}, {"northtown", 9}, {"run", 3}};
  spr_sought v[SPR_MAX_SOUGHT];
  spr_listed_wish wishes[SPR_MAX_WISHES];
  spr_str among = SPR_STR("northtown");
  words w = {.n = 0};
  make(f);
  for (int i = 0; i < SPR_MAX_SOUGHT; i++) v[i] = (spr_sought){SPR_STR("nowak"), SPR_STR("#"), &titled, 1};
  for (int i = 0; i < SPR_MAX_WISHES; i++)
    wishes[i] = (spr_listed_wish){SPR_STR("name"), SPR_STR("Anna Nowak-Kowalska")};
  spr_case_filter filter = {.sought = v,
                            .nsought = SPR_MAX_SOUGHT,
                            .wishes = wishes,
                            .nwishes = SPR_MAX_WISHES,
                            .scope = {.narrow = true, .opened = SPR_STR("aa2")},
                            .municipalities = &among,
                            .nmunicipalities = 1,
                            .state = SPR_STR("run"),
                            .only_open = true,
                            .order = SPR_BY_FIELD,
                            .by = SPR_STR("name"),
                            .limit = 5};
  OK(spr_store_cases(f->s, &filter, add_case, &w));
  assert_string_equal(w.text, "aa2");
  filter.after = true;
  filter.after_number = 7;
  filter.after_value = text("B");
  filter.only_overdue = filter.only_failing = true;
  filter.due_by = filter.quiet_since = 5000;
  filter.responsible = SPR_STR("m");
  OK(spr_store_cases(f->s, &filter, add_case, &w));
  assert_string_equal(w.text, "aa2");
}

/* -- frequent words -------------------------------------------------------------------------------------- */
/* Numbers are kept in blocks: these fill one, and begin another. Of eight cases one says something. */
enum { MANY = SPR_BLOCK_NUMBERS + 296, BOTH = MANY - 96 };

typedef struct pages {
  spr_case_filter filter;
  uint64_t found[4];
  uint32_t n;
  bool stopped;
} pages;

static bool on_found(void *ud, const spr_case_row *c) {
  pages *p = ud;
  assert_true(p->n < 4);
  p->found[p->n++] = c->number;
  return true;
}

static void on_stopped(void *ud, const spr_case_row *c) {
  pages *p = ud;
  p->stopped = true;
  p->filter.after = true;
  p->filter.after_number = c->number;
  p->filter.after_at = p->filter.order == SPR_BY_DUE ? c->due : c->at;
  p->filter.after_value.kind = SPR_LISTED_NOTHING;
}

static spr_status stand(fixture *f, const char *id, const char *configuration) {
  spr_append a = {.entry = {.id = spr_str_of(id),
                            .at = MANY,
                            .kind = SPR_JOURNAL_EVENT,
                            .configuration = spr_str_of(configuration),
                            .definition = f->definition,
                            .environment = f->environment}};
  return spr_store_append(f->s, &a, NULL);
}

static void make_many(fixture *f) {
  OK(spr_store_begin(f->s));
  for (uint32_t i = 1; i <= MANY; i++) {
    char id[16];
    snprintf(id, sizeof id, "k%u", i);
    OK(contract_open_case(f, id, MANY - i));
    if (i % 8 == 0) OK(say(f, id, "t", text(i == BOTH ? "Ala i kot" : i < MANY / 2 ? "Ala" : "kot")));
  }
  OK(stand(f, "k1", "aside"));
  OK(stand(f, "k2", "beside"));
  OK(spr_store_commit(f->s));
}

/* How often it went on behind a cursor. */
static uint32_t turn_pages(fixture *f, pages *p) {
  for (uint32_t rounds = 0;; rounds++) {
    p->stopped = false;
    OK(spr_store_cases(f->s, &p->filter, on_found, p));
    if (!p->stopped) return rounds;
    assert_true(rounds < 2 * MANY / SPR_MAX_LOOKED);
  }
}

/* The first half has one word, the second another, and one case both: found in any order; if not in the first
 * answer, where the words are left out of account, for each stands in a title of one case already. */
static void test_frequent(void **state) {
  fixture *f = *state;
  static const spr_titled aside = {{"home", 4}, {"stay", 4}, {"northtown", 9}, {"aside", 5}},
                          beside = {{"home", 4}, {"stay", 4}, {"northtown", 9}, {"beside", 6}};
  static const spr_sought both[] = {{.word = {"ala", 3}, .titled = &aside, .ntitled = 1},
                                    {.word = {"kot", 3}, .titled = &beside, .ntitled = 1}};
  static const struct {
    spr_case_order order;
    const char *by;
  } orders[] = {{SPR_BY_NUMBER, ""}, {SPR_BY_DUE, ""}, {SPR_BY_LAST, ""}, {SPR_BY_FIELD, "unheard"}};
  make_many(f);
  for (size_t i = 0; i < 2 * TEST_COUNT(orders); i++) {
    size_t k = i / 2;
    bool few = i % 2 == 0 || !f->maker->bounds;
    pages p = {.filter = {.sought = both,
                          .nsought = 2,
                          .order = orders[k].order,
                          .by = spr_str_of(orders[k].by),
                          .limit = 2,
                          .stopped = on_stopped}};
    if (f->maker->bounds) f->maker->bounds(f->s, few ? 2000 : 0, few ? 50000 : 0);
    assert_int_equal(turn_pages(f, &p) > 0, !few);
    assert_int_equal(p.n, 1);
    assert_int_equal(p.found[0], BOTH);
  }
  uint32_t n = 0;
  if (f->maker->bounds) f->maker->bounds(f->s, 2000, 50000);
  OK(spr_store_tally(f->s, &(spr_case_filter){.sought = &both[1], .nsought = 1}, MANY, &n));
  assert_int_equal(n, MANY / 8 - (MANY / 2 - 1) / 8 + 1);
  OK(spr_store_check_rows(f->s, NULL, NULL));
}

const struct CMUnitTest contract_sought[] = {CONTRACT_TEST(test_found),   CONTRACT_TEST(test_changes),
                                             CONTRACT_TEST(test_moves),   CONTRACT_TEST(test_bounds),
                                             CONTRACT_TEST(test_most),    CONTRACT_TEST(test_keyed),
                                             CONTRACT_TEST(test_frequent)};
const size_t contract_nsought = TEST_COUNT(contract_sought);
