/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "check/check.h"
#include "support.h"

/* What the table of tests/diagnostics cannot show: memory that ends at any moment, and a check that is made
 * twice. */

#define SITE "../../data/language"

typedef struct world {
  spr_arena arena;
  jmp_buf env;
  spr_sources sources;
  spr_diags diags;
  spr_site *site;
} world;

static void load(world *w) {
  spr_arena_init(&w->arena, &spr_alloc_default, SPR_MAX_RUN_BYTES);
  if (spr_arena_guard(&w->arena, &w->env)) fail_msg("out of memory");
  spr_sources_init(&w->sources, &w->arena);
  spr_diags_init(&w->diags, &w->arena, &w->sources);
  assert_int_equal(spr_site_load(&w->arena, &w->sources, &w->diags, SITE, &w->site), SPR_OK);
  assert_int_equal(w->diags.errors, 0);
}

static size_t next_to_fail(size_t n) {
  return n + n / 5 + 1;
}

/* Every allocation of the check may be the one that fails: it is told, and nothing stays behind. */
static void test_no_memory(void **state) {
  (void)state;
  world w;
  load(&w);
  spr_status status = SPR_ENOMEM;
  size_t rounds = 0;
  for (size_t n = 1; status == SPR_ENOMEM; n = next_to_fail(n), rounds++) {
    test_alloc counter;
    spr_alloc alloc = test_alloc_make(&counter);
    spr_diags_init(&w.diags, &w.arena, &w.sources);
    counter.fail_at = n;
    status = spr_check_site(&alloc, w.site, &w.diags);
    assert_int_equal(counter.bytes, 0);
    if (status == SPR_OK && counter.requests >= n) fail_msg("request %zu failed, and nobody told", n);
  }
  assert_int_equal(status, SPR_OK);
  assert_int_equal(w.diags.errors, 0);
  assert_true(rounds > 10);
  spr_arena_release(&w.arena);
}

/* The same for the memory of the diagnostics, which belongs to the caller. */
static void test_no_memory_for_diagnostics(void **state) {
  (void)state;
  world w;
  load(&w);
  spr_status status = SPR_ENOMEM;
  for (size_t n = 1; status == SPR_ENOMEM; n = next_to_fail(n)) {
    test_alloc counter;
    spr_alloc alloc = test_alloc_make(&counter);
    spr_arena arena;
    spr_diags diags;
    jmp_buf env;
    spr_arena_init(&arena, &alloc, SPR_MAX_RUN_BYTES);
    if (spr_arena_guard(&arena, &env)) fail_msg("the check did not come back");
    spr_diags_init(&diags, &arena, &w.sources);
    counter.fail_at = n;
    status = spr_check_site(&spr_alloc_default, w.site, &diags);
    assert_ptr_equal(arena.escape, &env);
    spr_arena_release(&arena);
    assert_int_equal(counter.bytes, 0);
  }
  assert_int_equal(status, SPR_OK);
  spr_arena_release(&w.arena);
}

static void test_twice(void **state) {
  (void)state;
  world w;
  load(&w);
  assert_int_equal(spr_check_site(&spr_alloc_default, w.site, &w.diags), SPR_OK);
  spr_diags_sort(&w.diags);
  uint32_t n = w.diags.n, warnings = w.diags.warnings;
  assert_true(warnings > 0);
  assert_int_equal(spr_check_site(&spr_alloc_default, w.site, &w.diags), SPR_OK);
  spr_diags_sort(&w.diags);
  assert_int_equal(w.diags.n, n);
  assert_int_equal(w.diags.warnings, warnings);
  spr_arena_release(&w.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_no_memory),
      cmocka_unit_test(test_no_memory_for_diagnostics),
      cmocka_unit_test(test_twice),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
