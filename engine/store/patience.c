/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L
#include "store/patience.h"

#include <time.h>

#include "base/clock.h"
#include "base/limits.h"

#define NAP_US 200 /* between two tries for a lock: shorter than a batch, so that a gap is found */

static int64_t end_of(const spr_patience *p, int64_t now) {
  uint32_t last = p->ms < SPR_BUSY_LAST_MS ? p->ms : SPR_BUSY_LAST_MS;
  if (p->since == 0) return now + p->ms;
  return p->since + p->ms > now + last ? p->since + p->ms : now + last;
}

/* Many short naps: whoever waits finds the gap between two batches of a busy writer. SQLite's own waiting
 * doubles its naps to 100 ms and hardly ever would. A nap lasts longer than it should, so the clock is asked,
 * and they are not counted. */
int spr_patience_wait(void *ud, int times) {
  spr_patience *p = ud;
  const struct timespec nap = {.tv_nsec = NAP_US * 1000L};
  int64_t now = spr_clock_steady();
  if (times == 0) p->end = end_of(p, now);
  if (now >= p->end) return 0;
  nanosleep(&nap, NULL);
  return 1;
}
