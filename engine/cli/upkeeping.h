/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_UPKEEPING_H
#define SPR_CLI_UPKEEPING_H

#include "cli/database.h"

/* A command of whoever keeps the database: asks the engine and tells what became of it. done: the word for it
 * ("held"). With --json {"done": true, "id", "seq"}, or as spr_asking_run where it was refused. Of what was
 * erased while somebody reads, "lingers": true, a word on standard error, and the exit code of what is done.
 */
#define SPR_UPKEEPING_OPTIONS {"json", NULL, false, "one JSON document"}, SPR_DATABASE_OPTIONS

typedef struct spr_upkept {
  sprawa_engine *engine;
  const spr_args *args;
  const char *actor;
  sprawa_reply *reply;
  sprawa_error *error;
} spr_upkept;
/* The one call of the library. */
typedef sprawa_code (*spr_upkeep_fn)(const spr_upkept *k);

int spr_upkeeping_run(spr_cli *cli, const spr_args *args, const char *done, spr_upkeep_fn fn);

#endif
