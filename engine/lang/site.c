/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/site.h"

#include "base/limits.h"
#include "base/near.h"
#include "lang/calendar_load.h"
#include "lang/site_load.h"

/* -- shared by the parts -------------------------------------------------------------------------------- */

const spr_str *spr_languages_of(spr_arena *a, const spr_node *tree, uint32_t *n) {
  const spr_node *list = spr_node_get(tree, "languages");
  *n = 0;
  if (!spr_node_is_list(list)) return NULL;
  spr_str *v = SPR_NEW_N(a, spr_str, list->n);
  for (uint32_t i = 0; i < list->n; i++) {
    spr_str lang = spr_node_text(list->items[i]);
    if (spr_name_ok(SPR_MODE_PACKAGE, SPR_FORM_LANG, lang)) v[(*n)++] = lang;
  }
  return v;
}

spr_title spr_title_of(spr_arena *a, const spr_node *n) {
  spr_title t = {0};
  if (!n || n->poisoned || spr_node_is_list(n)) return t;
  t.at = n->at;
  t.n = spr_node_is_map(n) ? n->n : 1;
  spr_title_text *v = SPR_NEW_N(a, spr_title_text, t.n);
  t.v = v;
  if (spr_node_is_scalar(n)) {
    v[0] = (spr_title_text){SPR_STR(""), n->text};
    return t;
  }
  for (uint32_t i = 0; i < n->n; i++)
    v[i] = (spr_title_text){n->members[i].key, spr_node_text(n->members[i].value)};
  return t;
}

void spr_check_own_name(spr_loader *l, const spr_node *tree, const char *key, spr_str expected,
                        const char *what) {
  const spr_node *n = spr_node_get(tree, key);
  if (!n || n->poisoned || !spr_node_is_scalar(n)) return;
  if (!spr_str_eq(n->text, expected)) {
    spr_diag *e = spr_diag_add(l->d, SPR_D_BAD_NAME, n->at, "\"%.*s\" is not the name of its %s, \"%.*s\"",
                               SPR_FMT(n->text), what, SPR_FMT(expected));
    spr_diag_help(l->d, e, "give both the same name");
  } else if (!spr_name_ok(SPR_MODE_PACKAGE, SPR_FORM_DASHED, n->text)) {
    spr_diag *e = spr_diag_add(l->d, SPR_D_BAD_NAME, n->at, "\"%.*s\" is not a name here", SPR_FMT(n->text));
    spr_diag_help(l->d, e, "small letters a-z, digits, `_` and `-`, a letter first, at most %d characters",
                  SPR_MAX_NAME);
  }
}

const spr_calendar *spr_find_calendar(spr_loader *l, const spr_node *name) {
  if (!name || name->poisoned || !spr_node_is_scalar(name)) return NULL;
  const spr_calendar *c = spr_site_calendar(l->site, name->text);
  if (c || l->calendar_lost) return c;
  spr_near near;
  spr_near_init(&near, name->text);
  for (uint32_t i = 0; i < l->site->ncalendars; i++) spr_near_offer(&near, l->site->calendars[i]->id);
  spr_diag *e =
      spr_diag_add(l->d, SPR_D_UNKNOWN_CALENDAR, name->at, "no calendar \"%.*s\"", SPR_FMT(name->text));
  spr_diag_mean(l->d, e, spr_near_best(&near));
  return NULL;
}

/* -- loading -------------------------------------------------------------------------------------------- */

static void load_calendars(spr_loader *l) {
  const spr_calendar **v = SPR_NEW_N(l->arena, const spr_calendar *, l->files.n);
  spr_site *s = l->site;
  s->calendars = v;
  for (uint32_t i = 0; i < l->files.n; i++) {
    const spr_site_file *f = &l->files.v[i];
    if (f->role != SPR_FILE_CALENDAR) continue;
    const spr_calendar *c = NULL;
    if (f->usable) spr_calendar_load(l->arena, l->d, f->file, &c);
    if (!c) {
      l->calendar_lost = true;
    } else if (spr_site_calendar(s, c->id)) {
      spr_diag_add(l->d, SPR_D_DUPLICATE_NAME, spr_span_make(f->file, 0, 0),
                   "the calendar \"%.*s\" stands in two files", SPR_FMT(c->id));
    } else {
      v[s->ncalendars++] = c;
    }
  }
}

static void parse_files(spr_loader *l) {
  spr_node **trees = SPR_NEW_N(l->arena, spr_node *, l->site->sources->n);
  l->site->trees = trees;
  l->site->ntrees = l->site->sources->n;
  for (uint32_t i = 0; i < l->files.n; i++) {
    spr_site_file *f = &l->files.v[i];
    bool lua = f->role == SPR_FILE_STANDARD || f->role == SPR_FILE_CITY_LUA;
    if (f->usable && !lua && f->role != SPR_FILE_CALENDAR) {
      f->tree = spr_yaml_parse(l->arena, l->d, f->file);
      trees[f->file - 1] = f->tree;
    }
    bool lost = f->role == SPR_FILE_MISSING || !f->tree;
    bool city =
        f->role == SPR_FILE_CITY || (f->role == SPR_FILE_MISSING && spr_str_is(f->name, "municipality"));
    bool package = f->role == SPR_FILE_PACKAGE || (f->role == SPR_FILE_MISSING && !city);
    l->city_lost = l->city_lost || (city && lost);
    l->package_lost = l->package_lost || (package && lost);
  }
}

static spr_site *new_site(spr_arena *a, spr_sources *src, spr_diags *d, const char *folder) {
  spr_site *s = SPR_NEW(a, spr_site);
  spr_str root = spr_str_of(folder);
  while (root.n > 1 && root.p[root.n - 1] == '/') root.n--;
  *s = (spr_site){.arena = a, .sources = src, .diags = d, .root = spr_str_dup(a, root)};
  return s;
}

static void load_all(spr_loader *l) {
  load_calendars(l);
  parse_files(l);
  spr_load_packages(l);
  spr_load_cities(l);
  spr_check_references(l);
}

spr_status spr_site_load(spr_arena *a, spr_sources *src, spr_diags *d, const char *folder, spr_site **out) {
  spr_site *s = new_site(a, src, d, folder);
  *out = s;
  spr_loader l = {.site = s, .arena = a, .d = d};
  spr_status st = spr_site_scan(s, &l.files);
  if (st == SPR_OK) load_all(&l);
  return st;
}

void spr_site_load_given(spr_arena *a, spr_sources *src, spr_diags *d, const spr_given *v, uint32_t n,
                         spr_site **out) {
  spr_site *s = new_site(a, src, d, "");
  *out = s;
  spr_loader l = {.site = s, .arena = a, .d = d, .given = v, .ngiven = n};
  spr_site_take(s, v, n, &l.files);
  load_all(&l);
}

const spr_calendar *spr_site_calendar_named(spr_arena *a, spr_sources *src, spr_diags *d, const char *folder,
                                            const spr_node *name) {
  spr_loader l = {.site = new_site(a, src, d, folder), .arena = a, .d = d};
  spr_site_scan_calendars(l.site, &l.files);
  load_calendars(&l);
  return spr_find_calendar(&l, name);
}

/* -- looking up ----------------------------------------------------------------------------------------- */

spr_node *spr_site_tree(const spr_site *s, uint32_t file) {
  return file > 0 && file <= s->ntrees ? s->trees[file - 1] : NULL;
}

const spr_city *spr_site_city(const spr_site *s, spr_str id) {
  for (uint32_t i = 0; i < s->ncities; i++)
    if (spr_str_eq(s->cities[i].id, id)) return &s->cities[i];
  return NULL;
}

const spr_package *spr_site_package(const spr_site *s, spr_str name) {
  for (uint32_t i = 0; i < s->npackages; i++)
    if (spr_str_eq(s->packages[i].name, name)) return &s->packages[i];
  return NULL;
}

const spr_calendar *spr_site_calendar(const spr_site *s, spr_str id) {
  for (uint32_t i = 0; i < s->ncalendars; i++)
    if (spr_str_eq(s->calendars[i]->id, id)) return s->calendars[i];
  return NULL;
}

const spr_title *spr_site_municipality_title(const spr_site *s, spr_str id) {
  const spr_city *city = spr_site_city(s, id);
  if (city) return &city->title;
  for (uint32_t i = 0; i < s->npackages; i++)
    for (uint32_t k = 0; k < s->packages[i].ngazetteer; k++)
      if (spr_str_eq(s->packages[i].gazetteer[k].id, id)) return &s->packages[i].gazetteer[k].title;
  return NULL;
}

bool spr_site_knows_municipality(const spr_site *s, spr_str id) {
  return spr_site_municipality_title(s, id) != NULL;
}

const spr_institution *spr_city_institution(const spr_city *c, spr_str id) {
  for (uint32_t i = 0; i < c->ninstitutions; i++)
    if (spr_str_eq(c->institutions[i].id, id)) return &c->institutions[i];
  return NULL;
}

const spr_institution *spr_site_institution(const spr_site *s, spr_str id, const spr_city **city) {
  for (uint32_t i = 0; i < s->ncities; i++) {
    const spr_institution *found = spr_city_institution(&s->cities[i], id);
    if (!found) continue;
    if (city) *city = &s->cities[i];
    return found;
  }
  return NULL;
}

bool spr_institution_is(const spr_institution *i, spr_str kind) {
  for (uint32_t k = 0; k < i->nkinds; k++)
    if (spr_str_eq(i->kinds[k], kind)) return true;
  return false;
}
