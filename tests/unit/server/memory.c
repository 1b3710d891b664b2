/* SPDX-License-Identifier: Apache-2.0 */
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "access/people.h"
#include "base/clock.h"
#include "doors/json_in.h"
#include "server/metrics.h"
#include "server/server.h"
#include "shell.h"
#include "sprawa/sprawa.h"
#include "store/random.h"
#include "store/reads.h"
#include "support.h"

/* Whatever runs out of memory while a request is answered, the request alone fails: each allocation of it is
 * refused in turn, once or from there on for good. The server lives on, and what it could not do then it does
 * the next time. That nothing leaks is seen by the build with sanitizers.
 *
 * The linker gives this allocator to everything but the test (CMakeLists.txt). */

static struct {
  size_t n, refused;
  bool for_good;
  bool fired;
} memory;

static void *give(void *ud, void *p, size_t old_size, size_t new_size) {
  if (new_size > 0 && memory.refused > 0) {
    memory.n++;
    bool now = memory.for_good ? memory.n >= memory.refused : memory.n == memory.refused;
    memory.fired = memory.fired || now;
    if (now) return NULL;
  }
  (void)ud;
  (void)old_size;
  if (new_size > 0) return realloc(p, new_size);
  free(p);
  return NULL;
}

extern const spr_alloc __wrap_spr_alloc_default;
const spr_alloc __wrap_spr_alloc_default = {give, NULL};

/* -- a server -------------------------------------------------------------------------------------------- */

typedef struct town {
  char folder[40], database[64], keys[64], master[64];
  spr_random random;
  spr_server server;
  bool retries; /* the answer tells when to ask again */
  sem_t here;   /* what a request waited for */
  char token[SPR_BEARER_CHARS + 8];
  char cookie[200], form[200];
  char id[SPRAWA_CASE_ID + 1];
  spr_arena arena;
} town;

static void ok(sprawa_code code, const sprawa_error *e) {
  if (code != SPRAWA_OK) fail_msg("%s: %s", e->name, e->message);
}

static void open_engine(town *t) {
  sprawa_error e;
  sprawa_definitions *d = NULL;
  sprawa_reply reply;
  sprawa_engine_options o = {.database = t->database, .keys = t->keys, .master = t->master, .create = true};
  ok(sprawa_engine_open(NULL, &o, &t->server.engine, &e), &e);
  ok(sprawa_definitions_site(NULL, "../../http/api/site", NULL, NULL, &d, &e), &e);
  ok(sprawa_engine_deploy(t->server.engine, d, &(sprawa_deploy){.actor = "test"}, NULL, &e), &e);
  sprawa_definitions_free(d);
  sprawa_request r = {.by = SPRAWA_OPERATOR};
  sprawa_value *fields = NULL;
  const char *names[] = {"nights", "answer"};
  sprawa_value *values[] = {sprawa_value_integer(NULL, 3), sprawa_value_text(NULL, "none", 4)};
  fields = sprawa_value_record(NULL, 2, names, values);
  ok(sprawa_engine_open_case(t->server.engine, "stay", "alpha", NULL, fields, &r, &reply, &e), &e);
  sprawa_value_release(fields);
  memcpy(t->id, reply.id, sizeof t->id);
}

static void open_people(town *t) {
  const uint8_t seed[32] = {1};
  const spr_str at[] = {SPR_STR("desk-alpha")};
  char why[SPR_MAX_MESSAGE_BYTES];
  spr_random_init(&t->random, seed);
  spr_people_options po = {.alloc = &spr_alloc_default,
                           .database = t->database,
                           .create = true,
                           .random = spr_random_bytes,
                           .random_ud = &t->random,
                           .busy_ms = 1000};
  spr_reads_options ro = {
      .alloc = &spr_alloc_default, .database = t->database, .create = true, .busy_ms = 1000};
  if (spr_people_open(&po, &t->server.people, why) != SPR_OK) fail_msg("%s", why);
  if (spr_reads_open(&ro, &t->server.reads, why) != SPR_OK) fail_msg("%s", why);
  spr_instant now = spr_clock_now();
  const spr_bearer token = {.name = SPR_STR("register"),
                            .scopes = SPR_SCOPES_ALL,
                            .institutions = at,
                            .ninstitutions = 1,
                            .rate = 100000,
                            .expires = now + 86400000};
  assert_int_equal(spr_people_token_add(t->server.people, &token, now, t->token), SPR_OK);
  const spr_user anna = {
      .name = SPR_STR("anna"), .role = SPR_ADMINISTRATOR, .institutions = at, .ninstitutions = 1};
  assert_int_equal(spr_people_add(t->server.people, &anna, now), SPR_OK);
  spr_secret link, session, csrf;
  spr_principal who;
  uint32_t retry;
  assert_int_equal(spr_people_link(t->server.people, anna.name, 60000, now, &link), SPR_OK);
  assert_int_equal(spr_people_use_link(t->server.people, spr_str_of(link.text), SPR_STR("::1"), now,
                                       &t->arena, &session, &who, &retry),
                   SPR_OK);
  spr_csrf_make(spr_str_of(session.text), &csrf);
  snprintf(t->cookie, sizeof t->cookie, "sprawa=%s", session.text);
  snprintf(t->form, sizeof t->form, "form=%s&by=desk-alpha&", csrf.text);
}

static int make_town(void **state) {
  static town t;
  t = (town){.server = {.version = "test", .language = "en"}};
  sem_init(&t.here, 0, 0);
  memory.refused = 0;
  memcpy(t.folder, "/tmp/memory-XXXXXX", sizeof "/tmp/memory-XXXXXX");
  assert_non_null(mkdtemp(t.folder));
  snprintf(t.database, sizeof t.database, "%s/db", t.folder);
  snprintf(t.keys, sizeof t.keys, "%s/keys", t.folder);
  snprintf(t.master, sizeof t.master, "%s/master", t.folder);
  spr_arena_init(&t.arena, &spr_alloc_default, 1 << 20);
  t.server.metrics = spr_metrics_new();
  open_engine(&t);
  open_people(&t);
  *state = &t;
  return 0;
}

static int remove_town(void **state) {
  town *t = *state;
  char command[64];
  memory.refused = 0;
  spr_people_close(t->server.people);
  spr_reads_close(t->server.reads);
  sprawa_engine_close(t->server.engine);
  spr_metrics_free(t->server.metrics);
  spr_arena_release(&t->arena);
  snprintf(command, sizeof command, "rm -r %s", t->folder);
  return test_shell(command) ? 0 : 1;
}

/* -- requests -------------------------------------------------------------------------------------------- */

typedef struct asked {
  spr_method method;
  const char *path; /* "*": the case */
  const char *body;
} asked;

static void come_back(void *here, bool soon) {
  (void)soon;
  sem_post(here);
}

/* As the transport does it. */
static uint16_t ask(town *t, const asked *k, size_t refuse, bool for_good, spr_buf *text) {
  /* What was said before it failed is not said. */
  static const char *const of_what_was[] = {"Set-Cookie", "ETag", "Location", "Link"};
  static unsigned times;
  char path[200], authorization[100], key[32], body[800];
  bool api = strncmp(k->path, "/api/", 5) == 0;
  const char *its = strchr(k->path, '*');
  snprintf(path, sizeof path, "%.*s%s%s", its ? (int)(its - k->path) : 0, k->path, its ? t->id : "",
           its ? its + 1 : k->path);
  snprintf(authorization, sizeof authorization, "Bearer %s", t->token);
  snprintf(key, sizeof key, "key-%u", times++);
  snprintf(body, sizeof body, "%s%s", api || !k->body ? "" : t->form, k->body ? k->body : "");
  const spr_pair headers[] = {
      api ? (spr_pair){SPR_STR("authorization"), spr_str_of(authorization)}
          : (spr_pair){SPR_STR("cookie"), spr_str_of(t->cookie)},
      {SPR_STR("content-type"),
       api ? SPR_STR("application/json") : SPR_STR("application/x-www-form-urlencoded")},
      {SPR_STR("sec-fetch-site"), SPR_STR("same-origin")},
      {SPR_STR("idempotency-key"), spr_str_of(key)},
      {SPR_STR("if-match"), SPR_STR("*")},
  };
  spr_arena arena;
  spr_arena_init(&arena, &spr_alloc_default, SPR_MAX_REQUEST_BYTES);
  const char *question = strchr(path, '?');
  const spr_pair query[] = {{SPR_STR("lang"), SPR_STR("pl")}};
  spr_http h = {.method = k->method,
                .path = spr_str_n(path, question ? (size_t)(question - path) : strlen(path)),
                .headers = headers,
                .nheaders = sizeof headers / sizeof *headers,
                .query = query,
                .nquery = question != NULL,
                .body = spr_str_of(body),
                .peer = SPR_STR("::1"),
                .local = true,
                .at = spr_clock_now(),
                .ready = come_back,
                .ready_ud = &t->here,
                .arena = &arena};
  spr_answer a = {.arena = &arena};
  spr_buf_init(&a.body, &spr_alloc_default, SPR_MAX_ANSWER_BYTES);
  memory.n = 0;
  memory.fired = false;
  memory.refused = refuse;
  memory.for_good = for_good;
  for (struct spr_visit *v = spr_server_handle(&t->server, &h, &a); v; v = spr_visit_go_on(v))
    if (!spr_visit_leave(v)) assert_int_equal(sem_wait(&t->here), 0);
  memory.refused = 0;
  assert_int_not_equal(a.status, 0);
  assert_false(a.body.failed);
  if (a.stream) a.stream->release(a.stream);
  spr_buf_clear(text);
  spr_buf_str(text, spr_buf_view(&a.body));
  t->retries = false;
  for (uint32_t i = 0; i < a.nheaders; i++) {
    assert_non_null(a.headers[i].name.p);
    t->retries = t->retries || strcmp(a.headers[i].name.p, "Retry-After") == 0;
    for (size_t w = 0; a.status == 503 && w < sizeof of_what_was / sizeof *of_what_was; w++)
      assert_string_not_equal(a.headers[i].name.p, of_what_was[w]);
  }
  spr_buf_release(&a.body);
  spr_arena_release(&arena);
  return a.status;
}

/* Refused memory, a request is answered as if nothing had happened, or that it could not be done. */
static void refuse_in_turn(town *t, const asked *k, bool for_good) {
  spr_buf text;
  spr_buf_init(&text, &(spr_alloc){give, NULL}, SPR_MAX_ANSWER_BYTES);
  uint16_t good = ask(t, k, 0, false, &text);
  if (good >= 400) fail_msg("%s: %u %s", k->path, good, text.p);
  uint32_t failed = 0;
  size_t n = 1;
  for (;; n++) {
    uint16_t status = ask(t, k, n, for_good, &text);
    if (!memory.fired) break;
    if (status != 503 && status != good) fail_msg("%s, %zu: %u %s", k->path, n, status, text.p ? text.p : "");
    failed += status == 503;
  }
  assert_true(failed > 0);
  uint16_t again = ask(t, k, 0, false, &text);
  if (again != good) fail_msg("%s afterwards: %u %s", k->path, again, text.p);
  spr_buf_release(&text);
}

static void each_allocation_fails_once(void **state) {
  static const asked all[] = {
      {SPR_METHOD_GET, "/api/v1/cases", NULL},
      {SPR_METHOD_GET, "/api/v1/cases/*?lang=pl", NULL},
      {SPR_METHOD_GET, "/api/v1/cases/*/journal", NULL},
      {SPR_METHOD_GET, "/api/v1/cases/*/explain", NULL},
      {SPR_METHOD_GET, "/api/v1/tasks", NULL},
      {SPR_METHOD_GET, "/api/v1/outbox", NULL},
      {SPR_METHOD_GET, "/api/v1/municipalities", NULL},
      {SPR_METHOD_GET, "/api/v1/packages", NULL},
      {SPR_METHOD_GET, "/api/v1/stream", NULL},
      {SPR_METHOD_POST, "/api/v1/cases/*/notes", "{\"text\": \"a note, \\u0105 and 12345\"}"},
      {SPR_METHOD_POST, "/api/v1/cases/*/events",
       "{\"event\": \"write\", \"data\": {}, \"by\": \"desk-alpha\"}"},
      {SPR_METHOD_POST, "/api/v1/cases",
       "{\"package\": \"stay\", \"municipality\": \"alpha\", \"case\": {\"nights\": 1234567890, \"rooms\": "
       "[{\"room\": \"a\"}, {\"room\": \"b\"}]}}"},
      {SPR_METHOD_GET, "/readyz", NULL},
      {SPR_METHOD_GET, "/metrics", NULL},
      {SPR_METHOD_GET, "/", NULL},
      {SPR_METHOD_GET, "/cases", NULL},
      {SPR_METHOD_GET, "/cases/*", NULL},
      {SPR_METHOD_GET, "/cases/*/at/1", NULL},
      {SPR_METHOD_GET, "/cases.json", NULL},
      {SPR_METHOD_GET, "/cases.csv", NULL},
      {SPR_METHOD_GET, "/live", NULL},
      {SPR_METHOD_GET, "/workflows", NULL},
      {SPR_METHOD_GET, "/matrix", NULL},
      {SPR_METHOD_GET, "/system", NULL},
      {SPR_METHOD_GET, "/access", NULL},
      {SPR_METHOD_POST, "/cases/*/note", "text=one+more"},
  };
  town *t = *state;
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    refuse_in_turn(t, &all[i], false);
    refuse_in_turn(t, &all[i], true);
  }
}

/* What takes long is made for a few at a time; the others come back, and nobody else waits for them. */
static void reports_are_few_at_a_time(void **state) {
  static const char *const reports[] = {"/api/v1/indicators", "/api/v1/matrix", "/indicators", "/matrix",
                                        "/cases.csv",         "/cases.json"};
  static const char *const others[] = {"/api/v1/cases", "/cases", "/cases/*", "/", "/healthz"};
  town *t = *state;
  spr_buf text;
  spr_buf_init(&text, &(spr_alloc){give, NULL}, SPR_MAX_ANSWER_BYTES);
  for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
    const asked k = {SPR_METHOD_GET, reports[i], NULL};
    t->server.reports = SPR_MAX_REPORTS;
    if (ask(t, &k, 0, false, &text) != 503 || !t->retries) fail_msg("%s: %s", reports[i], text.p);
    assert_int_equal(t->server.reports, SPR_MAX_REPORTS);
    t->server.reports = SPR_MAX_REPORTS - 1;
    if (ask(t, &k, 0, false, &text) == 503) fail_msg("%s: %s", reports[i], text.p);
    assert_int_equal(t->server.reports, SPR_MAX_REPORTS - 1);
  }
  t->server.reports = SPR_MAX_REPORTS;
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (ask(t, &(asked){SPR_METHOD_GET, others[i], NULL}, 0, false, &text) != 200)
      fail_msg("%s: %s", others[i], text.p);
  spr_buf_release(&text);
}

/* The library leaves out what it has no room for, and goes on. */
static void a_document_is_whole_or_lost(void **state) {
  static const char text[] = "[\"a text that is longer than a first piece of memory\", 12345678901234567]";
  (void)state;
  size_t n = 1;
  for (;; n++) {
    spr_buf fault;
    spr_buf_init(&fault, &(spr_alloc){give, NULL}, SPR_MAX_MESSAGE_BYTES);
    memory.n = 0;
    memory.fired = memory.for_good = false;
    memory.refused = n;
    json_t *j = spr_json_parse(spr_str_of(text), &fault);
    memory.refused = 0;
    assert_true(j ? !memory.fired && !fault.nomem : fault.nomem);
    json_decref(j);
    spr_buf_release(&fault);
    if (!memory.fired) break;
  }
  assert_true(n > 5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(each_allocation_fails_once, make_town, remove_town),
      cmocka_unit_test_setup_teardown(reports_are_few_at_a_time, make_town, remove_town),
      cmocka_unit_test(a_document_is_whole_or_lost)};
  spr_json_spare_memory();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
