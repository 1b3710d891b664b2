/* SPDX-License-Identifier: Apache-2.0 */
#include "api/page.h"

/* How the engine keeps up: what is due and has not been done. */

typedef struct counting {
  sprawa_condition *out;
  spr_page page;
} counting;

/* One more is looked for than is counted, which tells that there are more. */
#define LOOKED_FOR (SPRAWA_COUNTED + 1)

typedef struct lateness {
  sprawa_condition *out;
  spr_instant now;
} lateness;

/* The first one is due for the longest. */
static bool on_due(void *ud, const spr_case_row *c) {
  const lateness *l = ud;
  if (l->out->due.n == 0 && c->pending < l->now) l->out->late = l->now - c->pending;
  return ++l->out->due.n < LOOKED_FOR;
}

static bool on_message(void *ud, const spr_message_row *m) {
  (void)m;
  return ++((sprawa_count *)ud)->n < LOOKED_FOR;
}

static void close_count(sprawa_count *c) {
  c->more = c->n > SPRAWA_COUNTED;
  if (c->more) c->n = SPRAWA_COUNTED;
}

static spr_status count(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  (void)desk;
  sprawa_condition *out = ((counting *)ud)->out;
  lateness l = {out, now};
  const spr_case_filter failing = {.only_failing = true, .now = now};
  const spr_case_filter overdue = {.only_open = true, .only_overdue = true, .now = now};
  spr_status s = spr_store_stable_pos(store, &out->entries);
  if (s == SPR_OK) s = spr_store_due(store, now, NULL, LOOKED_FOR, on_due, &l);
  if (s == SPR_OK) s = spr_store_messages(store, now, NULL, LOOKED_FOR, on_message, &out->messages);
  spr_store_backlog left = {0};
  if (s == SPR_OK) s = spr_store_outstanding(store, LOOKED_FOR, &left);
  out->notices.n = (uint32_t)left.notices;
  out->bytes = left.bytes;
  if (s == SPR_OK) s = spr_store_tally(store, &failing, LOOKED_FOR, &out->incidents.n);
  if (s == SPR_OK) s = spr_store_tally(store, &overdue, LOOKED_FOR, &out->overdue.n);
  close_count(&out->due);
  close_count(&out->overdue);
  close_count(&out->messages);
  close_count(&out->incidents);
  close_count(&out->notices);
  return s;
}

sprawa_code sprawa_engine_condition(sprawa_engine *e, sprawa_condition *out, sprawa_error *error) {
  if (out) *out = (sprawa_condition){0};
  if (!e || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL, "the engine, or where to put its condition, is missing");
  counting c = {.out = out};
  return spr_page_read(e, count, &c, &c.page, error);
}

sprawa_code sprawa_engine_ready(sprawa_engine *e, sprawa_error *error) {
  char why[SPR_MAX_MESSAGE_BYTES];
  if (!e) return spr_api_fail(error, SPRAWA_INVALID, NULL, "the engine is missing");
  spr_status s = spr_engine_writable(e->engine, why);
  sprawa_code code = spr_api_status(error, s, NULL);
  if (s == SPR_OK || !why[0] || !error) return code;
  return spr_api_fail(error, code, error->name, "%s: %s", spr_status_text(s), why);
}
