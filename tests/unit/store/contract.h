/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_STORE_CONTRACT_H
#define TESTS_UNIT_STORE_CONTRACT_H

#include "store/chain.h"
#include "store/store.h"
#include "support.h"

/* The suite that every store has to pass: what store/store.h says, called through it alone.
 *
 *   int main(void) { return contract_run(&(contract_maker){.open = ..., .done = ...}); } */
typedef struct contract_maker {
  const char *name;
  /* A fresh, empty store. */
  spr_status (*open)(void *ud, const spr_alloc *alloc, spr_store **out);
  /* Opens again what the last open made, once it was closed; NULL: nothing lasts. */
  spr_status (*reopen)(void *ud, const spr_alloc *alloc, spr_store **out);
  /* Is all its memory asked from the allocator, so that each request may fail? */
  bool fails;
  /* Makes it take the ways for many cases where there are few; may be NULL. */
  void (*bounds)(spr_store *s, uint32_t few, uint32_t gathered);
  /* After the store was closed; may be NULL. */
  void (*done)(void *ud);
  void *ud;
} contract_maker;

/* 0: all passed. */
int contract_run(const contract_maker *maker);
/* Other tests with the same fixture, and the part of the suite in which memory runs out. */
int contract_run_own(const contract_maker *maker, const struct CMUnitTest *tests, size_t n);

/* -- for the parts of the suite -------------------------------------------------------------------------- */
typedef struct fixture {
  const contract_maker *maker;
  spr_store *s;
  spr_hash definition, environment;
} fixture;

extern const struct CMUnitTest contract_writing[], contract_lists[], contract_listed[], contract_others[],
    contract_random[], contract_scope[], contract_duties[], contract_sought[], contract_told[],
    contract_memory[];
extern const size_t contract_nwriting, contract_nlists, contract_nlisted, contract_nothers, contract_nrandom,
    contract_nscope, contract_nduties, contract_nsought, contract_ntold, contract_nmemory;

int contract_setup(void **state);
int contract_teardown(void **state);
#define CONTRACT_TEST(f) cmocka_unit_test_setup_teardown(f, contract_setup, contract_teardown)

#define OK(call) assert_int_equal((call), SPR_OK)
#define GIVES(call, status) assert_int_equal((call), (status))

/* An entry of the case at the time, with the changes; it has a body and a snapshot of its own. */
spr_status contract_append(fixture *f, const char *id, spr_instant at, const spr_change *v, uint32_t n);
#define APPEND(f, id, at, ...)                                                                               \
  contract_append((f), (id), (at), (spr_change[]){__VA_ARGS__},                                              \
                  sizeof((spr_change[]){__VA_ARGS__}) / sizeof(spr_change))
#define STEP(f, id, at) contract_append((f), (id), (at), NULL, 0)
#define OPENED(package_, workflow_, city)                                                                    \
  { .kind = SPR_CHANGE_OPENED, .name = SPR_STR(package_), .text = SPR_STR(workflow_), .text2 = SPR_STR(city) }
/* The same in a batch of its own. */
#define APPEND_ALONE(f, id, at, ...)                                                                         \
  do {                                                                                                       \
    OK(spr_store_begin((f)->s));                                                                             \
    OK(APPEND(f, id, at, __VA_ARGS__));                                                                      \
    OK(spr_store_commit((f)->s));                                                                            \
  } while (0)
/* An empty case, in the batch. */
spr_status contract_open_case(fixture *f, const char *id, spr_instant at);

/* Of everything that the store holds. */
spr_hash contract_print(spr_store *s);
#define assert_same(x, y) assert_memory_equal(&(x), &(y), sizeof(spr_hash))
#define assert_print(s, x)                                                                                   \
  do {                                                                                                       \
    spr_hash print_ = contract_print(s);                                                                     \
    assert_same(print_, x);                                                                                  \
  } while (0)
#define assert_other(x, y) assert_memory_not_equal(&(x), &(y), sizeof(spr_hash))

/* What a listing gives, as words with a blank between them. */
typedef struct words {
  char text[4000];
  size_t n;
  uint32_t stop_after; /* 0: never */
  uint32_t rows;
} words;
/* Gives false where the listing is to stop. */
bool words_add(words *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
