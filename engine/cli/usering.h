/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_USERING_H
#define SPR_CLI_USERING_H

#include "cli/entrance.h"

/* A command that does something to one user or token, who is its operand: does it, and tells so, as {"done":
 * true, "name": NAME} or "NAME: done". Faults are told. */
#define SPR_USERING_OPTIONS {"json", NULL, false, "one JSON document"}, SPR_DATABASE_FILE

typedef struct spr_usering {
  spr_cli *cli;
  spr_people *people;
  spr_str name;
  spr_instant now;
} spr_usering;
/* The one call. SPR_ENOTFOUND: there is nobody of that name; SPR_EINVAL: what was given will not do, and it
 * has been told. */
typedef spr_status (*spr_usering_fn)(spr_usering *u);

/* Tells that there is no such user, or token, with the nearest that there is; gives the exit code. */
typedef int (*spr_usering_missing_fn)(spr_cli *cli, spr_entrance *e, spr_str name);
int spr_usering_no_user(spr_cli *cli, spr_entrance *e, spr_str name);
int spr_usering_no_token(spr_cli *cli, spr_entrance *e, spr_str name);

int spr_usering_run(spr_cli *cli, const spr_args *args, spr_usering_fn fn, spr_usering_missing_fn missing);

#endif
