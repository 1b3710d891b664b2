/* SPDX-License-Identifier: Apache-2.0 */
#include "contract.h"

/* The store without a past: what is derived stays, and of the journal what messages need. */

static spr_status open_brief(void *ud, const spr_alloc *alloc, spr_store **out) {
  (void)ud;
  return spr_store_brief(alloc, out);
}

static bool on_entry(void *ud, const spr_entry_row *e) {
  words_add(ud, "%.*s/%u", SPR_FMT(e->id), (unsigned)e->seq);
  return true;
}

static void assert_journal(fixture *f, const char *expected) {
  words w = {.n = 0};
  OK(spr_store_journal(f->s, 0, on_entry, &w));
  assert_string_equal(w.text, expected);
}

static void entries_go_unless_a_message_waits(void **state) {
  fixture *f = *state;
  spr_case_row row;
  spr_entry_row e;
  APPEND_ALONE(f, "a", 1, OPENED("home", "stay", "northtown"));
  assert_journal(f, "");
  APPEND_ALONE(f, "a", 2, {.kind = SPR_CHANGE_MESSAGE, .name = SPR_STR("e"), .n = 1},
               {.kind = SPR_CHANGE_MESSAGE, .name = SPR_STR("e"), .n = 2},
               {.kind = SPR_CHANGE_NOTICE, .name = SPR_STR("o"), .n = 1});
  APPEND_ALONE(f, "b", 3, OPENED("home", "stay", "northtown"));
  assert_journal(f, "a/2");
  OK(spr_store_entry(f->s, SPR_STR("a"), 2, &e));
  assert_true(e.body.n > 0);
  for (uint64_t n = 1; n <= 2; n++) {
    assert_journal(f, "a/2");
    APPEND_ALONE(f, "b", 4, {.kind = SPR_CHANGE_CONSUMED, .text = SPR_STR("a"), .n = 2, .m = n});
  }
  assert_journal(f, "");
  OK(spr_store_case(f->s, SPR_STR("b"), &row));
  assert_int_equal(row.seq, 3);
  assert_true(row.snapshot.n > 0);
  OK(spr_store_begin(f->s));
  OK(STEP(f, "b", 5));
  assert_journal(f, "b/4"); /* of the batch itself all is there */
  OK(spr_store_entry(f->s, SPR_STR("b"), 4, &e));
  assert_int_equal(e.pos, 6); /* positions go on */
  OK(spr_store_commit(f->s));
}

static void it_does_not_grow(void **state) {
  fixture *f = *state;
  spr_store_count first, n;
  APPEND_ALONE(f, "a", 1, OPENED("home", "stay", "northtown"));
  for (int i = 0; i < 1000; i++) {
    APPEND_ALONE(f, "a", 1000 + i, {.kind = SPR_CHANGE_MESSAGE, .name = SPR_STR("e"), .n = 1},
                 {.kind = SPR_CHANGE_NOTICE, .name = SPR_STR("o"), .n = 1});
    APPEND_ALONE(f, "a", 1000 + i,
                 {.kind = SPR_CHANGE_CONSUMED, .text = SPR_STR("a"), .n = 2 * (uint64_t)i + 2, .m = 1});
    OK(spr_store_counts(f->s, i ? &n : &first));
  }
  assert_int_equal(n.bytes, first.bytes);
  assert_int_equal(n.entries, 0);
}

static void what_is_given_up_was_not_forgotten(void **state) {
  fixture *f = *state;
  APPEND_ALONE(f, "a", 1, OPENED("home", "stay", "northtown"));
  APPEND_ALONE(f, "a", 2, {.kind = SPR_CHANGE_MESSAGE, .name = SPR_STR("e"), .n = 1});
  OK(spr_store_begin(f->s));
  OK(APPEND(f, "a", 3, {.kind = SPR_CHANGE_CONSUMED, .text = SPR_STR("a"), .n = 2, .m = 1}));
  spr_store_abandon(f->s);
  assert_journal(f, "a/2");
}

int main(void) {
  static const contract_maker maker = {.name = "brief", .open = open_brief, .fails = true};
  const struct CMUnitTest own[] = {CONTRACT_TEST(entries_go_unless_a_message_waits),
                                   CONTRACT_TEST(it_does_not_grow),
                                   CONTRACT_TEST(what_is_given_up_was_not_forgotten)};
  return contract_run_own(&maker, own, sizeof own / sizeof *own);
}
