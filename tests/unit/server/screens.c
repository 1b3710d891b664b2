/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "served.h"
#include "server/console.h"

/* The handlers of the console, where no browser goes: every route with every method, without a form of ours,
 * without a session, in each language, by each role; ids and forms that are none. What is refused changes
 * nothing. */

typedef struct town {
  served served;
  visitor anna, will, vera; /* an administrator, a worker, a viewer of the same desk */
  char token[SPR_BEARER_CHARS + 1];
  spr_buf text;
} town;

static int make_town(void **state) {
  static town t;
  served_open(&t.served);
  served_enter(&t.served, "anna", SPR_ADMINISTRATOR, "desk-alpha", &t.anna);
  served_enter(&t.served, "will", SPR_WORKER, "desk-alpha", &t.will);
  served_enter(&t.served, "vera", SPR_VIEWER, "desk-alpha", &t.vera);
  served_token(&t.served, "register", "desk-alpha", t.token);
  spr_buf_init(&t.text, &spr_alloc_default, SPR_MAX_ANSWER_BYTES);
  *state = &t;
  return 0;
}

static int remove_town(void **state) {
  town *t = *state;
  spr_buf_release(&t->text);
  served_close(&t->served);
  return 0;
}

/* A path of the route that exists. */
static const char *path_of(const spr_route *r) {
  static const char *const names[][2] = {{"{id}", "@"},
                                         {"{entry}", "1"},
                                         {"{event}", "write"},
                                         {"{task}", "1"},
                                         {"{package}", "stay"},
                                         {"{municipality}", "alpha"},
                                         {"{workflow}", "main"},
                                         {"{name}", "base.css"},
                                         {"{link}", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}};
  static char path[200];
  size_t n = 0;
  for (const char *p = r->pattern; *p;) {
    const char *part = NULL;
    for (size_t i = 0; i < TEST_COUNT(names) && !part; i++)
      if (strncmp(p, names[i][0], strlen(names[i][0])) == 0) {
        part = names[i][1];
        p += strlen(names[i][0]);
      }
    n += (size_t)snprintf(path + n, sizeof path - n, "%.*s", part ? (int)strlen(part) : 1, part ? part : p);
    p += !part;
  }
  return path;
}

static uint16_t ask(town *t, const asked *k) {
  return served_ask(&t->served, k, &t->text);
}

static bool says(const town *t, const char *words) {
  return t->text.n && strstr(t->text.p, words);
}

/* The case is as it was opened. */
static void nothing_happened(town *t, const char *by) {
  const asked k = {.path = "/api/v1/cases/@", .token = t->token};
  assert_int_equal(ask(t, &k), 200);
  if (!says(t, "\"seq\":1,")) fail_msg("%s has changed the case: %s", by, t->text.p);
}

/* -- every route ----------------------------------------------------------------------------------------- */

static bool is_served(const char *pattern, spr_method method) {
  for (const spr_route *r = spr_console_routes; r->pattern; r++)
    if (strcmp(r->pattern, pattern) == 0 && r->method == method) return true;
  return false;
}

static void other_methods_are_refused(void **state) {
  town *t = *state;
  uint32_t refused = 0;
  for (const spr_route *r = spr_console_routes; r->pattern; r++) {
    spr_method other = r->method == SPR_METHOD_GET ? SPR_METHOD_POST : SPR_METHOD_GET;
    if (is_served(r->pattern, other)) continue;
    request q;
    request_make(&q, &t->served, &(asked){.method = other, .path = path_of(r), .by = &t->anna});
    request_answer(&q);
    const char *allow = request_header(&q, "Allow");
    if (q.answer.status != 405 || !allow ||
        strcmp(allow, other == SPR_METHOD_POST ? "GET, HEAD" : "POST") != 0)
      fail_msg("%s: %u, %s", r->pattern, q.answer.status, allow ? allow : "no Allow");
    request_release(&q);
    refused++;
  }
  assert_true(refused > 20);
  nothing_happened(t, "a method");
}

/* GET and HEAD are alike, but for what is long or a stream. */
static void heads_are_as_pages(void **state) {
  town *t = *state;
  for (const spr_route *r = spr_console_routes; r->pattern; r++) {
    if (r->method != SPR_METHOD_GET) continue;
    uint16_t get = ask(t, &(asked){.path = path_of(r), .by = &t->anna});
    uint16_t head = ask(t, &(asked){.method = SPR_METHOD_HEAD, .path = path_of(r), .by = &t->anna});
    if (get != head || get == 500) fail_msg("%s: GET %u, HEAD %u", r->pattern, get, head);
  }
}

static bool is_soon(const spr_http *h) {
  static spr_server s;
  spr_answer a = {.status = 0};
  struct spr_visit *v = spr_visit_new(&s, h, &a);
  assert_non_null(v);
  return spr_visit_soon(v);
}

/* The library's thread waits for no reader, no other file and no long body. */
static void what_is_soon_done_is_told(void **state) {
  (void)state;
  spr_arena arena;
  const spr_pair match = {SPR_STR("if-match"), SPR_STR("\"1-2\"")};
  static char body[SPR_SOON_BYTES + 1];
  spr_http h = {.method = SPR_METHOD_POST,
                .path = SPR_STR("/api/v1/cases/abc/events"),
                .headers = &match,
                .body = {body, SPR_SOON_BYTES},
                .arena = &arena};
  spr_arena_init(&arena, &spr_alloc_default, SPR_MAX_REQUEST_BYTES);
  assert_true(is_soon(&h));
  h.nheaders = 1;
  assert_false(is_soon(&h));
  h.nheaders = 0;
  h.body.n = sizeof body;
  assert_false(is_soon(&h));
  h.body.n = 0;
  h.path = SPR_STR("/api/v1/tasks/abc-1/done");
  assert_true(is_soon(&h));
  h.method = SPR_METHOD_GET;
  assert_false(is_soon(&h));
  h.path = SPR_STR("/cases/abc");
  assert_false(is_soon(&h));
  h.path = SPR_STR("/api/v1/nothing");
  assert_false(is_soon(&h));
  spr_arena_release(&arena);
}

static void posts_need_a_form_of_ours(void **state) {
  static const char wrong[] = "form=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&by=desk-alpha&text=x";
  static const char good[] = "by=desk-alpha&text=x";
  town *t = *state;
  for (const spr_route *r = spr_console_routes; r->pattern; r++) {
    const char *path = path_of(r);
    if (r->method != SPR_METHOD_POST) continue;
    /* The language may be changed by a page that was made before the login. */
    bool any = strcmp(r->pattern, "/language") == 0;
    const asked all[] = {
        {.site = "", .body = good},
        {.site = "cross-site", .body = good},
        {.site = "same-site", .body = good},
        {.site = "none", .body = good},
        {.site = "",
         .body = good,
         .header = {"origin", "host"},
         .value = {"http://evil.example", "here.example"}},
        {.site = "", .body = good, .header = {"origin", "host"}, .value = {"null", "here.example"}},
        {.body = "text=%zz"},
        {.body = good, .formless = true},
        {.body = wrong, .formless = true},
    };
    for (size_t k = 0; k < TEST_COUNT(all) - (any ? 2 : 0); k++) {
      asked one = all[k];
      one.method = SPR_METHOD_POST;
      one.path = path;
      one.by = &t->anna;
      uint16_t status = ask(t, &one);
      if (status != 403) fail_msg("%s, %zu: %u", r->pattern, k, status);
    }
  }
  nothing_happened(t, "a form of others");
}

static void who_is_not_in_is_led_to_the_login(void **state) {
  town *t = *state;
  visitor out = t->anna;
  out.session.text[5] ^= 1;
  const visitor *const nobody[] = {NULL, &out};
  for (const spr_route *r = spr_console_routes; r->pattern; r++) {
    for (size_t k = 0; k < TEST_COUNT(nobody) && r->scope; k++) {
      request q;
      char to[300];
      bool get = r->method == SPR_METHOD_GET;
      request_make(&q, &t->served,
                   &(asked){.method = r->method,
                            .path = path_of(r),
                            .by = nobody[k],
                            .body = get ? NULL : "by=desk-alpha"});
      request_answer(&q);
      const char *location = request_header(&q, "Location");
      snprintf(to, sizeof to, "/login%s", strcmp(r->pattern, "/") == 0 ? "" : "?next=%2F");
      bool led = location && strncmp(location, to, strlen(to)) == 0;
      if (get ? q.answer.status != 303 || !led : q.answer.status != 403)
        fail_msg("%s: %u %s", r->pattern, q.answer.status, location ? location : "");
      request_release(&q);
    }
  }
  nothing_happened(t, "nobody");
}

/* What a role may not is refused, and what it may is not: as the routes say. */
static void roles_hold(void **state) {
  town *t = *state;
  const struct {
    const visitor *who;
    spr_role_of role;
  } all[] = {{&t->anna, SPR_ADMINISTRATOR}, {&t->will, SPR_WORKER}, {&t->vera, SPR_VIEWER}};
  uint32_t refused = 0;
  for (const spr_route *r = spr_console_routes; r->pattern; r++) {
    for (size_t k = 0; k < TEST_COUNT(all) && r->scope; k++) {
      bool post = r->method == SPR_METHOD_POST, may = (spr_role_scopes(all[k].role) & r->scope) == r->scope;
      /* Who may does it in nobody's name, so that nothing is done. */
      uint16_t status = ask(t, &(asked){.method = r->method,
                                        .path = path_of(r),
                                        .by = all[k].who,
                                        .body = post && !may ? "by=desk-alpha&text=x" : NULL});
      if (post ? status != 403 : (status == 403) == may)
        fail_msg("%s by a %s: %u", r->pattern, spr_role_text(all[k].role), status);
      refused += !may;
    }
  }
  assert_true(refused > 10);
  nothing_happened(t, "somebody");
}

static void pages_speak_each_language(void **state) {
  static const char *const wanted[][2] = {
      {"pl", "pl"}, {"cs-CZ,en;q=0.5", "cs"}, {"en-GB", "en"}, {"xx", "en"}, {"de, pl;q=0.1", "pl"}};
  static const char *const wrong[] = {"/nothing", "/cases/aaaaaaaaaaaaaaaa", "/cases/@/at/99", "/language"};
  town *t = *state;
  for (size_t l = 0; l < TEST_COUNT(wanted); l++) {
    char lang[20];
    snprintf(lang, sizeof lang, "<html lang=\"%s\"", wanted[l][1]);
    for (const spr_route *r = spr_console_routes; r->pattern; r++) {
      if (r->method != SPR_METHOD_GET) continue;
      uint16_t status = ask(t, &(asked){.path = path_of(r), .by = &t->anna, .language = wanted[l][0]});
      if (says(t, "<!doctype html>") && !says(t, lang))
        fail_msg("%s: %u is not in %s", r->pattern, status, wanted[l][1]);
    }
    for (size_t i = 0; i < TEST_COUNT(wrong); i++) {
      uint16_t status = ask(t, &(asked){.path = wrong[i], .by = &t->anna, .language = wanted[l][0]});
      if (status < 400 || !says(t, lang)) fail_msg("%s: %u is not in %s", wrong[i], status, wanted[l][1]);
    }
    /* What was chosen goes before what the browser wants. */
    (void)ask(
        t,
        &(asked){.path = "/", .by = &t->anna, .language = wanted[l][0], .cookie = SPR_LANGUAGE_COOKIE "=cs"});
    assert_true(says(t, "<html lang=\"cs\""));
  }
}

/* -- the past -------------------------------------------------------------------------------------------- */

/* A deadline that ends with a day is told as that day, in the past as now; and what had happened until then
 * is told. */
static void the_past_is_told_as_the_present(void **state) {
  town *t = *state;
  assert_int_equal(ask(t, &(asked){.path = "/cases/@/at/1", .by = &t->anna}), 200);
  int midnights = 0;
  for (const char *p = strstr(t->text.p, "T00:00:00+"); p; p = strstr(p + 1, "T00:00:00+"), midnights++) {
    const char *end = strstr(p, "</time>"), *hour = strstr(p, "00:00<");
    if (hour && hour < end) fail_msg("%.*s", (int)(end - p), p);
  }
  assert_true(midnights > 0);
  assert_true(says(t, "id=\"entry-1\""));
  assert_true(says(t, "class=\"arithmetic\""));
  assert_false(says(t, "class=\"act"));
}

/* -- ids and forms that are none ------------------------------------------------------------------------- */

static void ids_that_are_none(void **state) {
  static const struct {
    const char *path;
    uint16_t status;
  } rows[] = {
      {"/cases/aaaaaaaaaaaaaaaa", 404},
      {"/cases/x", 404},
      {"/cases/'; DROP TABLE cases; --", 404},
      {"/cases/\xc5\x82\xc3\xb3\xc5\xba", 404},
      {"/cases/@/", 404},
      {"/cases/@@", 404},
      {"/cases/aaaaaaaaaaaaaaaa/access", 404},
      {"/cases/@/at/0", 404},
      {"/cases/@/at/2", 404},
      {"/cases/@/at/x", 404},
      {"/cases/@/at/-1", 404},
      {"/cases/@/at/1x", 404},
      {"/cases/@/at/18446744073709551617", 404},
      {"/cases/aaaaaaaaaaaaaaaa/at/1", 404},
      {"/workflows/nothing/alpha/main", 404},
      {"/workflows/stay/nowhere/main", 404},
      {"/workflows/stay/alpha/nothing", 404},
      {"/source/nothing/alpha", 404},
      {"/source/stay/nowhere", 404},
      {"/source/stay/alpha?file=nothing.yaml", 404},
      {"/source/stay/alpha?file=../../../etc/passwd", 404},
      {"/assets/nothing.css", 404},
      {"/assets/", 404},
      {"/nothing", 404},
      {"/cases?cursor=nonsense", 200},
      {"/cases?sort=nonsense", 200},
      {"/cases?due=nonsense", 200},
      {"/cases?city=nowhere", 200},
      {"/cases?state=nowhere", 200},
      {"/indicators?since=yesterday", 400},
      {"/indicators?since=2026-13-01", 400},
      {"/matrix?package=nothing", 404},
      {"/emergency?case=aaaaaaaaaaaaaaaa", 200},
  };
  town *t = *state;
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    uint16_t status = ask(t, &(asked){.path = rows[i].path, .by = &t->anna});
    if (status != rows[i].status) fail_msg("%s: %u", rows[i].path, status);
    if (status != 304 && t->text.n == 0) fail_msg("%s: nothing is said", rows[i].path);
  }
}

static void forms_that_are_none(void **state) {
  static const struct {
    const char *path, *body;
    uint16_t status;
    const char *says; /* NULL: the page of what was wrong */
  } rows[] = {
      {"/cases/@/event/write", "", 403, NULL},
      {"/cases/@/event/write", "by=", 403, NULL},
      {"/cases/@/event/write", "by=court-alpha", 403, NULL},
      {"/cases/@/event/write", "by=desk-alph", 403, NULL},
      {"/cases/@/event/begin", "by=desk-alpha", 422, "faults"},
      {"/cases/@/event/begin", "by=desk-alpha&data.agreed=perhaps", 422, "faults"},
      {"/cases/@/event/begin", "by=desk-alpha&data.agreed=false", 422, "faults"},
      {"/cases/@/event/nothing", "by=desk-alpha", 422, "faults"},
      {"/cases/@/event/write", "by=desk-alpha&seq=99", 409, "faults"},
      {"/cases/@/event/write", "by=desk-alpha&seq=99999999999999999999", 409, "faults"},
      {"/cases/@/event/write", "by=desk-alpha&seq=1x", 409, "faults"},
      {"/cases/@/note", "by=desk-alpha", 422, "faults"},
      {"/cases/@/note", "by=desk-alpha&text=+++", 422, "faults"},
      {"/cases/@/note", "by=desk-alpha&text=%e2%80%8b", 403, NULL},
      {"/cases/@/note", "by=desk-alpha&text=%ff", 403, NULL},
      {"/cases/@/note", "by=desk-alpha&text=%0", 403, NULL},
      {"/cases/@/done/99", "by=desk-alpha", 422, "faults"},
      {"/cases/@/done/x", "by=desk-alpha", 422, "faults"},
      {"/cases/@/sign/99", "by=desk-alpha", 422, "faults"},
      {"/cases/@/waive/99", "by=desk-alpha", 422, "faults"},
      {"/cases/@/waive/99", "by=desk-alpha&text=no+need", 422, "faults"},
      {"/cases/@/reopen", "by=desk-alpha", 422, "faults"},
      {"/cases/aaaaaaaaaaaaaaaa/event/write", "by=desk-alpha", 404, NULL},
      {"/cases/aaaaaaaaaaaaaaaa/note", "by=desk-alpha&text=x", 404, NULL},
      {"/cases/aaaaaaaaaaaaaaaa/note", "by=desk-alpha", 404, NULL},
      {"/cases/aaaaaaaaaaaaaaaa/done/1", "by=desk-alpha", 404, NULL},
      {"/cases/aaaaaaaaaaaaaaaa/waive/1", "by=desk-alpha&text=x", 404, NULL},
      {"/cases/aaaaaaaaaaaaaaaa/reopen", "by=desk-alpha", 404, NULL},
      {"/emergency", "by=court-alpha&case=@&reason=x", 403, NULL},
      {"/emergency", "by=desk-alpha&case=&reason=x", 422, "faults"},
      {"/emergency", "by=desk-alpha&case=@&reason=++", 422, "faults"},
      {"/emergency", "by=desk-alpha&case=aaaaaaaaaaaaaaaa&reason=x", 422, "faults"},
      {"/language", "to=xx&back=/", 400, NULL},
      {"/confirm", "password=wrong&next=/", 403, NULL},
      {"/password", "password=short&again=short", 422, NULL},
  };
  town *t = *state;
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    uint16_t status = ask(
        t, &(asked){.method = SPR_METHOD_POST, .path = rows[i].path, .body = rows[i].body, .by = &t->anna});
    bool told = rows[i].says ? says(t, rows[i].says) : says(t, "<h1>");
    if (status != rows[i].status || !told)
      fail_msg("%s %s: %u, %s", rows[i].path, rows[i].body, status, told ? "told" : "not told");
  }
  nothing_happened(t, "a wrong form");
}

/* The same form twice is one event; another one under its key is told that the case has moved. */
static void a_form_is_one_event(void **state) {
  static const char filled[] = "by=desk-alpha&seq=1&key=once&data.agreed=true";
  town *t = *state;
  for (int i = 0; i < 3; i++) {
    request r;
    request_make(
        &r, &t->served,
        &(asked){.method = SPR_METHOD_POST, .path = "/cases/@/event/begin", .body = filled, .by = &t->will});
    request_answer(&r);
    assert_int_equal(r.answer.status, 303);
    assert_non_null(strstr(request_header(&r, "Location"), "?told=event"));
    request_release(&r);
  }
  const asked other = {.method = SPR_METHOD_POST,
                       .path = "/cases/@/event/begin",
                       .body = "by=desk-alpha&seq=1&key=once&data.agreed=false",
                       .by = &t->will};
  assert_int_equal(ask(t, &other), 409);
  assert_int_equal(ask(t, &(asked){.path = "/api/v1/cases/@", .token = t->token}), 200);
  assert_true(says(t, "\"seq\":2,"));
}

/* What takes long is made for a few at a time; the others come back, and nobody else waits for them. */
static void reports_are_few_at_a_time(void **state) {
  static const struct {
    const char *path;
    bool report;
  } rows[] = {{"/api/v1/indicators", true}, {"/api/v1/matrix", true},
              {"/indicators", true},        {"/matrix", true},
              {"/cases.csv", true},         {"/cases.json", true},
              {"/api/v1/cases", false},     {"/cases", false},
              {"/cases/@", false},          {"/", false},
              {"/healthz", false}};
  town *t = *state;
  spr_server *s = &t->served.server;
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    bool api = strncmp(rows[i].path, "/api/", 5) == 0;
    const asked k = {.path = rows[i].path, .by = api ? NULL : &t->anna, .token = api ? t->token : NULL};
    request r;
    s->reports = SPR_MAX_REPORTS;
    request_make(&r, &t->served, &k);
    request_answer(&r);
    if ((r.answer.status == 503) != rows[i].report) fail_msg("%s: %u", k.path, r.answer.status);
    assert_int_equal(request_header(&r, "Retry-After") != NULL, rows[i].report);
    request_release(&r);
    assert_int_equal(s->reports, SPR_MAX_REPORTS);
    s->reports = SPR_MAX_REPORTS - 1;
    if (ask(t, &k) == 503) fail_msg("%s: %s", k.path, t->text.p);
    assert_int_equal(s->reports, SPR_MAX_REPORTS - 1);
  }
}

/* Of keys those alone are told that lead somewhere. */
static void keys_lead_where_one_may_go(void **state) {
  town *t = *state;
  const struct {
    const visitor *by;
    bool cases, system;
  } rows[] = {{&t->anna, true, true}, {&t->vera, true, false}, {NULL, false, false}};
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    assert_int_equal(ask(t, &(asked){.path = "/keys", .by = rows[i].by}), 200);
    assert_int_equal(says(t, "<kbd>g c</kbd>"), rows[i].cases);
    assert_int_equal(says(t, "<kbd>g s</kbd>"), rows[i].system);
    assert_true(says(t, "<kbd>?</kbd>"));
  }
}

#define IN_TOWN(name) cmocka_unit_test_setup_teardown(name, make_town, remove_town)

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_TOWN(other_methods_are_refused),
      IN_TOWN(heads_are_as_pages),
      cmocka_unit_test(what_is_soon_done_is_told),
      IN_TOWN(posts_need_a_form_of_ours),
      IN_TOWN(who_is_not_in_is_led_to_the_login),
      IN_TOWN(roles_hold),
      IN_TOWN(keys_lead_where_one_may_go),
      IN_TOWN(pages_speak_each_language),
      IN_TOWN(the_past_is_told_as_the_present),
      IN_TOWN(ids_that_are_none),
      IN_TOWN(forms_that_are_none),
      IN_TOWN(a_form_is_one_event),
      IN_TOWN(reports_are_few_at_a_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
