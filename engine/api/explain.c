/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/explain.h"

#include "api/engine_impl.h"
#include "lab/trace.h"

/* What the case service has found out, copied. */

struct sprawa_explanation {
  sprawa_case c; /* its bag holds everything */
  const char *states;
  bool open;
  uint32_t due;
  sprawa_option *options;
  sprawa_coming *coming;
  size_t noptions, ncoming;
};

typedef struct explaining {
  sprawa_explanation *x;
  spr_api_bag *bag; /* that of x */
  spr_view view;
  const spr_loaded *l;
  const spr_model *m;
  spr_instant now;
} explaining;

/* Buffers are in the arena's own memory, so that a jump loses nothing. */
static void *in_arena(void *ud, void *p, size_t old_size, size_t new_size) {
  if (new_size == 0) return NULL;
  void *q = spr_arena_alloc(ud, new_size);
  if (p && old_size) memcpy(q, p, old_size < new_size ? old_size : new_size);
  return q;
}

static void begin_text(const explaining *k, spr_buf *out) {
  spr_alloc here = {in_arena, &k->bag->arena};
  spr_buf_init(out, &here, SPR_MAX_OUTPUT_BYTES);
}

/* -- events --------------------------------------------------------------------------------------------- */

static const sprawa_reason *copy_reasons(const explaining *k, const spr_explained *e) {
  sprawa_reason *v = SPR_NEW_N(&k->bag->arena, sprawa_reason, e->nreasons + 1);
  for (uint32_t i = 0; i < e->nreasons; i++) {
    const spr_reason *r = &e->reasons[i];
    v[i] = (sprawa_reason){.why = spr_api_why(r->why),
                           .text = spr_api_z(k->bag, spr_view_words(&k->view, r)),
                           .file = spr_api_z(k->bag, r->file),
                           .line = r->line,
                           .pointer = spr_api_z(k->bag, r->pointer)};
  }
  return v;
}

static const char *type_of(const explaining *k, const spr_type *t) {
  spr_buf text;
  begin_text(k, &text);
  spr_type_text(t, &text);
  return spr_api_buf(k->bag, &text);
}

/* What is asked for mostly goes into the field of that name, and is called as that is. */
static const char *title_of(const explaining *k, const spr_field *f) {
  int32_t field = f->title.n ? SPR_NONE : spr_model_field(k->m, f->name);
  return spr_api_title(k->bag, field == SPR_NONE ? &f->title : &k->m->fields[field].title);
}

/* The words of a choice, too: what is written for the field need not be written for each event. */
static const char *word_title(const explaining *k, const spr_field *f, uint32_t i) {
  const spr_title *own = &f->type->titles[i];
  int32_t field = own->n ? SPR_NONE : spr_model_field(k->m, f->name);
  const spr_type *t = field == SPR_NONE ? f->type : k->m->fields[field].type;
  int32_t word = own->n ? SPR_NONE : spr_type_word(t, f->type->choices[i]);
  return spr_api_title(k->bag, word == SPR_NONE ? own : &t->titles[word]);
}

static const char *const *word_titles(const explaining *k, const spr_field *f) {
  const char **v = SPR_NEW_N(&k->bag->arena, const char *, f->type->nchoices + 1);
  for (uint32_t i = 0; i < f->type->nchoices; i++) v[i] = word_title(k, f, i);
  return v;
}

static const sprawa_datum *copy_data(const explaining *k, const spr_field *from, uint32_t n);

/* Types are as deep as YAML may be. */
static sprawa_datum copy_datum(const explaining *k, const spr_field *f) {
  static const sprawa_kind kinds[] = {[SPR_T_ANY] = SPRAWA_KIND_ANY,
                                      [SPR_T_TEXT] = SPRAWA_KIND_TEXT,
                                      [SPR_T_INTEGER] = SPRAWA_KIND_INTEGER,
                                      [SPR_T_NUMBER] = SPRAWA_KIND_NUMBER,
                                      [SPR_T_BOOLEAN] = SPRAWA_KIND_BOOLEAN,
                                      [SPR_T_DATE] = SPRAWA_KIND_DATE,
                                      [SPR_T_DATETIME] = SPRAWA_KIND_DATETIME,
                                      [SPR_T_DURATION] = SPRAWA_KIND_DURATION,
                                      [SPR_T_CHOICE] = SPRAWA_KIND_CHOICE,
                                      [SPR_T_MUNICIPALITY] = SPRAWA_KIND_MUNICIPALITY,
                                      [SPR_T_INSTITUTION] = SPRAWA_KIND_INSTITUTION,
                                      [SPR_T_PERSON] = SPRAWA_KIND_PERSON,
                                      [SPR_T_RECORD] = SPRAWA_KIND_RECORD,
                                      [SPR_T_LIST] = SPRAWA_KIND_LIST};
  const spr_type *t = f->type;
  sprawa_datum d = {.name = spr_api_z(k->bag, f->name),
                    .type = type_of(k, t),
                    .required = f->required,
                    .title = title_of(k, f),
                    .kind = kinds[t->kind],
                    .choices = spr_api_names(k->bag, t->choices, t->nchoices),
                    .choice_titles = word_titles(k, f),
                    .nchoices = t->nchoices};
  spr_field element = {.type = t->of};
  d.nmembers = t->kind == SPR_T_LIST ? 1 : t->nmembers;
  d.members = copy_data(k, t->kind == SPR_T_LIST ? &element : t->members, (uint32_t)d.nmembers);
  return d;
}

static const sprawa_datum *copy_data(const explaining *k, const spr_field *from, uint32_t n) {
  sprawa_datum *v = SPR_NEW_N(&k->bag->arena, sprawa_datum, n + 1);
  for (uint32_t i = 0; i < n; i++) v[i] = copy_datum(k, &from[i]);
  return v;
}

static const char *const *titles_of(const explaining *k, const char *const *paths, size_t n) {
  const char **v = SPR_NEW_N(&k->bag->arena, const char *, n + 1);
  for (size_t i = 0; i < n; i++) {
    int32_t state = spr_model_state(k->m, spr_str_of(paths[i]));
    v[i] = state == SPR_NONE ? "" : spr_api_state_title(k->bag, k->m, state);
    if (!*v[i]) v[i] = paths[i];
  }
  return v;
}

static void copy_option(const explaining *k, const spr_explained *e, sprawa_option *out) {
  static const sprawa_may may[] = {
      [SPR_MAY_NOW] = SPRAWA_MAY_NOW, [SPR_MAY_WITH] = SPRAWA_MAY_WITH_DATA, [SPR_MAY_NOT] = SPRAWA_MAY_NOT};
  *out = (sprawa_option){.event = spr_api_z(k->bag, e->event),
                         .title = e->decl ? spr_api_title(k->bag, &e->decl->title) : "",
                         .may = may[e->may],
                         .code = e->may == SPR_MAY_NOT ? spr_refusal_name(e->code) : "",
                         .reasons = copy_reasons(k, e),
                         .nreasons = e->nreasons,
                         .anyone = e->anyone,
                         .by = spr_api_names(k->bag, e->by, e->nby),
                         .nby = e->nby,
                         .to = spr_api_names(k->bag, e->to, e->nto),
                         .nto = e->nto,
                         .data = copy_data(k, e->decl ? e->decl->data : NULL, e->decl ? e->decl->ndata : 0),
                         .ndata = e->decl ? e->decl->ndata : 0};
  out->to_titles = titles_of(k, out->to, out->nto);
}

/* -- what comes by itself ------------------------------------------------------------------------------- */

static bool follows(const spr_transition *t, spr_trigger_kind trigger, int32_t index) {
  return t->trigger == trigger && t->index == index;
}

/* Where transitions that this triggers may lead. */
static const char *const *find_targets(const explaining *k, spr_trigger_kind trigger, int32_t index,
                                       size_t *n) {
  const char **v = NULL;
  for (int round = 0; round < 2; round++) {
    *n = 0;
    for (uint32_t i = 0; i < k->m->ntransitions; i++) {
      const spr_transition *t = &k->m->transitions[i];
      for (uint32_t j = 0; follows(t, trigger, index) && j < t->ntargets; j++, ++*n)
        if (v) v[*n] = spr_api_state(k->bag, k->m, t->targets[j]);
    }
    if (!v) v = SPR_NEW_N(&k->bag->arena, const char *, *n + 1);
  }
  return v;
}

/* -- how an end was counted ----------------------------------------------------------------------------- */

typedef struct counting {
  const explaining *k;
  sprawa_line *v;
  uint32_t n, cap;
} counting;

static const char *day_text(const explaining *k, spr_day d) {
  char text[11];
  if (d == SPR_NO_DAY) return "";
  spr_day_format(d, text);
  return spr_api_z(k->bag, spr_str_of(text));
}

static void copy_line(void *ud, const spr_line *l) {
  static const sprawa_line_kind kinds[] = {[SPR_LINE_START] = SPRAWA_LINE_START,
                                           [SPR_LINE_COUNTED] = SPRAWA_LINE_COUNTED,
                                           [SPR_LINE_EXTENDED] = SPRAWA_LINE_EXTENDED,
                                           [SPR_LINE_SUSPENDED] = SPRAWA_LINE_SUSPENDED,
                                           [SPR_LINE_FREE] = SPRAWA_LINE_FREE,
                                           [SPR_LINE_LEFT_OUT] = SPRAWA_LINE_LEFT_OUT,
                                           [SPR_LINE_MORE] = SPRAWA_LINE_MORE,
                                           [SPR_LINE_WEEKENDS] = SPRAWA_LINE_WEEKENDS,
                                           [SPR_LINE_END] = SPRAWA_LINE_END};
  counting *c = ud;
  spr_api_bag *bag = c->k->bag;
  sprawa_line *to = SPR_PUSH(&bag->arena, c->v, c->n, c->cap);
  *to = (sprawa_line){.kind = kinds[l->kind],
                      .day = day_text(c->k, l->day),
                      .at = l->at,
                      .backwards = l->backwards,
                      .months = l->by.months,
                      .days = l->by.days,
                      .working_days = l->by.working_days,
                      .ms = l->by.ms,
                      .from = l->from,
                      .until = l->until == SPR_NO_INSTANT ? SPRAWA_NO_TIME : l->until,
                      .title = l->holiday ? spr_api_title(bag, &l->holiday->title) : "",
                      .basis = spr_api_z(bag, l->basis),
                      .unconfirmed = l->unconfirmed,
                      .more = (uint32_t)l->more,
                      .known = day_text(c->k, l->known),
                      .suspended = l->suspended};
  for (size_t i = 0; i < 7; i++) to->weekends[i] = (uint32_t)l->weekends[i];
}

/* -- deadlines and timers ------------------------------------------------------------------------------- */

static void copy_deadline(const explaining *k, uint32_t i, sprawa_coming *out) {
  spr_open_deadline d = spr_case_deadline(k->l->c, i);
  const sprawa_deadline *shown = &k->x->c.deadlines[i];
  spr_law law = {k->m->calendar, k->m->zone, spr_zone_day(k->m->zone, k->now)};
  spr_buf text;
  begin_text(k, &text);
  counting count = {.k = k};
  spr_term_explain(&law, &d.term, k->now, &text);
  (void)spr_term_lines(&law, &d.term, k->now, copy_line, &count);
  *out = (sprawa_coming){.kind = SPRAWA_COMING_DEADLINE,
                         .name = shown->name,
                         .title = shown->title,
                         .at = shown->ends,
                         .last_day = shown->last_day,
                         .suspended = shown->suspended,
                         .overdue = shown->overdue,
                         .missed = shown->missed,
                         .basis = "",
                         .arithmetic = spr_api_buf(k->bag, &text),
                         .lines = count.v,
                         .nlines = count.n};
  if (d.def == SPR_NONE) return;
  out->basis = spr_api_z(k->bag, k->m->deadlines[d.def].basis);
  out->to = find_targets(k, SPR_TRIGGER_PASSED, d.def, &out->nto);
  out->to_titles = titles_of(k, out->to, out->nto);
}

static void copy_pending(const explaining *k, const spr_pending *p, sprawa_coming *out) {
  bool timer = p->timer != SPR_NONE;
  *out = (sprawa_coming){.kind = timer ? SPRAWA_COMING_TIMER : SPRAWA_COMING_SEND,
                         .name = timer ? spr_api_state(k->bag, k->m, k->m->timers[p->timer].state)
                                       : spr_api_z(k->bag, p->event),
                         .title = timer ? spr_api_state_title(k->bag, k->m, k->m->timers[p->timer].state)
                                        : spr_api_event_title(k->bag, k->m, p->event),
                         .at = p->at,
                         .missed = SPRAWA_NO_TIME,
                         .last_day = "",
                         .basis = "",
                         .arithmetic = ""};
  if (timer) out->to = find_targets(k, SPR_TRIGGER_TIMER, p->timer, &out->nto);
  out->to_titles = titles_of(k, out->to, out->nto);
}

static void copy_coming(const explaining *k) {
  sprawa_explanation *x = k->x;
  spr_pending p;
  uint32_t n = 0;
  while (spr_case_pending(k->l->c, n, &p)) n++;
  x->coming = SPR_NEW_N(&k->bag->arena, sprawa_coming, x->c.ndeadlines + n + 1);
  for (uint32_t i = 0; i < x->c.ndeadlines; i++) copy_deadline(k, i, &x->coming[x->ncoming++]);
  for (uint32_t i = 0; spr_case_pending(k->l->c, i, &p); i++)
    if (p.timer != SPR_NONE || k->view.everything) copy_pending(k, &p, &x->coming[x->ncoming++]);
}

/* -- all of it ------------------------------------------------------------------------------------------ */

static const char *states_of(const explaining *k, const spr_case *c) {
  int32_t states[SPR_MAX_SHOWN_STATES];
  spr_buf out;
  begin_text(k, &out);
  uint32_t n = spr_case_configuration(c, states, SPR_MAX_SHOWN_STATES);
  for (uint32_t i = 0; i < n && i < SPR_MAX_SHOWN_STATES; i++)
    spr_buf_printf(&out, "%s%.*s", i > 0 ? "," : "", SPR_FMT(spr_trace_state_name(k->m, states[i])));
  return spr_api_buf(k->bag, &out);
}

static void copy_all(const explaining *k, const spr_explanation *from) {
  sprawa_explanation *x = k->x;
  spr_api_case(k->bag, &x->c, k->l, &k->view, k->now);
  x->states = states_of(k, from->copy);
  x->open = spr_case_open(from->copy);
  x->due = from->due;
  x->options = SPR_NEW_N(&k->bag->arena, sprawa_option, from->n + 1);
  for (uint32_t i = 0; i < from->n; i++) copy_option(k, &from->events[i], &x->options[i]);
  x->noptions = from->n;
  copy_coming(k);
}

static spr_status copy_guarded(const explaining *k, const spr_explanation *from) {
  jmp_buf env;
  if (spr_arena_guard(&k->bag->arena, &env)) return SPR_ENOMEM;
  copy_all(k, from);
  spr_arena_unguard(&k->bag->arena, NULL);
  return k->bag->failed ? SPR_ENOMEM : SPR_OK;
}

static spr_status copy_past(const explaining *k, const bool *seen) {
  jmp_buf env;
  spr_status s = spr_api_case_past(&k->x->c, k->l, &k->view, seen);
  if (s != SPR_OK) return s;
  if (spr_arena_guard(&k->bag->arena, &env)) return SPR_ENOMEM;
  k->x->states = states_of(k, k->l->c);
  k->x->open = spr_case_open(k->l->c);
  copy_coming(k);
  spr_arena_unguard(&k->bag->arena, NULL);
  return k->bag->failed ? SPR_ENOMEM : SPR_OK;
}

spr_status spr_api_explanation_past(sprawa_explanation *x, const spr_loaded *l, const spr_view *view,
                                    const bool *seen) {
  const explaining k = {
      .x = x, .bag = &x->c.bag, .view = *view, .l = l, .m = l->definition->model, .now = l->row.at};
  return copy_past(&k, seen);
}

/* What is found out is kept in an arena of its own, which goes at the end. */
static spr_status find_out(explaining *k, spr_loaded *l) {
  spr_explanation found = {0};
  spr_arena arena;
  jmp_buf env;
  spr_arena_init(&arena, &k->bag->alloc, SPR_MAX_DEFINITION_BYTES);
  if (spr_arena_guard(&arena, &env)) {
    spr_explanation_release(&found);
    spr_arena_release(&arena);
    return SPR_ENOMEM;
  }
  spr_status s = spr_explain(l, k->now, &k->view, &arena, &found);
  if (s == SPR_OK) s = copy_guarded(k, &found);
  spr_explanation_release(&found);
  spr_arena_release(&arena);
  return s;
}

sprawa_explanation *spr_api_explanation_new(const spr_alloc *alloc) {
  sprawa_explanation *x = spr_realloc(alloc, NULL, 0, sizeof *x);
  if (!x) return NULL;
  *x = (sprawa_explanation){.due = 0};
  spr_api_bag_init(&x->c.bag, alloc);
  return x;
}

spr_api_bag *spr_api_explanation_bag(sprawa_explanation *x) {
  return &x->c.bag;
}

spr_status spr_api_explanation_read(sprawa_explanation *x, spr_desk *desk, spr_store *store, spr_str id,
                                    const spr_view *view, spr_instant now) {
  spr_loaded l;
  spr_status s = spr_api_load(desk, store, id, view, &l);
  if (s != SPR_OK) return s;
  explaining k = {.x = x, .bag = &x->c.bag, .view = *view, .l = &l, .m = l.definition->model, .now = now};
  s = l.c ? find_out(&k, &l) : SPR_ELIMIT;
  if (s == SPR_OK) s = spr_api_incidents(&x->c.bag, &l, store, view, &x->c.incidents, &x->c.nincidents);
  x->c.head.incidents = (uint32_t)x->c.nincidents;
  spr_loaded_release(&l);
  return s;
}

void sprawa_explanation_free(sprawa_explanation *x) {
  if (!x) return;
  spr_alloc alloc = x->c.bag.alloc;
  sprawa_value_release(x->c.record); /* of a case as it stood */
  spr_api_bag_release(&x->c.bag);
  spr_free(&alloc, x, sizeof *x);
}

const sprawa_case *sprawa_explanation_case(const sprawa_explanation *x) {
  return x ? &x->c : NULL;
}

uint32_t sprawa_explanation_due(const sprawa_explanation *x) {
  return x ? x->due : 0;
}

const char *sprawa_explanation_states(const sprawa_explanation *x) {
  return x ? x->states : NULL;
}

bool sprawa_explanation_open(const sprawa_explanation *x) {
  return x && x->open;
}

const sprawa_option *sprawa_explanation_option(const sprawa_explanation *x, size_t i) {
  return x && i < x->noptions ? &x->options[i] : NULL;
}

const sprawa_coming *sprawa_explanation_coming(const sprawa_explanation *x, size_t i) {
  return x && i < x->ncoming ? &x->coming[i] : NULL;
}
