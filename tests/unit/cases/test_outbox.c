/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/erase.h"
#include "cases/outbox.h"
#include "town_desk.h"

/* Outbound messages are pulled, carried and marked; their words come from the sealed body. */

static int open_town(void **state) {
  static town_desk t;
  t = (town_desk){.now = AT(2026, 1, 7, 9), .seed = 1};
  town_on_file(&t, "../../data/outbox");
  *state = &t;
  return 0;
}

static int close_town(void **state) {
  town_close(*state);
  return 0;
}

typedef struct id {
  char z[SPR_CASE_ID_CHARS + 1];
} id;

static id opened(town_desk *t, const char *name) {
  spr_heap h = spr_heap_arena(&t->arena);
  spr_pair pair = {spr_v_text(&h, SPR_STR("name")), spr_v_text(&h, spr_str_of(name))};
  spr_told told = town_ask(t, (spr_ask){.kind = SPR_IN_OPEN,
                                        .package = SPR_STR("letters"),
                                        .municipality = SPR_STR("alpha"),
                                        .data = spr_v_record(&h, &pair, 1)});
  id out;
  if (told.kind != SPR_TOLD_DONE) fail_msg("not opened: %.*s", SPR_FMT(told.reasons));
  memcpy(out.z, told.id, sizeof out.z);
  return out;
}

/* "NAME>INSTITUTION: TEXT;" for each; the last position in *after. */
static void pull(town_desk *t, uint64_t *after, uint32_t limit, const char *expected) {
  spr_arena a;
  spr_outbound *v;
  uint32_t n;
  char found[1000] = "";
  size_t at = 0;
  spr_arena_init(&a, &spr_alloc_default, 1 << 20);
  assert_int_equal(spr_outbox(t->desk, &(spr_notice_filter){.after = *after, .limit = limit}, &a, &v, &n),
                   SPR_OK);
  for (uint32_t i = 0; i < n; i++) {
    at +=
        (size_t)snprintf(found + at, sizeof found - at, "%s%s%.*s: %.*s;", v[i].delivered ? "(carried) " : "",
                         v[i].sealed ? "(sealed) " : "", SPR_FMT(v[i].institution), SPR_FMT(v[i].text));
    *after = v[i].pos;
  }
  spr_arena_release(&a);
  assert_string_equal(found, expected);
}

static spr_status delivered(town_desk *t, uint64_t pos, uint32_t number) {
  assert_int_equal(spr_store_begin(t->store), SPR_OK);
  spr_status st = spr_outbox_delivered(t->store, pos, number, t->now);
  if (st == SPR_OK)
    assert_int_equal(spr_store_commit(t->store), SPR_OK);
  else
    spr_store_abandon(t->store);
  return st;
}

static void test_pull_and_mark(void **state) {
  town_desk *t = *state;
  uint64_t after = 0;
  pull(t, &after, 0, "");
  id anna = opened(t, "Anna"), jan = opened(t, "Jan");
  town_take(t, anna.z, "write", "desk-alpha");
  town_take(t, jan.z, "write", "desk-alpha");
  town_take(t, jan.z, "remind", "desk-alpha");
  /* Those of one step stay together. */
  pull(t, &after, 1, "court-alpha: about Anna;desk-alpha: copy for Anna;");
  assert_int_equal(after, 3);
  pull(t, &after, 1, "court-alpha: about Jan;desk-alpha: copy for Jan;");
  pull(t, &after, 1, "court-alpha: reminder for Jan;");
  pull(t, &after, 1, "");
  after = 0;
  assert_int_equal(delivered(t, 3, 2), SPR_OK);
  assert_int_equal(delivered(t, 3, 2), SPR_OK);
  assert_int_equal(delivered(t, 3, 9), SPR_ENOTFOUND);
  assert_int_equal(delivered(t, 99, 1), SPR_ENOTFOUND);
  pull(t, &after, 2, "court-alpha: about Anna;(carried) desk-alpha: copy for Anna;");
}

static void test_without_keys(void **state) {
  town_desk *t = *state;
  uint64_t after = 0;
  id anna = opened(t, "Anna");
  town_take(t, anna.z, "remind", "desk-alpha");
  spr_desk_options o = {
      .alloc = &spr_alloc_default, .store = t->store, .random = town_random, .random_ud = &t->seed};
  spr_desk_free(t->desk);
  assert_int_equal(spr_desk_new(&o, &t->desk), SPR_OK);
  pull(t, &after, 0, "(sealed) court-alpha: ;");
}

static void test_erased(void **state) {
  town_desk *t = *state;
  uint64_t after = 0;
  id anna = opened(t, "Anna"), jan = opened(t, "Jan");
  town_take(t, anna.z, "remind", "desk-alpha");
  town_take(t, jan.z, "remind", "desk-alpha");
  spr_told told;
  spr_upkeep u = {.kind = SPR_UPKEEP_ERASE,
                  .id = spr_str_of(anna.z),
                  .reason = SPR_STR("over"),
                  .actor = SPR_STR("test"),
                  .force = true};
  assert_int_equal(spr_store_begin(t->store), SPR_OK);
  assert_int_equal(spr_desk_upkeep(t->desk, &u, t->now, &told), SPR_OK);
  assert_int_equal(spr_store_commit(t->store), SPR_OK);
  pull(t, &after, 0, "court-alpha: reminder for Jan;");
  bool lingers;
  assert_int_equal(spr_erase_finish(t->desk, &lingers), SPR_OK);
}

int main(void) {
#define IN_TOWN(f) cmocka_unit_test_setup_teardown(f, open_town, close_town)
  const struct CMUnitTest tests[] = {IN_TOWN(test_pull_and_mark), IN_TOWN(test_without_keys),
                                     IN_TOWN(test_erased)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
