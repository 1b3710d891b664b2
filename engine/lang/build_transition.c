/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/builder.h"

/* -- targets -------------------------------------------------------------------------------------------- */

static int32_t common_ancestor(const spr_model *m, int32_t x, int32_t y) {
  while (!spr_state_inside(m, y, x)) x = m->states[x].parent;
  return x;
}

static bool is_history(const spr_state *s) {
  return s->kind == SPR_S_HISTORY_SHALLOW || s->kind == SPR_S_HISTORY_DEEP;
}

/* Two targets go together if they lie in different regions, whatever a history among them remembers. */
static bool compatible(const spr_model *m, int32_t x, int32_t y) {
  x = is_history(&m->states[x]) ? m->states[x].parent : x;
  y = is_history(&m->states[y]) ? m->states[y].parent : y;
  if (spr_state_inside(m, x, y) || spr_state_inside(m, y, x)) return false;
  return m->states[common_ancestor(m, x, y)].kind == SPR_S_PARALLEL;
}

/* Is the name that was written the state's own, or a path to it? */
static bool names(const spr_state *s, spr_str text) {
  return spr_str_ends(text, s->name) && (text.n == s->name.n || text.p[text.n - s->name.n - 1] == '.');
}

static bool read_targets(spr_builder *b, const spr_node *list, spr_place_in in, spr_transition *t) {
  if (!list) return true;
  if (!spr_node_is_list(list) || list->poisoned) return false;
  int32_t *v = SPR_NEW_N(b->a, int32_t, list->n ? list->n : 1);
  bool all = true;
  for (uint32_t i = 0; i < list->n; i++) {
    int32_t s = spr_find_state(b, in, list->items[i]);
    bool guess = s >= 0 && !names(&b->states[s], list->items[i]->text);
    t->guessed = t->guessed || guess;
    for (uint32_t k = 0; s >= 0 && !guess && k < t->ntargets; k++) {
      if (compatible(b->m, v[k], s)) continue;
      spr_diag *e =
          SPR_FAULT(b, BAD_TARGETS, list->items[i]->at, "\"%.*s\" and \"%.*s\" cannot be active together",
                    SPR_FMT(b->states[v[k]].name), SPR_FMT(b->states[s].name));
      spr_diag_help(b->d, e, "several targets lie in different regions of a parallel state");
      s = SPR_NONE;
    }
    if (s >= 0)
      v[t->ntargets++] = s;
    else
      all = false;
  }
  t->targets = v;
  return all;
}

/* -- lists of transitions ------------------------------------------------------------------------------- */

static spr_transition *push(spr_builder *b, spr_transition t) {
  spr_transition *out = SPR_PUSH(b->a, b->transitions, b->m->ntransitions, b->cap_transitions);
  *out = t;
  b->m->transitions = b->transitions;
  return out;
}

static void read_one(spr_builder *b, const spr_node *map, const spr_transition *model, spr_place_in in) {
  spr_transition t = *model;
  t.at = map->at;
  t.reenter = spr_read_flag(map, "reenter", false);
  t.title = spr_read_title(b, spr_node_get(map, "title"));
  t.by = spr_read_whos(b, spr_node_get(map, "by"));
  t.poisoned = !read_targets(b, spr_node_get(map, "to"), in, &t) || spr_holds_fault(map);
  spr_read_guards(b, spr_node_get(map, "when"), in, &t.guards, &t.nguards);
  t.actions = spr_read_block(b, spr_node_get(map, "do"), in);
  push(b, t);
}

/* `by` must be settled before any guard, so a list that says it at all says it everywhere. */
static void check_by(spr_builder *b, const spr_node *list) {
  const spr_member *says = NULL;
  const spr_node *silent = NULL;
  for (uint32_t i = 0; i < list->n; i++) {
    const spr_node *n = list->items[i];
    if (!spr_node_is_map(n) || n->poisoned) continue;
    const spr_member *by = spr_node_member(n, "by");
    if (by && !says) says = by;
    if (!by && !silent) silent = n;
  }
  if (!says || !silent) return;
  spr_diag *e = SPR_FAULT(b, BY_MIXED, silent->at,
                          "this transition does not say `by`, another for the same event does");
  spr_diag_also(b->d, e, says->key_at, "here it is said");
  spr_diag_help(b->d, e, "say `by` in each transition of the list, or in none");
}

void spr_read_transitions(spr_builder *b, const spr_node *list, const spr_transition *model,
                          spr_place_in in) {
  if (list && list->poisoned) b->states[model->source].poisoned = true;
  if (!spr_node_is_list(list) || list->poisoned) return;
  for (uint32_t i = 0; i < list->n; i++)
    if (spr_node_is_map(list->items[i])) read_one(b, list->items[i], model, in);
}

/* -- events --------------------------------------------------------------------------------------------- */

/* `done.state.NAME` and `done.tasks.NAME`: the name is looked up like any other, and its full path is what
 * the engine raises. */
static spr_str resolved_event(spr_builder *b, spr_str event, const spr_member *m, spr_place_in in,
                              bool *bad) {
  static const char *const heads[] = {"done.state.", "done.tasks."};
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
    spr_str head = spr_str_of(heads[i]);
    if (!spr_str_starts(event, head) || event.n == head.n) continue;
    spr_str name = spr_str_sub(event, head.n, event.n);
    int32_t s = spr_find_state_text(b, in, name, spr_span_part(m->key_at, m->key, head.n, event.n));
    *bad = s < 0;
    return s < 0 ? event : spr_str_printf(b->a, "%s%.*s", heads[i], SPR_FMT(b->states[s].path));
  }
  spr_str task = SPR_STR("done.task.");
  if (spr_str_starts(event, task) && event.n > task.n)
    spr_check_task(b, spr_str_sub(event, task.n, event.n), spr_span_part(m->key_at, m->key, task.n, event.n));
  return event;
}

/* Fills in what the descriptor says; false after a report that leaves nothing to wait for. */
static bool read_descriptor(spr_builder *b, const spr_member *m, spr_place_in in, spr_transition *t) {
  bool bad = false;
  t->trigger = SPR_TRIGGER_EVENT;
  t->event_at = m->key_at;
  t->index = SPR_NONE;
  t->match = SPR_MATCH_EXACT;
  t->event = m->key;
  if (spr_str_is(m->key, "*")) {
    t->match = SPR_MATCH_ALL;
    t->event = SPR_STR("");
    return true;
  }
  if (spr_str_ends(m->key, SPR_STR(".*"))) {
    t->match = SPR_MATCH_PREFIX;
    t->event = spr_str_sub(m->key, 0, m->key.n - 2);
  }
  bool prefix = t->match == SPR_MATCH_PREFIX;
  spr_check_event(b, t->event, spr_span_part(m->key_at, m->key, 0, t->event.n), prefix);
  t->event = resolved_event(b, t->event, m, in, &bad);
  return !bad;
}

void spr_read_on(spr_builder *b, const spr_node *map, int32_t state, spr_place_in in) {
  if (!spr_node_is_map(map)) return;
  for (uint32_t i = 0; i < map->n; i++) {
    const spr_member *m = &map->members[i];
    spr_transition model = {.source = state};
    if (!spr_node_is_list(m->value) || m->value->poisoned || !read_descriptor(b, m, in, &model)) {
      b->states[state].poisoned = true;
      continue;
    }
    check_by(b, m->value);
    spr_read_transitions(b, m->value, &model, in);
  }
}

/* -- timers --------------------------------------------------------------------------------------------- */

static int32_t read_timer(spr_builder *b, const spr_member *m, int32_t state, spr_place_in in) {
  spr_timer_def *t = SPR_PUSH(b->a, b->timers, b->m->ntimers, b->cap_timers);
  *t = (spr_timer_def){.state = state, .at_expr = SPR_NONE, .at = m->key_at};
  t->within.expr = t->within.param = SPR_NONE;
  int32_t index = (int32_t)b->m->ntimers - 1;
  if (spr_str_starts(m->key, SPR_STR("at "))) {
    spr_str lua = spr_str_trim(spr_str_sub(m->key, 3, m->key.n));
    uint32_t start = lua.n ? (uint32_t)(lua.p - m->key.p) : m->key.n;
    if (!lua.n)
      SPR_FAULT(b, EMPTY_EXPRESSION, m->key_at, "the expression is empty");
    else
      t->at_expr =
          spr_make_expr(b, SPR_X_VALUE, lua, spr_span_part(m->key_at, m->key, start, start + lua.n), in);
  } else {
    t->within = spr_read_dur_text(b, m->key, m->key_at, in);
  }
  b->m->timers = b->timers;
  return index;
}

void spr_read_after(spr_builder *b, const spr_node *map, int32_t state, spr_place_in in) {
  if (!spr_node_is_map(map) || map->poisoned) return;
  for (uint32_t i = 0; i < map->n; i++) {
    const spr_member *m = &map->members[i];
    if (!spr_node_is_list(m->value) || m->value->poisoned) continue;
    spr_transition model = {.source = state, .trigger = SPR_TRIGGER_TIMER, .event_at = m->key_at};
    model.index = read_timer(b, m, state, in);
    spr_read_transitions(b, m->value, &model, in);
  }
}

/* -- the end of a state --------------------------------------------------------------------------------- */

static spr_transition done_of(spr_builder *b, int32_t state, spr_span at) {
  return (spr_transition){.source = state,
                          .trigger = SPR_TRIGGER_EVENT,
                          .match = SPR_MATCH_EXACT,
                          .index = SPR_NONE,
                          .event = spr_str_printf(b->a, "done.state.%.*s", SPR_FMT(b->states[state].path)),
                          .event_at = at};
}

static const int32_t *one_target(spr_builder *b, int32_t s) {
  return spr_arena_copy(b->a, &s, sizeof s);
}

/* A stage that has ended goes back to its idle state, so that it may be started again. It may also go on
 * within itself; other stages are started by events: a target among them would end every stage that runs. */
static void end_stage(spr_builder *b, uint32_t first, int32_t stage, spr_span at) {
  int32_t region = b->states[stage].parent;
  bool always = false;
  for (uint32_t i = first; i < b->m->ntransitions; i++) {
    spr_transition *t = &b->transitions[i];
    if (!t->ntargets && !t->poisoned) {
      t->targets = one_target(b, region + 1);
      t->ntargets = 1;
    }
    for (uint32_t k = 0; k < t->ntargets && !t->guessed; k++) {
      int32_t to = t->targets[k];
      if (spr_state_inside(b->m, to, region) || !spr_state_inside(b->m, to, b->states[region].parent))
        continue;
      spr_diag *e = SPR_FAULT(b, BAD_TARGETS, t->at, "the end of a stage does not lead into another stage");
      spr_diag_help(b->d, e, "raise an event that starts it: do: [{raise: EVENT}] here, starts: EVENT there");
      t->poisoned = true;
    }
    always = always || !t->nguards;
  }
  if (always) return;
  spr_transition t = done_of(b, stage, at);
  t.at = at;
  t.targets = one_target(b, region + 1);
  t.ntargets = 1;
  push(b, t);
}

void spr_read_done(spr_builder *b, const spr_node *list, int32_t state, spr_place_in in) {
  spr_span at = list ? list->at : b->states[state].at;
  spr_transition model = done_of(b, state, at);
  uint32_t first = b->m->ntransitions;
  spr_read_transitions(b, list, &model, in);
  int32_t region = b->states[state].parent;
  if (region >= 0 && b->states[region].stage) end_stage(b, first, state, at);
}

void spr_read_starts(spr_builder *b, const spr_node *list, int32_t idle, int32_t stage, spr_place_in in) {
  if (!spr_node_is_list(list) || list->poisoned) return;
  for (uint32_t i = 0; i < list->n; i++) {
    const spr_node *n = list->items[i];
    if (!spr_node_is_scalar(n) || n->poisoned) continue;
    spr_member event = {.key = n->text, .key_at = n->at};
    spr_transition t = {.source = idle, .at = n->at, .ntargets = 1};
    if (!read_descriptor(b, &event, in, &t)) continue;
    t.targets = one_target(b, stage);
    push(b, t);
  }
}

/* -- initial transitions -------------------------------------------------------------------------------- */

/* The first child that is no history, where that is not the first child anyway. */
static int32_t first_real_child(spr_builder *b, int32_t state) {
  int32_t s = state + 1;
  while (s <= b->states[state].last && is_history(&b->states[s])) s = b->states[s].last + 1;
  return s <= b->states[state].last && s != state + 1 ? s : SPR_NONE;
}

static bool check_initial(spr_builder *b, int32_t state, const spr_transition *t, const spr_node *to) {
  int32_t around = is_history(&b->states[state]) ? b->states[state].parent : state;
  bool right = true;
  for (uint32_t i = 0; i < t->ntargets && !t->guessed; i++) {
    if (t->targets[i] != around && spr_state_inside(b->m, t->targets[i], around)) continue;
    right = false;
    spr_str name = b->states[t->targets[i]].name;
    if (around == state)
      SPR_FAULT(b, BAD_INITIAL, to->at, "\"%.*s\" is not inside of this state", SPR_FMT(name));
    else
      SPR_FAULT(b, BAD_HISTORY, to->at, "\"%.*s\" is not inside of the state whose history this is",
                SPR_FMT(name));
  }
  return right;
}

/* `map` holds `to` and `do`. */
static void read_initial(spr_builder *b, int32_t state, const spr_node *map, spr_place_in in) {
  const spr_node *to = spr_node_get(map, "to");
  spr_transition t = {
      .source = state, .trigger = SPR_TRIGGER_INITIAL, .index = SPR_NONE, .at = map->at, .event_at = map->at};
  t.poisoned = !read_targets(b, to, in, &t);
  t.actions = spr_read_block(b, spr_node_get(map, "do"), in);
  if (to) {
    t.at = to->at;
    if (!check_initial(b, state, &t, to)) t.poisoned = true;
  }
  push(b, t);
  b->states[state].initial = (int32_t)b->m->ntransitions - 1;
}

static void default_child(spr_builder *b, int32_t state) {
  int32_t child = b->states[state].kind == SPR_S_COMPOUND ? first_real_child(b, state) : SPR_NONE;
  if (child < 0) return;
  spr_transition t = {.source = state, .trigger = SPR_TRIGGER_INITIAL, .index = SPR_NONE, .ntargets = 1};
  t.targets = one_target(b, child);
  t.at = t.event_at = b->states[state].at;
  push(b, t);
  b->states[state].initial = (int32_t)b->m->ntransitions - 1;
}

static bool leads_to_history(const spr_builder *b, const spr_transition *t) {
  for (uint32_t i = 0; i < t->ntargets; i++)
    if (is_history(&b->states[t->targets[i]])) return true;
  return false;
}

static void add_child(spr_builder *b, spr_transition *t, int32_t child, int32_t *targets) {
  if (!is_history(&b->states[child])) targets[t->ntargets++] = child;
}

/* A history that does not say where it leads at first leads where the state around it begins. */
static void history_as_initial(spr_builder *b, int32_t state, const spr_node *actions, spr_place_in in) {
  const spr_state *around = &b->states[b->states[state].parent];
  const spr_transition *begins = around->initial == SPR_NONE ? NULL : &b->m->transitions[around->initial];
  spr_transition t = {.source = state, .trigger = SPR_TRIGGER_INITIAL, .index = SPR_NONE};
  t.at = t.event_at = b->states[state].at;
  if (begins && !leads_to_history(b, begins)) {
    t.targets = begins->targets;
    t.ntargets = begins->ntargets;
  } else {
    int32_t first = b->states[state].parent + 1,
            *targets = SPR_NEW_N(b->a, int32_t, around->last - first + 1);
    for (int32_t c = first; c <= around->last; c = b->states[c].last + 1)
      if (around->kind == SPR_S_PARALLEL || t.ntargets == 0) add_child(b, &t, c, targets);
    t.targets = targets;
  }
  t.poisoned = t.ntargets == 0; /* nothing but history inside: reported with the state around it */
  t.actions = spr_read_block(b, actions, in);
  push(b, t);
  b->states[state].initial = (int32_t)b->m->ntransitions - 1;
}

void spr_read_initial(spr_builder *b, int32_t state, const spr_part *p) {
  const spr_layer *l = &p->layers[0];
  if (is_history(&b->states[state])) {
    spr_place_in in = {state, l->scope->index};
    if (spr_node_get(l->map, "to"))
      read_initial(b, state, l->map, in);
    else
      history_as_initial(b, state, spr_node_get(l->map, "do"), in);
    return;
  }
  const spr_member *m = spr_part_member(p, "initial", &l);
  spr_place_in in = {state, l->scope->index};
  if (!m)
    default_child(b, state);
  else if (spr_node_is_map(m->value) && !m->value->poisoned)
    read_initial(b, state, m->value, in);
}
