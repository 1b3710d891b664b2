/* SPDX-License-Identifier: Apache-2.0 */
#include "server/ask.h"
#include "server/console.h"

/* Municipalities and institutions to choose from. */

#define MOST 300 /* in a list that one still looks through; whoever has more types the short name */

typedef struct places {
  const spr_principal *who;
  const sprawa_directory *known;
  const char **ids, **titles;
  size_t n;
} places;

static bool is_own(const spr_principal *who, const char *institution) {
  for (uint32_t i = 0; i < who->ninstitutions; i++)
    if (spr_str_is(who->institutions[i], institution)) return true;
  return false;
}

/* Has the reader an institution there? */
static bool is_near(const places *p, const char *municipality) {
  for (uint32_t i = 0; i < p->who->ninstitutions; i++) {
    const sprawa_site_institution *own = sprawa_directory_find(p->known, p->who->institutions[i].p);
    if (own && strcmp(own->municipality, municipality) == 0) return true;
  }
  return false;
}

static void add(places *p, const char *id, const char *title) {
  p->ids[p->n] = id;
  p->titles[p->n++] = title;
}

/* 0: the reader's own, 1: near, 2: all others. */
static void add_institutions(places *p, int rank) {
  const sprawa_site_institution *one = sprawa_directory_at(p->known, 0);
  for (size_t i = 0; one; one = sprawa_directory_at(p->known, ++i)) {
    int its = is_own(p->who, one->id) ? 0 : is_near(p, one->municipality) ? 1 : 2;
    if (its == rank) add(p, one->id, one->title);
  }
}

static void add_municipalities(places *p, bool near) {
  const sprawa_site_municipality *one = sprawa_directory_municipality_at(p->known, 0);
  for (size_t i = 0; one; one = sprawa_directory_municipality_at(p->known, ++i))
    if (is_near(p, one->id) == near) add(p, one->id, one->title);
}

static size_t count(const sprawa_directory *known, bool institutions) {
  size_t n = 0;
  while (institutions ? (const void *)sprawa_directory_at(known, n)
                      : (const void *)sprawa_directory_municipality_at(known, n))
    n++;
  return n;
}

bool spr_ask_places(spr_visit *v, sprawa_datum *d) {
  bool institutions = d->kind == SPRAWA_KIND_INSTITUTION;
  places p = {.who = v->who};
  if (!v->who || v->view.nmunicipalities) return false;
  p.known = spr_console_directory(v, NULL);
  size_t n = count(p.known, institutions);
  if (n == 0 || n > MOST) return false;
  p.ids = SPR_NEW_N(v->http->arena, const char *, n);
  p.titles = SPR_NEW_N(v->http->arena, const char *, n);
  for (int rank = 0; institutions && rank < 3; rank++) add_institutions(&p, rank);
  for (int far = 0; !institutions && far < 2; far++) add_municipalities(&p, !far);
  d->choices = p.ids;
  d->choice_titles = p.titles;
  d->nchoices = p.n;
  return true;
}
