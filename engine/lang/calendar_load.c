/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/calendar_load.h"

#include "base/limits.h"
#include "base/scan.h"
#include "lang/scalar.h"
#include "lang/schema.h"
#include "lang/site_load.h"

#define ALL_WEEK 0xfeu /* bits 1..7 */
#define MAX_EASTER_OFFSET 200

/* The schema has checked the form; here the parts are read, and what the schema cannot know is checked. */
typedef struct loader {
  spr_arena *arena;
  spr_diags *diags;
} loader;

/* The value of a key, or NULL if it is absent or was reported already. */
static const spr_node *part(const spr_node *map, const char *key) {
  const spr_node *n = spr_node_get(map, key);
  return n && !n->poisoned ? n : NULL;
}

static spr_day day_of(const spr_node *map, const char *key, spr_day otherwise) {
  spr_day d;
  const spr_node *n = part(map, key);
  return n && spr_scalar_date(n, &d) ? d : otherwise;
}

static bool flag_of(const spr_node *map, const char *key) {
  bool yes;
  const spr_node *n = part(map, key);
  return n && spr_scalar_boolean(n, &yes) && yes;
}

static spr_str text_of(const spr_node *map, const char *key) {
  return spr_node_text(part(map, key));
}

/* The engine's own explanations are in English. */
static spr_title title_of(const loader *l, const spr_node *map) {
  const spr_node *n = part(map, "title");
  if (spr_node_is_map(n) && !spr_node_get(n, "en"))
    spr_diag_add(l->diags, SPR_D_MISSING_TRANSLATION, n->at, "the title has no English text, `en`");
  return spr_title_of(l->arena, n);
}

/* -- weekends ------------------------------------------------------------------------------------------- */

static unsigned weekday_bit(spr_str name) {
  static const char *const names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                      "friday", "saturday", "sunday"};
  for (uint32_t i = 0; i < 7; i++)
    if (spr_str_is(name, names[i])) return 1u << (i + 1);
  return 0;
}

static uint8_t weekdays_of(const loader *l, const spr_node *map, const char *key) {
  unsigned bits = 0;
  const spr_node *n = part(map, key);
  if (!spr_node_is_list(n)) return 0;
  for (uint32_t i = 0; i < n->n; i++) bits |= weekday_bit(spr_node_text(n->items[i]));
  if (bits == ALL_WEEK)
    spr_diag_add(l->diags, SPR_D_OUT_OF_RANGE, n->at, "not every day of the week can be free");
  return (uint8_t)bits;
}

static void read_weekend(const loader *l, const spr_node *n, const spr_weekend *before, spr_weekend *out) {
  const spr_node *from = spr_node_get(n, "from");
  out->from = day_of(n, "from", SPR_DAY_MIN);
  out->known = day_of(n, "known", out->from);
  out->free_for_terms = weekdays_of(l, n, "terms");
  out->free_for_work = weekdays_of(l, n, "work");
  out->unconfirmed = flag_of(n, "unconfirmed");
  out->basis = text_of(n, "basis");
  if (n->poisoned || (from && from->poisoned)) return;
  spr_span at = from ? from->at : n->at;
  if (!before && from) spr_diag_add(l->diags, SPR_D_OUT_OF_RANGE, at, "the first period has no beginning");
  if (before && before->from >= out->from)
    spr_diag_add(l->diags, SPR_D_OUT_OF_RANGE, at, "a period begins after the one before it");
}

/* -- holidays ------------------------------------------------------------------------------------------- */

static bool easter_rule(spr_str s, spr_holiday *out) {
  if (!spr_str_starts(s, SPR_STR("easter"))) return false;
  spr_scan rest = spr_str_sub(s, 6, s.n);
  int64_t n = 0;
  out->kind = SPR_RULE_EASTER;
  out->offset = 0;
  if (rest.n == 0) return true;
  bool before = spr_scan_char(&rest, '-');
  if (!before && !spr_scan_char(&rest, '+')) return false;
  if (!spr_scan_digits(&rest, 1, 3, &n) || rest.n != 0 || n < 1 || n > MAX_EASTER_OFFSET) return false;
  out->offset = (int32_t)(before ? -n : n);
  return true;
}

static bool fixed_rule(spr_scan s, spr_holiday *out) {
  int64_t month, day;
  if (!spr_scan_digits(&s, 2, 2, &month) || !spr_scan_char(&s, '-')) return false;
  if (!spr_scan_digits(&s, 2, 2, &day) || s.n != 0) return false;
  out->kind = SPR_RULE_FIXED;
  out->month = (int32_t)month;
  out->day = (int32_t)day;
  return spr_ymd_valid((spr_ymd){2000, out->month, out->day}); /* a leap year */
}

static bool date_rule(spr_str s, spr_holiday *out) {
  out->kind = SPR_RULE_DATE;
  return spr_day_parse(s, &out->date);
}

static void read_holiday(const loader *l, const spr_node *n, spr_holiday *out) {
  const spr_node *on = part(n, "on"), *from = part(n, "from"), *until = part(n, "until");
  spr_str rule = spr_node_text(on);
  bool known = fixed_rule(rule, out) || easter_rule(rule, out) || date_rule(rule, out);
  if (on && !known) {
    spr_diag *e =
        spr_diag_add(l->diags, SPR_D_BAD_DATE, on->at, "no rule for a day: \"%.*s\"", SPR_FMT(rule));
    spr_diag_help(l->diags, e, "write 12-24, easter, easter+60, easter-2, or 2018-11-12");
  }
  out->from = day_of(n, "from", SPR_DAY_MIN);
  out->until = day_of(n, "until", SPR_DAY_MAX);
  out->known = day_of(n, "known", out->from);
  out->unconfirmed = flag_of(n, "unconfirmed");
  out->title = title_of(l, n);
  out->basis = text_of(n, "basis");
  if (known && out->kind == SPR_RULE_DATE && (from || until))
    spr_diag_add(l->diags, SPR_D_CONFLICTING_KEYS, from ? from->at : until->at,
                 "a single day has no years in force");
  else if (out->until < out->from)
    spr_diag_add(l->diags, SPR_D_OUT_OF_RANGE, until->at, "the rule ends before it begins");
}

/* -- the file ------------------------------------------------------------------------------------------- */

/* The list under a key, if it is one of at most max entries. */
static const spr_node *entries(const loader *l, const spr_node *map, const char *key, uint32_t max) {
  const spr_node *n = part(map, key);
  if (!spr_node_is_list(n)) return NULL;
  if (n->n <= max) return n;
  spr_diag_add(l->diags, SPR_D_TOO_LARGE, n->at, "`%s` has more than %u entries", key, max);
  return NULL;
}

static void read_weekends(const loader *l, const spr_node *root, spr_calendar *c) {
  const spr_node *list = entries(l, root, "weekend", SPR_MAX_WEEKEND_PERIODS);
  if (!list || list->n == 0) return;
  spr_weekend *v = SPR_NEW_N(l->arena, spr_weekend, list->n);
  for (uint32_t i = 0; i < list->n; i++) read_weekend(l, list->items[i], i ? &v[i - 1] : NULL, &v[i]);
  c->weekends = v;
  c->nweekends = list->n;
}

static void read_holidays(const loader *l, const spr_node *root, spr_calendar *c) {
  const spr_node *list = entries(l, root, "holidays", SPR_MAX_HOLIDAY_RULES);
  if (!list || list->n == 0) return;
  spr_holiday *v = SPR_NEW_N(l->arena, spr_holiday, list->n);
  for (uint32_t i = 0; i < list->n; i++) read_holiday(l, list->items[i], &v[i]);
  c->rules = v;
  c->nrules = list->n;
}

spr_status spr_calendar_read(spr_arena *a, spr_diags *d, const spr_node *map, const spr_calendar **out) {
  loader l = {a, d};
  uint32_t faults = d->errors;
  *out = NULL;
  spr_calendar *c = SPR_NEW(a, spr_calendar);
  c->id = text_of(map, "calendar");
  c->title = title_of(&l, map);
  c->basis = text_of(map, "basis");
  read_weekends(&l, map, c);
  read_holidays(&l, map, c);
  if (d->errors != faults) return SPR_EINVAL;
  *out = c;
  return SPR_OK;
}

spr_status spr_calendar_load(spr_arena *a, spr_diags *d, uint32_t file, const spr_calendar **out) {
  spr_checker checker = {.d = d, .mode = SPR_MODE_PACKAGE};
  uint32_t faults = d->errors;
  *out = NULL;
  spr_node *root = spr_yaml_parse(a, d, file);
  if (!root) return SPR_EINVAL;
  spr_schema_check(&checker, SPR_SHAPE_CALENDAR, root);
  spr_status s = spr_calendar_read(a, d, root, out);
  if (d->errors == faults) return s;
  *out = NULL;
  return SPR_EINVAL;
}
