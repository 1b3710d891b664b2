/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/derive.h"

#include "access/seers.h"
#include "base/limits.h"
#include "cases/listed.h"
#include "cases/words.h"

/* The case as it was: only what derived rows hold. */
typedef struct was_task {
  spr_str id;
  spr_instant due;
  spr_str hands;
} was_task;

typedef struct was_deadline {
  uint64_t number;
  spr_instant at; /* SPR_NO_INSTANT: its clock stands still */
  spr_instant end;
  bool missed;
} was_deadline;

typedef struct place {
  spr_str institution;
  int64_t n;
} place;

struct spr_was {
  was_task *tasks;
  was_deadline *deadlines;
  place *places;
  uint64_t *tried; /* what was set aside and comes again */
  spr_seers seers;
  uint32_t ntasks, ndeadlines, nplaces, ntried;
  spr_instant pending;
  bool open;
};

void spr_derive_init(spr_derive *d, const spr_alloc *alloc) {
  *d = (spr_derive){0};
  spr_arena_init(&d->arena, alloc, SPR_MAX_CASE_BYTES * 16);
}

void spr_derive_release(spr_derive *d) {
  spr_arena_release(&d->arena);
}

static spr_change *change(spr_derive *d, spr_change_kind kind) {
  spr_change *c = SPR_PUSH(&d->arena, d->changes, d->n, d->cap);
  *c = (spr_change){.kind = kind, .at = SPR_NO_INSTANT, .was = SPR_NO_INSTANT};
  return c;
}

/* -- the case as it is ---------------------------------------------------------------------------------- */

/* While its clock stands still a deadline has no end that could pass. */
static spr_instant end_of(const spr_open_deadline *d) {
  return d->end.suspended ? SPR_NO_INSTANT : d->end.at;
}

static spr_instant due_of(const spr_case *c, const spr_open_task *t) {
  if (t->deadline == SPR_NONE) return SPR_NO_INSTANT;
  spr_open_deadline d = spr_case_deadline(c, (uint32_t)t->deadline);
  return end_of(&d);
}

static spr_str hands_of(spr_arena *a, const spr_open_task *t) {
  spr_buf b;
  spr_buf_init(&b, &a->alloc, SPR_MAX_CASE_BYTES);
  for (uint32_t i = 0; i < t->nby; i++) {
    spr_buf_str(&b, t->by[i]);
    spr_buf_char(&b, '\n');
  }
  for (uint32_t i = 0; i < t->nsigned; i++) {
    spr_buf_char(&b, '+');
    spr_buf_str(&b, t->signed_by[i]);
  }
  spr_str out = spr_str_dup(a, spr_buf_view(&b));
  bool failed = b.failed;
  spr_buf_release(&b);
  if (failed) spr_arena_alloc(a, SIZE_MAX); /* goes where the arena's owner wants to be */
  return out;
}

/* Places that the case takes, one sum for each institution, in order of their first mention. */
static uint32_t places_of(spr_arena *a, const spr_case *c, place **out) {
  spr_str institution;
  int64_t n = 0;
  uint32_t count = 0, cap = 0;
  place *v = NULL;
  for (uint32_t i = 0; spr_case_place(c, i, &institution, &n); i++) {
    uint32_t k = 0;
    while (k < count && !spr_str_eq(v[k].institution, institution)) k++;
    if (institution.n == 0) continue;
    if (k == count) *SPR_PUSH(a, v, count, cap) = (place){spr_str_dup(a, institution), 0};
    v[k].n += n;
  }
  *out = v;
  return count;
}

static struct spr_was *look(spr_arena *a, const spr_case *c) {
  struct spr_was *w = SPR_NEW(a, struct spr_was);
  w->open = spr_case_open(c);
  w->pending = w->open ? spr_case_next_due(c) : SPR_NO_INSTANT;
  w->ntasks = spr_case_tasks(c);
  w->tasks = SPR_NEW_N(a, was_task, w->ntasks + 1);
  for (uint32_t i = 0; i < w->ntasks; i++) {
    spr_open_task t = spr_case_task(c, i);
    w->tasks[i] = (was_task){spr_str_dup(a, t.id), due_of(c, &t), hands_of(a, &t)};
  }
  w->ndeadlines = spr_case_deadlines(c);
  w->deadlines = SPR_NEW_N(a, was_deadline, w->ndeadlines + 1);
  for (uint32_t i = 0; i < w->ndeadlines; i++) {
    spr_open_deadline d = spr_case_deadline(c, i);
    w->deadlines[i] = (was_deadline){d.number, end_of(&d), d.end.at, d.missed};
  }
  while (spr_case_tried(c, w->ntried)) w->ntried++;
  w->tried = SPR_NEW_N(a, uint64_t, w->ntried + 1);
  for (uint32_t i = 0; i < w->ntried; i++) w->tried[i] = spr_case_tried(c, i);
  w->nplaces = w->open ? places_of(a, c, &w->places) : 0;
  spr_seers_find(c, a, &w->seers);
  return w;
}

spr_status spr_derive_before(spr_derive *d, const spr_case *c) {
  spr_arena_clear(&d->arena);
  *d = (spr_derive){.arena = d->arena};
  jmp_buf env;
  if (spr_arena_guard(&d->arena, &env)) return SPR_ENOMEM;
  d->was = look(&d->arena, c);
  d->told_before = spr_listed_told(c, &d->was->seers, &d->arena);
  spr_arena_unguard(&d->arena, NULL);
  return SPR_OK;
}

/* -- differences ---------------------------------------------------------------------------------------- */

static const was_task *task_of(const struct spr_was *w, spr_str id) {
  for (uint32_t i = 0; i < w->ntasks; i++)
    if (spr_str_eq(w->tasks[i].id, id)) return &w->tasks[i];
  return NULL;
}

static void put_task(spr_derive *d, const spr_case *c, const spr_open_task *t, spr_instant due) {
  const spr_model *m = spr_chart_model(spr_case_chart(c));
  spr_str *hands = SPR_NEW_N(&d->arena, spr_str, t->nby + 1);
  for (uint32_t i = 0; i < t->nby; i++) hands[i] = spr_str_dup(&d->arena, t->by[i]);
  spr_change *x = change(d, SPR_CHANGE_TASK);
  x->name = spr_str_dup(&d->arena, t->id);
  x->text = spr_word_task(m, t->name) ? spr_str_dup(&d->arena, t->name) : x->name;
  x->text2 = m->states[t->state].path;
  x->list = hands;
  x->nlist = t->nby;
  x->at = due;
  x->flag = t->required;
}

static void diff_tasks(spr_derive *d, const spr_case *c, const struct spr_was *now) {
  for (uint32_t i = 0; i < d->was->ntasks; i++)
    if (!task_of(now, d->was->tasks[i].id)) change(d, SPR_CHANGE_TASK_GONE)->name = d->was->tasks[i].id;
  for (uint32_t i = 0; i < now->ntasks; i++) {
    const was_task *old = task_of(d->was, now->tasks[i].id), *new = &now->tasks[i];
    if (old && old->due == new->due &&spr_str_eq(old->hands, new->hands)) continue;
    spr_open_task t = spr_case_task(c, i);
    put_task(d, c, &t, new->due);
  }
}

static const was_deadline *deadline_of(const struct spr_was *w, uint64_t number) {
  for (uint32_t i = 0; i < w->ndeadlines; i++)
    if (w->deadlines[i].number == number) return &w->deadlines[i];
  return NULL;
}

/* Of the due date of a task that a rule has made: its state, and the task's name or id. */
static spr_str path_of(spr_derive *d, const spr_case *c, uint32_t i) {
  const spr_model *m = spr_chart_model(spr_case_chart(c));
  spr_open_deadline x = spr_case_deadline(c, i);
  if (x.def != SPR_NONE) return spr_str_dup(&d->arena, x.path);
  if (x.task == SPR_NONE) return SPR_STR(SPR_WORD_WITHHELD);
  spr_open_task t = spr_case_task(c, (uint32_t)x.task);
  spr_str path = m->states[t.state].path, name = spr_word_task(m, t.name) ? t.name : t.id;
  return spr_str_printf(&d->arena, "%.*s%s%.*s", SPR_FMT(path), path.n ? "." : "", SPR_FMT(name));
}

static void diff_deadlines(spr_derive *d, const spr_case *c, const struct spr_was *now) {
  for (uint32_t i = 0; i < d->was->ndeadlines; i++)
    if (!deadline_of(now, d->was->deadlines[i].number))
      change(d, SPR_CHANGE_DEADLINE_GONE)->n = d->was->deadlines[i].number;
  for (uint32_t i = 0; i < now->ndeadlines; i++) {
    const was_deadline *new = &now->deadlines[i], *old = deadline_of(d->was, new->number);
    if (old && old->at == new->at && old->missed == new->missed) continue;
    spr_change *x = change(d, SPR_CHANGE_DEADLINE);
    x->name = path_of(d, c, i);
    x->n = new->number;
    x->at = new->at;
    x->flag = new->missed;
    if (old && old->at != new->at) x->was = old->end;
  }
}

static bool is_tried(const struct spr_was *w, uint64_t number) {
  for (uint32_t i = 0; i < w->ntried; i++)
    if (w->tried[i] == number) return true;
  return false;
}

/* What was set aside and is pending no more has come right, or has gone with its state. */
static void diff_incidents(spr_derive *d, const struct spr_was *now) {
  for (uint32_t i = 0; i < d->was->ntried; i++)
    if (!is_tried(now, d->was->tried[i])) change(d, SPR_CHANGE_INCIDENT_GONE)->n = d->was->tried[i];
}

static void diff_seers(spr_derive *d, const struct spr_was *now) {
  const spr_seers *old = &d->was->seers, *new = &now->seers;
  bool same = old->n == new->n;
  for (uint32_t i = 0; i < new->n &&same; i++) same = spr_str_eq(old->v[i], new->v[i]);
  if (same) return;
  spr_change *x = change(d, SPR_CHANGE_SEEN);
  x->list = new->v;
  x->nlist = new->n;
}

static int64_t places_in(const struct spr_was *w, spr_str institution) {
  for (uint32_t i = 0; i < w->nplaces; i++)
    if (spr_str_eq(w->places[i].institution, institution)) return w->places[i].n;
  return 0;
}

static void put_places(spr_derive *d, spr_str institution, int64_t n) {
  spr_change *x = change(d, SPR_CHANGE_PLACES);
  x->name = institution;
  x->n = (uint64_t)n;
}

static void diff_places(spr_derive *d, const struct spr_was *now) {
  for (uint32_t i = 0; i < d->was->nplaces; i++) {
    spr_str institution = d->was->places[i].institution;
    if (d->was->places[i].n && !places_in(now, institution)) put_places(d, institution, 0);
  }
  for (uint32_t i = 0; i < now->nplaces; i++) {
    const place *p = &now->places[i];
    if (p->n != places_in(d->was, p->institution)) put_places(d, p->institution, p->n);
  }
}

/* -- effects -------------------------------------------------------------------------------------------- */

static spr_str shown(bool may, spr_str name) {
  return may ? name : SPR_STR(SPR_WORD_WITHHELD);
}

static void outward(spr_derive *d, const spr_case *c, const spr_result *r) {
  const spr_model *m = spr_chart_model(spr_case_chart(c));
  for (uint32_t i = 0; i < r->neffects; i++) {
    const spr_effect *e = &r->effects[i];
    if (e->kind == SPR_E_ENDED) {
      change(d, SPR_CHANGE_ENDED)->text = e->text;
      d->end = ++d->messages;
      d->end_at = d->n;
    } else if (e->kind == SPR_E_MESSAGE || e->kind == SPR_E_OPEN) {
      spr_change *x = change(d, SPR_CHANGE_MESSAGE);
      x->n = ++d->messages;
      if (e->kind == SPR_E_MESSAGE) x->name = shown(spr_word_event(c, e->text), e->text);
      x->text = shown(spr_word_link(m, e->text2), e->text2);
    } else if (e->kind == SPR_E_NOTIFY) {
      spr_change *x = change(d, SPR_CHANGE_NOTICE);
      x->n = ++d->messages;
      x->name = e->text;
    }
  }
}

spr_status spr_derive_after(spr_derive *d, const spr_case *c, const spr_result *r) {
  jmp_buf env;
  if (spr_arena_guard(&d->arena, &env)) return SPR_ENOMEM;
  const struct spr_was *now = look(&d->arena, c);
  diff_tasks(d, c, now);
  diff_deadlines(d, c, now);
  diff_places(d, now);
  diff_incidents(d, now);
  diff_seers(d, now);
  d->told = spr_listed_told(c, &now->seers, &d->arena);
  if (now->pending != d->was->pending) change(d, SPR_CHANGE_PENDING)->at = now->pending;
  outward(d, c, r);
  spr_arena_unguard(&d->arena, NULL);
  return SPR_OK;
}

/* "STATE after 3 days"; of a time that an expression gives, the expression where it is short. */
static spr_str timer_name(spr_derive *d, const spr_model *m, const spr_timer_def *t) {
  spr_str path = spr_str_dup(&d->arena, m->states[t->state].path);
  char within[64] = "";
  spr_str text = SPR_STR("");
  bool at = t->at_expr != SPR_NONE, given = !at && t->within.expr == SPR_NONE;
  if (given) spr_duration_format(t->within.literal, within);
  if (!given) text = m->exprs[at ? t->at_expr : t->within.expr].text;
  if (given) text = spr_str_of(within);
  if (text.n > SPR_MAX_SUBJECT_EXPR) return path;
  return spr_str_printf(&d->arena, "%.*s%s%s %.*s", SPR_FMT(path), path.n ? " " : "", at ? "at" : "after",
                        SPR_FMT(text));
}

spr_status spr_derive_subject(spr_derive *d, const spr_case *c, const spr_falling *f, spr_str *out) {
  const spr_model *m = spr_chart_model(spr_case_chart(c));
  jmp_buf env;
  *out = SPR_STR("");
  if (spr_arena_guard(&d->arena, &env)) return SPR_ENOMEM;
  if (f->deadline != SPR_NONE) *out = path_of(d, c, (uint32_t)f->deadline);
  if (f->timer != SPR_NONE) *out = timer_name(d, m, &m->timers[f->timer]);
  if (f->task != SPR_NONE) {
    spr_str path = m->states[m->tasks[f->task].state].path;
    *out = spr_str_printf(&d->arena, "%.*s%s%.*s", SPR_FMT(path), path.n ? "." : "",
                          SPR_FMT(m->tasks[f->task].name));
  }
  spr_arena_unguard(&d->arena, NULL);
  return SPR_OK;
}

spr_status spr_derive_add(spr_derive *d, const spr_change *given) {
  jmp_buf env;
  if (spr_arena_guard(&d->arena, &env)) return SPR_ENOMEM;
  *change(d, given->kind) = *given;
  spr_arena_unguard(&d->arena, NULL);
  return SPR_OK;
}

spr_status spr_derive_insert(spr_derive *d, uint32_t at, const spr_change *given) {
  spr_status st = spr_derive_add(d, given);
  if (st != SPR_OK) return st;
  spr_change added = d->changes[d->n - 1];
  memmove(d->changes + at + 1, d->changes + at, (d->n - 1 - at) * sizeof *d->changes);
  d->changes[at] = added;
  return SPR_OK;
}

spr_status spr_derive_configuration(spr_derive *d, const spr_case *c, spr_str *out) {
  const spr_model *m = spr_chart_model(spr_case_chart(c));
  int32_t states[SPR_MAX_SHOWN_STATES];
  uint32_t n = spr_case_configuration(c, states, SPR_MAX_SHOWN_STATES);
  jmp_buf env;
  if (spr_arena_guard(&d->arena, &env)) return SPR_ENOMEM;
  spr_str text = SPR_STR("");
  for (uint32_t i = 0; i < n && i < SPR_MAX_SHOWN_STATES; i++) {
    spr_str path = m->states[states[i]].path;
    text = i ? spr_str_printf(&d->arena, "%.*s,%.*s", SPR_FMT(text), SPR_FMT(path)) : path;
  }
  *out = text;
  spr_arena_unguard(&d->arena, NULL);
  return SPR_OK;
}

spr_str spr_derive_responsible(const spr_case *c) {
  int32_t first = SPR_NONE;
  bool any = spr_case_open(c) && spr_case_configuration(c, &first, 1) > 0;
  return any ? spr_case_responsible(c, first) : SPR_STR("");
}
