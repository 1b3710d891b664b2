/* SPDX-License-Identifier: Apache-2.0 */
#include <stdatomic.h>
#include <time.h>

#include "api_support.h"
#include "base/limits.h"
#include "shell.h"

/* Whoever may not know of a case learns by nothing that there is one: not by names that only its definition
 * has, by how many messages there are for others, by counts, nor by a key that it was asked under. */

#define OF(v) .institutions = (v), .ninstitutions = 1
#define EYES "../../data/eyes"
#define LETTERS "../../data/outbox"

static const sprawa_request as_operator = {.by = SPRAWA_OPERATOR};

static int open_empty(void **state) {
  static town t;
  town_folder(&t);
  town_start(&t);
  *state = &t;
  return 0;
}

static void open_case(town *t, const char *package, sprawa_reply *r) {
  sprawa_error e;
  expect_ok(sprawa_engine_open_case(t->e, package, "alpha", NULL, NULL, &as_operator, r, &e), &e);
}

static void send(town *t, const sprawa_reply *to, const char *event) {
  sprawa_error e;
  expect_ok(sprawa_engine_send(t->e, to->id, event, NULL, &as_operator, NULL, &e), &e);
}

/* -- definitions ---------------------------------------------------------------------------------------- */

/* As it was before a state was renamed. */
static void deploy_former(town *t) {
  char site[] = "/tmp/api-XXXXXX", command[200];
  assert_non_null(mkdtemp(site));
  snprintf(command, sizeof command,
           "cp -r " EYES "/. %s && sed -i 's/first/former/' %s/workflows/stay/main.yaml", site, site);
  assert_true(test_shell(command));
  town_site(t, site);
  snprintf(command, sizeof command, "rm -rf %s", site);
  assert_true(test_shell(command));
}

static sprawa_code list(town *t, const char *as, const char *state, sprawa_error *e) {
  sprawa_list *l = NULL;
  sprawa_filter f = {.as = SPRAWA_AS(as), .state = state};
  sprawa_code code = sprawa_engine_list(t->e, &f, &l, e);
  assert_null(sprawa_list_row(l, 0));
  sprawa_list_free(l);
  return code;
}

static void a_former_state_is_known_to_who_sees_its_cases(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_reply r;
  deploy_former(t);
  open_case(t, "stay", &r);
  send(t, &r, "begin");
  town_site(t, EYES);
  expect_ok(list(t, SPRAWA_OPERATOR, "former", &e), &e);
  expect_ok(list(t, "leads-alpha", "former", &e), &e);
  expect_error(list(t, "stranger-alpha", "former", &e), &e, SPRAWA_NOT_FOUND, "not-found",
               "no state \"former\"");
  expect_error(list(t, "leads-alpha", "formed", &e), &e, SPRAWA_NOT_FOUND, "not-found", "mean \"former\"?");
  expect_error(list(t, "stranger-alpha", "formed", &e), &e, SPRAWA_NOT_FOUND, "not-found",
               "no state \"formed\"");
  assert_null(strstr(e.message, "former"));
}

/* -- fields --------------------------------------------------------------------------------------------- */

/* More than a page looks at, however it looks. */
enum { MANY = 4100 };

typedef struct opening {
  sprawa_request request;
  sprawa_reply reply;
  sprawa_error error;
  atomic_int *done;
} opening;

static void on_done(void *data, sprawa_code code) {
  opening *o = data;
  if (code == SPRAWA_OK) atomic_fetch_add(o->done, 1);
}

/* Together, so that the disk is waited for a few times only. */
static void open_many(town *t, const sprawa_value *fields) {
  static opening v[MANY];
  const struct timespec nap = {.tv_nsec = 1000000};
  atomic_int done = 0;
  for (int i = 0; i < MANY; i++) {
    opening *o = &v[i];
    *o = (opening){.request = as_operator, .done = &done};
    o->request.done = on_done;
    o->request.done_data = o;
    assert_int_equal(
        sprawa_engine_open_case(t->e, "stay", "alpha", NULL, fields, &o->request, &o->reply, &o->error),
        SPRAWA_OK);
    while (atomic_load(&done) < i - 50) nanosleep(&nap, NULL);
  }
  while (atomic_load(&done) < MANY) nanosleep(&nap, NULL);
}

static size_t rows(town *t, const sprawa_filter *f) {
  sprawa_error e;
  sprawa_list *l = NULL;
  size_t n = 0;
  expect_ok(sprawa_engine_list(t->e, f, &l, &e), &e);
  while (sprawa_list_row(l, n)) n++;
  assert_null(sprawa_list_next(l));
  sprawa_list_free(l);
  return n;
}

/* Whoever is responsible sees the cases, but not the label; nor by how many a list or a search passes by. */
static void a_hidden_field_leaves_no_empty_page(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_reply r;
  sprawa_value *fields =
      sprawa_value_members(NULL, "shown_tag", sprawa_value_text(NULL, "hidden", SIZE_MAX), NULL);
  const sprawa_where hidden = {"shown_tag", "hidden"}, open = {"tag", "open"};
  town_site(t, EYES);
  open_many(t, fields);
  sprawa_value_release(fields);
  fields = sprawa_value_members(NULL, "tag", sprawa_value_text(NULL, "open", SIZE_MAX), NULL);
  expect_ok(sprawa_engine_open_case(t->e, "stay", "alpha", NULL, fields, &as_operator, &r, &e), &e);
  sprawa_value_release(fields);
  const sprawa_view *early = SPRAWA_AS("early-alpha");
  assert_int_equal(rows(t, &(sprawa_filter){.as = early, .where = &hidden, .nwhere = 1, .limit = 1}), 0);
  assert_int_equal(rows(t, &(sprawa_filter){.as = early, .text = "hidden", .limit = 1}), 0);
  assert_int_equal(rows(t, &(sprawa_filter){.as = early, .where = &open, .nwhere = 1, .limit = 2}), 1);
  sprawa_count n;
  sprawa_filter f = {.as = early, .where = &hidden, .nwhere = 1};
  expect_ok(sprawa_engine_count(t->e, &f, &n, NULL, &e), &e);
  assert_true(n.n == 0 && !n.more);
}

static void open_with(town *t, const char *field, const char *text, char id[SPRAWA_CASE_ID + 1]) {
  sprawa_error e;
  sprawa_reply r;
  sprawa_value *fields = sprawa_value_members(NULL, field, sprawa_value_text(NULL, text, SIZE_MAX), NULL);
  expect_ok(sprawa_engine_open_case(t->e, "stay", "alpha", NULL, fields, &as_operator, &r, &e), &e);
  sprawa_value_release(fields);
  memcpy(id, r.id, sizeof r.id);
}

/* The page, as the numbers of the cases, by a page of each. */
static void expect_sorted(town *t, const sprawa_view *as, char ids[][SPRAWA_CASE_ID + 1], int n,
                          const char *expected) {
  sprawa_filter f = {.as = as, .sort = "shown_tag", .limit = 1};
  char order[16] = "", next[SPRAWA_CURSOR + 1] = "";
  do {
    sprawa_error e;
    sprawa_list *l = NULL;
    f.cursor = next[0] ? next : NULL;
    expect_ok(sprawa_engine_list(t->e, &f, &l, &e), &e);
    for (int i = 0; i < n && sprawa_list_row(l, 0); i++)
      if (strcmp(ids[i], sprawa_list_row(l, 0)->id) == 0) order[strlen(order)] = (char)('0' + i);
    snprintf(next, sizeof next, "%s", sprawa_list_next(l) ? sprawa_list_next(l) : "");
    sprawa_list_free(l);
  } while (next[0] && strlen(order) < sizeof order - 1);
  assert_string_equal(order, expected);
}

static void a_hidden_field_sorts_as_an_empty_one(void **state) {
  static const char *const labels[] = {"c", "b", "a"};
  char ids[3][SPRAWA_CASE_ID + 1];
  town *t = *state;
  town_site(t, EYES);
  for (int i = 0; i < 3; i++) open_with(t, "shown_tag", labels[i], ids[i]);
  expect_sorted(t, sprawa_view_operator(), ids, 3, "210");
  expect_sorted(t, SPRAWA_AS("early-alpha"), ids, 3, "012");
}

/* By a search, a filter and a count, which are the same. */
static size_t finds(town *t, const char *as) {
  const sprawa_where where = {"tag", "steady"};
  sprawa_filter by_text = {.as = SPRAWA_AS(as), .text = "steady"},
                by_field = {.as = by_text.as, .where = &where, .nwhere = 1};
  sprawa_error e;
  sprawa_count n;
  expect_ok(sprawa_engine_count(t->e, &by_field, &n, NULL, &e), &e);
  assert_int_equal(rows(t, &by_text), n.n);
  assert_int_equal(rows(t, &by_field), n.n);
  return n.n;
}

/* The field stays as it is; another one becomes responsible. */
static void who_is_told_goes_with_the_state(void **state) {
  town *t = *state;
  sprawa_reply r;
  town_site(t, EYES);
  open_with(t, "tag", "steady", r.id);
  assert_int_equal(finds(t, "early-alpha"), 1);
  assert_int_equal(finds(t, "leads-alpha"), 0);
  send(t, &r, "begin");
  assert_int_equal(finds(t, "early-alpha"), 0); /* it still knows of the case */
  assert_int_equal(rows(t, &(sprawa_filter){.as = SPRAWA_AS("early-alpha")}), 1);
  assert_int_equal(finds(t, "leads-alpha"), 1);
  send(t, &r, "end");
  assert_int_equal(finds(t, "leads-alpha"), 0);
  assert_int_equal(finds(t, SPRAWA_OPERATOR), 1);
}

/* -- messages ------------------------------------------------------------------------------------------- */

typedef struct page {
  char id[SPRAWA_NOTICE_ID + 1], next[SPRAWA_CURSOR + 1], to[32];
  size_t n;
  bool more;
} page;

/* One notice a page. */
static page pull(town *t, const char *as, const char *cursor) {
  sprawa_error e;
  sprawa_outbox *o = NULL;
  page out = {.n = 0};
  expect_ok(sprawa_engine_outbox(t->e, SPRAWA_AS(as), cursor, 1, &o, &e), &e);
  const sprawa_notice *first = sprawa_outbox_at(o, 0);
  snprintf(out.id, sizeof out.id, "%s", first ? first->id : "");
  snprintf(out.to, sizeof out.to, "%s", first ? first->institution : "");
  snprintf(out.next, sizeof out.next, "%s", sprawa_outbox_next(o));
  while (sprawa_outbox_at(o, out.n)) out.n++;
  out.more = sprawa_outbox_more(o);
  sprawa_outbox_free(o);
  return out;
}

/* `write` tells court and desk, `remind` the court alone. */
static void messages_for_others_leave_no_gap(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_reply r;
  town_site(t, LETTERS);
  open_case(t, "letters", &r);
  for (int i = 0; i < 3; i++) send(t, &r, "remind");
  page nothing = pull(t, "desk-alpha", NULL);
  assert_int_equal(nothing.n, 0);
  assert_false(nothing.more);
  send(t, &r, "write");
  page own = pull(t, "desk-alpha", NULL), same = pull(t, "desk-alpha", nothing.next);
  assert_int_equal(own.n, 1);
  assert_string_equal(own.to, "desk-alpha");
  assert_string_equal(own.id, same.id);
  for (int i = 0; i < 3; i++) send(t, &r, "remind");
  page none = pull(t, "desk-alpha", own.next);
  assert_int_equal(none.n, 0);
  assert_false(none.more);
  assert_string_equal(none.next, own.next);
  page all = pull(t, SPRAWA_OPERATOR, NULL);
  for (int i = 0; i < 3; i++) all = pull(t, SPRAWA_OPERATOR, all.next);
  assert_int_equal(all.n, 2); /* of one entry: the court's, and the desk's */
  assert_string_not_equal(all.id, own.id);
  assert_int_equal(strlen(all.id), SPRAWA_NOTICE_ID);
  expect_error(sprawa_engine_acknowledge(t->e, all.id, SPRAWA_AS("desk-alpha"), &e), &e, SPRAWA_NOT_FOUND,
               "not-found", "no notice");
  expect_ok(sprawa_engine_acknowledge(t->e, own.id, SPRAWA_AS("desk-alpha"), &e), &e);
  expect_ok(sprawa_engine_acknowledge(t->e, all.id, sprawa_view_operator(), &e), &e);
}

/* -- counts --------------------------------------------------------------------------------------------- */

static sprawa_condition condition(town *t, const sprawa_view *as) {
  sprawa_error e;
  sprawa_condition c;
  expect_ok(sprawa_engine_condition(t->e, as, &c, &e), &e);
  return c;
}

static bool counts_nothing(const sprawa_condition *c) {
  return c->due.n + c->overdue.n + c->messages.n + c->incidents.n + c->notices.n == 0 && c->late == 0 &&
         c->entries == 0 && c->bytes == 0 && !c->whole;
}

static void only_what_is_overseen_is_counted(void **state) {
  static const char *const leads[] = {"leads-alpha"}, *const strange[] = {"stranger-alpha"};
  static const char *const alpha[] = {"alpha"}, *const beta[] = {"beta"};
  const sprawa_view nobody = {.ninstitutions = 0}, here = {.municipalities = alpha, .nmunicipalities = 1};
  const sprawa_view there = {.municipalities = beta, .nmunicipalities = 1};
  const sprawa_view elsewhere = {OF(leads), .municipalities = beta, .nmunicipalities = 1};
  town *t = *state;
  sprawa_reply r;
  town_site(t, EYES);
  open_case(t, "stay", &r);
  send(t, &r, "begin");
  t->now += INT64_C(400) * 86400000;
  sprawa_condition all = condition(t, sprawa_view_operator()), same = condition(t, &nobody);
  assert_true(all.whole && all.entries > 0 && all.bytes > 0 && all.due.n == 1 && all.late > 0);
  assert_int_equal(all.overdue.n, 1);
  assert_memory_equal(&all, &same, sizeof all); /* who is bound to nothing looks after all */
  sprawa_condition city = condition(t, &here), own = condition(t, &(sprawa_view){OF(leads)});
  assert_true(city.due.n == 1 && city.late == all.late && city.overdue.n == 1);
  assert_true(own.due.n == 1 && own.late == all.late && own.overdue.n == 1);
  assert_true(!city.whole && !city.entries && !city.bytes && !own.whole && !own.entries && !own.bytes);
  const sprawa_view *const others[] = {&there, &elsewhere, &(sprawa_view){OF(strange)}};
  for (size_t i = 0; i < TEST_COUNT(others); i++) {
    sprawa_condition c = condition(t, others[i]);
    if (!counts_nothing(&c)) fail_msg("%zu is told of others", i);
  }
}

/* -- keys ----------------------------------------------------------------------------------------------- */

/* Whom the workflow names may ask without seeing the case; that it is gone is then nothing for him. */
static void a_key_does_not_tell_that_a_case_was_erased(void **state) {
  static const char *const named[] = {"named-alpha"}, *const leads[] = {"leads-alpha"};
  const sprawa_view his = {OF(named)}, hers = {OF(leads)};
  town *t = *state;
  sprawa_error e;
  sprawa_reply r, again;
  town_site(t, EYES);
  open_case(t, "stay", &r);
  send(t, &r, "begin");
  sprawa_request call = {.by = "leads-alpha", .as = &hers, .actor = "user:anna", .key = "one"};
  expect_ok(sprawa_engine_send(t->e, r.id, "call", NULL, &call, &again, &e), &e);
  expect_ok(sprawa_engine_erase(t->e, r.id, "over", true, NULL, NULL, &e), &e);
  expect_error(sprawa_engine_send(t->e, r.id, "call", NULL, &call, &again, &e), &e, SPRAWA_REFUSED,
               "case-erased", "erased");
  call.as = &his;
  expect_error(sprawa_engine_send(t->e, r.id, "call", NULL, &call, &again, &e), &e, SPRAWA_NOT_FOUND,
               "not-found", r.id);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, open_empty, close_town)
  const struct CMUnitTest tests[] = {
      T(a_former_state_is_known_to_who_sees_its_cases),
      T(a_hidden_field_leaves_no_empty_page),
      T(a_hidden_field_sorts_as_an_empty_one),
      T(who_is_told_goes_with_the_state),
      T(messages_for_others_leave_no_gap),
      T(only_what_is_overseen_is_counted),
      T(a_key_does_not_tell_that_a_case_was_erased),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
