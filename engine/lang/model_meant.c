/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/model_index.h"

/* Names that are written in a package beside its workflows. */

typedef int32_t found_fn(const spr_model *m, spr_str path);

typedef struct meaning {
  const spr_model *m;
  found_fn *find;
  int32_t *v;
  uint32_t n, max;
} meaning;

static void take(meaning *x, int32_t found) {
  if (found < 0) return;
  if (x->n < x->max) x->v[x->n] = found;
  x->n++;
}

static int32_t find_state(const spr_model *m, spr_str path) {
  int32_t s = path.n ? spr_model_state(m, path) : SPR_NONE;
  return s >= 0 && !m->states[s].hidden ? s : SPR_NONE;
}

/* The root of a file of that name, if the state is the first that says it was written there; else SPR_NONE.
 */
static int32_t root_said(const spr_model *m, int32_t state, spr_str workflow) {
  int32_t root = m->states[state].scope;
  if (!spr_str_eq(m->workflows[m->states[state].workflow].name, workflow)) return SPR_NONE;
  for (int32_t s = root; s < state; s++)
    if (m->states[s].scope == root) return SPR_NONE;
  return root;
}

/* The deadline that bears the name of a workflow is that of its root. */
static int32_t of_root(const meaning *x, int32_t root) {
  const spr_state *s = &x->m->states[root];
  if (x->find == find_state) return root;
  for (int32_t i = 0; i < s->ndeadlines; i++) {
    const spr_deadline_def *d = &x->m->deadlines[s->deadlines + i];
    if (d->of_state && d->task < 0) return s->deadlines + i;
  }
  return SPR_NONE;
}

static uint32_t all_of(meaning *x, spr_str name) {
  const char *dot = name.n ? memchr(name.p, '.', name.n) : NULL;
  uint32_t head = dot ? (uint32_t)(dot - name.p) : name.n;
  spr_str workflow = spr_str_sub(name, 0, head), rest = spr_str_sub(name, dot ? head + 1 : head, name.n);
  char buf[SPR_MAX_PATH];
  take(x, x->find(x->m, name));
  bool by_path = x->n > 0;
  for (int32_t s = 0; !by_path && s < (int32_t)x->m->nstates; s++) {
    int32_t root = root_said(x->m, s, workflow);
    if (root < 0) continue;
    spr_str path = spr_path_join(buf, x->m->states[root].path, rest);
    take(x, rest.n ? x->find(x->m, path) : of_root(x, root));
  }
  return x->n;
}

uint32_t spr_model_meant(const spr_model *m, spr_str name, int32_t *states, uint32_t max) {
  meaning x = {.m = m, .find = find_state, .v = states, .max = max};
  return all_of(&x, name);
}

uint32_t spr_model_deadlines_meant(const spr_model *m, spr_str name, int32_t *deadlines, uint32_t max) {
  meaning x = {.m = m, .find = spr_model_deadline, .v = deadlines, .max = max};
  return all_of(&x, name);
}

const char *spr_figure_word(spr_figure f) {
  static const char *const words[SPR_FIGURES] = {"p10", "p25", "median", "p75", "p90", "p95"};
  return words[f];
}

const char *spr_measure_word(spr_measure m) {
  static const char *const words[] = {"days", "working_days", "share_met"};
  return words[m];
}
