/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_API_API_SUPPORT_H
#define TESTS_UNIT_API_API_SUPPORT_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sprawa/sprawa.h"
#include "support.h"

/* Only the public header is used here: what these tests can do, a host can do. */

#define TOWNS "../../data/towns"

static inline void expect_ok(sprawa_code code, const sprawa_error *e) {
  if (code != SPRAWA_OK) fail_msg("%s (%s) %s:%u", e->message, e->name, e->file, e->line);
  assert_int_equal(e->code, SPRAWA_OK);
  assert_string_equal(e->message, "");
}

/* The code, the stable name, and a part of the message. */
static inline void expect_error(sprawa_code code, const sprawa_error *e, sprawa_code want, const char *name,
                                const char *part) {
  assert_int_equal(code, e->code);
  if (code != want || strcmp(e->name, name) != 0 || !strstr(e->message, part))
    fail_msg("%s \"%s\" (%s), not %s \"%s\" (%s)", sprawa_code_name(code), e->message, e->name,
             sprawa_code_name(want), part, name);
}

static inline sprawa_definitions *read_workflow(const char *text) {
  sprawa_error e;
  sprawa_definitions *d = NULL;
  expect_ok(sprawa_definitions_text(NULL, "test.yaml", text, NULL, NULL, NULL, &d, &e), &e);
  return d;
}

static inline void expect_json(sprawa_value *v, const char *want) {
  char text[2048];
  assert_true(sprawa_value_json(v, text, sizeof text) < sizeof text);
  assert_string_equal(text, want);
  sprawa_value_release(v);
}

/* -- a database in a folder of its own ------------------------------------------------------------------ */
typedef struct town {
  char folder[40], database[64], keys[64], master[64];
  int64_t now;
  sprawa_host host;
  sprawa_engine *e;
} town;

static inline int64_t town_clock(void *data) {
  return ((town *)data)->now;
}

static inline sprawa_engine_options town_options(const town *t) {
  return (sprawa_engine_options){
      .database = t->database, .keys = t->keys, .master = t->master, .create = true};
}

static inline void town_deploy(sprawa_engine *engine) {
  sprawa_error e;
  sprawa_definitions *d = NULL;
  sprawa_deployed report;
  expect_ok(sprawa_definitions_site(NULL, TOWNS, NULL, NULL, &d, &e), &e);
  expect_ok(sprawa_engine_deploy(engine, d, &(sprawa_deploy){.actor = "test"}, &report, &e), &e);
  assert_int_equal(report.definitions, 2);
  sprawa_definitions_free(d);
}

static inline void town_folder(town *t) {
  *t = (town){.now = INT64_C(1767776400000)}; /* Wednesday, 7 January 2026, 10:00 in Warsaw */
  char folder[] = "/tmp/api-XXXXXX";
  assert_non_null(mkdtemp(folder));
  memcpy(t->folder, folder, sizeof folder);
  snprintf(t->database, sizeof t->database, "%s/db", folder);
  snprintf(t->keys, sizeof t->keys, "%s/keys", folder);
  snprintf(t->master, sizeof t->master, "%s/master", folder);
  t->host = (sprawa_host){.data = t, .clock = town_clock};
}

static inline void town_start(town *t) {
  sprawa_error e;
  sprawa_engine_options o = town_options(t);
  expect_ok(sprawa_engine_open(&t->host, &o, &t->e, &e), &e);
}

static inline void town_remove(town *t) {
  sprawa_engine_close(t->e);
  DIR *folder = opendir(t->folder);
  assert_non_null(folder);
  for (struct dirent *f = readdir(folder); f; f = readdir(folder))
    if (f->d_name[0] != '.') unlinkat(dirfd(folder), f->d_name, 0);
  closedir(folder);
  assert_int_equal(rmdir(t->folder), 0);
}

/* Another site than that of towns. */
static inline void town_site(town *t, const char *site) {
  sprawa_error e;
  sprawa_definitions *d = NULL;
  expect_ok(sprawa_definitions_site(NULL, site, NULL, NULL, &d, &e), &e);
  expect_ok(sprawa_engine_deploy(t->e, d, NULL, NULL, &e), &e);
  sprawa_definitions_free(d);
}

/* Before and after each test. */
static inline int open_town(void **state) {
  static town t;
  town_folder(&t);
  town_start(&t);
  town_deploy(t.e);
  *state = &t;
  return 0;
}

static inline int close_town(void **state) {
  town_remove(*state);
  return 0;
}

/* -- cases of the town ---------------------------------------------------------------------------------- */
static inline sprawa_value *one_field(const char *name, const char *value) {
  sprawa_value *v = sprawa_value_text(NULL, value, SIZE_MAX);
  return sprawa_value_record(NULL, 1, &name, &v);
}

/* With one field, opened by the operator. */
static inline sprawa_reply town_case(town *t, const char *field, const char *value) {
  sprawa_error e;
  sprawa_reply r;
  const sprawa_request by = {.by = SPRAWA_OPERATOR, .actor = "test"};
  sprawa_value *fields = one_field(field, value);
  expect_ok(sprawa_engine_open_case(t->e, "relay", "alpha", NULL, fields, &by, &r, &e), &e);
  sprawa_value_release(fields);
  return r;
}

#endif
