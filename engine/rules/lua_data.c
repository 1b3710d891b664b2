/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "lang/site.h"
#include "rules/lua_ast.h"

/* Where data of an event may come from, other than its declaration and the workflow itself: the final states
 * of the workflows that it opens (`done.case.NAME`), and Lua that raises or sends. */

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
