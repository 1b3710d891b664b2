/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bare_http.h"
#include "bench.h"
#include "http_load.h"
#include "served.h"

/* Durable events over HTTP: `sprawa serve` beside libmicrohttpd over a bare SQLite loop, in turn, 32 clients
 * on each, every answer after its commit. Each run is one event for every case.
 *
 * usage: bench_http [SPRAWA [SITE [FOLDER]]]
 *
 * BENCH_CASES: how many cases (10,000). */

typedef struct side {
  load *client;
  uint64_t cases;
  char (*ids)[17];
  uint32_t *turns; /* how many events each case has had */
  int bare, pid;
  double before; /* of the processor's time, spent until it was ready */
  uint64_t answered;
  char token[128];
} side;

static int post(const side *s, char out[LOAD_TEXT], const char *path, const char *body) {
  return snprintf(
      out, LOAD_TEXT,
      "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"
      "Content-Length: %zu\r\n\r\n%s",
      path, s->token, strlen(body), body);
}

static int ask_open(void *ud, uint64_t i, char out[LOAD_TEXT]) {
  (void)i;
  return post(ud, out, "/api/v1/cases", "{\"package\":\"flat\",\"municipality\":\"town\"}");
}

static void keep_id(void *ud, uint64_t i, const char *body) {
  side *s = ud;
  const char *at = strstr(body, "\"id\":");
  bench_check(at != NULL, body);
  at = strchr(at + 5, '"');
  snprintf(s->ids[i], sizeof *s->ids, "%.16s", at + 1);
}

static int ask_event(void *ud, uint64_t i, char out[LOAD_TEXT]) {
  side *s = ud;
  char path[64], body[64];
  snprintf(path, sizeof path, s->bare ? "/%s" : "/api/v1/cases/%s/events", s->ids[i]);
  snprintf(body, sizeof body, "{\"event\":\"e%u\"}", (unsigned)(s->turns[i]++ % 6));
  return post(s, out, path, body);
}

static void ignore(void *ud, uint64_t i, const char *body) {
  (void)ud;
  (void)i;
  (void)body;
}

static int ask_case(void *ud, uint64_t i, char out[LOAD_TEXT]) {
  const side *s = ud;
  return snprintf(out, LOAD_TEXT,
                  "GET /api/v1/cases/%s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n",
                  s->ids[i * (s->cases / 20)], s->token);
}

static void check_case(void *ud, uint64_t i, const char *body) {
  const side *s = ud;
  char want[32];
  snprintf(want, sizeof want, "\"counter\":%u", (unsigned)s->turns[i * (s->cases / 20)]);
  bench_check(strstr(body, want) != NULL, body);
}

static double events(void *ud, uint64_t n) {
  side *s = ud;
  s->answered += n;
  return load_run(s->client, n, ask_event, ignore, s);
}

/* Of a process: microseconds on a processor, and megabytes resident. */
static void spent(int pid, double *us, double *mb) {
  char path[64], text[1024] = "";
  unsigned long user = 0, kernel = 0, pages = 0;
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  FILE *f = fopen(path, "r");
  bench_check(f != NULL, path);
  text[fread(text, 1, sizeof text - 1, f)] = '\0';
  fclose(f);
  /* The name in brackets may hold anything; the fields behind it are numbered from 3. */
  const char *at = strrchr(text, ')');
  for (int field = 2; at && field < 24; field++) {
    at = strchr(at + 1, ' ');
    if (field == 13 && at) user = strtoul(at, NULL, 10);
    if (field == 14 && at) kernel = strtoul(at, NULL, 10);
    if (field == 23 && at) pages = strtoul(at, NULL, 10);
  }
  bench_check(at != NULL, path);
  *us = (double)(user + kernel) * 1e6 / (double)sysconf(_SC_CLK_TCK);
  *mb = (double)pages * (double)sysconf(_SC_PAGESIZE) / 1048576.0;
}

static void tell(const char *name, side *s) {
  double half, most, us, mb;
  load_latency(s->client, &half, &most);
  spent(s->pid, &us, &mb);
  printf("  %-18s half answered in %.2f ms, 99 of 100 in %.2f ms; %.0f us of processor each, %.0f MB\n", name,
         half, most, (us - s->before) / (double)s->answered, mb);
}

int main(int argc, char **argv) {
  const char *sprawa = argc > 1 ? argv[1] : BENCH_SPRAWA,
             *site = argc > 2 ? argv[2] : "tests/bench/data/flat";
  char folder[256], line[2000], text[256], copy[400];
  side engine = {.cases = bench_setting("BENCH_CASES", 10000)}, bare = {.bare = 1};
  snprintf(folder, sizeof folder, "%s/sprawa-http-XXXXXX", argc > 3 ? argv[3] : "/tmp");
  bench_check(mkdtemp(folder) != NULL, folder);
  signal(SIGPIPE, SIG_IGN);

  snprintf(line, sizeof line, "%s deploy %s --db %s/a.db 2>&1", sprawa, site, folder);
  bench_check(served_shell(text, sizeof text, line) == 0, text);
  snprintf(line, sizeof line,
           "%s user token add bench --scope cases:open --scope cases:write --scope cases:read --institution "
           "desk-town --expires '1 day' --rate 1000000 --db %s/a.db 2>/dev/null",
           sprawa, folder);
  bench_check(served_shell(engine.token, sizeof engine.token, line) == 0, engine.token);
  engine.ids = calloc(engine.cases, sizeof *engine.ids);
  engine.turns = calloc(engine.cases, sizeof *engine.turns);
  bare.turns = calloc(engine.cases, sizeof *bare.turns);
  bench_check(engine.ids && engine.turns && bare.turns, "memory");
  engine.client = load_open(served_start(sprawa, folder, &engine.pid));
  load_run(engine.client, engine.cases, ask_open, keep_id, &engine);
  /* The pattern of the bare loop is an event. */
  events(&engine, engine.cases);
  load_close(engine.client);
  bench_check(served_stop(engine.pid) == 0, "the end of the server");

  snprintf(line, sizeof line, "cp %s/a.db %s/b.db", folder, folder);
  snprintf(copy, sizeof copy, "%s/b.db", folder);
  bench_check(served_shell(text, sizeof text, line) == 0, line);
  bare.cases = engine.cases;
  bare.ids = engine.ids;
  bare.client = load_open(bare_http_start(copy, &bare.pid));
  engine.client = load_open(served_start(sprawa, folder, &engine.pid));
  double mb;
  engine.answered = 0;
  spent(engine.pid, &engine.before, &mb);
  spent(bare.pid, &bare.before, &mb);
  bench_pair("events over HTTP", "events", events, &engine, events, &bare, engine.cases);
  tell("of the engine", &engine);
  tell("of the bare server", &bare);
  load_run(engine.client, 20, ask_case, check_case, &engine);
  load_close(engine.client);
  load_close(bare.client);
  served_stop(bare.pid);
  bench_check(served_stop(engine.pid) == 0, "the end of the server");
  snprintf(line, sizeof line, "rm -r %s", folder);
  (void)served_shell(text, sizeof text, line);
  free(engine.turns);
  free(bare.turns);
  free(engine.ids);
  return 0;
}
