/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE /* mkdtemp */
#include "place.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../unit/shell.h"
#include "base/clock.h"
#include "base/limits.h"
#include "bench.h"

static int64_t clock_of(void *ud) {
  const place *p = ud;
  return spr_clock_now() + p->ahead;
}

void place_draw(void *ud, void *out, size_t n) {
  (void)ud;
  bench_check(spr_clock_random(out, n), "random numbers");
}

void place_start(place *p, bool timers) {
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_engine_options o = {.alloc = &spr_alloc_default,
                          .database = p->database,
                          .keys = p->keys,
                          .master = p->master,
                          .create = true,
                          .timers = timers,
                          .busy_ms = 20000,
                          .clock = clock_of,
                          .clock_ud = p,
                          .random = place_draw};
  bench_check(spr_engine_open(&o, &p->engine, why) == SPR_OK, why);
}

void place_stop(place *p) {
  spr_engine_close(p->engine);
  p->engine = NULL;
}

static void deploy(place *p) {
  spr_deploy_report report;
  spr_buf why;
  spr_buf_init(&why, &spr_alloc_default, 1 << 16);
  bench_check(spr_engine_deploy(p->engine, p->library, SPR_STR("bench"), &report, &why) == SPR_OK, "deploy");
  spr_buf_release(&why);
}

void place_make(place *p, const char *site, const char *folder, const char *package) {
  *p = (place){.package = package};
  spr_arena_init(&p->arena, &spr_alloc_default, SPR_MAX_DEFINITION_BYTES);
  bench_check(spr_arena_guard(&p->arena, &p->escape) == 0, "memory");
  spr_sources_init(&p->sources, &p->arena);
  spr_diags_init(&p->diags, &p->arena, &p->sources);
  bench_check(spr_site_load(&p->arena, &p->sources, &p->diags, site, &p->site) == SPR_OK &&
                  p->diags.errors == 0,
              site);
  bench_check(spr_library_new(&spr_alloc_default, p->site, &p->sources, &p->diags, &p->library) == SPR_OK,
              "library");
  snprintf(p->folder, sizeof p->folder, "%.250s/sprawa-bench-XXXXXX", folder);
  bench_check(mkdtemp(p->folder) != NULL, p->folder);
  snprintf(p->database, sizeof p->database, "%s/cases.db", p->folder);
  snprintf(p->copy, sizeof p->copy, "%s/copy.db", p->folder);
  snprintf(p->keys, sizeof p->keys, "%s/keys", p->folder);
  snprintf(p->master, sizeof p->master, "%s/master", p->folder);
  place_start(p, false);
  deploy(p);
}

void place_remove(place *p) {
  char command[360];
  place_stop(p);
  snprintf(command, sizeof command, "rm -r '%s'", p->folder);
  bench_check(test_shell(command), command);
  spr_library_free(p->library);
  spr_arena_release(&p->arena);
  free(p->ids);
  free(p->turns);
}

static spr_status counts(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  (void)desk;
  (void)now;
  return spr_store_counts(store, ud);
}

spr_store_count place_counts(place *p) {
  spr_store_count n;
  bench_check(spr_engine_inspect(p->engine, counts, &n) == SPR_OK, "counting");
  return n;
}

static spr_status position(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  (void)desk;
  (void)now;
  return spr_store_stable_pos(store, ud);
}

uint64_t place_position(place *p) {
  uint64_t pos;
  bench_check(spr_engine_inspect(p->engine, position, &pos) == SPR_OK, "the last position");
  return pos;
}

/* -- asking ---------------------------------------------------------------------------------------------- */
void place_ask(place *p, spr_ask a, char id[SPR_CASE_ID_CHARS + 1]) {
  spr_engine_reply reply;
  a.occurred = SPR_NO_INSTANT;
  a.actor = SPR_STR("bench");
  spr_status st = spr_engine_take(p->engine, &a, &reply);
  bench_check(st == SPR_OK, spr_status_text(st));
  if (reply.told.kind != SPR_TOLD_DONE) bench_check(0, reply.told.reasons.p);
  if (id) memcpy(id, reply.told.id, sizeof reply.told.id);
  spr_engine_reply_release(&reply);
}

void place_open_case(place *p, uint64_t i) {
  place_ask(
      p, (spr_ask){.kind = SPR_IN_OPEN, .package = spr_str_of(p->package), .municipality = SPR_STR("town")},
      p->ids[i]);
}

void place_send_event(place *p, uint64_t i) {
  static const char *const events[PLACE_EVENTS] = {"e0", "e1", "e2", "e3", "e4", "e5"};
  place_ask(
      p,
      (spr_ask){.kind = SPR_IN_EVENT, .id = spr_str_of(p->ids[i]), .name = spr_str_of(events[p->turns[i]])},
      NULL);
  p->turns[i] = (uint8_t)((p->turns[i] + 1) % PLACE_EVENTS);
}
