/* SPDX-License-Identifier: Apache-2.0 */
#include "contract.h"

static spr_status open_memory(void *ud, const spr_alloc *alloc, spr_store **out) {
  (void)ud;
  return spr_store_memory(alloc, out);
}

/* What a batch replaced is given back with its end, kept or not. */
static void test_bytes_do_not_grow(void **state) {
  (void)state;
  spr_store *s;
  spr_hash h;
  spr_store_count first, n;
  OK(spr_store_memory(&spr_alloc_default, &s));
  for (int i = 0; i < 1000; i++) {
    OK(spr_store_begin(s));
    OK(spr_store_object_put(s, SPR_OBJECT_DEFINITION, SPR_STR("d"), &h));
    for (int k = 0; k < 3; k++) OK(spr_store_current_set(s, SPR_STR("environment"), &h));
    if (i % 2)
      spr_store_abandon(s);
    else
      OK(spr_store_commit(s));
    OK(spr_store_counts(s, i ? &n : &first));
  }
  assert_int_equal(n.bytes, first.bytes);
  spr_store_close(s);
}

static void test_has_no_file(void **state) {
  (void)state;
  spr_store *s, *other;
  OK(spr_store_memory(&spr_alloc_default, &s));
  GIVES(spr_store_reader(s, &other), SPR_EINVAL);
  assert_null(other);
  GIVES(spr_store_backup(s, "nowhere"), SPR_EINVAL);
  assert_true(spr_store_fault(s).n > 0);
  OK(spr_store_check_file(s));
  spr_store_close(s);
}

int main(void) {
  const struct CMUnitTest own[] = {cmocka_unit_test(test_bytes_do_not_grow),
                                   cmocka_unit_test(test_has_no_file)};
  int failed = contract_run(&(contract_maker){.name = "memory", .open = open_memory, .fails = true});
  return failed + cmocka_run_group_tests(own, NULL, NULL);
}
