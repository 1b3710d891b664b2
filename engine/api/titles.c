/* SPDX-License-Identifier: Apache-2.0 */
#include "api/copy.h"

/* What things are called, for people. */

const char *spr_api_title(spr_api_bag *b, const spr_title *t) {
  spr_str language = spr_title_has(t, b->language) ? b->language : b->otherwise;
  return spr_api_z(b, spr_title_in(t, language, SPR_STR("")));
}

const char *spr_api_state_title(spr_api_bag *b, const spr_model *m, int32_t state) {
  while (state != SPR_NONE && m->states[state].title.n == 0) state = m->states[state].parent;
  return state == SPR_NONE ? "" : spr_api_title(b, &m->states[state].title);
}

/* The root's path is empty, and told as the workflow's name. */
static const char *path_title(spr_api_bag *b, const spr_model *m, const char *path) {
  int32_t state = m ? spr_model_state(m, spr_str_of(path)) : SPR_NONE;
  const char *title = state == SPR_NONE ? "" : spr_api_state_title(b, m, state);
  return *title ? title : path;
}

const char *const *spr_api_state_titles(spr_api_bag *b, const spr_model *m, spr_str joined, size_t *n) {
  const char *const *paths = spr_api_joined(b, joined, n);
  const char **out = SPR_NEW_N(&b->arena, const char *, *n + 1);
  for (size_t i = 0; i < *n; i++) out[i] = path_title(b, m, paths[i]);
  return out;
}

const char *spr_api_event_title(spr_api_bag *b, const spr_model *m, spr_str event) {
  int32_t i = spr_model_event(m, event);
  return i == SPR_NONE ? "" : spr_api_title(b, &m->events[i].title);
}

const char *spr_api_task_title(spr_api_bag *b, const spr_model *m, spr_str name, spr_str state) {
  for (uint32_t i = 0; i < m->ntasks; i++) {
    const spr_task_def *t = &m->tasks[i];
    bool here = state.n == 0 || spr_str_eq(m->states[t->state].path, state);
    if (here && spr_str_eq(t->name, name)) return spr_api_title(b, &t->title);
  }
  return "";
}

const char *spr_api_deadline_title(spr_api_bag *b, const spr_model *m, int32_t deadline) {
  if (deadline == SPR_NONE) return "";
  const spr_deadline_def *d = &m->deadlines[deadline];
  if (d->title.n) return spr_api_title(b, &d->title);
  if (d->task != SPR_NONE && m->tasks[d->task].title.n) return spr_api_title(b, &m->tasks[d->task].title);
  return d->of_state ? spr_api_state_title(b, m, d->state) : "";
}

const char *spr_api_path_title(spr_api_bag *b, const spr_model *m, spr_str path) {
  const char *title = spr_api_deadline_title(b, m, spr_model_deadline(m, path));
  int32_t state = spr_model_state(m, path);
  if (!*title && state != SPR_NONE) title = spr_api_state_title(b, m, state);
  uint32_t dot = path.n;
  while (dot > 0 && path.p[dot - 1] != '.') dot--;
  if (*title || dot == 0) return title;
  return spr_api_task_title(b, m, spr_str_sub(path, dot, path.n), spr_str_sub(path, 0, dot - 1));
}
