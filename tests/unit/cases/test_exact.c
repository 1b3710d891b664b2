/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/erase.h"
#include "cases/exact.h"
#include "cases/verify.h"
#include "register.h"
#include "store/impl.h"

/* Identifiers that are found whole: what is kept of them, and that it is no more than a keyed hash. */

static spr_value person(spr_heap *h, spr_pair identifier) {
  spr_pair v[] = {text(h, "name", "Anna 98765 Nowak"),
                  {spr_v_text(h, SPR_STR("identifiers")), spr_v_record(h, &identifier, 1)}};
  return spr_v_record(h, v, 2);
}

static void open_case(town_desk *t, char id[SPR_CASE_ID_CHARS + 1]) {
  spr_heap h = spr_heap_arena(&t->arena);
  spr_value people[] = {person(&h, text(&h, "passport", "Ąb 123-456")),
                        person(&h, (spr_pair){spr_v_text(&h, SPR_STR("number")), spr_v_int(77665544)}),
                        person(&h, text(&h, "room", "1a2"))}; /* too short */
  spr_pair v[] = {text(&h, "pesel", "440514-01359"),
                  {spr_v_text(&h, SPR_STR("who")), spr_v_list(&h, people, 3)}};
  spr_told told = town_ask(t, (spr_ask){.kind = SPR_IN_OPEN,
                                        .package = SPR_STR("secret"),
                                        .municipality = SPR_STR("alpha"),
                                        .data = spr_v_record(&h, v, 2),
                                        .actor = SPR_STR("test")});
  if (told.kind != SPR_TOLD_DONE) fail_msg("not opened: %.*s", SPR_FMT(told.reasons));
  memcpy(id, told.id, SPR_CASE_ID_CHARS + 1);
}

static void change(town_desk *t, const char *id, const char *pesel) {
  spr_heap h = spr_heap_arena(&t->arena);
  spr_pair v[] = {text(&h, "risk", "low"), text(&h, "pesel", pesel ? pesel : "")};
  spr_told told = town_ask(t, (spr_ask){.kind = SPR_IN_EVENT,
                                        .id = spr_str_of(id),
                                        .name = SPR_STR("change"),
                                        .data = spr_v_record(&h, v, pesel ? 2 : 1),
                                        .actor = SPR_STR("test")});
  if (told.kind != SPR_TOLD_DONE) fail_msg("not changed: %.*s", SPR_FMT(told.reasons));
}

static bool add_case(void *ud, const spr_case_row *c) {
  (void)c;
  ++*(uint32_t *)ud;
  return true;
}

/* How many cases the text finds as an identifier. */
static uint32_t finds(town_desk *t, const char *asked) {
  spr_exact e;
  uint32_t n = 0;
  assert_int_equal(spr_exact_sought(t->desk, spr_str_of(asked), &e), SPR_OK);
  if (!e.text[0]) return 0;
  spr_sought w = {.word = SPR_STR("zzzz"), .exact = spr_str_of(e.text)};
  spr_case_filter f = {.sought = &w, .nsought = 1};
  assert_int_equal(spr_store_cases(t->store, &f, add_case, &n), SPR_OK);
  assert_int_equal(spr_store_check_rows(t->store, NULL, NULL), SPR_OK);
  return n;
}

static uint32_t faults(town_desk *t) {
  spr_verify_options o = {.rebuild = true};
  spr_verify_report r;
  assert_int_equal(spr_verify(t->desk, t->store, &o, &r), SPR_OK);
  return (uint32_t)r.faults;
}

static void test_found_whole(void **state) {
  town_desk *t = *state;
  char id[SPR_CASE_ID_CHARS + 1];
  static const struct {
    const char *asked;
    uint32_t n;
  } rows[] = {{"44051401359", 1},
              {"440514-01359", 1},
              {" 440514 01359 ", 1},
              {"4405140135", 0},
              {"440514013590", 0},
              {"44051401358", 0},
              {"ab123456", 1},
              {"AB 12 34 56", 1},
              {"123456", 0},
              {"77665544", 1},
              {"1a2", 0},
              {"98765", 0},
              {"", 0},
              {"nowak", 0}};
  assert_int_equal(finds(t, "44051401359"), 0); /* no secret yet */
  open_case(t, id);
  for (size_t i = 0; i < TEST_COUNT(rows); i++)
    if (finds(t, rows[i].asked) != rows[i].n) fail_msg("%s", rows[i].asked);
  open_case(t, id);
  assert_int_equal(finds(t, "44051401359"), 2);
  assert_int_equal(faults(t), 0);
}

static void test_changes(void **state) {
  town_desk *t = *state;
  char id[SPR_CASE_ID_CHARS + 1];
  open_case(t, id);
  change(t, id, "12345678901");
  assert_int_equal(finds(t, "44051401359"), 0);
  assert_int_equal(finds(t, "12345678901"), 1);
  change(t, id, NULL);
  assert_int_equal(finds(t, "12345678901"), 0);
  assert_int_equal(finds(t, "ab123456"), 1);
  assert_int_equal(faults(t), 0);
}

/* Nothing in the file tells the value; neither do other keys find it, and the same ones do when they are
 * wrapped anew. */
static void test_keyed(void **state) {
  town_desk *t = *state;
  char id[SPR_CASE_ID_CHARS + 1], command[160];
  spr_exact before, after;
  open_case(t, id);
  snprintf(command, sizeof command, "cat %s/db* | grep -qai -e 44051401359 -e 440514-01359 -e ab123456",
           t->folder);
  assert_false(test_shell(command));
  assert_int_equal(spr_exact_sought(t->desk, SPR_STR("44051401359"), &before), SPR_OK);
  snprintf(command, sizeof command, "cat %s/db* | grep -qa '%s'", t->folder, before.text);
  assert_true(test_shell(command));
  assert_int_equal(spr_keys_rotate(t->keys, NULL), SPR_OK);
  spr_desk_ended(t->desk, false); /* it forgets the secret */
  assert_int_equal(spr_exact_sought(t->desk, SPR_STR("44051401359"), &after), SPR_OK);
  assert_string_equal(before.text, after.text);
}

static void test_wrong_hashes_are_found(void **state) {
  town_desk *t = *state;
  char id[SPR_CASE_ID_CHARS + 1];
  spr_case_row row;
  open_case(t, id);
  assert_int_equal(spr_store_begin(t->store), SPR_OK);
  assert_int_equal(spr_store_case(t->store, spr_str_of(id), &row), SPR_OK);
  const spr_listed_row l = {.field = SPR_STR("pesel#0"),
                            .told = SPR_STR("*,office"),
                            .value = {.kind = SPR_LISTED_KEYED, .text = SPR_STR("#0")}};
  const spr_entry_row of = {.id = row.id, .number = row.number, .seq = row.seq + 1};
  assert_int_equal(t->store->impl->listed_put(t->store, &of, &l, 1), SPR_OK);
  assert_int_equal(spr_store_commit(t->store), SPR_OK);
  assert_int_equal(faults(t), 1);
}

static void test_erasing_takes_them(void **state) {
  town_desk *t = *state;
  char id[SPR_CASE_ID_CHARS + 1], command[160];
  spr_exact e;
  spr_told told;
  bool lingers;
  open_case(t, id);
  assert_int_equal(spr_exact_sought(t->desk, SPR_STR("44051401359"), &e), SPR_OK);
  snprintf(command, sizeof command, "cat %s/db* | grep -qa '%s'", t->folder, e.text);
  assert_true(test_shell(command));
  spr_upkeep u = {.kind = SPR_UPKEEP_ERASE,
                  .id = spr_str_of(id),
                  .reason = SPR_STR("the time is over"),
                  .actor = SPR_STR("test"),
                  .force = true};
  assert_int_equal(spr_store_begin(t->store), SPR_OK);
  assert_int_equal(spr_desk_upkeep(t->desk, &u, t->now, &told), SPR_OK);
  assert_int_equal(spr_store_commit(t->store), SPR_OK);
  assert_int_equal(spr_erase_finish(t->desk, &lingers), SPR_OK);
  assert_int_equal(finds(t, "44051401359"), 0);
  assert_false(test_shell(command));
  assert_int_equal(faults(t), 0);
}

int main(void) {
#define WITH_REGISTER(f) cmocka_unit_test_setup_teardown(f, open_register, close_register)
  const struct CMUnitTest tests[] = {
      WITH_REGISTER(test_found_whole),
      WITH_REGISTER(test_changes),
      WITH_REGISTER(test_keyed),
      WITH_REGISTER(test_wrong_hashes_are_found),
      WITH_REGISTER(test_erasing_takes_them),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
