/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE /* usleep */
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault_vfs.h"
#include "reads_support.h"
#include "scratch.h"

/* The access log: what is noted is found, in pages, by each way; it shows what was done to it; what was
 * answered is there, whatever happens to process and disk. */

static scratch folder;
static char database[512];

static int begin(void **state) {
  (void)state;
  scratch_make(&folder);
  snprintf(database, sizeof database, "%s", scratch_path(&folder, "sprawa.db"));
  return 0;
}

static int end(void **state) {
  (void)state;
  fault_vfs_plan((fault_plan){0});
  scratch_remove(&folder);
  return 0;
}

static const char *file(void) {
  return scratch_path(&folder, "sprawa.db-reads");
}

/* -- what is found ----------------------------------------------------------------------------------------
 */
typedef struct page {
  char text[4096];
} page;

static bool write_row(void *ud, const spr_read *read) {
  page *p = ud;
  size_t n = strlen(p->text);
  snprintf(p->text + n, sizeof p->text - n, "%u %s %.*s %.*s %.*s", (unsigned)read->pos,
           spr_read_kind_text(read->kind), SPR_FMT(read->who), SPR_FMT(read->institution),
           SPR_FMT(read->route));
  for (uint32_t i = 0; i < read->nids; i++) {
    n = strlen(p->text);
    snprintf(p->text + n, sizeof p->text - n, " %.*s", SPR_FMT(read->ids[i]));
  }
  n = strlen(p->text);
  snprintf(p->text + n, sizeof p->text - n, "\n");
  return true;
}

#define NOTE(r, k, w, i, ...)                                                                                \
  do {                                                                                                       \
    const spr_str note_ids[] = {SPR_STR(""), __VA_ARGS__};                                                   \
    spr_read note_read = {.at = 1000,                                                                        \
                          .kind = (k),                                                                       \
                          .who = SPR_STR(w),                                                                 \
                          .institution = SPR_STR(i),                                                         \
                          .route = SPR_STR("GET /x"),                                                        \
                          .ids = note_ids + 1,                                                               \
                          .nids = TEST_COUNT(note_ids) - 1};                                                 \
    assert_int_equal(spr_reads_note((r), &note_read), SPR_OK);                                               \
  } while (0)

static void note_some(spr_reads *r) {
  NOTE(r, SPR_READ_CASE, "user:anna", "centre", SPR_STR("a"));
  NOTE(r, SPR_READ_LIST, "user:ben", "home,police", SPR_STR("a"), SPR_STR("b"), SPR_STR("a"));
  NOTE(r, SPR_READ_EMERGENCY, "user:anna", "police", SPR_STR("b"));
  NOTE(r, SPR_READ_SEARCH, "token:x", "", );
  NOTE(r, SPR_READ_CASE, "user:ben", "home", SPR_STR("b"));
}

static void rows_are_found_newest_first(void **state) {
#define ROW_1 "1 case user:anna centre GET /x a\n"
#define ROW_2 "2 list user:ben home,police GET /x a b a\n"
#define ROW_3 "3 emergency user:anna police GET /x b\n"
#define ROW_4 "4 search token:x  GET /x\n"
#define ROW_5 "5 case user:ben home GET /x b\n"
  static const struct {
    spr_reads_filter f;
    const char *rows;
  } cases[] = {
      {{.limit = 9}, ROW_5 ROW_4 ROW_3 ROW_2 ROW_1},
      {{.limit = 2}, ROW_5 ROW_4},
      {{.limit = 2, .before = 4}, ROW_3 ROW_2},
      {{.limit = 9, .before = 1}, ""},
      {{.limit = 0}, ""},
      {{.limit = 9, .id = {"a", 1}}, ROW_2 ROW_1},
      {{.limit = 1, .id = {"a", 1}}, ROW_2},
      {{.limit = 9, .id = {"b", 1}, .before = 5}, ROW_3 ROW_2},
      {{.limit = 9, .id = {"c", 1}}, ""},
      {{.limit = 9, .id = {"home", 4}}, ""},
      {{.limit = 9, .who = {"user:anna", 9}}, ROW_3 ROW_1},
      {{.limit = 9, .who = {"user:nobody", 11}}, ""},
      {{.limit = 9, .who = {"user:ben", 8}, .id = {"a", 1}}, ROW_2},
      {{.limit = 9, .institution = {"police", 6}}, ROW_3 ROW_2},
      {{.limit = 9, .institution = {"home", 4}}, ROW_5 ROW_2},
      {{.limit = 9, .institution = {"home,police", 11}}, ""},
      {{.limit = 9, .institution = {"pol", 3}}, ""},
      {{.limit = 9, .kind = SPR_READ_EMERGENCY}, ROW_3},
      {{.limit = 9, .kind = SPR_READ_CASE}, ROW_5 ROW_1},
      {{.limit = 9, .kind = SPR_READ_SEARCH, .who = {"user:anna", 9}}, ""},
      {{.limit = 9, .kind = SPR_READ_CASE, .institution = {"home", 4}}, ROW_5},
  };
  (void)state;
  spr_reads *r = reads_open(database, NULL);
  note_some(r);
  for (size_t i = 0; i < TEST_COUNT(cases); i++) {
    page p = {""};
    assert_int_equal(spr_reads_page(r, &cases[i].f, write_row, &p), SPR_OK);
    if (strcmp(p.text, cases[i].rows) != 0) fail_msg("filter %zu gave\n%s", i, p.text);
  }
  reads_sound(r);
  spr_reads_filter many = {.limit = SPR_MAX_LISTED + 1};
  assert_int_equal(spr_reads_page(r, &many, write_row, NULL), SPR_ELIMIT);
  spr_reads_close(r);
}

static void what_cannot_be_noted_is_refused(void **state) {
  static char large[SPR_MAX_READ_TEXT + 2];
  static spr_str ids[SPR_MAX_READ_IDS + 1];
  memset(large, 'x', sizeof large - 1);
  for (uint32_t i = 0; i <= SPR_MAX_READ_IDS; i++) ids[i] = SPR_STR("case");
  const spr_str too_long = spr_str_n(large, SPR_MAX_READ_TEXT + 1),
                fits = spr_str_n(large, SPR_MAX_READ_TEXT);
  const spr_str long_id = spr_str_n(large, SPR_MAX_CASE_ID + 1), w = SPR_STR("w"), none = SPR_STR("");
  const struct {
    spr_read read;
    spr_status status;
  } cases[] = {
      {{.kind = SPR_READ_CASE, .who = w, .institution = fits, .route = fits}, SPR_OK},
      {{.kind = SPR_READ_LIST, .who = w, .institution = w, .route = w, .ids = ids, .nids = SPR_MAX_READ_IDS},
       SPR_OK},
      {{.kind = SPR_READ_LIST,
        .who = w,
        .institution = w,
        .route = w,
        .ids = ids,
        .nids = SPR_MAX_READ_IDS + 1},
       SPR_ELIMIT},
      {{.who = w, .institution = w, .route = w}, SPR_EINVAL},
      {{.kind = (spr_read_kind)6, .who = w, .institution = w, .route = w}, SPR_EINVAL},
      {{.kind = SPR_READ_CASE, .who = none, .institution = w, .route = w}, SPR_EINVAL},
      {{.kind = SPR_READ_CASE, .who = too_long, .institution = w, .route = w}, SPR_EINVAL},
      {{.kind = SPR_READ_CASE, .who = w, .institution = too_long, .route = w}, SPR_EINVAL},
      {{.kind = SPR_READ_CASE, .who = w, .institution = w, .route = none}, SPR_EINVAL},
      {{.kind = SPR_READ_CASE, .who = w, .institution = w, .route = {"a\0b", 3}}, SPR_EINVAL},
      {{.kind = SPR_READ_CASE, .who = w, .institution = w, .route = w, .ids = &long_id, .nids = 1},
       SPR_EINVAL},
      {{.kind = SPR_READ_CASE, .who = w, .institution = w, .route = w, .ids = &none, .nids = 1}, SPR_EINVAL},
  };
  (void)state;
  spr_reads *r = reads_open(database, NULL);
  for (size_t i = 0; i < TEST_COUNT(cases); i++)
    if (spr_reads_note(r, &cases[i].read) != cases[i].status) fail_msg("row %zu", i);
  reads_sound(r);
  spr_reads_close(r);
}

static void it_goes_on_where_it_was(void **state) {
  uint64_t n;
  spr_hash first, second;
  (void)state;
  for (uint32_t i = 1; i <= 3; i++) {
    spr_reads *r = reads_open(database, NULL);
    assert_int_equal(reads_note(r, i), SPR_OK);
    assert_int_equal(spr_reads_head(r, &n, i == 2 ? &first : &second), SPR_OK);
    assert_int_equal(n, i);
    assert_int_equal(reads_count(r), i);
    reads_sound(r);
    spr_reads_close(r);
  }
  assert_false(spr_hash_equal(&first, &second));
  struct stat st;
  assert_int_equal(stat(file(), &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
}

static void a_copy_is_whole(void **state) {
  char copy[512];
  (void)state;
  snprintf(copy, sizeof copy, "%s", scratch_path(&folder, "copy.db"));
  spr_reads *r = reads_open(database, NULL);
  assert_false(spr_reads_there(copy));
  for (uint32_t n = 1; n <= 5; n++) assert_int_equal(reads_note(r, n), SPR_OK);
  assert_int_equal(spr_reads_backup(r, copy), SPR_OK);
  assert_int_equal(reads_note(r, 6), SPR_OK);
  assert_int_equal(spr_reads_backup(r, copy), SPR_EREFUSED);
  assert_true(spr_reads_there(copy));
  spr_reads *other = reads_open(copy, NULL);
  assert_int_equal(reads_count(other), 5);
  reads_sound(other);
  assert_int_equal(reads_note(other, 7), SPR_OK);
  spr_reads_close(other);
  assert_int_equal(reads_count(r), 6);
  spr_reads_close(r);
}

/* -- many at once -----------------------------------------------------------------------------------------
 */
#define THREADS 16
#define EACH 40

typedef struct hand {
  spr_reads *r;
  uint32_t from;
  spr_status status;
} hand;

static void *note_many(void *ud) {
  hand *h = ud;
  for (uint32_t i = 0; i < EACH && h->status == SPR_OK; i++) h->status = reads_note(h->r, h->from + i);
  return NULL;
}

static void *look_on(void *ud) {
  hand *h = ud;
  for (uint32_t i = 0; i < EACH; i++) (void)reads_count(h->r);
  return NULL;
}

static void threads_share_one_log(void **state) {
  pthread_t threads[THREADS + 1];
  hand hands[THREADS + 1];
  (void)state;
  spr_reads *r = reads_open(database, NULL);
  for (uint32_t i = 0; i <= THREADS; i++) {
    hands[i] = (hand){r, 1 + i * EACH, SPR_OK};
    assert_int_equal(pthread_create(&threads[i], NULL, i < THREADS ? note_many : look_on, &hands[i]), 0);
  }
  for (uint32_t i = 0; i <= THREADS; i++) pthread_join(threads[i], NULL);
  for (uint32_t i = 0; i < THREADS; i++) assert_int_equal(hands[i].status, SPR_OK);
  assert_int_equal(reads_count(r), THREADS * EACH);
  for (uint32_t n = 1; n <= THREADS * EACH; n++) assert_true(reads_has(r, n));
  reads_sound(r);
  spr_reads_close(r);
}

/* While one commits, the others gather: so many notes take far fewer syncs. */
static void threads_share_commits(void **state) {
  pthread_t threads[THREADS];
  hand hands[THREADS];
  (void)state;
  spr_reads *r = reads_open(database, FAULT_VFS);
  fault_vfs_plan((fault_plan){.kind = FAULT_SYNC, .nth = 1000000000, .slow_us = 2000});
  for (uint32_t i = 0; i < THREADS; i++) {
    hands[i] = (hand){r, 1 + i * EACH, SPR_OK};
    assert_int_equal(pthread_create(&threads[i], NULL, note_many, &hands[i]), 0);
  }
  for (uint32_t i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  uint64_t syncs = fault_vfs_seen();
  assert_in_range(syncs, EACH, THREADS * EACH / 4);
  spr_reads_close(r);
}

static void processes_share_one_log(void **state) {
  pid_t children[3];
  (void)state;
  spr_reads_close(reads_open(database, NULL));
  for (uint32_t i = 0; i < 3; i++) {
    children[i] = fork();
    if (children[i] != 0) continue;
    hand h = {reads_open(database, NULL), 1 + i * EACH, SPR_OK};
    note_many(&h);
    spr_reads_close(h.r);
    _exit(h.status == SPR_OK ? 0 : 1);
  }
  for (uint32_t i = 0; i < 3; i++) {
    int status;
    assert_int_equal(waitpid(children[i], &status, 0), children[i]);
    assert_int_equal(status, 0);
  }
  spr_reads *r = reads_open(database, NULL);
  assert_int_equal(reads_count(r), 3 * EACH);
  reads_sound(r);
  spr_reads_close(r);
}

/* -- a killed process -------------------------------------------------------------------------------------
 */
/* The child answers by a pipe, as a server does, once a row is noted. */
static void note_and_answer(int answers) {
  spr_reads *r = reads_open(database, NULL);
  for (uint32_t n = 1;; n++) {
    if (reads_note(r, n) != SPR_OK || write(answers, &n, sizeof n) != (ssize_t)sizeof n) _exit(1);
  }
}

static uint32_t kill_one(unsigned after_us) {
  int pipes[2];
  uint32_t n = 0, answered = 0;
  assert_int_equal(pipe(pipes), 0);
  pid_t child = fork();
  if (child == 0) note_and_answer(pipes[1]);
  close(pipes[1]);
  usleep(after_us);
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  while (read(pipes[0], &n, sizeof n) == (ssize_t)sizeof n) answered = n;
  close(pipes[0]);
  return answered;
}

static void what_was_answered_survives_a_kill(void **state) {
  uint64_t random = 7, all = 0;
  (void)state;
  for (int round = 0; round < 12; round++) {
    uint32_t answered = kill_one(2000 + test_below(&random, 60000));
    spr_reads *r = reads_open(database, NULL);
    uint64_t n;
    spr_hash head;
    assert_int_equal(spr_reads_head(r, &n, &head), SPR_OK);
    assert_in_range(n, answered, answered + 1); /* noted, and killed before it could say so */
    all += answered;
    reads_sound(r);
    spr_reads_close(r);
    scratch_remove(&folder);
    begin(NULL);
  }
  assert_true(all > 0);
}

/* -- faults of the disk -----------------------------------------------------------------------------------
 */
#define NOTES 6

typedef struct life {
  bool sure[NOTES + 1], unknown;
} life;

static void check_status(spr_status s, const char *why) {
  if (s != SPR_EIO && s != SPR_EFULL && s != SPR_EUNKNOWN && s != SPR_ECORRUPT && s != SPR_EBUSY)
    fail_msg("a fault of the disk gave \"%s\"", spr_status_text(s));
  if (why[0] == '\0') fail_msg("\"%s\" without a word", spr_status_text(s));
}

static void live(life *l) {
  spr_reads_options o = {
      .alloc = &spr_alloc_default, .database = database, .create = true, .busy_ms = 20, .vfs = FAULT_VFS};
  spr_reads *r;
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_status s = spr_reads_open(&o, &r, why);
  if (s != SPR_OK) {
    check_status(s, why);
    return;
  }
  for (uint32_t n = 1; n <= NOTES; n++) {
    s = reads_note(r, n);
    spr_reads_fault(r, why);
    if (s != SPR_OK) check_status(s, why);
    if (l->unknown) assert_int_equal(s, SPR_EUNKNOWN);
    l->sure[n] = s == SPR_OK;
    l->unknown = l->unknown || s == SPR_EUNKNOWN;
  }
  spr_reads_close(r);
}

static bool round_of(fault_plan plan) {
  life l = {.unknown = false};
  uint32_t there = 0, sure = 0;
  begin(NULL);
  fault_vfs_plan(plan);
  live(&l);
  bool fired = fault_vfs_fired() > 0;
  fault_vfs_plan((fault_plan){0});
  spr_reads *r = reads_open(database, NULL);
  for (uint32_t n = 1; n <= NOTES; n++) {
    bool has = reads_has(r, n);
    if (l.sure[n] && !has) fail_msg("row %u was noted and is not there", (unsigned)n);
    there += has;
    sure += l.sure[n];
  }
  if (there > sure + l.unknown) fail_msg("%u rows, of which %u were noted", (unsigned)there, (unsigned)sure);
  reads_sound(r);
  assert_int_equal(reads_note(r, 77), SPR_OK);
  spr_reads_close(r);
  scratch_remove(&folder);
  return fired;
}

static void faults_of_the_disk_are_told(void **state) {
  static const struct {
    fault_kind kind;
    uint32_t least;
  } kinds[] = {{FAULT_READ, 5}, {FAULT_WRITE, 20}, {FAULT_SYNC, 6}, {FAULT_OPEN, 2}};
  (void)state;
  scratch_remove(&folder);
  for (size_t k = 0; k < TEST_COUNT(kinds); k++)
    for (int for_ever = 0; for_ever <= 1; for_ever++) {
      uint32_t n = 0;
      for (bool fired = true; fired; n++)
        fired = round_of((fault_plan){.kind = kinds[k].kind, .nth = n + 1, .for_ever = for_ever});
      if (n <= kinds[k].least) fail_msg("only %u faults of kind %d", (unsigned)n, (int)kinds[k].kind);
    }
  for (uint64_t room = 1; round_of((fault_plan){.full_after = room}); room += 4096) {}
  begin(NULL);
}

/* -- want of memory ---------------------------------------------------------------------------------------
 */
static bool with_memory(size_t fail_at) {
  test_alloc t;
  spr_alloc alloc = test_alloc_make(&t);
  spr_reads_options o = {.alloc = &alloc, .database = database, .create = true, .busy_ms = 20};
  spr_reads *r = NULL;
  uint32_t sure = 0;
  t.fail_at = fail_at;
  spr_status s = spr_reads_open(&o, &r, NULL);
  for (uint32_t n = 1; n <= NOTES && s == SPR_OK; n++) {
    s = reads_note(r, n);
    sure += s == SPR_OK;
  }
  if (s != SPR_OK) assert_int_equal(s, SPR_ENOMEM);
  spr_reads_close(r);
  assert_int_equal(t.bytes, 0);
  r = reads_open(database, NULL);
  assert_int_equal(reads_count(r), sure);
  reads_sound(r);
  spr_reads_close(r);
  return sure == NOTES;
}

static void want_of_memory_is_told(void **state) {
  size_t n = 1;
  (void)state;
  for (; !with_memory(n); n++) {
    scratch_remove(&folder);
    begin(NULL);
  }
  assert_true(n > 3);
}

/* -- what was done to it ----------------------------------------------------------------------------------
 */
static uint32_t faults;

static void count_fault(void *ud, uint64_t pos, const char *what) {
  (void)pos;
  (void)what;
  (void)ud;
  faults++;
}

static void each_change_shows(void **state) {
  static const char *const changes[] = {
      "UPDATE reads SET at = at + 1 WHERE pos = 2",
      "UPDATE reads SET kind = 1 WHERE pos = 2",
      "UPDATE reads SET kind = 9 WHERE pos = 2",
      "UPDATE reads SET who = (SELECT who FROM reads WHERE pos = 1) WHERE pos = 2",
      "UPDATE reads SET institution = route WHERE pos = 2",
      "UPDATE reads SET route = 0 WHERE pos = 2",
      "UPDATE reads SET route = 999 WHERE pos = 2",
      "UPDATE reads SET cases = x'' WHERE pos = 2",
      "UPDATE reads SET cases = x'ff' WHERE pos = 2",
      "UPDATE reads SET hash = x'00' WHERE pos = 2",
      "UPDATE reads SET hash = zeroblob(32) WHERE pos = 5",
      "UPDATE names SET name = CAST('user:eve' AS BLOB) WHERE name = CAST('user:ben' AS BLOB)",
      "DELETE FROM reads WHERE pos = 1",
      "DELETE FROM reads WHERE pos = 3",
      "DELETE FROM reads WHERE pos = 5",
      "UPDATE reads SET pos = 6 WHERE pos = 5",
      "DELETE FROM found WHERE pos = 2 AND by = 3",
      "DELETE FROM found WHERE pos = 3 AND by = 4",
      "INSERT INTO found VALUES(3, 1, 4)",
  };
  (void)state;
  for (size_t i = 0; i < TEST_COUNT(changes); i++) {
    spr_reads *r = reads_open(database, NULL);
    uint64_t n;
    note_some(r);
    spr_reads_close(r);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(file(), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, changes[i], NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    r = reads_open(database, NULL);
    faults = 0;
    assert_int_equal(spr_reads_verify(r, count_fault, NULL, &n), SPR_OK);
    if (faults == 0) fail_msg("does not show: %s", changes[i]);
    spr_reads_close(r);
    scratch_remove(&folder);
    begin(NULL);
  }
}

static void open_gives(const char *name, spr_status status) {
  spr_reads_options o = {.alloc = &spr_alloc_default, .database = database, .create = true, .busy_ms = 20};
  spr_reads *r;
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  if (spr_reads_open(&o, &r, why) != status) fail_msg("%s: \"%s\"", name, why);
  if (!strstr(why, "sprawa.db-reads")) fail_msg("%s: \"%s\" names no file", name, why);
}

static void execute(const char *sql) {
  sqlite3 *db;
  assert_int_equal(sqlite3_open(file(), &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
}

static void other_files_are_refused(void **state) {
  spr_reads_options o = {.alloc = &spr_alloc_default, .database = database, .busy_ms = 20};
  spr_reads *r;
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  (void)state;
  assert_int_equal(spr_reads_open(&o, &r, why), SPR_ENOTFOUND);
  assert_non_null(strstr(why, "sprawa serve"));
  static const char text[] =
      "this is a text, and no file of SQLite, and it is longer than a header of one is, "
      "which has a hundred bytes";
  scratch_write(file(), text, sizeof text - 1);
  assert_int_equal(chmod(file(), 0600), 0);
  open_gives("a text", SPR_EINVAL);
  unlink(file());
  execute("CREATE TABLE x(y)");
  assert_int_equal(chmod(file(), 0600), 0);
  open_gives("another program's", SPR_EINVAL);
  unlink(file());
  spr_reads_close(reads_open(database, NULL));
  assert_int_equal(chmod(file(), 0640), 0);
  open_gives("one that others may read", SPR_EREFUSED);
  assert_int_equal(chmod(file(), 0600), 0);
  execute("PRAGMA user_version = 2");
  open_gives("a later one", SPR_EINVAL);
}

/* A link to a database has the same files beside it as the database. */
static void a_link_leads_to_the_same_log(void **state) {
  char link[512];
  (void)state;
  snprintf(link, sizeof link, "%s", scratch_path(&folder, "link.db"));
  scratch_write(database, "", 0);
  assert_int_equal(symlink(database, link), 0);
  spr_reads *r = reads_open(database, NULL), *other = reads_open(link, NULL);
  assert_int_equal(reads_note(r, 1), SPR_OK);
  assert_int_equal(reads_count(other), 1);
  spr_reads_close(other);
  spr_reads_close(r);
}

static bool no_row(void *ud, const spr_read *read) {
  (void)ud;
  fail_msg("row %u", (unsigned)read->pos);
  return true;
}

/* Making the file was cut short: whoever looks next finds a log without rows, and the one after that, too. */
static void an_empty_file_is_a_log_without_rows(void **state) {
  const spr_reads_options o = {
      .alloc = &spr_alloc_default, .database = database, .reads_only = true, .busy_ms = 1000};
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  (void)state;
  FILE *f = fopen(file(), "w");
  assert_non_null(f);
  assert_int_equal(fclose(f), 0);
  assert_int_equal(chmod(file(), 0600), 0);
  for (int i = 0; i < 2; i++) {
    spr_reads *r = NULL;
    spr_status st = spr_reads_open(&o, &r, why);
    if (st != SPR_OK) fail_msg("%s", why);
    assert_int_equal(spr_reads_page(r, &(spr_reads_filter){.limit = 1}, no_row, NULL), SPR_OK);
    spr_reads_close(r);
  }
}

int main(void) {
  fault_vfs_start();
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
  const struct CMUnitTest tests[] = {
      TEST(rows_are_found_newest_first),
      TEST(what_cannot_be_noted_is_refused),
      TEST(it_goes_on_where_it_was),
      TEST(a_copy_is_whole),
      TEST(threads_share_one_log),
      TEST(threads_share_commits),
      TEST(processes_share_one_log),
      TEST(what_was_answered_survives_a_kill),
      TEST(faults_of_the_disk_are_told),
      TEST(want_of_memory_is_told),
      TEST(each_change_shows),
      TEST(other_files_are_refused),
      TEST(an_empty_file_is_a_log_without_rows),
      TEST(a_link_leads_to_the_same_log),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
