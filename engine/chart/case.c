/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"

/* A case in memory: making it, freeing it, reading it. */

/* One block for everything whose size the chart knows: the struct, then sets, then values, then small arrays.
 */
typedef struct layout {
  size_t at;
} layout;

static size_t place(layout *l, size_t bytes) {
  size_t at = l->at;
  l->at += (bytes + 15) & ~(size_t)15;
  return at;
}

static void lay_out(const spr_chart *ch, spr_case *c, layout *l) {
  const spr_model *m = ch->model;
  char *base = (char *)c;
  size_t set = ch->words * sizeof(uint64_t), fields = (ch->field_words + 1) * sizeof(uint64_t);
  size_t history = (ch->history_words + 1) * sizeof(uint64_t);
  size_t sets[7], facts[2], histories[2];
  place(l, sizeof *c);
  for (size_t i = 0; i < 7; i++) sets[i] = place(l, set);
  for (size_t i = 0; i < 2; i++) facts[i] = place(l, fields);
  for (size_t i = 0; i < 2; i++) histories[i] = place(l, history);
  size_t values = place(l, m->nfields * sizeof(spr_value)), defaults = place(l, m->nstates * sizeof(int32_t));
  size_t mark = place(l, m->nstates * sizeof(uint16_t)), asking = place(l, m->nroles + 1);
  if (!c) return;
  c->config = (void *)(base + sets[0]);
  c->config_was = (void *)(base + sets[1]);
  c->step.exits = (void *)(base + sets[2]);
  c->step.into.entries = (void *)(base + sets[3]);
  c->step.into.defaults = (void *)(base + sets[4]);
  c->step.fresh = (void *)(base + sets[5]);
  c->step.rested = (void *)(base + sets[6]);
  c->step.changed_fields = (void *)(base + facts[0]);
  c->step.reads.fields = (void *)(base + facts[1]);
  c->history = (void *)(base + histories[0]);
  c->history_was = (void *)(base + histories[1]);
  c->fields = (void *)(base + values);
  c->step.into.history_default = (void *)(base + defaults);
  c->step.mark = (void *)(base + mark);
  c->step.asking = (void *)(base + asking);
}

spr_status spr_case_new(const spr_chart *chart, const spr_alloc *alloc, spr_case **out) {
  *out = NULL;
  layout size = {0}, l = {0};
  lay_out(chart, NULL, &size);
  spr_case *c = spr_realloc(alloc, NULL, 0, size.at);
  if (!c) return SPR_ENOMEM;
  memset(c, 0, size.at);
  c->chart = chart;
  c->alloc = *alloc;
  c->bytes = size.at;
  c->marks.time = SPR_NO_INSTANT;
  spr_pool_init(&c->pool, alloc);
  lay_out(chart, c, &l);
  for (uint32_t i = 0; i < chart->model->nstates; i++) c->step.into.history_default[i] = SPR_NONE;
  c->step.c = c;
  c->step.chart = c->step.into.chart = chart;
  c->step.into.c = c;
  c->step.m = chart->model;
  c->step.heap = spr_heap_pool(&c->pool);
  c->step.mem = spr_pool_as_alloc(&c->pool);
  for (uint32_t i = 0; i < chart->model->nroles; i++) {
    if (spr_table_append(c, SPR_TAB_ROLES)) continue;
    spr_case_free(c);
    return SPR_ENOMEM;
  }
  *out = c;
  return SPR_OK;
}

void spr_case_free(spr_case *c) {
  if (!c) return;
  spr_alloc alloc = c->alloc;
  spr_pool_release(&c->pool);
  spr_free(&alloc, c, c->bytes);
}

size_t spr_case_bytes(const spr_case *c) {
  return c->bytes + spr_pool_bytes(&c->pool);
}

const spr_chart *spr_case_chart(const spr_case *c) {
  return c->chart;
}
bool spr_case_open(const spr_case *c) {
  return c->marks.phase == SPR_PHASE_OPEN;
}
bool spr_case_ended(const spr_case *c) {
  return c->marks.phase == SPR_PHASE_ENDED;
}
uint64_t spr_case_seq(const spr_case *c) {
  return c->marks.seq;
}
spr_instant spr_case_time(const spr_case *c) {
  return c->marks.time;
}
bool spr_case_active(const spr_case *c, int32_t state) {
  return spr_bit(c->config, state);
}
spr_value spr_case_field(const spr_case *c, int32_t field) {
  return c->fields[field];
}

uint32_t spr_case_configuration(const spr_case *c, int32_t *states, uint32_t max) {
  const spr_chart *ch = c->chart;
  uint32_t n = 0;
  for (int32_t s = spr_bit_next(c->config, ch->words, 0); s != SPR_NONE;
       s = spr_bit_next(c->config, ch->words, s + 1)) {
    if (!spr_bit(ch->atomic, s) || ch->model->states[s].hidden) continue;
    if (n < max) states[n] = s;
    n++;
  }
  return n;
}

bool spr_case_extra(const spr_case *c, uint32_t i, spr_str *name, spr_value *value) {
  if (i >= c->tables[SPR_TAB_EXTRAS].n) return false;
  const spr_extra *x = &SPR_ROWS(c, SPR_TAB_EXTRAS, spr_extra)[i];
  *name = spr_v_str(x->name);
  *value = x->value;
  return true;
}

spr_str spr_case_role(const spr_case *c, int32_t role) {
  return spr_v_str(spr_player_at(c, role)->institution);
}

/* The institution that one entry of a matrix names, as last resolved. */
static spr_str player(const spr_case *c, const spr_who *who) {
  if (who->kind == SPR_WHO_ROLE) return spr_case_role(c, who->index);
  return who->kind == SPR_WHO_INSTITUTION ? who->name : SPR_STR("");
}

spr_str spr_case_responsible(const spr_case *c, int32_t state) {
  const spr_whos *w = spr_matrix(c->chart, state, 0);
  return w && w->n ? player(c, &w->v[0]) : SPR_STR("");
}

/* As an active atomic state has it: what is written nearer to it stands for what is written around. The idle
 * state of a stage is nobody's. */
void spr_case_competences(const spr_case *c, void (*fn)(void *ud, const spr_competence *k), void *ud) {
  const spr_chart *ch = c->chart;
  for (int32_t s = spr_bit_next(c->config, ch->words, 0); s != SPR_NONE;
       s = spr_bit_next(c->config, ch->words, s + 1)) {
    if (!spr_bit(ch->atomic, s) || ch->model->states[s].hidden) continue;
    for (unsigned which = 0; which < 5; which++) {
      const spr_whos *w = spr_matrix(ch, s, which);
      for (uint32_t i = 0; w && i < w->n; i++) {
        const spr_who *who = &w->v[i];
        spr_competence k = {s, who->kind == SPR_WHO_ROLE ? who->index : SPR_NONE, which, player(c, who)};
        if (k.institution.n) fn(ud, &k);
      }
    }
  }
}

typedef struct part {
  spr_str institution;
  uint32_t bits;
} part;

static void add_part(void *ud, const spr_competence *k) {
  part *p = ud;
  if (spr_str_eq(k->institution, p->institution)) p->bits |= 1u << k->which;
}

uint32_t spr_case_part(const spr_case *c, spr_str institution) {
  part p = {institution, 0};
  if (institution.n) spr_case_competences(c, add_part, &p);
  return p.bits;
}

bool spr_case_place(const spr_case *c, uint32_t i, spr_str *institution, int64_t *places) {
  if (i >= c->tables[SPR_TAB_PLACES].n) return false;
  const spr_places *p = &SPR_ROWS(c, SPR_TAB_PLACES, spr_places)[i];
  *institution = spr_case_role(c, c->chart->model->states[p->state].occupies_role);
  *places = p->places;
  return true;
}

int64_t spr_case_occupies(const spr_case *c, spr_str institution) {
  int64_t sum = 0, places = 0;
  spr_str taker;
  for (uint32_t i = 0; spr_case_place(c, i, &taker, &places); i++)
    if (institution.n && spr_str_eq(taker, institution)) sum += places;
  return sum;
}

uint32_t spr_case_tasks(const spr_case *c) {
  return c->tables[SPR_TAB_TASKS].n;
}

spr_open_task spr_case_task(const spr_case *c, uint32_t i) {
  const spr_task *t = &spr_tasks(c)[i];
  spr_open_task o = {.id = spr_v_str(t->id),
                     .name = spr_v_str(t->name),
                     .def = t->def,
                     .state = t->state,
                     .required = t->required,
                     .all = t->all && t->by,
                     .anyone = t->anyone,
                     .deadline = SPR_NONE};
  if (t->by) {
    o.by = t->by->v;
    o.nby = t->by->n;
  }
  if (t->signatures) {
    o.signed_by = t->signatures->v;
    o.nsigned = t->signatures->n;
  }
  for (uint32_t k = 0; k < c->tables[SPR_TAB_DEADLINES].n; k++) {
    if (spr_deadlines(c)[k].task == t->number) o.deadline = (int32_t)k;
  }
  o.has_due = o.deadline != SPR_NONE;
  return o;
}

uint32_t spr_case_deadlines(const spr_case *c) {
  return c->tables[SPR_TAB_DEADLINES].n;
}

spr_open_deadline spr_case_deadline(const spr_case *c, uint32_t i) {
  const spr_deadline *d = &spr_deadlines(c)[i];
  spr_open_deadline o = {.number = d->number,
                         .def = d->def,
                         .task = SPR_NONE,
                         .path = spr_deadline_path(c, d),
                         .term = spr_deadline_term(d),
                         .end = d->end,
                         .missed = d->missed,
                         .passed = d->passed};
  for (uint32_t k = 0; d->task && k < c->tables[SPR_TAB_TASKS].n; k++) {
    if (spr_tasks(c)[k].number == d->task) o.task = (int32_t)k;
  }
  return o;
}
