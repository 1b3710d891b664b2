/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/site_scan.h"

/* A site whose files are in memory. They were checked when they came here, and nobody has changed them since:
 * what is no file of a site is left out in silence. */

typedef struct path_parts {
  spr_str v[4];
  uint32_t n;
} path_parts;

static path_parts split(spr_str path) {
  path_parts p = {0};
  uint32_t from = 0;
  for (uint32_t i = 0; i <= path.n && p.n < 4; i++) {
    if (i < path.n && path.p[i] != '/') continue;
    p.v[p.n++] = spr_str_sub(path, from, i);
    from = i + 1;
  }
  return p;
}

static bool take_ending(spr_str *name, const char *ending) {
  spr_str e = spr_str_of(ending);
  if (!spr_str_ends(*name, e) || name->n == e.n) return false;
  *name = spr_str_sub(*name, 0, name->n - e.n);
  return true;
}

static bool role_of(const path_parts *p, spr_site_file *f) {
  if (p->n != 3) return false;
  f->owner = p->v[1];
  f->name = p->v[2];
  bool city = spr_str_is(p->v[0], "scripts");
  if (!city && !spr_str_is(p->v[0], "workflows")) return false;
  if (take_ending(&f->name, ".lua")) {
    f->role = city ? SPR_FILE_CITY_LUA : SPR_FILE_STANDARD;
    return city || spr_str_is(f->name, "standard");
  }
  if (!take_ending(&f->name, ".yaml")) return false;
  if (city)
    f->role = spr_str_is(f->name, "municipality") ? SPR_FILE_CITY : SPR_FILE_ADAPTATION;
  else if (spr_str_is(f->owner, "calendars"))
    f->role = SPR_FILE_CALENDAR;
  else if (spr_str_is(f->name, "package"))
    f->role = SPR_FILE_PACKAGE;
  else
    f->role = spr_str_is(f->name, "gazetteer") ? SPR_FILE_GAZETTEER : SPR_FILE_WORKFLOW;
  return true;
}

void spr_site_take(spr_site *s, const spr_given *v, uint32_t n, spr_site_files *out) {
  *out = (spr_site_files){0};
  for (uint32_t i = 0; i < n; i++) {
    path_parts parts = split(v[i].path);
    spr_site_file f = {.path = v[i].path, .usable = true};
    if (!role_of(&parts, &f)) continue;
    f.file = spr_sources_add(s->sources, f.path, v[i].bytes);
    *SPR_PUSH(s->arena, out->v, out->n, out->cap) = f;
  }
}
