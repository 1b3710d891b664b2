/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "api/listing.h"
#include "api/page.h"

/* Cursors: FILTER.AT.NUMBER; ordered by a field FILTER.KIND:HEX.NUMBER. */

void spr_listing_bind(spr_listing *v) {
  const spr_case_filter *f = &v->filter;
  const spr_str texts[] = {v->view.as, f->municipality, f->package, f->workflow,
                           f->state,   f->responsible,  f->by};
  spr_hasher h;
  spr_hasher_begin(&h, "sprawa cursor 1");
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) spr_hasher_str(&h, texts[i]);
  spr_hasher_u64(&h, f->nwishes);
  for (uint32_t i = 0; i < f->nwishes; i++) {
    spr_hasher_str(&h, f->wishes[i].field);
    spr_hasher_str(&h, f->wishes[i].text);
  }
  spr_hasher_u64(&h, f->only_open);
  spr_hasher_u64(&h, f->only_overdue);
  spr_hasher_u64(&h, f->only_failing);
  spr_hasher_u64(&h, (uint64_t)f->order);
  spr_hasher_u64(&h, v->due_by != SPR_NO_INSTANT); /* until when may move with the clock */
  spr_hasher_end(&h, &v->bound);
}

/* -- values --------------------------------------------------------------------------------------------- */

static bool is_whole(const spr_listed *v) {
  return v->kind == SPR_LISTED_WHOLE || v->kind == SPR_LISTED_INSTANT;
}

/* A value as bytes: those of a text, or of a number. */
static spr_str bytes_of(const spr_listed *v, char number[8]) {
  if (is_whole(v)) memcpy(number, &v->whole, 8);
  if (v->kind == SPR_LISTED_NUMBER) memcpy(number, &v->number, 8);
  if (is_whole(v) || v->kind == SPR_LISTED_NUMBER) return spr_str_n(number, 8);
  return v->kind == SPR_LISTED_NOTHING ? SPR_STR("") : v->text;
}

static void write_value(const spr_listed *v, char *out, size_t size) {
  char number[8];
  spr_str s = bytes_of(v, number);
  size_t n = (size_t)snprintf(out, size, "%u:", v->kind);
  for (uint32_t i = 0; i < s.n; i++) n += (size_t)snprintf(out + n, size - n, "%02x", (unsigned char)s.p[i]);
}

static int digit(char c) {
  return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Moves *p behind it. The text is kept in `text`. */
static bool read_value(const char **p, char text[SPR_MAX_LISTED_TEXT], spr_listed *out) {
  uint32_t n = 0;
  if (**p < '0' || **p > '0' + SPR_LISTED_INSTANT || (*p)[1] != ':') return false;
  *out = (spr_listed){.kind = (uint8_t)(**p - '0')};
  for (*p += 2; **p && **p != '.'; *p += 2, n++) {
    int high = digit((*p)[0]), low = high < 0 ? -1 : digit((*p)[1]);
    if (low < 0 || n == SPR_MAX_LISTED_TEXT) return false;
    text[n] = (char)(high * 16 + low);
  }
  bool number = is_whole(out) || out->kind == SPR_LISTED_NUMBER;
  if (number && n != 8) return false;
  if (is_whole(out)) memcpy(&out->whole, text, 8);
  if (out->kind == SPR_LISTED_NUMBER) memcpy(&out->number, text, 8);
  if (!number) out->text = spr_str_n(text, n);
  return true;
}

/* -- reading and writing -------------------------------------------------------------------------------- */

/* Digits up to `end`, which is passed over too; false for anything else. */
static bool read_number(const char **p, int base, char end, uint64_t *out) {
  char *stop = NULL;
  if (!(**p >= '0' && **p <= '9') && !(base == 16 && **p >= 'a' && **p <= 'f')) return false;
  errno = 0;
  *out = strtoull(*p, &stop, base);
  if (errno || *stop != end) return false;
  *p = stop + (end != '\0');
  return true;
}

static bool read_at(const char **p, int64_t *at) {
  uint64_t n = 0;
  bool negative = **p == '-';
  *p += negative;
  if (!read_number(p, 10, '.', &n)) return false;
  *at = (int64_t)(negative ? 0 - n : n);
  return true;
}

static bool read_parts(spr_listing *v, const char *p) {
  spr_case_filter *f = &v->filter;
  uint64_t id = 0;
  if (!read_number(&p, 16, '.', &id) || id != spr_page_filter(&v->bound)) return false;
  if (f->order != SPR_BY_FIELD)
    return read_at(&p, &f->after_at) && read_number(&p, 10, '\0', &f->after_number);
  if (!read_value(&p, v->after_text, &f->after_value) || *p != '.') return false;
  p++;
  return read_number(&p, 10, '\0', &f->after_number);
}

sprawa_code spr_listing_begin(spr_listing *v, const char *cursor, sprawa_error *e) {
  if (!cursor) return SPRAWA_OK;
  v->filter.after = true;
  if (read_parts(v, cursor)) return SPRAWA_OK;
  return spr_page_wrong_cursor(e);
}

void spr_listing_end(const spr_listing *v) {
  sprawa_list *l = v->l;
  char at[8 + 2 * SPR_MAX_LISTED_TEXT];
  if (l->over || l->read < v->filter.limit) return;
  if (v->filter.order == SPR_BY_FIELD)
    write_value(&l->last_value, at, sizeof at);
  else
    snprintf(at, sizeof at, "%" PRId64, l->last_at);
  snprintf(l->next, sizeof l->next, "%08" PRIx32 ".%s.%" PRIu64, spr_page_filter(&v->bound), at,
           l->last_number);
}
