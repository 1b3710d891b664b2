/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/footing.h"

#include "access/callers.h"
#include "cases/desk_impl.h"
#include "cases/erase.h"
#include "town_desk.h"

/* A stranger is told the same, and causes as little, whatever is the matter with the case that it names. */

static int open_town(void **state) {
  static town_desk t;
  town_open(&t);
  *state = &t;
  return 0;
}

static int close_town(void **state) {
  town_close(*state);
  return 0;
}

#define NONE "aaaaaaaaaaaaaaaa"

typedef struct id {
  char z[SPR_CASE_ID_CHARS + 1];
} id;

static id opened(town_desk *t) {
  spr_told told = town_new(t, "alpha", NULL);
  id out;
  memcpy(out.z, told.id, sizeof out.z);
  return out;
}

static void erase(town_desk *t, const char *z) {
  spr_upkeep u = {.kind = SPR_UPKEEP_ERASE, .id = spr_str_of(z), .reason = SPR_STR("over"), .force = true};
  spr_told told = {.kind = SPR_TOLD_DONE};
  bool lingers;
  assert_int_equal(spr_store_begin(t->store), SPR_OK);
  assert_int_equal(spr_erase_mark(t->desk, &u, t->now, &told), SPR_OK);
  assert_int_equal(told.kind, SPR_TOLD_DONE);
  assert_int_equal(spr_store_commit(t->store), SPR_OK);
  assert_int_equal(spr_erase_finish(t->desk, &lingers), SPR_OK);
}

static void wear_out(town_desk *t) {
  for (int i = 0; i < SPR_STRAIN_HITS; i++) spr_strain_hit(&t->desk->strain, SPR_STR("alpha"), t->now);
}

/* Asked with the eyes of the institution itself. */
static spr_told viewed(town_desk *t, const char *who, const char *z, spr_ask ask) {
  spr_str as = spr_str_of(who);
  ask.id = spr_str_of(z);
  ask.by = as;
  ask.view = (spr_view){.as = &as, .nas = 1};
  ask.viewed = true;
  return town_ask(t, ask);
}

static spr_told event(town_desk *t, const char *who, const char *z, const char *name) {
  return viewed(t, who, z, (spr_ask){.kind = SPR_IN_EVENT, .name = spr_str_of(name)});
}

static const spr_ask asks[] = {
    {.kind = SPR_IN_EVENT, .name = {"finish", 6}},
    {.kind = SPR_IN_EVENT, .name = {"approve", 7}},
    {.kind = SPR_IN_EVENT, .name = {"unknown", 7}},
    {.kind = SPR_IN_EVENT, .name = {"case.reopen", 11}},
    {.kind = SPR_IN_EVENT, .name = {"finish", 6}, .at_seq = 1},
    {.kind = SPR_IN_EVENT, .name = {"finish", 6}, .at_seq = 99},
    {.kind = SPR_IN_EVENT, .name = {"finish", 6}, .occurred = 1},
    {.kind = SPR_IN_DONE, .name = {"1.1", 3}},
    {.kind = SPR_IN_SIGN, .name = {"1.2", 3}},
    {.kind = SPR_IN_WAIVE, .name = {"1.1", 3}, .reason = {"why", 3}},
    {.kind = SPR_IN_NOTE, .reason = {"a note", 6}},
    {.kind = SPR_IN_REOPEN},
};

static void assert_nothing_is_there(town_desk *t, const char *who, const char *z) {
  spr_case_row before, after;
  assert_int_equal(spr_store_case(t->store, spr_str_of(z), &before), SPR_OK);
  uint64_t seq = before.seq;
  for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
    char unknown[100];
    spr_told none = viewed(t, who, NONE, asks[i]);
    assert_int_equal(none.kind, SPR_TOLD_NO_CASE);
    int n = snprintf(unknown, sizeof unknown, "%.*s", SPR_FMT(none.reasons));
    spr_told told = viewed(t, who, z, asks[i]);
    if (told.kind != SPR_TOLD_NO_CASE) fail_msg("ask %zu: %d %.*s", i, told.kind, SPR_FMT(told.reasons));
    assert_int_equal(told.reasons.n, n);
    assert_memory_equal(told.reasons.p, unknown, strlen("no case \""));
    assert_int_equal(told.seq, none.seq);
    assert_int_equal(told.until, none.until);
    assert_int_equal(told.code, none.code);
    assert_int_equal(told.line, none.line);
    assert_int_equal(told.each.n, 0);
    assert_string_equal(told.id, "");
  }
  /* Nothing that was due was fired for it. */
  assert_int_equal(spr_store_case(t->store, spr_str_of(z), &after), SPR_OK);
  assert_int_equal(after.seq, seq);
}

static void a_stranger_is_told_the_same_of_every_case(void **state) {
  town_desk *t = *state;
  id here = opened(t), gone = opened(t), failing = opened(t);
  town_take(t, failing.z, "fail_later", "desk-alpha");
  erase(t, gone.z);
  t->now += 2 * SPR_MS_PER_DAY;
  const char *const all[] = {here.z, gone.z, failing.z};
  for (size_t i = 0; i < 3; i++) assert_nothing_is_there(t, "shop-one", all[i]);
  wear_out(t);
  for (size_t i = 0; i < 3; i++) assert_nothing_is_there(t, "shop-one", all[i]);
  /* Those who know of it are told why. */
  assert_int_equal(event(t, "desk-alpha", here.z, "finish").kind, SPR_TOLD_FAILING);
  spr_keys *keys = t->desk->keys;
  t->desk->keys = NULL;
  for (size_t i = 0; i < 3; i++) assert_nothing_is_there(t, "shop-one", all[i]);
  assert_int_equal(event(t, "desk-alpha", here.z, "finish").kind, SPR_TOLD_NO_KEYS);
  t->desk->keys = keys;
}

static int open_eyes(void **state) {
  static town_desk t;
  t = (town_desk){.now = AT(2026, 1, 7, 9), .seed = 1};
  town_on_file(&t, "../../data/eyes");
  *state = &t;
  return 0;
}

/* Whom the workflow names for an event does not see the case, and needs to know why it was not taken. */
static void whom_the_workflow_names_is_told(void **state) {
  town_desk *t = *state;
  spr_told told = town_ask(t, (spr_ask){.kind = SPR_IN_OPEN,
                                        .package = SPR_STR("stay"),
                                        .municipality = SPR_STR("alpha"),
                                        .operator= true});
  id a;
  assert_int_equal(told.kind, SPR_TOLD_DONE);
  memcpy(a.z, told.id, sizeof a.z);
  /* In its first state it does not wait for that, and whoever asks is nobody to it. */
  assert_int_equal(event(t, "named-alpha", a.z, "fail_hook").kind, SPR_TOLD_NO_CASE);
  town_take(t, a.z, "begin", "early-alpha");
  assert_int_equal(event(t, "named-alpha", a.z, "fail_hook").kind, SPR_TOLD_REFUSED);
  assert_int_equal(event(t, "named-alpha", a.z, "end").kind, SPR_TOLD_NO_CASE);
  assert_int_equal(event(t, "stranger-alpha", a.z, "fail_anyone").kind, SPR_TOLD_NO_CASE);
  wear_out(t);
  assert_int_equal(event(t, "named-alpha", a.z, "fail_hook").kind, SPR_TOLD_FAILING);
  assert_int_equal(event(t, "named-alpha", a.z, "end").kind, SPR_TOLD_NO_CASE);
  assert_int_equal(event(t, "stranger-alpha", a.z, "fail_hook").kind, SPR_TOLD_NO_CASE);
  /* Anyone may, so it is nobody in particular. */
  assert_int_equal(event(t, "stranger-alpha", a.z, "call").kind, SPR_TOLD_NO_CASE);
  spr_desk_relieve(t->desk);
  spr_keys *keys = t->desk->keys;
  t->desk->keys = NULL;
  assert_int_equal(event(t, "named-alpha", a.z, "fail_hook").kind, SPR_TOLD_NO_KEYS);
  assert_int_equal(event(t, "stranger-alpha", a.z, "call").kind, SPR_TOLD_NO_CASE);
  t->desk->keys = keys;
  assert_int_equal(event(t, "stranger-alpha", a.z, "call").kind, SPR_TOLD_DONE);
}

/* An erased case is told of to who could know of it then. */
static void that_it_was_erased_is_told_to_those_who_saw_it(void **state) {
  town_desk *t = *state;
  id gone = opened(t), other = opened(t);
  spr_case_row row;
  erase(t, gone.z);
  assert_int_equal(event(t, "desk-alpha", gone.z, "finish").kind, SPR_TOLD_ERASED);
  assert_int_equal(event(t, "guard-alpha", gone.z, "finish").kind, SPR_TOLD_ERASED);
  assert_int_equal(event(t, "shop-one", gone.z, "finish").kind, SPR_TOLD_NO_CASE);
  assert_int_equal(event(t, "desk-alpha", other.z, "finish").kind, SPR_TOLD_REFUSED);
  const struct {
    const char *as, *within;
    bool everything, told;
  } views[] = {{"desk-alpha", NULL, false, true},
               {"desk-alpha", "alpha", false, true},
               {"desk-alpha", "beta", false, false},
               {"shop-one", NULL, false, false},
               {"", NULL, false, false},
               {"", NULL, true, true},
               {"", "beta", true, false}};
  for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
    spr_str as = spr_str_of(views[i].as), within = spr_str_of(views[i].within ? views[i].within : "");
    spr_view v = {.as = &as,
                  .nas = as.n > 0,
                  .municipalities = &within,
                  .nmunicipalities = within.n > 0,
                  .everything = views[i].everything};
    bool told = !views[i].told;
    assert_int_equal(spr_store_case(t->store, spr_str_of(gone.z), &row), SPR_OK);
    assert_int_equal(spr_footing_erased(t->store, &row, &v, &told), SPR_OK);
    if (told != views[i].told) fail_msg("view %zu", i);
  }
}

/* Of a city whose rules keep failing, too: no rule is asked. */
static void an_emergency_needs_no_rules(void **state) {
  town_desk *t = *state;
  id a = opened(t);
  spr_ask ask = {.kind = SPR_IN_NOTE, .emergency = true, .reason = SPR_STR("she stands at the door")};
  wear_out(t);
  assert_int_equal(viewed(t, "shop-one", a.z, ask).kind, SPR_TOLD_DONE);
  assert_int_equal(viewed(t, "shop-one", NONE, ask).kind, SPR_TOLD_NO_CASE);
}

static void callers_are_found_in_what_is_written(void **state) {
  town_desk *t = *state;
  static const struct {
    const char *package_event, *by;
    spr_input_kind kind;
    spr_caller found;
  } rows[] = {
      {"fail_later", "desk-alpha", SPR_IN_EVENT, SPR_CALLER_NAMED},
      {"fail_later", "guard-alpha", SPR_IN_EVENT, SPR_CALLER_NONE},
      {"fail_later", "", SPR_IN_EVENT, SPR_CALLER_NONE},
      {"approve", "guard-alpha", SPR_IN_EVENT, SPR_CALLER_NAMED},
      {"approve", "shop-one", SPR_IN_EVENT, SPR_CALLER_NONE},
      {"told", "desk-alpha", SPR_IN_EVENT, SPR_CALLER_NONE},
      {"unknown", "desk-alpha", SPR_IN_EVENT, SPR_CALLER_NONE},
      {"papers", "desk-alpha", SPR_IN_DONE, SPR_CALLER_NONE},
      {"", "desk-alpha", SPR_IN_NOTE, SPR_CALLER_NONE},
      {"", "desk-alpha", SPR_IN_REOPEN, SPR_CALLER_NONE},
  };
  spr_case_row row;
  spr_definition *d = NULL;
  id a = opened(t);
  assert_int_equal(spr_store_case(t->store, spr_str_of(a.z), &row), SPR_OK);
  assert_int_equal(spr_desk_definition(t->desk, &row, &d), SPR_OK);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    spr_caller got =
        spr_caller_of(d->model, rows[i].kind, spr_str_of(rows[i].package_event), spr_str_of(rows[i].by));
    if (got != rows[i].found) fail_msg("row %zu: %d", i, (int)got);
  }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_town, close_town)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_stranger_is_told_the_same_of_every_case),
      cmocka_unit_test_setup_teardown(whom_the_workflow_names_is_told, open_eyes, close_town),
      TEST(that_it_was_erased_is_told_to_those_who_saw_it),
      TEST(an_emergency_needs_no_rules),
      TEST(callers_are_found_in_what_is_written),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
