/* SPDX-License-Identifier: Apache-2.0 */
#include "base/near.h"
#include "lang/site_load.h"

static uint32_t count(const spr_loader *l, spr_file_role role, spr_str owner) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < l->files.n; i++)
    n += l->files.v[i].role == role && spr_str_eq(l->files.v[i].owner, owner);
  return n;
}

static void load_gazetteer(spr_loader *l, spr_package *p, const spr_node *tree) {
  const spr_node *places = spr_node_get(tree, "places");
  if (!spr_node_is_map(places)) return;
  spr_place *v = SPR_NEW_N(l->arena, spr_place, places->n);
  for (uint32_t i = 0; i < places->n; i++) {
    const spr_member *m = &places->members[i];
    v[i] = (spr_place){.id = m->key,
                       .code = spr_node_text(spr_node_get(m->value, "code")),
                       .title = spr_title_of(l->arena, spr_node_get(m->value, "title")),
                       .at = m->key_at};
  }
  p->gazetteer = v;
  p->ngazetteer = places->n;
}

static void check_main(spr_loader *l, const spr_package *p, bool all_readable) {
  const spr_node *main = spr_node_get(p->tree, "main");
  if (!main || main->poisoned || !spr_node_is_scalar(main)) return;
  spr_near near;
  spr_near_init(&near, main->text);
  for (uint32_t i = 0; i < p->nworkflows; i++) {
    if (spr_str_eq(p->workflows[i].name, main->text)) return;
    spr_near_offer(&near, p->workflows[i].name);
  }
  if (!all_readable) return;
  spr_diag *e = spr_diag_add(l->d, SPR_D_UNKNOWN_WORKFLOW, main->at, "the package has no workflow \"%.*s\"",
                             SPR_FMT(main->text));
  spr_diag_mean(l->d, e, spr_near_best(&near));
}

/* The files of one package, whether its package.yaml is readable or not. */
static void load_files(spr_loader *l, spr_package *p, spr_str owner, const spr_checker *c) {
  spr_workflow_file *flows = SPR_NEW_N(l->arena, spr_workflow_file, count(l, SPR_FILE_WORKFLOW, owner));
  uint32_t *stories = SPR_NEW_N(l->arena, uint32_t, count(l, SPR_FILE_STORY, owner));
  spr_checker story = {.d = l->d, .mode = SPR_MODE_CITY};
  spr_checker names = {.d = l->d, .mode = SPR_MODE_PACKAGE}; /* a town's name needs no translation */
  bool all_readable = true;
  p->workflows = flows;
  p->stories = stories;
  for (uint32_t i = 0; i < l->files.n; i++) {
    const spr_site_file *f = &l->files.v[i];
    if (!spr_str_eq(f->owner, owner)) continue;
    if (f->role == SPR_FILE_STANDARD && f->usable) p->standard_lua = f->file;
    all_readable = all_readable && (f->role != SPR_FILE_WORKFLOW || f->tree);
    /* The name of a file that cannot be read is known all the same. */
    if (f->role == SPR_FILE_WORKFLOW) flows[p->nworkflows++] = (spr_workflow_file){f->name, f->file, f->tree};
    if (!f->tree) continue;
    if (f->role == SPR_FILE_WORKFLOW) {
      spr_schema_check(c, SPR_SHAPE_WORKFLOW, f->tree);
      spr_check_own_name(l, f->tree, "workflow", f->name, "file");
    } else if (f->role == SPR_FILE_GAZETTEER) {
      spr_schema_check(&names, SPR_SHAPE_GAZETTEER, f->tree);
      load_gazetteer(l, p, f->tree);
    } else if (f->role == SPR_FILE_STORY) {
      spr_schema_check(&story, SPR_SHAPE_STORY, f->tree);
      stories[p->nstories++] = f->file;
    }
  }
  check_main(l, p, all_readable);
}

static void load_package(spr_loader *l, const spr_site_file *f, spr_package *p) {
  spr_checker c = {.d = l->d, .mode = SPR_MODE_PACKAGE};
  c.languages = spr_languages_of(l->arena, f->tree, &c.nlanguages);
  *p = (spr_package){.name = f->owner, .tree = f->tree, .file = f->file};
  p->folder = spr_str_printf(l->arena, "workflows/%.*s", SPR_FMT(f->owner));
  if (f->tree) {
    spr_schema_check(&c, SPR_SHAPE_PACKAGE, f->tree);
    spr_check_own_name(l, f->tree, "package", f->owner, "folder");
    spr_find_calendar(l, spr_node_get(f->tree, "calendar"));
    p->version = spr_node_text(spr_node_get(f->tree, "version"));
    p->main = spr_node_text(spr_node_get(f->tree, "main"));
  }
  load_files(l, p, f->owner, &c);
}

void spr_load_packages(spr_loader *l) {
  spr_package *v = SPR_NEW_N(l->arena, spr_package, l->files.n);
  for (uint32_t i = 0; i < l->files.n; i++) {
    const spr_site_file *f = &l->files.v[i];
    bool missing = f->role == SPR_FILE_MISSING && spr_str_is(f->name, "package");
    if (f->role != SPR_FILE_PACKAGE && !missing) continue;
    spr_package *p = &v[l->site->npackages];
    load_package(l, f, p);
    if (p->tree) l->site->npackages++;
  }
  l->site->packages = v;
}
