/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/indicators.h"
#include "api/page.h"

/* Indicators: engine/lab counts, a slice at a time, so that others read in between. */

struct sprawa_indicators {
  spr_api_bag bag;
  sprawa_indicator *v;
  uint32_t n, cap;
  uint64_t entries;
};

typedef struct counting {
  sprawa_indicators *out;
  spr_indicators *x;
  spr_indicators_asked asked;
  spr_case_filter which;
  spr_eyes eyes;
  spr_page page;
} counting;

/* -- the period ----------------------------------------------------------------------------------------- */

static sprawa_code read_moment(sprawa_error *error, const char *what, const char *text, spr_moment *out) {
  spr_str s;
  spr_local local = 0;
  bool has_offset = false;
  int64_t offset = 0;
  sprawa_code code = spr_api_text(error, what, text, false, &s);
  if (code != SPRAWA_OK || s.n == 0) return code;
  out->given = true;
  out->is_day = spr_day_parse(s, &out->day);
  bool ok = out->is_day || (spr_datetime_parse(s, &local, &has_offset, &offset) && has_offset);
  out->at = local - offset;
  if (ok) return SPRAWA_OK;
  return spr_api_fail(error, SPRAWA_INVALID, "period",
                      "%s \"%.64s\": write a day, such as 2026-03-31, or a time with an offset, such as "
                      "2026-03-31T12:00:00+02:00",
                      what, text);
}

/* A day and an instant are compared where days begin, which differs from zone to zone by a day at most. */
static sprawa_code check_period(sprawa_error *error, const spr_indicators_asked *a) {
  const spr_moment *from = &a->since, *to = &a->until;
  if (!from->given || !to->given) return SPRAWA_OK;
  bool backwards = from->is_day && to->is_day ? from->day > to->day : false;
  if (!from->is_day && !to->is_day) backwards = from->at > to->at;
  if (!backwards) return SPRAWA_OK;
  return spr_api_fail(error, SPRAWA_INVALID, "period", "the period ends before it begins");
}

/* -- copying -------------------------------------------------------------------------------------------- */

static void copy_figures(spr_api_bag *b, const spr_indicator_row *r, sprawa_indicator *out) {
  sprawa_figure *v = SPR_NEW_N(&b->arena, sprawa_figure, SPR_FIGURES);
  for (int k = 0; k < SPR_FIGURES; k++)
    if (r->has[k])
      v[out->nfigures++] = (sprawa_figure){spr_figure_word((spr_figure)k), (uint32_t)r->figures[k]};
  out->figures = v;
}

static uint32_t share_of(const spr_indicator_row *r) {
  uint64_t n = r->met + r->missed;
  return n ? (uint32_t)((r->met * 2000 + n) / (2 * n)) : 0;
}

static void copy_row(spr_api_bag *b, const spr_indicator_row *r, sprawa_indicator *out) {
  *out = (sprawa_indicator){.package = spr_api_z(b, r->package),
                            .name = spr_api_z(b, r->is->name),
                            .title = spr_api_title(b, &r->is->title),
                            .description = spr_api_title(b, &r->is->description),
                            .workflow = spr_api_z(b, r->workflow),
                            .measure = spr_measure_word(r->is->measure),
                            .from = spr_api_z(b, r->is->from),
                            .to = spr_api_z(b, r->is->to),
                            .deadline = spr_api_z(b, r->is->deadline),
                            .basis = spr_api_z(b, r->is->basis),
                            .illustrative = r->is->illustrative,
                            .by_city = r->is->by_city,
                            .municipality = spr_api_z(b, r->municipality),
                            .version = spr_api_z(b, r->version),
                            .counted = r->counted,
                            .withheld = r->withheld,
                            .waiting = r->waiting,
                            .left = r->left,
                            .met = r->met,
                            .missed = r->missed,
                            .share_met = share_of(r),
                            .moved = r->moved,
                            .open = r->open,
                            .resting = r->resting,
                            .waived = r->waived,
                            .cancelled = r->cancelled,
                            .elsewhere = r->elsewhere};
  out->municipality_title = out->municipality;
  if (!*out->title) out->title = out->name;
  copy_figures(b, r, out);
}

/* As it is deployed now, else its id. */
static void name_municipality(spr_api_bag *b, spr_desk *desk, sprawa_indicator *row) {
  spr_volume *v = NULL;
  spr_str package = spr_str_of(row->package), city = spr_str_of(row->municipality);
  if (city.n == 0 || spr_shelf_current(spr_desk_shelf(desk), package, city, &v) != SPR_OK || !v->city) return;
  const char *title = spr_api_title(b, &v->city->title);
  if (*title) row->municipality_title = title;
}

static spr_status copy_all(counting *c, spr_desk *desk) {
  sprawa_indicators *out = c->out;
  spr_indicator_row row;
  jmp_buf env;
  if (spr_arena_guard(&out->bag.arena, &env)) return SPR_ENOMEM;
  for (uint32_t i = 0; spr_indicators_row(c->x, i, &row); i++) {
    sprawa_indicator *to = SPR_PUSH(&out->bag.arena, out->v, out->n, out->cap);
    copy_row(&out->bag, &row, to);
    name_municipality(&out->bag, desk, to);
  }
  spr_arena_unguard(&out->bag.arena, NULL);
  out->entries = spr_indicators_read(c->x);
  return SPR_OK;
}

/* -- asking --------------------------------------------------------------------------------------------- */

static spr_status find_missing(counting *c, spr_desk *desk, spr_store *store) {
  const spr_question q = {.view = &c->eyes.view,
                          .package = c->which.package,
                          .municipality = c->which.municipality,
                          .institutions = {spr_api_only_institution(&c->eyes.view)}};
  return spr_known_missing(desk, store, &q, &c->page.missing);
}

static spr_status read_end(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  counting *c = ud;
  (void)now;
  spr_status s = copy_all(c, desk);
  bool nothing = c->out->n == 0 || c->out->entries == 0;
  return s == SPR_OK && nothing ? find_missing(c, desk, store) : s;
}

static spr_status read_slice(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  return spr_indicators_slice(ud, desk, store, now);
}

static sprawa_code count(counting *c, sprawa_engine *e, sprawa_error *error) {
  spr_status s = spr_indicators_new(&e->alloc, &c->asked, &c->x);
  while (s == SPR_OK && !spr_indicators_done(c->x)) s = spr_engine_slice(e->engine, read_slice, c->x);
  if (s != SPR_OK) return spr_api_failed(e, s, error);
  return spr_page_read(e, read_end, c, &c->page, error);
}

static sprawa_code read_query(counting *c, const sprawa_indicators_query *q, sprawa_error *error) {
  spr_indicators_asked *a = &c->asked;
  sprawa_code code = spr_api_eyes(error, q->as, &c->eyes);
  if (code == SPRAWA_OK)
    code = spr_api_text(error, "the municipality", q->municipality, false, &c->which.municipality);
  if (code == SPRAWA_OK) code = spr_api_text(error, "the package", q->package, false, &c->which.package);
  if (code == SPRAWA_OK) code = read_moment(error, "since", q->since, &a->since);
  if (code == SPRAWA_OK) code = read_moment(error, "until", q->until, &a->until);
  if (code == SPRAWA_OK) code = check_period(error, a);
  spr_view_narrow(&c->eyes.view, &c->which);
  a->which = &c->which;
  a->by_municipality = q->by_municipality;
  a->by_version = q->by_version;
  a->least = q->least;
  return code;
}

sprawa_code sprawa_engine_indicators(sprawa_engine *e, const sprawa_indicators_query *q,
                                     sprawa_indicators **out, sprawa_error *error) {
  counting c = {.out = NULL};
  if (out) *out = NULL;
  if (!e || !q || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL,
                        "the engine, the question, or where to put the indicators, is missing");
  sprawa_code code = read_query(&c, q, error);
  if (code != SPRAWA_OK) return code;
  c.out = spr_realloc(&e->alloc, NULL, 0, sizeof *c.out);
  if (!c.out) return spr_api_status(error, SPR_ENOMEM, NULL);
  *c.out = (sprawa_indicators){.n = 0};
  spr_api_bag_init(&c.out->bag, &e->alloc);
  spr_api_bag_speaks(&c.out->bag, &c.eyes, e->language);
  code = count(&c, e, error);
  spr_indicators_free(c.x);
  if (code == SPRAWA_OK)
    *out = c.out;
  else
    sprawa_indicators_free(c.out);
  return code;
}

void sprawa_indicators_free(sprawa_indicators *x) {
  if (!x) return;
  spr_alloc alloc = x->bag.alloc;
  spr_api_bag_release(&x->bag);
  spr_free(&alloc, x, sizeof *x);
}

const sprawa_indicator *sprawa_indicators_at(const sprawa_indicators *x, size_t i) {
  return x && i < x->n ? &x->v[i] : NULL;
}

uint64_t sprawa_indicators_entries(const sprawa_indicators *x) {
  return x ? x->entries : 0;
}
