/* SPDX-License-Identifier: Apache-2.0 */
#include "contract.h"

#include <stdlib.h>

/* Each request for memory of a scenario is refused in turn: the call says so, the batch can be given up,
 * nothing has changed, the same work then succeeds, and nothing leaks. */

static bool ignore_entry(void *ud, const spr_entry_row *e) {
  (void)ud;
  (void)e;
  return true;
}

static spr_status change_much(fixture *f, spr_instant at) {
  static const spr_str hands[] = {{"x", 1}, {"y", 1}};
  return APPEND(f, "a", at,
                {.kind = SPR_CHANGE_TASK,
                 .name = SPR_STR("t"),
                 .text = SPR_STR("n"),
                 .list = hands,
                 .nlist = 2,
                 .at = at},
                {.kind = SPR_CHANGE_DEADLINE, .name = SPR_STR("d"), .n = 1, .at = at},
                {.kind = SPR_CHANGE_PLACES, .name = SPR_STR("house"), .n = (uint64_t)at},
                {.kind = SPR_CHANGE_LINK, .name = SPR_STR("sister"), .text = SPR_STR("b")},
                {.kind = SPR_CHANGE_MESSAGE, .name = SPR_STR("e"), .n = 1},
                {.kind = SPR_CHANGE_NOTICE, .name = SPR_STR("o"), .n = 1},
                {.kind = SPR_CHANGE_INCIDENT, .name = SPR_STR("h"), .n = 1},
                {.kind = SPR_CHANGE_CONSUMED, .text = SPR_STR("a"), .n = 1, .m = 1},
                {.kind = SPR_CHANGE_LATER, .text = SPR_STR("a"), .n = 1, .m = 2, .at = at});
}

#define TRY(call)                                                                                            \
  do {                                                                                                       \
    spr_status try_ = (call);                                                                                \
    if (try_ != SPR_OK) return try_;                                                                         \
  } while (0)

static spr_status scenario(fixture *f) {
  spr_answer_row answer = {
      .principal = SPR_STR("p"), .key = SPR_STR("k"), .id = SPR_STR("a"), .seq = 1, .expires = 9};
  spr_hash h;
  TRY(spr_store_begin(f->s));
  TRY(spr_store_object_put(f->s, SPR_OBJECT_ENVIRONMENT, SPR_STR("a new one"), &h));
  TRY(spr_store_current_set(f->s, SPR_STR("environment"), &h));
  TRY(contract_open_case(f, "b", 2));
  TRY(spr_store_mark(f->s));
  TRY(change_much(f, 3));
  TRY(spr_store_undo(f->s));
  TRY(spr_store_mark(f->s));
  TRY(change_much(f, 4));
  TRY(spr_store_keep(f->s));
  TRY(spr_store_answer_put(f->s, &answer));
  TRY(spr_store_answers_expire(f->s, 10));
  TRY(spr_store_journal(f->s, 0, ignore_entry, NULL));
  TRY(spr_store_seal(f->s, 1));
  TRY(APPEND(f, "a", 5, {.kind = SPR_CHANGE_ERASED}));
  TRY(spr_store_erase(f->s, SPR_STR("a")));
  for (int i = 0; i < 100; i++) TRY(STEP(f, "b", 6));
  return spr_store_commit(f->s);
}

/* What the scenario begins with. Memory is asked for in larger pieces than rows, so a part of one is used up
 * before: by `shift`, the request that fails falls on another row. */
static void prepare(fixture *f, uint32_t shift) {
  static const char padding[16000];
  OK(spr_store_begin(f->s));
  OK(spr_store_object_put(f->s, SPR_OBJECT_DEFINITION, SPR_STR("d"), &f->definition));
  OK(spr_store_object_put(f->s, SPR_OBJECT_ENVIRONMENT, SPR_STR("e"), &f->environment));
  OK(spr_store_object_put(f->s, SPR_OBJECT_ENVIRONMENT, spr_str_n(padding, shift), &f->environment));
  OK(APPEND(f, "a", 1, OPENED("p", "w", "m"), {.kind = SPR_CHANGE_MESSAGE, .name = SPR_STR("e"), .n = 1},
            {.kind = SPR_CHANGE_MESSAGE, .name = SPR_STR("e"), .n = 2}));
  OK(spr_store_commit(f->s));
}

/* False: the scenario asked for memory less than n times. */
static bool fails_at(const contract_maker *maker, uint32_t shift, size_t n) {
  test_alloc memory;
  spr_alloc alloc = test_alloc_make(&memory);
  fixture f = {.maker = maker};
  OK(maker->open(maker->ud, &alloc, &f.s));
  prepare(&f, shift);
  spr_hash before = contract_print(f.s);
  memory.fail_at = memory.requests + n;
  spr_status status = scenario(&f);
  memory.fail_at = 0;
  if (status != SPR_OK) {
    GIVES(status, SPR_ENOMEM);
    GIVES(spr_store_mark(f.s), SPR_ENOMEM);
    GIVES(spr_store_commit(f.s), SPR_ENOMEM);
    spr_store_abandon(f.s);
    assert_print(f.s, before);
    OK(scenario(&f));
  }
  spr_store_close(f.s);
  if (maker->done) maker->done(maker->ud);
  assert_int_equal(memory.bytes, 0);
  return status != SPR_OK;
}

static void test_memory_runs_out(void **state) {
  const contract_maker *maker = ((const fixture *)*state)->maker;
  for (uint32_t shift = 0; shift < 16000; shift += (uint32_t)test_stride(390)) {
    size_t n = 1;
    while (fails_at(maker, shift, n)) n++;
    assert_true(n > 4);
  }
}

static void test_opening_without_memory(void **state) {
  const contract_maker *maker = ((const fixture *)*state)->maker;
  spr_status status = SPR_ENOMEM;
  for (size_t n = 1; status != SPR_OK; n++) {
    test_alloc memory;
    spr_alloc alloc = test_alloc_make(&memory);
    spr_store *s;
    memory.fail_at = n;
    status = maker->open(maker->ud, &alloc, &s);
    if (status != SPR_OK) GIVES(status, SPR_ENOMEM);
    if (status != SPR_OK) assert_null(s);
    spr_store_close(s);
    if (maker->done) maker->done(maker->ud);
    assert_int_equal(memory.bytes, 0);
  }
}

const struct CMUnitTest contract_memory[] = {CONTRACT_TEST(test_memory_runs_out),
                                             CONTRACT_TEST(test_opening_without_memory)};
const size_t contract_nmemory = TEST_COUNT(contract_memory);
