/* SPDX-License-Identifier: Apache-2.0 */
#include "base/near.h"
#include "check/internal.h"

/* Messages between linked cases: a link is the `id` of an `open`, or `parent` in the case that was opened.
 * Who opens what is known when every workflow of the package has been seen. */

/* -- gathering ------------------------------------------------------------------------------------------ */

void spr_links_add(spr_usage *u, spr_link x) {
  for (uint32_t i = 0; i < u->nlinks; i++) {
    const spr_link *k = &u->links[i];
    if (k->kind == x.kind && k->at.file == x.at.file && k->at.from == x.at.from &&
        spr_str_eq(k->workflow, x.workflow) && spr_str_eq(k->name, x.name))
      return;
  }
  x.workflow = spr_str_dup(u->arena, x.workflow);
  x.name = spr_str_dup(u->arena, x.name);
  x.other = spr_str_dup(u->arena, x.other);
  *SPR_PUSH(u->arena, u->links, u->nlinks, u->cap_links) = x;
}

static void collect_action(spr_check *c, const spr_action *a) {
  spr_link x = {.workflow = c->m->workflow};
  if (a->kind == SPR_A_OPEN && a->id.n) {
    x.kind = SPR_LINK_OPENED;
    x.name = a->id;
    x.at = a->at;
    if (a->index != SPR_NONE) x.other = c->m->workflows[a->index].name;
    spr_links_add(c->usage, x);
  } else if (a->kind == SPR_A_SEND && a->to.n && !spr_model_is_lost(c->m, a->to)) {
    x.kind = SPR_LINK_USED;
    x.name = a->to;
    x.at = a->to_at;
    x.other = a->event;
    x.other_at = a->event_at;
    spr_links_add(c->usage, x);
  }
}

static void collect_block(spr_check *c, const spr_block *b) {
  for (uint32_t i = 0; i < b->n; i++) collect_action(c, &b->v[i]);
}

static bool has_linked(const spr_whos *by) {
  bool linked = by->lost;
  for (uint32_t i = 0; i < by->n && !linked; i++) linked = by->v[i].kind == SPR_WHO_LINKED;
  return linked;
}

/* `done.case.NAME` and `error.case.NAME` name a link, too. */
static void collect_news(spr_check *c, const spr_transition *t) {
  static const char *const heads[] = {"done.case.", "error.case."};
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
    spr_str head = spr_str_of(heads[i]);
    if (t->match != SPR_MATCH_EXACT || !spr_str_starts(t->event, head) || t->event.n == head.n) continue;
    spr_link x = {.kind = SPR_LINK_USED, .workflow = c->m->workflow};
    x.name = spr_str_sub(t->event, head.n, t->event.n);
    x.at = spr_span_part(t->event_at, t->event, head.n, t->event.n);
    if (!spr_model_is_lost(c->m, x.name)) spr_links_add(c->usage, x);
  }
}

static void collect_taken(spr_check *c, const spr_transition *t, uint32_t workflow) {
  if (t->trigger != SPR_TRIGGER_EVENT) return;
  collect_news(c, t);
  /* A package has many transitions, and each city the same ones. */
  if (!spr_usage_first(c->usage, t->at, SPR_SEEN_LINKS + workflow)) return;
  spr_links_add(c->usage, (spr_link){.kind = SPR_LINK_TAKES,
                                     .linked = has_linked(&t->by),
                                     .as_declared = !t->by.given,
                                     .workflow = c->m->workflow,
                                     .name = spr_usage_descriptor(c->arena, t),
                                     .at = t->at});
}

static uint32_t number_of_workflow(const spr_model *m) {
  uint32_t i = 0;
  while (i < m->nworkflows && !spr_str_eq(m->workflows[i].name, m->workflow)) i++;
  return i;
}

void spr_links_collect(spr_check *c) {
  const spr_model *m = c->m;
  uint32_t workflow = number_of_workflow(m);
  for (uint32_t i = 0; i < m->nevents; i++)
    if (has_linked(&m->events[i].by)) spr_usage_use(c->usage, &c->usage->linked, m->events[i].name);
  for (uint32_t i = 0; i < m->nstates; i++) {
    collect_block(c, &m->states[i].entry);
    collect_block(c, &m->states[i].exit);
  }
  for (uint32_t i = 0; i < m->ntransitions; i++) {
    collect_block(c, &m->transitions[i].actions);
    if (!m->alone) collect_taken(c, &m->transitions[i], workflow);
  }
}

/* -- names ---------------------------------------------------------------------------------------------- */

/* Does the case that `use` speaks of know `open` by a name, as its own link or as its parent? */
static bool opens_for(const spr_link *open, const spr_link *use) {
  return open->kind == SPR_LINK_OPENED && (use->workflow.n == 0 || spr_str_eq(open->workflow, use->workflow));
}

static bool is_parent(const spr_link *use) {
  return spr_str_is(use->name, "parent");
}

/* A message up: is the case that speaks opened by this? */
static bool is_opened_by(const spr_link *use, const spr_link *open) {
  return open->kind == SPR_LINK_OPENED && (use->workflow.n == 0 || spr_str_eq(open->other, use->workflow));
}

static bool is_known(const spr_usage *u, const spr_link *use) {
  if (is_parent(use)) return true;
  for (uint32_t i = 0; i < u->nlinks; i++)
    if (opens_for(&u->links[i], use) && spr_str_eq(u->links[i].name, use->name)) return true;
  return false;
}

static bool same_place(const spr_link *x, const spr_link *y) {
  return x->kind == y->kind && x->at.file == y->at.file && x->at.from == y->at.from;
}

/* What one workflow does not open another may that uses the same part; then it is right there. */
static bool known_somewhere(const spr_usage *u, const spr_link *use) {
  for (uint32_t i = 0; i < u->nlinks; i++) {
    const spr_link *x = &u->links[i];
    if (same_place(x, use) && is_known(u, x)) return true;
  }
  return false;
}

static void unknown_link(const spr_usage *u, spr_diags *d, const spr_link *use) {
  spr_near near;
  spr_near_init(&near, use->name);
  for (uint32_t i = 0; i < u->nlinks; i++)
    if (opens_for(&u->links[i], use)) spr_near_offer(&near, u->links[i].name);
  if (use->other.n) spr_near_offer(&near, SPR_STR("parent"));
  spr_diag *e =
      spr_diag_add(d, SPR_D_UNKNOWN_LINK, use->at, "no case is opened as \"%.*s\" here", SPR_FMT(use->name));
  if (spr_near_best(&near).n)
    spr_diag_mean(d, e, spr_near_best(&near));
  else
    spr_diag_help(d, e, "a link is the id of the action that opens it: {open: WORKFLOW, id: %.*s}",
                  SPR_FMT(use->name));
}

/* -- who listens ---------------------------------------------------------------------------------------- */

/* The workflow that a message reaches through `open`, or an empty text. */
static spr_str reached(const spr_link *use, const spr_link *open) {
  if (is_parent(use)) return is_opened_by(use, open) ? open->workflow : SPR_STR("");
  return opens_for(open, use) && spr_str_eq(open->name, use->name) ? open->other : SPR_STR("");
}

typedef struct hearing {
  bool reached, taken;
  const spr_link *deaf; /* takes the event, but not from a linked case */
  spr_str workflow;
} hearing;

static void listen(const spr_usage *u, const spr_link *use, spr_str workflow, hearing *h) {
  bool declared = spr_names_find(&u->linked, use->other) >= 0;
  h->reached = true;
  h->workflow = workflow;
  for (uint32_t i = 0; i < u->nlinks; i++) {
    const spr_link *t = &u->links[i];
    if (t->kind != SPR_LINK_TAKES || !spr_str_eq(t->workflow, workflow)) continue;
    if (!spr_usage_matches(t->name, use->other)) continue;
    bool hears = t->linked || (t->as_declared && declared);
    h->taken = h->taken || hears;
    if (!hears && !h->deaf) h->deaf = t;
  }
}

static hearing hear(const spr_usage *u, const spr_link *use) {
  hearing h = {0};
  for (uint32_t k = 0; k < u->nlinks; k++) {
    const spr_link *x = &u->links[k];
    for (uint32_t i = 0; same_place(x, use) && i < u->nlinks; i++) {
      spr_str workflow = u->links[i].kind == SPR_LINK_OPENED ? reached(x, &u->links[i]) : SPR_STR("");
      if (workflow.n) listen(u, use, workflow, &h);
    }
  }
  return h;
}

static void check_heard(const spr_usage *u, spr_diags *d, const spr_link *use) {
  hearing h = hear(u, use);
  if (h.taken) return;
  if (!h.reached && is_parent(use) && !u->alone) {
    spr_diag *e =
        spr_diag_add(d, SPR_D_NOTHING_TAKES, use->at, "no workflow opens this one, so it has no parent");
    spr_diag_help(d, e, "a case has a parent where another opens it: {open: %.*s, id: NAME}",
                  SPR_FMT(use->workflow.n ? use->workflow : SPR_STR("WORKFLOW")));
  }
  /* That nothing takes it at all is told elsewhere. */
  if (!h.reached || (!h.deaf && !spr_usage_is_taken(u, use->other))) return;
  spr_diag *e = spr_diag_add(d, SPR_D_NOTHING_TAKES, use->other_at,
                             "no transition of \"%.*s\" takes the event \"%.*s\" from a linked case",
                             SPR_FMT(h.workflow), SPR_FMT(use->other));
  if (h.deaf) spr_diag_also(d, e, h.deaf->at, "this one takes it, but not from a linked case");
  spr_diag_help(d, e, "write `by: linked` in the transition that is to take it");
}

/* A part that several workflows use speaks for each of them: it is told once. */
static bool is_first(const spr_usage *u, const spr_link *use) {
  const spr_link *x = u->links;
  while (!same_place(x, use)) x++;
  return x == use;
}

void spr_links_report(spr_usage *u, spr_diags *d) {
  bool opens = false;
  for (uint32_t i = 0; i < u->nlinks; i++) opens = opens || u->links[i].kind == SPR_LINK_OPENED;
  for (uint32_t i = 0; i < u->nlinks && !u->unread; i++) {
    const spr_link *use = &u->links[i];
    if (use->kind != SPR_LINK_USED || !is_first(u, use)) continue;
    if (known_somewhere(u, use)) {
      if (use->other.n && !u->incomplete) check_heard(u, d, use);
    } else if (opens || !u->alone) { /* around a machine that stands alone, its host may have others */
      unknown_link(u, d, use);
    }
  }
}
