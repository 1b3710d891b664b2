/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/clock.h"

#include <time.h>
#include <unistd.h>

#define FIRST_SHOWN 1000
#define BETWEEN 100

static int64_t now_ms(void) {
  struct timespec t;
  if (clock_gettime(CLOCK_MONOTONIC, &t) != 0) return 0;
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void spr_progress_begin(spr_progress *p, spr_cli *cli) {
  *p = (spr_progress){.cli = cli};
  if (!isatty(fileno(cli->err))) return;
  p->active = true;
  p->begun = now_ms();
}

void spr_progress_show(spr_progress *p, uint32_t done, uint32_t all, const char *what) {
  if (!p->active) return;
  int64_t now = now_ms();
  if (now - p->begun < FIRST_SHOWN || now - p->shown < BETWEEN) return;
  p->shown = now;
  fprintf(p->cli->err, "\r%u of %u %s", done, all, what);
  fflush(p->cli->err);
}

void spr_progress_end(spr_progress *p) {
  if (p->shown != 0) fputs("\r\033[K", p->cli->err);
  p->active = false;
}
