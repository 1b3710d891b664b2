/* SPDX-License-Identifier: Apache-2.0 */
#include "api/listing.h"

/* Cursors: what the last row was ordered by, and its number. */

void spr_listing_bind(spr_listing *v) {
  const spr_case_filter *f = &v->filter;
  const spr_str texts[] = {f->municipality, f->package, f->workflow, f->state, f->responsible, f->by};
  spr_hasher h;
  spr_hasher_begin(&h, "sprawa list cursor 6");
  spr_api_hash_view(&h, &v->eyes.view);
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) spr_hasher_str(&h, texts[i]);
  spr_hasher_u64(&h, f->nwishes);
  for (uint32_t i = 0; i < f->nwishes; i++) {
    spr_hasher_str(&h, f->wishes[i].field);
    spr_hasher_str(&h, f->wishes[i].text);
  }
  spr_hasher_u64(&h, f->nsought);
  for (uint32_t i = 0; i < f->nsought; i++) spr_hasher_str(&h, f->sought[i].word);
  spr_hasher_u64(&h, f->only_open);
  spr_hasher_u64(&h, f->only_overdue);
  spr_hasher_u64(&h, f->only_failing);
  spr_hasher_u64(&h, (uint64_t)f->order);
  spr_hasher_u64(&h, v->due_by != SPR_NO_INSTANT); /* until when may move with the clock */
  spr_hasher_u64(&h, f->quiet_since != 0);         /* so may this */
  spr_hasher_u64(&h, v->emergency_since != 0);
  spr_hasher_end(&h, &v->page.bound);
}

static bool is_whole(const spr_listed *v) {
  return v->kind == SPR_LISTED_WHOLE || v->kind == SPR_LISTED_INSTANT;
}

/* Values of all kinds take the same room. */
static void put_value(spr_mark *m, const spr_listed *v) {
  uint64_t number = 0;
  bool text = v->kind == SPR_LISTED_TEXT || v->kind == SPR_LISTED_FLAG;
  if (is_whole(v)) memcpy(&number, &v->whole, sizeof number);
  if (v->kind == SPR_LISTED_NUMBER) memcpy(&number, &v->number, sizeof number);
  spr_mark_put_number(m, v->kind);
  spr_mark_put_number(m, number);
  spr_mark_put_text(m, text ? v->text : SPR_STR(""), SPR_MAX_LISTED_TEXT);
}

static void take_value(spr_mark *m, spr_listed *out) {
  *out = (spr_listed){.kind = (uint8_t)spr_mark_take_number(m)};
  uint64_t number = spr_mark_take_number(m);
  if (is_whole(out)) memcpy(&out->whole, &number, sizeof number);
  if (out->kind == SPR_LISTED_NUMBER) memcpy(&out->number, &number, sizeof number);
  out->text = spr_mark_take_text(m, SPR_MAX_LISTED_TEXT);
}

spr_status spr_listing_begin(spr_listing *v, spr_desk *desk) {
  spr_case_filter *f = &v->filter;
  spr_status s = spr_page_begin(&v->page, desk, &v->from);
  f->after = v->page.cursor != NULL;
  if (s != SPR_OK || !f->after) return s;
  if (f->order == SPR_BY_FIELD)
    take_value(&v->from, &f->after_value);
  else
    f->after_at = (spr_instant)spr_mark_take_number(&v->from);
  f->after_number = spr_mark_take_number(&v->from);
  return spr_page_begun(&v->page, &v->from);
}

void spr_listing_go_on(spr_listing *v) {
  spr_case_filter *f = &v->filter;
  f->after = true;
  f->after_at = v->l->last.at;
  f->after_value = v->l->last_value;
  f->after_number = v->l->last.number;
}

spr_status spr_listing_end(const spr_listing *v, spr_desk *desk) {
  sprawa_list *l = v->l;
  spr_mark to = {.n = 0};
  if (!l->more) return SPR_OK;
  if (v->filter.order == SPR_BY_FIELD)
    put_value(&to, &l->last_value);
  else
    spr_mark_put_number(&to, (uint64_t)l->last.at);
  spr_mark_put_number(&to, l->last.number);
  return spr_page_end(&v->page, desk, &to, l->next);
}
