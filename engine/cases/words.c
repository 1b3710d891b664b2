/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/words.h"

static bool in_block(spr_block b, spr_action_kind kind, spr_str id) {
  for (uint32_t i = 0; i < b.n; i++)
    if (b.v[i].kind == kind && spr_str_eq(b.v[i].id, id)) return true;
  return false;
}

/* Has an action of that kind that id? */
static bool in_actions(const spr_model *m, spr_action_kind kind, spr_str id) {
  for (uint32_t i = 0; i < m->ntransitions; i++)
    if (in_block(m->transitions[i].actions, kind, id)) return true;
  for (uint32_t i = 0; i < m->nstates; i++)
    if (in_block(m->states[i].entry, kind, id) || in_block(m->states[i].exit, kind, id)) return true;
  return false;
}

/* What follows the prefix; empty: it does not begin with it. */
static spr_str behind(spr_str name, spr_str prefix) {
  return spr_str_starts(name, prefix) ? spr_str_sub(name, prefix.n, name.n) : SPR_STR("");
}

bool spr_word_event(const spr_case *c, spr_str name) {
  const spr_chart *chart = spr_case_chart(c);
  if (name.n == 0 || spr_str_is(name, "task") || spr_chart_event(chart, name) != 0) return true;
  spr_str link = behind(name, SPR_STR("done.case."));
  if (link.n == 0) link = behind(name, SPR_STR("error.case."));
  return link.n > 0 && spr_word_link(spr_chart_model(chart), link);
}

bool spr_word_link(const spr_model *m, spr_str name) {
  return name.n == 0 || spr_str_is(name, "parent") || in_actions(m, SPR_A_OPEN, name);
}

bool spr_word_task(const spr_model *m, spr_str name) {
  for (uint32_t i = 0; i < m->ntasks; i++)
    if (spr_str_eq(m->tasks[i].name, name)) return true;
  return in_actions(m, SPR_A_TASK, name);
}

static uint32_t digits(spr_str s, uint32_t from) {
  uint32_t n = 0;
  while (from + n < s.n && s.p[from + n] >= '0' && s.p[from + n] <= '9') n++;
  return n;
}

static bool is_id(spr_str s) {
  uint32_t before = digits(s, 0);
  if (before == 0 || before >= s.n || s.p[before] != '.') return false;
  uint32_t after = digits(s, before + 1);
  return after > 0 && before + 1 + after == s.n;
}

bool spr_word_done(const spr_model *m, spr_str name) {
  if (is_id(name) || spr_word_task(m, name)) return true;
  for (uint32_t i = 0; i < m->nstates; i++) {
    spr_str rest = behind(name, m->states[i].path);
    if (rest.n > 1 && rest.p[0] == '.' && spr_word_task(m, spr_str_sub(rest, 1, rest.n))) return true;
  }
  return false;
}
