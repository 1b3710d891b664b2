/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/desk_impl.h"

#include "base/pack.h"
#include "cases/lexicon.h"
/* The desk itself, and what a step may observe beyond its case. */

static void init_bufs(spr_desk *s) {
  spr_buf *all[] = {&s->body,    &s->snapshot, &s->patch, &s->sealed_body, &s->sealed_snapshot,
                    &s->scratch, &s->apart};
  for (uint32_t i = 0; i < sizeof all / sizeof *all; i++)
    spr_buf_init(all[i], &s->alloc, SPR_MAX_ENTRY_BYTES);
  spr_buf_init(&s->reasons, &s->alloc, SPR_MAX_LOG_BYTES);
  spr_buf_init(&s->each, &s->alloc, SPR_MAX_LOG_BYTES);
  spr_buf_init(&s->why, &s->alloc, SPR_MAX_LOG_BYTES);
  spr_buf_init(&s->spare_snapshot, &s->alloc, SPR_MAX_ENTRY_BYTES);
}

spr_status spr_desk_new(const spr_desk_options *o, spr_desk **out) {
  spr_desk *s = spr_realloc(o->alloc, NULL, 0, sizeof *s);
  *out = NULL;
  if (!s) return SPR_ENOMEM;
  *s = (spr_desk){.alloc = *o->alloc,
                  .store = o->store,
                  .keys = o->keys,
                  .random = o->random,
                  .random_ud = o->random_ud,
                  .max_cases = o->max_cases,
                  .in_hand = o->in_hand};
  spr_pool_init(&s->pool, &s->alloc);
  s->heap = spr_heap_pool(&s->pool);
  spr_derive_init(&s->derive, &s->alloc);
  init_bufs(s);
  spr_arena_init(&s->spare_arena, &s->alloc, SPR_MAX_ENTRY_BYTES * 2);
  if (spr_shelf_new(&s->alloc, s->store, o->library, &s->shelf) != SPR_OK) {
    spr_desk_free(s);
    return SPR_ENOMEM;
  }
  *out = s;
  return SPR_OK;
}

void spr_desk_free(spr_desk *s) {
  if (!s) return;
  spr_desk_tidy(s);
  spr_buf *all[] = {&s->body,    &s->snapshot, &s->patch, &s->scratch, &s->sealed_body, &s->sealed_snapshot,
                    &s->reasons, &s->each,     &s->why,   &s->apart};
  for (uint32_t i = 0; i < sizeof all / sizeof *all; i++) spr_buf_release(all[i]);
  for (uint32_t i = 0; i < s->nheld; i++) spr_case_free(s->held[i]);
  spr_free(&s->alloc, s->held, s->cap_held * sizeof(spr_case *));
  spr_buf_release(&s->spare_snapshot);
  spr_arena_release(&s->spare_arena);
  spr_derive_release(&s->derive);
  spr_lexicon_free(s->lexicon);
  spr_shelf_free(s->shelf);
  spr_pool_release(&s->pool);
  spr_alloc alloc = s->alloc;
  spr_free(&alloc, s, sizeof *s);
}

spr_shelf *spr_desk_shelf(spr_desk *s) {
  return s->shelf;
}

void spr_desk_relieve(spr_desk *s) {
  spr_strain_forget(&s->strain);
}

void spr_desk_begin(spr_desk *s, spr_instant now, spr_str actor) {
  spr_desk_tidy(s);
  s->clock = now;
  s->actor = actor;
  s->steps = 0;
  s->sent = false;
}

void spr_desk_sends(spr_desk *s, uint64_t pos) {
  if (!s->sent || pos < s->sent_pos) s->sent_pos = pos;
  s->sent = true;
}

void spr_desk_unmarked(spr_desk *s, bool unmarked) {
  s->unmarked = unmarked;
}

spr_status spr_desk_mark(spr_desk *s) {
  return s->unmarked ? SPR_OK : spr_store_mark(s->store);
}

spr_status spr_desk_marked(spr_desk *s, spr_status status) {
  if (s->unmarked) return status;
  if (status == SPR_OK) return spr_store_keep(s->store);
  spr_desk_tidy(s);
  spr_status undone = spr_store_undo(s->store);
  return undone == SPR_OK ? status : undone;
}

spr_status spr_desk_ready(spr_desk *s) {
  if (!s->keys_open) return SPR_OK;
  s->keys_open = false;
  return spr_keys_commit(s->keys);
}

void spr_desk_ended(spr_desk *s, bool committed) {
  spr_desk_tidy(s);
  if (s->keys_open && !committed) spr_keys_abandon(s->keys);
  s->keys_open = false;
  if (!committed) s->answers.known = s->search.known = s->recounting.begun = false;
  spr_shelf_trim(s->shelf);
}

void spr_reasons_join(const spr_result *r, const spr_view *view, spr_buf *out) {
  spr_buf_clear(out);
  for (uint32_t i = 0; i < r->nreasons; i++) {
    if (i) spr_buf_puts(out, "; ");
    spr_buf_str(out, spr_view_words(view, &r->reasons[i]));
  }
  if (r->nreasons == 0) spr_buf_puts(out, spr_refusal_name(r->code));
}

void spr_reasons_pack(const spr_result *r, const spr_view *view, spr_buf *out) {
  spr_buf_clear(out);
  for (uint32_t i = 0; i < r->nreasons; i++) {
    spr_pack_u64(out, r->reasons[i].why);
    spr_pack_str(out, spr_view_words(view, &r->reasons[i]));
    spr_pack_str(out, r->reasons[i].file);
    spr_pack_u64(out, r->reasons[i].line);
    spr_pack_str(out, r->reasons[i].pointer);
  }
}

bool spr_told_next(spr_str *each, spr_reason *out) {
  spr_unpack u = spr_unpack_begin(*each);
  *out = (spr_reason){.line = 0};
  if (each->n == 0) return false;
  out->why = (spr_why)spr_unpack_max(&u, SPR_WHYS - 1);
  out->text = spr_unpack_str(&u);
  out->file = spr_unpack_str(&u);
  out->line = (uint32_t)spr_unpack_max(&u, UINT32_MAX);
  out->pointer = spr_unpack_str(&u);
  *each = spr_str_sub(*each, u.at, each->n);
  return !u.failed;
}

/* -- watching ------------------------------------------------------------------------------------------- */

void spr_desk_watch(spr_desk *s, spr_watch_fn fn, void *ud) {
  s->watch = fn;
  s->watch_ud = ud;
}

void spr_watch_tell(const spr_loaded *l, const spr_watched *what) {
  if (l->desk->watch) l->desk->watch(l->desk->watch_ud, what);
}

/* -- the world ------------------------------------------------------------------------------------------ */

/* What could not be looked at must not look like nothing: the step that asked is not kept (desk_impl.h,
 * unseen). */
static void note(const spr_loaded *l, spr_status st) {
  if (st != SPR_OK && l->desk->unseen == SPR_OK) l->desk->unseen = st;
}

static int64_t caseload(void *ud, const spr_case *self, spr_str institution) {
  const spr_loaded *l = ud;
  int64_t n = 0;
  (void)self;
  note(l, spr_store_caseload(l->desk->store, institution, &n));
  return n;
}

static int64_t occupied(void *ud, const spr_case *self, spr_str institution) {
  const spr_loaded *l = ud;
  int64_t n = 0;
  (void)self;
  note(l, spr_store_occupied(l->desk->store, institution, l->row.id, &n));
  return n;
}

static spr_value profile(void *ud, spr_heap *h, spr_str municipality) {
  const spr_loaded *l = ud;
  spr_volume *v = NULL;
  spr_value out = SPR_V_NIL;
  (void)h;
  spr_status st = spr_shelf_current(l->desk->shelf, l->row.package, municipality, &v);
  if (st == SPR_OK) st = spr_library_profile(v->library, v->package, v->city, &out);
  if (st != SPR_ENOTFOUND) note(l, st);
  return out;
}

spr_env spr_loaded_env(spr_loaded *l, spr_instant now) {
  static const spr_world_ops observe = {caseload, occupied, profile};
  const spr_model *m = l->definition->model;
  return (spr_env){.now = now,
                   .law = {m->calendar, m->zone, spr_zone_day(m->zone, now)},
                   .site = spr_library_site(l->volume->library),
                   .city = l->definition->city,
                   .sources = spr_library_sources(l->volume->library),
                   .world = &observe,
                   .world_ud = l};
}
