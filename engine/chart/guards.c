/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"
#include "chart/machine.h"

/* Guards: asking, telling why not. */

static void begin(spr_step *st) {
  if (st->begun) return;
  st->begun = true;
  if (st->ops->begin) st->ops->begin(st->self, st);
}

void spr_ask_begin(spr_step *st) {
  begin(st);
  spr_reads_clear(st);
}

/* What was asked and answered, for the receipt: kept as it is, put into words by spr_effect_facts and _place.
 */
void spr_decision(spr_step *st, spr_expr_id x, spr_value answer, spr_str reason) {
  if (st->env->quiet) return;
  uint64_t *fields = spr_scratch_alloc(st, (st->chart->field_words + 1) * sizeof *fields);
  if (!fields) return;
  spr_set_copy(fields, st->reads.fields, st->chart->field_words);
  spr_effect *e = spr_effect_add(st, SPR_E_DECISION);
  if (!e) return;
  e->index = x;
  e->text = st->m->exprs[x].text;
  if (reason.n) e->text2 = spr_scratch_str(st, reason);
  spr_effect_hold(st, e, answer);
  e->facts = st->reads.flags;
  e->fields = fields;
}

static void add_reason(spr_step *st, spr_expr_id x, spr_str reason) {
  spr_str file;
  uint32_t line;
  spr_place_of(st, st->m->exprs[x].at, &file, &line);
  uint32_t before = st->reasons.n;
  spr_reason_add(st, file, line, "%.*s", SPR_FMT(reason.n ? reason : st->m->exprs[x].text));
  if (st->reasons.n > before) st->reasons.v[before].why = reason.n ? SPR_WHY_RULE : SPR_WHY_CONDITION;
}

static void add_failed(spr_step *st, spr_expr_id x) {
  spr_str file;
  uint32_t line;
  spr_place_of(st, st->m->exprs[x].at, &file, &line);
  spr_reason_failed(st, file, line, spr_str_of(st->fault.message));
}

static spr_answer ask(spr_step *st, spr_expr_id x, bool reasons) {
  spr_str reason = SPR_STR("");
  spr_answer a = SPR_YES;
  if (st->chart->constant[x] == SPR_ASK) {
    spr_ask_begin(st);
    a = st->ops->guard(st->self, st, x, &reason);
    if (a == SPR_FAILED) {
      /* What ends the step gives its own reason. */
      bool ends = st->fault.limit || st->fault.nomem || st->heap.oom;
      if (reasons && !ends) add_failed(st, x);
      spr_error(st);
      return a;
    }
    if (!st->env->quiet) spr_decision(st, x, spr_v_bool(a == SPR_YES), reason);
  } else if (st->chart->constant[x] == SPR_CONST_FALSE) {
    a = SPR_NO;
  }
  if (a == SPR_NO && reasons) add_reason(st, x, reason);
  return a;
}

spr_answer spr_guards(spr_step *st, const spr_expr_id *guards, uint32_t n, bool reasons) {
  for (uint32_t i = 0; i < n; i++) {
    spr_answer a = ask(st, guards[i], reasons);
    if (a != SPR_YES || st->abort) return a == SPR_YES ? SPR_NO : a;
  }
  return SPR_YES;
}

bool spr_when(spr_step *st, spr_expr_id guard) {
  return guard == SPR_NONE || ask(st, guard, false) == SPR_YES;
}
