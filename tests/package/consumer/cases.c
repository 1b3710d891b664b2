/* SPDX-License-Identifier: Apache-2.0 */
/* cases SITE DATABASE: deploys a site, opens a case and sends it an event; all of it is durable. */
#include <sprawa/sprawa.h>
#include <stdio.h>

static sprawa_code deploy(sprawa_engine *engine, const char *site, sprawa_error *e) {
  sprawa_definitions *d = NULL;
  sprawa_deployed report;
  const sprawa_deploy how = {.actor = "example"};
  sprawa_code code = sprawa_definitions_site(NULL, site, NULL, NULL, &d, e);
  if (code == SPRAWA_OK) code = sprawa_engine_deploy(engine, d, &how, &report, e);
  sprawa_definitions_free(d);
  return code;
}

static sprawa_code work(sprawa_engine *engine, sprawa_error *e) {
  sprawa_reply r;
  sprawa_case *c = NULL;
  sprawa_request anyone = {.by = SPRAWA_OPERATOR, .actor = "example"};
  sprawa_request desk = {.by = "desk-alpha", .actor = "example", .key = "only-once"};
  const char *const institutions[] = {"desk-alpha"};
  sprawa_view eyes = {.institutions = institutions, .ninstitutions = 1};
  sprawa_code code = sprawa_engine_open_case(engine, "relay", "alpha", NULL, NULL, &anyone, &r, e);
  if (code == SPRAWA_OK) code = sprawa_engine_send(engine, r.id, "tick", NULL, &desk, &r, e);
  if (code == SPRAWA_OK) code = sprawa_engine_read(engine, r.id, &eyes, &c, e);
  if (code == SPRAWA_OK)
    printf("%s, entry %u, responsible %s\n", sprawa_case_head(c)->states, (unsigned)sprawa_case_head(c)->seq,
           sprawa_case_head(c)->responsible);
  sprawa_case_free(c);
  return code;
}

int main(int argc, char **argv) {
  char keys[512], master[512];
  sprawa_error e;
  sprawa_engine *engine = NULL;
  if (argc != 3) return 2;
  snprintf(keys, sizeof keys, "%s.keys", argv[2]);
  snprintf(master, sizeof master, "%s.master", argv[2]);
  sprawa_engine_options options = {.database = argv[2], .keys = keys, .master = master, .create = true};
  sprawa_code code = sprawa_engine_open(NULL, &options, &engine, &e);
  if (code == SPRAWA_OK) code = deploy(engine, argv[1], &e);
  if (code == SPRAWA_OK) code = work(engine, &e);
  if (code != SPRAWA_OK) fprintf(stderr, "%s: %s\n", e.name, e.message);
  sprawa_engine_close(engine);
  return code;
}
