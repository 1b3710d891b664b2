/* SPDX-License-Identifier: Apache-2.0 */
#include "diagram/diagram.h"
#include "drawn.h"

/* What is written: the picture of a small workflow letter by letter, what its options change, the rows that
 * say the same, and that too little memory or too large a workflow is told. */

static const char lamp[] = "workflow: lamp\n"
                           "title: Lamp & light\n"
                           "states:\n"
                           "  off:\n"
                           "    on: {press: {to: lit, when: case.power > 0}, tick: {}}\n"
                           "  lit:\n"
                           "    title: Lit\n"
                           "    after: {2 hours: off}\n"
                           "    on: {break: broken}\n"
                           "  broken: {final: true}\n";

static spr_diagram *draw(drawn *d, const char *yaml, spr_diagram_options o) {
  spr_diagram *out = NULL;
  drawn_init(d);
  drawn_model(d, spr_str_of(yaml), false);
  assert_int_equal(spr_diagram_draw(&spr_alloc_default, d->m, &o, &out), SPR_OK);
  return out;
}

static void finish(drawn *d, spr_diagram *out) {
  spr_diagram_free(out);
  drawn_release(d);
}

static void expect_part(const spr_diagram *d, const char *part) {
  if (!strstr(spr_diagram_svg(d).p, part)) fail_msg("no %s in\n%s", part, spr_diagram_svg(d).p);
}
static void expect_none(const spr_diagram *d, const char *part) {
  if (strstr(spr_diagram_svg(d).p, part)) fail_msg("%s in\n%s", part, spr_diagram_svg(d).p);
}

/* -- the picture ---------------------------------------------------------------------------------------- */

static void a_small_picture_is_written_so(void **state) {
  (void)state;
  drawn d;
  spr_diagram *out = draw(&d, lamp, (spr_diagram_options){.alone = false});
  FILE *f = fopen("data/lamp.svg", "rb");
  char want[8192];
  assert_non_null(f);
  size_t n = fread(want, 1, sizeof want - 1, f);
  fclose(f);
  want[n] = '\0';
  if (strcmp(spr_diagram_svg(out).p, want) != 0) {
    print_error("it is now\n%s", spr_diagram_svg(out).p);
    fail();
  }
  finish(&d, out);
}

static void one_that_stands_alone_has_a_style(void **state) {
  (void)state;
  drawn d;
  spr_diagram *out = draw(&d, lamp, (spr_diagram_options){.alone = true});
  expect_part(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg ");
  expect_part(out, "@media (forced-colors: active)");
  expect_part(out, "@media (prefers-color-scheme: dark)");
  expect_part(out, "@media print");
  finish(&d, out);
}

/* Inside of a page that rules: no style and no colour stands in the picture. */
static void nothing_is_styled_in_place(void **state) {
  (void)state;
  drawn d;
  spr_diagram *out = draw(&d, lamp, (spr_diagram_options){.prefix = SPR_STR("case")});
  static const char *const never[] = {"style=", "<style", "fill=", "stroke=", "#", "font", "<script", "url("};
  for (size_t i = 0; i < TEST_COUNT(never); i++) expect_none(out, never[i]);
  expect_part(out, "<title id=\"case-title\">Lamp &amp; light</title>");
  expect_part(out, "aria-labelledby=\"case-title\" aria-describedby=\"case-desc\"");
  expect_part(out, "role=\"img\"");
  finish(&d, out);
}

static void states_may_lead_somewhere(void **state) {
  (void)state;
  drawn d;
  spr_diagram *out = draw(&d, "workflow: w\nstates: {żółć-1: {states: {a: {}}}}\n",
                          (spr_diagram_options){.link = SPR_STR("/w?a=1&b=\"2\"#")});
  expect_part(out, "role=\"group\"");
  expect_part(out,
              "<a href=\"/w?a=1&amp;b=&quot;2&quot;#%C5%BC%C3%B3%C5%82%C4%87-1.a\"><g class=\"state leaf\" "
              "data-state=\"żółć-1.a\">");
  finish(&d, out);
}

static void marks_become_classes_and_words(void **state) {
  (void)state;
  drawn d;
  const uint8_t marks[] = {SPR_MARK_ACTIVE | SPR_MARK_VISITED, SPR_MARK_VISITED,
                           SPR_MARK_ACTIVE | SPR_MARK_VISITED, 0};
  spr_diagram *out = draw(&d, lamp, (spr_diagram_options){.marks = marks, .language = SPR_STR("pl")});
  expect_part(out, "<g class=\"state group root active\" data-state=\"\">");
  expect_part(out, "<g class=\"state leaf visited\" data-state=\"off\"><title>off, sprawa tu była</title>");
  expect_part(out, "<g class=\"state leaf active\" data-state=\"lit\"><title>Lit, sprawa jest tutaj</title>");
  expect_part(out, "<g class=\"state final\" data-state=\"broken\"><title>broken, stan końcowy</title>");
  expect_part(out, "sprawa jest tutaj: Lit.</desc>");
  expect_part(out, "<g class=\"wire open\">");
  expect_part(out, "<path class=\"tick\"");
  assert_int_equal(spr_diagram_row_at(out, 0)->marks, SPR_MARK_VISITED);
  assert_int_equal(spr_diagram_row_at(out, 2)->marks, SPR_MARK_ACTIVE | SPR_MARK_VISITED);
  finish(&d, out);
}

#define LONG_GUARD "case.income_of_the_household <= param.threshold_of_income and not case.refused"

static const char choosing[] =
    "workflow: choosing\n"
    "states:\n"
    "  a:\n"
    "    on:\n"
    "      stay: [{when: case.x == 1, do: [{raise: x}]}, {do: [{raise: y}]}]\n"
    "      go: [{when: case.x < 2, to: b}, {when: " LONG_GUARD ", to: c}, {to: d}]\n"
    "  b: {}\n"
    "  c: {}\n"
    "  d: {}\n";

/* Short code is shown as code; long code is named by the number of its row, and told below a picture that
 * stands alone. What stays for one of several reasons is said once. */
static void conditions_are_shown_or_named(void **state) {
  (void)state;
  drawn d;
  spr_diagram *out = draw(&d, choosing, (spr_diagram_options){.alone = false});
  expect_part(out, ">go</text><text class=\"label code\" ");
  expect_part(out, ">[case.x &lt; 2]</text>");
  expect_part(out, ">go [condition 4]</text>");
  expect_part(out, ">go [otherwise]</text>");
  expect_part(out, ">stay</text>");
  expect_none(out, "case.x == 1");
  expect_none(out, "case.income");
  assert_str(spr_diagram_row_at(out, 3)->guard, LONG_GUARD);
  int32_t width, height, wider, higher;
  spr_diagram_size(out, &width, &height);
  finish(&d, out);
  out = draw(&d, choosing, (spr_diagram_options){.alone = true});
  expect_part(out, "<g class=\"legend\"><text class=\"note\" ");
  expect_part(out, ">condition 4:</text>");
  expect_part(out, "case.income");
  spr_diagram_size(out, &wider, &higher);
  assert_true(wider >= width && higher > height);
  finish(&d, out);
}

static void the_same_bytes_come_twice(void **state) {
  (void)state;
  drawn d;
  drawn_init(&d);
  drawn_file(&d, "data/long.yaml");
  spr_diagram *a = NULL, *b = NULL;
  const spr_diagram_options o = {.alone = true};
  assert_int_equal(spr_diagram_draw(&spr_alloc_default, d.m, &o, &a), SPR_OK);
  assert_int_equal(spr_diagram_draw(&spr_alloc_default, d.m, &o, &b), SPR_OK);
  assert_str(spr_diagram_svg(a), spr_diagram_svg(b).p);
  spr_diagram_free(a);
  finish(&d, b);
}

/* -- rows ----------------------------------------------------------------------------------------------- */

static void expect_rows(const char *yaml, const char *language, const char *want) {
  drawn d;
  spr_buf got;
  spr_diagram *out = draw(&d, yaml, (spr_diagram_options){.language = spr_str_of(language)});
  spr_buf_init(&got, &spr_alloc_default, 1u << 16);
  const spr_diagram_row *r = spr_diagram_row_at(out, 0);
  for (size_t i = 0; r; r = spr_diagram_row_at(out, ++i))
    spr_buf_printf(&got, "%s/%s: %s [%s] %s/%s\n", r->from.p, r->from_title.p, r->event.p, r->guard.p,
                   r->to.p, r->to_title.p);
  assert_str(spr_buf_view(&got), want);
  spr_buf_release(&got);
  finish(&d, out);
}

static void rows_say_the_same(void **state) {
  (void)state;
  expect_rows("workflow: w\nstates:\n  a: {on: {go: b.back}}\n"
              "  b: {initial: d, states: {c: {}, d: {on: {x: c}}, back: {history: deep}}}\n",
              "en",
              "a/a (beginning): go [] b.back/back (back to where it was left)\n"
              "b.d/d (beginning): x [] b.c/c\n");
  expect_rows(lamp, "pl",
              "off/off (początek): press [case.power > 0] lit/Lit\n"
              "off/off (początek): tick [] /\n"
              "lit/Lit: po 2 godzinach [] off/off (początek)\n"
              "lit/Lit: break [] broken/broken (stan końcowy)\n");
  expect_rows("workflow: w\n"
              "title: All\n"
              "events: {go: {title: {pl: Dalej, en: Onwards}}}\n"
              "on: {\"x.*\": a, \"*\": b}\n"
              "states:\n"
              "  a:\n"
              "    deadlines: {reply: {within: 14 days, title: {pl: Odpowiedź, en: Reply}, then: b,"
              " warn: {3 days: {}}}}\n"
              "    tasks: {form: {title: {pl: Formularz, en: Form}}}\n"
              "    on: {go: b, done.task.form: b}\n"
              "    always: {when: [case.x, case.y == 2], to: b}\n"
              "  b:\n"
              "    deadline: {within: 1 month, ends: c}\n"
              "    states: {in: {final: true}}\n"
              "    done: c\n"
              "  c: {}\n",
              "pl",
              "/All: x.* [] a/a (początek)\n"
              "/All: dowolne zdarzenie [] b/b\n"
              "a/a (początek): po terminie: Odpowiedź [] b/b\n"
              "a/a (początek): 3 dni przed: Odpowiedź [] /\n"
              "a/a (początek): Dalej [] b/b\n"
              "a/a (początek): wykonano: Formularz [] b/b\n"
              "a/a (początek):  [case.x and case.y == 2] b/b\n"
              "b/b: upłynął termin [] c/c\n"
              "b/b: zakończono [] c/c\n");
}

/* -- limits --------------------------------------------------------------------------------------------- */

static void want_of_memory_is_told(void **state) {
  (void)state;
  drawn d;
  test_alloc counts;
  spr_alloc alloc = test_alloc_make(&counts);
  const spr_diagram_options o = {.alone = true};
  spr_status s = SPR_ENOMEM;
  size_t failures = 0;
  drawn_init(&d);
  drawn_file(&d, "data/procedure.yaml");
  for (size_t n = 1; s == SPR_ENOMEM; n++) {
    spr_diagram *out = NULL;
    counts = (test_alloc){.fail_at = n};
    s = spr_diagram_draw(&alloc, d.m, &o, &out);
    failures += s == SPR_ENOMEM;
    if (s == SPR_ENOMEM) assert_null(out);
    spr_diagram_free(out);
    assert_int_equal(counts.bytes, 0);
  }
  assert_int_equal(s, SPR_OK);
  assert_true(failures > 5);
  drawn_release(&d);
}

static void draw_many(uint32_t states, bool circle, spr_status want) {
  drawn d;
  spr_buf yaml;
  spr_diagram *out = NULL;
  const spr_diagram_options o = {.alone = false};
  spr_buf_init(&yaml, &spr_alloc_default, 1u << 22);
  spr_buf_puts(&yaml, "workflow: many\nstates:\n");
  for (uint32_t i = 0; i < states; i++)
    spr_buf_printf(&yaml, "  s%u: {on: {a: s%u, b: s%u}}\n", i, (i + 1) % states,
                   circle ? (i * 7 + 3) % states : (i + 2) % states);
  drawn_init(&d);
  drawn_model(&d, spr_buf_view(&yaml), false);
  assert_int_equal(spr_diagram_draw(&spr_alloc_default, d.m, &o, &out), want);
  spr_buf_release(&yaml);
  finish(&d, out);
}

static void too_much_is_told(void **state) {
  (void)state;
  draw_many(SPR_MAX_DRAWN_STATES - 1, false, SPR_OK);
  draw_many(SPR_MAX_DRAWN_STATES, false, SPR_ELIMIT);
  draw_many(400, true, SPR_ELIMIT); /* of too many parts: long arrows across all */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_small_picture_is_written_so),  cmocka_unit_test(one_that_stands_alone_has_a_style),
      cmocka_unit_test(nothing_is_styled_in_place),     cmocka_unit_test(states_may_lead_somewhere),
      cmocka_unit_test(marks_become_classes_and_words), cmocka_unit_test(conditions_are_shown_or_named),
      cmocka_unit_test(the_same_bytes_come_twice),      cmocka_unit_test(rows_say_the_same),
      cmocka_unit_test(want_of_memory_is_told),         cmocka_unit_test(too_much_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
