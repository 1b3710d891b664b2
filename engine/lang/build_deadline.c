/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/builder.h"

/* -- pass 1 --------------------------------------------------------------------------------------------- */

/* Is NAME the short form's: that of the state, or of the workflow whose root became the state? */
static bool is_of_state(const spr_builder *b, int32_t state, const spr_layer *l, spr_str name) {
  bool root = l->scope->index == state;
  return spr_str_eq(name, root ? b->flows[l->flow].name : b->states[state].name);
}

static int32_t declare(spr_builder *b, int32_t state, const spr_layer *l, const spr_member *m, int32_t task) {
  spr_deadline_def *x = SPR_PUSH(b->a, b->deadlines, b->m->ndeadlines, b->cap_deadlines);
  int32_t index = (int32_t)b->m->ndeadlines - 1;
  spr_str path = b->states[state].path;
  *x = (spr_deadline_def){.state = state,
                          .task = task,
                          .name = m->key,
                          .at = m->key_at,
                          .from = SPR_NONE,
                          .before = SPR_NONE,
                          .before_deadline = SPR_NONE,
                          .until_state = SPR_NONE,
                          .when = SPR_NONE};
  x->within.expr = x->within.param = SPR_NONE;
  x->of_state = task < 0 && is_of_state(b, state, l, m->key);
  if (!path.n)
    x->path = m->key;
  else
    x->path = x->of_state ? path : spr_str_printf(b->a, "%.*s.%.*s", SPR_FMT(path), SPR_FMT(m->key));
  *SPR_PUSH(b->a, b->deadline_maps, b->ndeadline_maps, b->cap_deadline_maps) = m->value;
  b->m->deadlines = b->deadlines;
  bool added;
  spr_names_add(&b->ix->deadlines, x->path, &added);
  if (added)
    *SPR_PUSH(b->a, b->ix->deadline_of, b->ndeadline_paths, b->cap_deadline_paths) = index;
  else
    SPR_FAULT(b, DUPLICATE_NAME, m->key_at, "another deadline or task has the path \"%.*s\"",
              SPR_FMT(x->path));
  return index;
}

static void declare_task(spr_builder *b, int32_t state, const spr_layer *l, const spr_member *m) {
  spr_task_def *t = SPR_PUSH(b->a, b->tasks, b->m->ntasks, b->cap_tasks);
  int32_t index = (int32_t)b->m->ntasks - 1;
  *t =
      (spr_task_def){.state = state, .name = m->key, .at = m->key_at, .when = SPR_NONE, .deadline = SPR_NONE};
  t->every.expr = t->every.param = SPR_NONE;
  *SPR_PUSH(b->a, b->task_maps, b->ntask_maps, b->cap_task_maps) = m->value;
  b->m->tasks = b->tasks;
  if (spr_node_get(m->value, "due")) b->tasks[index].deadline = declare(b, state, l, m, index);
}

void spr_declare_deadlines(spr_builder *b, int32_t state, const spr_layer *layer, const spr_node *map,
                           bool tasks) {
  if (!spr_node_is_map(map) || map->poisoned) return;
  for (uint32_t i = 0; i < map->n; i++) {
    const spr_member *m = &map->members[i];
    if (!spr_node_is_map(m->value)) continue;
    if (tasks)
      declare_task(b, state, layer, m);
    else
      declare(b, state, layer, m, SPR_NONE);
  }
}

/* -- pass 2 --------------------------------------------------------------------------------------------- */

/* `until`: a state, else an event. */
static void read_until(spr_builder *b, spr_deadline_def *x, const spr_node *n, spr_place_in in) {
  if (!spr_node_is_scalar(n) || n->poisoned) return;
  x->until_state = spr_model_lookup_in(b->m, in.scope, in.state, n->text);
  if (x->until_state >= 0) return;
  if (spr_event_is_known(b, n->text, false))
    x->until_event = n->text;
  else
    spr_find_state(b, in, n);
}

/* `before`: another deadline by name, else an expression. Links are made one by one, so that the one which
 * closes a circle finds it; none of those before did, so that the walk ends. */
static void read_before(spr_builder *b, int32_t index, const spr_node *n, spr_place_in in) {
  spr_deadline_def *x = &b->deadlines[index];
  if (!spr_node_is_scalar(n) || n->poisoned) return;
  int32_t other = spr_model_deadline_in(b->m, in.scope, in.state, n->text);
  x->before_deadline = other;
  if (other < 0) x->before = spr_read_expr(b, SPR_X_VALUE, n, in);
  while (other >= 0 && other != index) other = b->deadlines[other].before_deadline;
  if (other < 0) return;
  x->before_deadline = SPR_NONE;
  spr_diag *e = SPR_FAULT(b, DEADLINE_CIRCLE, n->at, "\"%.*s\" would go before itself", SPR_FMT(x->path));
  spr_diag_help(b->d, e, "let one of them count from a date of the case, or from the entry");
}

static spr_roll read_roll(const spr_node *map) {
  spr_str word = spr_node_text(spr_node_get(map, "roll"));
  if (spr_str_is(word, "none")) return SPR_ROLL_NONE;
  if (spr_str_is(word, "previous")) return SPR_ROLL_PREVIOUS;
  if (spr_str_is(word, "next")) return SPR_ROLL_NEXT;
  return spr_node_get(map, "before") ? SPR_ROLL_PREVIOUS : SPR_ROLL_NEXT;
}

static bool acts(const spr_node *list) {
  for (uint32_t i = 0; spr_node_is_list(list) && i < list->n; i++)
    if (list->items[i]->poisoned || spr_node_get(list->items[i], "to") || spr_node_get(list->items[i], "do"))
      return true;
  return list && list->poisoned;
}

static void read_consequence(spr_builder *b, int32_t index, const spr_member *m, spr_trigger_kind trigger,
                             spr_place_in in) {
  if (!m) return;
  spr_transition model = {
      .source = b->deadlines[index].state, .trigger = trigger, .index = index, .event_at = m->key_at};
  b->deadlines[index].consequence = true;
  spr_read_transitions(b, m->value, &model, in);
}

static void read_warnings(spr_builder *b, int32_t index, const spr_node *map, spr_place_in in) {
  b->deadlines[index].warnings = (int32_t)b->m->nwarnings;
  if (!spr_node_is_map(map) || map->poisoned) return;
  for (uint32_t i = 0; i < map->n; i++) {
    const spr_member *m = &map->members[i];
    if (m->value->poisoned) continue;
    spr_warning *w = SPR_PUSH(b->a, b->warnings, b->m->nwarnings, b->cap_warnings);
    *w = (spr_warning){.deadline = index, .at = m->key_at};
    w->before = spr_read_dur_text(b, m->key, m->key_at, in);
    b->m->warnings = b->warnings;
    b->deadlines[index].nwarnings++;
    if (acts(m->value)) b->deadlines[index].consequence = true;
    spr_transition model = {.source = b->deadlines[index].state,
                            .trigger = SPR_TRIGGER_NEAR,
                            .index = (int32_t)b->m->nwarnings - 1,
                            .event_at = m->key_at};
    spr_read_transitions(b, m->value, &model, in);
  }
}

static void read_deadline(spr_builder *b, int32_t index, const spr_node *map, spr_place_in in) {
  spr_deadline_def *x = &b->deadlines[index];
  x->within = spr_read_dur(b, spr_node_get(map, x->task >= 0 ? "due" : "within"), in);
  x->from = spr_read_expr(b, SPR_X_VALUE, spr_node_get(map, "from"), in);
  read_before(b, index, spr_node_get(map, "before"), in);
  read_until(b, x, spr_node_get(map, "until"), in);
  x->roll = read_roll(map);
  x->ends = spr_node_get(map, "ends") != NULL;
  /* A task's `when` decides whether it opens at all. */
  if (x->task < 0) x->when = spr_read_expr(b, SPR_X_GUARD, spr_node_get(map, "when"), in);
  x->basis = spr_node_text(spr_node_get(map, "basis"));
  x->title = spr_read_title(b, spr_node_get(map, "title"));
  for (uint32_t i = 0; i < map->n; i++) {
    const spr_member *m = &map->members[i];
    if (spr_str_is(m->key, "then")) read_consequence(b, index, m, SPR_TRIGGER_PASSED, in);
    if (spr_str_is(m->key, "ends")) read_consequence(b, index, m, SPR_TRIGGER_ENDED, in);
    if (spr_str_is(m->key, "warn")) read_warnings(b, index, m->value, in);
  }
}

static void check_service(spr_builder *b, const spr_node *n) {
  if (!spr_node_is_scalar(n) || n->poisoned || !b->city) return;
  spr_near near;
  spr_near_init(&near, n->text);
  for (uint32_t i = 0; i < b->city->nservices; i++) {
    if (spr_str_eq(b->city->services[i].id, n->text)) return;
    spr_near_offer(&near, b->city->services[i].id);
  }
  spr_diag *e = SPR_FAULT(b, UNKNOWN_INSTITUTION, n->at, "%.*s has no service \"%.*s\"", SPR_FMT(b->city->id),
                          SPR_FMT(n->text));
  spr_diag_mean(b->d, e, spr_near_best(&near));
}

static void read_task(spr_builder *b, int32_t index, const spr_node *map, spr_place_in in) {
  spr_task_def *t = &b->tasks[index];
  t->title = spr_read_title(b, spr_node_get(map, "title"));
  t->by = spr_read_whos(b, spr_node_get(map, "by"));
  t->all = spr_read_flag(map, "all", false);
  t->required = spr_read_flag(map, "required", true);
  t->when = spr_read_expr(b, SPR_X_GUARD, spr_node_get(map, "when"), in);
  t->every = spr_read_dur(b, spr_node_get(map, "every"), in);
  t->service = spr_node_text(spr_node_get(map, "service"));
  check_service(b, spr_node_get(map, "service"));
  if (t->deadline >= 0) read_deadline(b, t->deadline, map, in);
}

void spr_read_deadlines(spr_builder *b, int32_t state, const spr_layer *layer, bool tasks, spr_place_in in) {
  const spr_node *all = spr_node_get(layer->map, tasks ? "tasks" : "deadlines");
  const spr_state *s = &b->states[state];
  for (uint32_t i = 0; spr_node_is_map(all) && i < all->n; i++) {
    const spr_node *map = all->members[i].value;
    if (tasks) {
      for (int32_t t = s->tasks; t < s->tasks + s->ntasks; t++)
        if (b->task_maps[t] == map) read_task(b, t, map, in);
    } else {
      for (int32_t x = s->deadlines; x < s->deadlines + s->ndeadlines; x++)
        if (b->deadline_maps[x] == map) read_deadline(b, x, map, in);
    }
  }
}
