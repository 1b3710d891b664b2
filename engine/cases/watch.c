/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/watch.h"

#include "cases/settings.h"

static void believe(spr_watch *w, spr_instant clock, int64_t steady) {
  *w = (spr_watch){.known = true, .clock = clock, .steady = steady};
}

spr_instant spr_watch_time(spr_watch *w, spr_instant clock, int64_t steady) {
  spr_instant expected = w->clock + (steady - w->steady);
  if (w->known && clock - expected > SPR_MAX_CLOCK_JUMP_MS) {
    w->doubted = true;
    return expected;
  }
  believe(w, clock, steady);
  return clock;
}

/* The setting: the clock's time in milliseconds, a blank, who confirmed it. */
static bool read_confirmed(spr_str setting, spr_instant *out) {
  const char *end = setting.n ? memchr(setting.p, ' ', setting.n) : NULL;
  uint64_t n = 0;
  if (!end || end == setting.p) return false;
  for (const char *p = setting.p; p < end; p++) {
    if (*p < '0' || *p > '9' || n > INT64_MAX / 10 - 1) return false;
    n = n * 10 + (uint64_t)(*p - '0');
  }
  *out = (spr_instant)n;
  return true;
}

spr_status spr_watch_ask(spr_watch *w, const spr_alloc *alloc, spr_store *store, spr_instant clock,
                         int64_t steady) {
  spr_buf setting;
  spr_buf_init(&setting, alloc, SPR_MAX_ENTRY_BYTES);
  spr_status st = spr_setting(store, SPR_SETTING_CLOCK, &setting);
  spr_instant at = 0;
  bool confirmed = st == SPR_OK && read_confirmed(spr_buf_view(&setting), &at);
  /* An earlier jump is another one. */
  if (confirmed && at > w->clock + (steady - w->steady) && clock - at <= SPR_MAX_CLOCK_JUMP_MS &&
      at - clock <= SPR_MAX_CLOCK_JUMP_MS)
    believe(w, clock, steady);
  spr_buf_release(&setting);
  return st == SPR_ENOTFOUND ? SPR_OK : st;
}

spr_status spr_watch_confirm(const spr_alloc *alloc, spr_store *store, spr_instant clock, spr_str actor) {
  spr_buf setting;
  spr_buf_init(&setting, alloc, SPR_MAX_ENTRY_BYTES);
  spr_buf_printf(&setting, "%lld %.*s", (long long)clock, SPR_FMT(actor));
  spr_status st =
      setting.failed ? SPR_ENOMEM : spr_setting_set(store, SPR_SETTING_CLOCK, spr_buf_view(&setting));
  spr_buf_release(&setting);
  return st;
}
