/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE /* getrandom */
#include "base/clock.h"

#include <errno.h>
#include <sys/random.h>
#include <time.h>

/* In so many parts of a second. */
static int64_t read_clock(clockid_t id, int64_t parts) {
  struct timespec t = {0, 0};
  clock_gettime(id, &t);
  return (int64_t)t.tv_sec * parts + t.tv_nsec / (1000000000 / parts);
}

spr_instant spr_clock_now(void) {
  return read_clock(CLOCK_REALTIME, 1000);
}

int64_t spr_clock_steady(void) {
  return read_clock(CLOCK_MONOTONIC, 1000);
}

int64_t spr_clock_steady_us(void) {
  return read_clock(CLOCK_MONOTONIC, 1000000);
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
