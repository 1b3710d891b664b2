/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "lang/site.h"
#include "rules/lua_ast.h"

/* Where data of an event may come from, other than its declaration and the workflow itself: the final states
 * of the workflows that it opens (`done.case.NAME`), Lua that raises or sends, and whoever does a task. */

static bool in_finals(const spr_node *n, spr_str key, int depth) {
  if (!n || n->kind == SPR_NODE_SCALAR || depth > SPR_MAX_YAML_DEPTH) return false;
  if (n->kind == SPR_NODE_LIST) {
    for (uint32_t i = 0; i < n->n; i++)
      if (in_finals(n->items[i], key, depth + 1)) return true;
    return false;
  }
  if (spr_node_get(n, "final") && spr_node_find(spr_node_get(n, "data"), key)) return true;
  for (uint32_t i = 0; i < n->n; i++)
    if (in_finals(n->members[i].value, key, depth + 1)) return true;
  return false;
}

static bool in_word(char c) {
  return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Does the text give a value to the name, as `{name = 1}` and `t.name = 1` do? */
static bool gives(spr_str text, spr_str key) {
  for (uint32_t i = 0; i + key.n < text.n; i++) {
    if (memcmp(text.p + i, key.p, key.n) != 0 || (i > 0 && in_word(text.p[i - 1]))) continue;
    uint32_t k = i + key.n;
    while (k < text.n && (text.p[k] == ' ' || text.p[k] == '\n' || text.p[k] == '\r')) k++;
    if (k < text.n && text.p[k] == '=' && (k + 1 == text.n || text.p[k + 1] != '=')) return true;
  }
  return false;
}

static bool in_file(const spr_model *m, uint32_t file, spr_str key) {
  const spr_source *s = m->site && file ? spr_sources_get(m->site->sources, file) : NULL;
  return s && gives(s->text, key);
}

bool spr_lua_data_given(const spr_model *m, spr_str key) {
  if (key.n == 0) return false;
  for (uint32_t i = 0; i < m->nexprs; i++)
    if (m->exprs[i].kind == SPR_X_RUN && gives(m->exprs[i].text, key)) return true;
  if (in_file(m, m->standard_lua, key) || in_file(m, m->city_lua, key)) return true;
  const spr_package *p = m->site ? spr_site_package(m->site, m->package) : NULL;
  for (uint32_t i = 0; p && i < p->nworkflows; i++)
    if (in_finals(p->workflows[i].tree, key, 0)) return true;
  return false;
}

/* -- results of tasks ----------------------------------------------------------------------------------- */

#define TASK_DONE SPR_STR("done.task.")

static bool takes_tasks(const spr_transition *t) {
  if (t->trigger != SPR_TRIGGER_EVENT) return false;
  if (t->match == SPR_MATCH_ALL || spr_str_starts(t->event, TASK_DONE)) return true;
  return t->match == SPR_MATCH_PREFIX && (spr_str_is(t->event, "done") || spr_str_is(t->event, "done.task"));
}

static bool is_expr(const spr_model *m, spr_expr_id id, const spr_expr *x) {
  return id != SPR_NONE && &m->exprs[id] == x;
}

static bool in_value(const spr_model *m, const spr_tmpl *v, const spr_expr *x, int depth) {
  if (v->kind == SPR_TMPL_EXPR) return is_expr(m, v->expr, x);
  if (v->kind == SPR_TMPL_LITERAL || depth > SPR_MAX_YAML_DEPTH) return false;
  for (uint32_t i = 0; i < v->n; i++)
    if (in_value(m, &v->items[i], x, depth + 1)) return true;
  return false;
}

static bool in_action(const spr_model *m, const spr_action *a, const spr_expr *x) {
  for (uint32_t i = 0; i < a->nassigns; i++)
    if (in_value(m, &a->assigns[i].value, x, 0)) return true;
  if (a->after.given && is_expr(m, a->after.expr, x)) return true;
  return is_expr(m, a->when, x) || is_expr(m, a->expr, x) || in_value(m, &a->data, x, 0) ||
         in_value(m, &a->value, x, 0);
}

bool spr_lua_data_of_task(const spr_model *m, const spr_expr *x) {
  for (uint32_t i = 0; i < m->ntransitions; i++) {
    const spr_transition *t = &m->transitions[i];
    if (!takes_tasks(t)) continue;
    for (uint32_t k = 0; k < t->nguards; k++)
      if (is_expr(m, t->guards[k], x)) return true;
    for (uint32_t k = 0; k < t->actions.n; k++)
      if (in_action(m, &t->actions.v[k], x)) return true;
  }
  return false;
}
