/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "lang/builder.h"
#include "lang/schema.h"

/* -- pass 1: numbers ------------------------------------------------------------------------------------ */

/* `part` is NULL for the hidden states of a stage. */
static int32_t push_state(spr_builder *b, spr_part *part, int32_t parent, spr_str name, spr_str path,
                          spr_span at) {
  spr_state *s = SPR_PUSH(b->a, b->states, b->m->nstates, b->cap_states);
  int32_t index = (int32_t)b->m->nstates - 1;
  *s = (spr_state){.name = name,
                   .path = path,
                   .parent = parent,
                   .last = index,
                   .initial = SPR_NONE,
                   .at = at,
                   .occupies_role = SPR_NONE,
                   .occupies_places = SPR_NONE,
                   .hidden = part == NULL};
  s->data.expr = SPR_NONE;
  *SPR_PUSH(b->a, b->parts, b->nparts, b->cap_parts) = part;
  b->m->states = b->states;
  bool added;
  spr_names_add(&b->ix->paths, path, &added);
  if (added) *SPR_PUSH(b->a, b->ix->path_of, b->npaths, b->cap_paths) = index;
  return index;
}

static spr_state_kind kind_of(const spr_part *p) {
  spr_str history = spr_node_text(spr_part_get(p, "history"));
  if (spr_str_is(history, "deep")) return SPR_S_HISTORY_DEEP;
  if (history.n) return SPR_S_HISTORY_SHALLOW;
  if (spr_str_is(spr_node_text(spr_part_get(p, "final")), "true")) return SPR_S_FINAL;
  if (!p->nchildren) return SPR_S_ATOMIC;
  bool parallel = spr_str_is(spr_node_text(spr_part_get(p, "parallel")), "true");
  return parallel || p->stages ? SPR_S_PARALLEL : SPR_S_COMPOUND;
}

/* Something is written that could not be taken; perhaps it was meant to be the content. */
static bool lacks_by_a_fault(const spr_part *p) {
  const spr_node *map = p->layers[0].map;
  spr_shape shape = p->parent ? SPR_SHAPE_STAGE : SPR_SHAPE_WORKFLOW;
  for (uint32_t i = 0; i < map->n; i++)
    if (map->members[i].value->poisoned && !spr_schema_key(shape, map->members[i].key)) return true;
  return false;
}

/* A state that must have others inside, and nothing was said of them. */
static void check_content(spr_builder *b, const spr_part *p) {
  bool some = spr_part_member(p, "states", NULL) || spr_part_member(p, "stages", NULL) ||
              spr_part_member(p, "use", NULL);
  const spr_member *parallel = spr_part_member(p, "parallel", NULL);
  const spr_member *initial = spr_part_member(p, "initial", NULL);
  if (some || lacks_by_a_fault(p)) return;
  if (!p->parent)
    SPR_FAULT(b, MISSING_KEY, p->at, "the workflow has no states");
  else if (parallel)
    SPR_FAULT(b, MISSING_KEY, parallel->key_at, "a parallel state has `states`");
  else if (initial)
    SPR_FAULT(b, MISSING_KEY, initial->key_at, "a state with `initial` has `states`");
}

static void declare_state(spr_builder *b, spr_part *p, int32_t parent);

/* The region of a stage: a compound state with an idle state and the stage. Their paths cannot be written. */
static void declare_stage(spr_builder *b, spr_part *p, int32_t parent) {
  spr_str base = b->states[parent].path;
  const char *dot = base.n ? "." : "";
  spr_str region = spr_str_printf(b->a, "%.*s%s%.*s~stage", SPR_FMT(base), dot, SPR_FMT(p->name));
  spr_str idle = spr_str_printf(b->a, "%.*s%s%.*s~idle", SPR_FMT(base), dot, SPR_FMT(p->name));
  int32_t wrapper = push_state(b, NULL, parent, p->name, region, p->at);
  int32_t resting = push_state(b, NULL, wrapper, p->name, idle, p->at);
  b->states[wrapper].kind = SPR_S_COMPOUND;
  b->states[wrapper].stage = true;
  b->states[wrapper].scope = b->states[resting].scope = p->layers[0].scope->index;
  b->states[wrapper].workflow = b->states[resting].workflow = p->layers[0].flow;
  declare_state(b, p, wrapper);
  b->states[wrapper].last = b->states[p->index].last;
}

static spr_str path_of(spr_builder *b, const spr_part *p) {
  if (!p->parent) return SPR_STR("");
  spr_str base = b->states[p->parent->index].path;
  if (base.n + 1 + p->name.n + sizeof "~stage" > SPR_MAX_PATH) {
    SPR_FAULT(b, TOO_DEEP, p->at, "the path of this state is longer than %d bytes", SPR_MAX_PATH);
    return base;
  }
  return base.n ? spr_str_printf(b->a, "%.*s.%.*s", SPR_FMT(base), SPR_FMT(p->name)) : p->name;
}

static void declare_obligations(spr_builder *b, const spr_part *p, bool tasks) {
  for (uint32_t i = p->nlayers; i-- > 0;)
    spr_declare_deadlines(b, p->index, &p->layers[i],
                          spr_node_get(p->layers[i].map, tasks ? "tasks" : "deadlines"), tasks);
}

/* Depth is bounded by SPR_MAX_STATE_DEPTH. */
static void declare_state(spr_builder *b, spr_part *p, int32_t parent) {
  int32_t index = p->index = push_state(b, p, parent, p->name, path_of(b, p), p->at);
  spr_state *s = &b->states[index];
  s->kind = kind_of(p);
  s->scope = p->layers[0].scope->index;
  s->workflow = p->layers[0].flow;
  check_content(b, p);
  s->deadlines = (int32_t)b->m->ndeadlines;
  s->tasks = (int32_t)b->m->ntasks;
  declare_obligations(b, p, false);
  declare_obligations(b, p, true);
  s->ndeadlines = (int32_t)b->m->ndeadlines - s->deadlines;
  s->ntasks = (int32_t)b->m->ntasks - s->tasks;
  for (uint32_t i = 0; i < p->nchildren; i++) {
    if (p->stages)
      declare_stage(b, p->children[i], index);
    else
      declare_state(b, p->children[i], index);
  }
  b->states[index].last = (int32_t)b->m->nstates - 1;
}

/* -- pass 2: what states say ---------------------------------------------------------------------------- */

static spr_place_in place(const spr_layer *l, int32_t state) {
  return (spr_place_in){state, l->scope->index};
}

static spr_whos whos(spr_builder *b, const spr_part *p, const char *key) {
  const spr_member *m = spr_part_member(p, key, NULL);
  return m ? spr_read_whos(b, m->value) : (spr_whos){0};
}

static spr_block block(spr_builder *b, const spr_part *p, const char *key) {
  const spr_layer *l = NULL;
  const spr_member *m = spr_part_member(p, key, &l);
  return m ? spr_read_block(b, m->value, place(l, p->index)) : (spr_block){0};
}

static void read_stops(spr_builder *b, const spr_part *p, spr_state *s) {
  const spr_layer *l = NULL;
  const spr_member *m = spr_part_member(p, "stops_clock", &l);
  if (!m || !spr_node_is_list(m->value) || m->value->poisoned) return;
  int32_t *v = SPR_NEW_N(b->a, int32_t, m->value->n ? m->value->n : 1);
  for (uint32_t i = 0; i < m->value->n; i++) {
    int32_t x = spr_find_deadline(b, place(l, p->index), m->value->items[i]);
    if (x >= 0) v[s->nstops++] = x;
  }
  s->stops_clock = v;
}

static void read_occupies(spr_builder *b, const spr_part *p, spr_state *s) {
  const spr_layer *l = NULL;
  const spr_member *m = spr_part_member(p, "occupies", &l);
  if (!m || m->value->poisoned) return;
  s->occupies_role = spr_find_role(b, spr_node_get(m->value, "role"));
  s->occupies_places = spr_read_expr(b, SPR_X_VALUE, spr_node_get(m->value, "places"), place(l, p->index));
}

static void read_final(spr_builder *b, const spr_part *p, spr_state *s) {
  if (s->kind != SPR_S_FINAL) return;
  spr_str outcome = spr_node_text(spr_part_get(p, "outcome"));
  const spr_node *data = spr_part_get(p, "data");
  s->outcome = outcome.n ? outcome : s->name;
  s->has_data = data != NULL;
  if (data) s->data = spr_read_data(b, data, NULL, 0, true, place(&p->layers[0], p->index));
}

static void read_texts(spr_builder *b, const spr_part *p, spr_state *s) {
  s->title = spr_read_title(b, spr_part_get(p, "title"));
  s->description = spr_read_title(b, spr_part_get(p, "description"));
  s->basis = spr_node_text(spr_part_get(p, "basis"));
}

/* The transitions of one file's part of a state, in the order of its keys. */
static void read_layer(spr_builder *b, const spr_layer *l, int32_t state) {
  spr_place_in in = place(l, state);
  for (uint32_t i = 0; i < l->map->n; i++) {
    const spr_member *m = &l->map->members[i];
    if (m->value->poisoned && !spr_node_is_map(m->value)) continue;
    if (spr_str_is(m->key, "on"))
      spr_read_on(b, m->value, state, in);
    else if (spr_str_is(m->key, "after"))
      spr_read_after(b, m->value, state, in);
    else if (spr_str_is(m->key, "done"))
      spr_read_done(b, m->value, state, in);
    else if (spr_str_is(m->key, "deadlines"))
      spr_read_deadlines(b, state, l, false, in);
    else if (spr_str_is(m->key, "tasks"))
      spr_read_deadlines(b, state, l, true, in);
    else if (spr_str_is(m->key, "always")) {
      spr_transition model = {
          .source = state, .trigger = SPR_TRIGGER_ALWAYS, .index = SPR_NONE, .event_at = m->key_at};
      spr_read_transitions(b, m->value, &model, in);
    }
  }
}

static bool is_stage(const spr_builder *b, int32_t state) {
  int32_t parent = b->states[state].parent;
  return parent >= 0 && b->states[parent].stage && b->parts[state];
}

static bool bears(spr_str key, const char *const *words) {
  while (*words && !spr_str_is(key, *words)) words++;
  return *words != NULL;
}

/* Is it a key of those, or an unknown one that may have been meant so? */
static bool may_be(spr_shape shape, spr_str key, const char *const *words) {
  static const char *const content[] = {"states", "stages", "deadline", "deadlines", "tasks", NULL};
  if (spr_schema_key(shape, key)) return bears(key, words);
  spr_str meant = spr_schema_near(SPR_MODE_PACKAGE, shape, key);
  return !meant.n || bears(meant, words) || bears(meant, content);
}

static bool is_torn_in(const spr_node *map, spr_shape shape, const char *const *words) {
  for (uint32_t i = 0; i < map->n; i++)
    if (spr_holds_fault(map->members[i].value) && may_be(shape, map->members[i].key, words)) return true;
  return false;
}

/* Deadlines or tasks, whose transitions belong to the state. */
static bool is_torn_clock(const spr_node *clocks, spr_shape shape) {
  static const char *const graph[] = {"then", "ends", "warn", NULL};
  bool torn = !spr_node_is_map(clocks);
  for (uint32_t i = 0; !torn && i < clocks->n; i++) {
    const spr_node *clock = clocks->members[i].value;
    torn = spr_node_is_map(clock) ? is_torn_in(clock, shape, graph) : clock->poisoned;
  }
  return torn;
}

/* Are there faults in what makes the graph here? Texts, people and the like do not matter to it. */
static bool is_torn(const spr_node *map) {
  static const char *const graph[] = {"on",      "always", "after", "done",   "initial",
                                      "to",      "do",     "entry", "exit",   "parallel",
                                      "history", "final",  "use",   "starts", NULL};
  static const char *const nested[] = {"states", "stages", NULL};
  bool torn = map->poisoned || is_torn_in(map, SPR_SHAPE_STAGE, graph);
  for (uint32_t i = 0; i < map->n && !torn; i++) {
    const spr_member *m = &map->members[i];
    if (spr_str_is(m->key, "deadlines")) torn = is_torn_clock(m->value, SPR_SHAPE_DEADLINE);
    if (spr_str_is(m->key, "tasks")) torn = is_torn_clock(m->value, SPR_SHAPE_TASK);
    if (!bears(m->key, nested)) continue;
    torn = m->value->poisoned || !spr_node_is_map(m->value);
    for (uint32_t k = 0; !torn && k < m->value->n; k++) torn = !spr_node_is_map(m->value->members[k].value);
  }
  return torn;
}

/* The last layer says `use` only where nothing could be used. */
static bool part_is_torn(const spr_part *p) {
  bool torn = p->lost || spr_node_member(p->layers[p->nlayers - 1].map, "use");
  for (uint32_t i = 0; i < p->nlayers && !torn; i++) torn = is_torn(p->layers[i].map);
  return torn;
}

static void read_state(spr_builder *b, int32_t state) {
  const spr_part *p = b->parts[state];
  spr_state *s = &b->states[state];
  s->poisoned = part_is_torn(p);
  read_texts(b, p, s);
  s->responsible = whos(b, p, "responsible");
  s->decides = whos(b, p, "decides");
  s->provides = whos(b, p, "provides");
  s->monitors = whos(b, p, "monitors");
  s->informed = whos(b, p, "informed");
  s->entry = block(b, p, "entry");
  s->exit = block(b, p, "exit");
  read_stops(b, p, s);
  read_occupies(b, p, s);
  read_final(b, p, s);
  spr_read_initial(b, state, p);
  s->transitions = (int32_t)b->m->ntransitions;
  s->timers = (int32_t)b->m->ntimers;
  for (uint32_t i = p->nlayers; i-- > 0;) read_layer(b, &p->layers[i], state);
  if (is_stage(b, state) && !spr_part_member(p, "done", NULL))
    spr_read_done(b, NULL, state, place(&p->layers[0], state));
  s->ntransitions = (int32_t)b->m->ntransitions - s->transitions;
  s->ntimers = (int32_t)b->m->ntimers - s->timers;
}

/* A stage's idle state waits for what starts the stage, which is the next state. */
static void read_hidden(spr_builder *b, int32_t state) {
  spr_state *s = &b->states[state];
  s->transitions = (int32_t)b->m->ntransitions;
  s->timers = (int32_t)b->m->ntimers;
  s->deadlines = (int32_t)b->m->ndeadlines;
  s->tasks = (int32_t)b->m->ntasks;
  if (s->stage) return;
  const spr_layer *l = &b->parts[state + 1]->layers[0];
  s->poisoned = is_torn(l->map);
  spr_read_starts(b, spr_node_get(l->map, "starts"), state, state + 1, place(l, state));
  s->ntransitions = (int32_t)b->m->ntransitions - s->transitions;
}

static void read_root(spr_builder *b, const spr_part *root) {
  const spr_node *map = root->layers[0].map;
  const spr_node *reopen = spr_node_get(map, "reopen");
  b->m->opens = spr_read_whos(b, spr_node_get(spr_node_get(map, "opens"), "by"));
  b->m->reopen.to = SPR_NONE;
  b->m->reopen.within.expr = b->m->reopen.within.param = SPR_NONE;
  if (!spr_node_is_map(reopen) || reopen->poisoned) return;
  spr_place_in in = {0, 0};
  b->m->reopen.given = true;
  b->m->reopen.to = spr_find_state(b, in, spr_node_get(reopen, "to"));
  b->m->reopen.by = spr_read_whos(b, spr_node_get(reopen, "by"));
  b->m->reopen.within = spr_read_dur(b, spr_node_get(reopen, "within"), in);
  spr_read_guards(b, spr_node_get(reopen, "when"), in, &b->m->reopen.guards, &b->m->reopen.nguards);
}

static void check_histories(spr_builder *b, int32_t state) {
  const spr_state *s = &b->states[state];
  if (s->kind != SPR_S_COMPOUND && s->kind != SPR_S_PARALLEL) return;
  for (int32_t c = state + 1; c <= s->last; c = b->states[c].last + 1)
    if (b->states[c].kind != SPR_S_HISTORY_SHALLOW && b->states[c].kind != SPR_S_HISTORY_DEEP) return;
  SPR_FAULT(b, BAD_HISTORY, s->at, "the state has nothing inside but history");
}

static void check_bounds(spr_builder *b, const spr_part *root) {
  if (b->m->nstates > SPR_MAX_STATES)
    SPR_FAULT(b, TOO_LARGE, root->at, "the workflow has more than %u states", SPR_MAX_STATES);
  if (b->m->ntransitions > SPR_MAX_TRANSITIONS)
    SPR_FAULT(b, TOO_LARGE, root->at, "the workflow has more than %u transitions", SPR_MAX_TRANSITIONS);
}

void spr_build_states(spr_builder *b, spr_part *root) {
  declare_state(b, root, SPR_NONE);
  for (int32_t s = 0; s < (int32_t)b->m->nstates; s++) {
    if (b->parts[s])
      read_state(b, s);
    else
      read_hidden(b, s);
    check_histories(b, s);
  }
  read_root(b, root);
  check_bounds(b, root);
}
