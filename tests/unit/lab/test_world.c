/* SPDX-License-Identifier: Apache-2.0 */
#include <sys/types.h>

#include "lab/trace.h"
#include "towns.h"

/* What the watcher saw: "case time what", joined with "; ". */
typedef struct record {
  spr_buf text;
  uint32_t steps;
} record;

static void note(void *ud, const spr_world *w, spr_case_ref c, const spr_watched *x) {
  static const char *const kinds[] = {"open", "event", "due",  "linked", "done",
                                      "sign", "waive", "note", "reopen"};
  record *rec = ud;
  rec->steps++;
  char time[36];
  (void)w;
  spr_instant_format(x->loaded->now, 0, true, time);
  spr_buf_printf(&rec->text, "%s%d %.11s %s%s%.*s%s", rec->text.n ? "; " : "", (int)c, time + 5,
                 kinds[x->in->kind], x->in->name.n ? " " : "", SPR_FMT(x->in->name),
                 !x->result                        ? " given up"
                 : x->result->outcome == SPR_TAKEN ? ""
                                                   : " refused");
}

static int open_towns(void **state) {
  static towns t;
  towns_open(&t, &spr_alloc_default);
  *state = &t;
  return 0;
}

static int close_towns(void **state) {
  towns_close(*state);
  return 0;
}

static void due_things_fire_in_order_of_time_then_case_and_are_tried_again(void **state) {
  towns *t = *state;
  spr_case_ref a = towns_case(t, "alpha", NULL), b = towns_case(t, "alpha", NULL);
  towns_take(t, b, "fail_later"); /* the younger case's timer is set first, for the same instant */
  towns_take(t, a, "fail_later");
  record rec = {.steps = 0};
  spr_buf_init(&rec.text, &spr_alloc_default, 1 << 16);
  spr_world_watch(t->world, note, &rec);
  assert_int_equal(spr_world_advance(t->world, AT(2026, 1, 7, 10) + 5 * 60000), SPR_OK);
  assert_str(spr_buf_view(&rec.text),
             "0 01-07T10:00 due refused; 1 01-07T10:00 due refused; 0 01-07T10:01 due refused; "
             "1 01-07T10:01 due refused; 0 01-07T10:05 due refused; 1 01-07T10:05 due refused");
  assert_int_equal(spr_world_incidents(t->world), 2); /* however often they fail */
  assert_int_equal(spr_world_now(t->world), AT(2026, 1, 7, 10) + 5 * 60000);
  spr_buf_release(&rec.text);
}

static void a_failing_timer_is_set_aside_and_blocks_nothing(void **state) {
  towns *t = *state;
  spr_case_ref a = towns_case(t, "alpha", NULL);
  towns_take(t, a, "fail_later");
  assert_int_equal(spr_world_advance(t->world, AT(2026, 1, 7, 12)), SPR_OK);
  assert_int_equal(spr_world_incidents(t->world), 1);
  assert_non_null(strstr(spr_world_incident(t->world, 0).p, "nil"));
  assert_true(towns_in(t, a, "failing"));
  spr_world_forget_incidents(t->world);
  assert_int_equal(spr_world_advance(t->world, AT(2026, 1, 20, 12)), SPR_OK);
  assert_int_equal(spr_world_incidents(t->world), 0);
  towns_take(t, a, "finish");
  assert_true(spr_case_ended(towns_look(t, a)->c));
}

static void a_linked_case_opens_in_another_city_under_its_rules(void **state) {
  towns *t = *state;
  spr_case_ref a = towns_case(t, "alpha", "beta");
  towns_take(t, a, "open_other");
  assert_int_equal(spr_world_cases(t->world), 2);
  spr_case_ref b = spr_world_link(t->world, a, SPR_STR("other"));
  assert_int_equal(b, 1);
  assert_str(towns_look(t, b)->definition->city->id, "beta");
  assert_str(towns_look(t, b)->row.responsible, "desk-beta");
  assert_field(t, b, "note", "hello");
  spr_str link;
  assert_int_equal(spr_world_opener(t->world, b, &link), a);
  assert_str(link, "other");
  assert_int_equal(spr_world_opener(t->world, a, &link), -1);
}

static void messages_go_down_and_up_and_each_is_a_step_of_its_own(void **state) {
  towns *t = *state;
  spr_case_ref a = towns_case(t, "alpha", "beta");
  towns_take(t, a, "open_other");
  record rec = {.steps = 0};
  spr_buf_init(&rec.text, &spr_alloc_default, 1 << 16);
  spr_world_watch(t->world, note, &rec);
  towns_take(t, a, "tell");
  assert_str(spr_buf_view(&rec.text),
             "0 01-07T09:00 event tell; 1 01-07T09:00 linked told; 0 01-07T09:00 linked heard");
  assert_field(t, a, "note", "and hello to you");
  spr_buf_release(&rec.text);
}

static void a_message_is_not_taken_from_a_person(void **state) {
  towns *t = *state;
  spr_case_ref a = towns_case(t, "alpha", "beta");
  spr_told reply = towns_send(t, a, "heard", "desk-alpha");
  assert_int_equal(reply.kind, SPR_TOLD_REFUSED);
  assert_int_equal(reply.code, SPR_R_NOT_COMPETENT);
}

static void the_end_of_a_linked_case_tells_outcome_and_data(void **state) {
  towns *t = *state;
  spr_case_ref a = towns_case(t, "alpha", "beta");
  towns_take(t, a, "open_other");
  towns_take(t, a, "end_other");
  spr_case_ref b = spr_world_link(t->world, a, SPR_STR("other"));
  assert_true(spr_case_ended(towns_look(t, b)->c));
  assert_str(towns_look(t, b)->row.outcome, "well");
  assert_field(t, a, "result", "well");
  assert_field(t, a, "note", "from above");
}

static void a_failed_opening_arrives_as_an_error(void **state) {
  towns *t = *state;
  spr_case_ref a = towns_case(t, "alpha", NULL);
  towns_take(t, a, "open_broken");
  assert_int_equal(spr_world_cases(t->world), 1);
  assert_true(towns_field(t, a, "result").type == SPR_TEXT);
  assert_non_null(strstr(spr_v_str(towns_field(t, a, "result")).p, "nil"));
}

static void a_municipality_that_is_not_of_the_site_raises_the_else_event(void **state) {
  towns *t = *state;
  spr_case_ref a = towns_case(t, "alpha", "faraway");
  towns_take(t, a, "open_other");
  assert_int_equal(spr_world_cases(t->world), 1);
  assert_field(t, a, "result", "nowhere");
}

static void cases_that_answer_each_other_without_end_are_stopped(void **state) {
  towns *t = *state;
  spr_case_ref a = towns_case(t, "alpha", "beta");
  towns_take(t, a, "open_other");
  towns_take(t, a, "rally");
  assert_int_equal(spr_world_incidents(t->world), 1);
  spr_case_ref b = spr_world_link(t->world, a, SPR_STR("other"));
  int64_t hops = towns_field(t, a, "rounds").u.i + towns_field(t, b, "rounds").u.i;
  assert_int_equal(hops, SPR_MAX_HOPS);
  spr_world_forget_incidents(t->world);
  towns_take(t, a, "tell"); /* a new event begins a new chain */
  assert_int_equal(spr_world_incidents(t->world), 0);
}

static void sends_to_oneself_without_end_are_stopped(void **state) {
  towns *t = *state;
  spr_case_ref a = towns_case(t, "alpha", NULL);
  towns_take(t, a, "spin");
  assert_int_equal(spr_world_incidents(t->world), 1);
  assert_int_equal(towns_field(t, a, "rounds").u.i, SPR_MAX_IMMEDIATE_SENDS);
  towns_take(t, a, "spin");
  assert_int_equal(towns_field(t, a, "rounds").u.i, 2 * SPR_MAX_IMMEDIATE_SENDS);
}

static void an_advance_has_an_end(void **state) {
  towns *t = *state;
  spr_case_ref a = towns_case(t, "alpha", NULL);
  towns_take(t, a, "tick");
  assert_int_equal(spr_world_advance(t->world, AT(2027, 1, 1, 0)), SPR_ELIMIT);
  assert_int_equal(spr_world_now(t->world), AT(2026, 1, 7, 9) + (int64_t)SPR_MAX_TICKS * 1000);
}

static void counters_count_open_cases_and_places_without_the_asking_case(void **state) {
  towns *t = *state;
  spr_case_ref a = towns_case(t, "alpha", NULL);
  (void)towns_case(t, "alpha", NULL);
  spr_case_ref c = towns_case(t, "alpha", NULL);
  (void)towns_case(t, "beta", NULL);
  towns_take(t, a, "count");
  assert_int_equal(towns_field(t, a, "load").u.i, 3);
  assert_int_equal(towns_field(t, a, "taken").u.i, 4);
  assert_int_equal(towns_field(t, a, "away").u.i, 7);
  towns_take(t, c, "tick"); /* this state takes no places */
  towns_take(t, a, "count");
  assert_int_equal(towns_field(t, a, "load").u.i, 3);
  assert_int_equal(towns_field(t, a, "taken").u.i, 2);
  towns_take(t, c, "finish"); /* and an ended case counts nowhere */
  towns_take(t, a, "count");
  assert_int_equal(towns_field(t, a, "load").u.i, 2);
  assert_int_equal(towns_field(t, a, "taken").u.i, 2);
}

static void time_moves_only_by_advance(void **state) {
  towns *t = *state;
  spr_case_ref a = towns_case(t, "alpha", "beta");
  spr_instant before = spr_world_now(t->world);
  towns_take(t, a, "open_other");
  assert_int_equal(spr_world_now(t->world), before);
  assert_int_equal(spr_world_advance(t->world, before - 1000), SPR_OK);
  assert_int_equal(spr_world_now(t->world), before);
}

/* Lua asks of every allocator that less memory always fits. */
static void *refuses_only_more(void *ud, void *ptr, size_t old_size, size_t new_size) {
  test_alloc *t = ud;
  size_t fail_at = t->fail_at;
  if (ptr && new_size <= old_size) t->fail_at = 0;
  void *p = test_alloc_fn(ud, ptr, old_size, new_size);
  t->fail_at = fail_at;
  return p;
}

/* Whatever request for memory fails: a status says so, and nothing is lost. */
static void without_memory_a_world_says_so(void **state) {
  (void)state;
  for (size_t n = 1;; n += 1 + n / 64) {
    test_alloc counter;
    spr_alloc alloc = test_alloc_make(&counter);
    alloc.fn = refuses_only_more;
    towns t;
    towns_open(&t, &spr_alloc_default);
    spr_world_free(t.world);
    spr_library_free(t.library);
    t.world = NULL;
    t.library = NULL;
    counter.fail_at = n;
    spr_definition *def = NULL;
    spr_status s = spr_library_new(&alloc, t.site, &t.sources, &t.diags, &t.library);
    const spr_package *p = spr_site_package(t.site, SPR_STR("relay"));
    if (s == SPR_OK)
      s = spr_library_get(t.library, p, spr_site_city(t.site, SPR_STR("alpha")), SPR_STR(""), &def);
    if (s == SPR_OK) s = spr_world_new(t.library, 0, towns_kind, &t.world);
    spr_case_ref c = -1;
    spr_told reply = {.kind = SPR_TOLD_REFUSED};
    spr_heap h = spr_heap_arena(&t.arena);
    spr_pair pair = {spr_v_text(&h, SPR_STR("target")), spr_v_text(&h, SPR_STR("beta"))};
    spr_input opening = {.data = spr_v_record(&h, &pair, 1), .operator= true };
    if (s == SPR_OK) s = spr_world_open(t.world, def, &opening, &c, &reply);
    static const char *const events[] = {"open_other", "tell", "count", "end_other"};
    for (size_t i = 0; i < TEST_COUNT(events) && s == SPR_OK; i++) {
      spr_input in = {.kind = SPR_IN_EVENT,
                      .name = spr_str_of(events[i]),
                      .by = SPR_STR("desk-alpha"),
                      .occurred = SPR_NO_INSTANT};
      s = spr_world_take(t.world, c, &in, &reply);
    }
    bool done = counter.requests < n;
    if (done)
      assert_int_equal(s, SPR_OK);
    else
      assert_int_equal(s, SPR_ENOMEM);
    spr_world_free(t.world);
    spr_library_free(t.library);
    t.world = NULL;
    t.library = NULL;
    if (counter.bytes != 0) fail_msg("request %zu: %zd bytes are lost", n, (ssize_t)counter.bytes);
    towns_close(&t);
    if (done) break;
  }
}

/* -- the two kinds of worlds ---------------------------------------------------------------------------- */

static void trace(void *ud, const spr_world *w, spr_case_ref c, const spr_watched *x) {
  spr_str link = {0};
  if (c >= 0) (void)spr_world_opener(w, c, &link);
  spr_trace_step(ud, 0, SPR_TRACE_DECISIONS | SPR_TRACE_EFFECTS, link, x);
}

/* What happened, and all cases as they stand in the end. */
static void live(towns *t, uint64_t seed, spr_buf *out) {
  static const char *const events[] = {"open_other", "open_broken", "tell",    "end_other",
                                       "rally",      "count",       "spin",    "fail_later",
                                       "tick",       "finish",      "approve", "nonsense"};
  spr_case_ref c = towns_case(t, "alpha", test_random(&seed) % 3 ? "beta" : "faraway");
  spr_world_watch(t->world, trace, out);
  for (int i = 0; i < 12; i++) {
    uint64_t r = test_random(&seed);
    if (r % 4 == 0) {
      (void)spr_world_advance(t->world, spr_world_now(t->world) + (int64_t)(r >> 8 & 0xfffff) * 2);
      continue;
    }
    c = (spr_case_ref)(r >> 8 & 0xff) % (spr_case_ref)spr_world_cases(t->world);
    (void)towns_send(t, c, events[(r >> 16 & 0xff) % TEST_COUNT(events)], "desk-alpha");
  }
  for (c = 0; (uint32_t)c < spr_world_cases(t->world); c++)
    assert_int_equal(spr_case_encode(towns_look(t, c)->c, out), SPR_OK);
}

static void a_light_world_is_the_same_world(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 4; seed++) {
    spr_buf lived[2];
    for (int light = 0; light < 2; light++) {
      towns t;
      towns_kind = light ? SPR_WORLD_LIGHT : SPR_WORLD_WHOLE;
      spr_buf_init(&lived[light], &spr_alloc_default, 256u << 20);
      towns_open(&t, &spr_alloc_default);
      live(&t, seed, &lived[light]);
      towns_close(&t);
    }
    assert_true(lived[0].n > 1000 && !lived[0].failed);
    if (!spr_str_eq(spr_buf_view(&lived[0]), spr_buf_view(&lived[1]))) fail_msg("seed %d", (int)seed);
    for (int light = 0; light < 2; light++) spr_buf_release(&lived[light]);
  }
}

#define IN_TOWNS(f) cmocka_unit_test_setup_teardown(f, open_towns, close_towns)

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_TOWNS(due_things_fire_in_order_of_time_then_case_and_are_tried_again),
      IN_TOWNS(a_failing_timer_is_set_aside_and_blocks_nothing),
      IN_TOWNS(a_linked_case_opens_in_another_city_under_its_rules),
      IN_TOWNS(messages_go_down_and_up_and_each_is_a_step_of_its_own),
      IN_TOWNS(a_message_is_not_taken_from_a_person),
      IN_TOWNS(the_end_of_a_linked_case_tells_outcome_and_data),
      IN_TOWNS(a_failed_opening_arrives_as_an_error),
      IN_TOWNS(a_municipality_that_is_not_of_the_site_raises_the_else_event),
      IN_TOWNS(cases_that_answer_each_other_without_end_are_stopped),
      IN_TOWNS(sends_to_oneself_without_end_are_stopped),
      IN_TOWNS(an_advance_has_an_end),
      IN_TOWNS(counters_count_open_cases_and_places_without_the_asking_case),
      IN_TOWNS(time_moves_only_by_advance),
      cmocka_unit_test(without_memory_a_world_says_so),
  };
  const struct CMUnitTest both[] = {cmocka_unit_test(a_light_world_is_the_same_world)};
  int failed = cmocka_run_group_tests_name("whole", tests, NULL, NULL);
  towns_kind = SPR_WORLD_LIGHT;
  failed += cmocka_run_group_tests_name("light", tests, NULL, NULL);
  return failed + cmocka_run_group_tests_name("both", both, NULL, NULL);
}
