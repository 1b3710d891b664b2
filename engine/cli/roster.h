/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_ROSTER_H
#define SPR_CLI_ROSTER_H

#include "cli/entrance.h"

/* Lists of those who may enter: a line for each, or one JSON document. */
typedef struct spr_roster {
  spr_buf *out;
  spr_instant now;
  bool json, any; /* any: of those that were told */
  bool all;       /* also those that may no longer enter (--all) */
} spr_roster;

/* Tells all of them, and sets any. */
typedef spr_status spr_roster_tell(spr_people *p, spr_roster *r);
/* The command. none: the line in place of an empty list. */
int spr_roster_run(spr_cli *cli, const spr_args *args, spr_roster_tell *tell, const char *none);

#endif
