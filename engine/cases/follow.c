/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/desk_impl.h"

#include <stdio.h>

/* Messages between linked cases: opening one, events, the news of an end or of a failure. Each was written
 * with the entry of its source; it is consumed by one entry, of its target or, where it cannot arrive, of its
 * source. */

typedef struct message {
  spr_message_row row; /* texts in the arena */
  int32_t workflow;    /* of an opening: in the source's model */
  spr_value data;      /* in the service's pool */
  bool lost;           /* no memory for it */
  spr_arena arena;
} message;

static bool on_message(void *ud, const spr_message_row *row) {
  message *m = ud;
  m->row = *row;
  spr_str *texts[] = {&m->row.source, &m->row.event, &m->row.link, &m->row.target};
  m->lost = !spr_strs_keep(&m->arena, texts, sizeof texts / sizeof *texts);
  return false;
}

static spr_status next_message(spr_desk *s, spr_instant now, const spr_message_mark *behind, message *m) {
  *m = (message){.workflow = SPR_NONE, .data = SPR_V_NIL};
  spr_arena_init(&m->arena, &s->alloc, SPR_MAX_ENTRY_BYTES);
  spr_status st = spr_store_messages(s->store, now, behind, 1, on_message, m);
  return st == SPR_OK && m->lost ? SPR_ENOMEM : st;
}

/* -- what it carries ------------------------------------------------------------------------------------ */

static spr_value with_outcome(spr_heap *h, spr_value data, spr_str outcome) {
  uint32_t n = data.type == SPR_RECORD ? data.u.r->n : 0;
  spr_pair *v = spr_pool_alloc(h->pool, (n + 1) * sizeof *v);
  if (!v) {
    h->oom = true;
    return SPR_V_NIL;
  }
  for (uint32_t i = 0; i < n; i++)
    v[i] = (spr_pair){spr_v_retain(data.u.r->v[i].key), spr_v_retain(data.u.r->v[i].value)};
  v[n] = (spr_pair){spr_v_text(h, SPR_STR("outcome")), spr_v_text(h, outcome)};
  spr_value out = spr_v_record(h, v, n + 1);
  spr_pool_free(h->pool, v, (n + 1) * sizeof *v);
  return out;
}

static spr_status take_names(message *m, const spr_body_effect *e) {
  jmp_buf env;
  if (spr_arena_guard(&m->arena, &env)) {
    spr_arena_unguard(&m->arena, NULL);
    return SPR_ENOMEM;
  }
  m->row.event = spr_str_dup(&m->arena, e->text);
  m->row.link = spr_str_dup(&m->arena, e->text2);
  spr_arena_unguard(&m->arena, NULL);
  return SPR_OK;
}

static spr_status find_effect(spr_desk *s, const spr_body *body, message *m) {
  spr_str left = body->effects;
  spr_body_effect e;
  spr_status st = SPR_OK;
  for (uint32_t n = 0; st == SPR_OK;) {
    st = spr_body_next(&s->heap, &left, &e);
    if (st != SPR_OK) break;
    n += spr_body_numbered(e.kind);
    bool found = spr_body_numbered(e.kind) && n == m->row.n;
    if (found) m->workflow = e.index;
    /* In the row a name may be withheld. */
    if (found && e.kind == SPR_E_MESSAGE) st = take_names(m, &e);
    if (found)
      m->data = e.kind == SPR_E_ENDED ? with_outcome(&s->heap, e.value, e.text) : spr_v_retain(e.value);
    spr_v_release(&s->pool, e.value);
    if (found) return s->heap.oom ? SPR_ENOMEM : st;
  }
  return st == SPR_ENOTFOUND ? SPR_ECORRUPT : st == SPR_EINVAL ? SPR_ECORRUPT : st;
}

static spr_status read_data(spr_desk *s, message *m) {
  spr_entry_row e;
  spr_body body;
  s->heap.oom = false;
  spr_status st = spr_store_entry(s->store, m->row.source, m->row.seq, &e);
  if (st != SPR_OK) return st;
  spr_buf_clear(&s->body);
  st = spr_desk_body(s, &e, &s->body);
  if (st == SPR_OK) st = spr_body_read(&s->heap, spr_buf_view(&s->body), &body);
  if (st != SPR_OK) return st == SPR_EINVAL ? SPR_ECORRUPT : st;
  st = find_effect(s, &body, m);
  spr_v_release(&s->pool, body.data);
  return st;
}

/* -- where it goes -------------------------------------------------------------------------------------- */

typedef struct route {
  spr_arena *arena;
  spr_str me, link; /* looked for: the case that I know by this name, or `parent` */
  spr_str id, name; /* found: the other case, and how it knows me, or I it */
  bool lost;        /* no memory for it */
} route;

static bool on_route(void *ud, const spr_link_row *row) {
  route *r = ud;
  bool up = spr_str_is(r->link, "parent");
  bool mine =
      up ? spr_str_eq(row->id, r->me) : spr_str_eq(row->other, r->me) && spr_str_eq(row->name, r->link);
  if (!mine) return true;
  r->id = up ? row->other : row->id;
  r->name = row->name;
  r->lost = !spr_strs_keep(r->arena, (spr_str *[]){&r->id, &r->name}, 2);
  return !r->lost; /* the last one of that name */
}

static spr_status find_route(spr_desk *s, message *m, route *r) {
  *r = (route){.arena = &m->arena, .me = m->row.source, .link = m->row.link};
  spr_status st = spr_store_links(s->store, m->row.source, on_route, r);
  return st == SPR_OK && r->lost ? SPR_ENOMEM : st;
}

static spr_change consumed(const message *m) {
  return (spr_change){.kind = SPR_CHANGE_CONSUMED,
                      .text = m->row.source,
                      .n = m->row.seq,
                      .m = m->row.n,
                      .at = SPR_NO_INSTANT};
}

/* With it goes what it has failed at, if it did. */
static spr_change consumed_incident(const message *m) {
  return (spr_change){
      .kind = SPR_CHANGE_INCIDENT_GONE, .n = spr_message_incident(&m->row), .at = SPR_NO_INSTANT};
}

/* -- delivering ----------------------------------------------------------------------------------------- */

/* An entry without a step: the message is consumed, and nothing else happens. */
static spr_status drop(spr_loaded *l, spr_instant now, const message *m, spr_str event, bool endless) {
  spr_desk *s = l->desk;
  spr_change gone = consumed(m), over = consumed_incident(m);
  spr_input in = {.kind = SPR_IN_LINKED,
                  .name = event,
                  .reason = endless ? SPR_STR("messages between linked cases answer each other without end")
                                    : SPR_STR("the case has ended"),
                  .data = SPR_V_NIL,
                  .occurred = SPR_NO_INSTANT};
  spr_cause cause = {.kind = SPR_JOURNAL_LINK, .event = event};
  spr_status st = spr_derive_before(&s->derive, l->c);
  l->now = l->row.at > now ? l->row.at : now;
  if (st == SPR_OK) st = spr_derive_add(&s->derive, &gone);
  if (st == SPR_OK && m->row.tries > 0) st = spr_derive_add(&s->derive, &over);
  if (st == SPR_OK) st = spr_entry_write(l, &cause, &in, NULL);
  if (st == SPR_OK) spr_watch_tell(l, &(spr_watched){.loaded = l, .in = &in, .endless = endless});
  return st;
}

static spr_value lend(spr_loaded *l, spr_value v, bool *ok) {
  spr_heap h = spr_heap_pool(spr_case_pool(l->c));
  spr_value copy = spr_v_copy(&h, v);
  *ok = !h.oom;
  return copy;
}

/* The message as a step of the case. What a guard or an action fails on is told to nobody but the incident:
 * the message waits and comes again. */
static spr_status step_with(spr_loaded *l, spr_instant now, const message *m, spr_str event, spr_str link,
                            spr_value data) {
  bool ok = false;
  spr_change gone[] = {consumed(m), consumed_incident(m)};
  spr_input in = {.kind = SPR_IN_LINKED,
                  .name = event,
                  .data = lend(l, data, &ok),
                  .link = link,
                  .occurred = SPR_NO_INSTANT};
  spr_cause cause = {.kind = SPR_JOURNAL_LINKED, .event = event, .tries = m->row.tries};
  spr_result r;
  if (!ok) return SPR_ENOMEM;
  l->hops = m->row.hops;
  spr_status st = spr_step_take(l, now, &in, &cause, gone, m->row.tries > 0 ? 2 : 1, &r);
  if (st == SPR_OK && r.outcome == SPR_REFUSED) st = drop(l, now, m, event, false);
  if (st == SPR_OK && r.outcome == SPR_STUCK) st = spr_step_later(l, &m->row, &in, &cause, &r);
  if (st == SPR_OK) st = spr_step_due(l, now, SPR_MAX_IMMEDIATE_SENDS);
  spr_v_release(spr_case_pool(l->c), in.data);
  return st;
}

static spr_status back(spr_desk *s, spr_instant now, const message *m, const char *why);

/* What is for a city whose rules keep failing waits: the status is SPR_EBUSY. */
static bool strained(const spr_desk *s, spr_str city) {
  return spr_strain_until(&s->strain, city, s->clock) != SPR_NO_INSTANT;
}

/* An event for a case, by whom it is known here under a name. */
static spr_status to_case(spr_desk *s, spr_instant now, const message *m, spr_str id, spr_str event,
                          spr_str link, spr_value data) {
  spr_loaded l;
  spr_status st = spr_desk_load(s, id, &l);
  if (st != SPR_OK) return st;
  if (!l.c) {
    spr_loaded_release(&l);
    /* The source itself is none: what an erased case had sent went with it. */
    return spr_str_eq(id, m->row.source) ? SPR_EBUG : back(s, now, m, "the linked case was erased");
  }
  st = strained(s, l.row.municipality) ? SPR_EBUSY : spr_step_due(&l, now, SPR_MAX_IMMEDIATE_SENDS);
  if (st == SPR_OK && !spr_case_open(l.c))
    st = drop(&l, now, m, event, false);
  else if (st == SPR_OK)
    st = step_with(&l, now, m, event, link, data);
  spr_loaded_release(&l);
  return st;
}

/* `error.case.NAME`, or the event of `else`, to the source itself. */
static spr_status back(spr_desk *s, spr_instant now, const message *m, const char *why) {
  spr_str otherwise = spr_v_str(spr_v_get(m->data, SPR_STR("else")));
  char name[SPR_MAX_EVENT_NAME];
  spr_value data = SPR_V_NIL;
  if (otherwise.n == 0 || why) {
    int n = snprintf(name, sizeof name, "error.case.%.*s", SPR_FMT(m->row.link));
    spr_pair pair = {spr_v_text(&s->heap, SPR_STR("message")),
                     spr_v_text(&s->heap, spr_str_of(why ? why : "the municipality is not of this site"))};
    otherwise = spr_str_n(name, n < (int)sizeof name ? (size_t)n : sizeof name - 1);
    data = spr_v_record(&s->heap, &pair, 1);
  }
  if (s->heap.oom) return SPR_ENOMEM;
  spr_status st = to_case(s, now, m, m->row.source, otherwise, m->row.link, data);
  spr_v_release(&s->pool, data);
  return st;
}

static spr_status open_step(spr_loaded *l, spr_instant now, const message *m, bool *refused) {
  bool ok = false;
  spr_change extra[] = {
      {.kind = SPR_CHANGE_OPENED,
       .name = l->row.package,
       .text = l->row.workflow,
       .text2 = l->row.municipality,
       .at = SPR_NO_INSTANT},
      {.kind = SPR_CHANGE_LINK, .name = m->row.link, .text = m->row.source, .at = SPR_NO_INSTANT},
      consumed(m)};
  spr_input in = {.kind = SPR_IN_OPEN,
                  .data = lend(l, spr_v_get(m->data, SPR_STR("with")), &ok),
                  .occurred = SPR_NO_INSTANT,
                  .link = SPR_STR("parent"),
                  .operator= true };
  spr_cause cause = {.kind = SPR_JOURNAL_OPENED, .event = SPR_STR("case.open")};
  spr_result r;
  if (!ok) return SPR_ENOMEM;
  l->hops = m->row.hops;
  spr_status st = spr_step_take(l, now, &in, &cause, extra, 3, &r);
  *refused = st == SPR_OK && r.outcome != SPR_TAKEN;
  /* For the rules of the case that asked, not for anybody's eyes. */
  const spr_view all = {.everything = true};
  if (*refused) spr_reasons_join(&r, &all, &l->desk->why);
  if (st == SPR_OK && !*refused) st = spr_step_due(l, now, SPR_MAX_IMMEDIATE_SENDS);
  spr_v_release(spr_case_pool(l->c), in.data);
  return st;
}

static spr_status open_in(spr_desk *s, spr_instant now, const message *m, spr_volume *v, spr_str workflow) {
  spr_loaded l;
  bool refused = false;
  spr_status st = spr_loaded_new(s, v, workflow, &l);
  if (st == SPR_ENOTFOUND) return back(s, now, m, "the package has no such workflow in that municipality");
  if (st == SPR_EREFUSED) return back(s, now, m, "there is no key file");
  if (st == SPR_ELIMIT) return back(s, now, m, SPR_TOO_MANY_CASES);
  if (st != SPR_OK) return st;
  st = open_step(&l, now, m, &refused);
  spr_loaded_release(&l);
  return st == SPR_OK && refused ? back(s, now, m, spr_buf_view(&s->why).p) : st;
}

/* The city that the message names, else the source's own; the workflow by its name in the source's
 * definition. */
static spr_status open_linked(spr_desk *s, spr_instant now, const message *m) {
  spr_loaded source;
  spr_status st = spr_desk_load(s, m->row.source, &source);
  if (st != SPR_OK) return st;
  const spr_model *model = source.definition->model;
  spr_value city = spr_v_get(m->data, SPR_STR("municipality"));
  spr_str name = city.type == SPR_TEXT ? spr_v_str(city) : source.row.municipality;
  spr_volume *v = NULL;
  st = strained(s, name) ? SPR_EBUSY : spr_shelf_current(s->shelf, source.row.package, name, &v);
  if (st == SPR_ENOTFOUND) {
    st = back(s, now, m, NULL);
  } else if (st == SPR_OK && (m->workflow < 0 || (uint32_t)m->workflow >= model->nworkflows)) {
    st = SPR_ECORRUPT;
  } else if (st == SPR_OK) {
    st = open_in(s, now, m, v, model->workflows[m->workflow].name);
  }
  spr_loaded_release(&source);
  return st;
}

static spr_status deliver(spr_desk *s, spr_instant now, message *m) {
  spr_status st = read_data(s, m);
  if (st != SPR_OK) return st;
  if (m->row.hops > SPR_MAX_HOPS) {
    spr_loaded l;
    st = spr_desk_load(s, m->row.source, &l);
    if (st != SPR_OK) return st;
    st = drop(&l, now, m, m->row.event, true);
    spr_loaded_release(&l);
    return st;
  }
  if (m->row.event.n == 0) return open_linked(s, now, m);
  if (m->row.target.n) return to_case(s, now, m, m->row.target, m->row.event, m->row.link, m->data);
  route r;
  st = find_route(s, m, &r);
  if (st != SPR_OK) return st;
  if (r.id.n == 0) return back(s, now, m, "no linked case has that name");
  /* The child knows its opener as `parent`; the opener knows it by the link's name. */
  bool up = spr_str_is(m->row.link, "parent");
  return to_case(s, now, m, r.id, m->row.event, up ? r.name : SPR_STR("parent"), m->data);
}

/* What cannot be delivered now is passed over: what waits behind it is another's. counts: it is told. */
static spr_status deliver_next(spr_desk *s, spr_instant now, bool counts, spr_message_mark *at, bool *any) {
  message m;
  uint32_t before = s->steps;
  spr_status st = next_message(s, now, at, &m);
  *any = st == SPR_OK && m.row.source.n > 0;
  if (*any) st = deliver(s, now, &m);
  if (*any && st != SPR_OK && s->steps == before && (st == SPR_EBUSY || spr_passes(st))) {
    if (counts) spr_pass_over(s, st == SPR_EBUSY ? SPR_PASS_STRAINED : spr_pass_of(st), m.row.source);
    *at = (spr_message_mark){m.row.pos, m.row.n};
    st = SPR_OK;
  }
  spr_v_release(&s->pool, m.data);
  spr_arena_release(&m.arena);
  return st;
}

spr_status spr_follow(spr_desk *s, spr_instant now, uint32_t limit) {
  spr_message_mark at = {.pos = s->sent_pos - 1, .n = UINT32_MAX};
  spr_status st = SPR_OK;
  bool any = s->sent;
  for (uint32_t passed = 0; any && st == SPR_OK && s->steps < limit && passed < SPR_TICK_PASSED;) {
    spr_message_mark before = at;
    st = deliver_next(s, now, false, &at, &any);
    passed += at.pos != before.pos || at.n != before.n;
  }
  return st;
}

spr_status spr_follow_waiting(spr_desk *s, spr_instant now, uint32_t limit, bool *all) {
  spr_status st = SPR_OK;
  bool any = true;
  while (any && st == SPR_OK && s->steps < limit && s->looked < SPR_TICK_PASSED)
    st = deliver_next(s, now, true, &s->messages, &any);
  *all = !any;
  return st;
}
