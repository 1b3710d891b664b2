/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_UPKEEPING_H
#define SPR_CLI_UPKEEPING_H

#include "cases/upkeep.h"
#include "cli/database.h"

/* A command of whoever keeps the database: asks the engine and tells what became of it. done: the word for it
 * ("held"). With --json {"done": true, "id", "seq"}, or as spr_asking_run where it was refused. */
#define SPR_UPKEEPING_OPTIONS {"json", NULL, false, "one JSON document"}, SPR_DATABASE_OPTIONS

int spr_upkeeping_run(spr_cli *cli, const spr_args *args, spr_upkeep *u, const char *done);

#endif
