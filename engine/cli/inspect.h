/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_INSPECT_H
#define SPR_CLI_INSPECT_H

#include "cases/engine.h"
#include "cli/database.h"
#include "store/random.h"

/* The commands that concern a database as a whole look into it by the engine's own means. Faults are told;
 * functions give the exit code. */

/* The file alone, without keys. */
int spr_inspect_store(spr_cli *cli, const char *path, spr_store_mode mode, spr_store **out);
/* Tells why opening a file failed: `why`, or the status. */
int spr_inspect_refused(spr_cli *cli, spr_status s, const char *why);

/* The database as the engine has it, and which files it is. path: another file than the database's own, with
 * the keys of that, which is to take its place; or NULL. Close it also after a failure. */
typedef struct spr_inspected {
  spr_database files;
  spr_random random;
  spr_engine *engine;
} spr_inspected;
int spr_inspect_open(spr_cli *cli, const spr_args *args, const char *path, spr_inspected *out);
void spr_inspect_close(spr_inspected *db);
int spr_inspected_failed(spr_inspected *db, spr_status s);

/* All of that for one look: fn looks at the database, and takes its looks itself. */
typedef struct spr_inspection {
  spr_cli *cli;
  const spr_database *files;
  spr_desk *desk;
  spr_store *store;
} spr_inspection;
typedef int (*spr_inspect_fn)(void *ud, const spr_inspection *look);
int spr_inspect(spr_cli *cli, const spr_args *args, spr_inspect_fn fn, void *ud);
int spr_inspect_failed(const spr_inspection *look, spr_status s);

#endif
