/* SPDX-License-Identifier: Apache-2.0 */
#include "chart/machine.h"

/* Who plays a role: asked when it is first needed, remembered with the facts on which the answer rests, and
 * asked again when one of them has changed. A role that only a field's `visible_to` names is needed as soon
 * as there is something to see. */

/* Of spr_step.asking. */
enum { ASKING = 1, FAILED };

static bool known_institution(spr_step *st, const spr_role *r, spr_value v) {
  if (v.type == SPR_NIL) return true;
  if (v.type != SPR_TEXT) {
    return spr_step_fail(st, SPR_STR(""), 0, "role %.*s: an institution is expected, not %s",
                         SPR_FMT(r->name), spr_vtype_name((spr_vtype)v.type));
  }
  if (!st->env->site || spr_site_institution(st->env->site, spr_v_str(v), NULL)) return true;
  return spr_step_fail(st, SPR_STR(""), 0, "role %.*s: no institution \"%.*s\"", SPR_FMT(r->name),
                       SPR_FMT(spr_v_str(v)));
}

/* The municipality whose institutions count: NULL if it is not of the site. */
static bool role_city(spr_step *st, const spr_role *r, const spr_city **out) {
  *out = st->env->city;
  if (r->of == SPR_NONE) return true;
  spr_value v;
  if (!spr_expr_value(st, r->of, &v)) return false;
  *out = v.type == SPR_TEXT && st->env->site ? spr_site_city(st->env->site, spr_v_str(v)) : NULL;
  spr_v_release(&st->c->pool, v);
  return true;
}

/* The hook chooses among the city's institutions of the kind: another one would see what is not meant for it.
 */
static bool chosen_fits(spr_step *st, const spr_role *r, const spr_city *city, spr_str kind, spr_value v) {
  if (v.type != SPR_TEXT) return true;
  for (uint32_t i = 0; i < city->ninstitutions; i++) {
    if (!spr_str_eq(city->institutions[i].id, spr_v_str(v))) continue;
    if (spr_institution_is(&city->institutions[i], kind)) return true;
  }
  return spr_step_fail(st, SPR_STR(""), 0, "role %.*s: \"%.*s\" is no institution of kind %.*s in %.*s",
                       SPR_FMT(r->name), SPR_FMT(spr_v_str(v)), SPR_FMT(kind), SPR_FMT(city->id));
}

static bool by_kind(spr_step *st, const spr_role *r, spr_value *out) {
  const spr_city *city;
  if (!role_city(st, r, &city)) return false;
  if (!city || r->kind == SPR_NONE) return true;
  spr_str kind = st->m->kinds[r->kind].name;
  const spr_institution *only = NULL;
  uint32_t n = 0;
  for (uint32_t i = 0; i < city->ninstitutions; i++) {
    if (!spr_institution_is(&city->institutions[i], kind)) continue;
    if (n == 0) only = &city->institutions[i];
    n++;
  }
  if (n == 1) *out = spr_v_text(&st->heap, only->id);
  if (n < 2) return true;
  if (r->hook == SPR_NONE) {
    return spr_step_fail(st, SPR_STR(""), 0, "%.*s has %u institutions of kind %.*s, and no hook chooses",
                         SPR_FMT(city->id), n, SPR_FMT(kind));
  }
  return st->ops->hook(st->self, st, r->hook, out) && chosen_fits(st, r, city, kind, *out);
}

static bool answer(spr_step *st, const spr_role *r, spr_value *out) {
  *out = SPR_V_NIL;
  bool ok = r->is != SPR_NONE ? spr_expr_value(st, r->is, out) : by_kind(st, r, out);
  if (ok && known_institution(st, r, *out)) return true;
  spr_v_release(&st->c->pool, *out);
  *out = SPR_V_NIL;
  return false;
}

static void remember(spr_step *st, int32_t role, spr_value institution) {
  if (!spr_table_write(st, SPR_TAB_ROLES)) {
    spr_v_release(&st->c->pool, institution);
    return;
  }
  spr_player *p = spr_player_at(st->c, role);
  bool changed =
      !p->known || p->institution.type != institution.type || !spr_v_equal(p->institution, institution);
  spr_v_release(&st->c->pool, p->institution);
  p->institution = institution;
  p->known = true;
  p->flags = st->reads.flags;
  p->seq = st->c->marks.seq;
  p->asked = st->now;
  if (st->chart->field_words)
    memcpy(spr_player_fields(p), st->reads.fields, st->chart->field_words * sizeof(uint64_t));
  if (!changed) return;
  st->roles_changed++;
  st->changes++;
  spr_str text = spr_scratch_str(st, spr_v_str(institution));
  spr_effect *e = spr_effect_add(st, SPR_E_ROLE);
  if (!e) return;
  e->index = role;
  e->text = text;
}

/* The facts of a role are its own: those of the question that led to it are put aside. */
static bool resolve(spr_step *st, int32_t role) {
  const spr_role *r = &st->m->roles[role];
  if (st->asking[role] == ASKING) {
    return spr_step_fail(st, SPR_STR(""), 0, "role %.*s rests on itself", SPR_FMT(r->name));
  }
  spr_reads outer = st->reads;
  uint64_t *own = spr_scratch_alloc(st, (st->chart->field_words + 1) * sizeof *own);
  if (!own) return false;
  st->reads = (spr_reads){0, own};
  spr_ask_begin(st);
  st->asking[role] = ASKING;
  spr_value v;
  bool ok = answer(st, r, &v);
  st->asking[role] = ok ? 0 : FAILED;
  if (ok) remember(st, role, v);
  st->reads = outer;
  return ok;
}

bool spr_role_ask(spr_step *st, int32_t role, spr_str *out) {
  *out = SPR_STR("");
  if (!spr_player_at(st->c, role)->known && !resolve(st, role)) return false;
  *out = spr_v_str(spr_player_at(st->c, role)->institution);
  return true;
}

bool spr_role_reassign(spr_step *st, int32_t role) {
  return resolve(st, role);
}

static bool moved(const spr_step *st, spr_player *p) {
  for (uint32_t w = 0; w < st->chart->field_words; w++) {
    if (spr_player_fields(p)[w] & st->changed_fields[w]) return true;
  }
  uint32_t f = 0;
  if (p->seq != st->c->marks.seq) f |= SPR_FACT_EVENT | SPR_FACT_OBSERVED;
  if (p->asked != st->now) f |= SPR_FACT_NOW;
  if (st->config_changed) f |= SPR_FACT_STATES;
  if (st->roles_changed) f |= SPR_FACT_ROLES;
  if (st->extras_changed) f |= SPR_FACT_EXTRA;
  return p->flags & f;
}

/* Whoever takes the error of a role that failed may mend it; as long as nothing has changed, it would only
 * fail again. */
static void forgive(spr_step *st) {
  if (st->changes == st->changes_forgiven) return;
  st->changes_forgiven = st->changes;
  for (uint32_t i = 0; i < st->m->nroles; i++) {
    if (st->asking[i] == FAILED) st->asking[i] = 0;
  }
}

/* A role may rest on one that is declared after it, so they are asked until no answer changes; no chain is
 * longer than there are roles. */
void spr_roles_again(spr_step *st) {
  for (uint32_t round = 0; round <= st->m->nroles && !st->abort; round++) {
    uint32_t changes = st->roles_changed;
    forgive(st);
    for (uint32_t i = 0; i < st->m->nroles && !st->abort; i++) {
      spr_player *p = spr_player_at(st->c, (int32_t)i);
      if (!p->known || st->m->roles[i].keep || st->asking[i] == FAILED || !moved(st, p)) continue;
      if (round > 0 && !(p->flags & SPR_FACT_ROLES)) continue;
      if (!resolve(st, (int32_t)i)) spr_error(st);
    }
    if (st->roles_changed == changes) return;
  }
}

void spr_roles_seeing(spr_step *st) {
  const spr_chart *ch = st->chart;
  forgive(st);
  for (int32_t f = spr_bit_next(ch->shown_to, ch->field_words, 0); f != SPR_NONE && !st->abort;
       f = spr_bit_next(ch->shown_to, ch->field_words, f + 1)) {
    const spr_field *field = &st->m->fields[f];
    if (!spr_bit(st->changed_fields, f) || st->c->fields[f].type == SPR_NIL) continue;
    for (uint32_t i = 0; i < field->nvisible && !st->abort; i++) {
      int32_t role = field->visible[i].kind == SPR_WHO_ROLE ? field->visible[i].index : SPR_NONE;
      if (role == SPR_NONE || spr_player_at(st->c, role)->known || st->asking[role] == FAILED) continue;
      if (!resolve(st, role)) spr_error(st);
    }
  }
}
