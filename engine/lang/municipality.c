/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/scalar.h"
#include "lang/site_load.h"

static bool is_good(const spr_node *n) {
  return n && !n->poisoned;
}
static bool is_true(const spr_node *n) {
  return spr_node_is_scalar(n) && spr_str_is(n->text, "true");
}

/* -- institutions and services -------------------------------------------------------------------------- */

/* The entry as the rules see it: all that is written there, and its id. */
static spr_value entry_record(spr_arena *a, const spr_member *m) {
  spr_heap h = spr_heap_arena(a);
  spr_node *id = spr_node_new_scalar(a, m->key, SPR_DOUBLE_QUOTED, m->key_at);
  spr_value v;
  if (!spr_node_is_map(m->value)) return spr_v_record(&h, NULL, 0);
  return spr_value_any(a, spr_node_with(a, m->value, SPR_STR("id"), m->key_at, id), &v, NULL)
             ? v
             : spr_v_record(&h, NULL, 0);
}

static bool read_capacity(const spr_node *entry, int64_t *out) {
  const spr_node *n = spr_node_get(entry, "capacity");
  return is_good(n) && spr_scalar_integer(n, out);
}

static void read_kinds(spr_arena *a, const spr_node *kind, spr_institution *out) {
  if (!is_good(kind)) return;
  bool list = spr_node_is_list(kind);
  spr_str *v = SPR_NEW_N(a, spr_str, list ? kind->n : 1);
  out->kinds = v;
  if (!list) v[out->nkinds++] = kind->text;
  for (uint32_t i = 0; list && i < kind->n; i++)
    if (is_good(kind->items[i])) v[out->nkinds++] = kind->items[i]->text;
}

static void load_institutions(spr_loader *l, spr_city *c, const spr_node *tree) {
  const spr_node *map = spr_node_get(tree, "institutions");
  if (!spr_node_is_map(map)) return;
  spr_institution *v = SPR_NEW_N(l->arena, spr_institution, map->n);
  c->institutions = v;
  c->ninstitutions = map->n;
  for (uint32_t i = 0; i < map->n; i++) {
    const spr_member *m = &map->members[i];
    v[i] = (spr_institution){.id = m->key, .at = m->key_at, .record = entry_record(l->arena, m)};
    v[i].title = spr_title_of(l->arena, spr_node_get(m->value, "title"));
    v[i].has_capacity = read_capacity(m->value, &v[i].capacity);
    read_kinds(l->arena, spr_node_get(m->value, "kind"), &v[i]);
  }
}

static void load_services(spr_loader *l, spr_city *c, const spr_node *tree) {
  const spr_node *map = spr_node_get(tree, "services");
  if (!spr_node_is_map(map)) return;
  spr_service *v = SPR_NEW_N(l->arena, spr_service, map->n);
  c->services = v;
  c->nservices = map->n;
  for (uint32_t i = 0; i < map->n; i++) {
    const spr_member *m = &map->members[i];
    v[i] = (spr_service){.id = m->key, .at = m->key_at, .record = entry_record(l->arena, m)};
    v[i].by = spr_node_text(spr_node_get(m->value, "by"));
    v[i].title = spr_title_of(l->arena, spr_node_get(m->value, "title"));
    v[i].has_capacity = read_capacity(m->value, &v[i].capacity);
  }
}

/* -- the city ------------------------------------------------------------------------------------------- */

static spr_pair text_pair(spr_heap *h, const char *key, spr_str text) {
  return (spr_pair){spr_v_text(h, spr_str_of(key)), text.n ? spr_v_text(h, text) : SPR_V_NIL};
}

/* `city` of the rules. */
static spr_value city_record(spr_arena *a, const spr_city *c, const spr_node *tree) {
  spr_heap h = spr_heap_arena(a);
  spr_pair *in = SPR_NEW_N(a, spr_pair, c->ninstitutions), *sv = SPR_NEW_N(a, spr_pair, c->nservices);
  for (uint32_t i = 0; i < c->ninstitutions; i++)
    in[i] = (spr_pair){spr_v_text(&h, c->institutions[i].id), c->institutions[i].record};
  for (uint32_t i = 0; i < c->nservices; i++)
    sv[i] = (spr_pair){spr_v_text(&h, c->services[i].id), c->services[i].record};
  spr_value title = SPR_V_NIL;
  const spr_node *t = spr_node_get(tree, "title");
  if (is_good(t)) spr_value_any(a, t, &title, NULL);
  spr_pair all[] = {
      text_pair(&h, "id", c->id),
      text_pair(&h, "country", c->country),
      text_pair(&h, "code", c->code),
      {spr_v_text(&h, SPR_STR("title")), title},
      {spr_v_text(&h, SPR_STR("institutions")), spr_v_record(&h, in, c->ninstitutions)},
      {spr_v_text(&h, SPR_STR("services")), spr_v_record(&h, sv, c->nservices)},
  };
  return spr_v_record(&h, all, sizeof all / sizeof *all);
}

/* From the system, or from the files that are given. */
static spr_status load_zone(spr_loader *l, spr_str name, const spr_zone **out) {
  if (!l->given || spr_str_is(name, "UTC")) return spr_zone_load(l->arena, name, out);
  spr_str path = spr_str_printf(l->arena, "zoneinfo/%.*s", SPR_FMT(name));
  for (uint32_t i = 0; i < l->ngiven; i++)
    if (spr_str_eq(l->given[i].path, path)) return spr_zone_parse(l->arena, name, l->given[i].bytes, out);
  return SPR_ENOTFOUND;
}

static const spr_zone *find_zone(spr_loader *l, const spr_node *n) {
  const spr_zone *zone = spr_zone_utc;
  if (!is_good(n) || !spr_node_is_scalar(n)) return zone;
  if (load_zone(l, n->text, &zone) == SPR_OK) return zone;
  spr_diag *e = spr_diag_add(l->d, SPR_D_UNKNOWN_ZONE, n->at, "no time zone \"%.*s\"", SPR_FMT(n->text));
  spr_diag_help(l->d, e, "write for example Europe/Warsaw; the system's package tzdata has them");
  return spr_zone_utc;
}

static void load_city(spr_loader *l, const spr_site_file *f, spr_city *c) {
  const spr_node *tree = f->tree;
  spr_checker check = {.d = l->d, .mode = SPR_MODE_CITY};
  spr_schema_check(&check, SPR_SHAPE_MUNICIPALITY, f->tree);
  spr_check_own_name(l, tree, "municipality", f->owner, "folder");
  const spr_calendar *calendar = spr_find_calendar(l, spr_node_get(tree, "calendar"));
  *c = (spr_city){.id = f->owner, .file = f->file, .at = tree->at};
  c->title = spr_title_of(l->arena, spr_node_get(tree, "title"));
  c->country = spr_node_text(spr_node_get(tree, "country"));
  c->code = spr_node_text(spr_node_get(tree, "code"));
  c->calendar = calendar ? calendar : &spr_calendar_plain; /* after a fault; then nothing is run */
  c->zone = find_zone(l, spr_node_get(tree, "timezone"));
  c->illustrative = is_true(spr_node_get(tree, "illustrative"));
  load_institutions(l, c, tree);
  load_services(l, c, tree);
  c->record = city_record(l->arena, c, tree);
}

/* -- adaptations and stories ---------------------------------------------------------------------------- */

static const spr_site_file *find_file(const spr_loader *l, spr_file_role role, spr_str owner, spr_str name) {
  for (uint32_t i = 0; i < l->files.n; i++) {
    const spr_site_file *f = &l->files.v[i];
    if (f->role == role && spr_str_eq(f->owner, owner) && spr_str_eq(f->name, name)) return f;
  }
  return NULL;
}

/* What the city has for each package of the site, in the packages' order. */
static void link_adaptations(spr_loader *l, spr_city *c) {
  for (uint32_t i = l->site->npackages; i-- > 0;) {
    spr_str package = l->site->packages[i].name;
    const spr_site_file *yaml = find_file(l, SPR_FILE_ADAPTATION, c->id, package);
    const spr_site_file *lua = find_file(l, SPR_FILE_CITY_LUA, c->id, package);
    if (!yaml && !lua) continue;
    spr_adaptation *a = SPR_NEW(l->arena, spr_adaptation);
    *a = (spr_adaptation){.package = package, .next = c->adaptations};
    if (lua && lua->usable) a->lua = lua->file;
    if (yaml) a->file = yaml->file;
    if (yaml) a->tree = yaml->tree;
    c->adaptations = a;
  }
}

static void check_adaptation(spr_loader *l, const spr_site_file *f) {
  const spr_package *p = spr_site_package(l->site, f->name);
  spr_checker check = {.d = l->d, .mode = SPR_MODE_CITY};
  if (p) check.languages = spr_languages_of(l->arena, p->tree, &check.nlanguages);
  spr_schema_check(&check, SPR_SHAPE_ADAPTATION, f->tree);
  spr_check_own_name(l, f->tree, "adapts", f->name, "file");
}

void spr_load_cities(spr_loader *l) {
  spr_city *v = SPR_NEW_N(l->arena, spr_city, l->files.n);
  spr_city_story *stories = SPR_NEW_N(l->arena, spr_city_story, l->files.n);
  spr_checker story = {.d = l->d, .mode = SPR_MODE_CITY};
  spr_site *s = l->site;
  s->cities = v;
  s->city_stories = stories;
  for (uint32_t i = 0; i < l->files.n; i++) {
    const spr_site_file *f = &l->files.v[i];
    if (!f->tree) continue;
    if (f->role == SPR_FILE_ADAPTATION) check_adaptation(l, f);
    if (f->role == SPR_FILE_CITY) load_city(l, f, &v[s->ncities++]);
  }
  for (uint32_t i = 0; i < s->ncities; i++) link_adaptations(l, &v[i]);
  for (uint32_t i = 0; i < l->files.n; i++) {
    const spr_site_file *f = &l->files.v[i];
    if (f->role != SPR_FILE_CITY_STORY || !f->tree) continue;
    const spr_city *c = spr_site_city(s, f->owner);
    spr_schema_check(&story, SPR_SHAPE_STORY, f->tree);
    stories[s->ncity_stories++] = (spr_city_story){f->file, c ? (int32_t)(c - v) : SPR_NONE};
  }
}
