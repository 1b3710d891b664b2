/* SPDX-License-Identifier: Apache-2.0 */
#include "server/cases_query.h"

/* The values that there are; NULL: any. */
static const struct {
  const char *name;
  const char *values[4];
} keys[SPR_CASES_KEYS] = {
    [SPR_CASES_CITY] = {"city", {NULL}},
    [SPR_CASES_STAGE] = {"stage", {NULL}},
    [SPR_CASES_STATE] = {"state", {NULL}},
    [SPR_CASES_RESPONSIBLE] = {"responsible", {NULL}},
    [SPR_CASES_DUE] = {"due", {"overdue", "week"}},
    [SPR_CASES_STATUS] = {"status", {"all"}},
    [SPR_CASES_NEED] = {"need", {"incidents", "still", "emergencies"}},
    [SPR_CASES_TEXT] = {"q", {NULL}},
    [SPR_CASES_SORT] = {"sort", {"age", "last"}},
    [SPR_CASES_CURSOR] = {"cursor", {NULL}},
};

const char *spr_cases_name(spr_cases_key key) {
  return keys[key].name;
}

static bool is_known(spr_cases_key key, spr_str value) {
  const char *const *v = keys[key].values;
  if (!v[0]) return true;
  for (; *v; v++)
    if (spr_str_is(value, *v)) return true;
  return false;
}

spr_cases_query spr_cases_asked(const spr_http *h) {
  spr_cases_query q = {0};
  for (int k = 0; k < SPR_CASES_KEYS; k++) {
    spr_str value = spr_str_trim(spr_http_query(h, keys[k].name));
    if (value.n && is_known((spr_cases_key)k, value)) q.value[k] = value;
  }
  return q;
}

spr_str spr_cases_url(spr_arena *a, const char *path, const spr_cases_query *q) {
  spr_url u = spr_url_begin(a, path);
  for (int k = 0; k < SPR_CASES_KEYS; k++) spr_url_query(&u, keys[k].name, q->value[k]);
  return u.text;
}

spr_str spr_cases_url_with(spr_arena *a, const spr_cases_query *q, spr_cases_key key, spr_str value) {
  spr_cases_query other = *q;
  other.value[SPR_CASES_CURSOR] = (spr_str){0};
  other.value[key] = value;
  return spr_cases_url(a, "/cases", &other);
}

bool spr_cases_filtered(const spr_cases_query *q) {
  for (int k = 0; k < SPR_CASES_SORT; k++)
    if (q->value[k].n) return true;
  return false;
}
