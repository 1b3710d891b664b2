/* SPDX-License-Identifier: Apache-2.0 */
#include "contract.h"

/* Notices, and the definitions under which cases began: all of them, and those alone of which somebody may be
 * told. */

static bool add_notice(void *ud, const spr_notice_row *n) {
  return words_add(ud, "%d.%u%s", (int)n->pos, n->n, n->delivered ? "!" : "");
}

#define LISTS(expected, stop, ...)                                                                           \
  do {                                                                                                       \
    words list_ = {.stop_after = (stop)};                                                                    \
    OK(spr_store_notices(f->s, __VA_ARGS__, add_notice, &list_));                                            \
    assert_string_equal(list_.text, (expected));                                                             \
  } while (0)

#define NOTICE(k) NOTICE_TO("office", k)
#define NOTICE_TO(name_, k)                                                                                  \
  { .kind = SPR_CHANGE_NOTICE, .name = SPR_STR(name_), .n = (k) }
#define NOTICES(...)                                                                                         \
  &(spr_notice_filter) {                                                                                     \
    __VA_ARGS__                                                                                              \
  }

static void test_notices(void **state) {
  fixture *f = *state;
  OK(spr_store_begin(f->s));
  OK(APPEND(f, "a", 1, OPENED("p", "w", "m"), NOTICE(1), NOTICE(2), NOTICE(10)));
  OK(STEP(f, "a", 1));
  OK(APPEND(f, "a", 1, NOTICE(1)));
  OK(APPEND(f, "a", 1, NOTICE(4), NOTICE(5)));
  OK(spr_store_delivered(f->s, 1, 2, 9));
  OK(spr_store_delivered(f->s, 1, 2, 9));
  GIVES(spr_store_delivered(f->s, 1, 3, 9), SPR_ENOTFOUND);
  GIVES(spr_store_delivered(f->s, 2, 1, 9), SPR_ENOTFOUND);
  OK(spr_store_commit(f->s));
  LISTS("1.1 1.2! 1.10 3.1 4.4 4.5", 0, NOTICES(.limit = 0));
  LISTS("1.1 1.2! 1.10", 0, NOTICES(.limit = 1));
  LISTS("1.1 1.2! 1.10", 0, NOTICES(.limit = 3));
  LISTS("1.1 1.2! 1.10 3.1", 0, NOTICES(.limit = 4));
  LISTS("3.1", 0, NOTICES(.after = 1, .limit = 1));
  LISTS("3.1 4.4 4.5", 0, NOTICES(.after = 1, .limit = 2));
  LISTS("4.4", 1, NOTICES(.after = 3));
  LISTS("", 0, NOTICES(.after = 4));
  spr_store_backlog left;
  OK(spr_store_outstanding(f->s, 100, &left));
  assert_int_equal(left.notices, 5);
  OK(spr_store_outstanding(f->s, 3, &left));
  assert_int_equal(left.notices, 3);
}

/* Of others there is none: not as a row, and not as a place in a page. */
static void test_notices_of_some(void **state) {
  fixture *f = *state;
  const spr_str office = SPR_STR("office"), city = SPR_STR("north");
  const spr_str two[] = {SPR_STR("court"), SPR_STR("office")}, none[] = {SPR_STR("nobody"), SPR_STR("")};
#define TO(v_, n_) .to = {.narrow = true, .institutions = (v_), .ninstitutions = (n_)}
#define IN_NORTH .municipalities = &city, .nmunicipalities = 1
  OK(spr_store_begin(f->s));
  OK(APPEND(f, "a", 1, OPENED("p", "w", "north"), NOTICE_TO("court", 1), NOTICE(2), NOTICE_TO("court", 3)));
  OK(APPEND(f, "b", 1, OPENED("p", "w", "south"), NOTICE_TO("bank", 1), NOTICE(2)));
  for (int i = 0; i < 5; i++) OK(APPEND(f, "b", 1, NOTICE_TO("bank", 1)));
  OK(APPEND(f, "a", 1, NOTICE(1), NOTICE_TO("court", 2)));
  OK(spr_store_commit(f->s));
  LISTS("1.2 2.2 8.1", 0, NOTICES(TO(&office, 1)));
  LISTS("1.2", 0, NOTICES(TO(&office, 1), .limit = 1));
  LISTS("2.2", 0, NOTICES(TO(&office, 1), .limit = 1, .after = 1));
  LISTS("8.1", 0, NOTICES(TO(&office, 1), .limit = 1, .after = 2));
  LISTS("1.1 1.2 1.3 2.2 8.1 8.2", 0, NOTICES(TO(two, 2)));
  LISTS("1.1 1.2 1.3", 0, NOTICES(TO(two, 2), .limit = 2));
  LISTS("1.1 1.2 1.3 8.1 8.2", 0, NOTICES(TO(two, 2), IN_NORTH));
  LISTS("1.2 8.1", 0, NOTICES(TO(&office, 1), IN_NORTH));
  LISTS("1.1 1.2 1.3 8.1 8.2", 0, NOTICES(IN_NORTH));
  LISTS("", 0, NOTICES(TO(none, 2)));
  LISTS("", 0, NOTICES(TO(NULL, 0)));
}

/* -- definitions ---------------------------------------------------------------------------------------- */

typedef struct hashes {
  spr_hash v[4];
  uint32_t n, most;
} hashes;

static bool keep_hash(void *ud, const spr_hash *h) {
  hashes *k = ud;
  assert_true(k->n < TEST_COUNT(k->v));
  k->v[k->n++] = *h;
  return k->n < k->most;
}

#define PINNED(k, ...)                                                                                       \
  do {                                                                                                       \
    (k)->n = 0;                                                                                              \
    OK(spr_store_pinned(f->s, &(spr_case_filter){__VA_ARGS__}, keep_hash, (k)));                             \
  } while (0)

/* What no case began under is not among them, and each is given once. */
static void test_pinned(void **state) {
  fixture *f = *state;
  hashes all = {.most = 4}, first = {.most = 1};
  spr_hash former = f->definition, unused, later;
  PINNED(&all, .limit = 0);
  assert_int_equal(all.n, 0);
  OK(spr_store_begin(f->s));
  OK(spr_store_object_put(f->s, SPR_OBJECT_DEFINITION, SPR_STR("never used"), &unused));
  OK(spr_store_object_put(f->s, SPR_OBJECT_DEFINITION, SPR_STR("later"), &later));
  OK(contract_open_case(f, "a", 1));
  f->definition = later;
  OK(contract_open_case(f, "b", 1));
  OK(contract_open_case(f, "c", 1));
  f->definition = former;
  OK(contract_open_case(f, "d", 1));
  PINNED(&all, .limit = 0);
  OK(spr_store_commit(f->s));
  assert_int_equal(all.n, 2);
  uint32_t at = memcmp(&all.v[0], &later, sizeof later) == 0 ? 0 : 1;
  assert_same(all.v[at], later);
  assert_same(all.v[1 - at], former);
  PINNED(&first, .limit = 0);
  assert_int_equal(first.n, 1);
}

/* Those of cases that nobody of the scope may know of are not among them. */
static void test_pinned_seen(void **state) {
  fixture *f = *state;
  const spr_str office = SPR_STR("office"), court = SPR_STR("court"), south = SPR_STR("south");
  spr_hash former = f->definition, later;
  hashes got = {.most = 4};
#define EYES_OF(name_) .scope = {.narrow = true, .institutions = &(name_), .ninstitutions = 1}
#define SEEN(name_)                                                                                          \
  { .kind = SPR_CHANGE_SEEN, .list = &(name_), .nlist = 1 }
  OK(spr_store_begin(f->s));
  OK(spr_store_object_put(f->s, SPR_OBJECT_DEFINITION, SPR_STR("later"), &later));
  OK(APPEND(f, "a", 1, OPENED("p", "w", "north"), SEEN(office)));
  f->definition = later;
  OK(APPEND(f, "b", 1, OPENED("p", "w", "north"), SEEN(court)));
  OK(spr_store_commit(f->s));
  PINNED(&got, EYES_OF(office));
  assert_int_equal(got.n, 1);
  assert_same(got.v[0], former);
  PINNED(&got, EYES_OF(court));
  assert_int_equal(got.n, 1);
  assert_same(got.v[0], later);
  PINNED(&got, EYES_OF(south));
  assert_int_equal(got.n, 0);
  PINNED(&got, .scope = {.narrow = true, .opened = SPR_STR("b")});
  assert_int_equal(got.n, 1);
  assert_same(got.v[0], later);
  PINNED(&got, .scope = {.narrow = true, .opened = SPR_STR("b")}, .municipality = south);
  assert_int_equal(got.n, 0);
  PINNED(&got, .municipality = south);
  assert_int_equal(got.n, 0);
  OK(spr_store_begin(f->s)); /* it becomes known to others */
  OK(APPEND(f, "b", 2, SEEN(office)));
  OK(spr_store_commit(f->s));
  PINNED(&got, EYES_OF(office));
  assert_int_equal(got.n, 2);
  PINNED(&got, EYES_OF(court));
  assert_int_equal(got.n, 0);
}

const struct CMUnitTest contract_told[] = {
    CONTRACT_TEST(test_notices),
    CONTRACT_TEST(test_notices_of_some),
    CONTRACT_TEST(test_pinned),
    CONTRACT_TEST(test_pinned_seen),
};
const size_t contract_ntold = TEST_COUNT(contract_told);
