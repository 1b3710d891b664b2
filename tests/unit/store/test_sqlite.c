/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault_vfs.h"
#include "sqlite_support.h"

/* What only a file has: opening it, others who use it, copies of it. */

static scratch folder;

static int setup(void **state) {
  (void)state;
  scratch_make(&folder);
  fault_vfs_plan((fault_plan){0});
  return 0;
}

static int teardown(void **state) {
  (void)state;
  scratch_remove(&folder);
  return 0;
}

static const char *in(const char *name) {
  return scratch_path(&folder, name);
}

static void make(const char *name, uint32_t steps) {
  spr_store *s = file_open(in(name), SPR_STORE_CREATE, NULL);
  OK(file_batch(s, "one", steps));
  spr_store_close(s);
}

/* -- opening -------------------------------------------------------------------------------------------- */
static void test_nothing_there(void **state) {
  (void)state;
  file_refused(in("no.db"), SPR_STORE_READ, NULL, SPR_ENOTFOUND, "look at the path");
  file_refused(in("no.db"), SPR_STORE_WRITE, NULL, SPR_ENOTFOUND, "look at the path");
  file_refused(in("no/folder.db"), SPR_STORE_READ, NULL, SPR_ENOTFOUND, "look at the path");
  file_refused(in("no/folder.db"), SPR_STORE_CREATE, NULL, SPR_ENOTFOUND, "there is no folder");
  file_refused("", SPR_STORE_CREATE, NULL, SPR_ENOTFOUND, "name one");
  assert_int_equal(scratch_size(in("no.db")), -1);
}

static void test_no_file(void **state) {
  (void)state;
  char path[600];
  assert_int_equal(mkdir(in("folder"), 0700), 0);
  file_refused(in("folder"), SPR_STORE_CREATE, NULL, SPR_EINVAL, "is a folder");
  file_refused("/dev/null", SPR_STORE_CREATE, NULL, SPR_EINVAL, "no regular file");
  memset(path, 'x', sizeof path);
  path[sizeof path - 1] = '\0';
  spr_store *s;
  char why[SPR_MAX_MESSAGE_BYTES];
  GIVES(spr_store_open(&(spr_store_options){&spr_alloc_default, path, SPR_STORE_CREATE, 0, NULL}, &s, why),
        SPR_EIO);
  assert_non_null(strstr(why, "too long"));
}

static void test_foreign_files(void **state) {
  (void)state;
  char text[2000];
  memset(text, 'x', sizeof text);
  static const long sizes[] = {2, 99, 100, 512, 2000};
  for (size_t i = 0; i < TEST_COUNT(sizes); i++) {
    scratch_write(in("text"), text, (size_t)sizes[i]);
    file_refused(in("text"), SPR_STORE_CREATE, NULL, SPR_EINVAL, "no database");
    assert_int_equal(scratch_size(in("text")), sizes[i]);
  }
  file_sql(in("foreign.db"), "CREATE TABLE t(x); INSERT INTO t VALUES(1)");
  long size = scratch_size(in("foreign.db"));
  file_refused(in("foreign.db"), SPR_STORE_CREATE, NULL, SPR_EINVAL, "another program");
  assert_string_equal(file_sql(in("foreign.db"), "PRAGMA journal_mode"), "delete");
  assert_int_equal(scratch_size(in("foreign.db")), size);
  file_sql(in("keys"), "PRAGMA application_id = 0x7370726b; CREATE TABLE t(x)");
  file_refused(in("keys"), SPR_STORE_CREATE, NULL, SPR_EINVAL, "a key file");
}

/* Made, but not finished: the process ended between the two. */
static void test_empty_file(void **state) {
  (void)state;
  scratch_write(in("empty.db"), "", 0);
  file_refused(in("empty.db"), SPR_STORE_READ, NULL, SPR_EINVAL, "is empty");
  file_refused(in("empty.db"), SPR_STORE_WRITE, NULL, SPR_EINVAL, "is empty");
  make("empty.db", 1);
  file_sql(in("wal.db"), "PRAGMA journal_mode = wal");
  make("wal.db", 1);
}

static void test_other_schemas(void **state) {
  (void)state;
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  make("sprawa.db", 1);
  file_sql(in("sprawa.db"), "PRAGMA user_version = 99");
  file_refused(in("sprawa.db"), SPR_STORE_WRITE, NULL, SPR_EINVAL, "schema 99");
  spr_store_options o = {&spr_alloc_default, in("sprawa.db"), SPR_STORE_WRITE, 100, NULL};
  GIVES(spr_store_upgrade(&o, in("backup.db"), why), SPR_EINVAL);
  assert_non_null(strstr(why, "schema 99"));
  assert_int_equal(scratch_size(in("backup.db")), -1);
}

/* As it might be: a file of schema 0, which had a table that later ones leave alone. */
static void test_upgrade(void **state) {
  (void)state;
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  file_sql(in("old.db"),
           "PRAGMA application_id = 0x73707277; CREATE TABLE old(x); INSERT INTO old VALUES('kept')");
  file_refused(in("old.db"), SPR_STORE_WRITE, NULL, SPR_EREFUSED, "db upgrade");
  file_refused(in("old.db"), SPR_STORE_CREATE, NULL, SPR_EREFUSED, "db upgrade");
  spr_store_options o = {&spr_alloc_default, in("old.db"), SPR_STORE_WRITE, 100, NULL};
  scratch_write(in("taken.db"), "mine", 4);
  GIVES(spr_store_upgrade(&o, in("taken.db"), why), SPR_EREFUSED);
  assert_non_null(strstr(why, "exists"));
  file_refused(in("old.db"), SPR_STORE_WRITE, NULL, SPR_EREFUSED, "db upgrade");
  if (spr_store_upgrade(&o, in("backup.db"), why) != SPR_OK) fail_msg("%s", why);
  assert_string_equal(file_sql(in("backup.db"), "PRAGMA user_version"), "0");
  assert_string_equal(file_sql(in("backup.db"), "SELECT x FROM old"), "kept");
  make("old.db", 2);
  assert_string_equal(file_sql(in("old.db"), "SELECT x FROM old"), "kept");
  /* Once more there is nothing to do, and no backup. */
  OK(spr_store_upgrade(&o, in("second.db"), why));
  assert_int_equal(scratch_size(in("second.db")), -1);
}

static void test_read_only(void **state) {
  (void)state;
  make("sprawa.db", 3);
  fault_vfs_plan((fault_plan){.read_only = true});
  file_refused(in("sprawa.db"), SPR_STORE_WRITE, FAULT_VFS, SPR_EIO, "may only be read");
  spr_store *s = file_open(in("sprawa.db"), SPR_STORE_READ, FAULT_VFS);
  assert_int_equal(file_entries(s), 4);
  GIVES(spr_store_begin(s), SPR_EINVAL);
  GIVES(spr_store_scrub(s), SPR_EINVAL);
  spr_store_close(s);
}

/* Names that SQLite would take for more. */
static void test_odd_names(void **state) {
  (void)state;
  char here[512];
  assert_non_null(getcwd(here, sizeof here));
  assert_int_equal(chdir(folder.folder), 0);
  static const char *const names[] = {":memory:", "file:x?mode=memory", "a b%20c.db"};
  for (size_t i = 0; i < TEST_COUNT(names); i++) {
    spr_store *s = file_open(names[i], SPR_STORE_CREATE, NULL);
    OK(file_batch(s, "one", 1));
    spr_store_close(s);
    assert_true(scratch_size(in(names[i])) > 0);
  }
  assert_int_equal(chdir(here), 0);
}

static void test_modes_of_files(void **state) {
  (void)state;
  mode_t before = umask(0);
  spr_store *s = file_open(in("sprawa.db"), SPR_STORE_CREATE, NULL);
  OK(file_batch(s, "one", 1));
  OK(spr_store_backup(s, in("backup.db")));
  static const char *const names[] = {"sprawa.db", "sprawa.db-wal", "sprawa.db-shm", "backup.db"};
  for (size_t i = 0; i < TEST_COUNT(names); i++) {
    struct stat st;
    assert_int_equal(stat(in(names[i]), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
  }
  spr_store_close(s);
  umask(before);
}

/* -- damage --------------------------------------------------------------------------------------------- */
static bool ignore_entry(void *ud, const spr_entry_row *e) {
  (void)ud;
  (void)e;
  return true;
}

static void use_damaged(const char *path) {
  char why[SPR_MAX_MESSAGE_BYTES];
  spr_store *s;
  spr_hash h;
  spr_store_options o = {&spr_alloc_default, path, SPR_STORE_READ, 10, NULL};
  spr_status status = spr_store_open(&o, &s, why);
  assert_true(status == SPR_OK || why[0] != '\0');
  assert_true(status != SPR_EBUG && status != SPR_ENOMEM);
  if (status != SPR_OK) return;
  assert_int_not_equal(spr_store_journal(s, 0, ignore_entry, NULL), SPR_EBUG);
  assert_int_not_equal(spr_store_derived_hash(s, 0, UINT64_MAX, &h), SPR_EBUG);
  assert_int_not_equal(spr_store_check_file(s), SPR_EBUG);
  spr_store_close(s);
}

/* One byte at a time is another: everywhere in the header, often in the schema, here and there behind it. */
static void test_damage(void **state) {
  (void)state;
  make("sprawa.db", 30);
  scratch_copy(in("sprawa.db"), in("damaged.db"));
  long size = scratch_size(in("sprawa.db"));
  for (long at = 0; at < size; at += at < 200 ? 1 : (long)test_stride(at < 4 * 4096 ? 61 : 97)) {
    FILE *f = fopen(in("damaged.db"), "r+b");
    assert_non_null(f);
    assert_int_equal(fseek(f, at, SEEK_SET), 0);
    int was = fgetc(f);
    assert_int_equal(fseek(f, at, SEEK_SET), 0);
    fputc(was ^ 0x55, f);
    fflush(f);
    use_damaged(in("damaged.db"));
    assert_int_equal(fseek(f, at, SEEK_SET), 0);
    fputc(was, f);
    fclose(f);
  }
  spr_store *s = file_open(in("damaged.db"), SPR_STORE_READ, NULL);
  OK(spr_store_check_file(s));
  spr_store_close(s);
}

/* -- others --------------------------------------------------------------------------------------------- */
static void test_it_lasts(void **state) {
  (void)state;
  make("sprawa.db", 4);
  spr_store *s = file_open(in("sprawa.db"), SPR_STORE_WRITE, NULL);
  spr_case_row row;
  assert_int_equal(file_entries(s), 5);
  OK(spr_store_case(s, SPR_STR("one"), &row));
  assert_str(row.snapshot, "a snapshot");
  assert_int_equal(row.seq, 5);
  spr_store_close(s);
}

static void test_readers(void **state) {
  (void)state;
  spr_store *s = file_open(in("sprawa.db"), SPR_STORE_CREATE, NULL), *r = NULL;
  uint64_t before, after;
  OK(file_batch(s, "one", 1));
  OK(spr_store_reader(s, &r));
  OK(spr_store_generation(r, &before));
  OK(spr_store_look(r));
  assert_int_equal(file_entries(r), 2);
  OK(file_batch(s, "two", 2));
  assert_int_equal(file_entries(r), 2);
  spr_store_looked(r);
  assert_int_equal(file_entries(r), 5);
  OK(spr_store_generation(r, &after));
  assert_int_not_equal(before, after);
  GIVES(spr_store_begin(r), SPR_EINVAL);
  OK(spr_store_begin(s));
  OK(file_step(s, "two", 2000, "b"));
  assert_int_equal(file_entries(r), 5);
  OK(spr_store_commit(s));
  assert_int_equal(file_entries(r), 6);
  spr_store_close(r);
  spr_store_close(s);
}

static void test_busy(void **state) {
  (void)state;
  spr_store *a = file_open(in("sprawa.db"), SPR_STORE_CREATE, NULL), *b = NULL;
  spr_store_options o = {&spr_alloc_default, in("sprawa.db"), SPR_STORE_WRITE, 30, NULL};
  OK(spr_store_open(&o, &b, NULL));
  OK(spr_store_begin(a));
  GIVES(spr_store_begin(b), SPR_EBUSY);
  assert_non_null(strstr(spr_store_fault(b).p, "another process is writing"));
  OK(file_objects(a));
  OK(file_open_case(a, "one", 1));
  OK(spr_store_commit(a));
  OK(spr_store_begin(b));
  OK(file_step(b, "one", 2, "b"));
  OK(spr_store_commit(b));
  assert_int_equal(file_entries(a), 2);
  spr_store_close(a);
  spr_store_close(b);
}

#define TURNS 300

/* Steps of a case of its own, one to a batch, as fast as they go. */
static int write_turns(const char *path, const char *id) {
  spr_store *s = file_open(path, SPR_STORE_WRITE, NULL);
  int failed = file_batch(s, id, 0) != SPR_OK;
  for (int i = 0; i < TURNS && !failed; i++) {
    failed = spr_store_begin(s) != SPR_OK || file_step(s, id, 2000 + i, "b") != SPR_OK ||
             spr_store_commit(s) != SPR_OK;
    if (failed) print_error("turn %d: %s\n", i, spr_store_fault(s).p);
  }
  spr_store_close(s);
  return failed;
}

/* It is made once, and neither fails. */
static void test_two_processes_make_it(void **state) {
  (void)state;
  char path[512];
  for (int round = 0; round < 200; round++) {
    int theirs = -1, begin[2];
    char c;
    snprintf(path, sizeof path, "%s/%d.db", folder.folder, round);
    assert_int_equal(pipe(begin), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    close(begin[child != 0 ? 0 : 1]);
    if (child == 0 && read(begin[0], &c, 1) < 0) _exit(1);
    if (child != 0) close(begin[1]);
    spr_store_close(file_open(path, SPR_STORE_CREATE, NULL));
    if (child == 0) _exit(0);
    assert_int_equal(waitpid(child, &theirs, 0), child);
    assert_int_equal(theirs, 0);
  }
}

static void test_two_processes(void **state) {
  (void)state;
  char path[512];
  snprintf(path, sizeof path, "%s", in("sprawa.db"));
  spr_store_close(file_open(path, SPR_STORE_CREATE, NULL));
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) _exit(write_turns(path, "theirs"));
  int mine = write_turns(path, "ours"), theirs = -1;
  assert_int_equal(waitpid(child, &theirs, 0), child);
  assert_int_equal(mine, 0);
  assert_int_equal(theirs, 0);
  spr_store *s = file_open(path, SPR_STORE_READ, NULL);
  assert_int_equal(file_entries(s), 2 * (TURNS + 1));
  OK(spr_store_check_file(s));
  spr_store_close(s);
}

/* Numbers of names that a rollback took back are given to other names. */
static void test_names_after_undo(void **state) {
  (void)state;
  spr_store *s = file_open(in("sprawa.db"), SPR_STORE_CREATE, NULL);
  OK(spr_store_begin(s));
  OK(file_objects(s));
  OK(spr_store_mark(s));
  OK(file_open_case(s, "one", 1));
  OK(spr_store_undo(s));
  OK(file_open_case(s, "two", 2));
  spr_store_abandon(s);
  OK(file_batch(s, "three", 3));
  assert_int_equal(file_entries(s), 4);
  OK(spr_store_check_file(s));
  spr_case_row row;
  OK(spr_store_case(s, SPR_STR("three"), &row));
  assert_str(row.package, "home");
  assert_str(row.responsible, "office");
  spr_store_close(s);
}

/* More cases than the table of heads begins with, more entries than a slice has. */
static void test_many(void **state) {
  (void)state;
  enum { CASES = 1500, ROUNDS = 4 };
  char id[SPR_MAX_NAME];
  spr_store *s = file_open(in("sprawa.db"), SPR_STORE_CREATE, NULL);
  OK(spr_store_begin(s));
  OK(file_objects(s));
  for (int round = 0; round < ROUNDS; round++)
    for (int i = 0; i < CASES; i++) {
      snprintf(id, sizeof id, i % 2 ? "case-%d" : "a-case-with-an-id-of-36-bytes-%06d", i);
      OK(round == 0 ? file_open_case(s, id, 1) : file_step(s, id, round + 1, "a body"));
    }
  OK(spr_store_commit(s));
  assert_int_equal(file_entries(s), CASES * ROUNDS);
  spr_store_close(s);
  s = file_open(in("sprawa.db"), SPR_STORE_READ, NULL);
  assert_int_equal(file_entries(s), CASES * ROUNDS);
  OK(spr_store_check_file(s));
  spr_store_close(s);
}

/* -- the write-ahead log -------------------------------------------------------------------------------- */
/* Some megabytes, in a batch of their own. */
static void write_much(spr_store *s, const char *body, spr_instant *at) {
  OK(spr_store_begin(s));
  for (int i = 0; i < 100; i++) OK(file_step(s, "one", ++*at, body));
  OK(spr_store_commit(s));
}

static bool count_entry(void *ud, const spr_entry_row *e) {
  (void)e;
  ++*(uint32_t *)ud;
  return *(uint32_t *)ud < 10;
}

/* It does not grow with what is written, also where others read; and where one reads for long, it is cut
 * again afterwards. */
static void test_log_is_bounded(void **state) {
  enum { BODY = 40000, MANY = 16, MEGABYTE = 1 << 20 };
  (void)state;
  static char body[BODY + 1];
  memset(body, 'b', BODY);
  spr_instant at = 1;
  spr_store *s = file_open(in("sprawa.db"), SPR_STORE_CREATE, NULL), *reader;
  OK(file_batch(s, "one", 1));
  at = 1000;
  OK(spr_store_reader(s, &reader));
  const char *log = "sprawa.db-wal";
  for (int i = 0; i < MANY; i++) {
    uint32_t n = 0;
    write_much(s, body, &at);
    OK(spr_store_look(reader));
    OK(spr_store_journal(reader, 1, count_entry, &n));
    spr_store_looked(reader);
    assert_in_range(scratch_size(in(log)), 1,
                    32 * MEGABYTE); /* 16, the room of a batch, and what came meanwhile */
  }
  OK(spr_store_look(reader));
  for (int i = 0; i < MANY; i++) write_much(s, body, &at);
  assert_in_range(scratch_size(in(log)), SPR_KEPT_WAL_BYTES + 1, 120 * MEGABYTE);
  spr_store_looked(reader);
  for (int i = 0; i < 6; i++) write_much(s, body, &at);
  assert_in_range(scratch_size(in(log)), 1, SPR_KEPT_WAL_BYTES);
  spr_store_close(reader);
  spr_store_close(s);
}

/* Of a batch that is larger than its cache, SQLite writes pages to the log long before COMMIT: the room that
 * is taken for it begins behind them. */
static void test_batch_larger_than_the_cache(void **state) {
  enum { BODY = 40000, MANY = 1500 };
  (void)state;
  static char body[BODY + 1];
  memset(body, 'b', BODY);
  assert_true((long)BODY * MANY > 2 * SPR_WRITER_CACHE_BYTES);
  spr_store *s = file_open(in("sprawa.db"), SPR_STORE_CREATE, NULL);
  OK(file_batch(s, "one", 1));
  for (int round = 0; round < 3; round++) {
    OK(spr_store_begin(s));
    for (int i = 0; i < MANY; i++) OK(file_step(s, "one", 5000, body));
    OK(round == 1 ? (spr_store_abandon(s), SPR_OK) : spr_store_commit(s));
    OK(file_step_batch(s, "one"));
  }
  assert_int_equal(file_entries(s), 2 + 2 * MANY + 3);
  OK(spr_store_check_file(s));
  spr_store_close(s);
  s = file_open(in("sprawa.db"), SPR_STORE_WRITE, NULL);
  assert_int_equal(file_entries(s), 2 + 2 * MANY + 3);
  spr_store_close(s);
}

/* -- copies, erasing, views ----------------------------------------------------------------------------- */
static void test_backup(void **state) {
  (void)state;
  spr_store *s = file_open(in("sprawa.db"), SPR_STORE_CREATE, NULL), *copy;
  spr_hash a, b;
  OK(file_batch(s, "one", 5));
  OK(spr_store_derived_hash(s, 0, UINT64_MAX, &a));
  OK(spr_store_backup(s, in("backup.db")));
  GIVES(spr_store_backup(s, in("backup.db")), SPR_EREFUSED);
  assert_non_null(strstr(spr_store_fault(s).p, "exists"));
  GIVES(spr_store_backup(s, in("no/folder.db")), SPR_ENOTFOUND);
  scratch_write(in("other.db.part"), "", 0);
  GIVES(spr_store_backup(s, in("other.db")), SPR_EREFUSED);
  assert_non_null(strstr(spr_store_fault(s).p, "delete it"));
  OK(file_batch(s, "two", 5));
  assert_int_equal(scratch_size(in("backup.db.part")), -1);
  assert_int_equal(scratch_size(in("backup.db.part-wal")), -1);
  copy = file_open(in("backup.db"), SPR_STORE_WRITE, NULL);
  assert_int_equal(file_entries(copy), 6);
  OK(spr_store_derived_hash(copy, 0, UINT64_MAX, &b));
  assert_memory_equal(&a, &b, sizeof a);
  OK(file_batch(copy, "mine", 1));
  spr_store_close(copy);
  spr_store_close(s);
}

#define SECRET "a planted word that must go"

static void test_scrub(void **state) {
  (void)state;
  spr_store *s = file_open(in("sprawa.db"), SPR_STORE_CREATE, NULL);
  OK(file_batch(s, "one", 1));
  OK(spr_store_begin(s));
  OK(file_step(s, "one", 3000, SECRET));
  OK(spr_store_commit(s));
  assert_true(scratch_holds(in("sprawa.db-wal"), SECRET));
  const spr_change gone = {.kind = SPR_CHANGE_ERASED};
  spr_entry_row last;
  OK(spr_store_entry(s, SPR_STR("one"), 3, &last));
  spr_append erased = {.entry = last};
  erased.entry.kind = SPR_JOURNAL_ERASED;
  erased.entry.at = 4000;
  erased.entry.changes = &gone;
  erased.entry.nchanges = 1;
  erased.entry.id = SPR_STR("one");
  erased.entry.body = SPR_STR("");
  OK(spr_store_begin(s));
  OK(spr_store_append(s, &erased, NULL));
  OK(spr_store_erase(s, SPR_STR("one")));
  OK(spr_store_commit(s));
  OK(spr_store_scrub(s));
  assert_false(scratch_holds(in("sprawa.db"), SECRET));
  assert_false(scratch_holds(in("sprawa.db-wal"), SECRET));
  assert_int_equal(file_entries(s), 4);
  spr_store_close(s);
}

static void test_views(void **state) {
  (void)state;
  make("sprawa.db", 1);
  static const char *const asked[][2] = {
      {"SELECT id || ' ' || state || ' ' || package || ' ' || municipality || ' ' || responsible FROM "
       "v_cases",
       "one open home northtown office"},
      {"SELECT opened || ' ' || due FROM v_cases", "1970-01-01T00:00:01.000Z 1970-01-02T00:00:01.000Z"},
      {"SELECT \"case\" || ' ' || kind || ' ' || event || ' ' || actor || ' ' || at FROM v_journal WHERE seq "
       "= 1",
       "one opened asked user-1 1970-01-01T00:00:01.000Z"},
      {"SELECT name || ' ' || institutions || ' ' || due FROM v_tasks",
       "visit office 1970-01-02T00:00:01.000Z"},
      {"SELECT path || ' ' || at || ' ' || missed FROM v_deadlines", "answer 1970-01-02T00:00:01.000Z 0"},
      {"SELECT count(*) FROM v_links", "0"},
      {"SELECT count(*) FROM v_places", "0"},
      {"SELECT count(*) FROM v_messages", "0"},
      {"SELECT count(*) FROM v_notices", "0"},
      {"SELECT count(*) FROM v_incidents", "0"},
      {"SELECT count(*) FROM v_listed", "0"},
      /* All that there is to see: neither bodies nor snapshots, nor what one adds without adding it here. */
      {"SELECT group_concat(line, '; ') FROM (SELECT m.name || ' ' || group_concat(c.name, ' ') AS line"
       " FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'view' GROUP BY m.name ORDER BY "
       "m.name)",
       "v_cases id state package workflow municipality outcome configuration responsible opened last entries"
       " pending due overdue held; v_deadlines case path at missed; v_incidents case what subject seq since "
       "next_try"
       " tries; v_journal pos case seq at kind event institution actor place configuration responsible hash;"
       " v_links case link other; v_listed case field value; v_messages source seq n event link target"
       " not_before tries; v_notices case institution at delivered; v_places case institution places;"
       " v_tasks case task name state institutions due required"},
  };
  for (size_t i = 0; i < TEST_COUNT(asked); i++)
    assert_string_equal(file_sql(in("sprawa.db"), asked[i][0]), asked[i][1]);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_nothing_there),
      TEST(test_no_file),
      TEST(test_foreign_files),
      TEST(test_empty_file),
      TEST(test_other_schemas),
      TEST(test_upgrade),
      TEST(test_read_only),
      TEST(test_odd_names),
      TEST(test_modes_of_files),
      TEST(test_damage),
      TEST(test_it_lasts),
      TEST(test_readers),
      TEST(test_busy),
      TEST(test_two_processes_make_it),
      TEST(test_two_processes),
      TEST(test_names_after_undo),
      TEST(test_many),
      TEST(test_log_is_bounded),
      TEST(test_batch_larger_than_the_cache),
      TEST(test_backup),
      TEST(test_scrub),
      TEST(test_views),
  };
  fault_vfs_start();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
