/* SPDX-License-Identifier: Apache-2.0 */
#include "check/internal.h"

/* Who is competent: each active state has exactly one responsible, and a city can fill every role that must
 * be filled. */

const spr_whos *spr_check_matrix(const spr_check *c, int32_t state, unsigned which) {
  for (int32_t s = state; s != SPR_NONE; s = c->m->states[s].parent) {
    const spr_state *st = &c->m->states[s];
    const spr_whos *w[] = {&st->responsible, &st->decides, &st->provides, &st->monitors};
    if (w[which]->given) return w[which];
  }
  return NULL;
}

/* How many institutions of the city are of the kind; *second: the second of them. */
static uint32_t count_kind(const spr_city *city, spr_str kind, const spr_institution **second) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < city->ninstitutions; i++) {
    if (!spr_institution_is(&city->institutions[i], kind)) continue;
    if (++n == 2) *second = &city->institutions[i];
  }
  return n;
}

/* A role that is found by kind among the city's own institutions; NULL for all others. */
static const spr_role *own_role(const spr_check *c, const spr_who *who) {
  if (who->kind != SPR_WHO_ROLE || !c->m->city) return NULL;
  const spr_role *r = &c->m->roles[who->index];
  return r->kind == SPR_NONE || r->of != SPR_NONE ? NULL : r;
}

static bool role_fillable(const spr_check *c, const spr_who *who) {
  const spr_role *r = own_role(c, who);
  const spr_institution *second = NULL;
  return !r || count_kind(c->m->city, c->m->kinds[r->kind].name, &second) > 0;
}

/* `responsible` and the like name a part of the matrix, which does not name such words again. */
static bool part_fillable(const spr_check *c, int32_t state, unsigned which) {
  const spr_whos *w = spr_check_matrix(c, state, which);
  for (uint32_t i = 0; w && i < w->n; i++)
    if (role_fillable(c, &w->v[i])) return true;
  return w && w->lost;
}

int spr_check_part(const spr_who *who) {
  switch (who->kind) {
    case SPR_WHO_RESPONSIBLE: return 0;
    case SPR_WHO_DECIDES: return 1;
    case SPR_WHO_PROVIDES: return 2;
    default: return -1;
  }
}

bool spr_check_fillable(const spr_check *c, const spr_who *who, int32_t state) {
  int part = spr_check_part(who);
  return part < 0 ? role_fillable(c, who) : part_fillable(c, state, (unsigned)part);
}

/* -- exactly one responsible ---------------------------------------------------------------------------- */

static void check_state(spr_check *c, int32_t s) {
  const spr_state *st = &c->m->states[s];
  if (st->responsible.n > 1) {
    spr_diag *e = spr_check_fault(c, SPR_D_NO_RESPONSIBLE, st->responsible.v[1].at,
                                  "%.*s has %u responsible; it must be exactly one",
                                  SPR_FMT(spr_check_state_text(c, s)), st->responsible.n);
    spr_diag_help(c->d, e, "one coordinates; the others belong under `provides`, `decides` or `monitors`");
  }
}

bool spr_check_lacks_responsible(const spr_check *c, int32_t s) {
  const spr_state *st = &c->m->states[s];
  return st->kind == SPR_S_ATOMIC && !st->hidden && !st->poisoned && !spr_check_matrix(c, s, 0);
}

/* How many states that may be active by themselves lie in s; SPR_NONE if one of them has a responsible. */
static int32_t count_lacking(const spr_check *c, int32_t s) {
  const spr_model *m = c->m;
  int32_t n = 0;
  for (int32_t k = s; k <= m->states[s].last; k++) {
    if (m->states[k].kind != SPR_S_ATOMIC || m->states[k].hidden) continue;
    if (!spr_check_lacks_responsible(c, k)) return SPR_NONE;
    n++;
  }
  return n;
}

/* Where all states inside lack one, the state around them is told, once. */
static void check_responsible(spr_check *c) {
  const spr_model *m = c->m;
  if (spr_check_was_meant(c, SPR_D_UNKNOWN_KEY, SPR_STR("responsible"))) return;
  for (int32_t s = 0; s < (int32_t)m->nstates; s++) {
    bool alone = spr_check_lacks_responsible(c, s);
    if (!alone && (m->states[s].hidden || m->states[s].stage || count_lacking(c, s) < 2)) continue;
    spr_diag *e = spr_check_fault(c, SPR_D_NO_RESPONSIBLE, m->states[s].at, "nobody is responsible in %.*s%s",
                                  SPR_FMT(spr_check_state_text(c, s)), alone ? "" : " and the states inside");
    spr_diag_help(c->d, e, "add `responsible: ROLE` to it or to a state around it");
    s = m->states[s].last;
  }
}

/* -- roles of a city ------------------------------------------------------------------------------------ */

/* Is it known what the city has of that kind? An institution whose kind was reported may be of it. */
static bool may_have(const spr_check *c, spr_str kind) {
  const spr_node *tree = spr_site_tree(c->m->site, c->m->city->file);
  const spr_node *all = spr_node_get(tree, "institutions");
  bool lost = all ? all->poisoned : spr_holds_fault(tree);
  for (uint32_t i = 0; all && spr_node_is_map(all) && i < all->n; i++) {
    const spr_node *kinds = spr_node_get(all->members[i].value, "kind");
    lost = lost || !kinds || spr_holds_fault(kinds);
  }
  return lost || spr_check_was_meant(c, SPR_D_UNKNOWN_KIND, kind);
}

static void unfilled(spr_check *c, const spr_role *r, spr_span at, const char *what) {
  spr_str kind = c->m->kinds[r->kind].name;
  if (may_have(c, kind)) {
    c->unfilled[r->kind] = true;
    return;
  }
  const spr_member *all = spr_node_member(spr_site_tree(c->m->site, c->m->city->file), "institutions");
  c->unfilled[r->kind] = true;
  spr_diag *e =
      spr_check_fault(c, SPR_D_ROLE_UNFILLED, all ? all->key_at : c->m->city->at,
                      "%.*s has no institution of the kind \"%.*s\"", SPR_FMT(c->m->city->id), SPR_FMT(kind));
  spr_diag_also(c->d, e, at, "%s", what);
  spr_diag_help(c->d, e,
                "add one under `institutions`, or give an institution several kinds: kind: [a, %.*s]",
                SPR_FMT(kind));
}

/* Each of the list must be there. */
static void check_all(spr_check *c, const spr_whos *w, const char *what) {
  for (uint32_t i = 0; i < w->n; i++)
    if (!role_fillable(c, &w->v[i])) unfilled(c, own_role(c, &w->v[i]), w->v[i].at, what);
}

/* One of the list must be there. */
static void check_any(spr_check *c, const spr_whos *w, int32_t state, const char *what) {
  for (uint32_t i = 0; i < w->n; i++)
    if (w->v[i].kind != SPR_WHO_ROLE || spr_check_fillable(c, &w->v[i], state)) return;
  if (w->n && !w->lost) unfilled(c, own_role(c, &w->v[0]), w->v[0].at, what);
}

static void check_ambiguous(spr_check *c, bool *told, const spr_whos *w) {
  for (uint32_t i = 0; i < w->n; i++) {
    const spr_role *r = own_role(c, &w->v[i]);
    const spr_institution *second = NULL;
    if (!r || r->hook != SPR_NONE || told[w->v[i].index]) continue;
    spr_str kind = c->m->kinds[r->kind].name;
    uint32_t n = count_kind(c->m->city, kind, &second);
    if (n < 2) continue;
    told[w->v[i].index] = true;
    spr_diag *e = spr_check_fault(
        c, SPR_D_ROLE_AMBIGUOUS, second->at,
        "%.*s has %u institutions of the kind \"%.*s\", and nothing says which of them is meant",
        SPR_FMT(c->m->city->id), n, SPR_FMT(kind));
    spr_diag_also(c->d, e, w->v[i].at, "one is needed here");
    spr_diag_help(c->d, e, "declare a hook \"%.*s\" that returns an institution: it chooses",
                  SPR_FMT(r->name));
  }
}

static void check_block(spr_check *c, bool *told, const spr_block *b) {
  for (uint32_t i = 0; i < b->n; i++) check_ambiguous(c, told, &b->v[i].by);
}

/* A role that several could play must say which, wherever it is named. */
static void check_choices(spr_check *c) {
  const spr_model *m = c->m;
  bool *told = SPR_NEW_N(c->arena, bool, m->nroles + 1);
  for (uint32_t s = 0; s < m->nstates; s++) {
    const spr_state *st = &m->states[s];
    check_ambiguous(c, told, &st->responsible);
    check_ambiguous(c, told, &st->decides);
    check_ambiguous(c, told, &st->provides);
    check_ambiguous(c, told, &st->monitors);
    check_ambiguous(c, told, &st->informed);
    check_block(c, told, &st->entry);
    check_block(c, told, &st->exit);
  }
  for (uint32_t i = 0; i < m->ntransitions; i++) {
    check_ambiguous(c, told, &m->transitions[i].by);
    check_block(c, told, &m->transitions[i].actions);
  }
  for (uint32_t i = 0; i < m->nevents; i++) check_ambiguous(c, told, &m->events[i].by);
  for (uint32_t i = 0; i < m->ntasks; i++) check_ambiguous(c, told, &m->tasks[i].by);
  for (uint32_t i = 0; i < m->nfields; i++)
    check_ambiguous(c, told, &(spr_whos){.v = m->fields[i].visible, .n = m->fields[i].nvisible});
  check_ambiguous(c, told, &m->opens);
  check_ambiguous(c, told, &m->reopen.by);
}

static void check_city(spr_check *c) {
  const spr_model *m = c->m;
  for (uint32_t s = 0; s < m->nstates; s++) {
    const spr_state *st = &m->states[s];
    check_all(c, &st->responsible, "it is responsible here");
    check_all(c, &st->decides, "it decides here");
    spr_span at = st->at;
    const spr_who place = {.kind = SPR_WHO_ROLE, .index = st->occupies_role, .at = at};
    if (st->occupies_role != SPR_NONE && !role_fillable(c, &place))
      unfilled(c, own_role(c, &place), at, "its places are occupied here");
  }
  for (uint32_t i = 0; i < m->ntasks; i++)
    check_any(c, &m->tasks[i].by, m->tasks[i].state, "it does this task");
  check_any(c, &m->opens, 0, "it opens the cases");
  check_choices(c);
}

void spr_check_competence(spr_check *c) {
  if (c->m->alone) return;
  for (uint32_t s = 0; s < c->m->nstates; s++) check_state(c, (int32_t)s);
  check_responsible(c);
  if (c->m->city) check_city(c);
}
