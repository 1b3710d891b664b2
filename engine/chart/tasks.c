/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"

/* Tasks: how they open, and how they are cancelled. How people do them is in input_task.c. */

typedef struct gathering {
  spr_str v[SPR_MAX_TASK_HANDS];
  uint32_t n;
} gathering;

static bool gather(void *ud, spr_step *st, spr_str institution, const spr_who *who) {
  (void)who;
  gathering *g = ud;
  for (uint32_t i = 0; i < g->n; i++) {
    if (spr_str_eq(g->v[i], institution)) return true;
  }
  if (g->n == SPR_MAX_TASK_HANDS) {
    return spr_step_fail(st, SPR_STR(""), 0, "a task is for at most %d institutions", SPR_MAX_TASK_HANDS);
  }
  g->v[g->n++] = spr_scratch_str(st, institution);
  return true;
}

/* Whose task it is: those named, else the responsible. *anyone: it is for all. */
static bool hands(spr_step *st, const spr_whos *by, int32_t state, gathering *g, bool *anyone) {
  g->n = 0;
  *anyone = by->given ? spr_whos_anyone(by) : false;
  const spr_whos *w = by->given ? by : spr_matrix(st->chart, state, 0);
  if (!w) *anyone = st->m->alone;
  return !w || spr_whos_each(st, w, state, gather, g);
}

static bool full(spr_step *st) {
  if (st->c->tables[SPR_TAB_TASKS].n < SPR_MAX_OPEN_TASKS) return false;
  spr_reason_add(st, SPR_STR(""), 0, "more than %d tasks are open", SPR_MAX_OPEN_TASKS);
  spr_abort(st, SPR_R_LIMIT);
  return true;
}

/* A new row; the roster is taken over. */
static spr_task *add(spr_step *st, int32_t def, int32_t state, spr_str name, const gathering *g,
                     bool anyone) {
  if (full(st) || !spr_table_write(st, SPR_TAB_TASKS)) return NULL;
  spr_task *t = spr_table_insert(st, SPR_TAB_TASKS, st->c->tables[SPR_TAB_TASKS].n);
  if (!t) return NULL;
  t->number = ++st->c->marks.number;
  t->def = def;
  t->state = state;
  t->anyone = anyone;
  spr_str id = spr_scratch_printf(st, "%llu.%u", (unsigned long long)st->c->marks.seq, ++st->tasks_opened);
  t->id = spr_v_text(&st->heap, id);
  t->name = spr_v_text(&st->heap, name);
  if (g->n) t->by = spr_roster_new(&st->c->pool, g->v, g->n);
  if (st->heap.oom || (g->n && !t->by)) {
    spr_abort(st, SPR_R_NOMEM);
    return NULL;
  }
  return t;
}

void spr_task_tell(spr_step *st, const spr_task *t, const char *what) {
  spr_str id = spr_scratch_str(st, spr_v_str(t->id)), name = spr_scratch_str(st, spr_v_str(t->name));
  spr_effect *e = spr_effect_add(st, SPR_E_TASK);
  if (!e) return;
  e->index = t->def;
  e->text = spr_str_of(what);
  e->text2 = id;
  e->text3 = name;
}

static bool open_task(spr_step *st, int32_t def) {
  const spr_task_def *d = &st->m->tasks[def];
  gathering g;
  bool anyone;
  if (!spr_when(st, d->when)) return true;
  if (!hands(st, &d->by, d->state, &g, &anyone)) return false;
  spr_task *t = add(st, def, d->state, d->name, &g, anyone);
  if (!t) return true;
  t->required = d->required;
  t->all = d->all;
  spr_task_tell(st, t, "opened");
  return d->deadline == SPR_NONE || spr_deadline_begin(st, d->deadline, t->number);
}

static spr_duration times(spr_duration d, uint32_t n) {
  int32_t k = (int32_t)n;
  return (spr_duration){
      .months = d.months * k, .days = d.days * k, .working_days = d.working_days * k, .ms = d.ms * k};
}

/* The next time at which a task opens again. Days and months are counted from the first day, so that the 31st
 * stays the 31st; what is exact goes on from the last time, without end. */
static bool schedule(spr_step *st, int32_t def, spr_instant base, uint32_t count, spr_instant last) {
  spr_duration every;
  if (!spr_dur_value(st, &st->m->tasks[def].every, &every)) return false;
  if (every.months == 0 && every.days == 0 && every.working_days == 0) {
    base = last;
    count = 1;
  }
  if (spr_duration_is_zero(every)) return spr_step_fail(st, SPR_STR(""), 0, "`every` is no time at all");
  spr_instant at;
  bool far = count > SPR_MAX_REPEATS;
  if (far || spr_timer_due(&st->law, base, times(every, count), &at) != SPR_OK) return true;
  spr_due *d = spr_due_add(st, SPR_DUE_EVERY, at, ++st->c->marks.number, false);
  if (!d) return true;
  d->index = def;
  d->base = base;
  d->count = count;
  return true;
}

void spr_tasks_begin(spr_step *st, int32_t state) {
  const spr_state *s = &st->m->states[state];
  for (int32_t k = 0; k < s->ntasks && !st->abort; k++) {
    int32_t def = s->tasks + k;
    bool ok = open_task(st, def);
    if (ok && st->m->tasks[def].every.given) ok = schedule(st, def, st->now, 1, st->now);
    if (!ok) spr_error_at(st, st->m->tasks[def].at);
  }
}

void spr_task_again(spr_step *st, const spr_due *d) {
  bool open = false;
  for (uint32_t i = 0; i < st->c->tables[SPR_TAB_TASKS].n; i++)
    open = open || spr_tasks(st->c)[i].def == d->index;
  bool ok = open || open_task(st, d->index);
  if (!schedule(st, d->index, d->base, d->count + 1, d->at) || !ok)
    spr_error_at(st, st->m->tasks[d->index].at);
  spr_settle(st, false);
}

/* Takes the row away, and its due date with it. */
void spr_task_close(spr_step *st, uint32_t i, const char *how, bool cancelled) {
  if (!spr_table_write(st, SPR_TAB_TASKS)) return;
  uint64_t number = spr_tasks(st->c)[i].number;
  spr_task_tell(st, &spr_tasks(st->c)[i], how);
  for (uint32_t k = st->c->tables[SPR_TAB_DEADLINES].n; k > 0 && !st->abort; k--) {
    if (spr_deadlines(st->c)[k - 1].task == number) spr_deadline_close(st, k - 1, cancelled);
  }
  spr_table_remove(st, SPR_TAB_TASKS, i);
}

void spr_task_cancel(spr_step *st, uint32_t i) {
  spr_task_close(st, i, "cancelled", true);
}

void spr_tasks_leave(spr_step *st, int32_t state) {
  for (uint32_t i = 0; i < st->c->tables[SPR_TAB_TASKS].n && !st->abort;) {
    if (spr_tasks(st->c)[i].state == state) {
      spr_task_cancel(st, i);
    } else {
      i++;
    }
  }
}

/* Open tasks go to those who play their roles now. */
void spr_tasks_roles(spr_step *st) {
  for (uint32_t i = 0; i < st->c->tables[SPR_TAB_TASKS].n && !st->abort; i++) {
    gathering g;
    bool anyone;
    int32_t def = spr_tasks(st->c)[i].def;
    if (def == SPR_NONE) continue;
    if (!hands(st, &st->m->tasks[def].by, st->m->tasks[def].state, &g, &anyone)) {
      spr_error_at(st, st->m->tasks[def].at);
      continue;
    }
    const spr_roster *by = spr_tasks(st->c)[i].by;
    uint32_t same = 0;
    while (by && same < by->n && same < g.n && spr_str_eq(by->v[same], g.v[same])) same++;
    if (same == g.n && same == (by ? by->n : 0)) continue;
    spr_roster *now = g.n ? spr_roster_new(&st->c->pool, g.v, g.n) : NULL;
    if (!spr_table_write(st, SPR_TAB_TASKS)) return;
    spr_task *t = &spr_tasks(st->c)[i];
    spr_roster_release(&st->c->pool, t->by);
    t->by = now;
  }
}

/* -- tasks that are not fixed in the workflow ----------------------------------------------------------- */

static bool adhoc(spr_step *st, spr_str name, spr_value title, const gathering *g, const spr_duration *due,
                  spr_value data) {
  if (name.n == 0 || name.n > SPR_MAX_NAME) return spr_step_fail(st, SPR_STR(""), 0, "a task needs an `id`");
  int32_t state = st->acting == SPR_NONE ? 0 : st->acting;
  spr_task *t = add(st, SPR_NONE, state, name, g, g->n == 0 && st->m->alone);
  if (!t) return true;
  t->title = spr_v_retain(title);
  t->data = spr_v_retain(data);
  spr_task_tell(st, t, "opened");
  if (!due) return true;
  spr_str path = st->m->states[state].path;
  path = spr_scratch_printf(st, "%.*s%s%.*s", SPR_FMT(path), path.n ? "." : "", SPR_FMT(name));
  return spr_deadline_adhoc(st, t->number, path, *due);
}

static bool hand_names(spr_step *st, spr_value by, gathering *g) {
  bool anyone;
  if (by.type == SPR_NIL)
    return hands(st, &(spr_whos){.given = false}, st->acting == SPR_NONE ? 0 : st->acting, g, &anyone);
  uint32_t n = by.type == SPR_LIST ? by.u.l->n : 1;
  for (uint32_t i = 0; i < n; i++) {
    spr_value one = by.type == SPR_LIST ? by.u.l->v[i] : by;
    if (one.type != SPR_TEXT)
      return spr_step_fail(st, SPR_STR(""), 0, "`by` of a task names institutions or roles");
    spr_str id = spr_v_str(one);
    int32_t role = spr_model_role(st->m, id);
    if (role != SPR_NONE && !spr_role_ask(st, role, &id)) return false;
    if (role == SPR_NONE && st->env->site && !spr_site_institution(st->env->site, id, NULL)) {
      return spr_step_fail(st, SPR_STR(""), 0, "`by` of a task: no role or institution \"%.*s\"",
                           SPR_FMT(id));
    }
    if (id.n && !gather(g, st, id, NULL)) return false;
  }
  return true;
}

bool spr_step_task(spr_step *st, spr_value task) {
  gathering g = {.n = 0};
  spr_duration due;
  bool ok = task.type == SPR_RECORD || spr_step_fail(st, SPR_STR(""), 0, "a task is described by a record");
  spr_value d = spr_v_get(task, SPR_STR("due"));
  if (d.type == SPR_DURATION) due = d.u.d->d;
  if (ok && d.type != SPR_NIL && d.type != SPR_DURATION && !spr_duration_parse(spr_v_str(d), false, &due)) {
    ok = spr_step_fail(st, SPR_STR(""), 0, "`due` of a task is a duration");
  }
  ok = ok && hand_names(st, spr_v_get(task, SPR_STR("by")), &g);
  ok = ok && adhoc(st, spr_v_str(spr_v_get(task, SPR_STR("id"))), spr_v_get(task, SPR_STR("title")), &g,
                   d.type == SPR_NIL ? NULL : &due, spr_v_get(task, SPR_STR("data")));
  spr_v_release(&st->c->pool, task);
  return ok;
}

bool spr_act_task(spr_step *st, const spr_action *a) {
  gathering g;
  bool anyone;
  spr_duration due;
  spr_value data = SPR_V_NIL;
  if (!hands(st, &a->by, st->acting, &g, &anyone)) return false;
  if (a->after.given && !spr_dur_value(st, &a->after, &due)) return false;
  if (a->has_data && !spr_tmpl_value(st, &a->data, &data)) return false;
  spr_str lang = st->m->nlanguages ? st->m->languages[0] : SPR_STR("");
  spr_value title = spr_v_text(&st->heap, spr_title_in(&a->title, lang, a->id));
  bool ok = adhoc(st, a->id, title, &g, a->after.given ? &due : NULL, data);
  spr_v_release(&st->c->pool, title);
  spr_v_release(&st->c->pool, data);
  return ok;
}
