/* SPDX-License-Identifier: Apache-2.0 */
#include "api/page.h"

#include "cases/cursors.h"
#include "store/token.h"

_Static_assert(SPR_TOKEN_CHARS(SPR_MAX_TOKEN_BYTES) <= SPRAWA_CURSOR, "case.h says how long a cursor is");

/* -- marks ---------------------------------------------------------------------------------------------- */

static uint8_t *room(spr_mark *m, size_t n) {
  if (n > sizeof m->b - m->n) return NULL;
  m->n += n;
  return m->b + m->n - n;
}

void spr_mark_put_number(spr_mark *m, uint64_t n) {
  uint8_t *p = room(m, 8);
  for (int i = 0; p && i < 8; i++) p[i] = (uint8_t)(n >> 8 * i);
}

void spr_mark_put_text(spr_mark *m, spr_str s, uint16_t max) {
  uint8_t *p = room(m, 2 + (size_t)max);
  uint32_t n = s.n < max ? s.n : max;
  if (!p) return;
  memset(p, 0, 2 + (size_t)max);
  p[0] = (uint8_t)n;
  p[1] = (uint8_t)(n >> 8);
  if (n > 0) memcpy(p + 2, s.p, n);
}

static const uint8_t *take(spr_mark *m, size_t n) {
  m->failed = m->failed || n > m->n - m->taken;
  if (m->failed) return NULL;
  m->taken += n;
  return m->b + m->taken - n;
}

uint64_t spr_mark_take_number(spr_mark *m) {
  const uint8_t *p = take(m, 8);
  uint64_t n = 0;
  for (int i = 0; p && i < 8; i++) n |= (uint64_t)p[i] << 8 * i;
  return n;
}

spr_str spr_mark_take_text(spr_mark *m, uint16_t max) {
  const uint8_t *p = take(m, 2 + (size_t)max);
  uint32_t n = p ? (uint32_t)(p[0] | p[1] << 8) : 0;
  m->failed = m->failed || n > max;
  return m->failed ? SPR_STR("") : spr_str_n((const char *)p + 2, n);
}

/* -- cursors -------------------------------------------------------------------------------------------- */

spr_status spr_page_begin(spr_page *p, spr_desk *desk, spr_mark *from) {
  spr_hash secret;
  *from = (spr_mark){.n = 0};
  if (!p->cursor) return SPR_OK;
  spr_status s = spr_cursors_secret(desk, &secret);
  if (s != SPR_OK) return s;
  p->wrong = !spr_token_read(&secret, &p->bound, spr_str_of(p->cursor), from->b, &from->n);
  return p->wrong ? SPR_EINVAL : SPR_OK;
}

spr_status spr_page_begun(spr_page *p, const spr_mark *from) {
  p->wrong = from->failed || from->taken != from->n;
  return p->wrong ? SPR_EINVAL : SPR_OK;
}

spr_status spr_page_end(const spr_page *p, spr_desk *desk, const spr_mark *to, char next[SPRAWA_CURSOR + 1]) {
  spr_hash secret;
  spr_status s = spr_cursors_secret(desk, &secret);
  if (s == SPR_OK) spr_token_write(&secret, &p->bound, spr_str_n((const char *)to->b, to->n), next);
  return s;
}

/* -- reading -------------------------------------------------------------------------------------------- */

sprawa_count spr_page_count(uint64_t found) {
  bool more = found > SPRAWA_COUNTED;
  return (sprawa_count){more ? SPRAWA_COUNTED : (uint32_t)found, more};
}

sprawa_code spr_page_limit(sprawa_error *e, uint32_t asked, uint32_t *out) {
  *out = asked ? asked : SPR_LISTED;
  if (asked <= SPR_MAX_LISTED) return SPRAWA_OK;
  return spr_api_fail(e, SPRAWA_INVALID, NULL, "a page has at most %d rows", SPR_MAX_LISTED);
}

static sprawa_code outcome(sprawa_engine *e, const spr_page *p, spr_status s, sprawa_error *error) {
  if (p->wrong)
    return spr_api_fail(error, SPRAWA_INVALID, "cursor",
                        "the cursor is not one of a list with this filter: take what the page before gave");
  if (s != SPR_OK) return spr_api_failed(e, s, error);
  if (p->missing.n)
    return spr_api_fail(error, SPRAWA_NOT_FOUND, NULL, "%.*s", SPR_FMT(spr_buf_view(&p->missing)));
  return spr_api_ok(error);
}

sprawa_code spr_page_read(sprawa_engine *e, spr_engine_work read, void *ud, spr_page *p,
                          sprawa_error *error) {
  p->wrong = false;
  spr_buf_init(&p->missing, &e->alloc, SPR_MAX_LOG_BYTES);
  sprawa_code code = outcome(e, p, spr_engine_read(e->engine, read, ud), error);
  spr_buf_release(&p->missing);
  return code;
}
