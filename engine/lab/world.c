/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/utf8.h"
#include "lab/world_impl.h"

spr_status spr_world_new(spr_library *l, spr_instant start, spr_world **out) {
  const spr_alloc *alloc = spr_library_alloc(l);
  spr_world *w = spr_realloc(alloc, NULL, 0, sizeof *w);
  *out = w;
  if (!w) return SPR_ENOMEM;
  *w = (spr_world){.alloc = *alloc, .library = l, .now = start};
  spr_pool_init(&w->pool, alloc);
  w->heap = spr_heap_pool(&w->pool);
  spr_buf_init(&w->reasons, alloc, SPR_MAX_LOG_BYTES);
  spr_buf_init(&w->incidents, alloc, SPR_MAX_LOG_BYTES);
  return SPR_OK;
}

void spr_world_free(spr_world *w) {
  if (!w) return;
  for (uint32_t i = 0; i < w->ncases; i++) spr_case_free(w->cases[i].c);
  spr_free(&w->alloc, w->cases, w->cap * sizeof *w->cases);
  spr_free(&w->alloc, w->queue, w->cap_queue * sizeof *w->queue);
  spr_buf_release(&w->reasons);
  spr_buf_release(&w->incidents);
  spr_pool_release(&w->pool);
  spr_free(&w->alloc, w, sizeof *w);
}

spr_instant spr_world_now(const spr_world *w) {
  return w->now;
}

void spr_world_watch(spr_world *w, spr_watch_fn fn, void *ud) {
  w->watch = fn;
  w->watch_ud = ud;
}

static bool grow_cases(spr_world *w) {
  if (w->ncases < w->cap) return true;
  uint32_t cap = w->cap ? w->cap * 2 : 4;
  world_case *v = spr_realloc(&w->alloc, w->cases, w->cap * sizeof *v, cap * sizeof *v);
  if (!v) return false;
  w->cases = v;
  w->cap = cap;
  return true;
}

spr_case_ref world_add(spr_world *w, spr_definition *def, spr_case_ref opener, spr_value link) {
  if (w->ncases > SPR_MAX_LINKED_CASES) return -1;
  spr_case *c = NULL;
  if (!grow_cases(w) || spr_case_new(def->chart, &w->alloc, &c) != SPR_OK) {
    w->nomem = true;
    return -1;
  }
  w->cases[w->ncases] =
      (world_case){.world = w, .def = def, .c = c, .opener = opener, .link = spr_v_retain(link)};
  return (spr_case_ref)w->ncases++;
}

void world_drop_last(spr_world *w) {
  world_case *k = &w->cases[--w->ncases];
  spr_case_free(k->c);
  spr_v_release(&w->pool, k->link);
}

void world_incident(spr_world *w, spr_case_ref c, const char *fmt, ...) {
  w->nincidents++;
  if (w->nshown == SPR_MAX_INCIDENTS_SHOWN) return;
  char text[SPR_MAX_MESSAGE_BYTES];
  va_list ap;
  va_start(ap, fmt);
  vsnprintf(text, sizeof text, fmt, ap);
  va_end(ap);
  if (w->ncases > 1) spr_buf_printf(&w->incidents, "case %d: ", (int)c);
  spr_utf8_clean(&w->incidents, spr_str_of(text), sizeof text);
  spr_buf_char(&w->incidents, '\0');
  if (!w->incidents.failed) w->nshown++;
}

void world_reasons(const spr_result *r, spr_buf *out) {
  for (uint32_t i = 0; i < r->nreasons; i++) {
    if (i > 0) spr_buf_puts(out, "; ");
    spr_buf_str(out, r->reasons[i].text);
  }
  if (r->nreasons == 0) spr_buf_puts(out, spr_refusal_name(r->code));
}

void world_set_aside(spr_world *w, spr_case_ref c, spr_str what, const spr_result *r) {
  spr_buf why;
  spr_buf_init(&why, &w->alloc, SPR_MAX_LOG_BYTES);
  if (what.n > 0) spr_buf_printf(&why, "%.*s: ", SPR_FMT(what));
  world_reasons(r, &why);
  if (r->nreasons > 0 && r->reasons[0].line > 0)
    spr_buf_printf(&why, " (%.*s:%u)", SPR_FMT(r->reasons[0].file), r->reasons[0].line);
  world_incident(w, c, "%.*s", SPR_FMT(spr_buf_view(&why)));
  spr_buf_release(&why);
}

/* What a later question about the case answers from. */
static void note_step(world_case *k, spr_instant now, const spr_result *r) {
  for (uint32_t i = 0; i < r->neffects; i++) {
    const spr_effect *e = &r->effects[i];
    bool starts = e->kind == SPR_E_SENT || e->kind == SPR_E_TIMER ||
                  (e->kind == SPR_E_DEADLINE && spr_str_is(e->text, "started"));
    if (starts && e->at <= now) k->born++;
    if (e->kind == SPR_E_ENDED) k->outcome = e->text;
  }
  if (spr_case_open(k->c)) k->outcome = (spr_str){0};
  spr_str who = {0};
  int32_t first = SPR_NONE;
  if (spr_case_open(k->c) && spr_case_configuration(k->c, &first, 1) > 0)
    who = spr_case_responsible(k->c, first);
  uint32_t n = who.n < SPR_MAX_NAME ? who.n : SPR_MAX_NAME;
  if (n > 0) memcpy(k->responsible, who.p, n);
  k->responsible[n] = '\0';
}

/* The data of an input in the case's own pool, for the case may keep parts of it. */
static spr_value lend(spr_world *w, spr_case *c, spr_value v) {
  if (!spr_v_counted(v) || v.u.t->refs == UINT32_MAX) return v;
  spr_heap h = spr_heap_pool(spr_case_pool(c));
  spr_value copy = spr_v_copy(&h, v);
  if (h.oom) w->nomem = true;
  return copy;
}

void world_step(spr_world *w, spr_case_ref c, const spr_input *asked, spr_result *r) {
  world_case *k = &w->cases[c];
  spr_input own = *asked;
  const spr_input *in = &own;
  own.data = lend(w, k->c, asked->data);
  const spr_model *m = k->def->model;
  spr_env env = {.now = w->now,
                 .law = {m->calendar, m->zone, spr_zone_day(m->zone, w->now)},
                 .site = spr_library_site(w->library),
                 .city = k->def->city,
                 .sources = spr_library_sources(w->library),
                 .world = &world_observe,
                 .world_ud = k};
  spr_step_run(k->c, &env, spr_rules_ops(), k->def->rules, in, r);
  if (r->code == SPR_R_NOMEM) w->nomem = true;
  if (r->outcome == SPR_TAKEN) {
    note_step(k, w->now, r);
    links_collect(w, c, r);
  }
  if (w->watch) w->watch(w->watch_ud, w, c, in, r);
  spr_v_release(spr_case_pool(k->c), own.data);
}

/* -- what follows --------------------------------------------------------------------------------------- */

static void begin(spr_world *w) {
  w->delivered = 0;
  for (uint32_t i = 0; i < w->ncases; i++) w->cases[i].hops = w->cases[i].born = 0;
}

/* The case whose pending thing comes first, and when; -1 if nothing is pending. */
static spr_case_ref next_due(const spr_world *w, spr_instant *at) {
  spr_case_ref best = -1;
  for (uint32_t i = 0; i < w->ncases; i++) {
    spr_instant t = spr_case_next_due(w->cases[i].c);
    if (t == SPR_NO_INSTANT || (best >= 0 && t >= *at)) continue;
    best = (spr_case_ref)i;
    *at = t;
  }
  return best;
}

static void fire(spr_world *w, spr_case_ref c) {
  world_case *k = &w->cases[c];
  w->ticks++;
  if (k->born > SPR_MAX_IMMEDIATE_SENDS) {
    spr_case_set_aside(k->c);
    world_incident(w, c, "more than %d sends and timers without delay followed one event",
                   SPR_MAX_IMMEDIATE_SENDS);
    return;
  }
  spr_result r;
  world_step(w, c, &(spr_input){.kind = SPR_IN_DUE, .occurred = SPR_NO_INSTANT}, &r);
  if (r.outcome == SPR_TAKEN || w->nomem) return;
  world_set_aside(w, c, SPR_STR(""), &r);
  spr_case_set_aside(k->c);
}

/* Everything that is due by now, and all messages. The case whose step has just run comes before the others.
 */
static void settle(spr_world *w, spr_case_ref first) {
  while (!w->nomem) {
    spr_instant at = SPR_NO_INSTANT;
    spr_case_ref c = first;
    if (c >= 0) at = spr_case_next_due(w->cases[c].c);
    if (at == SPR_NO_INSTANT || at > w->now) c = next_due(w, &at);
    if (c >= 0 && at <= w->now) {
      fire(w, c);
    } else if (w->head < w->nqueue) {
      links_deliver(w);
    } else {
      return;
    }
  }
}

static spr_status finish(spr_world *w, spr_case_ref first) {
  settle(w, first);
  return w->nomem || w->heap.oom ? SPR_ENOMEM : SPR_OK;
}

static void answer(spr_world *w, const spr_result *r, spr_reply *reply) {
  *reply = (spr_reply){.outcome = r->outcome, .code = r->code};
  spr_buf_clear(&w->reasons);
  if (r->outcome == SPR_TAKEN) return;
  world_reasons(r, &w->reasons);
  if (r->nreasons == 0) return;
  int n = snprintf(w->file, sizeof w->file, "%.*s", SPR_FMT(r->reasons[0].file));
  if (n < 0 || n >= (int)sizeof w->file) return;
  reply->file = spr_str_n(w->file, (size_t)n);
  reply->line = r->reasons[0].line;
}

spr_status spr_world_open(spr_world *w, spr_definition *def, spr_value fields, spr_str by, spr_case_ref *out,
                          spr_reply *reply) {
  begin(w);
  *out = world_add(w, def, -1, SPR_V_NIL);
  *reply = (spr_reply){.outcome = SPR_REFUSED, .code = SPR_R_LIMIT};
  if (*out < 0) return w->nomem ? SPR_ENOMEM : SPR_OK;
  spr_result r;
  spr_input in = {
      .kind = SPR_IN_OPEN, .data = fields, .by = by, .occurred = SPR_NO_INSTANT, .operator= by.n == 0 };
  world_step(w, *out, &in, &r);
  answer(w, &r, reply);
  if (r.outcome != SPR_TAKEN) {
    world_drop_last(w);
    *out = -1;
  }
  spr_status s = finish(w, *out);
  reply->reasons = spr_buf_view(&w->reasons);
  return s;
}

spr_status spr_world_send(spr_world *w, spr_case_ref c, const spr_input *in, spr_reply *reply) {
  begin(w);
  spr_result r;
  world_step(w, c, in, &r);
  answer(w, &r, reply);
  spr_status s = finish(w, c);
  reply->reasons = spr_buf_view(&w->reasons);
  return s;
}

spr_status spr_world_advance(spr_world *w, spr_instant t) {
  w->ticks = 0;
  while (true) {
    spr_instant at = SPR_NO_INSTANT;
    spr_case_ref c = next_due(w, &at);
    if (c < 0 || at > t) break;
    if (w->ticks >= SPR_MAX_TICKS) return SPR_ELIMIT;
    if (at > w->now) w->now = at;
    begin(w);
    fire(w, c);
    spr_status s = finish(w, c);
    if (s != SPR_OK) return s;
  }
  if (t > w->now) w->now = t;
  return SPR_OK;
}

/* -- reading -------------------------------------------------------------------------------------------- */

uint32_t spr_world_cases(const spr_world *w) {
  return w->ncases;
}
const spr_case *spr_world_case(const spr_world *w, spr_case_ref c) {
  return w->cases[c].c;
}
const spr_definition *spr_world_definition(const spr_world *w, spr_case_ref c) {
  return w->cases[c].def;
}
const spr_model *spr_world_model(const spr_world *w, spr_case_ref c) {
  return w->cases[c].def->model;
}

spr_case_ref spr_world_link(const spr_world *w, spr_case_ref c, spr_str id) {
  for (uint32_t i = w->ncases; i-- > 0;)
    if (w->cases[i].opener == c && spr_str_eq(spr_v_str(w->cases[i].link), id)) return (spr_case_ref)i;
  return -1;
}

spr_case_ref spr_world_opener(const spr_world *w, spr_case_ref c, spr_str *link) {
  *link = spr_v_str(w->cases[c].link);
  return w->cases[c].opener;
}

spr_str spr_world_outcome(const spr_world *w, spr_case_ref c) {
  return w->cases[c].outcome;
}
spr_str spr_world_responsible(const spr_world *w, spr_case_ref c) {
  return spr_str_of(w->cases[c].responsible);
}

uint32_t spr_world_incidents(const spr_world *w) {
  return w->nincidents;
}

spr_str spr_world_incident(const spr_world *w, uint32_t i) {
  if (i >= w->nshown) return SPR_STR("");
  const char *p = w->incidents.p;
  for (uint32_t k = 0; k < i; k++) p += strlen(p) + 1;
  return spr_str_of(p);
}

void spr_world_forget_incidents(spr_world *w) {
  w->nincidents = w->nshown = 0;
  spr_buf_clear(&w->incidents);
}
