/* SPDX-License-Identifier: Apache-2.0 */
#include "api/copy.h"
#include "lang/site.h"

/* What each institution has to do with where a case stands. */

typedef struct copying {
  spr_api_bag *bag;
  const spr_model *m;
  const spr_site *site;
  sprawa_part *out; /* NULL: only counts */
  size_t n;
} copying;

static const char *name_of(const copying *k, spr_str institution) {
  const spr_institution *i = k->site ? spr_site_institution(k->site, institution, NULL) : NULL;
  return i ? spr_api_title(k->bag, &i->title) : "";
}

static void take(void *ud, const spr_competence *c) {
  static const sprawa_competency competency[] = {SPRAWA_RESPONSIBLE, SPRAWA_DECIDES, SPRAWA_PROVIDES,
                                                 SPRAWA_MONITORS, SPRAWA_INFORMED};
  copying *k = ud;
  size_t i = k->n++;
  if (!k->out) return;
  const spr_title *role = c->role == SPR_NONE ? NULL : &k->m->roles[c->role].title;
  k->out[i] = (sprawa_part){.state = spr_api_state(k->bag, k->m, c->state),
                            .competency = competency[c->which],
                            .institution = spr_api_z(k->bag, c->institution),
                            .title = name_of(k, c->institution),
                            .role = role ? spr_api_title(k->bag, role) : ""};
}

size_t spr_api_competences(spr_api_bag *b, const spr_case *c, const spr_site *site, sprawa_part **out) {
  copying k = {.bag = b, .m = spr_chart_model(spr_case_chart(c)), .site = site};
  spr_case_competences(c, take, &k);
  k.out = SPR_NEW_N(&b->arena, sprawa_part, k.n + 1);
  k.n = 0;
  spr_case_competences(c, take, &k);
  *out = k.out;
  return k.n;
}
