/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_RULES_FAKE_STEP_H
#define TESTS_UNIT_RULES_FAKE_STEP_H

#include "chart/ops.h"
#include "rules/rules.h"
#include "support.h"

/* A step without a chart: it holds fields, an event and a time, and writes down what rules do. It stands in
 * for engine/chart behind chart/ops.h, so that a fault here is a fault of the rules. */

#define FAKE_FIELDS 24
#define FAKE_EXTRAS 8

struct spr_step {
  const spr_model *model;
  spr_pool pool;
  spr_heap heap;
  spr_reads reads;
  uint64_t read_fields[8];
  spr_fault fault;
  spr_value fields[FAKE_FIELDS];
  struct {
    spr_value name, value;
  } extras[FAKE_EXTRAS];
  uint32_t nextras;
  spr_event event;
  spr_instant now;
  spr_law law;
  uint64_t active; /* states */
  spr_buf journal; /* "raise x {...}\n" */
  char reason[256];
  bool (*role)(spr_step *st, int32_t role, spr_str *out);
};

/* One world for a test: a model made by hand, its sources, the rules and a step. Everything is static data of
 * the test but what is made here. */
typedef struct fake {
  test_alloc counter;
  size_t peak; /* of counter.bytes */
  spr_alloc alloc;
  spr_arena arena;
  spr_sources sources;
  spr_diags diags;
  spr_model model;
  spr_rules *rules;
  spr_step step;
  spr_buf out;
} fake;

/* Fields: n integer, x number, t text, flag boolean, d date, at datetime, dur duration, list list of any,
 * person person, any any, rec record {a: integer, b: text}, home institution, kids list of person.
 * Parameters: limit 5, stay 12 months, words [a, b]. Hooks: yes() boolean, pick(part) institution, count(a,
 * b) integer, act() action, when_() date. Roles: home, centre. States: root{ a{ a1, a2 }, b }. Events: go
 * {late: boolean, note: text}. `alone`: the model stands alone. */
void fake_open(fake *f, bool alone);
void fake_close(fake *f);
/* Adds an expression; its number. */
int32_t fake_expr(fake *f, spr_expr_kind kind, const char *text);
void fake_file(fake *f, bool city, const char *text);
/* Makes the rules; fails the test on diagnostics. */
void fake_make(fake *f);
/* As fake_make, but gives the diagnostics' text, or "" if there are none. */
const char *fake_faults(fake *f);
void fake_begin(fake *f);
void fake_end(fake *f);
void fake_set(fake *f, const char *field, spr_value v);
spr_value fake_text(fake *f, const char *z);
/* "yes", "no: reason", "error FILE:LINE: message", "limit FILE:LINE: message"; JSON for values; the journal
 * for runs. Each in a step of its own; valid until the next call. */
const char *fake_ask(fake *f, int32_t expr);
/* One expression as a whole world of its own. */
const char *fake_once(spr_expr_kind kind, const char *text);

#endif
