/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/site_scan.h"

#include <stdlib.h>

#include "base/limits.h"
#include "lang/encoding.h"
#include "lang/folder.h"

typedef struct scan {
  spr_site *site;
  spr_site_files *files;
  uint64_t bytes;
  bool too_many;
} scan;

static const char *full_path(scan *s, spr_str path) {
  return spr_str_printf(s->site->arena, "%.*s/%.*s", SPR_FMT(s->site->root), SPR_FMT(path)).p;
}

static spr_str join(scan *s, spr_str folder, spr_str name) {
  return spr_str_printf(s->site->arena, "%.*s/%.*s", SPR_FMT(folder), SPR_FMT(name));
}

/* A diagnostic about a path whose file is not, or not yet, among the sources. */
static spr_diag *fault(scan *s, spr_code code, spr_str path, const char *message) {
  uint32_t file = spr_sources_add(s->site->sources, path, SPR_STR(""));
  return spr_diag_add(s->site->diags, code, spr_span_make(file, 0, 0), "%s", message);
}

static void add(scan *s, spr_file_role role, spr_str path, spr_str owner, spr_str name) {
  if (s->files->n == SPR_MAX_SITE_FILES) {
    s->too_many = true;
    return;
  }
  *SPR_PUSH(s->site->arena, s->files->v, s->files->n, s->files->cap) =
      (spr_site_file){.role = role, .path = path, .owner = owner, .name = name};
}

/* -- finding -------------------------------------------------------------------------------------------- */

static bool list(scan *s, spr_str folder, spr_entry **v, uint32_t *n) {
  spr_status st = spr_folder_read(s->site->arena, full_path(s, folder), v, n);
  if (st == SPR_ENOMEM)
    spr_arena_alloc(s->site->arena, SIZE_MAX); /* goes where the arena's owner wants to be */
  if (st == SPR_ELIMIT) s->too_many = true;
  if (st == SPR_EIO) fault(s, SPR_D_UNREADABLE, folder, "the folder cannot be read");
  return st == SPR_OK;
}

static bool has_ending(spr_str name, const char *ending, spr_str *stem) {
  spr_str e = spr_str_of(ending);
  if (!spr_str_ends(name, e) || name.n == e.n) return false;
  *stem = spr_str_sub(name, 0, name.n - e.n);
  return true;
}

/* What is no regular file, or has no place here. Texts for people may lie anywhere. */
static void add_other(scan *s, const spr_entry *e, spr_str path) {
  spr_str stem;
  if (e->kind == SPR_ENTRY_LINK)
    add(s, SPR_FILE_LINK, path, SPR_STR(""), SPR_STR(""));
  else if (e->kind != SPR_ENTRY_FILE || !has_ending(e->name, ".md", &stem))
    add(s, SPR_FILE_UNEXPECTED, path, SPR_STR(""), SPR_STR(""));
}

static void scan_yaml_only(scan *s, spr_str folder, spr_str owner, spr_file_role role) {
  spr_entry *v;
  uint32_t n;
  if (!list(s, folder, &v, &n)) return;
  for (uint32_t i = 0; i < n; i++) {
    spr_str stem, path = join(s, folder, v[i].name);
    if (v[i].kind == SPR_ENTRY_FILE && has_ending(v[i].name, ".yaml", &stem))
      add(s, role, path, owner, stem);
    else
      add_other(s, &v[i], path);
  }
}

/* What the files of a package's or a city's folder are. */
typedef struct folder_plan {
  const char *main; /* the file that makes it a package or city, without .yaml */
  spr_file_role main_role, yaml, story;
  bool city;
} folder_plan;

static bool add_known(scan *s, const folder_plan *p, spr_str owner, const spr_entry *e, spr_str path) {
  spr_str stem;
  if (e->kind == SPR_ENTRY_FOLDER && spr_str_is(e->name, "stories")) {
    scan_yaml_only(s, path, owner, p->story);
  } else if (e->kind != SPR_ENTRY_FILE) {
    return false;
  } else if (has_ending(e->name, ".yaml", &stem)) {
    spr_file_role role = spr_str_is(stem, p->main)                   ? p->main_role
                         : !p->city && spr_str_is(stem, "gazetteer") ? SPR_FILE_GAZETTEER
                                                                     : p->yaml;
    add(s, role, path, owner, stem);
  } else if (has_ending(e->name, ".lua", &stem) && (p->city || spr_str_is(stem, "standard"))) {
    add(s, p->city ? SPR_FILE_CITY_LUA : SPR_FILE_STANDARD, path, owner, stem);
  } else {
    return false;
  }
  return true;
}

static void scan_owner(scan *s, const folder_plan *p, spr_str folder, spr_str owner) {
  spr_entry *v;
  uint32_t n, before = s->files->n;
  if (!list(s, folder, &v, &n)) return;
  bool has_main = false;
  for (uint32_t i = 0; i < n; i++) {
    spr_str path = join(s, folder, v[i].name), stem;
    if (!add_known(s, p, owner, &v[i], path)) add_other(s, &v[i], path);
    has_main = has_main || (has_ending(v[i].name, ".yaml", &stem) && spr_str_is(stem, p->main));
  }
  if (has_main || s->files->n == before) return;
  spr_str missing = spr_str_printf(s->site->arena, "%.*s/%s.yaml", SPR_FMT(folder), p->main);
  add(s, SPR_FILE_MISSING, missing, owner, spr_str_of(p->main));
}

static bool scan_root(scan *s, spr_str folder, const folder_plan *p) {
  spr_entry *v;
  uint32_t n;
  if (!list(s, folder, &v, &n)) return false;
  for (uint32_t i = 0; i < n; i++) {
    spr_str path = join(s, folder, v[i].name);
    if (v[i].kind != SPR_ENTRY_FOLDER)
      add_other(s, &v[i], path);
    else if (!p->city && spr_str_is(v[i].name, "calendars"))
      scan_yaml_only(s, path, v[i].name, SPR_FILE_CALENDAR);
    else
      scan_owner(s, p, path, v[i].name);
  }
  return true;
}

static int by_path(const void *a, const void *b) {
  return spr_str_cmp(((const spr_site_file *)a)->path, ((const spr_site_file *)b)->path);
}

/* -- reading -------------------------------------------------------------------------------------------- */

static bool is_lua(spr_file_role r) {
  return r == SPR_FILE_STANDARD || r == SPR_FILE_CITY_LUA;
}

static void read_file(scan *s, spr_site_file *f) {
  size_t max = is_lua(f->role) ? SPR_MAX_LUA_BYTES : SPR_MAX_YAML_BYTES;
  spr_str text;
  spr_status st = spr_file_read(s->site->arena, full_path(s, f->path), max, &text);
  if (st == SPR_OK) s->bytes += text.n;
  if (st == SPR_OK && s->bytes > SPR_MAX_SITE_BYTES) st = SPR_ELIMIT;
  f->file = spr_sources_add(s->site->sources, f->path, st == SPR_OK ? text : SPR_STR(""));
  spr_span at = spr_span_make(f->file, 0, 0);
  if (st == SPR_ELIMIT && s->bytes > SPR_MAX_SITE_BYTES) {
    spr_diag *e = spr_diag_add(s->site->diags, SPR_D_TOO_LARGE, at, "the site has more than %u bytes",
                               SPR_MAX_SITE_BYTES);
    spr_diag_help(s->site->diags, e, "split the site");
  } else if (st == SPR_ELIMIT) {
    spr_diag *e = spr_diag_add(s->site->diags, SPR_D_TOO_LARGE, at, "the file is larger than %zu bytes", max);
    spr_diag_help(s->site->diags, e, "split it");
  } else if (st != SPR_OK) {
    spr_diag_add(s->site->diags, SPR_D_UNREADABLE, at, "the file cannot be read");
  }
  f->usable = st == SPR_OK;
  if (f->usable && is_lua(f->role)) f->usable = spr_source_check(s->site->diags, f->file);
}

static void take_file(scan *s, spr_site_file *f) {
  spr_diag *e = NULL;
  switch (f->role) {
    case SPR_FILE_MISSING:
      e = fault(s, SPR_D_NO_FILE, f->path, "the folder lacks this file");
      spr_diag_help(s->site->diags, e, "write it, or remove the folder");
      break;
    case SPR_FILE_UNEXPECTED:
      e = fault(s, SPR_D_UNEXPECTED_FILE, f->path, "nothing reads this file");
      spr_diag_help(s->site->diags, e, "correct its name or its place, or remove it");
      break;
    case SPR_FILE_LINK:
      e = fault(s, SPR_D_UNEXPECTED_FILE, f->path, "symbolic links are not followed");
      spr_diag_help(s->site->diags, e, "put the file itself here");
      break;
    default: read_file(s, f); break;
  }
}

static void take_files(scan *s) {
  spr_site_files *f = s->files;
  if (f->n) qsort(f->v, f->n, sizeof *f->v, by_path);
  for (uint32_t i = 0; i < f->n; i++) take_file(s, &f->v[i]);
}

static void tell_too_many(scan *s) {
  if (!s->too_many) return;
  spr_diag *e = fault(s, SPR_D_TOO_LARGE, s->site->root, "the site has too many files");
  spr_diag_help(s->site->diags, e, "split it: at most %d", SPR_MAX_SITE_FILES);
}

spr_status spr_site_scan(spr_site *site, spr_site_files *out) {
  static const folder_plan package = {"package", SPR_FILE_PACKAGE, SPR_FILE_WORKFLOW, SPR_FILE_STORY, false};
  static const folder_plan city = {"municipality", SPR_FILE_CITY, SPR_FILE_ADAPTATION, SPR_FILE_CITY_STORY,
                                   true};
  *out = (spr_site_files){0};
  scan s = {.site = site, .files = out};
  bool scripts = scan_root(&s, SPR_STR("scripts"), &city);
  bool workflows = scan_root(&s, SPR_STR("workflows"), &package);
  tell_too_many(&s);
  if (!scripts && !workflows && !s.too_many) {
    spr_diag *e =
        fault(&s, SPR_D_NO_FILE, site->root, "this is no site: it has neither `workflows` nor `scripts`");
    spr_diag_help(site->diags, e, "name the folder that holds them, or make a site with `sprawa init`");
    return SPR_ENOTFOUND;
  }
  take_files(&s);
  return SPR_OK;
}

void spr_site_scan_calendars(spr_site *site, spr_site_files *out) {
  *out = (spr_site_files){0};
  scan s = {.site = site, .files = out};
  scan_yaml_only(&s, SPR_STR("workflows/calendars"), SPR_STR("calendars"), SPR_FILE_CALENDAR);
  tell_too_many(&s);
  take_files(&s);
}
