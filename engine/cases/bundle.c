/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/bundle.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/pack.h"

static const char magic[] = "sprawa files 1"; /* with its NUL */

typedef struct list {
  spr_arena *arena;
  spr_given *v;
  uint32_t n, cap;
} list;

static void add(list *l, spr_str path, spr_str bytes) {
  *SPR_PUSH(l->arena, l->v, l->n, l->cap) = (spr_given){path, bytes};
}

static int by_path(const void *a, const void *b) {
  return spr_str_cmp(((const spr_given *)a)->path, ((const spr_given *)b)->path);
}

static spr_status write_list(const list *l, spr_buf *out) {
  if (l->n) qsort(l->v, l->n, sizeof *l->v, by_path);
  spr_buf_add(out, magic, sizeof magic);
  spr_pack_u64(out, l->n);
  for (uint32_t i = 0; i < l->n; i++) {
    spr_pack_str(out, l->v[i].path);
    spr_pack_str(out, l->v[i].bytes);
  }
  return out->failed ? SPR_ENOMEM : SPR_OK;
}

/* -- definition ----------------------------------------------------------------------------------------- */

/* FOLDER/NAME.ENDING with no further folder between. */
static bool lies_in(spr_str path, spr_str folder, spr_str *name) {
  if (!spr_str_starts(path, folder) || path.n <= folder.n + 1 || path.p[folder.n] != '/') return false;
  *name = spr_str_sub(path, folder.n + 1, path.n);
  return memchr(name->p, '/', name->n) == NULL;
}

static bool is_adaptation(spr_arena *a, spr_str name, spr_str package) {
  return spr_str_eq(name, spr_str_printf(a, "%.*s.yaml", SPR_FMT(package))) ||
         spr_str_eq(name, spr_str_printf(a, "%.*s.lua", SPR_FMT(package)));
}

spr_status spr_bundle_definition(const spr_site *s, const spr_package *p, const spr_city *c, spr_buf *out) {
  spr_arena a;
  spr_arena_init(&a, &out->alloc, SPR_MAX_DEFINITION_BYTES);
  jmp_buf env;
  if (spr_arena_guard(&a, &env)) {
    spr_arena_release(&a);
    return SPR_ENOMEM;
  }
  list l = {.arena = &a};
  spr_str scripts = spr_str_printf(&a, "scripts/%.*s", SPR_FMT(c->id)), name;
  for (uint32_t i = 1; i <= s->sources->n; i++) {
    const spr_source *f = spr_sources_get(s->sources, i);
    bool standard = lies_in(f->path, p->folder, &name) && !spr_str_is(name, "gazetteer.yaml");
    if (standard || (lies_in(f->path, scripts, &name) && is_adaptation(&a, name, p->name)))
      add(&l, f->path, f->text);
  }
  add(&l, SPR_STR("city"), c->id);
  spr_status st = write_list(&l, out);
  spr_arena_release(&a);
  return st;
}

/* -- environment ---------------------------------------------------------------------------------------- */

static void add_zone(list *l, const spr_zone *z, spr_status *st) {
  spr_str bytes, path = spr_str_printf(l->arena, "zoneinfo/%.*s", SPR_FMT(spr_zone_name(z)));
  for (uint32_t i = 0; i < l->n; i++)
    if (spr_str_eq(l->v[i].path, path)) return;
  if (z == spr_zone_utc) return;
  if (spr_zone_bytes(l->arena, spr_zone_name(z), &bytes) == SPR_OK)
    add(l, path, bytes);
  else
    *st = SPR_EIO;
}

static bool is_environment(spr_str path) {
  spr_str name;
  return lies_in(path, SPR_STR("workflows/calendars"), &name) ||
         (spr_str_starts(path, SPR_STR("workflows/")) && spr_str_ends(path, SPR_STR("/gazetteer.yaml"))) ||
         (spr_str_starts(path, SPR_STR("scripts/")) && spr_str_ends(path, SPR_STR("/municipality.yaml")));
}

spr_status spr_bundle_environment(const spr_site *s, spr_buf *out) {
  spr_arena a;
  spr_arena_init(&a, &out->alloc, SPR_MAX_SITE_BYTES);
  jmp_buf env;
  if (spr_arena_guard(&a, &env)) {
    spr_arena_release(&a);
    return SPR_ENOMEM;
  }
  list l = {.arena = &a};
  spr_status st = SPR_OK;
  for (uint32_t i = 1; i <= s->sources->n; i++) {
    const spr_source *f = spr_sources_get(s->sources, i);
    if (is_environment(f->path)) add(&l, f->path, f->text);
  }
  for (uint32_t i = 0; i < s->ncities; i++) add_zone(&l, s->cities[i].zone, &st);
  if (st == SPR_OK) st = write_list(&l, out);
  spr_arena_release(&a);
  return st;
}

/* -- reading -------------------------------------------------------------------------------------------- */

spr_status spr_bundle_read(spr_arena *a, spr_str bytes, spr_given **out, uint32_t *n) {
  if (bytes.n < sizeof magic || memcmp(bytes.p, magic, sizeof magic) != 0) return SPR_EINVAL;
  spr_unpack u = spr_unpack_begin(spr_str_sub(bytes, sizeof magic, bytes.n));
  uint32_t count = spr_unpack_count(&u);
  spr_given *v = SPR_NEW_N(a, spr_given, count + 1);
  for (uint32_t i = 0; i < count; i++) {
    v[i].path = spr_unpack_str(&u);
    v[i].bytes = spr_unpack_str(&u);
    if (i > 0 && spr_str_cmp(v[i - 1].path, v[i].path) >= 0) return SPR_EINVAL;
  }
  if (!spr_unpack_done(&u)) return SPR_EINVAL;
  *out = v;
  *n = count;
  return SPR_OK;
}
