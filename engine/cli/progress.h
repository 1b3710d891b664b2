/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_PROGRESS_H
#define SPR_CLI_PROGRESS_H

#include "cli/cli.h"

/* How far a long work has come, shown to a person. */
typedef struct spr_progress {
  spr_cli *cli;
  int64_t begun, shown; /* milliseconds */
  bool active;
} spr_progress;

void spr_progress_begin(spr_progress *p, spr_cli *cli);
/* A line such as "120 of 900 stories" that replaces the former one: on a terminal, after a second of work,
 * ten times a second. */
void spr_progress_show(spr_progress *p, uint32_t done, uint32_t all, const char *what);
/* Wipes the line. */
void spr_progress_end(spr_progress *p);

#endif
