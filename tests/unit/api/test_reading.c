/* SPDX-License-Identifier: Apache-2.0 */
#include "api_support.h"

/* What the readers of cases tell, and what is done to cases from outside. */

static const sprawa_request as_operator = {.by = SPRAWA_OPERATOR, .actor = "test"};

static void send(town *t, const char *id, const char *event, const char *name, const char *value) {
  sprawa_error e;
  sprawa_value *data = name ? one_field(name, value) : NULL;
  expect_ok(sprawa_engine_send(t->e, id, event, data, &as_operator, NULL, &e), &e);
  sprawa_value_release(data);
}

/* -- the journal ---------------------------------------------------------------------------------------- */

static sprawa_journal *journal(town *t, const char *id, sprawa_journal_query q) {
  sprawa_error e;
  sprawa_journal *j = NULL;
  expect_ok(sprawa_engine_journal(t->e, id, &q, &j, &e), &e);
  return j;
}

static const sprawa_receipt *find_receipt(const sprawa_entry *e, sprawa_receipt_kind kind,
                                          const char *words) {
  for (size_t i = 0; i < e->nreceipts; i++)
    if (e->receipts[i].kind == kind && strstr(e->receipts[i].words, words)) return &e->receipts[i];
  fail_msg("no receipt \"%s\" among %zu", words, e->nreceipts);
  return NULL;
}

static void bodies_are_told_in_records(void **state) {
  town *t = *state;
  sprawa_reply r = town_case(t, "secret", "canary");
  send(t, r.id, "approve", "on", "2026-02-02");
  sprawa_journal *j =
      journal(t, r.id, (sprawa_journal_query){.as = sprawa_view_operator(), .from = 2, .bodies = true});
  const sprawa_entry *e = sprawa_journal_entry(j, 0);
  assert_null(sprawa_journal_entry(j, 1));
  assert_int_equal(sprawa_journal_next(j), 0);
  assert_true(e->has_body && e->sealed && e->seq == 2 && e->pos == 2);
  assert_string_equal(e->before, "open");
  assert_string_equal(e->states, "approved");
  assert_int_equal(strlen(e->hash), 64);
  assert_string_not_equal(e->hash, e->previous);
  assert_string_equal(sprawa_value_as_text(sprawa_value_member(e->data, "on")), "2026-02-02");
  assert_true(e->occurred == SPRAWA_NO_TIME);
  const sprawa_receipt *guard = find_receipt(e, SPRAWA_ASKED, "2026-01-01");
  assert_true(sprawa_value_as_boolean(guard->value));
  assert_string_equal(guard->text, "event.data.on ~= '2026-01-01'");
  assert_string_equal(guard->reads, "event");
  assert_non_null(strstr(guard->file, "main.yaml"));
  assert_int_equal(guard->line, 38);
  const sprawa_receipt *set = find_receipt(e, SPRAWA_SET, "set since to 2026-02-02");
  assert_string_equal(set->name, "since");
  assert_string_equal(sprawa_value_as_text(set->value), "2026-02-02");
  find_receipt(e, SPRAWA_DID, "transition of open -> approved");
  sprawa_journal_free(j);
}

static void an_institution_reads_skeletons(void **state) {
  town *t = *state;
  sprawa_reply r = town_case(t, "secret", "canary");
  sprawa_journal *j = journal(t, r.id, (sprawa_journal_query){.as = SPRAWA_AS("desk-alpha"), .bodies = true});
  const sprawa_entry *e = sprawa_journal_entry(j, 0);
  assert_string_equal(e->kind, "opened");
  assert_string_equal(e->before, "");
  assert_false(e->has_body);
  assert_true(e->data == NULL && e->nreceipts == 0 && *e->name == '\0' && *e->reason == '\0');
  sprawa_journal_free(j);
}

static void pages_follow_one_another(void **state) {
  town *t = *state;
  sprawa_reply r = town_case(t, "note", "x");
  uint64_t seen = 0;
  for (int i = 0; i < 6; i++) {
    sprawa_error e;
    expect_ok(sprawa_engine_note(t->e, r.id, "all is well", &as_operator, NULL, &e), &e);
  }
  sprawa_journal_query q = {.as = sprawa_view_operator(), .limit = 3, .bodies = true};
  do {
    sprawa_journal *j = journal(t, r.id, q);
    for (size_t i = 0; sprawa_journal_entry(j, i); i++)
      assert_int_equal(sprawa_journal_entry(j, i)->seq, ++seen);
    if (seen > 3) assert_string_equal(sprawa_journal_entry(j, 0)->reason, "all is well");
    q.from = sprawa_journal_next(j);
    sprawa_journal_free(j);
  } while (q.from > 0);
  assert_int_equal(seen, 7);
  for (q.from = 8; q.from < 100; q.from += 30) {
    sprawa_journal *j = journal(t, r.id, q);
    assert_null(sprawa_journal_entry(j, 0));
    assert_int_equal(sprawa_journal_next(j), 0);
    sprawa_journal_free(j);
  }
}

/* -- what may happen ------------------------------------------------------------------------------------ */

static const sprawa_option *find_option(const sprawa_explanation *x, const char *event) {
  const sprawa_option *o = sprawa_explanation_option(x, 0);
  for (size_t i = 0; o; o = sprawa_explanation_option(x, ++i))
    if (strcmp(o->event, event) == 0) return o;
  fail_msg("no event %s", event);
  return NULL;
}

static sprawa_explanation *explain(town *t, const char *id, const char *as) {
  sprawa_error e;
  sprawa_explanation *x = NULL;
  expect_ok(sprawa_engine_explain(t->e, id, SPRAWA_AS(as), &x, &e), &e);
  return x;
}

static void an_explanation_tells_who_and_why(void **state) {
  town *t = *state;
  sprawa_reply r = town_case(t, "note", "x");
  sprawa_explanation *x = explain(t, r.id, SPRAWA_OPERATOR);
  assert_string_equal(sprawa_explanation_states(x), "open");
  assert_true(sprawa_explanation_open(x));
  assert_int_equal(sprawa_explanation_due(x), 0);
  const sprawa_option *o = find_option(x, "approve");
  assert_int_equal(o->may, SPRAWA_MAY_WITH_DATA);
  assert_int_equal(o->nby, 2);
  assert_string_equal(o->to[0], "approved");
  assert_string_equal(o->data[0].name, "on");
  assert_string_equal(o->data[0].type, "date");
  assert_true(o->data[0].required);
  assert_int_equal(o->data[0].kind, SPRAWA_KIND_DATE);
  assert_string_equal(o->to_titles[0], "Approved");
  const sprawa_coming *c = sprawa_explanation_coming(x, 0);
  assert_int_equal(c->kind, SPRAWA_COMING_DEADLINE);
  assert_string_equal(c->last_day, "2026-01-12");
  assert_non_null(strstr(c->arithmetic, "3 working days"));
  assert_int_equal(c->lines[0].kind, SPRAWA_LINE_START);
  assert_int_equal(c->lines[1].kind, SPRAWA_LINE_COUNTED);
  assert_int_equal(c->lines[1].working_days, 3);
  assert_int_equal(c->lines[c->nlines - 1].kind, SPRAWA_LINE_END);
  assert_string_equal(c->lines[c->nlines - 1].day, "2026-01-12");
  assert_string_equal(sprawa_case_task(sprawa_explanation_case(x), 0)->last_day, "2026-01-14");
  assert_null(sprawa_case_field(sprawa_explanation_case(x), 0));
  sprawa_explanation_free(x);
  x = explain(t, r.id, "guard-alpha");
  o = find_option(x, "tick");
  assert_int_equal(o->may, SPRAWA_MAY_NOT);
  assert_string_equal(o->code, "not-competent");
  assert_non_null(strstr(o->reasons[0].text, "desk-alpha"));
  assert_int_equal(o->reasons[0].why, SPRAWA_WHY_ENGINE);
  sprawa_explanation_free(x);
}

static void timers_come_by_themselves(void **state) {
  town *t = *state;
  sprawa_reply r = town_case(t, "note", "x");
  send(t, r.id, "fail_later", NULL, NULL);
  sprawa_explanation *x = explain(t, r.id, "desk-alpha");
  const sprawa_coming *c = sprawa_explanation_coming(x, 0);
  assert_int_equal(c->kind, SPRAWA_COMING_TIMER);
  assert_string_equal(c->name, "failing");
  assert_true(c->at == t->now + 3600000);
  assert_int_equal(c->nto, 1);
  assert_string_equal(c->to[0], "closed");
  assert_null(sprawa_explanation_coming(x, 1));
  sprawa_explanation_free(x);
}

/* -- work lists and lists ------------------------------------------------------------------------------- */

static void work_lists_go_by_due_time(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_work *w = NULL;
  char cursor[SPRAWA_CURSOR + 1] = "";
  size_t n = 0;
  for (int i = 0; i < 3; i++) {
    town_case(t, "note", "x");
    t->now += 86400000;
  }
  int64_t last = INT64_MIN;
  sprawa_work_filter f = {.as = sprawa_view_operator(), .institution = "desk-alpha", .limit = 2};
  do {
    f.cursor = *cursor ? cursor : NULL;
    expect_ok(sprawa_engine_work(t->e, &f, &w, &e), &e);
    for (size_t i = 0; sprawa_work_at(w, i); i++, n++) {
      const sprawa_work_row *row = sprawa_work_at(w, i);
      int64_t due = row->due == SPRAWA_NO_TIME ? INT64_MAX : row->due;
      assert_true(due >= last);
      last = due;
      assert_string_equal(row->title, due == INT64_MAX ? "Visit" : "Papers");
      assert_string_equal(row->municipality, "alpha");
    }
    snprintf(cursor, sizeof cursor, "%s", sprawa_work_next(w) ? sprawa_work_next(w) : "");
    sprawa_work_free(w);
  } while (*cursor);
  assert_int_equal(n, 6);
  t->now += 5 * INT64_C(86400000);
  f = (sprawa_work_filter){.as = SPRAWA_AS("guard-alpha"), .only_overdue = true};
  expect_ok(sprawa_engine_work(t->e, &f, &w, &e), &e);
  assert_true(sprawa_work_at(w, 0)->overdue);
  assert_null(sprawa_work_at(w, 1));
  sprawa_work_free(w);
  f = (sprawa_work_filter){.as = SPRAWA_AS("shop-one")};
  expect_ok(sprawa_engine_work(t->e, &f, &w, &e), &e);
  assert_null(sprawa_work_at(w, 0));
  sprawa_work_free(w);
  f = (sprawa_work_filter){.as = sprawa_view_operator(), .cursor = "00000000.1.x.y"};
  expect_error(sprawa_engine_work(t->e, &f, &w, &e), &e, SPRAWA_INVALID, "cursor", "cursor");
}

static void a_list_by_due_ends_in_time(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_list *l = NULL;
  sprawa_reply first = town_case(t, "note", "x");
  t->now += 4 * INT64_C(3600000);
  town_case(t, "note", "x");
  sprawa_filter f = {.as = sprawa_view_operator(), .due_by = t->now + 26 * INT64_C(3600000), .limit = 1};
  expect_ok(sprawa_engine_list(t->e, &f, &l, &e), &e);
  assert_string_equal(sprawa_list_row(l, 0)->id, first.id);
  assert_int_equal(sprawa_value_size(sprawa_list_row(l, 0)->listed), 0);
  f.cursor = sprawa_list_next(l);
  sprawa_list *rest = NULL;
  if (f.cursor) expect_ok(sprawa_engine_list(t->e, &f, &rest, &e), &e);
  assert_null(sprawa_list_row(rest, 0));
  assert_null(sprawa_list_next(rest));
  sprawa_list_free(rest);
  sprawa_list_free(l);
  sprawa_where nine[9] = {{"a", "b"}};
  f = (sprawa_filter){.as = sprawa_view_operator(), .where = nine, .nwhere = 9};
  assert_int_equal(sprawa_engine_list(t->e, &f, &l, &e), SPRAWA_INVALID);
  f = (sprawa_filter){.as = sprawa_view_operator(), .sort = "rounds", .order = SPRAWA_BY_DUE};
  assert_int_equal(sprawa_engine_list(t->e, &f, &l, &e), SPRAWA_INVALID);
}

static size_t count_rows(town *t, const sprawa_filter *f) {
  sprawa_error e;
  sprawa_list *l = NULL;
  size_t n = 0;
  expect_ok(sprawa_engine_list(t->e, f, &l, &e), &e);
  while (sprawa_list_row(l, n)) n++;
  sprawa_list_free(l);
  return n;
}

/* The clock makes it so: nothing has fired yet. */
static void what_has_passed_is_overdue_before_anything_fires(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_case *c = NULL;
  sprawa_list *l = NULL;
  sprawa_work *w = NULL;
  sprawa_explanation *x = NULL;
  sprawa_filter late = {.as = sprawa_view_operator(), .only_overdue = true};
  sprawa_reply r = town_case(t, "note", "x");
  assert_int_equal(count_rows(t, &late), 0);
  t->now +=
      2 * INT64_C(86400000); /* the 30 hours are over, three working days and the task's seven are not */
  expect_ok(sprawa_engine_list(t->e, &late, &l, &e), &e);
  const sprawa_case_row *row = sprawa_list_row(l, 0);
  assert_int_equal(row->overdue, 1);
  assert_int_equal(row->seq, 1);
  expect_ok(sprawa_engine_read(t->e, r.id, sprawa_view_operator(), &c, &e), &e);
  assert_int_equal(sprawa_case_head(c)->overdue, 1);
  assert_true(sprawa_case_head(c)->due == row->due && row->due > t->now);
  assert_false(sprawa_case_deadline(c, 0)->overdue);
  assert_true(sprawa_case_deadline(c, 1)->overdue);
  expect_ok(sprawa_engine_explain(t->e, r.id, sprawa_view_operator(), &x, &e), &e);
  assert_true(sprawa_explanation_coming(x, 1)->overdue);
  sprawa_explanation_free(x);
  sprawa_case_free(c);
  sprawa_list_free(l);
  /* What ends soon is another question. */
  assert_int_equal(count_rows(t, &(sprawa_filter){.as = sprawa_view_operator(), .due_by = t->now}), 0);
  t->now += 10 * INT64_C(86400000);
  expect_ok(sprawa_engine_read(t->e, r.id, sprawa_view_operator(), &c, &e), &e);
  expect_ok(sprawa_engine_work(
                t->e, &(sprawa_work_filter){.as = sprawa_view_operator(), .only_overdue = true}, &w, &e),
            &e);
  assert_true(sprawa_case_task(c, 0)->overdue && sprawa_work_at(w, 0)->overdue);
  assert_string_equal(sprawa_case_task(c, 0)->id, sprawa_work_at(w, 0)->id);
  assert_null(sprawa_work_at(w, 1));
  sprawa_work_free(w);
  sprawa_case_free(c);
}

/* -- upkeep --------------------------------------------------------------------------------------------- */

static void a_held_case_is_not_erased(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_reply reply;
  sprawa_case *c = NULL;
  sprawa_explanation *x = NULL;
  sprawa_reply r = town_case(t, "secret", "canary");
  expect_ok(sprawa_engine_hold(t->e, r.id, "a court asks", "test", &reply, &e), &e);
  assert_int_equal(reply.seq, 2);
  expect_error(sprawa_engine_erase(t->e, r.id, "over", true, "test", &reply, &e), &e, SPRAWA_REFUSED, "kept",
               "hold");
  expect_ok(sprawa_engine_read(t->e, r.id, sprawa_view_operator(), &c, &e), &e);
  assert_true(sprawa_case_head(c)->held);
  sprawa_case_free(c);
  expect_ok(sprawa_engine_release(t->e, r.id, "the court is done", NULL, NULL, &e), &e);
  expect_error(sprawa_engine_erase(t->e, r.id, "over", false, NULL, NULL, &e), &e, SPRAWA_REFUSED, "kept",
               "open");
  expect_ok(sprawa_engine_erase(t->e, r.id, "over", true, NULL, &reply, &e), &e);
  expect_ok(sprawa_engine_read(t->e, r.id, sprawa_view_operator(), &c, &e), &e);
  assert_int_equal(sprawa_case_head(c)->status, SPRAWA_CASE_ERASED);
  assert_null(sprawa_case_field(c, 0));
  sprawa_case_free(c);
  sprawa_journal *j = journal(t, r.id, (sprawa_journal_query){.as = sprawa_view_operator(), .bodies = true});
  assert_false(sprawa_journal_entry(j, 0)->has_body);
  assert_string_equal(sprawa_journal_entry(j, 3)->reason, "over");
  sprawa_journal_free(j);
  expect_error(sprawa_engine_explain(t->e, r.id, sprawa_view_operator(), &x, &e), &e, SPRAWA_REFUSED,
               "case-erased", "erased");
  expect_error(sprawa_engine_hold(t->e, r.id, "late", NULL, &reply, &e), &e, SPRAWA_REFUSED, "case-erased",
               "erased");
}

static void links_and_incidents_are_told(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_case *c = NULL;
  sprawa_ticked ticked;
  sprawa_reply a = town_case(t, "note", "x"), b = town_case(t, "note", "x");
  expect_ok(sprawa_engine_link(t->e, a.id, b.id, "other", NULL, NULL, &e), &e);
  expect_error(sprawa_engine_link(t->e, a.id, b.id, "nothing", NULL, NULL, &e), &e, SPRAWA_REFUSED, "data",
               "");
  expect_ok(sprawa_engine_read(t->e, b.id, sprawa_view_operator(), &c, &e), &e);
  assert_string_equal(sprawa_case_link(c, 0)->name, "parent");
  assert_string_equal(sprawa_case_link(c, 0)->id, a.id);
  assert_null(sprawa_case_link(c, 1));
  sprawa_case_free(c);
  expect_error(sprawa_engine_retry(t->e, a.id, NULL, NULL, &e), &e, SPRAWA_REFUSED, "no-transition", "waits");
  send(t, a.id, "fail_later", NULL, NULL);
  t->now += 3600000;
  expect_ok(sprawa_engine_tick(t->e, SPRAWA_NO_TIME, "test", &ticked, &e), &e);
  expect_ok(sprawa_engine_read(t->e, a.id, sprawa_view_operator(), &c, &e), &e);
  assert_string_equal(sprawa_case_incident(c, 0)->what, "timer");
  assert_true(sprawa_case_incident(c, 0)->next_try > t->now);
  assert_string_equal(sprawa_case_incident(c, 0)->subject, "failing after 1 hour");
  assert_string_equal(sprawa_case_incident(c, 0)->code, "error");
  assert_string_equal(sprawa_case_incident(c, 0)->place, "workflows/relay/main.yaml:49");
  assert_non_null(strstr(sprawa_case_incident(c, 0)->reason, "arithmetic"));
  assert_int_equal(sprawa_case_head(c)->incidents, 1);
  sprawa_case_free(c);
  /* An institution is told where, and not why: the words may hold any field. */
  expect_ok(sprawa_engine_read(t->e, a.id, SPRAWA_AS("desk-alpha"), &c, &e), &e);
  assert_string_equal(sprawa_case_incident(c, 0)->place, "workflows/relay/main.yaml:49");
  assert_string_equal(sprawa_case_incident(c, 0)->reason, "");
  sprawa_case_free(c);
  assert_int_equal(count_rows(t, &(sprawa_filter){.as = sprawa_view_operator(), .only_incidents = true}), 1);
  assert_int_equal(count_rows(t, &(sprawa_filter){.as = SPRAWA_AS("desk-beta"), .only_incidents = true}), 0);
  sprawa_journal *j =
      journal(t, a.id, (sprawa_journal_query){.as = sprawa_view_operator(), .from = 3, .bodies = true});
  const sprawa_entry *entry = sprawa_journal_entry(j, 0);
  assert_string_equal(entry->subject, "failing after 1 hour");
  assert_int_equal(entry->tries, 1);
  assert_true(entry->next_try > t->now);
  sprawa_journal_free(j);
  expect_ok(sprawa_engine_retry(t->e, a.id, NULL, NULL, &e), &e);
}

/* -- by name, and times --------------------------------------------------------------------------------- */

static void people_are_named_by_kind_and_role(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_reply r = town_case(t, "note", "x"), reply;
  sprawa_request q = {.by_name = "guard", .key = "k"};
  sprawa_value *on = one_field("on", "2026-02-02");
  expect_ok(sprawa_engine_send(t->e, r.id, "approve", on, &q, &reply, &e), &e);
  sprawa_journal *j = journal(t, r.id, (sprawa_journal_query){.as = sprawa_view_operator(), .from = 2});
  assert_string_equal(sprawa_journal_entry(j, 0)->by, "guard-alpha");
  sprawa_journal_free(j);
  expect_ok(sprawa_engine_send(t->e, r.id, "approve", on, &q, &reply, &e), &e);
  assert_true(reply.again);
  q = (sprawa_request){.by_name = "guards"};
  expect_error(sprawa_engine_note(t->e, r.id, "x", &q, &reply, &e), &e, SPRAWA_REFUSED, "not-competent",
               "did you mean \"guard\"?");
  q = (sprawa_request){.by = "guard"};
  expect_error(sprawa_engine_note(t->e, r.id, "x", &q, &reply, &e), &e, SPRAWA_REFUSED, "not-competent",
               "guard");
  q = (sprawa_request){.by = "guard-alpha", .by_name = "guard"};
  assert_int_equal(sprawa_engine_note(t->e, r.id, "x", &q, &reply, &e), SPRAWA_INVALID);
  sprawa_value_release(on);
}

/* -- the outbox ----------------------------------------------------------------------------------------- */

static sprawa_outbox *pull(town *t, const char *as, const char *cursor, const char *expected) {
  sprawa_error e;
  sprawa_outbox *o = NULL;
  char found[400] = "";
  expect_ok(sprawa_engine_outbox(t->e, SPRAWA_AS(as), cursor, 2, &o, &e), &e);
  for (size_t i = 0; sprawa_outbox_at(o, i); i++) {
    const sprawa_notice *n = sprawa_outbox_at(o, i);
    size_t at = strlen(found);
    snprintf(found + at, sizeof found - at, "%s%s: %s; ", n->delivered ? "+" : "", n->institution, n->text);
  }
  assert_string_equal(found, expected);
  return o;
}

static void notices_are_pulled_and_acknowledged(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_reply r;
  sprawa_definitions *d = NULL;
  sprawa_value *fields = one_field("name", "Ala");
  expect_ok(sprawa_definitions_site(NULL, "../../data/outbox", NULL, NULL, &d, &e), &e);
  expect_ok(sprawa_engine_deploy(t->e, d, NULL, NULL, &e), &e);
  sprawa_definitions_free(d);
  expect_ok(sprawa_engine_open_case(t->e, "letters", "alpha", NULL, fields, &as_operator, &r, &e), &e);
  sprawa_value_release(fields);
  send(t, r.id, "write", NULL, NULL);
  send(t, r.id, "remind", NULL, NULL);
  sprawa_outbox *o = pull(t, SPRAWA_OPERATOR, NULL, "court-alpha: about Ala; desk-alpha: copy for Ala; ");
  char id[SPRAWA_NOTICE_ID + 1];
  snprintf(id, sizeof id, "%s", sprawa_outbox_at(o, 0)->id);
  assert_string_equal(sprawa_outbox_at(o, 0)->case_id, r.id);
  assert_true(sprawa_outbox_more(o));
  sprawa_outbox *rest = pull(t, SPRAWA_OPERATOR, sprawa_outbox_next(o), "court-alpha: reminder for Ala; ");
  sprawa_outbox *none = pull(t, SPRAWA_OPERATOR, sprawa_outbox_next(rest), "");
  assert_false(sprawa_outbox_more(rest));
  assert_string_equal(sprawa_outbox_next(none), sprawa_outbox_next(rest));
  sprawa_outbox_free(none);
  sprawa_outbox_free(rest);
  sprawa_outbox_free(o);
  expect_error(sprawa_engine_acknowledge(t->e, id, SPRAWA_AS("house-alpha"), &e), &e, SPRAWA_NOT_FOUND,
               "not-found", id);
  expect_error(sprawa_engine_acknowledge(t->e, id, NULL, &e), &e, SPRAWA_INVALID, "invalid", "view");
  expect_ok(sprawa_engine_acknowledge(t->e, id, sprawa_view_operator(), &e), &e);
  expect_ok(sprawa_engine_acknowledge(t->e, id, sprawa_view_operator(), &e), &e);
  expect_error(sprawa_engine_acknowledge(t->e, "1.1", sprawa_view_operator(), &e), &e, SPRAWA_NOT_FOUND,
               "not-found", "1.1");
  expect_error(sprawa_engine_acknowledge(t->e, "1.1x", sprawa_view_operator(), &e), &e, SPRAWA_NOT_FOUND,
               "not-found", "1.1x");
  sprawa_outbox_free(
      pull(t, "court-alpha", NULL, "+court-alpha: about Ala; court-alpha: reminder for Ala; "));
  expect_error(sprawa_engine_outbox(t->e, sprawa_view_operator(), "soon", 0, &o, &e), &e, SPRAWA_INVALID,
               "cursor", "");
  assert_null(o);
  sprawa_outbox_free(NULL);
}

/* -- nothing given -------------------------------------------------------------------------------------- */

static void calls_without_their_parts_are_wrong(void **state) {
  town *t = *state;
  sprawa_error e;
  sprawa_journal *j = NULL;
  sprawa_work *w = NULL;
  sprawa_explanation *x = NULL;
  int64_t time;
  sprawa_work_filter f = {.as = NULL};
  sprawa_journal_query q = {.as = sprawa_view_operator()};
  assert_int_equal(sprawa_engine_journal(t->e, "x", NULL, &j, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_journal(t->e, "x", &q, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_journal(t->e, NULL, &q, &j, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_journal(t->e, "x", &q, &j, &e), SPRAWA_NOT_FOUND);
  assert_int_equal(sprawa_engine_work(t->e, &f, &w, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_work(t->e, NULL, &w, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_explain(NULL, "x", sprawa_view_operator(), &x, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_explain(t->e, "x", sprawa_view_operator(), NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_explain(t->e, "x", sprawa_view_operator(), &x, &e), SPRAWA_NOT_FOUND);
  assert_int_equal(sprawa_engine_hold(NULL, "x", "y", NULL, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_hold(t->e, NULL, "y", NULL, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_link(t->e, "x", NULL, "y", NULL, NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_engine_retry(t->e, "x", NULL, NULL, &e), SPRAWA_NOT_FOUND);
  assert_int_equal(sprawa_time_read(NULL, NULL, &time, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_time_after(0, "x", NULL, &e), SPRAWA_INVALID);
  assert_int_equal(sprawa_time_day_end(NULL, "2026-12-31", NULL, &e), SPRAWA_INVALID);
  sprawa_time_text(NULL, 0, NULL);
  assert_true(j == NULL && w == NULL && x == NULL);
  assert_null(sprawa_journal_entry(NULL, 0));
  assert_null(sprawa_work_at(NULL, 0));
  assert_null(sprawa_explanation_option(NULL, 0));
  assert_null(sprawa_case_link(NULL, 0));
  assert_int_equal(sprawa_diagnostic_text(NULL, false, NULL, 0), 0);
  sprawa_journal_free(NULL);
  sprawa_work_free(NULL);
  sprawa_explanation_free(NULL);
}

/* -- deploying ------------------------------------------------------------------------------------------ */

typedef struct told {
  uint32_t n;
  char text[4096];
} told;

static void on_diagnostic(void *data, const sprawa_diagnostic *d) {
  told *all = data;
  size_t n = strlen(all->text);
  assert_true(d->end_column >= d->column);
  assert_true(sprawa_diagnostic_text(d, false, all->text + n, sizeof all->text - n) > 0);
  all->n++;
}

static void a_fault_shows_itself(void **state) {
  (void)state;
  sprawa_error e;
  sprawa_definitions *d = NULL;
  told all = {0};
  sprawa_code code = sprawa_definitions_text(NULL, "gate.yaml",
                                             "initial: shut\nstates:\n  shut: {on: {go: opn}}\n  open: {}\n",
                                             NULL, on_diagnostic, &all, &d, &e);
  assert_int_equal(code, SPRAWA_INVALID);
  assert_non_null(strstr(all.text, "gate.yaml:3:19: error: no state \"opn\" [unknown-state]\n"
                                   "    3 |   shut: {on: {go: opn}}\n"
                                   "      |                   ^^^ did you mean \"open\"?\n"));
}

#define T(f) cmocka_unit_test_setup_teardown(f, open_town, close_town)

int main(void) {
  const struct CMUnitTest tests[] = {
      T(bodies_are_told_in_records),
      T(an_institution_reads_skeletons),
      T(pages_follow_one_another),
      T(an_explanation_tells_who_and_why),
      T(timers_come_by_themselves),
      T(work_lists_go_by_due_time),
      T(a_list_by_due_ends_in_time),
      T(what_has_passed_is_overdue_before_anything_fires),
      T(a_held_case_is_not_erased),
      T(links_and_incidents_are_told),
      T(people_are_named_by_kind_and_role),
      T(notices_are_pulled_and_acknowledged),
      T(calls_without_their_parts_are_wrong),
      cmocka_unit_test(a_fault_shows_itself),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
