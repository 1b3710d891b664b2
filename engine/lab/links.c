/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "lab/world_impl.h"

/* Linked cases: opening one, messages between them, and the news of an end. Each is consumed once, as a step
 * of its own. */

static spr_value text(spr_world *w, spr_str s) {
  return spr_v_text(&w->heap, s);
}

/* Takes over name, link and data. */
static void post(spr_world *w, world_message msg) {
  if (w->nqueue == w->cap_queue) {
    uint32_t cap = w->cap_queue ? w->cap_queue * 2 : 8;
    world_message *v = spr_realloc(&w->alloc, w->queue, w->cap_queue * sizeof *v, cap * sizeof *v);
    if (!v) {
      w->nomem = true;
      return;
    }
    w->queue = v;
    w->cap_queue = cap;
  }
  w->queue[w->nqueue++] = msg;
}

static spr_value record_with(spr_world *w, spr_value old, spr_str key, spr_value value) {
  uint32_t n = old.type == SPR_RECORD ? old.u.r->n : 0;
  spr_pair *v = spr_pool_alloc(&w->pool, (n + 1) * sizeof *v);
  if (!v) {
    w->nomem = true;
    return SPR_V_NIL;
  }
  for (uint32_t i = 0; i < n; i++) {
    v[i].key = spr_v_copy(&w->heap, old.u.r->v[i].key);
    v[i].value = spr_v_copy(&w->heap, old.u.r->v[i].value);
  }
  v[n] = (spr_pair){text(w, key), value};
  spr_value out = spr_v_record(&w->heap, v, n + 1);
  spr_pool_free(&w->pool, v, (n + 1) * sizeof *v);
  return out;
}

/* `PREFIX.NAME`, with the name of the link under which the opener knows the case. */
static spr_value event_name(spr_world *w, const char *prefix, spr_str link) {
  char name[SPR_MAX_PATH];
  int n = snprintf(name, sizeof name, "%s.%.*s", prefix, SPR_FMT(link));
  if (n >= (int)sizeof name) n = (int)sizeof name - 1;
  return text(w, spr_str_n(name, (size_t)n));
}

/* To the opener: what became of its link. */
static void tell(spr_world *w, spr_case_ref from, spr_case_ref to, spr_value link, spr_value name,
                 spr_value data, uint32_t hops) {
  post(w, (world_message){
              .from = from, .to = to, .name = name, .link = spr_v_retain(link), .data = data, .hops = hops});
}

static void tell_end(spr_world *w, spr_case_ref c, const spr_effect *e) {
  const world_case *k = &w->cases[c];
  if (k->opener < 0) return;
  tell(w, c, k->opener, k->link, event_name(w, "done.case", spr_v_str(k->link)),
       record_with(w, e->value, SPR_STR("outcome"), text(w, e->text)), k->hops + 1);
}

static void tell_failure(spr_world *w, const world_message *msg, spr_str why) {
  tell(w, msg->from, msg->from, msg->link, event_name(w, "error.case", spr_v_str(msg->link)),
       record_with(w, SPR_V_NIL, SPR_STR("message"), text(w, why)), msg->hops);
}

static void send_message(spr_world *w, spr_case_ref c, const spr_effect *e) {
  const world_case *k = &w->cases[c];
  bool up = spr_str_is(e->text2, "parent");
  spr_case_ref to = up ? k->opener : spr_world_link(w, c, e->text2);
  if (to < 0) {
    world_incident(w, c, "no linked case \"%.*s\" for event %.*s", SPR_FMT(e->text2), SPR_FMT(e->text));
    return;
  }
  post(w, (world_message){.from = c,
                          .to = to,
                          .name = text(w, e->text),
                          .link = up ? spr_v_retain(k->link) : text(w, SPR_STR("parent")),
                          .data = spr_v_copy(&w->heap, e->value),
                          .hops = k->hops + 1});
}

void links_collect(spr_world *w, spr_case_ref c, const spr_result *r) {
  for (uint32_t i = 0; i < r->neffects; i++) {
    const spr_effect *e = &r->effects[i];
    if (e->kind == SPR_E_MESSAGE) send_message(w, c, e);
    if (e->kind == SPR_E_ENDED) tell_end(w, c, e);
    if (e->kind != SPR_E_OPEN) continue;
    post(w, (world_message){.opens = true,
                            .from = c,
                            .workflow = e->index,
                            .link = text(w, e->text2),
                            .data = spr_v_copy(&w->heap, e->value),
                            .hops = w->cases[c].hops + 1});
  }
  if (w->heap.oom) w->nomem = true;
}

/* -- delivery ------------------------------------------------------------------------------------------- */

/* The city in which the case is to be opened: the opener's own unless another is named; NULL if it is not of
 * the site. */
static const spr_city *target_city(const spr_world *w, const world_message *msg) {
  spr_value v = spr_v_get(msg->data, SPR_STR("municipality"));
  if (v.type == SPR_NIL) return w->cases[msg->from].def->city;
  const spr_site *site = spr_library_site(w->library);
  return site ? spr_site_city(site, spr_v_str(v)) : NULL;
}

static void open_refused(spr_world *w, const world_message *msg, const spr_result *r) {
  spr_buf why;
  spr_buf_init(&why, &w->alloc, SPR_MAX_LOG_BYTES);
  world_reasons(r, &why);
  tell_failure(w, msg, spr_buf_view(&why));
  spr_buf_release(&why);
}

static void open_in(spr_world *w, const world_message *msg, spr_definition *def) {
  spr_case_ref c = world_add(w, def, msg->from, msg->link);
  if (c < 0) {
    if (!w->nomem) tell_failure(w, msg, SPR_STR("too many cases are open here"));
    return;
  }
  w->cases[c].hops = msg->hops;
  spr_input in = {.kind = SPR_IN_OPEN,
                  .data = spr_v_get(msg->data, SPR_STR("with")),
                  .occurred = SPR_NO_INSTANT,
                  .link = SPR_STR("parent"),
                  .operator= true };
  spr_result r;
  world_step(w, c, &in, &r);
  if (r.outcome == SPR_TAKEN) return;
  open_refused(w, msg, &r);
  world_drop_last(w);
}

static void open_linked(spr_world *w, const world_message *msg) {
  const spr_definition *from = w->cases[msg->from].def;
  const spr_city *city = target_city(w, msg);
  if (!city) {
    spr_str otherwise = spr_v_str(spr_v_get(msg->data, SPR_STR("else")));
    if (otherwise.n == 0) {
      tell_failure(w, msg, SPR_STR("the municipality is not of this site"));
      return;
    }
    tell(w, msg->from, msg->from, msg->link, text(w, otherwise), SPR_V_NIL, msg->hops);
    return;
  }
  spr_definition *def = NULL;
  spr_status s =
      spr_library_get(w->library, from->package, city, from->model->workflows[msg->workflow].name, &def);
  if (s == SPR_ENOMEM) w->nomem = true;
  if (s == SPR_OK) {
    open_in(w, msg, def);
  } else {
    tell_failure(w, msg, SPR_STR("the workflow has faults in that municipality"));
  }
}

static void deliver_event(spr_world *w, const world_message *msg) {
  world_case *k = &w->cases[msg->to];
  if (!spr_case_open(k->c)) return; /* it ended first: nothing is taken any more */
  k->hops = msg->hops;
  spr_input in = {.kind = SPR_IN_LINKED,
                  .name = spr_v_str(msg->name),
                  .data = msg->data,
                  .occurred = SPR_NO_INSTANT,
                  .link = spr_v_str(msg->link)};
  spr_result r;
  world_step(w, msg->to, &in, &r);
  if (r.outcome == SPR_STUCK) world_set_aside(w, msg->to, in.name, &r);
}

void links_deliver(spr_world *w) {
  world_message msg = w->queue[w->head++];
  if (w->head == w->nqueue) w->head = w->nqueue = 0;
  w->delivered++;
  if (msg.hops > SPR_MAX_HOPS || w->delivered > SPR_MAX_IMMEDIATE_SENDS) {
    world_incident(w, msg.from, "messages between linked cases answer each other without end");
  } else if (msg.opens) {
    open_linked(w, &msg);
  } else {
    deliver_event(w, &msg);
  }
  spr_v_release(&w->pool, msg.name);
  spr_v_release(&w->pool, msg.link);
  spr_v_release(&w->pool, msg.data);
}
