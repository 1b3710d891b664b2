/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/strain.h"

#include "cases/upkeep.h"
#include "cases/verify.h"
#include "town_desk.h"

/* A city whose hook loops is refused for a while, and the city beside it goes on. */

/* -- counting ------------------------------------------------------------------------------------------- */

static spr_strain strain;

static void hit(const char *city, spr_instant at, uint32_t times) {
  for (uint32_t i = 0; i < times; i++) spr_strain_hit(&strain, spr_str_of(city), at);
}

static spr_instant until(const char *city, spr_instant now) {
  return spr_strain_until(&strain, spr_str_of(city), now);
}

static void test_counts(void **state) {
  (void)state;
  strain = (spr_strain){.n = 0};
  assert_int_equal(until("a", 0), SPR_NO_INSTANT);
  hit("a", 1000, SPR_STRAIN_HITS - 1);
  assert_int_equal(until("a", 1000), SPR_NO_INSTANT);
  hit("b", 1000, SPR_STRAIN_HITS - 1); /* another city is counted by itself */
  assert_int_equal(until("a", 1000), SPR_NO_INSTANT);
  hit("a", 1000 + SPR_STRAIN_WITHIN_MS, 1);
  spr_instant end = 1000 + SPR_STRAIN_WITHIN_MS + SPR_STRAIN_PAUSE_MS;
  assert_int_equal(until("a", 1000 + SPR_STRAIN_WITHIN_MS), end);
  assert_int_equal(until("b", 1000 + SPR_STRAIN_WITHIN_MS), SPR_NO_INSTANT);
  assert_int_equal(until("a", end - 1), end);
  assert_int_equal(until("a", end), SPR_NO_INSTANT);
  /* A clock that was put back does not make it last. */
  assert_int_equal(until("a", 0), SPR_NO_INSTANT);
  /* It begins anew. */
  hit("a", end, SPR_STRAIN_HITS - 1);
  assert_int_equal(until("a", end), SPR_NO_INSTANT);
  hit("a", end, 1);
  assert_int_equal(until("a", end), end + SPR_STRAIN_PAUSE_MS);
  spr_strain_forget(&strain);
  assert_int_equal(until("a", end), SPR_NO_INSTANT);
}

static void test_seldom_is_no_strain(void **state) {
  (void)state;
  strain = (spr_strain){.n = 0};
  for (int i = 0; i < 1000; i++) {
    spr_instant now = i * (SPR_STRAIN_WITHIN_MS / (SPR_STRAIN_HITS - 1) + 1);
    hit("a", now, 1);
    assert_int_equal(until("a", now), SPR_NO_INSTANT);
  }
}

static void test_many_cities(void **state) {
  (void)state;
  char city[24];
  strain = (spr_strain){.n = 0};
  for (int i = 0; i < SPR_STRAINED_CITIES + 10; i++) {
    snprintf(city, sizeof city, "city-%d", i);
    hit(city, i, SPR_STRAIN_HITS);
  }
  assert_int_equal(until("city-9", 1000), SPR_NO_INSTANT); /* forgotten: counted longest ago */
  assert_int_not_equal(until("city-10", 1000), SPR_NO_INSTANT);
  assert_int_not_equal(until(city, 1000), SPR_NO_INSTANT);
}

/* -- cases ---------------------------------------------------------------------------------------------- */

static int open_cities(void **state) {
  static town_desk t;
  t = (town_desk){.now = AT(2026, 1, 7, 9), .seed = 1};
  town_site_in(&t, "../../data/strain");
  assert_int_equal(spr_store_memory(&spr_alloc_default, &t.store), SPR_OK);
  town_keys(&t);
  spr_desk_options o = {.alloc = &spr_alloc_default,
                        .store = t.store,
                        .keys = t.keys,
                        .random = town_random,
                        .random_ud = &t.seed};
  assert_int_equal(spr_desk_new(&o, &t.desk), SPR_OK);
  town_deploy(&t);
  *state = &t;
  return 0;
}

static int close_cities(void **state) {
  town_close(*state);
  return 0;
}

typedef struct id {
  char z[SPR_CASE_ID_CHARS + 1];
} id;

static spr_told open_in(town_desk *t, const char *city) {
  return town_ask(t, (spr_ask){.kind = SPR_IN_OPEN,
                               .package = SPR_STR("work"),
                               .municipality = spr_str_of(city),
                               .actor = SPR_STR("test")});
}

static id opened(town_desk *t, const char *city) {
  spr_told told = open_in(t, city);
  id out;
  if (told.kind != SPR_TOLD_DONE) fail_msg("not opened: %.*s", SPR_FMT(told.reasons));
  memcpy(out.z, told.id, sizeof out.z);
  return out;
}

static void wear_out(town_desk *t, const char *wild) {
  for (int i = 0; i < SPR_STRAIN_HITS; i++) {
    spr_told told = town_send(t, wild, "look", "");
    assert_int_equal(told.kind, SPR_TOLD_REFUSED);
    assert_int_equal(told.code, SPR_R_LIMIT);
  }
}

static uint64_t seq(town_desk *t, const char *z) {
  spr_case_row row;
  assert_int_equal(spr_store_case(t->store, spr_str_of(z), &row), SPR_OK);
  return row.seq;
}

static void assert_failing(town_desk *t, spr_told told) {
  assert_int_equal(told.kind, SPR_TOLD_FAILING);
  assert_int_equal(told.until, t->now + SPR_STRAIN_PAUSE_MS);
  char *text = strndup(told.reasons.p, told.reasons.n);
  assert_non_null(strstr(text, "\"wild\""));
  assert_non_null(strstr(text, "2026-01-07T09:01:00Z"));
  assert_non_null(strstr(text, "deploy"));
  free(text);
}

static void test_one_city_is_refused(void **state) {
  town_desk *t = *state;
  id wild = opened(t, "wild"), calm = opened(t, "calm");
  wear_out(t, wild.z);
  /* Before any rule: also what asks none, and opening. */
  assert_failing(t, town_send(t, wild.z, "count", ""));
  assert_failing(t, town_send(t, wild.z, "look", ""));
  assert_failing(t, open_in(t, "wild"));
  assert_int_equal(seq(t, wild.z), 1);
  town_take(t, calm.z, "look", "");
  town_take(t, calm.z, "count", "");
  opened(t, "calm");
  t->now += SPR_STRAIN_PAUSE_MS - 1;
  assert_int_equal(town_send(t, wild.z, "count", "").kind, SPR_TOLD_FAILING);
  t->now++;
  town_take(t, wild.z, "count", "");
  assert_int_equal(town_send(t, wild.z, "look", "").kind, SPR_TOLD_REFUSED);
  town_take(t, wild.z, "count", "");
}

static void test_deploying_relieves(void **state) {
  town_desk *t = *state;
  id wild = opened(t, "wild");
  wear_out(t, wild.z);
  town_deploy(t);
  town_take(t, wild.z, "count", "");
}

static void test_what_was_done_is_told_again(void **state) {
  town_desk *t = *state;
  id wild = opened(t, "wild");
  spr_ask ask = {.kind = SPR_IN_EVENT,
                 .id = spr_str_of(wild.z),
                 .name = SPR_STR("count"),
                 .principal = SPR_STR("p"),
                 .key = SPR_STR("k")};
  assert_int_equal(town_ask(t, ask).kind, SPR_TOLD_DONE);
  wear_out(t, wild.z);
  spr_told told = town_ask(t, ask);
  assert_int_equal(told.kind, SPR_TOLD_DONE);
  assert_true(told.again);
}

static bool count_incident(void *ud, const spr_incident_row *row) {
  (void)row;
  (*(uint32_t *)ud)++;
  return true;
}

static uint32_t incidents(town_desk *t) {
  uint32_t n = 0;
  assert_int_equal(spr_store_incidents(t->store, SPR_STR(""), count_incident, &n), SPR_OK);
  return n;
}

static spr_ticked round_of(town_desk *t, uint64_t *fired) {
  spr_tick tick = {.now = t->now, .limit = SPR_TICK_STEPS, .anew = true};
  spr_ticked ticked;
  *fired = 0;
  do {
    assert_int_equal(spr_store_begin(t->store), SPR_OK);
    assert_int_equal(spr_desk_tick(t->desk, &tick, &ticked), SPR_OK);
    assert_int_equal(spr_store_commit(t->store), SPR_OK);
    *fired += ticked.fired;
    tick.anew = false;
  } while (ticked.more);
  return ticked;
}

/* More of them than one batch may pass over. */
static void test_its_timers_wait(void **state) {
  enum { MANY = SPR_TICK_PASSED + 50, CALM = 20 };
  town_desk *t = *state;
  static id wild[MANY], calm[CALM];
  uint64_t fired = 0;
  for (int i = 0; i < MANY; i++) {
    wild[i] = opened(t, "wild");
    town_take(t, wild[i].z, "wait", "");
  }
  for (int i = 0; i < CALM; i++) {
    calm[i] = opened(t, "calm");
    town_take(t, calm[i].z, "wait", "");
  }
  t->now += 3600000;
  spr_ticked ticked = round_of(t, &fired);
  /* As many got stuck as it takes; all others of that city wait as they are, and the calm city's have fired.
   */
  assert_int_equal(incidents(t), SPR_STRAIN_HITS);
  assert_int_equal(fired, SPR_STRAIN_HITS + CALM);
  assert_int_equal(ticked.passed.of[SPR_PASS_STRAINED], MANY - SPR_STRAIN_HITS);
  assert_int_equal(ticked.passed.of[SPR_PASS_SEALED] + ticked.passed.of[SPR_PASS_DAMAGED], 0);
  assert_int_equal(seq(t, wild[MANY - 1].z), 2);
  for (int i = 0; i < CALM; i++) assert_int_equal(seq(t, calm[i].z), 3);
  round_of(t, &fired);
  assert_int_equal(fired, 0);
  /* A minute later it gets another chance, and is refused again. */
  t->now += SPR_STRAIN_PAUSE_MS;
  round_of(t, &fired);
  assert_int_equal(fired, SPR_STRAIN_HITS);
}

static void test_messages_to_it_wait(void **state) {
  town_desk *t = *state;
  id wild = opened(t, "wild"), calm = opened(t, "calm");
  spr_store_count n;
  uint64_t fired = 0;
  wear_out(t, wild.z);
  town_take(t, calm.z, "refer", "");
  assert_int_equal(spr_store_counts(t->store, &n), SPR_OK);
  assert_int_equal(n.messages, 1);
  assert_int_equal(n.cases, 2);
  assert_int_equal(round_of(t, &fired).passed.of[SPR_PASS_STRAINED], 1);
  t->now += SPR_STRAIN_PAUSE_MS;
  assert_int_equal(round_of(t, &fired).passed.of[SPR_PASS_STRAINED], 0);
  assert_int_equal(spr_store_counts(t->store, &n), SPR_OK);
  assert_int_equal(n.messages, 0);
  assert_int_equal(n.cases, 3);
  spr_verify_options o = {.rebuild = true, .decide = true};
  spr_verify_report r;
  assert_int_equal(spr_verify(t->desk, t->store, &o, &r), SPR_OK);
  assert_int_equal(r.faults, 0);
}

/* -- by hand -------------------------------------------------------------------------------------------- */

static bool on_message(void *ud, const spr_message_row *row) {
  *(uint32_t *)ud = row->tries;
  return true;
}

static uint32_t tries(town_desk *t) {
  uint32_t n = 99;
  assert_int_equal(spr_store_messages(t->store, INT64_MAX, NULL, 0, on_message, &n), SPR_OK);
  return n;
}

/* A person who wants a message tried does not wait for the next tick. */
static void test_retrying_a_message(void **state) {
  town_desk *t = *state;
  id calm = opened(t, "calm");
  town_take(t, calm.z, "refer", "");
  town_take(t, calm.z, "push", "");
  assert_int_equal(tries(t), 1);
  spr_told told;
  spr_upkeep u = {.kind = SPR_UPKEEP_RETRY, .id = spr_str_of(calm.z), .actor = SPR_STR("test")};
  assert_int_equal(spr_store_begin(t->store), SPR_OK);
  assert_int_equal(spr_desk_upkeep(t->desk, &u, t->now, &told), SPR_OK);
  assert_int_equal(spr_store_commit(t->store), SPR_OK);
  assert_int_equal(told.kind, SPR_TOLD_DONE);
  assert_int_equal(tries(t), 3); /* that it is to be tried counts as one */
}

int main(void) {
#define IN_CITIES(f) cmocka_unit_test_setup_teardown(f, open_cities, close_cities)
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_counts),      cmocka_unit_test(test_seldom_is_no_strain),
      cmocka_unit_test(test_many_cities), IN_CITIES(test_one_city_is_refused),
      IN_CITIES(test_deploying_relieves), IN_CITIES(test_what_was_done_is_told_again),
      IN_CITIES(test_its_timers_wait),    IN_CITIES(test_messages_to_it_wait),
      IN_CITIES(test_retrying_a_message),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
