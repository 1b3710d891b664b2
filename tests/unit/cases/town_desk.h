/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_CASES_TOWN_DESK_H
#define TESTS_UNIT_CASES_TOWN_DESK_H

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "cases/deploy.h"
#include "cases/recount.h"
#include "shell.h"
#include "support.h"

/* The site tests/data/towns, deployed into a store in memory, and a desk on it. */
typedef struct town_desk {
  spr_arena arena;
  spr_sources sources;
  spr_diags diags;
  spr_site *site;
  spr_library *library;
  spr_store *store;
  spr_keys *keys;
  spr_desk *desk;
  char folder[32];
  spr_instant now;
  uint64_t seed;
} town_desk;

#define AT(y, mo, d, h)                                                                                      \
  (spr_zone_instant(spr_zone_utc,                                                                            \
                    (spr_local)spr_day_from_ymd((spr_ymd){y, mo, d}) * SPR_MS_PER_DAY + (h)*3600000))

static inline void town_random(void *ud, void *out, size_t n) {
  uint64_t *seed = ud;
  for (size_t i = 0; i < n; i++) ((unsigned char *)out)[i] = (unsigned char)(test_random(seed) >> 40);
}

static inline void town_site_in(town_desk *t, const char *folder) {
  spr_arena_init(&t->arena, &spr_alloc_default, 256u << 20);
  spr_sources_init(&t->sources, &t->arena);
  spr_diags_init(&t->diags, &t->arena, &t->sources);
  assert_int_equal(spr_site_load(&t->arena, &t->sources, &t->diags, folder, &t->site), SPR_OK);
  assert_int_equal(t->diags.errors, 0);
  assert_int_equal(spr_library_new(&spr_alloc_default, t->site, &t->sources, &t->diags, &t->library), SPR_OK);
}

static inline void town_site(town_desk *t) {
  town_site_in(t, "../../data/towns");
}

/* One batch of counting anew. */
static inline spr_recounted town_recount(town_desk *t) {
  spr_recounted r;
  assert_int_equal(spr_store_begin(t->store), SPR_OK);
  assert_int_equal(spr_desk_recount(t->desk, t->now, &r), SPR_OK);
  assert_int_equal(spr_store_commit(t->store), SPR_OK);
  return r;
}

static inline spr_deploy_report town_deploy(town_desk *t) {
  spr_deploy_report report;
  spr_buf why;
  spr_buf_init(&why, &spr_alloc_default, 1 << 16);
  assert_int_equal(spr_store_begin(t->store), SPR_OK);
  spr_status st = spr_deploy(t->desk, t->library, t->now, SPR_STR("test"), &report, &why);
  if (st != SPR_OK) fail_msg("deploy: %s %s", spr_status_text(st), why.p ? why.p : "");
  assert_int_equal(spr_store_commit(t->store), SPR_OK);
  spr_buf_release(&why);
  return report;
}

/* The package has sensitive fields. */
static inline void town_keys(town_desk *t) {
  char path[64], master[64], why[SPR_MAX_MESSAGE_BYTES] = "";
  memcpy(t->folder, "/tmp/town-XXXXXX", sizeof "/tmp/town-XXXXXX");
  assert_non_null(mkdtemp(t->folder));
  snprintf(path, sizeof path, "%s/keys", t->folder);
  snprintf(master, sizeof master, "%s/master", t->folder);
  spr_keys_options o = {.alloc = &spr_alloc_default,
                        .path = path,
                        .master = master,
                        .create = true,
                        .random = town_random,
                        .random_ud = &t->seed};
  if (spr_keys_open(&o, &t->keys, why) != SPR_OK) fail_msg("keys: %s", why);
}

static inline void town_open(town_desk *t) {
  *t = (town_desk){.now = AT(2026, 1, 7, 9), .seed = 1}; /* a Wednesday, 10:00 in Warsaw */
  town_site(t);
  assert_int_equal(spr_store_memory(&spr_alloc_default, &t->store), SPR_OK);
  town_keys(t);
  spr_desk_options o = {.alloc = &spr_alloc_default,
                        .store = t->store,
                        .keys = t->keys,
                        .random = town_random,
                        .random_ud = &t->seed};
  assert_int_equal(spr_desk_new(&o, &t->desk), SPR_OK);
  town_deploy(t);
}

static inline void town_close(town_desk *t) {
  char command[64];
  spr_desk_free(t->desk);
  spr_keys_close(t->keys);
  snprintf(command, sizeof command, "rm -r %s", t->folder);
  assert_true(test_shell(command));
  spr_store_close(t->store);
  spr_library_free(t->library);
  spr_arena_release(&t->arena);
}

/* The site anew, from a copy that a shell command has changed. */
static inline void town_changed(town_desk *t, const char *edit) {
  char command[512], folder[64];
  spr_library_free(t->library);
  spr_arena_release(&t->arena);
  snprintf(folder, sizeof folder, "%s/site", t->folder);
  snprintf(command, sizeof command, "rm -rf %s && cp -r ../../data/towns %s && cd %s && %s", folder, folder,
           folder, edit);
  assert_true(test_shell(command));
  town_site_in(t, folder);
}

/* One request in a batch of its own. The texts of the answer stay until the next one. */
static inline spr_told town_ask(town_desk *t, spr_ask ask) {
  spr_told told;
  ask.now = t->now;
  /* The answer is for whoever acts. */
  if (ask.view.nas == 0) ask.view = (spr_view){.as = &ask.by, .nas = ask.by.n > 0};
  if (ask.occurred == 0) ask.occurred = SPR_NO_INSTANT;
  assert_int_equal(spr_store_begin(t->store), SPR_OK);
  spr_status st = spr_desk_take(t->desk, &ask, &told);
  if (st != SPR_OK) fail_msg("take: %s (%.*s)", spr_status_text(st), SPR_FMT(spr_store_fault(t->store)));
  assert_int_equal(spr_desk_ready(t->desk), SPR_OK);
  assert_int_equal(spr_store_commit(t->store), SPR_OK);
  spr_desk_ended(t->desk, true);
  return told;
}

/* A desk with keys over a database in the folder, with that site deployed. */
static inline void town_on_file(town_desk *t, const char *site) {
  town_site_in(t, site);
  town_keys(t);
  char path[64], why[SPR_MAX_MESSAGE_BYTES] = "";
  snprintf(path, sizeof path, "%s/db", t->folder);
  spr_store_options so = {.alloc = &spr_alloc_default, .path = path, .mode = SPR_STORE_CREATE};
  if (spr_store_open(&so, &t->store, why) != SPR_OK) fail_msg("store: %s", why);
  spr_desk_options o = {.alloc = &spr_alloc_default,
                        .store = t->store,
                        .keys = t->keys,
                        .random = town_random,
                        .random_ud = &t->seed};
  assert_int_equal(spr_desk_new(&o, &t->desk), SPR_OK);
  town_deploy(t);
}

static inline spr_told town_new(town_desk *t, const char *city, const char *target) {
  spr_heap h = spr_heap_arena(&t->arena);
  spr_pair pair = {spr_v_text(&h, SPR_STR("target")),
                   target ? spr_v_text(&h, spr_str_of(target)) : SPR_V_NIL};
  spr_told told = town_ask(t, (spr_ask){.kind = SPR_IN_OPEN,
                                        .package = SPR_STR("relay"),
                                        .municipality = spr_str_of(city),
                                        .data = spr_v_record(&h, &pair, 1),
                                        .actor = SPR_STR("test")});
  if (told.kind != SPR_TOLD_DONE) fail_msg("not opened: %.*s", SPR_FMT(told.reasons));
  return told;
}

static inline spr_told town_send(town_desk *t, const char *id, const char *event, const char *by) {
  return town_ask(t, (spr_ask){.kind = SPR_IN_EVENT,
                               .id = spr_str_of(id),
                               .name = spr_str_of(event),
                               .by = spr_str_of(by),
                               .actor = SPR_STR("test")});
}

static inline void town_take(town_desk *t, const char *id, const char *event, const char *by) {
  spr_told told = town_send(t, id, event, by);
  if (told.kind != SPR_TOLD_DONE) fail_msg("%s: %.*s", event, SPR_FMT(told.reasons));
}

static inline uint32_t town_tick(town_desk *t, spr_instant until) {
  spr_tick tick = {.now = until, .limit = SPR_TICK_STEPS, .anew = true};
  spr_ticked ticked;
  uint32_t all = 0;
  t->now = until;
  do {
    assert_int_equal(spr_store_begin(t->store), SPR_OK);
    assert_int_equal(spr_desk_tick(t->desk, &tick, &ticked), SPR_OK);
    assert_int_equal(spr_store_commit(t->store), SPR_OK);
    all += ticked.fired;
    tick.anew = false;
  } while (ticked.more);
  return all;
}

#endif
