/* SPDX-License-Identifier: Apache-2.0 */
#include "api/copy.h"
#include "lang/site.h"

/* What things are called, for people. */

static spr_str title_in(const spr_title *t, spr_str language, spr_str otherwise, spr_str fallback) {
  return spr_title_in(t, spr_title_has(t, language) ? language : otherwise, fallback);
}

const char *spr_api_title(spr_api_bag *b, const spr_title *t) {
  return spr_api_z(b, title_in(t, b->language, b->otherwise, SPR_STR("")));
}

/* -- packages ----------------------------------------------------------------------------------------------
 */

static const spr_node *in_language(const spr_node *titles, spr_str language) {
  const spr_member *m = language.n ? spr_node_find(titles, language) : NULL;
  return m ? m->value : NULL;
}

/* The package's title is that of its file: one text, or one for each language. */
const char *spr_api_package_title(spr_api_bag *b, const spr_package *p) {
  const spr_node *title = spr_node_get(p->tree, "title"), *text = title;
  if (title && title->kind == SPR_NODE_MAP) {
    text = in_language(title, b->language);
    if (!text) text = in_language(title, b->otherwise);
    if (!text && title->n) text = title->members[0].value;
  }
  spr_str called = text ? spr_node_text(text) : SPR_STR("");
  return spr_api_z(b, called.n ? called : p->name);
}

/* -- values ---------------------------------------------------------------------------------------------- */

static const spr_title *title_of(const spr_titler *k, const spr_type *t, spr_str text) {
  int32_t word = spr_type_word(t, text);
  const spr_institution *i = NULL;
  if (word != SPR_NONE) return &t->titles[word];
  if (k->site && t->kind == SPR_T_MUNICIPALITY) return spr_site_municipality_title(k->site, text);
  if (k->site && t->kind == SPR_T_INSTITUTION) i = spr_site_institution(k->site, text, NULL);
  return i ? &i->title : NULL;
}

spr_str spr_api_called(const spr_titler *k, const spr_type *t, spr_str text) {
  const spr_title *title = title_of(k, t, text);
  return title ? title_in(title, k->language, k->otherwise, text) : text;
}

spr_str spr_api_member_called(const spr_titler *k, const spr_type *t, const spr_field *f) {
  spr_str title = title_in(&f->title, k->language, k->otherwise, f->name);
  for (uint32_t i = 0; i < t->nmembers; i++) {
    const spr_field *other = &t->members[i];
    spr_str theirs = title_in(&other->title, k->language, k->otherwise, other->name);
    if (other != f && (spr_str_eq(title, theirs) || spr_str_eq(title, other->name))) return f->name;
  }
  return title;
}

/* May anything in a value of that type be called otherwise than it is written, or stand in another order? */
static bool has_titles(const spr_type *t) {
  while (t->kind == SPR_T_LIST) t = t->of;
  for (uint32_t i = 0; i < t->nchoices; i++)
    if (t->titles[i].n) return true;
  return t->nmembers || t->kind == SPR_T_MUNICIPALITY || t->kind == SPR_T_INSTITUTION;
}

spr_titler spr_api_titler(const spr_api_bag *b, const spr_model *m) {
  return (spr_titler){m->site, b->language, b->otherwise};
}

sprawa_field spr_api_field(spr_api_bag *b, const spr_model *m, const spr_field *f, spr_value v) {
  const spr_titler titler = spr_api_titler(b, m);
  sprawa_field out = {.name = spr_api_z(b, f->name),
                      .title = spr_api_title(b, &f->title),
                      .value = spr_api_keep(b, v, m->zone)};
  out.titled = out.value;
  if (has_titles(f->type)) out.titled = spr_api_keep_titled(b, v, m->zone, &titler, f->type);
  return out;
}

/* -- places, events, tasks, deadlines -------------------------------------------------------------------- */

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
