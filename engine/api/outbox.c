/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/outbox.h"
#include "api/page.h"
#include "store/chain.h"
#include "store/token.h"

struct sprawa_outbox {
  spr_api_bag bag;
  sprawa_notice *notices;
  size_t n;
  bool more;
  char next[SPRAWA_CURSOR + 1];
};

typedef struct reading {
  sprawa_outbox *o;
  spr_eyes eyes;
  spr_page page;
  spr_page ids; /* of the notices: they are cursors of one notice */
  spr_notice_filter filter;
} reading;

/* -- ids: where a notice stands in the journal, sealed, for that tells how much happens elsewhere -----------
 */

_Static_assert(SPR_TOKEN_CHARS(2 * sizeof(uint64_t)) == SPRAWA_NOTICE_ID, "outbox.h says how long an id is");

static void bind_ids(spr_page *ids) {
  spr_hasher h;
  spr_hasher_begin(&h, "sprawa notice 1");
  spr_hasher_end(&h, &ids->bound);
}

static spr_status write_id(const spr_page *ids, spr_desk *desk, const spr_outbound *m, sprawa_notice *out) {
  char text[SPRAWA_CURSOR + 1];
  spr_mark mark = {.n = 0};
  spr_mark_put_number(&mark, m->pos);
  spr_mark_put_number(&mark, m->number);
  spr_status s = spr_page_end(ids, desk, &mark, text);
  if (s == SPR_OK) memcpy(out->id, text, sizeof out->id);
  return s;
}

static spr_status read_id(spr_page *ids, spr_desk *desk, uint64_t *pos, uint64_t *n) {
  spr_mark mark;
  spr_status s = spr_page_begin(ids, desk, &mark);
  if (s != SPR_OK) return s;
  *pos = spr_mark_take_number(&mark);
  *n = spr_mark_take_number(&mark);
  return spr_page_begun(ids, &mark);
}

/* -- reading -------------------------------------------------------------------------------------------- */

static void copy_notice(sprawa_outbox *o, const spr_outbound *m) {
  o->notices[o->n++] = (sprawa_notice){.case_id = spr_api_z(&o->bag, m->id),
                                       .institution = spr_api_z(&o->bag, m->institution),
                                       .text = m->sealed ? NULL : spr_api_z(&o->bag, m->text),
                                       .at = m->at,
                                       .delivered = m->delivered};
}

static spr_status copy_page(const reading *r, const spr_outbound *v, uint32_t n) {
  sprawa_outbox *o = r->o;
  jmp_buf env;
  if (spr_arena_guard(&o->bag.arena, &env)) return SPR_ENOMEM;
  o->notices = SPR_NEW_N(&o->bag.arena, sprawa_notice, n + 1);
  for (uint32_t i = 0; i < n; i++) copy_notice(o, &v[i]);
  spr_arena_unguard(&o->bag.arena, NULL);
  return SPR_OK;
}

static spr_status name_page(const reading *r, spr_desk *desk, const spr_outbound *v) {
  spr_status s = SPR_OK;
  for (size_t i = 0; i < r->o->n && s == SPR_OK; i++) s = write_id(&r->ids, desk, &v[i], &r->o->notices[i]);
  return s;
}

static void bind_filter(reading *r) {
  spr_hasher h;
  spr_hasher_begin(&h, "sprawa outbox cursor 3");
  spr_api_hash_view(&h, &r->eyes.view);
  spr_hasher_end(&h, &r->page.bound);
  bind_ids(&r->ids);
}

/* Behind which position of the journal. */
static spr_status read_cursor(reading *r, spr_desk *desk) {
  spr_mark from;
  spr_status s = spr_page_begin(&r->page, desk, &from);
  if (s != SPR_OK || !r->page.cursor) return s;
  r->filter.after = spr_mark_take_number(&from);
  return spr_page_begun(&r->page, &from);
}

static spr_status write_cursor(const reading *r, spr_desk *desk, uint64_t after) {
  spr_mark to = {.n = 0};
  spr_mark_put_number(&to, after);
  return spr_page_end(&r->page, desk, &to, r->o->next);
}

static spr_status read_page(const reading *r, spr_desk *desk, spr_arena *arena) {
  spr_outbound *v;
  uint32_t n;
  spr_status s = spr_outbox(desk, &r->filter, arena, &v, &n);
  if (s != SPR_OK) return s;
  r->o->more = n >= r->filter.limit;
  s = copy_page(r, v, n);
  if (s == SPR_OK) s = name_page(r, desk, v);
  return s == SPR_OK ? write_cursor(r, desk, n > 0 ? v[n - 1].pos : r->filter.after) : s;
}

static spr_status read_outbox(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  reading *r = ud;
  spr_arena arena;
  (void)store;
  (void)now;
  spr_status s = read_cursor(r, desk);
  if (s != SPR_OK) return s;
  spr_arena_init(&arena, &r->o->bag.alloc, SPR_MAX_RUN_BYTES);
  s = read_page(r, desk, &arena);
  spr_arena_release(&arena);
  return s;
}

sprawa_code sprawa_engine_outbox(sprawa_engine *e, const sprawa_view *as, const char *cursor, uint32_t limit,
                                 sprawa_outbox **out, sprawa_error *error) {
  reading r = {.page = {.cursor = cursor}};
  if (out) *out = NULL;
  if (!e || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL, "the engine, or where to put the outbox, is missing");
  sprawa_code code = spr_api_eyes(error, as, &r.eyes);
  if (code == SPRAWA_OK) code = spr_page_limit(error, limit, &r.filter.limit);
  if (code != SPRAWA_OK) return code;
  spr_view_narrow_notices(&r.eyes.view, &r.filter);
  bind_filter(&r);
  r.o = spr_realloc(&e->alloc, NULL, 0, sizeof *r.o);
  if (!r.o) return spr_api_status(error, SPR_ENOMEM, NULL);
  *r.o = (sprawa_outbox){.n = 0};
  spr_api_bag_init(&r.o->bag, &e->alloc);
  code = spr_page_read(e, read_outbox, &r, &r.page, error);
  if (code == SPRAWA_OK)
    *out = r.o;
  else
    sprawa_outbox_free(r.o);
  return code;
}

void sprawa_outbox_free(sprawa_outbox *o) {
  if (!o) return;
  spr_alloc alloc = o->bag.alloc;
  spr_api_bag_release(&o->bag);
  spr_free(&alloc, o, sizeof *o);
}

const sprawa_notice *sprawa_outbox_at(const sprawa_outbox *o, size_t i) {
  return o && i < o->n ? &o->notices[i] : NULL;
}

const char *sprawa_outbox_next(const sprawa_outbox *o) {
  return o ? o->next : NULL;
}

bool sprawa_outbox_more(const sprawa_outbox *o) {
  return o && o->more;
}

/* -- acknowledging -------------------------------------------------------------------------------------- */

typedef struct acknowledging {
  spr_page ids;
  uint64_t pos, n;
  spr_eyes eyes;
  bool found;
} acknowledging;

static bool on_notice(void *ud, const spr_notice_row *row) {
  acknowledging *k = ud;
  k->found = row->pos == k->pos && row->n == k->n;
  return row->pos == k->pos && !k->found;
}

static spr_status acknowledge(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  acknowledging *k = ud;
  spr_notice_filter f = {.limit = 1};
  k->found = false;
  spr_status s = read_id(&k->ids, desk, &k->pos, &k->n);
  if (s != SPR_OK) return s == SPR_EINVAL ? SPR_ENOTFOUND : s;
  spr_view_narrow_notices(&k->eyes.view, &f);
  f.after = k->pos - 1;
  s = spr_store_notices(store, &f, on_notice, k);
  if (s == SPR_OK && !k->found) s = SPR_ENOTFOUND;
  return s == SPR_OK ? spr_outbox_delivered(store, k->pos, (uint32_t)k->n, now) : s;
}

sprawa_code sprawa_engine_acknowledge(sprawa_engine *e, const char *notice, const sprawa_view *as,
                                      sprawa_error *error) {
  acknowledging k = {.ids = {.cursor = notice}};
  spr_str text;
  if (!e) return spr_api_fail(error, SPRAWA_INVALID, NULL, "the engine is missing");
  sprawa_code code = spr_api_text(error, "the notice", notice, true, &text);
  if (code == SPRAWA_OK) code = spr_api_eyes(error, as, &k.eyes);
  if (code != SPRAWA_OK) return code;
  bind_ids(&k.ids);
  spr_status s = spr_engine_write(e->engine, acknowledge, &k);
  if (s == SPR_OK) return spr_api_ok(error);
  if (s != SPR_ENOTFOUND) return spr_api_failed(e, s, error);
  return spr_api_fail(error, SPRAWA_NOT_FOUND, NULL, "no notice \"%s\"", notice);
}
