/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "api/page.h"

/* How the engine keeps up: what is due and has not been done. */

typedef struct counting {
  sprawa_condition *out;
  spr_eyes eyes;
  spr_page page;
  spr_instant now;
} counting;

/* The first one is due for the longest. */
static bool on_due(void *ud, const spr_case_row *c) {
  const counting *k = ud;
  sprawa_condition *out = k->out;
  if (!spr_view_oversees(&k->eyes.view, c->municipality, c->seen)) return true;
  if (out->due.n == 0 && c->pending < k->now) out->late = k->now - c->pending;
  return ++out->due.n < SPR_LOOKED_FOR;
}

/* -- messages: whose they are is asked when the store has lent them ----------------------------------------
 */

typedef struct messages {
  char sources[SPR_LISTED][SPR_CASE_ID_CHARS + 1];
  uint32_t n;
  spr_message_mark last;
} messages;

static bool on_message(void *ud, const spr_message_row *m) {
  messages *k = ud;
  snprintf(k->sources[k->n++], sizeof *k->sources, "%.*s", SPR_FMT(m->source));
  k->last = (spr_message_mark){m->pos, m->n};
  return true;
}

static spr_status count_page(const counting *k, spr_store *store, const messages *page) {
  spr_status s = SPR_OK;
  for (uint32_t i = 0; i < page->n && s == SPR_OK && k->out->messages.n < SPR_LOOKED_FOR; i++) {
    spr_case_row row;
    s = spr_store_case(store, spr_str_of(page->sources[i]), &row);
    if (s == SPR_OK) k->out->messages.n += spr_view_oversees(&k->eyes.view, row.municipality, row.seen);
  }
  return s;
}

static spr_status count_messages(const counting *k, spr_store *store) {
  messages page = {.n = 0};
  spr_status s = SPR_OK;
  do {
    bool first = page.n == 0;
    spr_message_mark behind = page.last;
    page.n = 0;
    s = spr_store_messages(store, k->now, first ? NULL : &behind, SPR_LISTED, on_message, &page);
    if (s == SPR_OK) s = count_page(k, store, &page);
  } while (s == SPR_OK && page.n == SPR_LISTED && k->out->messages.n < SPR_LOOKED_FOR);
  return s;
}

/* -- all of it ------------------------------------------------------------------------------------------ */

static spr_status count_cases(const counting *k, spr_store *store) {
  spr_case_filter failing = {.only_failing = true, .now = k->now};
  spr_case_filter overdue = {.only_open = true, .only_overdue = true, .now = k->now};
  spr_view_narrow_overseen(&k->eyes.view, &failing);
  spr_view_narrow_overseen(&k->eyes.view, &overdue);
  spr_status s = spr_store_tally(store, &failing, SPR_LOOKED_FOR, &k->out->incidents.n);
  return s == SPR_OK ? spr_store_tally(store, &overdue, SPR_LOOKED_FOR, &k->out->overdue.n) : s;
}

static spr_status count_whole(const counting *k, spr_store *store) {
  sprawa_condition *out = k->out;
  spr_store_backlog left = {0};
  if (!out->whole) return SPR_OK;
  spr_status s = spr_store_stable_pos(store, &out->entries);
  if (s == SPR_OK) s = spr_store_outstanding(store, SPR_LOOKED_FOR, &left);
  out->notices.n = (uint32_t)left.notices;
  out->bytes = left.bytes;
  return s;
}

static spr_status count(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  counting *k = ud;
  sprawa_condition *out = k->out;
  sprawa_count *const counts[] = {&out->due, &out->overdue, &out->messages, &out->incidents, &out->notices};
  (void)desk;
  k->now = now;
  spr_status s = count_whole(k, store);
  if (s == SPR_OK) s = spr_store_due(store, now, NULL, 0, on_due, k);
  if (s == SPR_OK) s = count_messages(k, store);
  if (s == SPR_OK) s = count_cases(k, store);
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) *counts[i] = spr_page_count(counts[i]->n);
  return s;
}

sprawa_code sprawa_engine_condition(sprawa_engine *e, const sprawa_view *as, sprawa_condition *out,
                                    sprawa_error *error) {
  counting k = {.out = out};
  if (out) *out = (sprawa_condition){0};
  if (!e || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL, "the engine, or where to put its condition, is missing");
  sprawa_code code = spr_api_eyes(error, as, &k.eyes);
  if (code != SPRAWA_OK) return code;
  out->whole = spr_view_oversees_all(&k.eyes.view);
  return spr_page_read(e, count, &k, &k.page, error);
}

sprawa_code sprawa_engine_ready(sprawa_engine *e, sprawa_error *error) {
  char why[SPR_MAX_MESSAGE_BYTES];
  if (!e) return spr_api_fail(error, SPRAWA_INVALID, NULL, "the engine is missing");
  spr_status s = spr_engine_writable(e->engine, why);
  sprawa_code code = spr_api_status(error, s, NULL);
  if (s == SPR_OK || !why[0] || !error) return code;
  return spr_api_fail(error, code, error->name, "%s: %s", spr_status_text(s), why);
}
