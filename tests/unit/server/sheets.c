/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "served.h"
#include "sprawa/sprawa.h"

/* What pages tell of a case in several states at once, with many tasks and long names: what is due first, who
 * is competent, what has moved, and what may be chosen. Titles are those of tests/data/longest. */

#define FIRST "Zawiadomi\xC4\x87 powiat i o\xC5\x9Brodek" /* due in one working day */
#define SECOND "Zapewni\xC4\x87 konsultacj\xC4\x99"       /* fourth as it is declared, due in two */
#define LAST "Ustali\xC4\x87, czy wnioskodawczyni"
#define ARRIVAL "Zakwaterowanie i zapoznanie"
#define COUNTY "Powiatowe Centrum Pomocy Rodzinie"
#define TOWN                                                                                                 \
  "Wyszogr\xC3\xB3"                                                                                          \
  "d-Konstantyn\xC3\xB3w"

typedef struct town {
  served served;
  visitor anna,
      cora; /* of the centre, which has the case that asks; of the county, which has a part in the other */
  const visitor *by; /* whoever asks for pages */
  char asking[SPRAWA_CASE_ID + 1], staying[SPRAWA_CASE_ID + 1];
  spr_buf text;
} town;

static void ok(sprawa_code code, const sprawa_error *e) {
  if (code != SPRAWA_OK) fail_msg("%s: %s", e->name, e->message);
}

static void open_case(town *t, char id[SPRAWA_CASE_ID + 1]) {
  sprawa_error e;
  sprawa_reply reply;
  sprawa_request r = {.by = SPRAWA_OPERATOR};
  ok(sprawa_engine_open_case(t->served.server.engine, "benefit", "krancowa", NULL, NULL, &r, &reply, &e), &e);
  memcpy(id, reply.id, sizeof reply.id);
}

static void send(town *t, const char *event, sprawa_value *data) {
  sprawa_error e;
  sprawa_request r = {.by = "centre"};
  ok(sprawa_engine_send(t->served.server.engine, t->staying, event, data, &r, NULL, &e), &e);
  sprawa_value_release(data);
}

static sprawa_value *text(const char *s) {
  return sprawa_value_text(NULL, s, SIZE_MAX);
}

static int make_town(void **state) {
  static town t;
  served_open_site(&t.served, "../../data/longest");
  open_case(&t, t.asking);
  open_case(&t, t.staying);
  send(&t, "admit", sprawa_value_members(NULL, "described", text("-"), "from_town", text("krancowa"), NULL));
  send(&t, "arrival.done", NULL);
  served_enter(&t.served, "anna", SPR_ADMINISTRATOR, "centre", &t.anna);
  served_enter(&t.served, "cora", SPR_ADMINISTRATOR, "county", &t.cora);
  t.by = &t.anna;
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

/* The page from the words on; it fails without them. */
static const char *page(town *t, const char *path, const char *from) {
  assert_int_equal(served_ask(&t->served, &(asked){.path = path, .by = t->by}, &t->text), 200);
  const char *at = strstr(t->text.p, from);
  if (!at) fail_msg("%s: no %s", path, from);
  return at;
}

static const char *sheet(town *t, const char *id, const char *more, const char *from) {
  char path[80];
  snprintf(path, sizeof path, "/cases/%s%s", id, more);
  return page(t, path, from);
}

static size_t count(const char *from, const char *to, const char *words) {
  size_t n = 0;
  const char *end = strstr(from, to);
  assert_non_null(end);
  for (const char *at = strstr(from, words); at && at < end; at = strstr(at + 1, words)) n++;
  return n;
}

static void the_head_says_what_is_due(void **state) {
  town *t = *state;
  const char *head = sheet(t, t->staying, "", "box standing");
  assert_int_equal(count(head, "</section>", "<strong>" FIRST), 1);
  assert_int_equal(count(head, "</section>", "w formie pobytu i us\xC5\x82ug</"), 0);
  assert_int_equal(count(head, "</section>", "w formie pobytu i us\xC5\x82ug <span"), 1);
  assert_int_equal(count(head, "</section>", "benefit"), 0);
}

/* The first to be done leads; its end is told with it, and not again among the deadlines. */
static void tasks_stand_by_their_end(void **state) {
  town *t = *state;
  const char *tasks = sheet(t, t->staying, "", "id=\"tasks\"");
  const char *first = strstr(tasks, FIRST), *second = strstr(tasks, SECOND), *last = strstr(tasks, LAST);
  assert_true(first && second && last && first < second && second < last);
  assert_int_equal(count(tasks, "id=\"next\"", "<h3>" FIRST), 1);
  assert_int_equal(count(tasks, "id=\"next\"", "class=\"arithmetic\""), 13); /* with those of three states */
  tasks = sheet(t, t->staying, "/at/2", "id=\"tasks\"");
  assert_int_equal(count(tasks, "id=\"diagram\"", "<h3>" FIRST), 1);
}

/* A term that ends at midnight ends on the day before, whenever it is read. */
static void the_past_ends_on_the_same_day(void **state) {
  town *t = *state;
  char day[64];
  const char *now = strstr(sheet(t, t->staying, "", "<h3>" FIRST), "<time");
  assert_non_null(now);
  snprintf(day, sizeof day, "%.*s", (int)(strstr(now, "</time>") - now), now);
  assert_int_equal(count(sheet(t, t->staying, "/at/2", "<h3>" FIRST), "</li>", day), 1);
}

static void an_institution_has_one_row(void **state) {
  town *t = *state;
  const char *table = sheet(t, t->staying, "", "id=\"competency\"");
  assert_int_equal(count(table, "</table>", "<th scope=\"row\">" COUNTY), 1);
  assert_int_equal(count(table, "</table>", "<th scope=\"row\">"), 3);
  const char *row = strstr(table, "<th scope=\"row\">" COUNTY);
  assert_int_equal(count(row, "</tr>",
                         "Powiat, Gmina ponosz\xC4\x85"
                         "ca koszty"),
                   1);
  assert_int_equal(count(row, "</tr>", "Adaptacja"), 1); /* as county and as payer it is informed: once */
}

static void whoever_plays_two_roles_is_named_once(void **state) {
  town *t = *state;
  const char *row = page(t, "/matrix?package=benefit", "stay.care.adaptation");
  assert_int_equal(count(row, "</tr>", COUNTY), 1);
}

/* Of four regions one has moved. */
static void a_move_tells_what_was_left_and_entered(void **state) {
  town *t = *state;
  const char *move = strstr(sheet(t, t->staying, "", "id=\"entry-3\""), "about moves");
  assert_non_null(move);
  assert_int_equal(count(move, "</p>", ARRIVAL), 1);
  assert_int_equal(count(move, "</p>", "class=\"to\">Adaptacja</span>"), 1);
  assert_int_equal(count(move, "</p>", "Opieka prawid\xC5\x82owa"), 0);
}

/* By what they are called, the reader's own institution first; what is chosen is the short name. */
static void places_are_chosen_by_name(void **state) {
  town *t = *state;
  const char *form = sheet(t, t->asking, "", "id=\"option-admit\"");
  assert_int_equal(count(form, "</form>", "value=\"krancowa\""), 1);
  assert_int_equal(count(form, "</form>", TOWN), 1);
  const char *own = strstr(form, "value=\"centre\""), *other = strstr(form, "value=\"home\"");
  assert_true(own && other && own < other);
  assert_int_equal(count(form, "</form>", "gdansk"), 0);
}

/* What only a program reads is there, but not in the way. */
static void conditions_are_told_in_words(void **state) {
  town *t = *state;
  const char *option = sheet(t, t->staying, "", "id=\"option-adaptation.done\"");
  assert_int_equal(count(option, "</form>", "household"), 0);
  assert_int_equal(count(option, "</form>", "New state:"), 1);
}

/* One of two cases is in the stay. */
static void shares_are_of_all_open_cases(void **state) {
  town *t = *state;
  const char *row = page(t, "/", "benefit%2Fmain%2Fstay");
  assert_int_equal(count(row, "</tr>", "width=\"50%\""), 1);
  row = page(t, "/", "city=krancowa");
  assert_int_equal(count(row, "</tr>", "width=\"100%\""), 1);
}

static void files_have_titles(void **state) {
  town *t = *state;
  const char *secret =
      "password=a sentence of mine alone&again=a sentence of mine alone"; /* is asked for before */
  const asked chosen = {.method = SPR_METHOD_POST, .path = "/password", .body = secret, .by = &t->cora};
  assert_int_equal(served_ask(&t->served, &chosen, &t->text), 200);
  t->by = &t->cora;
  const char *file = page(t, "/cases.csv?city=krancowa", "Case number");
  assert_int_equal(count(file, "\r\n",
                         "Gmina w\xC5\x82"
                         "a\xC5\x9B"
                         "ciwa ze wzgl\xC4\x99"
                         "du"),
                   1);
  const char *row = strstr(file, t->staying);
  assert_non_null(row);
  assert_int_equal(count(row, "\r\n", TOWN), 2); /* where it is, and the field */
  assert_int_equal(count(row, "\r\n", "krancowa"), 0);
  assert_int_equal(count(row, "\r\n", ",main,"), 0);
  assert_int_equal(count(row, "\r\n", "oraz wsparcie po usamodzielnieniu"), 1);
  t->by = &t->anna;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_head_says_what_is_due),
      cmocka_unit_test(tasks_stand_by_their_end),
      cmocka_unit_test(the_past_ends_on_the_same_day),
      cmocka_unit_test(an_institution_has_one_row),
      cmocka_unit_test(whoever_plays_two_roles_is_named_once),
      cmocka_unit_test(a_move_tells_what_was_left_and_entered),
      cmocka_unit_test(places_are_chosen_by_name),
      cmocka_unit_test(conditions_are_told_in_words),
      cmocka_unit_test(shares_are_of_all_open_cases),
      cmocka_unit_test(files_have_titles),
  };
  return cmocka_run_group_tests(tests, make_town, remove_town);
}
