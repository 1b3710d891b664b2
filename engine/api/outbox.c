/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>

#include "api/page.h"
#include "cases/outbox.h"
#include "store/chain.h"

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
  uint32_t limit;
} reading;

/* -- reading -------------------------------------------------------------------------------------------- */

static void copy_notice(sprawa_outbox *o, const spr_outbound *m) {
  sprawa_notice *out = &o->notices[o->n];
  *out = (sprawa_notice){.case_id = spr_api_z(&o->bag, m->id),
                         .institution = spr_api_z(&o->bag, m->institution),
                         .text = m->sealed ? NULL : spr_api_z(&o->bag, m->text),
                         .at = m->at,
                         .delivered = m->delivered};
  snprintf(out->id, sizeof out->id, "%" PRIu64 ".%" PRIu32, m->pos, m->number);
  o->n++;
}

static spr_status is_told(const spr_view *view, spr_store *store, spr_str institution, spr_str id,
                          bool *out) {
  spr_case_row row;
  *out = view->everything || spr_view_is(view, institution);
  if (!*out || view->nmunicipalities == 0) return SPR_OK;
  spr_status s = spr_store_case(store, id, &row);
  *out = s == SPR_OK && spr_view_within(view, row.municipality);
  return s;
}

/* Those that may be told come first. */
static spr_status keep_told(const reading *r, spr_store *store, spr_outbound *v, uint32_t *n) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < *n; i++) {
    bool told = false;
    spr_status s = is_told(&r->eyes.view, store, v[i].institution, v[i].id, &told);
    if (s != SPR_OK) return s;
    if (told) v[kept++] = v[i];
  }
  *n = kept;
  return SPR_OK;
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

static void bind_filter(reading *r) {
  spr_hasher h;
  spr_hasher_begin(&h, "sprawa outbox cursor 3");
  spr_api_hash_view(&h, &r->eyes.view);
  spr_hasher_end(&h, &r->page.bound);
}

/* Behind which position of the journal. */
static spr_status read_cursor(reading *r, spr_desk *desk, uint64_t *after) {
  spr_mark from;
  *after = 0;
  spr_status s = spr_page_begin(&r->page, desk, &from);
  if (s != SPR_OK || !r->page.cursor) return s;
  *after = spr_mark_take_number(&from);
  return spr_page_begun(&r->page, &from);
}

static spr_status write_cursor(const reading *r, spr_desk *desk, uint64_t after) {
  spr_mark to = {.n = 0};
  spr_mark_put_number(&to, after);
  return spr_page_end(&r->page, desk, &to, r->o->next);
}

static spr_status read_outbox(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  reading *r = ud;
  spr_outbound *v;
  spr_arena arena;
  uint64_t after;
  uint32_t n;
  (void)now;
  spr_status s = read_cursor(r, desk, &after);
  if (s != SPR_OK) return s;
  spr_arena_init(&arena, &r->o->bag.alloc, SPR_MAX_RUN_BYTES);
  s = spr_outbox(desk, after, r->limit, &arena, &v, &n);
  r->o->more = s == SPR_OK && n >= r->limit;
  if (s == SPR_OK && n > 0) after = v[n - 1].pos;
  if (s == SPR_OK) s = keep_told(r, store, v, &n);
  if (s == SPR_OK) s = copy_page(r, v, n);
  if (s == SPR_OK) s = write_cursor(r, desk, after);
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
  if (code == SPRAWA_OK) code = spr_page_limit(error, limit, &r.limit);
  if (code != SPRAWA_OK) return code;
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
  uint64_t pos, n;
  spr_eyes eyes;
  bool found;
  char id[SPR_CASE_ID_CHARS + 1], institution[SPR_MAX_NAME + 1];
} acknowledging;

static void keep(char *out, size_t size, spr_str s) {
  uint32_t n = s.n < size ? s.n : 0;
  if (n) memcpy(out, s.p, n);
  out[n] = '\0';
}

static bool on_notice(void *ud, const spr_notice_row *row) {
  acknowledging *k = ud;
  k->found = row->pos == k->pos && row->n == k->n;
  if (k->found) keep(k->id, sizeof k->id, row->id);
  if (k->found) keep(k->institution, sizeof k->institution, row->institution);
  return row->pos == k->pos && !k->found;
}

static spr_status acknowledge(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  acknowledging *k = ud;
  bool told = false;
  (void)desk;
  k->found = false;
  spr_status s = spr_store_notices(store, k->pos - 1, 1, on_notice, k);
  if (s == SPR_OK && k->found)
    s = is_told(&k->eyes.view, store, spr_str_of(k->institution), spr_str_of(k->id), &told);
  if (s == SPR_OK && !told) s = SPR_ENOTFOUND;
  return s == SPR_OK ? spr_outbox_delivered(store, k->pos, (uint32_t)k->n, now) : s;
}

/* Digits up to `end`. */
static bool read_number(const char **p, char end, uint64_t *out) {
  const char *from = *p;
  for (*out = 0; **p >= '0' && **p <= '9' && *p - from < 18; ++*p) *out = *out * 10 + (uint64_t)(**p - '0');
  bool ok = *p != from && **p == end;
  *p += ok && end;
  return ok;
}

static bool read_id(const char *p, acknowledging *k) {
  return read_number(&p, '.', &k->pos) && read_number(&p, '\0', &k->n) && k->n <= UINT32_MAX && k->pos > 0;
}

sprawa_code sprawa_engine_acknowledge(sprawa_engine *e, const char *notice, const sprawa_view *as,
                                      sprawa_error *error) {
  acknowledging k;
  spr_str text;
  if (!e) return spr_api_fail(error, SPRAWA_INVALID, NULL, "the engine is missing");
  sprawa_code code = spr_api_text(error, "the notice", notice, true, &text);
  if (code == SPRAWA_OK) code = spr_api_eyes(error, as, &k.eyes);
  if (code != SPRAWA_OK) return code;
  spr_status s = read_id(notice, &k) ? spr_engine_write(e->engine, acknowledge, &k) : SPR_ENOTFOUND;
  if (s == SPR_OK) return spr_api_ok(error);
  if (s != SPR_ENOTFOUND) return spr_api_failed(e, s, error);
  return spr_api_fail(error, SPRAWA_NOT_FOUND, NULL, "no notice \"%s\"", notice);
}
