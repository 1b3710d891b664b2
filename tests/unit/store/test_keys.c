/* SPDX-License-Identifier: Apache-2.0 */
#include "keys_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static spr_buf buffer(void) {
  spr_buf b;
  spr_buf_init(&b, &spr_alloc_default, 100000);
  return b;
}

/* -- life of a key ----------------------------------------------------------------------------------- */
static void test_create(void **state) {
  (void)state;
  place p;
  place_make(&p, 5);
  spr_keys *k = open_keys(&p);
  assert_int_equal(spr_keys_create(k, SPR_STR("a"), SPR_STR("north")), SPR_EINVAL);
  assert_int_equal(spr_keys_commit(k), SPR_EINVAL);
  assert_int_equal(spr_keys_begin(k), SPR_OK);
  assert_int_equal(spr_keys_begin(k), SPR_EINVAL);
  assert_int_equal(spr_keys_create(k, SPR_STR("a"), SPR_STR("")), SPR_EINVAL);
  assert_int_equal(spr_keys_create(k, SPR_STR(""), SPR_STR("north")), SPR_EINVAL);
  assert_int_equal(spr_keys_create(k, SPR_STR("a\0b"), SPR_STR("north")), SPR_EINVAL);
  assert_int_equal(spr_keys_create(k, SPR_STR("a"), SPR_STR("north")), SPR_OK);
  assert_int_equal(spr_keys_create(k, SPR_STR("a"), SPR_STR("north")), SPR_OK);
  assert_works(k, "a");
  assert_int_equal(spr_keys_erase(k, SPR_STR("a")), SPR_EINVAL);
  spr_keys_abandon(k);
  assert_int_equal(state_of(k, "a"), SPR_KEY_NONE);
  assert_int_equal(works(k, "a"), SPR_ENOTFOUND);
  create(k, "a", "south");
  assert_int_equal(state_of(k, "a"), SPR_KEY_THERE);
  assert_works(k, "a");
  spr_keys_close(k);
  k = open_keys(&p);
  assert_works(k, "a");
  assert_int_equal(spr_keys_check(k), SPR_OK);
  spr_keys_close(k);
  place_remove(&p);
}

typedef struct listed {
  uint32_t n, max;
  char ids[64][SPR_MAX_CASE_ID + 1];
  spr_keys *erase_in;
} listed;

static bool list(void *ud, spr_str id) {
  listed *l = ud;
  snprintf(l->ids[l->n++], sizeof l->ids[0], "%.*s", SPR_FMT(id));
  if (l->erase_in) assert_int_equal(spr_keys_erase(l->erase_in, spr_str_of(l->ids[l->n - 1])), SPR_OK);
  return l->n < l->max;
}

static void test_erase(void **state) {
  (void)state;
  place p;
  place_make(&p, 6);
  spr_keys *k = open_keys(&p);
  char id[16];
  for (uint32_t i = 0; i < 6; i++) create(k, id_of(id, i), i % 2 ? "north" : "south");
  assert_int_equal(spr_keys_erase(k, SPR_STR("case-0002")), SPR_OK);
  assert_int_equal(spr_keys_erase(k, SPR_STR("case-0002")), SPR_OK);
  assert_int_equal(spr_keys_erase(k, SPR_STR("never there")), SPR_OK);
  for (int round = 0; round < 2; round++) {
    assert_int_equal(state_of(k, "case-0002"), SPR_KEY_ERASED);
    assert_int_equal(state_of(k, "never there"), SPR_KEY_ERASED);
    assert_int_equal(works(k, "case-0002"), SPR_EREFUSED);
    assert_int_equal(spr_keys_begin(k), SPR_OK);
    assert_int_equal(spr_keys_create(k, SPR_STR("case-0002"), SPR_STR("south")), SPR_EREFUSED);
    assert_int_equal(spr_keys_create(k, SPR_STR("never there"), SPR_STR("south")), SPR_EREFUSED);
    assert_int_equal(spr_keys_commit(k), SPR_OK);
    listed dead = {.max = 64}, alive = {.max = 64}, first = {.max = 1};
    assert_int_equal(spr_keys_tombstones(k, list, &dead), SPR_OK);
    assert_int_equal(dead.n, 2);
    assert_string_equal(dead.ids[0], "case-0002");
    assert_string_equal(dead.ids[1], "never there");
    assert_int_equal(spr_keys_each(k, list, &alive), SPR_OK);
    assert_int_equal(alive.n, 5);
    assert_string_equal(alive.ids[2], "case-0003");
    assert_int_equal(spr_keys_each(k, list, &first), SPR_OK);
    assert_int_equal(first.n, 1);
    assert_int_equal(spr_keys_check(k), SPR_OK);
    spr_keys_close(k);
    k = open_keys(&p);
  }
  /* A callback may erase what it is shown. */
  listed all = {.max = 64, .erase_in = k};
  assert_int_equal(spr_keys_each(k, list, &all), SPR_OK);
  assert_int_equal(all.n, 5);
  listed none = {.max = 64};
  assert_int_equal(spr_keys_each(k, list, &none), SPR_OK);
  assert_int_equal(none.n, 0);
  spr_keys_close(k);
  place_remove(&p);
}

#define MANY 600
/* Whatever the order of making and erasing: no file holds a piece of a wrapped key that was erased. */
static void test_erase_leaves_nothing(void **state) {
  (void)state;
  static const char *const cities[] = {"north", "south", "a town with a much longer name than the others"};
  place p;
  place_make(&p, 7);
  spr_keys *k = open_keys(&p);
  static uint8_t wraps[MANY][WRAP];
  static bool erased[MANY];
  memset(erased, 0, sizeof erased);
  char id[16];
  for (uint32_t i = 0; i < MANY;) {
    uint32_t batch = 1 + test_below(&p.seed, 60), from = i;
    assert_int_equal(spr_keys_begin(k), SPR_OK);
    for (; i < MANY && i < from + batch; i++) {
      /* Ids that do not arrive in their order, so that the index is rebuilt often. */
      id_of(id, i * 7919);
      assert_int_equal(spr_keys_create(k, spr_str_of(id), spr_str_of(cities[i % 3])), SPR_OK);
    }
    assert_int_equal(spr_keys_commit(k), SPR_OK);
    for (uint32_t j = from; j < i; j++) assert_true(wrap_of(&p, id_of(id, j * 7919), wraps[j]));
    assert_true(folder_holds(&p, wraps[from], WRAP));
    for (uint32_t j = 0; j < batch / 3; j++) {
      uint32_t which = test_below(&p.seed, i);
      assert_int_equal(spr_keys_erase(k, spr_str_of(id_of(id, which * 7919))), SPR_OK);
      assert_false(folder_holds(&p, wraps[which], WRAP));
      erased[which] = true;
    }
  }
  uint32_t n = 0;
  for (uint32_t i = 0; i < MANY; i++) {
    id_of(id, i * 7919);
    n += erased[i];
    for (size_t piece = 0; erased[i] && piece + 12 <= WRAP; piece += 12) {
      assert_false(folder_holds(&p, wraps[i] + piece, 12));
    }
    if (erased[i]) assert_int_equal(works(k, id), SPR_EREFUSED);
    if (!erased[i]) assert_works(k, id);
  }
  assert_true(n > 50 && n < MANY / 2);
  assert_int_equal(spr_keys_check(k), SPR_OK);
  /* A rotation leaves none of the old wraps. */
  assert_int_equal(spr_keys_rotate(k, NULL), SPR_OK);
  for (uint32_t i = 0; i < MANY; i++) assert_false(folder_holds(&p, wraps[i], WRAP));
  for (uint32_t i = 0; i < MANY; i++)
    assert_int_equal(works(k, id_of(id, i * 7919)), erased[i] ? SPR_EREFUSED : SPR_OK);
  assert_int_equal(spr_keys_check(k), SPR_OK);
  spr_keys_close(k);
  place_remove(&p);
}

/* More cases than the cache holds: each finds its key. */
static void test_cache(void **state) {
  (void)state;
  place p;
  place_make(&p, 8);
  spr_keys *k = open_keys(&p);
  const uint32_t n = SPR_MAX_CACHED_KEYS + 2000;
  char id[16];
  spr_buf first = buffer(), sealed = buffer();
  assert_int_equal(spr_keys_begin(k), SPR_OK);
  for (uint32_t i = 0; i < n; i++) {
    snprintf(id, sizeof id, "%u", i);
    char city[16];
    snprintf(city, sizeof city, "town %u", i % 100);
    assert_int_equal(spr_keys_create(k, spr_str_of(id), spr_str_of(city)), SPR_OK);
    if (i == 0) assert_int_equal(spr_keys_seal(k, SPR_STR("0"), SPR_STR("x"), SPR_STR("x"), &first), SPR_OK);
  }
  assert_int_equal(spr_keys_commit(k), SPR_OK);
  for (uint32_t i = 0; i < 2 * n; i++) {
    snprintf(id, sizeof id, "%u", i * 31 % n);
    assert_works(k, id);
  }
  assert_int_equal(spr_keys_seal(k, SPR_STR("0"), SPR_STR("x"), SPR_STR("x"), &sealed), SPR_OK);
  assert_true(spr_str_eq(spr_buf_view(&first), spr_buf_view(&sealed)));
  spr_buf_release(&first);
  spr_buf_release(&sealed);
  spr_keys_close(k);
  place_remove(&p);
}

/* -- two handles ------------------------------------------------------------------------------------- */
static void test_two_handles(void **state) {
  (void)state;
  place p;
  place_make(&p, 9);
  spr_keys *a = open_keys(&p), *b = open_keys(&p);
  create(a, "one", "north");
  create(a, "two", "north");
  assert_works(b, "one");
  assert_works(b, "two");
  /* What another handle erases is lost to this one at its next look. */
  assert_int_equal(spr_keys_erase(a, SPR_STR("one")), SPR_OK);
  assert_int_equal(spr_keys_refresh(b), SPR_OK);
  assert_int_equal(works(b, "one"), SPR_EREFUSED);
  assert_works(b, "two");
  assert_int_equal(spr_keys_erase(a, SPR_STR("two")), SPR_OK);
  create(b, "three", "south");
  assert_int_equal(works(b, "two"), SPR_EREFUSED);
  /* A rotation, too, without anybody telling. */
  create(a, "four", "north");
  assert_int_equal(spr_keys_rotate(a, NULL), SPR_OK);
  assert_works(b, "four");
  create(b, "five", "north");
  assert_int_equal(spr_keys_rotate(b, NULL), SPR_OK);
  assert_works(a, "five");
  assert_works(a, "three");
  assert_int_equal(spr_keys_check(a), SPR_OK);
  /* One writes at a time. */
  assert_int_equal(spr_keys_begin(a), SPR_OK);
  spr_keys_options o = options_of(&p);
  o.busy_ms = 0;
  spr_keys *c;
  assert_int_equal(spr_keys_open(&o, &c, NULL), SPR_OK);
  assert_int_equal(spr_keys_begin(c), SPR_EBUSY);
  assert_int_equal(spr_keys_erase(c, SPR_STR("five")), SPR_EBUSY);
  assert_works(c, "five");
  assert_int_equal(spr_keys_commit(a), SPR_OK);
  assert_int_equal(spr_keys_erase(c, SPR_STR("five")), SPR_OK);
  spr_keys_close(c);
  spr_keys_close(a);
  spr_keys_close(b);
  place_remove(&p);
}

/* -- opening ----------------------------------------------------------------------------------------- */
/* A look sees one state of the file, and the next one what happened meanwhile. */
static void test_look(void **state) {
  (void)state;
  place p;
  place_make(&p, 31);
  spr_keys *a = open_keys(&p), *b = open_keys(&p);
  uint64_t n = 9;
  create(a, "one", "city");
  create(a, "two", "city");
  assert_int_equal(spr_keys_erased(b, &n), SPR_OK);
  assert_int_equal(n, 0);
  assert_int_equal(spr_keys_look(b), SPR_OK);
  assert_works(b, "one");
  assert_int_equal(spr_keys_look(b), SPR_EINVAL);
  assert_int_equal(spr_keys_begin(b), SPR_EINVAL);
  assert_int_equal(spr_keys_erase(b, SPR_STR("two")), SPR_EINVAL);
  create(a, "three", "city");
  assert_int_equal(works(b, "three"), SPR_ENOTFOUND);
  assert_works(b, "two");
  spr_keys_looked(b);
  assert_works(b, "three");
  assert_int_equal(spr_keys_begin(b), SPR_OK);
  assert_int_equal(spr_keys_look(b), SPR_EINVAL);
  spr_keys_abandon(b);
  assert_int_equal(spr_keys_erase(a, SPR_STR("two")), SPR_OK);
  assert_int_equal(spr_keys_look(b), SPR_OK);
  assert_int_equal(works(b, "two"), SPR_EREFUSED);
  spr_keys_looked(b);
  spr_keys_looked(b);
  assert_int_equal(spr_keys_erased(b, &n), SPR_OK);
  assert_int_equal(n, 1);
  spr_keys_close(a);
  spr_keys_close(b);
  place_remove(&p);
}

static void assert_open(place *p, bool make, spr_status expected, const char *says) {
  spr_keys_options o = options_of(p);
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_keys *k = NULL;
  o.create = make;
  o.busy_ms = 0;
  spr_status st = spr_keys_open(&o, &k, why);
  if (st != expected || !strstr(why, says))
    fail_msg("%s: %s (expected %s: %s)", spr_status_text(st), why, spr_status_text(expected), says);
  if (st == SPR_OK) spr_keys_close(k);
  if (st != SPR_OK) assert_null(k);
}

static void test_open_refuses(void **state) {
  (void)state;
  place p;
  place_make(&p, 10);
  assert_open(&p, false, SPR_ENOTFOUND, "there is no key file");
  assert_int_equal(mkdir(p.keys, 0700), 0);
  assert_open(&p, false, SPR_EINVAL, "no regular file");
  rmdir(p.keys);
  spit(p.keys, "", 0, 0600);
  assert_open(&p, false, SPR_EINVAL, "is empty");
  spit(p.keys,
       "dear reader, this is a text and no database; it is long enough to be taken for one. "
       "dear reader, this is a text and no database.",
       128, 0600);
  assert_open(&p, true, SPR_EINVAL, "is not a key file");
  unlink(p.keys);
  sqlite3 *db;
  assert_int_equal(sqlite3_open(p.keys, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, "CREATE TABLE t(a); INSERT INTO t VALUES(1)", NULL, NULL, NULL),
                   SQLITE_OK);
  sqlite3_close(db);
  size_t n, m;
  uint8_t *before = slurp(p.keys, &n);
  assert_open(&p, true, SPR_EINVAL, "is not a key file of sprawa");
  uint8_t *after = slurp(p.keys, &m);
  assert_true(n == m && memcmp(before, after, n) == 0);
  free(before);
  free(after);
  unlink(p.keys);

  snprintf(p.keys, sizeof p.keys, "%s/none/keys", p.folder);
  assert_open(&p, true, SPR_ENOTFOUND, "none/keys");
  snprintf(p.keys, sizeof p.keys, "%s/keys", p.folder);
  assert_open(&p, true, SPR_OK, "");
  struct stat st;
  assert_int_equal(stat(p.keys, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
  assert_int_equal(stat(p.master, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);

  assert_int_equal(sqlite3_open(p.keys, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 2", NULL, NULL, NULL), SQLITE_OK);
  assert_open(&p, true, SPR_EINVAL, "is of version 2");
  assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 1; CREATE TABLE more(a)", NULL, NULL, NULL),
                   SQLITE_OK);
  assert_open(&p, true, SPR_ECORRUPT, "list of tables");
  sqlite3_close(db);
  place_remove(&p);
}

static void test_master_refuses(void **state) {
  (void)state;
  static const char hex[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
  place p, other;
  place_make(&p, 11);
  place_make(&other, 12);
  spr_keys_close(open_keys(&p));
  spr_keys_close(open_keys(&other));
  const char *kept = place_path(&p, "kept");
  copy_file(p.master, kept);
  size_t n;
  uint8_t *right = slurp(p.master, &n);
  assert_int_equal(n, 65);

  unlink(p.master);
  assert_open(&p, true, SPR_ENOTFOUND, "there is no master key");
  copy_file(other.master, p.master);
  assert_open(&p, true, SPR_EINVAL, "needs");
  spit(p.master, hex, 65, 0600);
  assert_open(&p, true, SPR_EINVAL, "needs");
  for (size_t cut = 0; cut < 64; cut++) {
    spit(p.master, right, cut, 0600);
    assert_open(&p, true, SPR_EINVAL, "is no master key");
  }
  spit(p.master, "g001", 4, 0600);
  assert_open(&p, true, SPR_EINVAL, "is no master key");
  spit(p.master, right, 65, 0640);
  assert_open(&p, true, SPR_EREFUSED, "chmod 600");
  spit(p.master, right, 65, 0604);
  assert_open(&p, true, SPR_EREFUSED, "chmod 600");
  spit(p.master, right, 64, 0400);
  assert_open(&p, true, SPR_OK, "");
  for (size_t i = 0; i < 64; i++) {
    uint8_t flipped[65];
    memcpy(flipped, right, 65);
    flipped[i] = flipped[i] == '0' ? '1' : '0';
    spit(p.master, flipped, 65, 0600);
    assert_open(&p, true, SPR_EINVAL, "needs");
  }
  unlink(p.master);
  assert_int_equal(mkdir(p.master, 0700), 0);
  assert_open(&p, true, SPR_EINVAL, "no regular file");
  rmdir(p.master);
  assert_int_equal(mkfifo(p.master, 0600), 0);
  assert_open(&p, true, SPR_EINVAL, "no regular file");
  free(right);
  place_remove(&p);
  place_remove(&other);
}

/* Rows of one key file mean nothing in another, even under the same master key. */
static void test_identity(void **state) {
  (void)state;
  place a, b;
  place_make(&a, 13);
  place_make(&b, 14);
  spr_keys *k = open_keys(&a);
  create(k, "case", "north");
  uint8_t ia[16], ib[16], again[16];
  spr_keys_identity(k, ia);
  spr_keys_close(k);
  copy_file(a.master, b.master);
  k = open_keys(&b);
  create(k, "case", "north");
  spr_keys_identity(k, ib);
  spr_keys_close(k);
  assert_memory_not_equal(ia, ib, 16);
  k = open_keys(&a);
  spr_keys_identity(k, again);
  assert_memory_equal(ia, again, 16);
  spr_keys_close(k);
  char sql[400];
  snprintf(sql, sizeof sql,
           "ATTACH '%s' AS o; UPDATE city SET wrap = (SELECT wrap FROM o.city); "
           "UPDATE case_key SET wrap = (SELECT wrap FROM o.case_key)",
           a.keys);
  sqlite3 *db;
  assert_int_equal(sqlite3_open(b.keys, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
  k = open_keys(&b);
  assert_int_equal(works(k, "case"), SPR_ECORRUPT);
  assert_int_equal(spr_keys_check(k), SPR_ECORRUPT);
  spr_keys_close(k);
  place_remove(&a);
  place_remove(&b);
}

/* A wrap moved to another case of the same town. */
static void test_transplant(void **state) {
  (void)state;
  place p;
  place_make(&p, 15);
  spr_keys *k = open_keys(&p);
  create(k, "a", "north");
  create(k, "b", "north");
  spr_keys_close(k);
  sqlite3 *db;
  assert_int_equal(sqlite3_open(p.keys, &db), SQLITE_OK);
  assert_int_equal(
      sqlite3_exec(db, "UPDATE case_key SET wrap = (SELECT wrap FROM case_key WHERE id = 'a') WHERE id = 'b'",
                   NULL, NULL, NULL),
      SQLITE_OK);
  sqlite3_close(db);
  k = open_keys(&p);
  assert_works(k, "a");
  assert_int_equal(works(k, "b"), SPR_ECORRUPT);
  assert_int_equal(spr_keys_check(k), SPR_ECORRUPT);
  assert_int_equal(spr_keys_rotate(k, NULL), SPR_ECORRUPT);
  assert_works(k, "a");
  spr_keys_close(k);
  k = open_keys(&p);
  assert_works(k, "a");
  spr_keys_close(k);
  place_remove(&p);
}

/* -- master keys ------------------------------------------------------------------------------------- */
static void test_rotate(void **state) {
  (void)state;
  place p;
  place_make(&p, 16);
  spr_keys *k = open_keys(&p);
  create(k, "a", "north");
  create(k, "b", "south");
  assert_int_equal(spr_keys_erase(k, SPR_STR("b")), SPR_OK);
  spr_buf sealed = buffer(), plain = buffer();
  assert_int_equal(spr_keys_seal(k, SPR_STR("a"), SPR_STR("x"), SPR_STR("text"), &sealed), SPR_OK);
  spr_keys_close(k);
  const char *old_keys = place_path(&p, "old-keys"), *old_master = place_path(&p, "old-master");
  copy_file(p.keys, old_keys);
  copy_file(p.master, old_master);

  k = open_keys(&p);
  assert_int_equal(spr_keys_rotate(k, p.master), SPR_OK);
  assert_int_equal(spr_keys_rotate(k, NULL), SPR_OK);
  const char *elsewhere = place_path(&p, "elsewhere");
  spit(elsewhere, "x", 1, 0600);
  assert_int_equal(spr_keys_rotate(k, elsewhere), SPR_EREFUSED);
  unlink(elsewhere);
  assert_int_equal(spr_keys_rotate(k, elsewhere), SPR_OK);
  assert_int_equal(spr_keys_unseal(k, SPR_STR("a"), SPR_STR("x"), spr_buf_view(&sealed), &plain), SPR_OK);
  spr_keys_close(k);
  assert_open(&p, true, SPR_EINVAL, "needs");
  snprintf(p.master, sizeof p.master, "%s", elsewhere);
  k = open_keys(&p);
  spr_buf_clear(&plain);
  assert_int_equal(spr_keys_unseal(k, SPR_STR("a"), SPR_STR("x"), spr_buf_view(&sealed), &plain), SPR_OK);
  assert_str(spr_buf_view(&plain), "text");
  assert_int_equal(state_of(k, "b"), SPR_KEY_ERASED);
  assert_int_equal(spr_keys_check(k), SPR_OK);
  spr_keys_close(k);

  /* A copy of the key file from before opens with the path of before: the old key is beside the new one. */
  snprintf(p.master, sizeof p.master, "%s/master", p.folder);
  snprintf(p.keys, sizeof p.keys, "%s/old-keys", p.folder);
  k = open_keys(&p);
  assert_works(k, "a");
  spr_keys_close(k);
  spr_buf_release(&sealed);
  spr_buf_release(&plain);
  place_remove(&p);
}

/* Two key files that share a master key: rotating one does not take the other's. */
static void test_rotate_shared(void **state) {
  (void)state;
  place a, b;
  place_make(&a, 17);
  place_make(&b, 18);
  snprintf(b.master, sizeof b.master, "%s", a.master);
  spr_keys *k = open_keys(&a), *other = open_keys(&b);
  create(k, "a", "north");
  create(other, "b", "north");
  for (int i = 0; i < 3; i++) {
    assert_int_equal(spr_keys_rotate(i % 2 ? other : k, NULL), SPR_OK);
    spr_keys_close(k);
    spr_keys_close(other);
    k = open_keys(&a);
    other = open_keys(&b);
    assert_works(k, "a");
    assert_works(other, "b");
  }
  spr_keys_close(k);
  spr_keys_close(other);
  place_remove(&b);
  place_remove(&a);
}

static void test_recovery(void **state) {
  (void)state;
  place p;
  place_make(&p, 19);
  uint8_t pk[32], sk[32], pk2[32], sk2[32];
  char why[SPR_MAX_MESSAGE_BYTES];
  spr_keys *k = open_keys(&p);
  assert_int_equal(crypto_box_keypair(pk, sk), 0);
  assert_int_equal(crypto_box_keypair(pk2, sk2), 0);
  create(k, "a", "north");
  const char *found = place_path(&p, "found");
  spr_keys_options o = options_of(&p);
  assert_int_equal(spr_keys_recover(&o, pk, sk, found, why), SPR_ENOTFOUND);
  assert_int_equal(spr_keys_recovery_set(k, (const uint8_t[32]){0}), SPR_EINVAL);
  assert_int_equal(spr_keys_recovery_set(k, pk), SPR_OK);
  for (int round = 0; round < 2; round++) {
    assert_int_equal(spr_keys_recover(&o, pk2, sk2, found, why), SPR_EINVAL);
    assert_non_null(strstr(why, "another recovery key"));
    assert_int_equal(spr_keys_recover(&o, pk, sk2, found, why), SPR_EINVAL);
    assert_int_equal(spr_keys_recover(&o, pk, sk, p.master, why), SPR_EREFUSED);
    assert_int_equal(spr_keys_recover(&o, pk, sk, found, why), SPR_OK);
    size_t n, m;
    uint8_t *was = slurp(p.master, &n), *is = slurp(found, &m);
    assert_true(n == m && memcmp(was, is, n) == 0);
    free(was);
    free(is);
    unlink(found);
    assert_int_equal(spr_keys_rotate(k, NULL), SPR_OK); /* the next round recovers the new one */
  }
  spr_keys_close(k);
  place_remove(&p);
}

/* The same random source gives the same bytes, of all files. */
static void test_deterministic(void **state) {
  (void)state;
  uint8_t *bytes[2][2], pk[32], sk[32];
  size_t sizes[2][2];
  assert_int_equal(crypto_box_keypair(pk, sk), 0);
  for (int i = 0; i < 2; i++) {
    place p;
    place_make(&p, 20);
    spr_keys *k = open_keys(&p);
    char id[16];
    for (uint32_t n = 0; n < 100; n++) create(k, id_of(id, n * 7919), n % 3 ? "north" : "south");
    assert_int_equal(spr_keys_erase(k, SPR_STR("case-7919")), SPR_OK);
    assert_int_equal(spr_keys_recovery_set(k, pk), SPR_OK);
    assert_int_equal(spr_keys_rotate(k, NULL), SPR_OK);
    create(k, "last", "east");
    spr_keys_close(k);
    bytes[i][0] = slurp(p.keys, &sizes[i][0]);
    bytes[i][1] = slurp(p.master, &sizes[i][1]);
    place_remove(&p);
  }
  for (int f = 0; f < 2; f++) {
    assert_int_equal(sizes[0][f], sizes[1][f]);
    assert_memory_equal(bytes[0][f], bytes[1][f], sizes[0][f]);
  }
  for (int i = 0; i < 4; i++) free(bytes[i / 2][i % 2]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_create),
      cmocka_unit_test(test_erase),
      cmocka_unit_test(test_erase_leaves_nothing),
      cmocka_unit_test(test_cache),
      cmocka_unit_test(test_two_handles),
      cmocka_unit_test(test_look),
      cmocka_unit_test(test_open_refuses),
      cmocka_unit_test(test_master_refuses),
      cmocka_unit_test(test_identity),
      cmocka_unit_test(test_transplant),
      cmocka_unit_test(test_rotate),
      cmocka_unit_test(test_rotate_shared),
      cmocka_unit_test(test_recovery),
      cmocka_unit_test(test_deterministic),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
