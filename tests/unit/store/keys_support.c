/* SPDX-License-Identifier: Apache-2.0 */
#include "keys_support.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

void place_make(place *p, uint64_t seed) {
  *p = (place){.seed = seed, .busy_ms = 5000, .alloc = &spr_alloc_default};
  /* Thousands of syncs: in memory, where the system has such a folder. */
  bool memory = access("/dev/shm", W_OK) == 0;
  snprintf(p->folder, sizeof p->folder, "%s/spr-keys-XXXXXX", memory ? "/dev/shm" : "/tmp");
  assert_non_null(mkdtemp(p->folder));
  snprintf(p->keys, sizeof p->keys, "%s/keys", p->folder);
  snprintf(p->master, sizeof p->master, "%s/master", p->folder);
}

/* Calls fn with the path of each file until it gives true. */
static bool each_file(const char *folder, bool (*fn)(void *ud, const char *path), void *ud) {
  DIR *d = opendir(folder);
  assert_non_null(d);
  bool stop = false;
  for (struct dirent *e = readdir(d); e && !stop; e = readdir(d)) {
    if (e->d_name[0] == '.') continue;
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
    stop = fn(ud, path);
  }
  closedir(d);
  return stop;
}

static bool remove_file(void *ud, const char *path) {
  (void)ud;
  if (unlink(path) != 0) rmdir(path);
  return false;
}

void place_remove(place *p) {
  each_file(p->folder, remove_file, NULL);
  assert_int_equal(rmdir(p->folder), 0);
}

const char *place_path(const place *p, const char *name) {
  static char paths[4][128];
  static unsigned at;
  char *out = paths[at++ % 4];
  snprintf(out, sizeof paths[0], "%s/%s", p->folder, name);
  return out;
}

void random_of_place(void *ud, void *out, size_t n) {
  place *p = ud;
  uint8_t *b = out;
  for (size_t i = 0; i < n; i++) b[i] = (uint8_t)(test_random(&p->seed) >> 40);
}

spr_keys_options options_of(place *p) {
  return (spr_keys_options){.alloc = p->alloc,
                            .path = p->keys,
                            .master = p->master,
                            .create = true,
                            .random = random_of_place,
                            .random_ud = p,
                            .busy_ms = p->busy_ms};
}

spr_status try_open(place *p, spr_keys **out, char *why) {
  spr_keys_options o = options_of(p);
  return spr_keys_open(&o, out, why);
}

spr_keys *open_keys(place *p) {
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_keys *k;
  spr_status st = try_open(p, &k, why);
  if (st != SPR_OK) fail_msg("%s: %s", spr_status_text(st), why);
  return k;
}

void create(spr_keys *k, const char *id, const char *city) {
  assert_int_equal(spr_keys_begin(k), SPR_OK);
  assert_int_equal(spr_keys_create(k, spr_str_of(id), spr_str_of(city)), SPR_OK);
  assert_int_equal(spr_keys_commit(k), SPR_OK);
}

const char *id_of(char out[16], uint32_t n) {
  snprintf(out, 16, "case-%04u", n % 10000);
  return out;
}

spr_status works(spr_keys *k, const char *id) {
  spr_buf sealed, plain;
  spr_buf_init(&sealed, &spr_alloc_default, 1000);
  spr_buf_init(&plain, &spr_alloc_default, 1000);
  spr_str text = SPR_STR("the family is at 12 Harbour Lane"), context = SPR_STR("body 1");
  spr_status st = spr_keys_seal(k, spr_str_of(id), context, text, &sealed);
  if (st == SPR_OK) st = spr_keys_unseal(k, spr_str_of(id), context, spr_buf_view(&sealed), &plain);
  if (st == SPR_OK) assert_true(spr_str_eq(spr_buf_view(&plain), text));
  spr_buf_release(&sealed);
  spr_buf_release(&plain);
  return st;
}

void assert_works(spr_keys *k, const char *id) {
  spr_status st = works(k, id);
  if (st != SPR_OK) fail_msg("%s: %s: %.*s", id, spr_status_text(st), SPR_FMT(spr_keys_fault(k)));
}

spr_key_state state_of(spr_keys *k, const char *id) {
  spr_key_state s;
  assert_int_equal(spr_keys_state(k, spr_str_of(id), &s), SPR_OK);
  return s;
}

bool wrap_of(const place *p, const char *id, uint8_t out[WRAP]) {
  sqlite3 *db;
  sqlite3_stmt *s;
  assert_int_equal(sqlite3_open_v2(p->keys, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
  sqlite3_busy_timeout(db, 5000);
  assert_int_equal(sqlite3_prepare_v2(db, "SELECT wrap FROM case_key WHERE id = ?", -1, &s, NULL), SQLITE_OK);
  sqlite3_bind_text(s, 1, id, -1, SQLITE_STATIC);
  bool found = sqlite3_step(s) == SQLITE_ROW;
  if (found) {
    assert_int_equal(sqlite3_column_bytes(s, 0), WRAP);
    memcpy(out, sqlite3_column_blob(s, 0), WRAP);
  }
  sqlite3_finalize(s);
  sqlite3_close(db);
  return found;
}

typedef struct needle {
  const void *bytes;
  size_t n;
} needle;

static bool file_holds(void *ud, const char *path) {
  const needle *what = ud;
  size_t n;
  uint8_t *bytes = slurp(path, &n);
  bool found = false;
  const uint8_t *at = bytes;
  while (!found && at && (size_t)(bytes + n - at) >= what->n) {
    at = memchr(at, *(const uint8_t *)what->bytes, n - (size_t)(at - bytes) - what->n + 1);
    if (!at) break;
    found = memcmp(at, what->bytes, what->n) == 0;
    at++;
  }
  free(bytes);
  return found;
}

bool folder_holds(const place *p, const void *bytes, size_t n) {
  needle what = {bytes, n};
  return each_file(p->folder, file_holds, &what);
}

uint8_t *slurp(const char *path, size_t *n) {
  FILE *f = fopen(path, "rb");
  if (!f) fail_msg("cannot read %s", path);
  size_t cap = 1 << 16;
  uint8_t *bytes = malloc(cap);
  *n = 0;
  for (size_t got = fread(bytes, 1, cap, f); got > 0; got = fread(bytes + *n, 1, cap - *n, f)) {
    *n += got;
    if (*n == cap) bytes = realloc(bytes, cap *= 2);
  }
  fclose(f);
  return bytes;
}

void spit(const char *path, const void *bytes, size_t n, unsigned mode) {
  unlink(path);
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, (mode_t)mode);
  assert_true(fd >= 0);
  assert_int_equal(fchmod(fd, (mode_t)mode), 0);
  assert_int_equal(write(fd, bytes, n), (ssize_t)n);
  close(fd);
}

void copy_file(const char *from, const char *to) {
  size_t n;
  uint8_t *bytes = slurp(from, &n);
  spit(to, bytes, n, 0600);
  free(bytes);
}
