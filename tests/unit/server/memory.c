/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "doors/json_in.h"
#include "served.h"

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

/* -- requests -------------------------------------------------------------------------------------------- */

static visitor anna;
static char token[SPR_BEARER_CHARS + 1];

static int make_town(void **state) {
  static served t;
  memory.refused = 0;
  served_open(&t);
  served_enter(&t, "anna", SPR_ADMINISTRATOR, "desk-alpha", &anna);
  served_token(&t, "register", "desk-alpha", token);
  *state = &t;
  return 0;
}

static int remove_town(void **state) {
  memory.refused = 0;
  served_close(*state);
  return 0;
}

typedef struct asking {
  spr_method method;
  const char *path, *body;
} asking;

/* What was said before it failed is not said. */
static void check_headers(const request *r) {
  static const char *const of_what_was[] = {"Set-Cookie", "ETag", "Location", "Link"};
  for (uint32_t i = 0; i < r->answer.nheaders; i++) assert_non_null(r->answer.headers[i].name.p);
  for (size_t i = 0; r->answer.status == 503 && i < TEST_COUNT(of_what_was); i++)
    assert_null(request_header(r, of_what_was[i]));
}

static uint16_t ask(served *t, const asking *k, size_t refuse, bool for_good, spr_buf *text) {
  bool api = strncmp(k->path, "/api/", 5) == 0;
  const asked all = {.method = k->method,
                     .path = k->path,
                     .body = k->body,
                     .by = api ? NULL : &anna,
                     .token = api ? token : NULL,
                     .header = {"if-match"},
                     .value = {"*"}};
  request r;
  request_make(&r, t, &all);
  memory.n = 0;
  memory.fired = false;
  memory.refused = refuse;
  memory.for_good = for_good;
  request_answer(&r);
  memory.refused = 0;
  uint16_t status = r.answer.status;
  assert_int_not_equal(status, 0);
  assert_false(r.answer.body.failed);
  check_headers(&r);
  spr_buf_clear(text);
  spr_buf_str(text, spr_buf_view(&r.answer.body));
  request_release(&r);
  return status;
}

/* Refused memory, a request is answered as if nothing had happened, or that it could not be done. */
static void refuse_in_turn(served *t, const asking *k, bool for_good) {
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
  static const asking all[] = {
      {SPR_METHOD_GET, "/api/v1/cases", NULL},
      {SPR_METHOD_GET, "/api/v1/cases/@?lang=pl", NULL},
      {SPR_METHOD_GET, "/api/v1/cases/@/journal", NULL},
      {SPR_METHOD_GET, "/api/v1/cases/@/explain", NULL},
      {SPR_METHOD_GET, "/api/v1/tasks", NULL},
      {SPR_METHOD_GET, "/api/v1/outbox", NULL},
      {SPR_METHOD_GET, "/api/v1/municipalities", NULL},
      {SPR_METHOD_GET, "/api/v1/packages", NULL},
      {SPR_METHOD_GET, "/api/v1/stream", NULL},
      {SPR_METHOD_POST, "/api/v1/cases/@/notes", "{\"text\": \"a note, \\u0105 and 12345\"}"},
      {SPR_METHOD_POST, "/api/v1/cases/@/events",
       "{\"event\": \"write\", \"data\": {}, \"by\": \"desk-alpha\"}"},
      {SPR_METHOD_POST, "/api/v1/cases",
       "{\"package\": \"stay\", \"municipality\": \"alpha\", \"case\": {\"nights\": 1234567890, \"rooms\": "
       "[{\"room\": \"a\"}, {\"room\": \"b\"}]}}"},
      {SPR_METHOD_GET, "/readyz", NULL},
      {SPR_METHOD_GET, "/metrics", NULL},
      {SPR_METHOD_GET, "/", NULL},
      {SPR_METHOD_GET, "/cases", NULL},
      {SPR_METHOD_GET, "/cases/@", NULL},
      {SPR_METHOD_GET, "/cases/@/at/1", NULL},
      {SPR_METHOD_GET, "/cases.json", NULL},
      {SPR_METHOD_GET, "/cases.csv", NULL},
      {SPR_METHOD_GET, "/live", NULL},
      {SPR_METHOD_GET, "/workflows", NULL},
      {SPR_METHOD_GET, "/matrix", NULL},
      {SPR_METHOD_GET, "/system", NULL},
      {SPR_METHOD_GET, "/access", NULL},
      {SPR_METHOD_GET, "/cases/@/access", NULL},
      {SPR_METHOD_GET, "/workflows/stay/alpha/main", NULL},
      {SPR_METHOD_GET, "/source/stay/alpha?file=workflows/stay/main.yaml", NULL},
      {SPR_METHOD_GET, "/indicators", NULL},
      {SPR_METHOD_GET, "/emergency?case=x", NULL},
      {SPR_METHOD_GET, "/password", NULL},
      {SPR_METHOD_GET, "/confirm", NULL},
      {SPR_METHOD_GET, "/keys", NULL},
      {SPR_METHOD_GET, "/accessibility", NULL},
      {SPR_METHOD_POST, "/language", "to=pl&back=/cases"},
      {SPR_METHOD_POST, "/keys", "keys=off"},
      {SPR_METHOD_POST, "/cases/@/note", "by=desk-alpha&text=one+more"},
      {SPR_METHOD_POST, "/cases/@/event/write", "by=desk-alpha"},
  };
  served *t = *state;
  for (size_t i = 0; i < TEST_COUNT(all); i++) {
    refuse_in_turn(t, &all[i], false);
    refuse_in_turn(t, &all[i], true);
  }
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
      cmocka_unit_test(a_document_is_whole_or_lost)};
  spr_json_spare_memory();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
