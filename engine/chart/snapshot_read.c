/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"
#include "chart/snapshot.h"

/* A case from bytes that nobody vouches for. Each number is checked where it is read; whether the parts agree
 * is checked at the end; and that the case, written again, gives the same bytes. */

typedef struct reader {
  spr_case *c;
  const spr_chart *ch;
  const spr_model *m;
  spr_str in;
  uint32_t at;
  bool bad, oom;
} reader;

static uint64_t get(reader *r) {
  uint64_t n = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (r->bad || r->at >= r->in.n) break;
    uint8_t byte = (uint8_t)r->in.p[r->at++];
    if (shift == 63 && byte > 1) break;
    n |= (uint64_t)(byte & 127) << shift;
    if (byte < 128) return n;
  }
  r->bad = true;
  return 0;
}

static uint64_t get_max(reader *r, uint64_t max) {
  uint64_t n = get(r);
  if (n > max) r->bad = true;
  return r->bad ? 0 : n;
}

static int64_t get_signed(reader *r, int64_t min, int64_t max) {
  uint64_t n = get(r);
  int64_t v = (int64_t)(n >> 1) ^ -(int64_t)(n & 1);
  if (v < min || v > max) r->bad = true;
  return r->bad ? (min > 0 ? min : 0) : v;
}

static bool get_flag(reader *r) {
  return get_max(r, 1);
}
static spr_instant get_instant(reader *r) {
  return get_signed(r, SPR_MIN_INSTANT, SPR_MAX_INSTANT);
}
/* A number of one of n things. */
static int32_t get_index(reader *r, uint32_t n) {
  return n ? (int32_t)get_signed(r, 0, (int64_t)n - 1) : (r->bad = true, 0);
}

static spr_str get_str(reader *r, uint32_t max) {
  uint32_t n = (uint32_t)get_max(r, max);
  if (n > r->in.n - r->at) r->bad = true;
  if (r->bad) return SPR_STR("");
  spr_str s = spr_str_n(r->in.p + r->at, n);
  r->at += n;
  return s;
}

static spr_value get_text(reader *r, uint32_t max) {
  spr_str s = get_str(r, max);
  return s.n && !r->bad ? spr_v_text(&r->c->step.heap, s) : SPR_V_NIL;
}

static spr_value get_value(reader *r) {
  spr_value v = SPR_V_NIL;
  if (!r->bad && spr_v_decode(&r->c->step.heap, r->in, &r->at, &v) != SPR_OK) r->bad = true;
  return v;
}

static spr_duration get_duration(reader *r) {
  const int64_t days = SPR_MAX_DURATION_DAYS;
  spr_duration d = {0};
  d.months = (int32_t)get_signed(r, -days, days);
  d.days = (int32_t)get_signed(r, -days, days);
  d.working_days = (int32_t)get_signed(r, -days, days);
  d.ms = get_signed(r, -days * SPR_MS_PER_DAY, days * SPR_MS_PER_DAY);
  return d;
}

static void get_set(reader *r, uint64_t *set, uint32_t size) {
  uint64_t n = get_max(r, size), next = 0;
  for (uint64_t i = 0; i < n && !r->bad; i++) {
    uint64_t member = next + get_max(r, size);
    if (member >= size) r->bad = true;
    if (r->bad) return;
    spr_bit_set(set, (int32_t)member);
    next = member + 1;
  }
}

static void get_marks(reader *r) {
  spr_marks *k = &r->c->marks;
  bool same = get(r) == SPR_SNAPSHOT_VERSION && get(r) == r->m->nstates && get(r) == r->m->nfields &&
              get(r) == r->m->nroles;
  if (!same) r->bad = true;
  k->phase = (uint8_t)get_max(r, SPR_PHASE_ENDED);
  k->seq = get_max(r, INT64_MAX);
  k->number = get_max(r, INT64_MAX);
  k->time = get_signed(r, INT64_MIN, SPR_MAX_INSTANT);
  if (k->time < SPR_MIN_INSTANT && (k->time != SPR_NO_INSTANT || k->phase != SPR_PHASE_NEW)) r->bad = true;
  k->chain = (uint32_t)get_max(r, SPR_MAX_IMMEDIATE_SENDS);
}

static void get_config(reader *r) {
  uint64_t *config = r->c->config;
  get_set(r, config, r->m->nstates);
  if (r->bad) return;
  int32_t n = (int32_t)r->m->nstates;
  for (int32_t s = n; s > 0 && r->c->marks.phase == SPR_PHASE_OPEN;) {
    s = spr_bit_previous(config, s - 1);
    if (s == SPR_NONE) break;
    if (r->ch->states[s].parent != SPR_NONE) spr_bit_set(config, r->ch->states[s].parent);
  }
  bool empty = spr_bit_next(config, r->ch->words, 0) == SPR_NONE;
  if (r->c->marks.phase == SPR_PHASE_NEW) r->bad = !empty;
  if (r->c->marks.phase == SPR_PHASE_OPEN) r->bad = !spr_config_legal(r->ch, config);
  for (int32_t s = 0; r->c->marks.phase == SPR_PHASE_ENDED && s < n; s++) {
    if (spr_bit(config, s) && r->ch->states[s].kind != SPR_S_FINAL) r->bad = true;
  }
}

/* What a history remembers has to be enterable: children (all of them in a parallel state), or atomic states.
 */
static bool history_sound(const reader *r, const spr_chistory *h) {
  const spr_chart *ch = r->ch;
  int32_t parent = ch->states[h->state].parent;
  uint64_t *config = (uint64_t *)r->c->step.into.entries;
  memset(config, 0, ch->words * sizeof *config);
  uint32_t n = 0;
  for (int32_t s = parent; s <= ch->states[parent].last; s++) {
    if (!spr_bit(r->c->history + h->word, s - parent)) continue;
    bool deep = ch->states[h->state].kind == SPR_S_HISTORY_DEEP;
    if (deep ? !spr_bit(ch->atomic, s) : ch->states[s].parent != parent || spr_is_history(ch, s))
      return false;
    for (int32_t a = s; a != parent; a = ch->states[a].parent) spr_bit_set(config, a);
    n++;
  }
  if (n == 0) return false;
  for (int32_t s = parent; s <= ch->states[parent].last; s++) {
    const spr_cstate *cs = &ch->states[s];
    bool counts = s == parent || (spr_bit(config, s) && ch->states[h->state].kind == SPR_S_HISTORY_DEEP);
    if (!counts || cs->first == SPR_NONE) continue;
    uint32_t children = 0, active = 0;
    for (int32_t k = cs->first; k != SPR_NONE; k = spr_child_next(ch, k)) {
      children++;
      active += spr_bit(config, k);
    }
    if (active != (cs->kind == SPR_S_PARALLEL ? children : 1)) return false;
  }
  return true;
}

static void get_histories(reader *r) {
  for (uint32_t i = 0; i < r->ch->nhistories && !r->bad; i++) {
    const spr_chistory *h = &r->ch->histories[i];
    int32_t parent = r->ch->states[h->state].parent;
    if (!get_flag(r) || r->bad) continue;
    spr_bit_set(r->c->history, (int32_t)i);
    get_set(r, r->c->history + h->word, (uint32_t)(r->ch->states[parent].last - parent + 1));
    if (!r->bad && !history_sound(r, h)) r->bad = true;
  }
}

static void get_fields(reader *r) {
  for (uint32_t i = 0; i < r->m->nfields && !r->bad; i++) {
    r->c->fields[i] = get_value(r);
    spr_buf why;
    spr_buf_init(&why, &r->c->alloc, SPR_MAX_REASON_BYTES);
    bool fits =
        r->c->fields[i].type == SPR_NIL || spr_type_check(NULL, r->m->fields[i].type, r->c->fields[i], &why);
    spr_buf_release(&why);
    if (!fits) r->bad = true;
  }
}

static void *row(reader *r, spr_table_id id) {
  void *p = r->bad ? NULL : spr_table_append(r->c, id);
  if (!p && !r->bad) r->oom = r->bad = true;
  return p;
}

static void get_extras(reader *r) {
  uint64_t n = get_max(r, r->m->alone ? SPR_MAX_FIELDS : 0);
  for (uint64_t i = 0; i < n && !r->bad; i++) {
    spr_extra *x = row(r, SPR_TAB_EXTRAS);
    if (!x) return;
    x->name = get_text(r, SPR_MAX_NAME);
    x->value = get_value(r);
    spr_str name = spr_v_str(x->name);
    if (name.n == 0 || x->value.type == SPR_NIL || spr_model_field(r->m, name) != SPR_NONE) r->bad = true;
    if (i && spr_str_cmp(spr_v_str(x[-1].name), name) >= 0) r->bad = true;
  }
}

static void get_roles(reader *r) {
  for (uint32_t i = 0; i < r->m->nroles && !r->bad; i++) {
    spr_player *p = spr_player_at(r->c, (int32_t)i);
    p->known = get_flag(r);
    if (!p->known) continue;
    p->flags = (uint32_t)get_max(r, UINT32_MAX);
    p->seq = get_max(r, r->c->marks.seq);
    p->asked = get_instant(r);
    p->institution = get_value(r);
    if (p->institution.type != SPR_NIL && p->institution.type != SPR_TEXT) r->bad = true;
    get_set(r, spr_player_fields(p), r->m->nfields);
  }
}

static spr_moves *get_moves(reader *r) {
  uint32_t n = (uint32_t)get_max(r, SPR_MAX_MOVES);
  if (n == 0 || r->bad) return NULL;
  spr_moves *m = spr_moves_new(&r->c->pool, NULL, n);
  if (!m) {
    r->oom = r->bad = true;
    return NULL;
  }
  bool holds = false;
  for (uint32_t i = 0; i < n && !r->bad; i++) {
    spr_move *v = &m->v[i];
    v->kind = (spr_move_kind)get_max(r, SPR_MOVE_SUSPEND);
    v->until = SPR_NO_INSTANT;
    if (v->kind == SPR_MOVE_EXTEND) {
      v->by = get_duration(r);
      continue;
    }
    v->from = get_instant(r);
    if (get_flag(r)) v->until = get_instant(r);
    if (holds || (v->until != SPR_NO_INSTANT && v->until < v->from)) r->bad = true;
    holds = v->until == SPR_NO_INSTANT;
  }
  return m;
}

static uint64_t get_number(reader *r, uint64_t after) {
  uint64_t n = get_max(r, r->c->marks.number);
  if (n <= after) r->bad = true;
  return n;
}

static spr_roster *get_roster(reader *r) {
  spr_str names[SPR_MAX_TASK_HANDS];
  uint32_t n = (uint32_t)get_max(r, SPR_MAX_TASK_HANDS);
  for (uint32_t i = 0; i < n && !r->bad; i++) names[i] = get_str(r, SPR_MAX_SCALAR_BYTES);
  if (n == 0 || r->bad) return NULL;
  spr_roster *roster = spr_roster_new(&r->c->pool, names, n);
  if (!roster) r->oom = r->bad = true;
  return roster;
}

static void get_tasks(reader *r) {
  uint64_t n = get_max(r, SPR_MAX_OPEN_TASKS), last = 0;
  for (uint64_t i = 0; i < n && !r->bad; i++) {
    spr_task *t = row(r, SPR_TAB_TASKS);
    if (!t) return;
    t->number = last = get_number(r, last);
    t->def = (int32_t)get_signed(r, SPR_NONE, (int64_t)r->m->ntasks - 1);
    t->state = get_index(r, r->m->nstates);
    uint64_t flags = get_max(r, 7);
    t->required = flags & 1;
    t->all = flags >> 1 & 1;
    t->anyone = flags >> 2 & 1;
    t->id = get_text(r, SPR_MAX_NAME);
    t->name = get_text(r, SPR_MAX_SCALAR_BYTES);
    t->title = get_value(r);
    t->data = get_value(r);
    t->by = get_roster(r);
    t->signatures = get_roster(r);
    if (r->bad) return;
    if (t->def != SPR_NONE && r->m->tasks[t->def].state != t->state) r->bad = true;
    if (!spr_bit(r->c->config, t->state) || r->c->marks.phase != SPR_PHASE_OPEN) r->bad = true;
    if (t->def == SPR_NONE && t->required) r->bad = true;
  }
}

static bool task_there(const reader *r, uint64_t number) {
  for (uint32_t i = 0; i < r->c->tables[SPR_TAB_TASKS].n; i++) {
    if (spr_tasks(r->c)[i].number == number) return true;
  }
  return false;
}

static bool deadline_sound(const reader *r, const spr_deadline *d) {
  if (d->task && !task_there(r, d->task)) return false;
  if (d->def == SPR_NONE) return d->task != 0 && d->path.type == SPR_TEXT && !d->following && !d->warned;
  const spr_deadline_def *def = &r->m->deadlines[d->def];
  if ((def->task != SPR_NONE) != (d->task != 0)) return false;
  if (d->following != (def->before_deadline != SPR_NONE)) return false;
  return def->nwarnings >= 64 || d->warned >> def->nwarnings == 0;
}

static void get_deadlines(reader *r) {
  uint64_t n = get_max(r, (uint64_t)r->m->ndeadlines + SPR_MAX_OPEN_TASKS), last = 0;
  for (uint64_t i = 0; i < n && !r->bad; i++) {
    spr_deadline *d = row(r, SPR_TAB_DEADLINES);
    if (!d) return;
    d->number = last = get_number(r, last);
    d->task = get_max(r, r->c->marks.number);
    d->def = (int32_t)get_signed(r, SPR_NONE, (int64_t)r->m->ndeadlines - 1);
    if (d->def == SPR_NONE && !r->bad) d->path = get_text(r, SPR_MAX_SCALAR_BYTES);
    d->start = get_instant(r);
    uint64_t flags = get_max(r, (1 << 10) - 1);
    d->start_is_date = flags & 1;
    d->backwards = flags >> 1 & 1;
    d->held = flags >> 2 & 1;
    d->missed = flags >> 3 & 1;
    d->following = flags >> 4 & 1;
    d->end.by_days = flags >> 5 & 1;
    d->end.suspended = flags >> 6 & 1;
    d->roll = (uint8_t)(flags >> 7 & 3);
    d->passed = flags >> 9 & 1 ? get_instant(r) : SPR_NO_INSTANT;
    d->warned = get(r);
    d->within = get_duration(r);
    d->within.no_days = d->end.by_days && spr_duration_is_zero(d->within);
    d->moves = get_moves(r);
    if (d->end.by_days) {
      d->end.unrolled = (spr_day)get_signed(r, SPR_FIRST_DAY, SPR_LAST_DAY);
      d->end.day = (spr_day)get_signed(r, SPR_FIRST_DAY, SPR_LAST_DAY);
    }
    d->end.at = get_instant(r);
    if (r->bad) return;
    if (d->roll > SPR_ROLL_PREVIOUS || r->c->marks.phase != SPR_PHASE_OPEN || !deadline_sound(r, d))
      r->bad = true;
  }
}

static void get_past(reader *r) {
  uint64_t n = get_max(r, r->m->ndeadlines);
  for (uint64_t i = 0; i < n && !r->bad; i++) {
    spr_past *p = row(r, SPR_TAB_PAST);
    if (!p) return;
    p->def = get_index(r, r->m->ndeadlines);
    p->start = get_instant(r);
    p->moves = get_moves(r);
    if (!p->moves || (i && p[-1].def >= p->def)) r->bad = true;
  }
}

static bool due_sound(const reader *r, const spr_due *d) {
  int32_t i = SPR_NONE;
  switch ((spr_due_kind)d->kind) {
    case SPR_DUE_SEND: return true;
    case SPR_DUE_TIMER: return spr_bit(r->c->config, r->m->timers[d->index].state);
    case SPR_DUE_EVERY: return spr_bit(r->c->config, r->m->tasks[d->index].state) && d->count > 0;
    case SPR_DUE_DEADLINE:
    case SPR_DUE_WARNING: i = spr_deadline_find(r->c, d->owner); break;
  }
  if (i == SPR_NONE || d->number != d->owner) return false;
  const spr_deadline *dl = &spr_deadlines(r->c)[i];
  if (d->kind == SPR_DUE_DEADLINE) return d->index == SPR_NONE;
  return dl->def != SPR_NONE && d->index != SPR_NONE && r->m->warnings[d->index].deadline == dl->def;
}

static void get_due(reader *r, spr_due *d) {
  uint64_t kind = get_max(r, 15);
  d->kind = (uint8_t)(kind & 7);
  d->tried = kind >> 3;
  if (d->kind > SPR_DUE_EVERY) r->bad = true;
  d->at = get_instant(r);
  d->number = get_number(r, 0);
  d->index = SPR_NONE;
  spr_str name;
  switch ((spr_due_kind)d->kind) {
    case SPR_DUE_SEND:
      d->at_once = get_flag(r);
      name = get_str(r, SPR_MAX_EVENT_NAME);
      if (name.n == 0) r->bad = true;
      d->index = spr_names_find(&r->ch->names, name);
      if (d->index == SPR_NONE) d->name = spr_v_text(&r->c->step.heap, name);
      d->id = get_text(r, SPR_MAX_SCALAR_BYTES);
      d->to = get_text(r, SPR_MAX_SCALAR_BYTES);
      d->data = get_value(r);
      break;
    case SPR_DUE_TIMER: d->index = get_index(r, r->m->ntimers); break;
    case SPR_DUE_DEADLINE:
    case SPR_DUE_WARNING:
      d->index = (int32_t)get_signed(r, SPR_NONE, (int64_t)r->m->nwarnings - 1);
      d->owner = get_max(r, r->c->marks.number);
      d->recorded = get_flag(r);
      break;
    case SPR_DUE_EVERY:
      d->index = get_index(r, r->m->ntasks);
      d->base = get_instant(r);
      d->count = (uint32_t)get_max(r, SPR_MAX_REPEATS);
      break;
  }
  if (!r->bad && (r->c->marks.phase != SPR_PHASE_OPEN || !due_sound(r, d))) r->bad = true;
}

static void get_dues(reader *r) {
  uint64_t n = get_max(r, SPR_MAX_PENDING);
  for (uint64_t i = 0; i < n && !r->bad; i++) {
    spr_due *d = row(r, SPR_TAB_DUE);
    if (d) get_due(r, d);
  }
  if (!r->bad && !spr_due_sorted(r->c)) r->bad = true;
}

static void get_places(reader *r) {
  uint64_t n = get_max(r, r->m->nstates);
  for (uint64_t i = 0; i < n && !r->bad; i++) {
    spr_places *p = row(r, SPR_TAB_PLACES);
    if (!p) return;
    p->state = get_index(r, r->m->nstates);
    p->places = get_signed(r, 0, INT64_MAX);
    if (r->bad || r->m->states[p->state].occupies_role == SPR_NONE || (i && p[-1].state >= p->state))
      r->bad = true;
    if (!r->bad && !spr_bit(r->c->config, p->state)) r->bad = true;
  }
}

static bool same_bytes(reader *r) {
  spr_buf again;
  spr_buf_init(&again, &r->c->alloc, (size_t)r->in.n + 1);
  (void)spr_buf_reserve(&again, r->in.n); /* at once what it will be */
  bool same = spr_case_encode(r->c, &again) == SPR_OK && spr_str_eq(spr_buf_view(&again), r->in);
  r->oom = again.nomem;
  spr_buf_release(&again);
  return same;
}

spr_status spr_case_decode(const spr_chart *chart, const spr_alloc *alloc, spr_str bytes, spr_case **out) {
  reader r = {.ch = chart, .m = chart->model, .in = bytes};
  *out = NULL;
  spr_status s = spr_case_new(chart, alloc, &r.c);
  if (s != SPR_OK) return s;
  get_marks(&r);
  get_config(&r);
  get_histories(&r);
  get_fields(&r);
  get_extras(&r);
  get_roles(&r);
  get_tasks(&r);
  get_deadlines(&r);
  get_past(&r);
  get_dues(&r);
  get_places(&r);
  bool oom = r.oom || r.c->step.heap.oom;
  if (!oom && !r.bad && r.at == bytes.n && same_bytes(&r)) {
    *out = r.c;
    return SPR_OK;
  }
  spr_case_free(r.c);
  return oom || r.oom ? SPR_ENOMEM : SPR_EINVAL;
}
