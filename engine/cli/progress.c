/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/progress.h"

#include <unistd.h>

#include "base/clock.h"

#define FIRST_SHOWN 1000
#define BETWEEN 100

void spr_progress_begin(spr_progress *p, spr_cli *cli) {
  *p = (spr_progress){.cli = cli};
  if (!isatty(fileno(cli->err))) return;
  p->active = true;
  p->begun = spr_clock_steady();
}

void spr_progress_show(spr_progress *p, uint32_t done, uint32_t all, const char *what) {
  if (!p->active) return;
  int64_t now = spr_clock_steady();
  if (now - p->begun < FIRST_SHOWN || now - p->shown < BETWEEN) return;
  p->shown = now;
  fprintf(p->cli->err, "\r%u of %u %s", done, all, what);
  fflush(p->cli->err);
}

void spr_progress_end(spr_progress *p) {
  if (p->shown != 0) fputs("\r\033[K", p->cli->err);
  p->active = false;
}
