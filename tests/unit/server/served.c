/* SPDX-License-Identifier: Apache-2.0 */
#include "served.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "server/metrics.h"
#include "shell.h"
#include "sprawa/sprawa.h"
#include "store/reads.h"

/* -- a server -------------------------------------------------------------------------------------------- */

static void ok(sprawa_code code, const sprawa_error *e) {
  if (code != SPRAWA_OK) fail_msg("%s: %s", e->name, e->message);
}

static void open_engine(served *t) {
  sprawa_error e;
  sprawa_engine_options o = {.database = t->database, .keys = t->keys, .master = t->master, .create = true};
  ok(sprawa_engine_open(NULL, &o, &t->server.engine, &e), &e);
}

static void deploy(served *t, const char *site) {
  sprawa_error e;
  sprawa_definitions *d = NULL;
  ok(sprawa_definitions_site(NULL, site, NULL, NULL, &d, &e), &e);
  ok(sprawa_engine_deploy(t->server.engine, d, &(sprawa_deploy){.actor = "test"}, NULL, &e), &e);
  sprawa_definitions_free(d);
}

void served_open_case(served *t, char id[SPRAWA_CASE_ID + 1]) {
  sprawa_error e;
  sprawa_reply reply;
  sprawa_request r = {.by = SPRAWA_OPERATOR};
  const char *names[] = {"nights", "answer"};
  sprawa_value *values[] = {sprawa_value_integer(NULL, 3), sprawa_value_text(NULL, "none", 4)};
  sprawa_value *fields = sprawa_value_record(NULL, 2, names, values);
  ok(sprawa_engine_open_case(t->server.engine, "stay", "alpha", NULL, fields, &r, &reply, &e), &e);
  sprawa_value_release(fields);
  memcpy(id, reply.id, sizeof reply.id);
}

void served_note(served *t, const char *id) {
  sprawa_error e;
  sprawa_reply reply;
  sprawa_request r = {.by = SPRAWA_OPERATOR};
  ok(sprawa_engine_note(t->server.engine, id, "a note", &r, &reply, &e), &e);
}

static void open_people(served *t) {
  char why[SPR_MAX_MESSAGE_BYTES];
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
}

void served_enter(served *t, const char *name, spr_role_of role, const char *institution, visitor *out) {
  const spr_str at = spr_str_of(institution);
  const spr_user user = {.name = spr_str_of(name), .role = role, .institutions = &at, .ninstitutions = 1};
  assert_int_equal(spr_people_add(t->server.people, &user, spr_clock_now()), SPR_OK);
  served_link(t, name, out);
}

void served_link(served *t, const char *name, visitor *out) {
  spr_instant now = spr_clock_now();
  spr_secret link;
  spr_principal who;
  uint32_t retry;
  snprintf(out->name, sizeof out->name, "%s", name);
  assert_int_equal(spr_people_link(t->server.people, spr_str_of(name), 60000, now, &link), SPR_OK);
  assert_int_equal(spr_people_use_link(t->server.people, spr_str_of(link.text), SPR_STR("::1"), now,
                                       &t->arena, &out->session, &who, &retry),
                   SPR_OK);
  spr_csrf_make(spr_str_of(out->session.text), &out->form);
}

void served_token(served *t, const char *name, const char *institution, char out[SPR_BEARER_CHARS + 1]) {
  const spr_str at = spr_str_of(institution);
  spr_instant now = spr_clock_now();
  const spr_bearer token = {.name = spr_str_of(name),
                            .scopes = SPR_SCOPES_ALL,
                            .institutions = &at,
                            .ninstitutions = 1,
                            .rate = 100000,
                            .expires = now + 86400000};
  assert_int_equal(spr_people_token_add(t->server.people, &token, now, out), SPR_OK);
}

void served_open_site(served *t, const char *site) {
  static const char marking[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  const uint8_t seed[32] = {1};
  *t = (served){.server = {.version = "test", .language = "en"}};
  memcpy(t->server.marking, marking, sizeof marking);
  sem_init(&t->here, 0, 0);
  memcpy(t->folder, "/tmp/served-XXXXXX", sizeof "/tmp/served-XXXXXX");
  assert_non_null(mkdtemp(t->folder));
  snprintf(t->database, sizeof t->database, "%s/db", t->folder);
  snprintf(t->keys, sizeof t->keys, "%s/keys", t->folder);
  snprintf(t->master, sizeof t->master, "%s/master", t->folder);
  spr_random_init(&t->random, seed);
  spr_arena_init(&t->arena, &spr_alloc_default, 1 << 20);
  t->server.metrics = spr_metrics_new();
  open_engine(t);
  deploy(t, site);
  open_people(t);
}

void served_open(served *t) {
  served_open_site(t, "../../http/api/site");
  served_open_case(t, t->id);
}

static void close_all(served *t) {
  spr_people_close(t->server.people);
  spr_reads_close(t->server.reads);
  sprawa_engine_close(t->server.engine);
}

void served_restart(served *t) {
  close_all(t);
  open_engine(t);
  open_people(t);
}

void served_copy(served *t) {
  char command[200];
  served_restart(t); /* closing empties the log */
  snprintf(command, sizeof command, "cp %s %s-copy", t->database, t->database);
  assert_true(test_shell(command));
}

void served_put_back(served *t) {
  char command[400];
  close_all(t);
  snprintf(command, sizeof command, "rm -f %s-wal %s-shm && mv %s-copy %s", t->database, t->database,
           t->database, t->database);
  assert_true(test_shell(command));
  open_engine(t);
  open_people(t);
}

void served_close(served *t) {
  char command[64];
  close_all(t);
  spr_metrics_free(t->server.metrics);
  spr_arena_release(&t->arena);
  sem_destroy(&t->here);
  snprintf(command, sizeof command, "rm -r %s", t->folder);
  assert_true(test_shell(command));
}

/* -- requests -------------------------------------------------------------------------------------------- */

/* With the id of the case in the place of each "@". */
static void fill_in(char *out, size_t room, const char *text, const char *id) {
  size_t n = 0;
  for (const char *p = text; *p; p++) {
    const char one[2] = {*p, '\0'}, *part = *p == '@' ? id : one;
    n += (size_t)snprintf(out + n, room - n, "%s", part);
    assert_true(n < room);
  }
  out[n] = '\0';
}

static void add_header(request *r, const char *name, const char *value) {
  assert_true(r->http.nheaders < TEST_COUNT(r->headers));
  r->headers[r->http.nheaders++] = (spr_pair){spr_str_of(name), spr_str_of(value)};
}

static void add_headers(request *r, const asked *k, bool api) {
  static unsigned times;
  snprintf(r->key, sizeof r->key, "key-%u", times++);
  snprintf(r->authorization, sizeof r->authorization, "Bearer %s", k->token ? k->token : "");
  snprintf(r->cookies, sizeof r->cookies, "%s%s%s%s", k->by ? "sprawa=" : "",
           k->by ? k->by->session.text : "", k->by && k->cookie ? "; " : "", k->cookie ? k->cookie : "");
  if (k->token) add_header(r, "authorization", r->authorization);
  if (*r->cookies) add_header(r, "cookie", r->cookies);
  if (k->body || k->method == SPR_METHOD_POST)
    add_header(r, "content-type", api ? "application/json" : "application/x-www-form-urlencoded");
  if (!k->site || *k->site) add_header(r, "sec-fetch-site", k->site ? k->site : "same-origin");
  if (k->language) add_header(r, "accept-language", k->language);
  if (api) add_header(r, "idempotency-key", r->key);
  for (size_t i = 0; i < TEST_COUNT(k->header); i++)
    if (k->header[i]) add_header(r, k->header[i], k->value[i]);
}

/* Cuts "a=b&c=d" off the path. */
static void split_query(request *r) {
  char *rest = strchr(r->path, '?');
  while (rest) {
    *rest++ = '\0';
    char *value = strchr(rest, '='), *next = strchr(rest, '&');
    assert_true(value && r->http.nquery < TEST_COUNT(r->query));
    *value++ = '\0';
    size_t n = next ? (size_t)(next - value) : strlen(value);
    r->query[r->http.nquery++] = (spr_pair){spr_str_of(rest), spr_str_n(value, n)};
    rest = next;
  }
}

static void come_back(void *here, bool soon) {
  (void)soon;
  sem_post(here);
}

void request_make(request *r, served *t, const asked *k) {
  char filled[sizeof r->body - 64];
  bool api = strncmp(k->path, "/api/", 5) == 0;
  *r = (request){.town = t};
  spr_arena_init(&r->arena, &spr_alloc_default, SPR_MAX_REQUEST_BYTES);
  r->http = (spr_http){.method = k->method,
                       .headers = r->headers,
                       .query = r->query,
                       .peer = SPR_STR("::1"),
                       .local = true,
                       .at = spr_clock_now(),
                       .ready = come_back,
                       .ready_ud = &t->here,
                       .arena = &r->arena};
  fill_in(r->path, sizeof r->path, k->path, t->id);
  fill_in(filled, sizeof filled, k->body ? k->body : "", t->id);
  bool form = !api && k->method == SPR_METHOD_POST && k->by && !k->formless;
  snprintf(r->body, sizeof r->body, "%s%s%s%s", form ? "form=" : "", form ? k->by->form.text : "",
           form && *filled ? "&" : "", filled);
  split_query(r);
  add_headers(r, k, api);
  r->http.path = spr_str_of(r->path);
  r->http.body = spr_str_of(r->body);
  r->answer = (spr_answer){.arena = &r->arena};
  spr_buf_init(&r->answer.body, &spr_alloc_default, SPR_MAX_ANSWER_BYTES);
}

void request_answer(request *r) {
  spr_server *s = &r->town->server;
  struct spr_visit *v = spr_visit_new(s, &r->http, &r->answer);
  if (!v) r->answer.status = 503; /* there the transport refuses */
  if (v) v = spr_visit_begin(v);
  for (; v; v = spr_visit_go_on(v))
    if (!spr_visit_leave(v)) assert_int_equal(sem_wait(&r->town->here), 0);
}

void request_release(request *r) {
  if (r->answer.stream) r->answer.stream->release(r->answer.stream);
  spr_buf_release(&r->answer.body);
  spr_arena_release(&r->arena);
}

const char *request_header(const request *r, const char *name) {
  for (uint32_t i = 0; i < r->answer.nheaders; i++)
    if (spr_str_is(r->answer.headers[i].name, name)) return r->answer.headers[i].value.p;
  return NULL;
}

uint16_t served_ask(served *t, const asked *k, spr_buf *text) {
  request r;
  request_make(&r, t, k);
  request_answer(&r);
  uint16_t status = r.answer.status;
  spr_buf_clear(text);
  spr_buf_str(text, spr_buf_view(&r.answer.body));
  request_release(&r);
  return status;
}
