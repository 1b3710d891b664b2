/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_API_FLOWS_H
#define TESTS_UNIT_API_FLOWS_H

#include "api_support.h"

/* What tests of indicators share: tests/data/flows on a database, and steps of cases in a line of text. */

#define FLOWS "../../data/flows"

static inline void flows_start(town *t) {
  sprawa_error e;
  sprawa_definitions *d = NULL;
  town_folder(t);
  town_start(t);
  expect_ok(sprawa_definitions_site(NULL, FLOWS, NULL, NULL, &d, &e), &e);
  expect_ok(sprawa_engine_deploy(t->e, d, NULL, NULL, &e), &e);
  sprawa_definitions_free(d);
}

/* "2026-01-05T10:00:00Z" */
static inline int64_t flows_time(const char *text) {
  int64_t out = 0;
  sprawa_error e;
  expect_ok(sprawa_time_read(NULL, text, &out, &e), &e);
  return out;
}

typedef struct flows_case {
  char id[SPRAWA_CASE_ID + 1];
} flows_case;

static const sprawa_request flows_operator = {.by = SPRAWA_OPERATOR};

/* "open", "tick", "reopen", "+TASK" (done), "-TASK" (waived), else an event. */
static inline sprawa_code flows_step(town *t, const char *package, const char *city, flows_case *c,
                                     const char *what, sprawa_error *e) {
  sprawa_reply r;
  if (strcmp(what, "tick") == 0) return sprawa_engine_tick(t->e, SPRAWA_NO_TIME, NULL, NULL, e);
  if (strcmp(what, "reopen") == 0) return sprawa_engine_reopen(t->e, c->id, &flows_operator, NULL, e);
  if (*what == '+') return sprawa_engine_done(t->e, c->id, what + 1, NULL, &flows_operator, NULL, e);
  if (*what == '-') return sprawa_engine_waive(t->e, c->id, what + 1, "not needed", &flows_operator, NULL, e);
  if (strcmp(what, "open") != 0) return sprawa_engine_send(t->e, c->id, what, NULL, &flows_operator, NULL, e);
  sprawa_code code = sprawa_engine_open_case(t->e, package, city, NULL, NULL, &flows_operator, &r, e);
  memcpy(c->id, r.id, sizeof c->id);
  return code;
}

/* A row in one line: the numbers that are not 0, by the names of the structure. */
static inline void flows_number(char *out, size_t max, const char *name, uint64_t n) {
  size_t at = strlen(out);
  if (n) snprintf(out + at, max - at, " %s %llu", name, (unsigned long long)n);
}

static inline void flows_row(const sprawa_indicator *x, char *out, size_t max) {
  out[0] = '\0';
  flows_number(out, max, "counted", x->counted);
  for (size_t i = 0; i < x->nfigures; i++) {
    size_t at = strlen(out);
    snprintf(out + at, max - at, " %s %u", x->figures[i].name, (unsigned)x->figures[i].days);
  }
  flows_number(out, max, "withheld", x->withheld);
  flows_number(out, max, "waiting", x->waiting);
  flows_number(out, max, "left", x->left);
  flows_number(out, max, "met", x->met);
  flows_number(out, max, "missed", x->missed);
  flows_number(out, max, "share", x->share_met);
  flows_number(out, max, "moved", x->moved);
  flows_number(out, max, "open", x->open);
  flows_number(out, max, "resting", x->resting);
  flows_number(out, max, "waived", x->waived);
  flows_number(out, max, "cancelled", x->cancelled);
  flows_number(out, max, "elsewhere", x->elsewhere);
  if (*out) memmove(out, out + 1, strlen(out));
}

/* All rows, each with its name before it. */
static inline char *flows_rows(const sprawa_indicators *x) {
  enum { MAX = 64 * 1024 };
  char *all = calloc(1, MAX), row[512];
  assert_non_null(all);
  const sprawa_indicator *is = sprawa_indicators_at(x, 0);
  for (size_t i = 0; is; is = sprawa_indicators_at(x, ++i)) {
    size_t at = strlen(all);
    flows_row(is, row, sizeof row);
    snprintf(all + at, MAX - at, "%s/%s %s %s: %s\n", is->package, is->name, is->municipality, is->version,
             row);
  }
  return all;
}

#endif
