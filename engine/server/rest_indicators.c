/* SPDX-License-Identifier: Apache-2.0 */
#include "doors/indicators_json.h"
#include "server/rest_routes.h"

/* Indicators. No case is told of; but a figure about few cases tells of these, so it is kept from whoever may
 * not read them. */

static bool read_by(spr_visit *v, sprawa_indicators_query *q) {
  const char *by = spr_rest_query(v, "by");
  bool both = by && strcmp(by, "municipality,version") == 0;
  q->by_municipality = both || (by && strcmp(by, "municipality") == 0);
  q->by_version = both || (by && strcmp(by, "version") == 0);
  if (!by || q->by_municipality || q->by_version) return true;
  spr_rest_misasked(v, "by", "municipality, version, or \"municipality,version\"");
  return false;
}

/* Which bound of the period the library would not have. */
static const char *blamed(const sprawa_indicators_query *q, const sprawa_error *e) {
  if (strcmp(e->name, "period") != 0) return NULL;
  return q->since && (!q->until || strncmp(e->message, "since", 5) == 0) ? "since" : "until";
}

void spr_rest_read_indicators(spr_visit *v) {
  bool reads_cases = spr_principal_may(v->who, SPR_SCOPE_CASES_READ);
  sprawa_indicators_query q = {.as = &v->view,
                               .municipality = spr_rest_query(v, "municipality"),
                               .package = spr_rest_query(v, "package"),
                               .since = spr_rest_query(v, "since"),
                               .until = spr_rest_query(v, "until"),
                               .least = reads_cases ? 0 : SPRAWA_INDICATOR_LEAST};
  sprawa_indicators *x = NULL;
  sprawa_error e;
  if (!read_by(v, &q)) return;
  if (sprawa_engine_indicators(v->server->engine, &q, &x, &e) != SPRAWA_OK) {
    spr_rest_failed(v, &e, blamed(&q, &e));
    return;
  }
  SPR_HOLD(v, x, sprawa_indicators_free);
  spr_indicators_json(&q, x, &v->answer->body);
  spr_rest_done(v);
}
