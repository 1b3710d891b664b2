/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE /* mkdtemp */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bench.h"
#include "crowd.h"
#include "http_load.h"
#include "large.h"
#include "served.h"

/* How long people wait who read. First lists and counts of the store, over cases that differ as those of some
 * cities do (crowd.h): every filter by every order and scope, in time on the processor. Then `sprawa serve`
 * over a file of cases that the engine has made (large.h): its start, pages of the console for somebody who
 * is logged in, answers to programs, and a thousand listeners to its stream. Beside each stands how long it
 * may take on a machine that does nothing else.
 *
 * usage: bench_read [SPRAWA [SITE [FOLDER]]]
 *
 * BENCH_CASES: how many cases (10,000; with BENCH_LARGE=1 a million). BENCH_LEAST: lists of the store that
 * take as many milliseconds are told each (20). */

enum { ROUNDS = 100, STARTS = 9, EVENTS = 6, LISTENERS = 1000, LISTENERS_OF_ONE = 25 };
/* Milliseconds, and megabytes for all listeners. */
enum { CASE_MS = 10, LIST_MS = 20, START_MS = 50, LISTENERS_MB = 32 };

typedef struct asking {
  const char *path, *body; /* body NULL: GET */
  char token[128], cookie[128], id[17];
} asking;

/* Programs show a token, people a cookie. */
static int get(const asking *a, char out[LOAD_TEXT]) {
  bool program = strncmp(a->path, "/api/", 5) == 0;
  return snprintf(out, LOAD_TEXT, "GET %s HTTP/1.1\r\nHost: localhost\r\n%s%s\r\n\r\n", a->path,
                  program ? "Authorization: Bearer " : "Cookie: ", program ? a->token : a->cookie);
}

static int ask(void *ud, uint64_t i, char out[LOAD_TEXT]) {
  const asking *a = ud;
  (void)i;
  if (!a->body) return get(a, out);
  return snprintf(out, LOAD_TEXT,
                  "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: "
                  "application/json\r\nContent-Length: %zu\r\n\r\n%s",
                  a->path, a->token, strlen(a->body), a->body);
}

static void keep_id(void *ud, uint64_t i, const char *body) {
  asking *a = ud;
  const char *at = strstr(body, "\"id\":");
  (void)i;
  if (at && !a->id[0]) snprintf(a->id, sizeof a->id, "%.16s", strchr(at + 5, '"') + 1);
}

static void post(load *l, asking *a, const char *path, const char *body) {
  a->path = path;
  a->body = body;
  load_run(l, 1, ask, keep_id, a);
  a->body = NULL;
}

/* The first one fills caches. */
static void time_get(load *l, asking *a, const char *name, const char *path, int limit) {
  double half, most;
  a->path = path;
  load_run(l, 1, ask, keep_id, a);
  load_latency(l, &half, &most);
  for (int i = 0; i < ROUNDS; i++) load_run(l, 1, ask, keep_id, a);
  load_latency(l, &half, &most);
  printf("%-34s %-8s half in %.2f ms, 99 of 100 in %.2f ms, limit %d ms\n", name, "GET", half, most, limit);
  fflush(stdout);
}

/* A case with an event in each state, which the others are like. */
static void make_pattern(const char *sprawa, const char *folder, asking *a) {
  int pid;
  char path[64], body[32];
  load *l = load_open(served_start(sprawa, folder, &pid));
  post(l, a, "/api/v1/cases", "{\"package\":\"flat\",\"municipality\":\"town\"}");
  snprintf(path, sizeof path, "/api/v1/cases/%s/events", a->id);
  for (int i = 0; i < EVENTS; i++) {
    snprintf(body, sizeof body, "{\"event\":\"e%d\"}", i);
    post(l, a, path, body);
  }
  load_close(l);
  bench_check(served_stop(pid) == 0, "the end of the server");
}

/* -- pages and answers ----------------------------------------------------------------------------------- */
static const struct {
  const char *name, *path; /* with the id of a case in place of %s */
  int limit;
} routes[] = {
    {"the page of a case", "/cases/%s", CASE_MS},
    {"the page of a case, at an entry", "/cases/%s/at/3", CASE_MS},
    {"the page of cases", "/cases", LIST_MS},
    {"the same, all by last entry", "/cases?status=all&sort=last", LIST_MS},
    {"the same, of a state", "/cases?state=s0", LIST_MS},
    {"the same, a search by title", "/cases?q=town", LIST_MS},
    {"the same, a search by id", "/cases?q=%s", LIST_MS},
    {"the same, a search for nothing", "/cases?q=zebra", LIST_MS},
    {"the overview", "/", LIST_MS},
    {"the page of a workflow", "/workflows/flat/town/main", LIST_MS},
    {"a case", "/api/v1/cases/%s", CASE_MS},
    {"a list, by age", "/api/v1/cases", LIST_MS},
    {"a list of all, ended too", "/api/v1/cases?status=all", LIST_MS},
    {"a list of a state", "/api/v1/cases?state=s0", LIST_MS},
    {"a list that is empty", "/api/v1/cases?state=s1", LIST_MS},
    {"a list, overdue", "/api/v1/cases?due=overdue", LIST_MS},
    {"a search, by id", "/api/v1/cases?q=abcd", LIST_MS},
    {"a search, by title", "/api/v1/cases?q=town", LIST_MS},
    {"tasks", "/api/v1/tasks", LIST_MS},
    {"municipalities", "/api/v1/municipalities", LIST_MS},
};

static void read_served(uint16_t port, asking *a, uint64_t cases) {
  char path[96], id[17];
  load *l = load_open(port);
  large_id(cases / 2, id);
  for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
    const char *at = strstr(routes[i].path, "%s");
    int before = at ? (int)(at - routes[i].path) : (int)strlen(routes[i].path);
    snprintf(path, sizeof path, "%.*s%s%s", before, routes[i].path, at ? id : "", at ? at + 2 : "");
    time_get(l, a, routes[i].name, path, routes[i].limit);
  }
  load_close(l);
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* From the call to an answer with 200, and what that takes of processors. */
static void time_start(const char *sprawa, const char *folder) {
  double wall[STARTS], spent[STARTS];
  for (int i = 0; i < STARTS; i++) {
    int pid;
    char answer[4096];
    double begun = bench_wall();
    uint16_t port = served_start(sprawa, folder, &pid);
    close(served_ask(port, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", answer, sizeof answer));
    wall[i] = (bench_wall() - begun) * 1e3;
    spent[i] = served_spent(pid) * 1e3;
    bench_check(strncmp(answer, "HTTP/1.1 200", 12) == 0, answer);
    bench_check(served_stop(pid) == 0, "the end of the server");
  }
  qsort(wall, STARTS, sizeof *wall, by_size);
  qsort(spent, STARTS, sizeof *spent, by_size);
  printf("%-34s %-8s half in %.1f ms, all in %.1f ms, limit %d ms; %.1f ms on processors\n",
         "start to first answer", "start", wall[STARTS / 2], wall[STARTS - 1], START_MS, spent[STARTS / 2]);
  fflush(stdout);
}

/* A token of that name and a number: its cases are all of them. */
static void admit_program(const char *sprawa, const char *folder, int number, asking *a) {
  char line[2000];
  snprintf(line, sizeof line,
           "%s user token add bench-%d --scope cases:open --scope cases:write --scope cases:read --scope "
           "definitions:read --scope stream --institution desk-town --expires '1 day' --rate 100000 --db "
           "%s/a.db 2>/dev/null",
           sprawa, number, folder);
  bench_check(served_shell(a->token, sizeof a->token, line) == 0, a->token);
}

/* The same for a person. */
static void admit_reader(const char *sprawa, const char *folder) {
  char line[2000], text[256];
  snprintf(line, sizeof line,
           "%s user add reader --role administrator --institution desk-town --db %s/a.db >/dev/null 2>&1",
           sprawa, folder);
  bench_check(served_shell(text, sizeof text, line) == 0, text);
}

static void come_in(const char *sprawa, const char *folder, uint16_t port, asking *a) {
  char line[2000], link[400];
  snprintf(line, sizeof line, "%s user link reader --db %s/a.db 2>/dev/null", sprawa, folder);
  bench_check(served_shell(link, sizeof link, line) == 0, line);
  const char *path = strstr(link, "/enter/");
  bench_check(path != NULL, link);
  served_enter(port, path, a->cookie, sizeof a->cookie);
}

/* What they add to the memory of a server that has answered all of the above. */
static void count_listeners(const char *sprawa, const char *folder, uint16_t port, int pid) {
  static int fds[LISTENERS];
  char request[LOAD_TEXT], answer[4096];
  asking a = {.path = "/api/v1/stream"};
  double before = served_memory(pid);
  for (int i = 0; i < LISTENERS; i++) {
    if (i % LISTENERS_OF_ONE == 0) admit_program(sprawa, folder, 1 + i / LISTENERS_OF_ONE, &a);
    get(&a, request);
    fds[i] = served_ask(port, request, answer, sizeof answer);
    bench_check(strncmp(answer, "HTTP/1.1 200", 12) == 0, answer);
  }
  double more = served_memory(pid) - before;
  printf("%-34s %-8s %.1f MB more than %.0f MB, limit %d MB\n", "1,000 listeners", "memory", more, before,
         LISTENERS_MB);
  for (int i = 0; i < LISTENERS; i++) close(fds[i]);
}

static void serve(const char *sprawa, const char *folder, asking *a, uint64_t cases) {
  int pid;
  time_start(sprawa, folder);
  uint16_t port = served_start(sprawa, folder, &pid);
  come_in(sprawa, folder, port, a);
  read_served(port, a, cases);
  count_listeners(sprawa, folder, port, pid);
  bench_check(served_stop(pid) == 0, "the end of the server");
}

int main(int argc, char **argv) {
  const char *sprawa = argc > 1 ? argv[1] : BENCH_SPRAWA,
             *site = argc > 2 ? argv[2] : "tests/bench/data/flat";
  uint64_t cases = bench_setting("BENCH_CASES", bench_setting("BENCH_LARGE", 0) ? 1000000 : 10000);
  char folder[256], path[300], line[2000], text[256];
  asking a = {.id = ""};
  struct rlimit files;
  snprintf(folder, sizeof folder, "%s/sprawa-read-XXXXXX", argc > 3 ? argv[3] : "/tmp");
  bench_check(mkdtemp(folder) != NULL, folder);
  snprintf(path, sizeof path, "%s/crowd.db", folder);
  bench_check(getrlimit(RLIMIT_NOFILE, &files) == 0, "the number of files");
  files.rlim_cur = files.rlim_max; /* the server inherits it */
  bench_check(setrlimit(RLIMIT_NOFILE, &files) == 0, "more files");
  crowd_make(path, cases);
  crowd_read(path, bench_setting("BENCH_LEAST", 20));
  crowd_search(path, bench_setting("BENCH_LEAST", 20));
  unlink(path);

  snprintf(line, sizeof line, "%s deploy %s --db %s/a.db 2>&1", sprawa, site, folder);
  bench_check(served_shell(text, sizeof text, line) == 0, text);
  admit_program(sprawa, folder, 0, &a);
  admit_reader(sprawa, folder);
  make_pattern(sprawa, folder, &a);
  snprintf(path, sizeof path, "%s/a.db", folder);
  large_fill(&(large_plan){path, a.id, cases, 0});
  serve(sprawa, folder, &a, cases);
  snprintf(line, sizeof line, "rm -r %s", folder);
  (void)served_shell(text, sizeof text, line);
  return 0;
}
