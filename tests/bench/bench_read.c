/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE /* mkdtemp */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "crowd.h"
#include "http_load.h"
#include "large.h"
#include "served.h"

/* How long people wait who read. First lists and counts of the store, over cases that differ as those of some
 * cities do (crowd.h): every filter by every order and scope, in time on the processor. Then `sprawa serve`
 * over a file of cases that the engine has made (large.h): its start, a case, lists, a search, the overview.
 *
 * usage: bench_read [SPRAWA [SITE [FOLDER]]]
 *
 * BENCH_CASES: how many cases (10,000; with BENCH_LARGE=1 a million). BENCH_LEAST: lists of the store that
 * take as many milliseconds are told each (20). */

enum { ROUNDS = 20, EVENTS = 6 };

typedef struct asking {
  const char *path, *body; /* body NULL: GET */
  char token[128], id[17];
} asking;

static int ask(void *ud, uint64_t i, char out[LOAD_TEXT]) {
  const asking *a = ud;
  (void)i;
  if (!a->body)
    return snprintf(out, LOAD_TEXT, "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n",
                    a->path, a->token);
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
static void time_get(load *l, asking *a, const char *name, const char *path) {
  double half, most;
  a->path = path;
  load_run(l, 1, ask, keep_id, a);
  load_latency(l, &half, &most);
  for (int i = 0; i < ROUNDS; i++) load_run(l, 1, ask, keep_id, a);
  load_latency(l, &half, &most);
  printf("%-34s %-8s half in %.2f ms, all in %.2f ms\n", name, "GET", half, most);
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

static void read_served(const char *sprawa, const char *folder, asking *a, uint64_t cases) {
  int pid;
  char path[64], id[17];
  double begun = bench_wall();
  load *l = load_open(served_start(sprawa, folder, &pid));
  a->path = "/healthz";
  load_run(l, 1, ask, keep_id, a);
  printf("%-34s %-8s %.1f ms\n", "start to first answer", "start", (bench_wall() - begun) * 1e3);
  large_id(cases / 2, id);
  snprintf(path, sizeof path, "/api/v1/cases/%s", id);
  time_get(l, a, "a case", path);
  time_get(l, a, "a list, by age", "/api/v1/cases");
  time_get(l, a, "a list of all, ended too", "/api/v1/cases?status=all");
  time_get(l, a, "a list of a state", "/api/v1/cases?state=s0");
  time_get(l, a, "a list that is empty", "/api/v1/cases?state=s1");
  time_get(l, a, "a list, overdue", "/api/v1/cases?due=overdue");
  time_get(l, a, "a search, by number", "/api/v1/cases?q=abcd");
  time_get(l, a, "a search, by title", "/api/v1/cases?q=town");
  time_get(l, a, "tasks", "/api/v1/tasks");
  time_get(l, a, "municipalities", "/api/v1/municipalities");
  load_close(l);
  bench_check(served_stop(pid) == 0, "the end of the server");
}

int main(int argc, char **argv) {
  const char *sprawa = argc > 1 ? argv[1] : BENCH_SPRAWA,
             *site = argc > 2 ? argv[2] : "tests/bench/data/flat";
  uint64_t cases = bench_setting("BENCH_CASES", bench_setting("BENCH_LARGE", 0) ? 1000000 : 10000);
  char folder[256], path[300], line[2000], text[256];
  asking a = {.id = ""};
  snprintf(folder, sizeof folder, "%s/sprawa-read-XXXXXX", argc > 3 ? argv[3] : "/tmp");
  bench_check(mkdtemp(folder) != NULL, folder);
  snprintf(path, sizeof path, "%s/crowd.db", folder);
  crowd_make(path, cases);
  crowd_read(path, bench_setting("BENCH_LEAST", 20));
  crowd_search(path, bench_setting("BENCH_LEAST", 20));
  unlink(path);

  snprintf(line, sizeof line, "%s deploy %s --db %s/a.db 2>&1", sprawa, site, folder);
  bench_check(served_shell(text, sizeof text, line) == 0, text);
  snprintf(
      line, sizeof line,
      "%s user token add bench --scope cases:open --scope cases:write --scope cases:read --scope "
      "definitions:read --institution desk-town --expires '1 day' --rate 100000 --db %s/a.db 2>/dev/null",
      sprawa, folder);
  bench_check(served_shell(a.token, sizeof a.token, line) == 0, a.token);
  make_pattern(sprawa, folder, &a);
  snprintf(path, sizeof path, "%s/a.db", folder);
  large_fill(&(large_plan){path, a.id, cases, 0});
  read_served(sprawa, folder, &a, cases);
  snprintf(line, sizeof line, "rm -r %s", folder);
  (void)served_shell(text, sizeof text, line);
  return 0;
}
