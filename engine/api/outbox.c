/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "api/engine_impl.h"
#include "cases/outbox.h"

struct sprawa_outbox {
  spr_api_bag bag;
  sprawa_notice *notices;
  size_t n;
  bool more;
  char next[24];
};

typedef struct reading {
  sprawa_outbox *o;
  spr_view view;
  uint64_t after;
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

static spr_status copy_page(const reading *r, const spr_outbound *v, uint32_t n) {
  sprawa_outbox *o = r->o;
  jmp_buf env;
  if (spr_arena_guard(&o->bag.arena, &env)) return SPR_ENOMEM;
  o->notices = SPR_NEW_N(&o->bag.arena, sprawa_notice, n + 1);
  for (uint32_t i = 0; i < n; i++)
    if (r->view.everything || spr_str_eq(v[i].institution, r->view.as)) copy_notice(o, &v[i]);
  spr_arena_unguard(&o->bag.arena, NULL);
  return SPR_OK;
}

static spr_status read_outbox(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  const reading *r = ud;
  spr_outbound *v;
  spr_arena arena;
  uint32_t n;
  (void)store;
  (void)now;
  spr_arena_init(&arena, &r->o->bag.alloc, SPR_MAX_RUN_BYTES);
  spr_status s = spr_outbox(desk, r->after, r->limit, &arena, &v, &n);
  if (s == SPR_OK) s = copy_page(r, v, n);
  r->o->more = s == SPR_OK && n >= r->limit;
  snprintf(r->o->next, sizeof r->o->next, "%" PRIu64, s == SPR_OK && n > 0 ? v[n - 1].pos : r->after);
  spr_arena_release(&arena);
  return s;
}

static sprawa_code read_cursor(const char *cursor, uint64_t *out, sprawa_error *e) {
  char *end = NULL;
  *out = 0;
  if (!cursor) return SPRAWA_OK;
  bool ok = *cursor >= '0' && *cursor <= '9' && strlen(cursor) < 20;
  if (ok) *out = strtoull(cursor, &end, 10);
  if (ok && *end == '\0' && *out <= INT64_MAX) return SPRAWA_OK;
  return spr_api_fail(e, SPRAWA_INVALID, "cursor", "the cursor is not one of an outbox");
}

sprawa_code sprawa_engine_outbox(sprawa_engine *e, const char *as, const char *cursor, uint32_t limit,
                                 sprawa_outbox **out, sprawa_error *error) {
  reading r = {.limit = limit ? limit : SPR_LISTED};
  if (out) *out = NULL;
  if (!e || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL, "the engine, or where to put the outbox, is missing");
  sprawa_code code = spr_api_as(error, as, &r.view);
  if (code == SPRAWA_OK) code = read_cursor(cursor, &r.after, error);
  if (code == SPRAWA_OK && limit > SPR_MAX_LISTED)
    code = spr_api_fail(error, SPRAWA_INVALID, NULL, "a page has at most %d rows", SPR_MAX_LISTED);
  if (code != SPRAWA_OK) return code;
  r.o = spr_realloc(&e->alloc, NULL, 0, sizeof *r.o);
  if (!r.o) return spr_api_status(error, SPR_ENOMEM, NULL);
  *r.o = (sprawa_outbox){.n = 0};
  spr_api_bag_init(&r.o->bag, &e->alloc);
  spr_status s = spr_engine_read(e->engine, read_outbox, &r);
  if (s == SPR_OK) {
    *out = r.o;
    return spr_api_ok(error);
  }
  sprawa_outbox_free(r.o);
  return spr_api_failed(e, s, error);
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
} acknowledging;

static spr_status acknowledge(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  const acknowledging *k = ud;
  (void)desk;
  return spr_outbox_delivered(store, k->pos, (uint32_t)k->n, now);
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
  return read_number(&p, '.', &k->pos) && read_number(&p, '\0', &k->n) && k->n <= UINT32_MAX;
}

sprawa_code sprawa_engine_acknowledge(sprawa_engine *e, const char *notice, sprawa_error *error) {
  acknowledging k;
  spr_str text;
  if (!e) return spr_api_fail(error, SPRAWA_INVALID, NULL, "the engine is missing");
  sprawa_code code = spr_api_text(error, "the notice", notice, true, &text);
  if (code != SPRAWA_OK) return code;
  spr_status s = read_id(notice, &k) ? spr_engine_write(e->engine, acknowledge, &k) : SPR_ENOTFOUND;
  if (s == SPR_OK) return spr_api_ok(error);
  if (s != SPR_ENOTFOUND) return spr_api_failed(e, s, error);
  return spr_api_fail(error, SPRAWA_NOT_FOUND, NULL, "no notice \"%s\"", notice);
}
