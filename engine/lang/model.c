/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "lang/lost.h"
#include "lang/model_index.h"

int32_t spr_model_field(const spr_model *m, spr_str name) {
  return spr_names_find(&m->index->fields, name);
}
int32_t spr_model_event(const spr_model *m, spr_str name) {
  return spr_names_find(&m->index->events, name);
}
int32_t spr_model_param(const spr_model *m, spr_str name) {
  return spr_names_find(&m->index->params, name);
}
int32_t spr_model_hook(const spr_model *m, spr_str name) {
  return spr_names_find(&m->index->hooks, name);
}
int32_t spr_model_role(const spr_model *m, spr_str name) {
  return spr_names_find(&m->index->roles, name);
}
int32_t spr_model_kind(const spr_model *m, spr_str name) {
  return spr_names_find(&m->index->kinds, name);
}

bool spr_model_is_lost(const spr_model *m, spr_str name) {
  return spr_lost_has(&m->index->lost, name);
}

int32_t spr_model_deadline(const spr_model *m, spr_str path) {
  int32_t i = spr_names_find(&m->index->deadlines, path);
  return i < 0 ? SPR_NONE : m->index->deadline_of[i];
}

int32_t spr_model_state(const spr_model *m, spr_str path) {
  int32_t i = spr_names_find(&m->index->paths, path);
  return i < 0 ? SPR_NONE : m->index->path_of[i];
}

spr_str spr_path_join(char buf[SPR_MAX_PATH], spr_str base, spr_str name) {
  uint32_t dot = base.n ? 1 : 0;
  if (base.n + dot + name.n > SPR_MAX_PATH) return (spr_str){0};
  memcpy(buf, base.p ? base.p : "", base.n);
  if (dot) buf[base.n] = '.';
  memcpy(buf + base.n + dot, name.p, name.n);
  return spr_str_n(buf, base.n + dot + name.n);
}

/* The state that bears the name directly within `s`; the wrappers of stages are no part of paths. */
static int32_t child_named(const spr_model *m, int32_t s, spr_str name) {
  char buf[SPR_MAX_PATH];
  spr_str path = spr_path_join(buf, m->states[s].path, name);
  return path.n ? spr_model_state(m, path) : SPR_NONE;
}

static int32_t visible_parent(const spr_model *m, int32_t s) {
  int32_t p = m->states[s].parent;
  while (p > 0 && m->states[p].hidden) p = m->states[p].parent;
  return p;
}

static int32_t first_visible(const spr_model *m, int32_t s) {
  return m->states[s].hidden ? visible_parent(m, s) : s;
}

/* Names never leave their file, nor do they reach into one that is used: what is found was written in the
 * file of `scope`. */
static int32_t own_child(const spr_model *m, int32_t scope, int32_t s, spr_str name) {
  int32_t found = child_named(m, s, name);
  return found >= 0 && m->states[found].scope == scope ? found : SPR_NONE;
}

static int32_t lookup_simple(const spr_model *m, int32_t scope, int32_t from, spr_str name) {
  for (int32_t s = first_visible(m, from); s >= scope; s = visible_parent(m, s)) {
    int32_t found = own_child(m, scope, s, name);
    if (found >= 0) return found;
    if (s == scope) break;
  }
  return SPR_NONE;
}

int32_t spr_model_lookup_in(const spr_model *m, int32_t scope, int32_t from, spr_str name) {
  if (from < 0) from = 0;
  const char *dot = name.n ? memchr(name.p, '.', name.n) : NULL;
  if (!dot) return name.n ? lookup_simple(m, scope, from, name) : SPR_NONE;
  uint32_t first = (uint32_t)(dot - name.p);
  spr_str head = spr_str_sub(name, 0, first), rest = spr_str_sub(name, first + 1, name.n);
  int32_t start = own_child(m, scope, scope, head);
  int32_t found = start < 0 ? SPR_NONE : child_named(m, start, rest);
  if (found >= 0) return found;
  start = lookup_simple(m, scope, from, head);
  return start < 0 ? SPR_NONE : child_named(m, start, rest);
}

int32_t spr_model_deadline_in(const spr_model *m, int32_t scope, int32_t from, spr_str name) {
  char buf[SPR_MAX_PATH];
  if (from < 0) from = 0;
  for (int32_t s = first_visible(m, from); s >= scope; s = visible_parent(m, s)) {
    spr_str path = spr_path_join(buf, m->states[s].path, name);
    int32_t found = path.n ? spr_model_deadline(m, path) : SPR_NONE;
    if (found >= 0) return found;
    if (s == scope) break;
  }
  /* The `deadline` of a file's root bears the name of its workflow and has the path of the state that the
   * root became. */
  for (uint32_t d = 0; d < m->ndeadlines; d++) {
    const spr_deadline_def *x = &m->deadlines[d];
    if (x->state == scope && x->task < 0 && x->of_state && spr_str_eq(x->name, name)) return (int32_t)d;
  }
  return SPR_NONE;
}

spr_str spr_notice_field(spr_str text, uint32_t *from, uint32_t *to) {
  static const spr_str mark = {"{case.", 6};
  for (; *from < text.n; (*from)++) {
    if (!spr_str_starts(spr_str_sub(text, *from, text.n), mark)) continue;
    uint32_t name = *from + mark.n, end = name;
    while (end < text.n && !strchr("{} \n", text.p[end])) end++;
    if (end == name || end == text.n || text.p[end] != '}') continue;
    *to = end + 1;
    return spr_str_sub(text, name, end);
  }
  return SPR_STR("");
}
