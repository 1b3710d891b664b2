/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "lang/builder.h"
#include "lang/schema.h"

/* Indicators: what can be said of them before anything is counted. The package's own names are looked up in
 * the standard: where a city has dropped a state, nothing is wrong, and nothing is counted there. */

enum { MEANT = 8 }; /* that are looked at, of a workflow that is used many times */

static uint32_t find_states(spr_builder *b, const spr_node *name, int32_t v[MEANT]) {
  uint32_t n = spr_model_meant(b->m, name->text, v, MEANT);
  return n < MEANT ? n : MEANT;
}

/* -- names that nothing has ----------------------------------------------------------------------------- */

static void offer_below(spr_builder *b, spr_near *near, spr_str path, int32_t scope, int32_t workflow) {
  spr_str base = b->m->states[scope].path;
  spr_near_offer(near, path);
  if (base.n + 1 < path.n)
    spr_near_offer(near, spr_str_printf(b->a, "%.*s.%.*s", SPR_FMT(b->flows[workflow].name),
                                        SPR_FMT(spr_str_sub(path, base.n ? base.n + 1 : 0, path.n))));
}

/* What stands behind the last dot. */
static spr_str tail(spr_str path) {
  uint32_t from = path.n;
  while (from > 0 && path.p[from - 1] != '.') from--;
  return spr_str_sub(path, from, path.n);
}

/* Is it the name of something elsewhere? Then its path is what was meant. */
static bool is_elsewhere(spr_builder *b, spr_diag *e, const spr_node *name, spr_str candidate, spr_str path) {
  if (!spr_str_eq(tail(name->text), candidate)) return false;
  spr_diag_help(b->d, e, "write the whole path: \"%.*s\"", SPR_FMT(path));
  return true;
}

static void offer_flows(spr_builder *b, spr_near *near) {
  for (uint32_t i = 0; i < b->m->nstates; i++) spr_near_offer(near, b->flows[b->m->states[i].workflow].name);
}

static void no_state(spr_builder *b, const spr_node *name) {
  spr_near near;
  spr_near_init(&near, name->text);
  spr_diag *e = SPR_UNKNOWN(b, UNKNOWN_STATE, name->text, name->at,
                            "no state or workflow \"%.*s\" in the cases of \"%.*s\"", SPR_FMT(name->text),
                            SPR_FMT(b->m->workflow));
  for (uint32_t i = 1; e && i < b->m->nstates; i++) {
    const spr_state *s = &b->m->states[i];
    if (s->hidden) continue;
    if (is_elsewhere(b, e, name, s->name, s->path)) return;
    offer_below(b, &near, s->path, s->scope, s->workflow);
  }
  offer_flows(b, &near);
  spr_diag_mean(b->d, e, spr_near_best(&near));
}

static void no_deadline(spr_builder *b, const spr_node *name) {
  spr_near near;
  spr_near_init(&near, name->text);
  spr_diag *e =
      SPR_UNKNOWN(b, UNKNOWN_DEADLINE, name->text, name->at, "no deadline \"%.*s\" in the cases of \"%.*s\"",
                  SPR_FMT(name->text), SPR_FMT(b->m->workflow));
  for (uint32_t i = 0; e && i < b->m->ndeadlines; i++) {
    const spr_state *s = &b->m->states[b->m->deadlines[i].state];
    if (is_elsewhere(b, e, name, b->m->deadlines[i].name, b->m->deadlines[i].path)) return;
    offer_below(b, &near, b->m->deadlines[i].path, s->scope, s->workflow);
  }
  spr_diag_mean(b->d, e, spr_near_best(&near));
}

/* -- what could never be counted ------------------------------------------------------------------------ */

static spr_diag *nothing(spr_builder *b, const spr_node *at, const char *why, const char *cure) {
  spr_diag *e = SPR_FAULT(b, NOTHING_MEASURED, at->at, "\"%.*s\" %s", SPR_FMT(at->text), why);
  spr_diag_help(b->d, e, "%s", cure);
  return e;
}

/* A stage is idle again at the end of the step in which it ends. */
static bool ends_stage(const spr_model *m, int32_t s) {
  int32_t stage = m->states[s].parent;
  bool final = m->states[s].kind == SPR_S_FINAL && stage > 0;
  return final && m->states[stage].parent >= 0 && m->states[m->states[stage].parent].stage;
}

static bool rests(spr_builder *b, const spr_node *name, int32_t s) {
  spr_state_kind kind = b->m->states[s].kind;
  bool history = kind == SPR_S_HISTORY_SHALLOW || kind == SPR_S_HISTORY_DEEP;
  if (history)
    nothing(b, name, "is a history state, in which no case ever stands", "name the state that it leads to");
  else if (ends_stage(b->m, s))
    nothing(b, name, "ends its stage, and is left in the step in which it is entered",
            "name the state or stage that follows");
  return !history && !ends_stage(b->m, s);
}

static void check_way(spr_builder *b, const spr_node *from, const spr_node *to) {
  int32_t starts[MEANT], ends[MEANT];
  uint32_t nstarts = find_states(b, from, starts), nends = find_states(b, to, ends);
  if (nstarts == 0) no_state(b, from);
  if (nends == 0) no_state(b, to);
  for (uint32_t i = 0; i < nstarts; i++)
    if (!rests(b, from, starts[i])) return;
  for (uint32_t k = 0; k < nends; k++)
    if (!rests(b, to, ends[k])) return;
  for (uint32_t i = 0; i < nstarts; i++) {
    for (uint32_t k = 0; k < nends; k++) {
      if (!spr_state_inside(b->m, starts[i], ends[k])) continue;
      const char *why = starts[i] == ends[k] ? "is where it is measured from"
                                             : "is around the state from which it is measured";
      spr_diag_also(b->d, nothing(b, to, why, "name a state that comes later"), from->at, "from here");
      return;
    }
  }
}

static void check_term(spr_builder *b, const spr_node *name) {
  int32_t found[MEANT];
  uint32_t n = spr_model_deadlines_meant(b->m, name->text, found, MEANT);
  if (n == 0) no_deadline(b, name);
  for (uint32_t i = 0; i < n && i < MEANT; i++) {
    if (!b->m->deadlines[found[i]].ends) continue;
    spr_diag *e = nothing(b, name, "is a term that simply ends, so that nobody can miss it",
                          "name a deadline with `then`, or without a consequence");
    spr_diag_also(b->d, e, b->m->deadlines[found[i]].at, "it says `ends`");
    return;
  }
}

static void check_measure(spr_builder *b, const spr_indicator *x, const spr_node *measure) {
  bool share = x->measure == SPR_MEASURE_SHARE_MET;
  if (share == (x->deadline.n > 0)) return;
  spr_diag *e = SPR_FAULT(b, WRONG_MEASURE, measure->at,
                          share ? "`%.*s` is measured of a deadline, and there are two states"
                                : "`%.*s` are measured between two states, and there is a deadline",
                          SPR_FMT(measure->text));
  spr_diag_help(b->d, e, "write `measure: %s`", share ? "days" : "share_met");
}

/* -- reading -------------------------------------------------------------------------------------------- */

static const spr_node *name_in(const spr_node *map, const char *key) {
  const spr_node *n = spr_node_get(map, key);
  return spr_node_is_scalar(n) && !n->poisoned ? n : NULL;
}

static uint32_t figure_of(const spr_node *word) {
  for (int k = 0; k < SPR_FIGURES; k++)
    if (spr_str_is(spr_node_text(word), spr_figure_word((spr_figure)k))) return 1u << k;
  return 0;
}

static uint32_t read_figures(const spr_node *show) {
  uint32_t out = figure_of(show);
  for (uint32_t i = 0; spr_node_is_list(show) && i < show->n; i++) out |= figure_of(show->items[i]);
  return out ? out : 1u << SPR_FIGURE_MEDIAN | 1u << SPR_FIGURE_P90;
}

static bool is_of_this_workflow(spr_builder *b, const spr_node *map) {
  const spr_node *name = name_in(map, "workflow");
  if (!name && !b->package) return true;
  return spr_str_eq(name ? name->text : b->package->main, b->m->workflow);
}

static void read(spr_builder *b, const spr_member *m, spr_indicator *x) {
  const spr_node *map = m->value, *from = name_in(map, "from"), *to = name_in(map, "to");
  const spr_node *deadline = name_in(map, "deadline"), *measure = name_in(map, "measure");
  bool judged = x->by_city || !b->city;
  x->name = m->key;
  x->at = m->key_at;
  x->from = spr_node_text(from);
  x->to = spr_node_text(to);
  x->deadline = spr_node_text(deadline);
  x->figures = read_figures(spr_node_get(map, "show"));
  x->illustrative = spr_read_flag(map, "illustrative", false);
  x->basis = spr_node_text(spr_node_get(map, "basis"));
  x->title = spr_read_title(b, spr_node_get(map, "title"));
  x->description = spr_read_title(b, spr_node_get(map, "description"));
  if (measure && spr_str_is(measure->text, "share_met")) x->measure = SPR_MEASURE_SHARE_MET;
  if (measure && spr_str_is(measure->text, "working_days")) x->measure = SPR_MEASURE_WORKING_DAYS;
  if (!judged || map->poisoned) return;
  if (measure) check_measure(b, x, measure);
  if (from && to) check_way(b, from, to);
  if (deadline) check_term(b, deadline);
}

/* Said once: by the main workflow's model. */
static void check_workflow(spr_builder *b, const spr_node *map, bool by_city) {
  const spr_node *name = name_in(map, "workflow");
  bool judged = b->package && spr_str_eq(b->package->main, b->m->workflow) && by_city == (b->city != NULL);
  if (judged && name) spr_find_flow(b, name);
}

void spr_build_indicators(spr_builder *b) {
  uint32_t standard = b->package ? spr_declared_all(b, "indicators", false).n : 0;
  spr_declared in = spr_declared_all(b, "indicators", true);
  spr_indicator *v = SPR_NEW_N(b->a, spr_indicator, in.n + 1);
  for (uint32_t i = 0; i < in.n; i++) {
    const spr_node *map = in.v[i]->value;
    if (!spr_node_is_map(map)) continue;
    check_workflow(b, map, i >= standard);
    if (!is_of_this_workflow(b, map)) continue;
    if (b->m->nindicators == SPR_MAX_INDICATORS) {
      SPR_FAULT(b, TOO_LARGE, in.v[i]->key_at, "a workflow has at most %d indicators", SPR_MAX_INDICATORS);
      break;
    }
    spr_indicator *x = &v[b->m->nindicators++];
    *x = (spr_indicator){.by_city = i >= standard};
    read(b, in.v[i], x);
  }
  b->m->indicators = v;
}
