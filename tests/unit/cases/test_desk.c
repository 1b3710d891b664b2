/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/body.h"
#include "cases/patch.h"
#include "cases/verify.h"
#include "town_desk.h"

static int open_town(void **state) {
  static town_desk t;
  town_open(&t);
  *state = &t;
  return 0;
}

static int close_town(void **state) {
  town_close(*state);
  return 0;
}

static void assert_in(town_desk *t, const char *id, const char *configuration) {
  spr_case_row row;
  assert_int_equal(spr_store_case(t->store, spr_str_of(id), &row), SPR_OK);
  assert_str(row.configuration, configuration);
}

static void a_case_opens_takes_an_event_and_stands_where_it_should(void **state) {
  town_desk *t = *state;
  spr_told a = town_new(t, "alpha", NULL);
  assert_int_equal(strlen(a.id), SPR_CASE_ID_CHARS);
  assert_int_equal(a.seq, 1);
  town_take(t, a.id, "fail_later", "desk-alpha");
  assert_in(t, a.id, "failing");
}

static void a_refusal_changes_nothing_and_gives_its_reasons(void **state) {
  town_desk *t = *state;
  spr_told a = town_new(t, "alpha", NULL);
  spr_told told = town_send(t, a.id, "fail_later", "guard-alpha");
  assert_int_equal(told.kind, SPR_TOLD_REFUSED);
  assert_int_equal(told.code, SPR_R_NOT_COMPETENT);
  assert_str(told.reasons, "competent: desk-alpha (owner)");
  assert_int_equal(told.seq, 1);
  spr_store_count n;
  assert_int_equal(spr_store_counts(t->store, &n), SPR_OK);
  assert_int_equal(n.entries, 1);
}

static void what_does_not_exist_is_said(void **state) {
  town_desk *t = *state;
  assert_int_equal(town_send(t, "aaaaaaaaaaaaaaaa", "x", "desk-alpha").kind, SPR_TOLD_NO_CASE);
  spr_told told = town_ask(
      t, (spr_ask){.kind = SPR_IN_OPEN, .package = SPR_STR("relay"), .municipality = SPR_STR("nowhere")});
  assert_int_equal(told.kind, SPR_TOLD_NO_CASE);
  assert_str(told.reasons, "no package \"relay\" is deployed for municipality \"nowhere\"");
  told = town_ask(t, (spr_ask){.kind = SPR_IN_OPEN,
                               .package = SPR_STR("relay"),
                               .municipality = SPR_STR("alpha"),
                               .workflow = SPR_STR("none")});
  assert_int_equal(told.kind, SPR_TOLD_NO_CASE);
}

static void the_same_key_happens_once(void **state) {
  town_desk *t = *state;
  spr_told a = town_new(t, "alpha", NULL);
  spr_ask ask = {.kind = SPR_IN_EVENT,
                 .id = spr_str_of(a.id),
                 .name = SPR_STR("fail_later"),
                 .by = SPR_STR("desk-alpha"),
                 .principal = SPR_STR("p"),
                 .key = SPR_STR("k1"),
                 .request = {{1}}};
  spr_told first = town_ask(t, ask);
  assert_int_equal(first.kind, SPR_TOLD_DONE);
  assert_false(first.again);
  spr_told second = town_ask(t, ask);
  assert_int_equal(second.kind, SPR_TOLD_DONE);
  assert_true(second.again);
  assert_string_equal(second.id, first.id);
  assert_int_equal(second.seq, first.seq);
  ask.request.b[0] = 2;
  assert_int_equal(town_ask(t, ask).kind, SPR_TOLD_MISMATCH);
  ask.principal = SPR_STR("q"); /* somebody else's key is another one: the event is taken, or refused, anew */
  assert_false(town_ask(t, ask).again);
}

static void a_case_that_moved_is_not_touched(void **state) {
  town_desk *t = *state;
  spr_told a = town_new(t, "alpha", NULL);
  spr_ask ask = {.kind = SPR_IN_EVENT,
                 .id = spr_str_of(a.id),
                 .name = SPR_STR("fail_later"),
                 .by = SPR_STR("desk-alpha"),
                 .at_seq = 7};
  spr_told told = town_ask(t, ask);
  assert_int_equal(told.kind, SPR_TOLD_MOVED);
  assert_int_equal(told.seq, 1);
  ask.at_seq = 1;
  assert_int_equal(town_ask(t, ask).kind, SPR_TOLD_DONE);
}

static void a_failing_timer_is_an_incident_and_is_tried_again(void **state) {
  town_desk *t = *state;
  spr_told a = town_new(t, "alpha", NULL);
  town_take(t, a.id, "fail_later", "desk-alpha");
  town_tick(t, AT(2026, 1, 7, 12));
  spr_store_count n;
  assert_int_equal(spr_store_counts(t->store, &n), SPR_OK);
  assert_int_equal(n.incidents, 1);
  assert_in(t, a.id, "failing");
  town_tick(t, AT(2026, 1, 20, 12));
  assert_int_equal(spr_store_counts(t->store, &n), SPR_OK);
  assert_int_equal(n.incidents, 1);
  town_take(t, a.id, "finish", "desk-alpha");
  assert_int_equal(spr_store_counts(t->store, &n), SPR_OK);
  assert_int_equal(n.open, 0);
}

/* -- linked cases --------------------------------------------------------------------------------------- */

typedef struct found {
  char id[32], name[64];
} found;

static bool on_link(void *ud, const spr_link_row *row) {
  found *f = ud;
  snprintf(f->id, sizeof f->id, "%.*s", SPR_FMT(row->id));
  snprintf(f->name, sizeof f->name, "%.*s", SPR_FMT(row->name));
  return true;
}

static void a_linked_case_opens_in_another_city_and_answers(void **state) {
  town_desk *t = *state;
  spr_told a = town_new(t, "alpha", "beta");
  town_take(t, a.id, "open_other", "desk-alpha");
  found child = {{0}, {0}};
  assert_int_equal(spr_store_links(t->store, spr_str_of(a.id), on_link, &child), SPR_OK);
  assert_string_equal(child.name, "other");
  spr_case_row row;
  assert_int_equal(spr_store_case(t->store, spr_str_of(child.id), &row), SPR_OK);
  assert_str(row.municipality, "beta");
  assert_str(row.responsible, "desk-beta");
  spr_store_count n;
  assert_int_equal(spr_store_counts(t->store, &n), SPR_OK);
  assert_int_equal(n.messages, 0);
  assert_int_equal(n.cases, 2);
}

static void a_municipality_that_is_not_of_the_site_raises_the_else_event(void **state) {
  town_desk *t = *state;
  spr_told a = town_new(t, "alpha", "faraway");
  town_take(t, a.id, "open_other", "desk-alpha");
  spr_store_count n;
  assert_int_equal(spr_store_counts(t->store, &n), SPR_OK);
  assert_int_equal(n.messages, 0);
  assert_int_equal(n.cases, 1);
}

/* -- the journal ---------------------------------------------------------------------------------------- */

typedef struct folded {
  town_desk *t;
  spr_buf snapshot, next, body;
  uint64_t seq;
} folded;

static bool fold(void *ud, const spr_entry_row *e) {
  folded *f = ud;
  spr_body body;
  spr_pool pool;
  assert_int_equal(e->seq, ++f->seq);
  spr_pool_init(&pool, &spr_alloc_default);
  spr_heap h = spr_heap_pool(&pool);
  spr_buf_clear(&f->body);
  spr_buf_clear(&f->next);
  assert_int_equal(spr_desk_body(f->t->desk, e, &f->body), SPR_OK);
  assert_int_equal(spr_body_read(&h, spr_buf_view(&f->body), &body), SPR_OK);
  assert_int_equal(spr_patch_apply(spr_buf_view(&f->snapshot), body.patch, &f->next), SPR_OK);
  spr_buf was = f->snapshot;
  f->snapshot = f->next;
  f->next = was;
  spr_v_release(&pool, body.data);
  spr_pool_release(&pool);
  return true;
}

static void the_journal_gives_the_snapshot_back(void **state) {
  town_desk *t = *state;
  spr_told a = town_new(t, "alpha", "beta");
  town_take(t, a.id, "open_other", "desk-alpha");
  town_tick(t, AT(2026, 3, 1, 12));
  folded f = {.t = t};
  spr_buf_init(&f.snapshot, &spr_alloc_default, 1 << 22);
  spr_buf_init(&f.next, &spr_alloc_default, 1 << 22);
  spr_buf_init(&f.body, &spr_alloc_default, 1 << 22);
  assert_int_equal(spr_store_entries(t->store, spr_str_of(a.id), 1, fold, &f), SPR_OK);
  spr_loaded l;
  assert_int_equal(spr_desk_load(t->desk, spr_str_of(a.id), &l), SPR_OK);
  assert_int_equal(l.row.seq, f.seq);
  assert_true(spr_str_eq(spr_buf_view(&l.snapshot), spr_buf_view(&f.snapshot)));
  spr_loaded_release(&l);
  spr_buf_release(&f.snapshot);
  spr_buf_release(&f.next);
  spr_buf_release(&f.body);
}

/* The hash that stands in the last entry's body for what beta publishes, and the value that it stands for. */
static spr_hash observed_hash(town_desk *t, spr_str id, uint64_t seq, spr_heap *h, spr_value *value) {
  spr_hash hash = {{0}};
  spr_entry_row e;
  spr_body body;
  spr_body_effect f;
  spr_buf plain;
  uint32_t numbers = 0;
  spr_buf_init(&plain, &spr_alloc_default, 1 << 22);
  assert_int_equal(spr_store_entry(t->store, id, seq, &e), SPR_OK);
  assert_int_equal(spr_desk_body(t->desk, &e, &plain), SPR_OK);
  assert_int_equal(spr_body_read(h, spr_buf_view(&plain), &body), SPR_OK);
  for (spr_str left = body.effects; spr_body_next(h, &left, &f) == SPR_OK; spr_v_release(h->pool, f.value)) {
    if (f.kind == SPR_E_OBSERVED && f.value.type == SPR_INT) numbers++;
    if (f.kind != SPR_E_OBSERVED || f.value.type == SPR_INT) continue;
    assert_str(f.text, "profile(beta)");
    assert_int_equal(f.value.type, SPR_NIL);
    assert_int_equal(f.text2.n, sizeof hash.b);
    memcpy(hash.b, f.text2.p, sizeof hash.b);
    assert_int_equal(spr_desk_observed(t->desk, h, &f), SPR_OK);
    *value = f.value;
    f.value = SPR_V_NIL;
  }
  assert_int_equal(numbers, 2); /* a short value stands in the body itself */
  spr_v_release(h->pool, body.data);
  spr_buf_release(&plain);
  return hash;
}

static void on_found(void *ud, const char *what, spr_str id, uint64_t seq, uint64_t pos) {
  (void)ud;
  fail_msg("%s: %.*s/%u at %u", what, SPR_FMT(id), (unsigned)seq, (unsigned)pos);
}

static spr_verify_report verify(town_desk *t, size_t bytes) {
  spr_verify_options o = {.rebuild = true, .decide = true, .found = on_found, .bytes = bytes};
  spr_verify_report r;
  assert_int_equal(spr_verify(t->desk, t->store, &o, &r), SPR_OK);
  assert_int_equal(r.faults, 0);
  return r;
}

static void what_a_city_publishes_is_kept_once_however_often_it_is_observed(void **state) {
  town_desk *t = *state;
  spr_pool pool;
  spr_pool_init(&pool, &spr_alloc_default);
  spr_heap h = spr_heap_pool(&pool);
  spr_hash hash[2];
  for (int i = 0; i < 2; i++) {
    spr_value v = SPR_V_NIL;
    spr_told a = town_new(t, "alpha", "beta"), told = town_send(t, a.id, "count", "desk-alpha");
    assert_int_equal(told.kind, SPR_TOLD_DONE);
    hash[i] = observed_hash(t, spr_str_of(a.id), told.seq, &h, &v);
    assert_true(spr_v_is_text(spr_v_get(v, SPR_STR("id")), "beta"));
    spr_v_release(&pool, v);
  }
  assert_memory_equal(&hash[0], &hash[1], sizeof hash[0]);
  spr_pool_release(&pool);
  assert_int_equal(verify(t, 0).faults, 0);
}

static void what_was_written_verifies_rebuilds_and_is_decided_alike(void **state) {
  town_desk *t = *state;
  spr_told a = town_new(t, "alpha", "beta"), b = town_new(t, "beta", NULL), c = town_new(t, "alpha", NULL);
  town_take(t, a.id, "open_other", "desk-alpha");
  town_take(t, c.id, "fail_later", "desk-alpha");
  town_tick(t, AT(2026, 3, 1, 12));
  (void)town_send(t, b.id, "finish", "desk-beta");
  assert_int_equal(spr_store_begin(t->store), SPR_OK);
  assert_int_equal(spr_store_seal(t->store, 1), SPR_OK);
  assert_int_equal(spr_store_commit(t->store), SPR_OK);
  spr_verify_report r = verify(t, 0);
  spr_store_count n;
  assert_int_equal(spr_store_counts(t->store, &n), SPR_OK);
  assert_int_equal(r.entries, n.entries);
  assert_int_equal(r.cases, n.cases);
  assert_int_equal(r.seals, 1);
  assert_true(r.decided > 4);
  /* With room for one case at a time each has a pass of its own, and messages come from other passes. */
  for (size_t bytes = 1; bytes < 10000; bytes *= 10) {
    spr_verify_report again = verify(t, bytes);
    assert_memory_equal(&again, &r, sizeof r);
  }
}

static void deploying_the_same_again_changes_nothing(void **state) {
  town_desk *t = *state;
  spr_deploy_report r = town_deploy(t);
  assert_int_equal(r.definitions, 2);
  assert_int_equal(r.changed, 0);
  assert_false(r.environment);
}

/* -- what cannot be served ----------------------------------------------------------------------------------
 */
static bool take_id(void *ud, const spr_case_row *c) {
  memcpy(ud, c->id.p, c->id.n);
  return false;
}

/* A case whose key is gone keeps no other from its turn. */
static void a_case_without_a_key_holds_up_nobody(void **state) {
  town_desk *t = *state;
  spr_told lost = town_new(t, "alpha", NULL), other = town_new(t, "alpha", NULL);
  town_take(t, lost.id, "fail_later", "desk-alpha");
  town_take(t, other.id, "tick", "desk-alpha");
  assert_int_equal(spr_keys_erase(t->keys, spr_str_of(lost.id)), SPR_OK);
  spr_case_row row;
  assert_int_equal(spr_store_case(t->store, spr_str_of(other.id), &row), SPR_OK);
  uint64_t before = row.seq;
  town_tick(t, t->now + 2 * 3600000);
  assert_int_equal(spr_store_case(t->store, spr_str_of(other.id), &row), SPR_OK);
  assert_true(row.seq > before);
  assert_int_equal(spr_store_case(t->store, spr_str_of(lost.id), &row), SPR_OK);
  assert_true(row.pending < t->now);
}

static void a_message_that_cannot_arrive_holds_up_nobody(void **state) {
  town_desk *t = *state;
  spr_told a = town_new(t, "alpha", "beta"), b = town_new(t, "alpha", "beta");
  spr_store_count n;
  spr_case_row row;
  town_take(t, a.id, "open_other", "desk-alpha");
  town_take(t, b.id, "open_other", "desk-alpha");
  spr_case_filter f = {.municipality = SPR_STR("beta"), .limit = 1};
  char child[SPR_CASE_ID_CHARS + 1] = "";
  assert_int_equal(spr_store_cases(t->store, &f, take_id, child), SPR_OK);
  assert_int_equal(spr_keys_erase(t->keys, spr_str_of(child)), SPR_OK);
  town_take(t, a.id, "tell", "desk-alpha"); /* to the lost child */
  town_take(t, b.id, "tell", "desk-alpha");
  assert_int_equal(spr_store_case(t->store, spr_str_of(b.id), &row), SPR_OK);
  assert_int_equal(row.seq, 4); /* opened, open_other, tell, and what the child answered */
  town_tick(t, t->now + 60000);
  assert_int_equal(spr_store_counts(t->store, &n), SPR_OK);
  assert_int_equal(n.messages, 1);
}

static void answers_are_forgotten_in_time(void **state) {
  town_desk *t = *state;
  spr_told a = town_new(t, "alpha", NULL);
  spr_ask ask = {.kind = SPR_IN_EVENT,
                 .id = spr_str_of(a.id),
                 .name = SPR_STR("count"),
                 .by = SPR_STR("desk-alpha"),
                 .principal = SPR_STR("p"),
                 .key = SPR_STR("k")};
  town_ask(t, ask);
  assert_true(town_ask(t, ask).again);
  town_tick(t, t->now + SPR_ANSWERS_KEPT_MS - 3600000);
  assert_true(town_ask(t, ask).again);
  town_tick(t, t->now + 2 * 3600000);
  assert_false(town_ask(t, ask).again);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, open_town, close_town)
  const struct CMUnitTest tests[] = {
      T(a_case_opens_takes_an_event_and_stands_where_it_should),
      T(a_refusal_changes_nothing_and_gives_its_reasons),
      T(what_does_not_exist_is_said),
      T(the_same_key_happens_once),
      T(a_case_that_moved_is_not_touched),
      T(a_failing_timer_is_an_incident_and_is_tried_again),
      T(a_linked_case_opens_in_another_city_and_answers),
      T(a_municipality_that_is_not_of_the_site_raises_the_else_event),
      T(the_journal_gives_the_snapshot_back),
      T(what_a_city_publishes_is_kept_once_however_often_it_is_observed),
      T(what_was_written_verifies_rebuilds_and_is_decided_alike),
      T(deploying_the_same_again_changes_nothing),
      T(a_case_without_a_key_holds_up_nobody),
      T(a_message_that_cannot_arrive_holds_up_nobody),
      T(answers_are_forgotten_in_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
