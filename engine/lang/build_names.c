/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "lang/builder.h"

void spr_offer_names(spr_near *near, const spr_names *names) {
  for (uint32_t i = 0; i < names->n; i++) spr_near_offer(near, names->v[i]);
}

/* -- states --------------------------------------------------------------------------------------------- */

/* A state's path as the file whose root is `scope` writes it. */
static spr_str path_within(const spr_model *m, int32_t scope, int32_t s) {
  uint32_t skip = m->states[scope].path.n ? m->states[scope].path.n + 1 : 0;
  return spr_str_sub(m->states[s].path, skip, m->states[s].path.n);
}

/* What the name could have meant: states that may be named from here, else the path of one that bears the
 * name elsewhere. SPR_NONE: nothing is near. */
static int32_t suggest_state(spr_builder *b, spr_diag *e, spr_place_in in, spr_str name) {
  const spr_model *m = b->m;
  bool dotted = memchr(name.p, '.', name.n) != NULL;
  spr_near near;
  spr_near_init(&near, name);
  int32_t from = in.state < 0 ? 0 : in.state;
  for (int32_t s = in.scope + 1; s <= m->states[in.scope].last; s++) {
    const spr_state *st = &m->states[s];
    if (st->hidden) continue;
    if (!dotted && spr_str_eq(st->name, name)) {
      spr_str path = path_within(m, in.scope, s);
      spr_diag_help(b->d, e, "a state of that name is elsewhere; write its path: \"%.*s\"", SPR_FMT(path));
      return s;
    }
    if (dotted)
      spr_near_offer(&near, path_within(m, in.scope, s));
    else if (spr_model_lookup_in(m, in.scope, from, st->name) == s)
      spr_near_offer(&near, st->name);
  }
  spr_str best = spr_near_best(&near);
  spr_diag_mean(b->d, e, best);
  return best.n ? spr_model_lookup_in(m, in.scope, from, best) : SPR_NONE;
}

/* Does the path lead into a workflow whose file could not be read? Its states are not known. */
static bool leads_into_lost(spr_builder *b, spr_place_in in, spr_str name) {
  for (uint32_t i = name.n; i-- > 0;) {
    if (name.p[i] != '.') continue;
    int32_t s = spr_model_lookup_in(b->m, in.scope, in.state, spr_str_sub(name, 0, i));
    if (s >= 0) return b->parts[s] && b->parts[s]->lost;
  }
  return false;
}

int32_t spr_find_state_text(spr_builder *b, spr_place_in in, spr_str name, spr_span at) {
  int32_t s = spr_model_lookup_in(b->m, in.scope, in.state < 0 ? 0 : in.state, name);
  if (s >= 0 && !b->m->states[s].hidden) return s;
  if (leads_into_lost(b, in, name)) return SPR_NONE;
  spr_diag *e = SPR_UNKNOWN(b, UNKNOWN_STATE, name, at, "no state \"%.*s\"", SPR_FMT(name));
  return suggest_state(b, e, in, name);
}

int32_t spr_find_state(spr_builder *b, spr_place_in in, const spr_node *name) {
  if (!spr_node_is_scalar(name) || name->poisoned) return SPR_NONE;
  return spr_find_state_text(b, in, name->text, name->at);
}

/* -- deadlines, parameters, workflows ------------------------------------------------------------------- */

/* As suggest_state: names that may be written here, else the path of a deadline that bears the name
 * elsewhere. */
static void suggest_deadline(spr_builder *b, spr_diag *e, spr_place_in in, spr_str name) {
  spr_near near;
  spr_near_init(&near, name);
  uint32_t skip = b->m->states[in.scope].path.n ? b->m->states[in.scope].path.n + 1 : 0;
  for (uint32_t i = 0; i < b->m->ndeadlines; i++) {
    const spr_deadline_def *x = &b->deadlines[i];
    if (!spr_state_inside(b->m, x->state, in.scope)) continue;
    spr_str path = spr_str_sub(x->path, skip, x->path.n);
    if (spr_str_eq(x->name, name)) {
      spr_diag_help(b->d, e, "a deadline of that name is elsewhere; write its path: \"%.*s\"", SPR_FMT(path));
      return;
    }
    spr_near_offer(&near, path);
    if (spr_model_deadline_in(b->m, in.scope, in.state < 0 ? 0 : in.state, x->name) == (int32_t)i)
      spr_near_offer(&near, x->name);
  }
  spr_diag_mean(b->d, e, spr_near_best(&near));
}

int32_t spr_find_deadline(spr_builder *b, spr_place_in in, const spr_node *name) {
  if (!spr_node_is_scalar(name) || name->poisoned) return SPR_NONE;
  int32_t found = spr_model_deadline_in(b->m, in.scope, in.state < 0 ? 0 : in.state, name->text);
  if (found >= 0) return found;
  spr_diag *e =
      SPR_UNKNOWN(b, UNKNOWN_DEADLINE, name->text, name->at, "no deadline \"%.*s\"", SPR_FMT(name->text));
  suggest_deadline(b, e, in, name->text);
  return SPR_NONE;
}

int32_t spr_find_param(spr_builder *b, spr_str name, spr_span at) {
  int32_t found = spr_model_param(b->m, name);
  if (found >= 0) return found;
  spr_near near;
  spr_near_init(&near, name);
  spr_offer_names(&near, &b->ix->params);
  spr_diag *e = SPR_UNKNOWN(b, UNKNOWN_PARAMETER, name, at, "no parameter \"%.*s\"", SPR_FMT(name));
  spr_diag_mean(b->d, e, spr_near_best(&near));
  return SPR_NONE;
}

int32_t spr_find_flow(spr_builder *b, const spr_node *name) {
  if (!spr_node_is_scalar(name) || name->poisoned) return SPR_NONE;
  spr_near near;
  spr_near_init(&near, name->text);
  for (uint32_t i = 0; i < b->nflows; i++) {
    if (spr_str_eq(b->flows[i].name, name->text)) return (int32_t)i;
    spr_near_offer(&near, b->flows[i].name);
  }
  spr_diag *e = SPR_FAULT(b, UNKNOWN_WORKFLOW, name->at, "no workflow \"%.*s\"", SPR_FMT(name->text));
  spr_diag_mean(b->d, e, spr_near_best(&near));
  return SPR_NONE;
}

/* -- who ------------------------------------------------------------------------------------------------ */

/* A role by its name or by that of a kind, which then gets a role of its own. */
static int32_t role_named(spr_builder *b, spr_str name) {
  int32_t role = spr_model_role(b->m, name);
  if (role >= 0) return role;
  int32_t kind = spr_model_kind(b->m, name);
  if (kind < 0) return SPR_NONE;
  spr_role *r = SPR_PUSH(b->a, b->roles, b->m->nroles, b->cap_roles);
  *r = (spr_role){.name = name,
                  .implicit = true,
                  .kind = kind,
                  .is = SPR_NONE,
                  .of = SPR_NONE,
                  .hook = spr_model_hook(b->m, name),
                  .title = b->m->kinds[kind].title,
                  .at = b->m->kinds[kind].at};
  b->m->roles = b->roles;
  return (int32_t)spr_names_add(&b->ix->roles, name, NULL);
}

/* Lua may ask for any of them, whatever this workflow names. */
void spr_declare_kind_roles(spr_builder *b) {
  for (uint32_t i = 0; i < b->m->nkinds; i++) role_named(b, b->m->kinds[i].name);
}

static void unknown_who(spr_builder *b, const spr_node *n, bool words) {
  static const char *const special[] = {"anyone", "responsible", "decides", "provides", "linked"};
  spr_near near;
  spr_near_init(&near, n->text);
  spr_offer_names(&near, &b->ix->roles);
  spr_offer_names(&near, &b->ix->kinds);
  for (uint32_t i = 0; b->city && i < b->city->ninstitutions; i++)
    spr_near_offer(&near, b->city->institutions[i].id);
  for (size_t i = 0; words && i < sizeof special / sizeof *special; i++)
    spr_near_offer(&near, spr_str_of(special[i]));
  spr_diag *e = SPR_UNKNOWN(b, UNKNOWN_KIND, n->text, n->at,
                            "no role, kind of institution or institution \"%.*s\"", SPR_FMT(n->text));
  spr_diag_mean(b->d, e, spr_near_best(&near));
}

int32_t spr_find_role(spr_builder *b, const spr_node *name) {
  if (!spr_node_is_scalar(name) || name->poisoned) return SPR_NONE;
  int32_t role = role_named(b, name->text);
  if (role < 0) unknown_who(b, name, false);
  return role;
}

static bool special_who(spr_str name, spr_who_kind *kind) {
  static const struct {
    const char *word;
    spr_who_kind kind;
  } table[] = {{"anyone", SPR_WHO_ANYONE},
               {"responsible", SPR_WHO_RESPONSIBLE},
               {"decides", SPR_WHO_DECIDES},
               {"provides", SPR_WHO_PROVIDES},
               {"linked", SPR_WHO_LINKED}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    if (!spr_str_is(name, table[i].word)) continue;
    *kind = table[i].kind;
    return true;
  }
  return false;
}

static bool read_who(spr_builder *b, const spr_node *n, spr_who *w) {
  if (!spr_node_is_scalar(n) || n->poisoned) return false;
  *w = (spr_who){.index = SPR_NONE, .name = n->text, .at = n->at};
  if (special_who(n->text, &w->kind)) return true;
  w->index = role_named(b, n->text);
  w->kind = w->index >= 0 ? SPR_WHO_ROLE : SPR_WHO_INSTITUTION;
  if (w->index >= 0 || b->m->alone || spr_site_institution(b->site, n->text, NULL)) return true;
  unknown_who(b, n, true);
  return false;
}

spr_whos spr_read_whos(spr_builder *b, const spr_node *list) {
  spr_whos out = {.given = list != NULL, .lost = list && list->poisoned};
  if (!list || list->poisoned) return out;
  bool one = list->kind == SPR_NODE_SCALAR;
  uint32_t max = one ? 1 : list->kind == SPR_NODE_LIST ? list->n : 0;
  spr_who *v = SPR_NEW_N(b->a, spr_who, max ? max : 1);
  for (uint32_t i = 0; i < max; i++)
    if (read_who(b, one ? list : list->items[i], &v[out.n])) out.n++;
  out.lost = out.n < max;
  out.v = v;
  return out;
}

/* -- events and tasks ----------------------------------------------------------------------------------- */

/* Depth is that of the file. */
static void gather(spr_builder *b, const spr_node *n) {
  if (n->kind == SPR_NODE_LIST)
    for (uint32_t i = 0; i < n->n; i++) gather(b, n->items[i]);
  if (n->kind != SPR_NODE_MAP) return;
  for (uint32_t i = 0; i < n->n; i++) {
    const spr_member *m = &n->members[i];
    spr_str text = spr_node_text(m->value);
    if (text.n && (spr_str_is(m->key, "raise") || spr_str_is(m->key, "send") || spr_str_is(m->key, "else")))
      spr_names_add(&b->raised, text, NULL);
    spr_str id = spr_str_is(m->key, "task") ? spr_node_text(spr_node_get(m->value, "id")) : SPR_STR("");
    if (id.n) spr_names_add(&b->opened_tasks, id, NULL);
    if (text.n && spr_str_is(m->key, "run")) *SPR_PUSH(b->a, b->runs, b->nruns, b->cap_runs) = text;
    gather(b, m->value);
  }
}

/* Linked cases send events to one another, so every workflow of the package counts. */
static void gather_all(spr_builder *b) {
  if (b->raised_known) return;
  b->raised_known = true;
  spr_names_init(&b->raised, b->a);
  spr_names_init(&b->opened_tasks, b->a);
  for (uint32_t i = 0; i < b->nflows; i++)
    if (b->flows[i].tree) gather(b, b->flows[i].tree);
}

/* Does the text hold the name in quotes? That is how Lua raises an event or opens a task. */
static bool quotes(spr_str text, spr_str name) {
  if (text.n < name.n + 2) return false;
  for (uint32_t i = 1; i + name.n < text.n; i++) {
    char q = text.p[i - 1];
    if ((q == '"' || q == '\'') && text.p[i + name.n] == q && memcmp(text.p + i, name.p, name.n) == 0)
      return true;
  }
  return false;
}

static bool quoted_in_file(const spr_builder *b, uint32_t file, spr_str name) {
  const spr_source *src = spr_sources_get(b->d->sources, file);
  return src && quotes(src->text, name);
}

/* Named in Lua: in a `run` of some workflow, or in a file of hooks. */
static bool named_in_lua(const spr_builder *b, spr_str name) {
  for (uint32_t i = 0; i < b->nruns; i++)
    if (quotes(b->runs[i], name)) return true;
  return quoted_in_file(b, b->m->standard_lua, name) || quoted_in_file(b, b->m->city_lua, name);
}

static bool is_below(spr_str name, spr_str prefix) {
  return spr_str_starts(name, prefix) && (name.n == prefix.n || name.p[prefix.n] == '.');
}

static bool any_below(const spr_names *names, spr_str prefix) {
  for (uint32_t i = 0; i < names->n; i++)
    if (is_below(names->v[i], prefix)) return true;
  return false;
}

static bool built_in(spr_str name) {
  static const char *const roots[] = {"done", "error", "case", "deadline", "task"};
  for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
    if (is_below(name, spr_str_of(roots[i]))) return true;
  return false;
}

bool spr_event_is_known(spr_builder *b, spr_str name, bool prefix) {
  if (b->m->alone || b->flow_lost || built_in(name) || spr_model_event(b->m, name) >= 0) return true;
  gather_all(b);
  if (spr_names_find(&b->raised, name) >= 0) return true;
  if (prefix && (any_below(&b->ix->events, name) || any_below(&b->raised, name))) return true;
  return named_in_lua(b, name);
}

void spr_check_event(spr_builder *b, spr_str name, spr_span at, bool prefix) {
  if (spr_event_is_known(b, name, prefix)) return;
  spr_near near;
  spr_near_init(&near, name);
  spr_offer_names(&near, &b->ix->events);
  spr_offer_names(&near, &b->raised);
  spr_diag *e = SPR_UNKNOWN(b, UNKNOWN_EVENT, name, at,
                            "no event \"%.*s\" is declared, and nothing raises it", SPR_FMT(name));
  spr_diag_mean(b->d, e, spr_near_best(&near));
}

void spr_check_task(spr_builder *b, spr_str name, spr_span at) {
  gather_all(b);
  spr_near near;
  spr_near_init(&near, name);
  for (uint32_t i = 0; i < b->m->ntasks; i++) {
    if (spr_str_eq(b->tasks[i].name, name)) return;
    spr_near_offer(&near, b->tasks[i].name);
  }
  if (b->flow_lost || spr_names_find(&b->opened_tasks, name) >= 0 || named_in_lua(b, name)) return;
  spr_offer_names(&near, &b->opened_tasks);
  spr_diag *e = SPR_UNKNOWN(b, UNKNOWN_TASK, name, at, "no task \"%.*s\"", SPR_FMT(name));
  spr_diag_mean(b->d, e, spr_near_best(&near));
}
