/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "doors/json_out.h"
#include "server/rest.h"

void spr_rest_done(spr_visit *v) {
  v->answer->status = v->route->status ? v->route->status : 200;
  v->answer->type = "application/json";
}

/* -- errors of the library --------------------------------------------------------------------------------
 */

typedef struct meaning {
  const char *name; /* of the error */
  spr_problem problem;
} meaning;

static spr_problem of_refusal(const char *name) {
  static const meaning known[] = {
      {"case-moved", SPR_PROBLEM_CASE_MOVED},         {"case-erased", SPR_PROBLEM_CASE_ERASED},
      {"case-closed", SPR_PROBLEM_CASE_CLOSED},       {"data", SPR_PROBLEM_DATA_INVALID},
      {"idempotency-mismatch", SPR_PROBLEM_MISMATCH},
  };
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strcmp(known[i].name, name) == 0) return known[i].problem;
  return SPR_PROBLEM_EVENT_REFUSED;
}

spr_problem spr_rest_problem(const sprawa_error *e) {
  switch (e->code) {
    case SPRAWA_REFUSED: return of_refusal(e->name);
    case SPRAWA_LIMIT: return SPR_PROBLEM_EVENT_REFUSED;
    case SPRAWA_NOT_FOUND: return SPR_PROBLEM_NOT_FOUND;
    case SPRAWA_INVALID: return SPR_PROBLEM_MALFORMED;
    case SPRAWA_NOT_DONE:
      return strcmp(e->name, "rules-failing") == 0 ? SPR_PROBLEM_RULES_FAILING : SPR_PROBLEM_NOT_DONE;
    case SPRAWA_OUTCOME_UNKNOWN: return SPR_PROBLEM_UNKNOWN;
    case SPRAWA_NO_MEMORY: return SPR_PROBLEM_OVERLOADED;
    case SPRAWA_OK:
    case SPRAWA_BUG: break;
  }
  return SPR_PROBLEM_INTERNAL;
}

/* What failed inside of the engine is for the operator's log. */
static const char *detail_of(spr_problem p, const sprawa_error *e) {
  return p == SPR_PROBLEM_INTERNAL || p == SPR_PROBLEM_NOT_DONE || p == SPR_PROBLEM_UNKNOWN ? NULL
                                                                                            : e->message;
}

static uint32_t pause_before(spr_problem p) {
  switch (p) {
    case SPR_PROBLEM_RULES_FAILING: return SPR_STRAIN_PAUSE_MS / 1000;
    case SPR_PROBLEM_NOT_DONE:
    case SPR_PROBLEM_UNKNOWN:
    case SPR_PROBLEM_OVERLOADED: return SPR_RETRY_SECONDS;
    default: return 0;
  }
}

void spr_rest_begin_failure(spr_visit *v, const sprawa_error *e) {
  spr_problem p = spr_rest_problem(e);
  uint32_t pause = pause_before(p);
  if (pause) spr_problem_retry(v->answer, pause);
  if (spr_problem_of(p)->status >= 500) spr_answer_blame(v->answer, e->name);
  spr_problem_begin(v->answer, p, detail_of(p, e));
}

void spr_rest_failed(spr_visit *v, const sprawa_error *e, const char *parameter) {
  spr_rest_begin_failure(v, e);
  if (parameter && v->answer->status == spr_problem_of(SPR_PROBLEM_MALFORMED)->status)
    spr_json_word(&v->answer->body, "parameter", parameter);
  spr_problem_end(v->answer);
}
