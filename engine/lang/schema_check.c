/* SPDX-License-Identifier: Apache-2.0 */
#include "base/near.h"
#include "lang/schema_walk.h"

/* -- keys ----------------------------------------------------------------------------------------------- */

static bool is_legal(spr_mode mode, const spr_key_def *def) {
  return !(def->flags & SPR_KEY_ALONE) || mode == SPR_MODE_ALONE;
}

spr_str spr_schema_near(spr_mode mode, spr_shape shape, spr_str key) {
  spr_near near;
  spr_near_init(&near, key);
  for (; shape != SPR_SHAPE_NONE; shape = spr_shape_parent(shape)) {
    uint32_t n;
    const spr_key_def *own = spr_schema_keys(shape, &n);
    for (uint32_t i = 0; i < n; i++)
      if (is_legal(mode, &own[i])) spr_near_offer(&near, spr_str_n(own[i].key, own[i].length));
  }
  return spr_near_best(&near);
}

static spr_str near_key(spr_walk w, spr_shape shape, spr_str key) {
  return spr_schema_near(w.c->mode, shape, key);
}

/* Further keys of these are values for the rules. */
static bool is_open(spr_shape s) {
  return s == SPR_SHAPE_INSTITUTION || s == SPR_SHAPE_SERVICE;
}

/* A task has the keys of a deadline, but these. */
static const char *deadline_help(spr_str key) {
  if (spr_str_is(key, "within")) return "a task says `due`";
  return "a task ends with its state; what outlives the state is a deadline with `until` under `deadlines`";
}

static void unknown_key(spr_walk w, spr_shape shape, const spr_member *m, const spr_key_def *elsewhere) {
  spr_diag *e = spr_diag_add(w.c->d, SPR_D_UNKNOWN_KEY, m->key_at, "%s has no key \"%.*s\"",
                             spr_shape_words(shape), SPR_FMT(m->key));
  if (elsewhere)
    spr_diag_help(w.c->d, e, "in a package, it stands in package.yaml");
  else if (shape == SPR_SHAPE_TASK && spr_schema_key(SPR_SHAPE_DEADLINE, m->key))
    spr_diag_help(w.c->d, e, "%s", deadline_help(m->key));
  else
    spr_diag_mean(w.c->d, e, near_key(w, shape, m->key));
  m->value->poisoned = true;
}

static bool is_expr(const spr_key_def *def) {
  return def && (def->form == SPR_FORM_EXPR || def->form == SPR_FORM_BLOCK);
}

static void check_value(spr_walk w, const spr_key_def *def, const spr_member *m);

static void check_member(spr_walk w, spr_shape shape, spr_node *map, uint32_t i) {
  const spr_member *m = &map->members[i];
  const spr_key_def *def = spr_schema_key(shape, m->key);
  if (def && is_legal(w.c->mode, def)) {
    if (def->flags & SPR_KEY_NOT_YET)
      spr_diag_add(w.c->d, SPR_D_NOT_YET, m->key_at, "`%s` is known, but does nothing yet", def->key);
    check_value(w, def, m);
    return;
  }
  bool after_expr = i > 0 && is_expr(spr_schema_key(shape, map->members[i - 1].key));
  if (spr_is_cut_rest(w, map, i, after_expr)) return;
  if (is_open(shape) && !near_key(w, shape, m->key).n) {
    spr_slot slot = {NULL, m->key, m->key_at};
    spr_check_form(w, SPR_FORM_VALUE, 0, m->value, &slot);
    return;
  }
  unknown_key(w, shape, m, def);
}

/* -- what a map must have ------------------------------------------------------------------------------- */

/* Is there an unknown key that was meant to be this one? Then its absence is no fault of its own. */
static bool is_misspelt(spr_walk w, spr_shape shape, const spr_node *map, const char *key) {
  for (uint32_t i = 0; i < map->n; i++) {
    spr_str k = map->members[i].key;
    if (!spr_schema_key(shape, k) && spr_str_is(near_key(w, shape, k), key)) return true;
  }
  return false;
}

static void check_required(spr_walk w, spr_shape shape, spr_node *map, spr_span where) {
  unsigned mask = w.c->mode == SPR_MODE_ALONE ? SPR_KEY_REQUIRED : SPR_KEY_REQUIRED | SPR_KEY_IN_PACKAGE;
  for (spr_shape s = shape; s != SPR_SHAPE_NONE; s = spr_shape_parent(s)) {
    uint32_t n;
    const spr_key_def *own = spr_schema_keys(s, &n);
    for (uint32_t i = 0; i < n; i++) {
      if (!(own[i].flags & mask) || spr_node_member(map, own[i].key)) continue;
      map->poisoned = true;
      if (is_misspelt(w, shape, map, own[i].key)) continue;
      spr_diag_add(w.c->d, SPR_D_MISSING_KEY, where, "%s needs the key `%s`", spr_shape_words(shape),
                   own[i].key);
    }
  }
}

static void report_no_verb(spr_walk w, spr_shape shape, spr_node *map, spr_span where) {
  uint32_t n;
  const spr_key_def *own = spr_schema_keys(shape, &n);
  bool misspelt = false;
  for (uint32_t i = 0; i < n; i++)
    misspelt = misspelt || ((own[i].flags & SPR_KEY_VERB) && is_misspelt(w, shape, map, own[i].key));
  map->poisoned = true;
  if (misspelt) return;
  spr_code code = shape == SPR_SHAPE_STEP ? SPR_D_BAD_STEP : SPR_D_MISSING_KEY;
  spr_diag *e = spr_diag_add(w.c->d, code, where, "%s that says nothing to do", spr_shape_words(shape));
  if (shape == SPR_SHAPE_ROLE) spr_diag_help(w.c->d, e, "write `kind` or `is`");
}

/* Exactly one of the verbs, if the shape has such: then its first key is one. */
static void check_verbs(spr_walk w, spr_shape shape, spr_node *map, spr_span where) {
  const spr_member *first = NULL;
  uint32_t n;
  if (!(spr_schema_keys(shape, &n)->flags & SPR_KEY_VERB)) return;
  for (uint32_t i = 0; i < map->n; i++) {
    const spr_member *m = &map->members[i];
    const spr_key_def *def = spr_schema_key(shape, m->key);
    if (!def || !(def->flags & SPR_KEY_VERB)) continue;
    if (!first) {
      first = m;
      continue;
    }
    spr_code code = shape == SPR_SHAPE_STEP ? SPR_D_BAD_STEP : SPR_D_CONFLICTING_KEYS;
    spr_diag *e = spr_diag_add(w.c->d, code, m->key_at, "%s does one thing, here are `%.*s` and `%s`",
                               spr_shape_words(shape), SPR_FMT(first->key), def->key);
    spr_diag_help(w.c->d, e, "make two of it");
    map->poisoned = true;
  }
  if (!first) report_no_verb(w, shape, map, where);
}

static const spr_member *first_of(const spr_node *map, const char *words) {
  for (uint32_t i = 0; i < map->n; i++)
    if (spr_word_among(map->members[i].key, words)) return &map->members[i];
  return NULL;
}

static void check_rules(spr_walk w, spr_shape shape, spr_node *map) {
  uint32_t n;
  const spr_rule_def *all = spr_schema_rules(&n);
  for (uint32_t i = 0; i < n; i++) {
    const spr_member *m = spr_shape_is(shape, all[i].shape) ? spr_node_member(map, all[i].key) : NULL;
    if (!m) continue;
    const spr_member *other = first_of(map, all[i].others);
    if (all[i].sense == SPR_RULE_NEEDS && !other) {
      spr_diag *e = spr_diag_add(w.c->d, SPR_D_MISSING_KEY, m->key_at, "`%s` stands alone", all[i].key);
      spr_diag_help(w.c->d, e, "it goes with: %s", all[i].others);
      map->poisoned = true;
    }
    if (all[i].sense == SPR_RULE_EXCLUDES && other) {
      spr_diag *e = spr_diag_add(w.c->d, SPR_D_CONFLICTING_KEYS, other->key_at,
                                 "`%.*s` and `%s` exclude each other", SPR_FMT(other->key), all[i].key);
      spr_diag_also(w.c->d, e, m->key_at, "`%s` is here", all[i].key);
      map->poisoned = true;
    }
  }
}

static void check_shape(spr_walk w, spr_shape shape, spr_node *n, spr_span where) {
  if (!spr_node_is_map(n)) {
    if (n->poisoned) return;
    spr_diag *e = spr_diag_add(w.c->d, SPR_D_WRONG_TYPE, n->at.to > n->at.from ? n->at : where, "%s is a map",
                               spr_shape_words(shape));
    spr_diag_help(w.c->d, e, "write its keys, or {}");
    n->poisoned = true;
    return;
  }
  bool whole = !n->poisoned && !w.patch;
  for (uint32_t i = 0; i < n->n; i++) check_member(w, shape, n, i);
  if (!whole) return;
  check_required(w, shape, n, where);
  check_verbs(w, shape, n, where);
  check_rules(w, shape, n);
  if (spr_shape_is(shape, SPR_SHAPE_TYPE)) spr_check_type_keys(w, n, where);
}

/* -- containers ----------------------------------------------------------------------------------------- */

/* The entries of a list, each for one form. */
static void check_entries(spr_walk w, spr_form form, int arg, spr_node *list, const spr_slot *slot) {
  w.patch = false; /* a list is replaced whole */
  for (uint32_t i = 0; i < list->n; i++) {
    spr_node *n = list->items[i];
    bool known = n->poisoned;
    spr_slot inner = {slot->def, slot->key, n->at.to > n->at.from ? n->at : slot->key_at};
    spr_check_form(w, form, arg, n, &inner);
    /* What follows an expression that was cut is its rest. */
    if (!known && n->poisoned && (form == SPR_FORM_EXPR || spr_is_formula(n))) return;
  }
}

/* The keys of a map as names of a form, and its values for another. */
static void check_members(spr_walk w, spr_form keys, spr_form form, int arg, spr_node *map,
                          const spr_slot *slot) {
  for (uint32_t i = 0; i < map->n; i++) {
    const spr_member *m = &map->members[i];
    spr_slot inner = {slot->def, m->key, m->key_at};
    if (spr_is_cut_rest(w, map, i, form == SPR_FORM_EXPR)) continue;
    if (!spr_check_key(w, keys, m)) m->value->poisoned = true;
    spr_check_form(w, form, arg, m->value, &inner);
  }
}

static void check_not_empty(spr_walk w, const spr_key_def *def, spr_node *n, const spr_slot *slot) {
  if (n->n || n->poisoned || w.patch || !(def->flags & SPR_KEY_NOT_EMPTY)) return;
  if (def->form == SPR_FORM_WHO && strcmp(def->key, "visible_to") == 0) {
    spr_diag *e = spr_diag_add(w.c->d, SPR_D_VISIBILITY, n->at, "`visible_to` names nobody");
    spr_diag_help(w.c->d, e, "name who may see it, or remove the key");
    n->poisoned = true;
    return;
  }
  spr_diag_add(w.c->d, SPR_D_WRONG_TYPE, n->at, "`%.*s` is empty", SPR_FMT(slot->key));
  n->poisoned = true;
}

static void check_value(spr_walk w, const spr_key_def *def, const spr_member *m) {
  spr_node *n = m->value;
  spr_slot slot = {def, m->key, m->key_at};
  if (w.patch && spr_node_is_null(n)) return;
  if (def->container == SPR_C_MAP) {
    if (spr_node_is_map(n)) {
      check_members(w, def->keys, def->form, def->arg, n, &slot);
      check_not_empty(w, def, n, &slot);
    } else if (!n->poisoned) {
      spr_wrong_type(w, n, &slot, "a map");
    }
    return;
  }
  bool list = def->container != SPR_C_ONE;
  if (list && spr_node_is_list(n)) {
    check_entries(w, def->form, def->arg, n, &slot);
    check_not_empty(w, def, n, &slot);
  } else if (def->container == SPR_C_LIST) {
    if (!n->poisoned) spr_wrong_type(w, n, &slot, "a list");
  } else {
    spr_check_form(w, def->form, def->arg, n, &slot);
  }
}

/* -- forms with parts ----------------------------------------------------------------------------------- */

/* `EVENT: [a, b]`, which could mean two things. */
static void report_targets(spr_walk w, spr_node *n, const spr_slot *slot) {
  spr_diag *e =
      spr_diag_add(w.c->d, SPR_D_WRONG_TYPE, n->at, "`%.*s` cannot be a list of names", SPR_FMT(slot->key));
  spr_diag_help(w.c->d, e, "write {to: [a, b]} for both at once, or [{to: a}, {to: b}] for one of them");
  n->poisoned = true;
}

static void check_transition(spr_walk w, spr_node *n, const spr_slot *slot) {
  w.patch = false; /* the city's side is expanded to a list, and lists are replaced whole */
  if (spr_node_is_map(n)) {
    check_shape(w, SPR_SHAPE_TRANSITION, n, slot->key_at);
    return;
  }
  if (spr_node_is_scalar(n)) {
    if (spr_node_is_null(n))
      spr_wrong_type(w, n, slot, "the name of a state, or {} where nothing happens");
    else
      spr_check_scalar(w, SPR_FORM_PATH, 0, n, slot);
    return;
  }
  if (!n->n) spr_wrong_type(w, n, slot, "{} for a transition where nothing happens");
  if (n->n && spr_node_is_scalar(n->items[0]) && !n->items[0]->poisoned) {
    report_targets(w, n, slot);
    return;
  }
  for (uint32_t i = 0; i < n->n; i++) {
    spr_node *t = n->items[i];
    if (spr_node_is_map(t))
      check_shape(w, SPR_SHAPE_TRANSITION, t, t->at);
    else if (!t->poisoned)
      spr_wrong_type(w, t, slot, "maps in a list of transitions: {to: NAME}");
  }
}

static void check_initial(spr_walk w, spr_node *n, const spr_slot *slot) {
  if (spr_node_is_map(n))
    check_shape(w, SPR_SHAPE_INITIAL, n, slot->key_at);
  else if (spr_node_is_list(n))
    check_entries(w, SPR_FORM_PATH, 0, n, slot);
  else
    spr_check_scalar(w, SPR_FORM_PATH, 0, n, slot);
}

/* Keys are free, but for what YAML made of a cut expression. */
static void check_value_parts(spr_walk w, spr_node *n, const spr_slot *slot) {
  if (spr_node_is_scalar(n)) {
    spr_check_scalar(w, SPR_FORM_VALUE, 0, n, slot);
  } else if (spr_node_is_list(n)) {
    check_entries(w, SPR_FORM_VALUE, 0, n, slot);
  } else {
    for (uint32_t i = 0; i < n->n; i++) {
      spr_slot inner = {slot->def, n->members[i].key, n->members[i].key_at};
      if (!spr_is_cut_rest(w, n, i, false)) spr_check_form(w, SPR_FORM_VALUE, 0, n->members[i].value, &inner);
    }
  }
}

static void check_type(spr_walk w, spr_node *n, const spr_slot *slot) {
  if (spr_node_is_map(n)) {
    check_shape(w, SPR_SHAPE_TYPE, n, slot->key_at.file ? slot->key_at : n->at);
    return;
  }
  spr_check_form(w, SPR_FORM_CHOICE, SPR_CHOICE_TYPES, n, slot);
  if (n->poisoned || !spr_word_among(n->text, "choice list record")) return;
  spr_diag *e = spr_diag_add(w.c->d, SPR_D_WRONG_TYPE, n->at, "the type `%.*s` needs more", SPR_FMT(n->text));
  spr_diag_help(w.c->d, e, "write a map: {type: %.*s, ...}", SPR_FMT(n->text));
  n->poisoned = true;
}

static void check_law(spr_walk w, spr_shape shape, spr_node *n, const spr_slot *slot) {
  if (spr_node_is_map(n))
    check_shape(w, shape, n, slot->key_at);
  else if (spr_node_is_scalar(n))
    spr_check_scalar(w, SPR_FORM_CALENDAR, 0, n, slot);
  else
    spr_wrong_type(w, n, slot, spr_form_words(SPR_FORM_LAW));
}

static void check_names(spr_walk w, spr_node *n, const spr_slot *slot) {
  if (spr_node_is_list(n))
    check_entries(w, SPR_FORM_NAME, 0, n, slot);
  else
    spr_check_form(w, SPR_FORM_NAME, 0, n, slot);
}

static void check_values(spr_walk w, spr_node *n, const spr_slot *slot) {
  if (spr_node_is_scalar(n))
    spr_wrong_type(w, n, slot, "a map of values");
  else
    check_value_parts(w, n, slot);
}

static void check_with(spr_walk w, spr_node *n, const spr_slot *slot) {
  if (spr_node_is_map(n))
    check_members(w, SPR_FORM_REF, SPR_FORM_VALUE, 0, n, slot);
  else if (spr_node_is_list(n))
    check_entries(w, SPR_FORM_REF, 0, n, slot);
  else
    spr_wrong_type(w, n, slot, spr_form_words(SPR_FORM_WITH));
}

static void check_who_where(spr_walk w, spr_node *n, const spr_slot *slot) {
  if (spr_node_is_map(n) && n->n)
    check_members(w, SPR_FORM_PATH, SPR_FORM_WHO, 0, n, slot);
  else if (spr_node_is_scalar(n))
    spr_check_scalar(w, SPR_FORM_WHO, 0, n, slot);
  else
    spr_wrong_type(w, n, slot, spr_form_words(SPR_FORM_WHO_WHERE));
}

/* Of a state, a stage or the workflow itself. Keys that only the latter have may not be changed, and whoever
 * applies the patch says so. */
static void check_patch(spr_walk w, spr_shape shape, spr_node *n, const spr_slot *slot) {
  bool root = !memchr(slot->key.p, '.', slot->key.n);
  w.patch = true;
  if (root)
    shape = SPR_SHAPE_WORKFLOW;
  else if (spr_node_member(n, "starts"))
    shape = SPR_SHAPE_STAGE;
  if (!spr_node_is_null(n)) check_shape(w, shape, n, slot->key_at);
}

void spr_check_form(spr_walk w, spr_form form, int arg, spr_node *n, const spr_slot *slot) {
  if (n->poisoned && !spr_node_is_map(n)) return;
  if (w.patch && spr_node_is_null(n)) return;
  switch (form) {
    case SPR_FORM_SHAPE: check_shape(w, (spr_shape)arg, n, slot->key_at); break;
    case SPR_FORM_TRANSITION: check_transition(w, n, slot); break;
    case SPR_FORM_INITIAL: check_initial(w, n, slot); break;
    case SPR_FORM_TITLE: spr_check_title(w, n, slot); break;
    case SPR_FORM_TYPE: check_type(w, n, slot); break;
    case SPR_FORM_LAW: check_law(w, (spr_shape)arg, n, slot); break;
    case SPR_FORM_OF: break; /* depends on the type: schema_type.c */
    case SPR_FORM_VALUE: check_value_parts(w, n, slot); break;
    case SPR_FORM_VALUES: check_values(w, n, slot); break;
    case SPR_FORM_NAMES: check_names(w, n, slot); break;
    case SPR_FORM_WITH: check_with(w, n, slot); break;
    case SPR_FORM_WHO_WHERE: check_who_where(w, n, slot); break;
    case SPR_FORM_PATCH: check_patch(w, (spr_shape)arg, n, slot); break;
    case SPR_FORM_SETTING:
      if (spr_node_member(n, "value"))
        check_shape(w, SPR_SHAPE_SETTING, n, slot->key_at);
      else
        check_value_parts(w, n, slot);
      break;
    default:
      if (spr_node_is_scalar(n))
        spr_check_scalar(w, form, arg, n, slot);
      else
        spr_wrong_type(w, n, slot, spr_form_words(form));
  }
}

void spr_schema_check(const spr_checker *c, spr_shape shape, spr_node *root) {
  const spr_node *version = spr_node_get(root, "sprawa");
  spr_span where = spr_span_make(root->at.file, root->at.from, root->at.to);
  spr_walk w = {c, false};
  if (spr_node_is_scalar(version) && !version->poisoned && !spr_str_is(version->text, "1")) {
    /* Another language: what else seems wrong may be right there. */
    spr_slot slot = {NULL, SPR_STR("sprawa"), version->at};
    spr_check_scalar(w, SPR_FORM_LANGUAGE, 0, spr_node_get(root, "sprawa"), &slot);
    root->poisoned = true;
    return;
  }
  check_shape(w, shape, root, where);
}
