/* SPDX-License-Identifier: Apache-2.0 */
#include "server/rest.h"
#include <stdio.h>
#include <stdlib.h>

#include "doors/given.h"
#include "doors/json_in.h"
#include "server/log.h"
#include "server/media.h"
#include "server/rest_openapi.h"
#include "server/rest_routes.h"
#include "support.h"

/* What the API is made of, without a server: problems, entity tags, media types, paths, bodies. */

/* -- problems -------------------------------------------------------------------------------------------- */

static void every_problem_is_one(void **state) {
  (void)state;
  for (int p = 0; p < SPR_PROBLEMS; p++) {
    const spr_problem_info *a = spr_problem_of((spr_problem)p);
    assert_true(a->status >= 400 && a->status < 600);
    assert_true(strspn(a->code, "abcdefghijklmnopqrstuvwxyz-") == strlen(a->code));
    assert_true(strlen(a->title) > 0 && strlen(a->about) > 0 && a->about[strlen(a->about) - 1] == '.');
    for (int q = 0; q < p; q++) {
      const spr_problem_info *b = spr_problem_of((spr_problem)q);
      assert_string_not_equal(a->code, b->code);
      assert_true(b->status <= a->status); /* the description lists them by status */
    }
  }
  assert_true(SPR_PROBLEMS <= 32); /* they are bits of a route */
}

typedef struct failure {
  sprawa_code code;
  const char *name;
  spr_problem problem;
} failure;

static void errors_become_problems(void **state) {
  static const failure table[] = {
      {SPRAWA_REFUSED, "guard", SPR_PROBLEM_EVENT_REFUSED},
      {SPRAWA_REFUSED, "not-competent", SPR_PROBLEM_EVENT_REFUSED},
      {SPRAWA_REFUSED, "data", SPR_PROBLEM_DATA_INVALID},
      {SPRAWA_REFUSED, "case-closed", SPR_PROBLEM_CASE_CLOSED},
      {SPRAWA_REFUSED, "case-moved", SPR_PROBLEM_CASE_MOVED},
      {SPRAWA_REFUSED, "case-erased", SPR_PROBLEM_CASE_ERASED},
      {SPRAWA_REFUSED, "idempotency-mismatch", SPR_PROBLEM_MISMATCH},
      {SPRAWA_LIMIT, "limit", SPR_PROBLEM_EVENT_REFUSED},
      {SPRAWA_NOT_FOUND, "not-found", SPR_PROBLEM_NOT_FOUND},
      {SPRAWA_INVALID, "cursor", SPR_PROBLEM_MALFORMED},
      {SPRAWA_NOT_DONE, "busy", SPR_PROBLEM_NOT_DONE},
      {SPRAWA_NOT_DONE, "no-keys", SPR_PROBLEM_NOT_DONE},
      {SPRAWA_NOT_DONE, "rules-failing", SPR_PROBLEM_RULES_FAILING},
      {SPRAWA_OUTCOME_UNKNOWN, "outcome-unknown", SPR_PROBLEM_UNKNOWN},
      {SPRAWA_NO_MEMORY, "no-memory", SPR_PROBLEM_OVERLOADED},
      {SPRAWA_BUG, "bug", SPR_PROBLEM_INTERNAL},
  };
  (void)state;
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    sprawa_error e = {.code = table[i].code};
    snprintf(e.name, sizeof e.name, "%s", table[i].name);
    assert_int_equal(spr_rest_problem(&e), table[i].problem);
  }
}

/* What of ours has failed is told to the log; what whoever asked did wrong is not. */
static void failures_of_ours_are_named(void **state) {
  static const failure table[] = {{SPRAWA_NOT_DONE, "damaged", SPR_PROBLEM_NOT_DONE},
                                  {SPRAWA_BUG, "bug", SPR_PROBLEM_INTERNAL},
                                  {SPRAWA_REFUSED, "guard", SPR_PROBLEM_EVENT_REFUSED},
                                  {SPRAWA_NOT_FOUND, "not-found", SPR_PROBLEM_NOT_FOUND}};
  (void)state;
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    spr_arena arena;
    spr_arena_init(&arena, &spr_alloc_default, 1 << 16);
    spr_answer answer = {.arena = &arena};
    spr_visit v = {.answer = &answer};
    sprawa_error e = {.code = table[i].code};
    snprintf(e.name, sizeof e.name, "%s", table[i].name);
    spr_buf_init(&answer.body, &spr_alloc_default, 10000);
    spr_rest_failed(&v, &e, NULL);
    assert_int_equal(answer.status, spr_problem_of(table[i].problem)->status);
    if (answer.status >= 500)
      assert_string_equal(answer.fault, table[i].name);
    else
      assert_null(answer.fault);
    spr_buf_release(&answer.body);
    spr_arena_release(&arena);
  }
}

/* Lines of the log are JSON; a fault makes them errors. */
static void the_log_names_faults(void **state) {
  static const char *const faults[] = {NULL, "damaged"};
  static const char *const lines[] = {"\"level\":\"info\"", "\"fault\":\"damaged\""};
  (void)state;
  for (size_t i = 0; i < 2; i++) {
    spr_buf fault;
    spr_log *log = malloc(sizeof *log);
    spr_buf_init(&fault, &spr_alloc_default, 1000);
    spr_log_init(log, -1);
    spr_log_request(log, 0, "/api/v1/packages", SPR_METHOD_GET, 503, 1500, 105, faults[i]);
    json_t *line = spr_json_parse(spr_str_n(log->lines, (uint32_t)log->n), &fault);
    log->lines[log->n] = '\0';
    if (!line || !strstr(log->lines, lines[i])) fail_msg("%s", log->lines);
    assert_int_equal(strstr(log->lines, "\"level\":\"error\"") != NULL, faults[i] != NULL);
    json_decref(line);
    spr_log_release(log);
    spr_buf_release(&fault);
    free(log);
  }
}

/* -- entity tags ----------------------------------------------------------------------------------------- */

typedef struct tags {
  const char *list, *etag;
  bool weak;
  spr_match match;
  uint64_t seq;
} tags;

static void lists_of_tags_are_read(void **state) {
  static const char etag[] = "\"12-0123abcd\"";
  static const tags table[] = {
      {"\"12-0123abcd\"", etag, false, SPR_MATCH_ONE, 12},
      {" \"12-0123abcd\" ", etag, false, SPR_MATCH_ONE, 12},
      {"\"x\" ,\t\"12-0123abcd\"", etag, false, SPR_MATCH_ONE, 12},
      {"\"a,b\", \"12-0123abcd\"", etag, false, SPR_MATCH_ONE, 12},
      {"\"7-00000000\", \"12-0123abcd\"", etag, false, SPR_MATCH_ONE, 7},
      {"\"12-0123abce\"", etag, false, SPR_MATCH_NONE, 12},
      {"\"12-0123ABCD\"", etag, false, SPR_MATCH_NONE, 0},
      {"\"12\"", etag, false, SPR_MATCH_NONE, 0},
      {"\"99999999999999999999-0123abcd\"", etag, false, SPR_MATCH_NONE, 0},
      {"\"\"", etag, false, SPR_MATCH_NONE, 0},
      {"W/\"12-0123abcd\"", etag, false, SPR_MATCH_NONE, 0},
      {"W/\"12-0123abcd\"", etag, true, SPR_MATCH_ONE, 12},
      {"*", etag, false, SPR_MATCH_ANY, 0},
      {" * ", NULL, false, SPR_MATCH_ANY, 0},
      {"", etag, false, SPR_MATCH_BROKEN, 0},
      {"12-0123abcd", etag, false, SPR_MATCH_BROKEN, 0},
      {"\"12-0123abcd", etag, false, SPR_MATCH_BROKEN, 0},
      {"\"", etag, false, SPR_MATCH_BROKEN, 0},
      {"w/\"a\"", etag, true, SPR_MATCH_BROKEN, 0},
      {"\"a\" \"b\"", etag, false, SPR_MATCH_BROKEN, 0},
      {"\"a\",", etag, false, SPR_MATCH_BROKEN, 0},
      {"\"a\",,\"b\"", etag, false, SPR_MATCH_BROKEN, 0},
      {"\"a\", *", etag, false, SPR_MATCH_BROKEN, 0},
      {"\"a b\"", etag, false, SPR_MATCH_BROKEN, 0},
  };
  (void)state;
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    uint64_t seq = 99;
    spr_match found = spr_etag_match(spr_str_of(table[i].list), table[i].etag, table[i].weak, &seq);
    if (found != table[i].match || (found != SPR_MATCH_BROKEN && seq != table[i].seq))
      fail_msg("%s: %d, entry %llu", table[i].list, (int)found, (unsigned long long)seq);
  }
}

/* -- media types ----------------------------------------------------------------------------------------- */

static void accept_is_honoured(void **state) {
  static const struct {
    const char *accept;
    bool json;
  } table[] = {
      {"*/*", true},
      {"application/json", true},
      {"Application/JSON ; q=0.1", true},
      {"application/*", true},
      {"text/html, application/json;q=0.5", true},
      {"text/html,*/*;q=0.1", true},
      {"application/*;q=0, application/json", true},
      {"text/html", false},
      {"application/json;q=0", false},
      {"application/json; q=0.000, */*", false},
      {"application/*;q=0, */*", false},
      {"text/*", false},
      {"application", false},
      {"", false},
      {",", false},
      {"application/jsonx", false},
  };
  (void)state;
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (spr_media_accepts(spr_str_of(table[i].accept), "application/json") != table[i].json)
      fail_msg("%s", table[i].accept);
}

static void only_json_is_taken(void **state) {
  static const char *const good[] = {"application/json", "APPLICATION/JSON",
                                     "application/json; charset=utf-8", "application/json;charset=\"UTF-8\"",
                                     "application/json; x=y"};
  static const char *const bad[] = {"",
                                    "text/json",
                                    "application/json5",
                                    "application/json; charset=latin2",
                                    "application/problem+json",
                                    "application/json, text/plain"};
  (void)state;
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) assert_true(spr_media_is_json(spr_str_of(good[i])));
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(spr_media_is_json(spr_str_of(bad[i])));
  assert_false(spr_media_is_json((spr_str){NULL, 0}));
}

/* -- paths ----------------------------------------------------------------------------------------------- */

static void nothing(spr_visit *v) {
  (void)v;
}

static const spr_route routes[] = {
    {.method = SPR_METHOD_GET, .pattern = "/", .handle = nothing},
    {.method = SPR_METHOD_GET, .pattern = "/a", .handle = nothing},
    {.method = SPR_METHOD_POST, .pattern = "/a", .handle = nothing},
    {.method = SPR_METHOD_GET, .pattern = "/a/{one}", .handle = nothing},
    {.method = SPR_METHOD_POST, .pattern = "/a/{one}/b/{two}", .handle = nothing},
    {.pattern = NULL},
};

/* "PATTERN one two" or "?" and what is allowed. */
static const char *find(spr_method method, const char *path) {
  static char text[100];
  const char *allowed = NULL;
  spr_str args[SPR_ROUTE_ARGS] = {{0}};
  const spr_route *r = spr_route_find(routes, method, spr_str_of(path), args, &allowed);
  if (!r) {
    snprintf(text, sizeof text, "? %s", allowed ? allowed : "");
    return text;
  }
  size_t n = (size_t)snprintf(text, sizeof text, "%s", r->pattern);
  for (int i = 0; i < 2 && args[i].p; i++)
    n += (size_t)snprintf(text + n, sizeof text - n, " %.*s", SPR_FMT(args[i]));
  return text;
}

static void paths_find_their_routes(void **state) {
  (void)state;
  assert_string_equal(find(SPR_METHOD_GET, "/"), "/");
  assert_string_equal(find(SPR_METHOD_HEAD, "/a"), "/a");
  assert_string_equal(find(SPR_METHOD_POST, "/a"), "/a");
  assert_string_equal(find(SPR_METHOD_GET, "/a/x"), "/a/{one} x");
  assert_string_equal(find(SPR_METHOD_POST, "/a/x/b/y.1"), "/a/{one}/b/{two} x y.1");
  assert_string_equal(find(SPR_METHOD_POST, "/"), "? GET, HEAD");
  assert_string_equal(find(SPR_METHOD_GET, "/a/x/b/y"), "? POST");
  assert_string_equal(find(SPR_METHOD_GET, "/b"), "? ");
  assert_string_equal(find(SPR_METHOD_GET, "/a/"), "? ");
  assert_string_equal(find(SPR_METHOD_GET, "/a/x/"), "? ");
  assert_string_equal(find(SPR_METHOD_GET, "/a/x/b"), "? ");
  assert_string_equal(find(SPR_METHOD_POST, "/a//b/y"), "? ");
  assert_string_equal(find(SPR_METHOD_GET, "/A"), "? ");
  assert_string_equal(find(SPR_METHOD_GET, ""), "? ");
}

/* -- bodies ---------------------------------------------------------------------------------------------- */

/* "ok TEXT RECORD", "bad", or the faults. */
static const char *read_body(const char *body) {
  static char text[600], json[200];
  spr_given m[] = {{.name = "text", .kind = SPR_GIVEN_TEXT, .needed = true},
                   {.name = "record", .kind = SPR_GIVEN_RECORD},
                   {.name = NULL}};
  spr_buf faults;
  spr_buf_init(&faults, &spr_alloc_default, 4000);
  spr_status s = spr_given_read(spr_str_of(body), m, &faults);
  (void)sprawa_value_json(m[1].value, json, sizeof json);
  if (s == SPR_OK)
    snprintf(text, sizeof text, "ok %s %s", spr_given_text(&m[0]), m[1].value ? json : "none");
  else
    snprintf(text, sizeof text, "%s", s == SPR_EREFUSED ? faults.p : s == SPR_EINVAL ? "bad" : "lost");
  assert_true(s == SPR_OK || faults.n > 0);
  spr_given_release(m);
  spr_buf_release(&faults);
  return text;
}

static void bodies_are_checked(void **state) {
  static const struct {
    const char *body, *found;
  } table[] = {
      {"{\"text\":\"a\"}", "ok a none"},
      {" {\"text\" : \"a\", \"record\": {\"b\": [1, 2.5, null]}} ", "ok a {\"b\":[1,2.5,null]}"},
      {"{\"text\":\"a\",\"record\":null}", "ok a none"},
      {"{\"text\":\"a\",\"record\":{\"n\":9007199254740992}}", "ok a {\"n\":9007199254740992}"},
      {"", "{\"pointer\":\"/text\",\"detail\":\"is missing\"}"},
      {"{}", "{\"pointer\":\"/text\",\"detail\":\"is missing\"}"},
      {"{\"text\":\"\"}", "{\"pointer\":\"/text\",\"detail\":\"is empty\"}"},
      {"{\"text\":1,\"record\":2}", "{\"pointer\":\"/text\",\"detail\":\"must be a text\"},{\"pointer\":"
                                    "\"/record\",\"detail\":\"must be an object\"}"},
      {"{\"text\":\"a\",\"~/\":1}", "{\"pointer\":\"/~0~1\",\"detail\":\"there is no member of that name\"}"},
      {"{\"text\":\"a\\u200b\"}",
       "{\"pointer\":\"/text\",\"detail\":\"the text holds a control or invisible character\"}"},
      {"{\"text\":\"a\",\"record\":{\"x\":[0,\"\\u001b\"]}}",
       "{\"pointer\":\"/record/x/1\",\"detail\":\"the text holds a control or invisible character\"}"},
      {"{\"text\":\"a\",\"record\":{\"n\":9007199254740993}}", "bad"},
      {"{\"text\":\"a\",\"record\":{\"n\":-9007199254740993}}", "bad"},
      {"{\"text\":\"a\",\"record\":{\"n\":1e20}}", "bad"},
      {"{\"text\":\"a\",\"record\":{\"n\":-1e300}}", "bad"},
      {"{\"text\":\"a\",\"record\":{\"n\":9.007199254740992e15}}", "ok a {\"n\":9007199254740992}"},
      {"{\"text\":\"a\",\"record\":{\"n\":1e999}}", "bad"},
      {"{\"text\":\"a\",\"text\":\"b\"}", "bad"},
      {"{\"text\":\"\xff\"}", "bad"},
      {"{\"text\":\"\\ud800\"}", "bad"},
      {"{\"text\":\"\\u0000\"}", "bad"},
      {"[]", "bad"},
      {"\"text\"", "bad"},
      {"{\"text\":\"a\"} 1", "bad"},
      {"{\"text\":\"a\"", "bad"},
      {"nul", "bad"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    assert_string_equal(read_body(table[i].body), table[i].found);
}

/* 20 levels of a value are taken, in the body; no more, however they are closed. */
static void depth_is_bounded(void **state) {
  char body[400] = "{\"text\":\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\",\"record\":";
  (void)state;
  size_t n = strlen(body);
  for (int depth = 19; depth <= 23; depth++) {
    char *p = body + n;
    for (int i = 0; i < depth; i++, p += 5) memcpy(p, "{\"a\":", 5);
    *p++ = '1';
    for (int i = 0; i < depth; i++) *p++ = '}';
    *p++ = '}';
    *p = '\0';
    bool good = strncmp(read_body(body), "ok ", 3) == 0;
    assert_int_equal(good, depth < 20);
  }
}

/* -- the description --------------------------------------------------------------------------------------
 */

/* Programs that read it may take the first of two members or the last: so there is none twice. */
static void the_description_has_no_member_twice(void **state) {
  spr_buf out, fault;
  (void)state;
  spr_buf_init(&out, &spr_alloc_default, SPR_MAX_ANSWER_BYTES);
  spr_buf_init(&fault, &spr_alloc_default, 1000);
  spr_openapi_write(spr_rest_routes, "1.2.3", &out);
  json_t *document = spr_json_parse(spr_buf_view(&out), &fault);
  if (!document) fail_msg("%s", fault.p ? fault.p : "no memory");
  json_decref(document);
  spr_buf_release(&fault);
  spr_buf_release(&out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_problem_is_one),
      cmocka_unit_test(errors_become_problems),
      cmocka_unit_test(lists_of_tags_are_read),
      cmocka_unit_test(accept_is_honoured),
      cmocka_unit_test(only_json_is_taken),
      cmocka_unit_test(paths_find_their_routes),
      cmocka_unit_test(bodies_are_checked),
      cmocka_unit_test(depth_is_bounded),
      cmocka_unit_test(the_description_has_no_member_twice),
      cmocka_unit_test(failures_of_ours_are_named),
      cmocka_unit_test(the_log_names_faults),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
