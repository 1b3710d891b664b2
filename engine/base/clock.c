/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE /* getrandom */
#include "base/clock.h"

#include <errno.h>
#include <sys/random.h>
#include <time.h>

static int64_t read_clock(clockid_t id) {
  struct timespec t = {0, 0};
  clock_gettime(id, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

spr_instant spr_clock_now(void) {
  return read_clock(CLOCK_REALTIME);
}

int64_t spr_clock_steady(void) {
  return read_clock(CLOCK_MONOTONIC);
}

bool spr_clock_random(void *out, size_t n) {
  unsigned char *p = out;
  while (n > 0) {
    ssize_t got = getrandom(p, n, 0);
    if (got < 0 && errno != EINTR) return false;
    if (got <= 0) continue;
    p += got;
    n -= (size_t)got;
  }
  return true;
}
