/* SPDX-License-Identifier: Apache-2.0 */
#include "play.h"

/* Receipts: what was asked in a step, what was answered, where that stands and on which facts it rests. They
 * are put into words after the step, so they must not change with what the step did later. */

static void send(play *p, spr_input in) {
  in.occurred = SPR_NO_INSTANT;
  spr_step_run(p->c, &p->env, &mini_ops, NULL, &in, &p->result);
}

/* The decisions of the last step, one in a line. */
static const char *receipts(play *p) {
  spr_buf_clear(&p->log);
  for (uint32_t i = 0; i < p->result.neffects; i++) {
    const spr_effect *e = &p->result.effects[i];
    spr_str file;
    uint32_t line;
    if (e->kind != SPR_E_DECISION) continue;
    spr_effect_place(p->c, e, &file, &line);
    spr_buf_printf(&p->log, "%.*s = ", SPR_FMT(e->text));
    spr_v_json(&p->log, e->value, NULL, NULL);
    spr_buf_printf(&p->log, " (%.*s:%u)", SPR_FMT(file), line);
    spr_effect_facts(p->c, e, " reads ", &p->log);
    spr_buf_char(&p->log, '\n');
  }
  return p->log.n ? p->log.p : "";
}

static const char flow[] = "workflow: w\n"
                           "fields: {x: {type: integer, default: 5}, y: {type: integer, default: 0}}\n"
                           "states:\n"
                           "  a:\n"
                           "    on:\n"
                           "      go:\n"
                           "        - {when: case.y > 0, to: b}\n"
                           "        - when: case.x > 3 and event.name == \"go\"\n"
                           "          to: b\n"
                           "          do: [{set: {y: =case.x + 1}}, {set: {x: 2}}]\n"
                           "      no: {when: case.z == 1, to: b}\n"
                           "      free: {when: 1 == 1, to: a}\n"
                           "  b: {}\n";

static void taken_and_refused(void **state) {
  (void)state;
  play p;
  play_open(&p, "receipts", flow);
  send(&p, (spr_input){.kind = SPR_IN_OPEN});
  assert_string_equal(receipts(&p), "");
  send(&p, (spr_input){.kind = SPR_IN_EVENT, .name = SPR_STR("no")});
  assert_int_equal(p.result.code, SPR_R_GUARD);
  assert_string_equal(receipts(&p), "case.z == 1 = false (test.yaml:11) reads case.*\n");
  send(&p, (spr_input){.kind = SPR_IN_EVENT, .name = SPR_STR("free")});
  assert_string_equal(receipts(&p), "1 == 1 = true (test.yaml:12)\n");
  send(&p, (spr_input){.kind = SPR_IN_EVENT, .name = SPR_STR("go")});
  assert_int_equal(p.result.outcome, SPR_TAKEN);
  assert_string_equal(receipts(&p),
                      "case.y > 0 = false (test.yaml:7) reads case.y\n"
                      "case.x > 3 and event.name == \"go\" = true (test.yaml:8) reads case.x, event\n"
                      "case.x + 1 = 6 (test.yaml:10) reads case.x\n");
  play_close(&p);
}

/* Fields beyond the first word of their set. */
static void many_fields(void **state) {
  (void)state;
  char yaml[8192];
  size_t n = (size_t)snprintf(yaml, sizeof yaml, "workflow: w\nfields:\n");
  for (int i = 0; i < 130; i++)
    n += (size_t)snprintf(yaml + n, sizeof yaml - n, "  f%d: {type: integer, default: %d}\n", i, i);
  snprintf(yaml + n, sizeof yaml - n,
           "states:\n  a: {on: {go: {when: case.f129 > case.f63 + case.f64, to: b}}}\n  b: {}\n");
  play p;
  play_open(&p, "many fields", yaml);
  send(&p, (spr_input){.kind = SPR_IN_OPEN});
  send(&p, (spr_input){.kind = SPR_IN_EVENT, .name = SPR_STR("go")});
  assert_string_equal(
      receipts(&p),
      "case.f129 > case.f63 + case.f64 = true (test.yaml:134) reads case.f63, case.f64, case.f129\n");
  play_close(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(taken_and_refused), cmocka_unit_test(many_fields)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
