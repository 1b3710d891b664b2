/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/expand.h"

/* What a key's value is turned into. */
typedef enum shape {
  AS_IS,
  LIST,        /* X -> [X] */
  TRANSITIONS, /* NAME or {...} -> [{...}] */
  EACH_TRANSITIONS,
  INITIAL,
  ACTIONS,
  DEADLINE,      /* becomes a member of `deadlines` */
  EACH_DEADLINE, /* deadlines and tasks */
  EACH_STATE,
  MAP_OF_LISTS /* `opens`, `reopen`: the `by` and `when` in it */
} shape;

typedef struct rule {
  const char *key;
  shape shape;
} rule;

static const rule state_rules[] = {
    {"on", EACH_TRANSITIONS},
    {"always", TRANSITIONS},
    {"after", EACH_TRANSITIONS},
    {"done", TRANSITIONS},
    {"states", EACH_STATE},
    {"stages", EACH_STATE},
    {"deadline", DEADLINE},
    {"deadlines", EACH_DEADLINE},
    {"tasks", EACH_DEADLINE},
    {"initial", INITIAL},
    {"entry", ACTIONS},
    {"exit", ACTIONS},
    {"do", ACTIONS},
    {"to", LIST},
    {"starts", LIST},
    {"stops_clock", LIST},
    {"responsible", LIST},
    {"decides", LIST},
    {"provides", LIST},
    {"monitors", LIST},
    {"informed", LIST},
    {"adaptable", LIST},
    {"opens", MAP_OF_LISTS},
    {"reopen", MAP_OF_LISTS},
    {NULL, AS_IS},
};
static const rule transition_rules[] = {
    {"to", LIST}, {"by", LIST}, {"when", LIST}, {"do", ACTIONS}, {NULL, AS_IS},
};
static const rule deadline_rules[] = {
    {"then", TRANSITIONS}, {"ends", TRANSITIONS}, {"warn", EACH_TRANSITIONS}, {"by", LIST}, {NULL, AS_IS},
};
static const rule action_rules[] = {{"keep", LIST}, {"task", MAP_OF_LISTS}, {NULL, AS_IS}};
static const rule who_rules[] = {{"by", LIST}, {"when", LIST}, {NULL, AS_IS}};
static const rule task_action_rules[] = {{"by", LIST}, {NULL, AS_IS}};

typedef struct expander {
  spr_arena *a;
  spr_str state; /* whose parts these are */
} expander;

static spr_node *expand_map(const expander *x, spr_node *map, const rule *rules);

static shape shape_of(const rule *rules, spr_str key) {
  while (rules->key && !spr_str_is(key, rules->key)) rules++;
  return rules->shape;
}

/* A poisoned map is expanded like any other: what stands in it was checked on its own. */
static bool untouched(const spr_node *n) {
  return (n->poisoned && n->kind != SPR_NODE_MAP) || spr_node_is_null(n);
}

static spr_node *new_map(const expander *x, const spr_node *like, const spr_member *members, uint32_t n) {
  spr_node *map = spr_node_new_map(x->a, members, n, like->at);
  map->poisoned = like->poisoned;
  map->style = like->style;
  return map;
}

static spr_node *as_list(const expander *x, spr_node *n) {
  return n->kind == SPR_NODE_LIST ? n : spr_node_new_list(x->a, &n, 1, n->at);
}

/* The list with each map in it expanded by the rules; the same list where there is nothing to do. */
static spr_node *each_item(const expander *x, spr_node *list, const rule *rules) {
  spr_node **items = SPR_NEW_N(x->a, spr_node *, list->n ? list->n : 1);
  for (uint32_t i = 0; i < list->n; i++) {
    spr_node *item = list->items[i];
    items[i] = spr_node_is_map(item) ? expand_map(x, item, rules) : item;
  }
  return spr_node_new_list(x->a, items, list->n, list->at);
}

static spr_node *target_map(const expander *x, spr_node *target) {
  spr_member to = {.key = SPR_STR("to"), .key_at = target->at, .value = as_list(x, target)};
  return spr_node_new_map(x->a, &to, 1, target->at);
}

static spr_node *transitions(const expander *x, spr_node *n) {
  if (untouched(n)) return n;
  if (n->kind == SPR_NODE_SCALAR) n = target_map(x, n);
  return each_item(x, as_list(x, n), transition_rules);
}

static spr_node *initial(const expander *x, spr_node *n) {
  return spr_node_is_map(n) ? expand_map(x, n, transition_rules) : target_map(x, n);
}

static spr_node *each_member(const expander *x, spr_node *map, shape what) {
  if (!spr_node_is_map(map)) return map;
  spr_member *members = SPR_NEW_N(x->a, spr_member, map->n ? map->n : 1);
  for (uint32_t i = 0; i < map->n; i++) {
    spr_member m = map->members[i];
    if (!untouched(m.value)) {
      if (what == EACH_TRANSITIONS)
        m.value = transitions(x, m.value);
      else if (what == EACH_STATE)
        m.value = spr_expand_state(x->a, m.value, m.key);
      else if (spr_node_is_map(m.value))
        m.value = expand_map(x, m.value, deadline_rules);
    }
    members[i] = m;
  }
  return new_map(x, map, members, map->n);
}

static spr_node *expand_value(const expander *x, spr_node *n, shape what, spr_str key) {
  if (untouched(n)) return n;
  switch (what) {
    case LIST: return as_list(x, n);
    case TRANSITIONS: return transitions(x, n);
    case INITIAL: return initial(x, n);
    case ACTIONS: return each_item(x, as_list(x, n), action_rules);
    case EACH_TRANSITIONS:
    case EACH_DEADLINE:
    case EACH_STATE: return each_member(x, n, what);
    case MAP_OF_LISTS:
      if (!spr_node_is_map(n)) return n;
      return expand_map(x, n, spr_str_is(key, "task") ? task_action_rules : who_rules);
    default: return n;
  }
}

static spr_node *expand_map(const expander *x, spr_node *map, const rule *rules) {
  spr_member *members = SPR_NEW_N(x->a, spr_member, map->n ? map->n : 1);
  for (uint32_t i = 0; i < map->n; i++) {
    members[i] = map->members[i];
    members[i].value = expand_value(x, members[i].value, shape_of(rules, members[i].key), members[i].key);
  }
  return new_map(x, map, members, map->n);
}

/* `deadline: X` as the first of `deadlines`: {NAME: X, ...}, at the place of whichever key comes first. */
static spr_node *fold_deadline(const expander *x, spr_node *state) {
  const spr_member *one = spr_node_member(state, "deadline");
  if (!one || (one->value->poisoned && !spr_node_is_map(one->value))) return state;
  const spr_member *many = spr_node_member(state, "deadlines");
  uint32_t more = many && spr_node_is_map(many->value) ? many->value->n : 0;
  spr_member *list = SPR_NEW_N(x->a, spr_member, more + 1);
  list[0] = (spr_member){.key = x->state, .key_at = one->key_at, .value = one->value};
  for (uint32_t i = 0; i < more; i++) list[i + 1] = many->value->members[i];
  spr_node *all = each_member(x, spr_node_new_map(x->a, list, more + 1, one->value->at), EACH_DEADLINE);
  spr_member *members = SPR_NEW_N(x->a, spr_member, state->n);
  const spr_member *first = many && many < one ? many : one;
  uint32_t n = 0;
  for (uint32_t i = 0; i < state->n; i++) {
    const spr_member *m = &state->members[i];
    if (m == first)
      members[n++] = (spr_member){.key = SPR_STR("deadlines"), .key_at = first->key_at, .value = all};
    else if (m != one && m != many)
      members[n++] = *m;
  }
  return new_map(x, state, members, n);
}

/* Depth is bounded by that of the file. */
spr_node *spr_expand_state(spr_arena *a, spr_node *state, spr_str name) {
  if (!spr_node_is_map(state)) return state;
  expander x = {.a = a, .state = name};
  return expand_map(&x, fold_deadline(&x, state), state_rules);
}
