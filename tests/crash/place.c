/* SPDX-License-Identifier: Apache-2.0 */
#include "crash.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "../unit/shell.h"
#include "base/clock.h"

#define FASTER 20 /* than the machine's clock, so that timers fall due */

void crash_fail(const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  fputs("crash: ", stderr);
  vfprintf(stderr, fmt, ap);
  fputc('\n', stderr);
  va_end(ap);
  _exit(1);
}

/* xorshift64* */
uint64_t place_random(place *p) {
  p->seed ^= p->seed >> 12;
  p->seed ^= p->seed << 25;
  p->seed ^= p->seed >> 27;
  return p->seed * UINT64_C(2685821657736338717);
}

uint32_t place_below(place *p, uint32_t n) {
  return n ? (uint32_t)((place_random(p) >> 32) % n) : 0;
}

void place_nap(uint32_t us) {
  struct timespec t = {.tv_sec = us / 1000000, .tv_nsec = (long)(us % 1000000) * 1000};
  while (nanosleep(&t, &t) != 0 && errno == EINTR) {}
}

/* Case ids must be the engine's own: two processes with one seed would draw the same. */
static void draw(void *ud, void *out, size_t n) {
  (void)ud;
  CHECK(spr_clock_random(out, n), "the system gives no random numbers");
}

static int64_t fast_clock(void *ud) {
  const place *p = ud;
  return p->begun + (spr_clock_now() - p->begun) * FASTER + p->ahead;
}

void place_make(place *p, uint64_t seed) {
  *p = (place){.seed = seed, .begun = spr_clock_now()};
  const char *folder = getenv("TMPDIR");
  snprintf(p->folder, sizeof p->folder, "%.40s/crash-XXXXXX", folder ? folder : "/tmp");
  CHECK(mkdtemp(p->folder), "cannot make a folder");
  snprintf(p->database, sizeof p->database, "%s/cases.db", p->folder);
  snprintf(p->keys, sizeof p->keys, "%s/cases.keys", p->folder);
  snprintf(p->master, sizeof p->master, "%s/master", p->folder);
}

void place_remove(place *p) {
  char command[128];
  snprintf(command, sizeof command, "rm -r '%s'", p->folder);
  CHECK(test_shell(command), "cannot remove %s", p->folder);
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
                          .clock = fast_clock,
                          .clock_ud = p,
                          .random = draw};
  spr_status st = spr_engine_open(&o, &p->engine, why);
  CHECK(st == SPR_OK, "%s: cannot open: %s: %s", p->folder, spr_status_text(st), why);
}

void place_stop(place *p) {
  spr_engine_close(p->engine);
  p->engine = NULL;
}

void place_deploy(place *p, site *s) {
  spr_deploy_report report;
  spr_buf why;
  spr_buf_init(&why, &spr_alloc_default, 1 << 16);
  spr_status st = spr_engine_deploy(p->engine, s->library, SPR_STR("deploy"), &report, &why);
  if (st != SPR_OK) spr_engine_fault(p->engine, &why);
  CHECK(st == SPR_OK, "%s: cannot deploy: %s: %s", p->folder, spr_status_text(st), why.p ? why.p : "");
  spr_buf_release(&why);
}

void site_load(site *s, const char *folder) {
  spr_arena_init(&s->arena, &spr_alloc_default, 256u << 20);
  spr_sources_init(&s->sources, &s->arena);
  spr_diags_init(&s->diags, &s->arena, &s->sources);
  spr_status st = spr_site_load(&s->arena, &s->sources, &s->diags, folder, &s->site);
  CHECK(st == SPR_OK && s->diags.errors == 0, "%s does not load", folder);
  CHECK(spr_library_new(&spr_alloc_default, s->site, &s->sources, &s->diags, &s->library) == SPR_OK,
        "no memory");
}

void site_release(site *s) {
  spr_library_free(s->library);
  spr_arena_release(&s->arena);
}
