/* SPDX-License-Identifier: Apache-2.0 */
#include "api_support.h"

static const sprawa_request as_operator = {.by = SPRAWA_OPERATOR, .actor = "test"};

static sprawa_reply new_case(town *t, const char *secret) {
  sprawa_error e;
  sprawa_reply r;
  sprawa_value *fields = one_field("secret", secret);
  expect_ok(sprawa_engine_open_case(t->e, "relay", "alpha", NULL, fields, &as_operator, &r, &e), &e);
  sprawa_value_release(fields);
  return r;
}

/* -- opening -------------------------------------------------------------------------------------------- */

static void a_database_that_is_not_one_is_refused(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_engine *x = (void *)t;
  sprawa_engine_options o = town_options(t);
  char path[80];
  assert_int_equal(sprawa_engine_open(NULL, NULL, &x, &e), SPRAWA_INVALID);
  assert_null(x);
  assert_int_equal(sprawa_engine_open(NULL, &o, NULL, &e), SPRAWA_INVALID);
  o.database = NULL;
  assert_int_equal(sprawa_engine_open(NULL, &o, &x, &e), SPRAWA_INVALID);
  o = town_options(t);
  o.master = NULL;
  assert_int_equal(sprawa_engine_open(NULL, &o, &x, &e), SPRAWA_INVALID);
  o = (sprawa_engine_options){.database = "/nowhere/db"};
  assert_int_equal(sprawa_engine_open(NULL, &o, &x, &e), SPRAWA_NOT_FOUND);
  assert_non_null(strstr(e.message, "/nowhere/db"));
  assert_string_equal(e.name, "not-found");
  snprintf(path, sizeof path, "%s/text", t->folder);
  FILE *f = fopen(path, "w");
  for (int i = 0; i < 100; i++) fputs("this is no database at all\n", f);
  fclose(f);
  o.database = path;
  assert_int_equal(sprawa_engine_open(NULL, &o, &x, &e), SPRAWA_INVALID);
  assert_null(x);
  sprawa_engine_close(NULL);
}

static void deploying_takes_a_site_without_hooks(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_definitions *alone = read_workflow("initial: a\nstates: {a: {}}\n");
  assert_int_equal(sprawa_engine_deploy(t->e, alone, NULL, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_deploy(t->e, NULL, NULL, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_deploy(NULL, alone, NULL, NULL, &e), SPRAWA_INVALID);
  sprawa_definitions_free(alone);
}

/* -- asking --------------------------------------------------------------------------------------------- */

static void a_case_lives_and_is_read(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_case *c = NULL;
  sprawa_reply r = new_case(t, "hidden"), sent;
  assert_int_equal(strlen(r.id), SPRAWA_CASE_ID);
  assert_int_equal(r.seq, 1);
  assert_false(r.again);
  sprawa_request by_desk = {.by = "desk-alpha", .actor = "clerk"};
  expect_ok(sprawa_engine_send(t->e, r.id, "count", NULL, &by_desk, &sent, &e), &e);
  assert_int_equal(sent.seq, 2);
  expect_ok(sprawa_engine_read(t->e, r.id, sprawa_view_operator(), &c, &e), &e);
  const sprawa_case_row *head = sprawa_case_head(c);
  assert_string_equal(head->id, r.id);
  assert_string_equal(head->package, "relay");
  assert_string_equal(head->workflow, "main");
  assert_string_equal(head->municipality, "alpha");
  assert_int_equal(head->status, SPRAWA_CASE_OPEN);
  assert_string_equal(head->states, "open");
  assert_string_equal(head->responsible, "desk-alpha");
  assert_true(head->opened == t->now && head->seq == 2 && head->due > t->now);
  assert_string_equal(sprawa_case_version(c), "1.0.0");
  assert_string_equal(sprawa_case_place(c, 0)->state, "open");
  assert_string_equal(sprawa_case_place(c, 0)->title, "Open");
  assert_null(sprawa_case_place(c, 1));
  assert_string_equal(sprawa_case_task(c, 0)->name, "papers");
  assert_string_equal(sprawa_case_task(c, 0)->by[0], "desk-alpha");
  assert_true(sprawa_case_task(c, 0)->due > t->now);
  assert_int_equal(sprawa_case_task(c, 1)->nby, 2);
  assert_null(sprawa_case_task(c, 2));
  assert_string_equal(sprawa_case_deadline(c, 0)->last_day, "2026-01-12");
  assert_non_null(sprawa_value_member(sprawa_case_fields(c), "load"));
  assert_string_equal(sprawa_value_as_text(sprawa_value_member(sprawa_case_fields(c), "secret")), "hidden");
  sprawa_case_free(c);
}

/* Shown with the answer, and read on its own: the same. */
static void the_case_is_shown_with_the_answer(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_case *after = NULL, *read = NULL, *older = NULL;
  sprawa_reply r = new_case(t, "hidden"), sent;
  sprawa_request q = {.by = "desk-alpha", .as = SPRAWA_AS("desk-alpha"), .key = "k", .after = &after};
  expect_ok(sprawa_engine_send(t->e, r.id, "count", NULL, &q, &sent, &e), &e);
  assert_non_null(after);
  expect_ok(sprawa_engine_read(t->e, r.id, SPRAWA_AS("desk-alpha"), &read, &e), &e);
  assert_int_equal(sprawa_case_head(after)->seq, sent.seq);
  assert_int_equal(sprawa_case_head(read)->seq, sent.seq);
  assert_string_equal(sprawa_case_head(after)->states, sprawa_case_head(read)->states);
  assert_string_equal(sprawa_case_place(after, 0)->title, sprawa_case_place(read, 0)->title);
  const sprawa_value *load = sprawa_value_member(sprawa_case_fields(after), "load");
  assert_true(sprawa_value_equal(load, sprawa_value_member(sprawa_case_fields(read), "load")));
  sprawa_case_free(read);
  /* Again: as it stands now. */
  older = after;
  sprawa_request another = {.by = "desk-alpha"};
  expect_ok(sprawa_engine_send(t->e, r.id, "count", NULL, &another, NULL, &e), &e);
  expect_ok(sprawa_engine_send(t->e, r.id, "count", NULL, &q, &sent, &e), &e);
  assert_true(sent.again && sent.seq == sprawa_case_head(older)->seq);
  assert_int_equal(sprawa_case_head(after)->seq, sent.seq + 1);
  sprawa_case_free(older);
  sprawa_case_free(after);
  /* Refused, or not for those eyes: nothing is shown. */
  sprawa_request wrong = {.by = "desk-alpha", .at_seq = 1, .after = &after};
  expect_error(sprawa_engine_send(t->e, r.id, "count", NULL, &wrong, NULL, &e), &e, SPRAWA_REFUSED,
               "case-moved", "");
  assert_null(after);
  sprawa_request guard = {.by = "desk-alpha", .as = SPRAWA_AS("guard-alpha"), .after = &after};
  expect_ok(sprawa_engine_send(t->e, r.id, "count", NULL, &guard, NULL, &e), &e);
  assert_non_null(after);
  assert_null(sprawa_value_member(sprawa_case_fields(after), "secret"));
  sprawa_case_free(after);
  sprawa_request stranger = {.by = "desk-alpha", .as = SPRAWA_AS("desk-beta"), .after = &after};
  sprawa_code code = sprawa_engine_send(t->e, r.id, "count", NULL, &stranger, NULL, &e);
  assert_true(code == SPRAWA_OK || code == SPRAWA_NOT_FOUND);
  assert_null(after);
}

static void an_institution_sees_its_part(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_case *c = NULL;
  sprawa_reply r = new_case(t, "hidden");
  expect_ok(sprawa_engine_read(t->e, r.id, SPRAWA_AS("desk-alpha"), &c, &e), &e);
  assert_non_null(sprawa_value_member(sprawa_case_fields(c), "secret"));
  sprawa_case_free(c);
  expect_ok(sprawa_engine_read(t->e, r.id, SPRAWA_AS("guard-alpha"), &c, &e), &e);
  assert_null(sprawa_value_member(sprawa_case_fields(c), "secret"));
  sprawa_case_free(c);
  expect_error(sprawa_engine_read(t->e, r.id, SPRAWA_AS("desk-beta"), &c, &e), &e, SPRAWA_NOT_FOUND,
               "not-found", r.id);
  expect_error(sprawa_engine_read(t->e, "nothing", sprawa_view_operator(), &c, &e), &e, SPRAWA_NOT_FOUND,
               "not-found", "nothing");
  assert_null(c);
}

static void refusals_are_told_apart(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_reply r = new_case(t, "x"), reply;
  sprawa_request nobody = {.actor = "x"}, guard = {.by = "guard-alpha"}, late = as_operator;
  expect_error(sprawa_engine_send(t->e, r.id, "tick", NULL, &nobody, &reply, &e), &e, SPRAWA_REFUSED,
               "not-competent", "");
  assert_int_equal(reply.seq, 0); /* how far the case has come is not for everybody */
  expect_error(sprawa_engine_send(t->e, r.id, "tick", NULL, &guard, &reply, &e), &e, SPRAWA_REFUSED,
               "not-competent", "");
  assert_int_equal(reply.seq, 1);
  expect_error(sprawa_engine_send(t->e, r.id, "tick", NULL, NULL, NULL, &e), &e, SPRAWA_REFUSED,
               "not-competent", "");
  expect_error(sprawa_engine_send(t->e, r.id, "finish", NULL, &as_operator, NULL, &e), &e, SPRAWA_REFUSED,
               "no-transition", "");
  expect_error(sprawa_engine_done(t->e, r.id, "nap", NULL, &as_operator, NULL, &e), &e, SPRAWA_REFUSED,
               "no-task", "");
  expect_error(sprawa_engine_reopen(t->e, r.id, &as_operator, NULL, &e), &e, SPRAWA_REFUSED, e.name, "");
  sprawa_value *data = one_field("on", "yesterday");
  expect_error(sprawa_engine_send(t->e, r.id, "approve", data, &as_operator, NULL, &e), &e, SPRAWA_REFUSED,
               "data", "on");
  sprawa_value_release(data);
  late.at_seq = 7;
  expect_error(sprawa_engine_send(t->e, r.id, "tick", NULL, &late, &reply, &e), &e, SPRAWA_REFUSED,
               "case-moved", "1");
  late = as_operator;
  late.occurred = t->now + 86400000;
  expect_error(sprawa_engine_send(t->e, r.id, "tick", NULL, &late, &reply, &e), &e, SPRAWA_REFUSED, "data",
               "");
  expect_error(sprawa_engine_send(t->e, "aaaaaaaaaaaaaaaa", "tick", NULL, &as_operator, &reply, &e), &e,
               SPRAWA_NOT_FOUND, "not-found", "aaaa");
  expect_error(sprawa_engine_open_case(t->e, "relay", "omega", NULL, NULL, &as_operator, &reply, &e), &e,
               SPRAWA_NOT_FOUND, "not-found", "omega");
  expect_error(sprawa_engine_open_case(t->e, "relay", "alpha", "side", NULL, &as_operator, &reply, &e), &e,
               SPRAWA_NOT_FOUND, "not-found", "side");
}

/* "POINTER TEXT; " for each reason, and "!" where it is not of the data. */
static void list_reason(void *data, const sprawa_reason *r) {
  char *text = data;
  size_t n = strlen(text);
  snprintf(text + n, 600 - n, "%s%s %s; ", r->why == SPRAWA_WHY_DATA ? "" : "!", r->pointer, r->text);
}

static void reasons_come_one_by_one(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_reply r = new_case(t, "x");
  char told[600] = "";
  sprawa_request request = {.by = "desk-alpha", .reason = list_reason, .reason_data = told};
  sprawa_value *date = one_field("on", "2026-01-09");
  expect_ok(sprawa_engine_send(t->e, r.id, "approve", date, &request, NULL, &e), &e);
  assert_string_equal(told, "");
  sprawa_value *rooms[] = {sprawa_value_members(NULL, "room", sprawa_value_text(NULL, "a", 1), NULL),
                           sprawa_value_members(NULL, "a/b~c", sprawa_value_integer(NULL, 1), NULL)};
  sprawa_value *data = sprawa_value_members(NULL, "load", sprawa_value_text(NULL, "much", 4), "rooms",
                                            sprawa_value_list(NULL, 2, rooms), "state",
                                            sprawa_value_text(NULL, "fair", 4), NULL);
  expect_error(sprawa_engine_send(t->e, r.id, "survey", data, &request, NULL, &e), &e, SPRAWA_REFUSED, "data",
               "load: expected integer, got text; state: ");
  assert_string_equal(told, "/load load: expected integer, got text; /state state: not one of the choices; "
                            "/rooms/1/a~1b~0c rooms[2].a/b~c: not a part of this record; ");
  told[0] = '\0';
  expect_error(sprawa_engine_send(t->e, r.id, "finish", NULL, &request, NULL, &e), &e, SPRAWA_REFUSED,
               "no-transition", "");
  assert_string_equal(told, "! finish: nothing waits for it now; ");
  sprawa_value_release(data);
  sprawa_value_release(date);
}

/* What a view reads of the last entry, which is a note. */
static void expect_note(town *t, const char *id, const char *as, const char *text) {
  sprawa_error e;
  sprawa_journal *j = NULL;
  sprawa_journal_query q = {.as = SPRAWA_AS(as), .bodies = true};
  size_t n = 0;
  expect_ok(sprawa_engine_journal(t->e, id, &q, &j, &e), &e);
  while (sprawa_journal_entry(j, n + 1)) n++;
  assert_string_equal(sprawa_journal_entry(j, n)->kind, "note");
  assert_string_equal(sprawa_journal_entry(j, n)->reason, text);
  sprawa_journal_free(j);
}

static void tasks_notes_and_time(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_ticked ticked;
  sprawa_reply r = new_case(t, "x");
  sprawa_request desk = {.by = "desk-alpha"}, guard = {.by = "guard-alpha"};
  expect_ok(sprawa_engine_done(t->e, r.id, "papers", NULL, &desk, NULL, &e), &e);
  expect_ok(sprawa_engine_sign(t->e, r.id, "visit", &desk, NULL, &e), &e);
  expect_ok(sprawa_engine_sign(t->e, r.id, "visit", &guard, NULL, &e), &e);
  expect_error(sprawa_engine_waive(t->e, r.id, "visit", "late", &desk, NULL, &e), &e, SPRAWA_REFUSED,
               "no-task", "");
  expect_ok(sprawa_engine_note(t->e, r.id, "she called", &desk, NULL, &e), &e);
  expect_note(t, r.id, "desk-alpha", "she called");
  expect_note(t, r.id, "guard-alpha", "");
  expect_ok(sprawa_engine_send(t->e, r.id, "fail_later", NULL, &desk, NULL, &e), &e);
  expect_ok(sprawa_engine_tick(t->e, SPRAWA_NO_TIME, NULL, &ticked, &e), &e);
  assert_int_equal(ticked.fired, 0);
  t->now += 7200000;
  assert_true(sprawa_engine_time(t->e) == t->now);
  expect_ok(sprawa_engine_tick(t->e, SPRAWA_NO_TIME, NULL, &ticked, &e), &e);
  expect_ok(sprawa_engine_confirm_clock(t->e, "tester", &e), &e);
  assert_true(ticked.fired > 0);
  sprawa_journal *j = NULL;
  static const char *const kinds[] = {"opened", "done", "signed", "signed", "note", "event", "incident"};
  expect_ok(sprawa_engine_journal(t->e, r.id, &(sprawa_journal_query){.as = sprawa_view_operator()}, &j, &e),
            &e);
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    assert_string_equal(sprawa_journal_entry(j, i)->kind, kinds[i]);
    assert_int_equal(sprawa_journal_entry(j, i)->seq, i + 1);
  }
  assert_string_equal(sprawa_journal_entry(j, 5)->event, "fail_later");
  assert_string_equal(sprawa_journal_entry(j, 5)->by, "desk-alpha");
  for (size_t i = 7; sprawa_journal_entry(j, i); i++) /* it was tried again */
    assert_string_equal(sprawa_journal_entry(j, i)->kind, "incident");
  sprawa_journal_free(j);
  expect_ok(
      sprawa_engine_journal(
          t->e, r.id, &(sprawa_journal_query){.as = SPRAWA_AS("desk-alpha"), .from = 2, .limit = 1}, &j, &e),
      &e);
  assert_int_equal(sprawa_journal_entry(j, 0)->seq, 2);
  assert_null(sprawa_journal_entry(j, 1));
  sprawa_journal_free(j);
  expect_error(
      sprawa_engine_journal(t->e, r.id, &(sprawa_journal_query){.as = SPRAWA_AS("desk-beta")}, &j, &e), &e,
      SPRAWA_NOT_FOUND, "not-found", "");
}

static void a_key_happens_once(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_reply first, again;
  sprawa_request r = {.by = SPRAWA_OPERATOR, .actor = "app", .key = "k1"};
  expect_ok(sprawa_engine_open_case(t->e, "relay", "alpha", NULL, NULL, &r, &first, &e), &e);
  expect_ok(sprawa_engine_open_case(t->e, "relay", "alpha", NULL, NULL, &r, &again, &e), &e);
  assert_string_equal(first.id, again.id);
  assert_true(again.again && !first.again);
  expect_error(sprawa_engine_open_case(t->e, "relay", "beta", NULL, NULL, &r, &again, &e), &e, SPRAWA_REFUSED,
               "idempotency-mismatch", "key");
  sprawa_engine_close(t->e);
  town_start(t);
  expect_ok(sprawa_engine_open_case(t->e, "relay", "alpha", NULL, NULL, &r, &again, &e), &e);
  assert_string_equal(first.id, again.id);
  /* Where the case must stand is a condition, not what is asked. */
  sprawa_request once = {.by = SPRAWA_OPERATOR, .actor = "app", .key = "k2", .at_seq = 1}, later = once;
  expect_ok(sprawa_engine_note(t->e, first.id, "said", &once, NULL, &e), &e);
  later.at_seq = 2;
  expect_ok(sprawa_engine_note(t->e, first.id, "said", &later, &again, &e), &e);
  assert_true(again.again && again.seq == 2);
  later.at_seq = 0;
  expect_ok(sprawa_engine_note(t->e, first.id, "said", &later, &again, &e), &e);
  expect_error(sprawa_engine_note(t->e, first.id, "other", &later, &again, &e), &e, SPRAWA_REFUSED,
               "idempotency-mismatch", "key");
  r.principal = "somebody else";
  expect_ok(sprawa_engine_open_case(t->e, "relay", "alpha", NULL, NULL, &r, &again, &e), &e);
  assert_string_not_equal(first.id, again.id);
}

static void without_keys_nothing_sealed_is_opened(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_case *c = NULL;
  sprawa_reply r = new_case(t, "x"), reply;
  sprawa_engine_close(t->e);
  sprawa_engine_options o = {.database = t->database};
  expect_ok(sprawa_engine_open(&t->host, &o, &t->e, &e), &e);
  expect_error(sprawa_engine_send(t->e, r.id, "tick", NULL, &as_operator, &reply, &e), &e, SPRAWA_NOT_DONE,
               "no-keys", "");
  expect_error(sprawa_engine_open_case(t->e, "relay", "alpha", NULL, NULL, &as_operator, &reply, &e), &e,
               SPRAWA_NOT_DONE, "no-keys", "");
  expect_error(sprawa_engine_read(t->e, r.id, sprawa_view_operator(), &c, &e), &e, SPRAWA_NOT_DONE, "no-keys",
               r.id);
}

/* -- lists ---------------------------------------------------------------------------------------------- */

static size_t count_pages(town *t, sprawa_filter f, size_t *pages) {
  sprawa_error e;
  sprawa_list *l = NULL;
  char cursor[SPRAWA_CURSOR + 1];
  size_t n = 0;
  for (*pages = 1;; ++*pages) {
    expect_ok(sprawa_engine_list(t->e, &f, &l, &e), &e);
    for (size_t i = 0; sprawa_list_row(l, i); i++) n++;
    const char *next = sprawa_list_next(l);
    if (next) snprintf(cursor, sizeof cursor, "%s", next);
    f.cursor = cursor;
    bool more = next != NULL;
    sprawa_list_free(l);
    if (!more) return n;
  }
}

static void lists_come_in_pages(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_list *l = NULL;
  size_t pages;
  for (int i = 0; i < 7; i++) new_case(t, "x");
  expect_ok(sprawa_engine_open_case(t->e, "relay", "beta", NULL, NULL, &as_operator, NULL, &e), &e);
  const sprawa_order orders[] = {SPRAWA_BY_AGE, SPRAWA_BY_DUE, SPRAWA_BY_LAST};
  for (size_t i = 0; i < 3; i++) {
    sprawa_filter f = {.as = sprawa_view_operator(), .limit = 3, .order = orders[i]};
    assert_int_equal(count_pages(t, f, &pages), 8);
    assert_int_equal(pages, 3);
  }
  assert_int_equal(
      count_pages(t, (sprawa_filter){.as = sprawa_view_operator(), .municipality = "beta"}, &pages), 1);
  assert_int_equal(count_pages(t, (sprawa_filter){.as = SPRAWA_AS("desk-alpha"), .limit = 2}, &pages), 7);
  assert_int_equal(count_pages(t, (sprawa_filter){.as = SPRAWA_AS("shop-beta"), .limit = 2}, &pages), 0);
  const sprawa_filter wrong[] = {{.as = SPRAWA_AS("shop-beat")},
                                 {.as = sprawa_view_operator(), .state = "opne"},
                                 {.as = sprawa_view_operator(), .responsible = "shop-beat"},
                                 {.as = sprawa_view_operator(), .workflow = "mian"},
                                 {.as = sprawa_view_operator(), .sort = "secret"}};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    expect_error(sprawa_engine_list(t->e, &wrong[i], &l, &e), &e, SPRAWA_NOT_FOUND, "not-found", "no ");
  assert_int_equal(count_pages(t,
                               (sprawa_filter){.as = sprawa_view_operator(),
                                               .responsible = "desk-alpha",
                                               .only_open = true,
                                               .state = "open",
                                               .package = "relay",
                                               .workflow = "main"},
                               &pages),
                   7);
  assert_int_equal(
      count_pages(t, (sprawa_filter){.as = sprawa_view_operator(), .only_overdue = true}, &pages), 0);
  sprawa_filter f = {.as = sprawa_view_operator(), .limit = 3};
  expect_ok(sprawa_engine_list(t->e, &f, &l, &e), &e);
  sprawa_filter other = {
      .as = sprawa_view_operator(), .limit = 3, .municipality = "alpha", .cursor = sprawa_list_next(l)};
  sprawa_list *none = NULL;
  expect_error(sprawa_engine_list(t->e, &other, &none, &e), &e, SPRAWA_INVALID, "cursor", "filter");
  other.cursor = "1.2.x";
  expect_error(sprawa_engine_list(t->e, &other, &none, &e), &e, SPRAWA_INVALID, "cursor", "");
  sprawa_list_free(l);
}

static void wrong_calls_are_refused(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_case *c = NULL;
  sprawa_list *l = NULL;
  sprawa_journal *j = NULL;
  sprawa_ticked ticked;
  sprawa_reply r = new_case(t, "x");
  sprawa_value *fault = sprawa_value_text(NULL, "\xff", 1);
  const sprawa_request *op = &as_operator;
  assert_int_equal(sprawa_engine_open_case(NULL, "relay", "alpha", NULL, NULL, op, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_open_case(t->e, NULL, "alpha", NULL, NULL, op, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_open_case(t->e, "relay", "", NULL, NULL, op, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_open_case(t->e, "relay", "alpha", NULL, fault, op, NULL, &e),
                   SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_send(t->e, NULL, "tick", NULL, op, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_send(t->e, r.id, NULL, NULL, op, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_send(t->e, r.id, "\xc0\x80", NULL, op, NULL, NULL), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_send(t->e, r.id, "tick", fault, op, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_done(t->e, r.id, "", NULL, op, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_sign(t->e, r.id, NULL, op, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_waive(t->e, r.id, "visit", NULL, op, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_note(t->e, r.id, NULL, op, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_note(t->e, r.id, "a\x01z", op, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_reopen(t->e, NULL, op, NULL, &e), SPRAWA_INVALID);
  sprawa_request empty = {.key = ""};
  assert_int_equal(sprawa_engine_send(t->e, r.id, "tick", NULL, &empty, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_tick(NULL, 0, NULL, &ticked, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_confirm_clock(NULL, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_read(t->e, r.id, NULL, &c, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_read(t->e, NULL, sprawa_view_operator(), &c, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_read(t->e, r.id, sprawa_view_operator(), NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_read(NULL, r.id, sprawa_view_operator(), &c, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_list(t->e, NULL, &l, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_list(t->e, &(sprawa_filter){0}, &l, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_list(t->e, &(sprawa_filter){.as = SPRAWA_AS("x"), .limit = 1001}, &l, &e),
                   SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_journal(t->e, r.id, &(sprawa_journal_query){.as = NULL}, &j, &e),
                   SPRAWA_INVALID);
  assert_int_equal(
      sprawa_engine_journal(t->e, r.id, &(sprawa_journal_query){.as = SPRAWA_AS("x"), .limit = 1001}, &j, &e),
      SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_journal(NULL, r.id, &(sprawa_journal_query){.as = SPRAWA_AS("x")}, &j, &e),
                   SPRAWA_INVALID);
  assert_true(sprawa_engine_time(NULL) == SPRAWA_NO_TIME);
  assert_null(c);
  assert_null(l);
  assert_null(j);
  assert_null(sprawa_case_head(NULL));
  assert_null(sprawa_case_version(NULL));
  assert_null(sprawa_case_fields(NULL));
  assert_null(sprawa_case_place(NULL, 0));
  assert_null(sprawa_case_task(NULL, 0));
  assert_null(sprawa_case_deadline(NULL, 0));
  assert_null(sprawa_list_row(NULL, 0));
  assert_null(sprawa_list_next(NULL));
  assert_null(sprawa_journal_entry(NULL, 0));
  sprawa_case_free(NULL);
  sprawa_list_free(NULL);
  sprawa_journal_free(NULL);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, open_town, close_town)
  const struct CMUnitTest tests[] = {
      T(a_database_that_is_not_one_is_refused),
      T(deploying_takes_a_site_without_hooks),
      T(a_case_lives_and_is_read),
      T(the_case_is_shown_with_the_answer),
      T(an_institution_sees_its_part),
      T(refusals_are_told_apart),
      T(reasons_come_one_by_one),
      T(tasks_notes_and_time),
      T(a_key_happens_once),
      T(without_keys_nothing_sealed_is_opened),
      T(lists_come_in_pages),
      T(wrong_calls_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
