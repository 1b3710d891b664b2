/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "cases/engine.h"
#include "cases/verify.h"
#include "support.h"

/* Invented people, whose names, numbers, dates and stories go through everything that an engine does, with
 * rules that put them wherever a rule can. Then every file is searched: database, write-ahead log and its
 * index while they are in use, key file, backup, what was logged and what went wrong. Of a package with
 * sensitive fields nothing may be found, and after the erasure nothing may open. */
static const char *const planted[] = {"Adela Zmy\xc5\x9blona",
                                      "85010112345",
                                      "ul. Wymy\xc5\x9blona 7",
                                      "1985-01-01",
                                      "hidden at her sister's",
                                      "visits on Sundays",
                                      "no longer needed, says Adela",
                                      "the court of Zmy\xc5\x9blone asks",
                                      "Adela is not at her sister's any more"};
enum { NAME, PESEL, ADDRESS, BORN, STORY, NOTE, WAIVED, HELD, EMERGENCY };

typedef struct place {
  spr_arena arena;
  spr_sources sources;
  spr_diags diags;
  spr_site *site;
  spr_library *library;
  spr_engine *e;
  char folder[32], database[64], keys[64], master[64];
  char logged[8000]; /* what the engine told, and why it failed */
  size_t nlogged;
  int64_t now;
  uint64_t seed;
} place;

static void draw(void *ud, void *out, size_t n) {
  for (size_t i = 0; i < n; i++) ((unsigned char *)out)[i] = (unsigned char)(test_random(ud) >> 40);
}

static int64_t clock_of(void *ud) {
  return *(int64_t *)ud;
}

static void keep_log(void *ud, const char *text) {
  place *p = ud;
  size_t n = strlen(text);
  assert_true(p->nlogged + n < sizeof p->logged);
  memcpy(p->logged + p->nlogged, text, n);
  p->nlogged += n;
}

static spr_status open_engine(place *p, const char *database, const char *keys, const char *master) {
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_engine_options o = {.alloc = &spr_alloc_default,
                          .database = database,
                          .keys = keys,
                          .master = master,
                          .create = true,
                          .busy_ms = 5000,
                          .clock = clock_of,
                          .clock_ud = &p->now,
                          .random = draw,
                          .random_ud = &p->seed,
                          .log = keep_log,
                          .log_ud = p};
  spr_status st = spr_engine_open(&o, &p->e, why);
  keep_log(p, why);
  return st;
}

static void load_site(place *p) {
  spr_arena_init(&p->arena, &spr_alloc_default, 256u << 20);
  spr_sources_init(&p->sources, &p->arena);
  spr_diags_init(&p->diags, &p->arena, &p->sources);
  assert_int_equal(spr_site_load(&p->arena, &p->sources, &p->diags, "site", &p->site), SPR_OK);
  assert_int_equal(p->diags.errors, 0);
  assert_int_equal(spr_library_new(&spr_alloc_default, p->site, &p->sources, &p->diags, &p->library), SPR_OK);
}

static void deploy(place *p) {
  spr_deploy_report report;
  spr_buf why;
  spr_buf_init(&why, &spr_alloc_default, 1 << 16);
  assert_int_equal(spr_engine_deploy(p->e, p->library, SPR_STR("test"), &report, &why), SPR_OK);
  spr_buf_release(&why);
}

static void make(place *p) {
  *p = (place){.now = INT64_C(1767776400000), .seed = 5};
  snprintf(p->folder, sizeof p->folder, "/tmp/privacy-XXXXXX");
  assert_non_null(mkdtemp(p->folder));
  snprintf(p->database, sizeof p->database, "%s/db", p->folder);
  snprintf(p->keys, sizeof p->keys, "%s/keys", p->folder);
  snprintf(p->master, sizeof p->master, "%s/master", p->folder);
  load_site(p);
  assert_int_equal(open_engine(p, p->database, p->keys, p->master), SPR_OK);
  deploy(p);
}

/* Files only. */
static void remove_folder(const char *folder) {
  char path[300];
  DIR *d = opendir(folder);
  assert_non_null(d);
  for (struct dirent *e = readdir(d); e; e = readdir(d)) {
    if (e->d_name[0] == '.') continue;
    snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
    assert_int_equal(unlink(path), 0);
  }
  closedir(d);
  assert_int_equal(rmdir(folder), 0);
}

static void unmake(place *p) {
  spr_engine_close(p->e);
  remove_folder(p->folder);
  spr_library_free(p->library);
  spr_arena_release(&p->arena);
}

static int set_up(void **state) {
  static place p;
  make(&p);
  *state = &p;
  return 0;
}

static int tear_down(void **state) {
  unmake(*state);
  return 0;
}

/* -- searching ------------------------------------------------------------------------------------------ */

static const char *found_in(const char *bytes, size_t n) {
  for (size_t i = 0; i < TEST_COUNT(planted); i++)
    if (memmem(bytes, n, planted[i], strlen(planted[i]))) return planted[i];
  return NULL;
}

static char *whole_file(const char *path, size_t *n) {
  FILE *f = fopen(path, "rb");
  assert_non_null(f);
  assert_int_equal(fseek(f, 0, SEEK_END), 0);
  *n = (size_t)ftell(f);
  rewind(f);
  char *bytes = malloc(*n + 1);
  assert_non_null(bytes);
  assert_int_equal(fread(bytes, 1, *n, f), *n);
  fclose(f);
  return bytes;
}

/* What is found in the files of the folder, and in which; NULL: nothing. */
static const char *search(const place *p, char where[300]) {
  const char *found = NULL;
  DIR *d = opendir(p->folder);
  assert_non_null(d);
  for (struct dirent *e = readdir(d); e && !found; e = readdir(d)) {
    size_t n = 0;
    if (e->d_name[0] == '.') continue;
    snprintf(where, 300, "%s/%s", p->folder, e->d_name);
    char *bytes = whole_file(where, &n);
    found = found_in(bytes, n);
    free(bytes);
  }
  closedir(d);
  return found;
}

#define assert_nothing(p) nothing_found((p), __LINE__)
static void nothing_found(const place *p, int line) {
  char where[300];
  const char *found = search(p, where);
  if (found) fail_msg("line %d: \"%s\" is in %s", line, found, where);
  found = found_in(p->logged, p->nlogged);
  if (found) fail_msg("line %d: \"%s\" was logged", line, found);
}

/* -- a case's life -------------------------------------------------------------------------------------- */

static spr_answer_kind ask(place *p, spr_ask a, char id[32]) {
  spr_engine_reply reply;
  if (a.occurred == 0) a.occurred = SPR_NO_INSTANT;
  a.actor = SPR_STR("test");
  spr_status st = spr_engine_take(p->e, &a, &reply);
  if (st != SPR_OK) fail_msg("take: %s", spr_status_text(st));
  if (id) snprintf(id, 32, "%s", reply.told.id);
  spr_answer_kind kind = reply.told.kind;
  if (kind == SPR_TOLD_REFUSED) print_message("refused: %.*s\n", SPR_FMT(reply.told.reasons));
  spr_engine_reply_release(&reply);
  return kind;
}

static spr_answer_kind send(place *p, const char *id, const char *event) {
  return ask(
      p,
      (spr_ask){
          .kind = SPR_IN_EVENT, .id = spr_str_of(id), .name = spr_str_of(event), .by = SPR_STR("desk-alpha")},
      NULL);
}

static spr_pair pair(spr_heap *h, const char *key, int value) {
  return (spr_pair){spr_v_text(h, spr_str_of(key)), spr_v_text(h, spr_str_of(planted[value]))};
}

static void open_case(place *p, const char *package, char id[32]) {
  spr_heap h = spr_heap_arena(&p->arena);
  spr_pair fields[] = {pair(&h, "name", NAME), pair(&h, "pesel", PESEL), pair(&h, "address", ADDRESS)};
  spr_ask a = {.kind = SPR_IN_OPEN,
               .package = spr_str_of(package),
               .municipality = SPR_STR("alpha"),
               .data = spr_v_record(&h, fields, 3),
               .principal = SPR_STR("test"),
               .key = spr_str_of(planted[PESEL])};
  if (package[0] == 'p') a.key = SPR_STR("");
  assert_int_equal(ask(p, a, id), SPR_TOLD_DONE);
}

static void tell_story(place *p, const char *id) {
  spr_heap h = spr_heap_arena(&p->arena);
  spr_pair data[] = {pair(&h, "story", STORY), pair(&h, "born", BORN)};
  spr_ask a = {.kind = SPR_IN_EVENT,
               .id = spr_str_of(id),
               .name = SPR_STR("tell"),
               .by = SPR_STR("desk-alpha"),
               .data = spr_v_record(&h, data, 2)};
  assert_int_equal(ask(p, a, NULL), SPR_TOLD_DONE);
}

static spr_answer_kind keep(place *p, spr_upkeep_kind kind, const char *id, const char *reason) {
  spr_engine_reply reply;
  spr_upkeep u = {.kind = kind,
                  .id = spr_str_of(id),
                  .reason = spr_str_of(reason),
                  .actor = SPR_STR("test"),
                  .force = kind == SPR_UPKEEP_ERASE};
  assert_int_equal(spr_engine_upkeep(p->e, &u, &reply), SPR_OK);
  spr_answer_kind told = reply.told.kind;
  spr_engine_reply_release(&reply);
  return told;
}

static void tick(place *p, int64_t hours) {
  uint64_t fired = 0;
  p->now += hours * 3600000;
  assert_int_equal(spr_engine_tick(p->e, SPR_NO_INSTANT, SPR_STR(""), &fired, NULL), SPR_OK);
}

/* Everything that its rules can do. */
static void live(place *p, const char *id) {
  tell_story(p, id);
  static const char *const events[] = {"visit", "remind", "inform", "refer", "say", "whisper"};
  for (size_t i = 0; i < TEST_COUNT(events); i++) assert_int_equal(send(p, id, events[i]), SPR_TOLD_DONE);
  assert_int_equal(send(p, id, "leave"), SPR_TOLD_REFUSED); /* the guard says why, with her name */
  char task[64];
  snprintf(task, sizeof task, "visit %s", planted[NAME]);
  spr_ask note = {.kind = SPR_IN_NOTE,
                  .id = spr_str_of(id),
                  .reason = spr_str_of(planted[NOTE]),
                  .by = SPR_STR("desk-alpha")};
  spr_ask done = {
      .kind = SPR_IN_DONE, .id = spr_str_of(id), .name = spr_str_of(task), .by = SPR_STR("desk-alpha")};
  spr_ask waive = {.kind = SPR_IN_WAIVE,
                   .id = spr_str_of(id),
                   .name = SPR_STR("papers"),
                   .reason = spr_str_of(planted[WAIVED]),
                   .by = SPR_STR("desk-alpha")};
  spr_ask nobody = {
      .kind = SPR_IN_EVENT, .id = spr_str_of(id), .name = SPR_STR("inform"), .by = spr_str_of(planted[NAME])};
  spr_ask emergency = note;
  emergency.emergency = true;
  emergency.reason = spr_str_of(planted[EMERGENCY]);
  assert_int_equal(ask(p, note, NULL), SPR_TOLD_DONE);
  assert_int_equal(ask(p, emergency, NULL), SPR_TOLD_DONE);
  assert_int_equal(ask(p, done, NULL), SPR_TOLD_DONE);
  assert_int_equal(ask(p, waive, NULL), SPR_TOLD_DONE);
  assert_int_equal(ask(p, nobody, NULL), SPR_TOLD_REFUSED);
  tick(p, 2); /* the own event, which nothing but `*` takes */
  assert_int_equal(keep(p, SPR_UPKEEP_HOLD, id, planted[HELD]), SPR_TOLD_DONE);
  assert_int_equal(keep(p, SPR_UPKEEP_RELEASE, id, planted[HELD]), SPR_TOLD_DONE);
  assert_int_equal(send(p, id, "fail"), SPR_TOLD_DONE);
  tick(p, 2); /* an incident, with her name in what the rule said */
  assert_int_equal(keep(p, SPR_UPKEEP_RETRY, id, ""), SPR_TOLD_DONE);
}

static void on_found(void *ud, const char *what, spr_str id, uint64_t seq, uint64_t pos) {
  (void)ud;
  fail_msg("%s: %.*s/%u at %u", what, SPR_FMT(id), (unsigned)seq, (unsigned)pos);
}

static spr_status verify_it(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  spr_verify_options o = {.rebuild = true, .decide = true, .found = on_found};
  (void)now;
  return spr_verify(desk, store, &o, ud);
}

static void verify(place *p) {
  spr_verify_report r;
  assert_int_equal(spr_engine_inspect(p->e, verify_it, &r), SPR_OK);
  assert_int_equal(r.faults, 0);
}

typedef struct copying {
  char path[64];
} copying;

static spr_status back_up(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  const copying *c = ud;
  (void)desk;
  (void)now;
  return spr_store_backup(store, c->path);
}

/* -- what is left in clear, and what opens -------------------------------------------------------------- */

typedef struct opened {
  spr_str id;
  uint32_t bodies;
} opened;

static bool on_entry(void *ud, const spr_entry_row *e) {
  opened *o = ud;
  o->bodies += e->body.n > 0;
  return true;
}

static spr_status open_it(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  opened *o = ud;
  spr_loaded l;
  (void)now;
  assert_int_equal(spr_desk_load(desk, o->id, &l), SPR_OK);
  assert_null(l.c);
  spr_loaded_release(&l);
  return spr_store_entries(store, o->id, 1, on_entry, o);
}

static void assert_erased(place *p, const char *id) {
  opened o = {.id = spr_str_of(id)};
  assert_int_equal(spr_engine_read(p->e, open_it, &o), SPR_OK);
  assert_int_equal(o.bodies, 1);
  assert_int_equal(send(p, id, "inform"), SPR_TOLD_ERASED);
}

static void nothing_reaches_the_disk_in_clear(void **state) {
  place *p = *state;
  char id[32];
  open_case(p, "care", id);
  assert_nothing(p);
  live(p, id);
  assert_nothing(p);
  verify(p);
  copying c;
  snprintf(c.path, sizeof c.path, "%s/copy", p->folder);
  assert_int_equal(spr_engine_inspect(p->e, back_up, &c), SPR_OK);
  assert_nothing(p);
  assert_int_equal(keep(p, SPR_UPKEEP_ERASE, id, "kept for ten years"), SPR_TOLD_DONE);
  assert_nothing(p);
  assert_erased(p, id);
  verify(p);
  spr_engine_close(p->e);
  assert_nothing(p);
  /* The copy from before, with the key file of now. */
  assert_int_equal(open_engine(p, c.path, p->keys, p->master), SPR_OK);
  assert_erased(p, id);
  verify(p);
  assert_nothing(p);
}

static void damage(const char *path) {
  static const char nothing[400];
  FILE *f = fopen(path, "r+b");
  assert_non_null(f);
  assert_int_equal(fseek(f, 9000, SEEK_SET), 0);
  assert_int_equal(fwrite(nothing, 1, sizeof nothing, f), sizeof nothing);
  assert_int_equal(fclose(f), 0);
}

static void what_fails_tells_nothing(void **state) {
  place *p = *state;
  char id[32], other[64];
  open_case(p, "care", id);
  live(p, id);
  spr_engine_close(p->e);
  p->e = NULL;
  snprintf(other, sizeof other, "%s/others", p->folder);
  assert_int_not_equal(open_engine(p, p->database, other, p->master), SPR_OK);
  assert_int_not_equal(open_engine(p, p->database, p->keys, p->database), SPR_OK);
  damage(p->database);
  if (open_engine(p, p->database, p->keys, p->master) == SPR_OK) {
    spr_engine_reply reply;
    spr_ask a = {
        .kind = SPR_IN_EVENT, .id = spr_str_of(id), .name = SPR_STR("finish"), .occurred = SPR_NO_INSTANT};
    spr_buf fault;
    (void)spr_engine_take(p->e, &a, &reply);
    spr_engine_reply_release(&reply);
    spr_buf_init(&fault, &spr_alloc_default, 1 << 16);
    spr_engine_fault(p->e, &fault);
    spr_buf_char(&fault, '\0');
    keep_log(p, fault.p);
    spr_buf_release(&fault);
  }
  assert_nothing(p);
}

typedef struct linked {
  char child[32];
} linked;

static bool on_case(void *ud, const spr_case_row *row) {
  linked *l = ud;
  snprintf(l->child, sizeof l->child, "%.*s", SPR_FMT(row->id));
  return true;
}

static spr_status find_linked(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  (void)desk;
  (void)now;
  return spr_store_cases(store, &(spr_case_filter){.municipality = SPR_STR("beta")}, on_case, ud);
}

/* In a package without sensitive fields all of it is found: the search can find. Erased, it is gone from
 * there too. */
static void in_clear_it_is_found_until_it_is_erased(void **state) {
  place *p = *state;
  char id[32], where[300];
  open_case(p, "plain", id);
  live(p, id);
  assert_non_null(search(p, where));
  assert_int_equal(keep(p, SPR_UPKEEP_ERASE, id, "kept for ten years"), SPR_TOLD_DONE);
  assert_erased(p, id);
  verify(p);
  /* Linked cases are cases of their own, and hold what they were given. */
  linked l = {{0}};
  assert_int_equal(spr_engine_read(p->e, find_linked, &l), SPR_OK);
  assert_int_equal(keep(p, SPR_UPKEEP_ERASE, l.child, "kept for ten years"), SPR_TOLD_DONE);
  assert_nothing(p);
}

/* -- a core dump ---------------------------------------------------------------------------------------- */

static bool leaves_cores_here(void) {
  char pattern[200] = "";
  FILE *f = fopen("/proc/sys/kernel/core_pattern", "r");
  bool plain = f && fgets(pattern, sizeof pattern, f) && strncmp(pattern, "core", 4) == 0;
  if (f) fclose(f);
  return plain;
}

static void die_at_work(void) {
  place p;
  char id[32];
  struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
  make(&p);
  open_case(&p, "care", id);
  if (setrlimit(RLIMIT_CORE, &all) != 0 || chdir(p.folder) != 0) _exit(1);
  fprintf(stderr, "%s\n", p.folder);
  abort();
}

static const char *core_in(const char *folder, char path[300]) {
  path[0] = '\0';
  DIR *d = opendir(folder);
  assert_non_null(d);
  for (struct dirent *e = readdir(d); e; e = readdir(d))
    if (strncmp(e->d_name, "core", 4) == 0) snprintf(path, 300, "%s/%s", folder, e->d_name);
  closedir(d);
  return path;
}

/* The secret of a master key: its file has it in hexadecimal. */
static void read_master(const char *folder, char hex[65], unsigned char key[32]) {
  char path[64];
  size_t n = 0;
  snprintf(path, sizeof path, "%s/master", folder);
  char *text = whole_file(path, &n);
  assert_true(n >= 64);
  memcpy(hex, text, 64);
  hex[64] = '\0';
  free(text);
  for (int i = 0; i < 32; i++) {
    char pair[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
    key[i] = (unsigned char)strtoul(pair, NULL, 16);
  }
}

/* A library does not forbid its host's dumps; but its keys are in none. */
static void no_key_is_in_a_dump(void **state) {
  char folder[32] = "", hex[65], path[300];
  unsigned char key[32];
  int pipes[2], status = 0;
  (void)state;
  if (!leaves_cores_here()) skip();
  assert_int_equal(pipe(pipes), 0);
  pid_t child = fork();
  if (child == 0) {
    dup2(pipes[1], 2);
    die_at_work();
  }
  close(pipes[1]);
  ssize_t got = read(pipes[0], folder, sizeof folder - 1);
  close(pipes[0]);
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(got > 1);
  folder[strcspn(folder, "\n")] = '\0';
  if (!WIFSIGNALED(status) || !WCOREDUMP(status)) skip();
  read_master(folder, hex, key);
  size_t n = 0;
  char *dump = whole_file(core_in(folder, path), &n);
  assert_true(n > 100000);
  assert_non_null(memmem(dump, n, "/master", 7)); /* its memory is in it */
  assert_null(memmem(dump, n, key, sizeof key));
  assert_null(memmem(dump, n, hex, 64));
  free(dump);
  remove_folder(folder);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      T(nothing_reaches_the_disk_in_clear),
      T(what_fails_tells_nothing),
      T(in_clear_it_is_found_until_it_is_erased),
      cmocka_unit_test(no_key_is_in_a_dump),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
