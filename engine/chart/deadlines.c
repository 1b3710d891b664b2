/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"

/* Deadlines: how they begin, fall due and end. How they move is in clocks.c. */

spr_str spr_deadline_path(const spr_case *c, const spr_deadline *d) {
  return d->def == SPR_NONE ? spr_v_str(d->path) : c->chart->model->deadlines[d->def].path;
}

spr_term spr_deadline_term(const spr_deadline *d) {
  return (spr_term){.start = d->start,
                    .start_is_date = d->start_is_date,
                    .backwards = d->backwards,
                    .roll = (spr_roll)d->roll,
                    .within = d->within,
                    .moves = d->moves ? d->moves->v : NULL,
                    .nmoves = d->moves ? d->moves->n : 0};
}

int32_t spr_deadline_find(const spr_case *c, uint64_t number) {
  for (uint32_t i = 0; i < c->tables[SPR_TAB_DEADLINES].n; i++) {
    if (spr_deadlines(c)[i].number == number) return (int32_t)i;
  }
  return SPR_NONE;
}

static int32_t open_of(const spr_case *c, int32_t def) {
  for (uint32_t i = 0; i < c->tables[SPR_TAB_DEADLINES].n; i++) {
    if (spr_deadlines(c)[i].def == def) return (int32_t)i;
  }
  return SPR_NONE;
}

void spr_deadline_tell(spr_step *st, const spr_deadline *d, const char *what) {
  spr_str path = d->def == SPR_NONE ? spr_scratch_str(st, spr_v_str(d->path)) : st->m->deadlines[d->def].path;
  spr_effect *e = spr_effect_add(st, SPR_E_DEADLINE);
  if (!e) return;
  e->index = d->def;
  e->text = spr_str_of(what);
  e->text2 = path;
  e->at = d->end.at;
}

bool spr_deadline_count(spr_step *st, spr_deadline *d) {
  spr_term t = spr_deadline_term(d);
  bool ok = spr_term_end(&st->law, &t, st->now, &d->end) == SPR_OK;
  if (ok && spr_deadline_rests(st, d)) d->end.suspended = true;
  if (ok) return true;
  return spr_step_fail(st, SPR_STR(""), 0, "deadline %.*s: its end is outside of the years 1 to 9999",
                       SPR_FMT(spr_deadline_path(st->c, d)));
}

bool spr_deadline_rests(const spr_step *st, const spr_deadline *d) {
  if (!d->following || d->missed) return false;
  int32_t other = open_of(st->c, st->m->deadlines[d->def].before_deadline);
  return other != SPR_NONE && spr_deadlines(st->c)[other].end.suspended;
}

static void drop_dues(spr_step *st, uint64_t owner) {
  for (uint32_t i = st->c->tables[SPR_TAB_DUE].n; i > 0; i--) {
    const spr_due *d = &spr_dues(st->c)[i - 1];
    bool mine = (d->kind == SPR_DUE_DEADLINE || d->kind == SPR_DUE_WARNING) && d->owner == owner;
    if (mine) spr_due_drop(st, i - 1);
  }
}

static bool queue_warning(spr_step *st, spr_deadline *d, int32_t k) {
  int32_t w = st->m->deadlines[d->def].warnings + k;
  spr_duration ahead;
  if (!spr_dur_value(st, &st->m->warnings[w].before, &ahead)) return false;
  spr_instant at = spr_term_warning(&st->law, &d->end, ahead);
  uint64_t bit = UINT64_C(1) << k;
  if (d->warned & bit) {
    /* The end has moved away: there is again something to warn of. */
    if (at <= st->now) return true;
    d->warned &= ~bit;
  }
  spr_due *due = spr_due_add(st, SPR_DUE_WARNING, at, d->number, false);
  if (!due) return true;
  due->owner = d->number;
  due->index = w;
  return true;
}

bool spr_deadline_requeue(spr_step *st, spr_deadline *d) {
  drop_dues(st, d->number);
  if (d->missed || d->end.suspended || st->abort) return true;
  spr_due *due = spr_due_add(st, SPR_DUE_DEADLINE, d->end.at, d->number, false);
  if (due) due->owner = d->number;
  int32_t n = d->def == SPR_NONE ? 0 : st->m->deadlines[d->def].nwarnings;
  for (int32_t k = 0; k < n && !st->abort; k++) {
    if (!queue_warning(st, d, k)) return false;
  }
  return true;
}

/* -- beginning ------------------------------------------------------------------------------------------ */

static spr_past *past_of(const spr_case *c, int32_t def, uint32_t *at) {
  spr_past *v = SPR_ROWS(c, SPR_TAB_PAST, spr_past);
  for (*at = 0; *at < c->tables[SPR_TAB_PAST].n; (*at)++) {
    if (v[*at].def >= def) return v[*at].def == def ? &v[*at] : NULL;
  }
  return NULL;
}

/* From where is counted. */
static bool start_of(spr_step *st, const spr_deadline_def *def, spr_deadline *d) {
  d->start = st->now;
  if (def->before_deadline != SPR_NONE) {
    d->backwards = d->following = true;
    spr_deadline_follow(st, d, &spr_deadlines(st->c)[open_of(st->c, def->before_deadline)]);
    return true;
  }
  d->backwards = def->before != SPR_NONE;
  spr_expr_id x = d->backwards ? def->before : def->from;
  return x == SPR_NONE || spr_expr_instant(st, x, &d->start, &d->start_is_date);
}

/* Adds the row, finished but for its end. */
static bool add(spr_step *st, spr_deadline *d) {
  d->number = ++st->c->marks.number;
  if (!spr_deadline_count(st, d)) return false;
  if (!spr_table_write(st, SPR_TAB_DEADLINES)) return true;
  uint32_t n = st->c->tables[SPR_TAB_DEADLINES].n;
  spr_deadline *row = spr_table_insert(st, SPR_TAB_DEADLINES, n);
  if (!row) return true;
  *row = *d;
  if (row->moves) row->moves->refs++;
  spr_deadline_tell(st, row, "started");
  return spr_deadline_requeue(st, row);
}

bool spr_deadline_begin(spr_step *st, int32_t index, uint64_t task) {
  const spr_deadline_def *def = &st->m->deadlines[index];
  /* It has outlived its state (`until`): it is met there and nowhere else, and its clock does not start
   * again. */
  if (open_of(st->c, index) != SPR_NONE) return true;
  /* It waits for the one that it goes before. */
  if (def->before_deadline != SPR_NONE && open_of(st->c, def->before_deadline) == SPR_NONE) return true;
  if (!spr_when(st, def->when)) return true;
  spr_deadline d = {.def = index, .task = task, .roll = (uint8_t)def->roll, .passed = SPR_NO_INSTANT};
  if (!spr_dur_value(st, &def->within, &d.within) || !start_of(st, def, &d)) return false;
  uint32_t at;
  const spr_past *past = def->from == SPR_NONE ? NULL : past_of(st->c, index, &at);
  if (past && past->start == d.start) d.moves = past->moves;
  return add(st, &d);
}

bool spr_deadline_adhoc(spr_step *st, uint64_t task, spr_str path, spr_duration within) {
  spr_deadline d = {.def = SPR_NONE,
                    .task = task,
                    .roll = SPR_ROLL_NEXT,
                    .start = st->now,
                    .within = within,
                    .passed = SPR_NO_INSTANT,
                    .path = spr_v_text(&st->heap, path)};
  if (!add(st, &d)) return false;
  return true;
}

static void begin_or_err(spr_step *st, int32_t def, uint64_t task) {
  if (!spr_deadline_begin(st, def, task)) spr_error_at(st, st->m->deadlines[def].at);
}

void spr_deadlines_begin(spr_step *st, int32_t state) {
  const spr_state *s = &st->m->states[state];
  for (int32_t k = 0; k < s->ndeadlines && !st->abort; k++) {
    if (st->m->deadlines[s->deadlines + k].task == SPR_NONE) begin_or_err(st, s->deadlines + k, 0);
  }
}

/* Is there something that the deadline is for: its state, or its open task? *task: the number of that. */
static bool is_wanted(const spr_step *st, const spr_deadline_def *def, uint64_t *task) {
  *task = 0;
  if (def->task == SPR_NONE) return spr_bit(st->c->config, def->state);
  for (uint32_t i = 0; i < st->c->tables[SPR_TAB_TASKS].n; i++) {
    if (spr_tasks(st->c)[i].def == def->task) *task = spr_tasks(st->c)[i].number;
  }
  return *task != 0;
}

/* Those that wait for a deadline which has begun in this step. */
void spr_deadlines_begin_followers(spr_step *st) {
  for (uint32_t i = 0; i < st->chart->nfollowers && !st->abort; i++) {
    int32_t index = st->chart->followers[i];
    const spr_deadline_def *def = &st->m->deadlines[index];
    int32_t other = open_of(st->c, def->before_deadline);
    uint64_t task;
    if (other == SPR_NONE || open_of(st->c, index) != SPR_NONE || !is_wanted(st, def, &task)) continue;
    if (spr_deadlines(st->c)[other].number > st->c->marks_was.number) begin_or_err(st, index, task);
  }
}

/* -- passing and ending --------------------------------------------------------------------------------- */

void spr_deadline_passed(spr_step *st, uint32_t i) {
  if (!spr_table_write(st, SPR_TAB_DEADLINES)) return;
  spr_deadline *d = &spr_deadlines(st->c)[i];
  bool ends = d->def != SPR_NONE && st->m->deadlines[d->def].ends;
  spr_deadline_tell(st, d, ends ? "ended" : "missed");
  d->missed = true;
  d->passed = d->end.at;
}

void spr_deadline_warned(spr_step *st, uint32_t i, int32_t warning) {
  if (!spr_table_write(st, SPR_TAB_DEADLINES)) return;
  spr_deadline *d = &spr_deadlines(st->c)[i];
  d->warned |= UINT64_C(1) << (warning - st->m->deadlines[d->def].warnings);
  spr_deadline_tell(st, d, "near");
}

/* What a deadline with `from` keeps, in case that it begins again from the same day. */
static void keep_moves(spr_step *st, const spr_deadline *d) {
  if (d->def == SPR_NONE || st->m->deadlines[d->def].from == SPR_NONE) return;
  uint32_t at;
  if (!d->moves && !past_of(st->c, d->def, &at)) return;
  if (!spr_table_write(st, SPR_TAB_PAST)) return;
  spr_past *p = past_of(st->c, d->def, &at);
  if (!d->moves) {
    if (p) spr_table_remove(st, SPR_TAB_PAST, at);
    return;
  }
  spr_moves *moves = spr_moves_new(&st->c->pool, d->moves, d->moves->n);
  if (!p) p = spr_table_insert(st, SPR_TAB_PAST, at);
  if (!moves || !p) {
    spr_abort(st, SPR_R_NOMEM);
    return;
  }
  spr_move *rests = spr_moves_resting(moves);
  if (rests) rests->until = st->now;
  spr_moves_release(&st->c->pool, p->moves);
  *p = (spr_past){d->def, d->start, moves};
}

void spr_deadline_close(spr_step *st, uint32_t i, bool made_void) {
  if (!spr_table_write(st, SPR_TAB_DEADLINES)) return;
  spr_deadline *d = &spr_deadlines(st->c)[i];
  bool ends = d->def != SPR_NONE && st->m->deadlines[d->def].ends;
  /* Where it rested with the one that it goes before, its end has not come. */
  bool rested = d->following && d->end.suspended;
  if (d->end.suspended && !spr_deadline_count(st, d)) spr_error(st);
  if (d->missed) {
    if (!ends) spr_deadline_tell(st, d, "ended");
  } else if (made_void || st->ending) {
    spr_deadline_tell(st, d, "void");
  } else {
    spr_deadline_tell(st, d, rested || st->now < d->end.at ? "met" : "missed");
  }
  keep_moves(st, d);
  drop_dues(st, d->number);
  spr_table_remove(st, SPR_TAB_DEADLINES, i);
}

static void close_if(spr_step *st, bool (*which)(const spr_step *, const spr_deadline *, int32_t),
                     int32_t arg) {
  for (uint32_t i = 0; i < st->c->tables[SPR_TAB_DEADLINES].n && !st->abort;) {
    if (which(st, &spr_deadlines(st->c)[i], arg)) {
      spr_deadline_close(st, i, false);
    } else {
      i++;
    }
  }
}

static const spr_deadline_def *def_of(const spr_step *st, const spr_deadline *d) {
  return d->def == SPR_NONE || d->task ? NULL : &st->m->deadlines[d->def];
}
static bool ends_with(const spr_step *st, const spr_deadline *d, int32_t state) {
  const spr_deadline_def *def = def_of(st, d);
  return def && def->state == state && def->until_state == SPR_NONE && def->until_event.n == 0;
}
static bool until_state(const spr_step *st, const spr_deadline *d, int32_t state) {
  const spr_deadline_def *def = def_of(st, d);
  return def && def->until_state == state;
}
static bool until_event(const spr_step *st, const spr_deadline *d, int32_t unused) {
  (void)unused;
  const spr_deadline_def *def = def_of(st, d);
  return def && def->until_event.n && spr_str_eq(def->until_event, st->event.name);
}
static bool any(const spr_step *st, const spr_deadline *d, int32_t unused) {
  (void)st;
  (void)d;
  (void)unused;
  return true;
}

void spr_deadlines_leave(spr_step *st, int32_t state) {
  close_if(st, ends_with, state);
}
void spr_deadlines_until_state(spr_step *st, int32_t state) {
  close_if(st, until_state, state);
}
void spr_deadlines_until_event(spr_step *st) {
  close_if(st, until_event, SPR_NONE);
}
void spr_deadlines_void(spr_step *st) {
  close_if(st, any, SPR_NONE);
}
