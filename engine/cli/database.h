/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_DATABASE_H
#define SPR_CLI_DATABASE_H

#include "cases/engine.h"
#include "cli/args.h"
#include "store/random.h"

/* The database of a command: which file, which keys, which clock.
 *
 *   spr_database db;
 *   int code = spr_database_open(cli, args, NULL, false, &db);
 *   if (code == SPR_EXIT_DONE) code = ...;
 *   spr_database_close(&db);
 *
 * The file is `--db`, else SPRAWA_DB, else sprawa.db in the site here. Its key file lies beside it
 * (FILE.keys, or
 * `--keys`), the master key beside that (FILE.keys.master, or `--master`, or SPRAWA_MASTER_KEY). Without a
 * key file only cases of packages without sensitive fields can be worked on.
 *
 * `--now TIME --pretend` puts another time in the place of the clock's, for trials and tests; whoever acts is
 * then recorded as SPR_ACTOR_PRETENDED, so that no journal hides it. Faults are told with their cure;
 * functions give the exit code. */
typedef struct spr_database {
  spr_cli *cli;
  const char *path, *keys, *master;
  const char *as; /* `--as`: the institution whose view is wanted; NULL: the operator's */
  bool has_keys;  /* there is a key file */
  spr_engine *engine;
  spr_random random;
  bool pretends;
  spr_instant pretended;
} spr_database;

#define SPR_ACTOR "operator"
#define SPR_ACTOR_PRETENDED "operator, at a pretended time"

/* For the table of a command's options. */
#define SPR_DATABASE_FILE                                                                                    \
  { "db", "FILE", false, "the database (default: SPRAWA_DB, else sprawa.db in the site)" }
#define SPR_DATABASE_OPTIONS                                                                                 \
  SPR_DATABASE_FILE, {"keys", "FILE", false, "its key file (default: beside it, FILE.keys)"},                \
      {"master", "FILE", false, "the master key (default: SPRAWA_MASTER_KEY, else KEYS.master)"},            \
      {"now", "TIME", false, "for trials: another time than the clock's; needs --pretend"}, {                \
    "pretend", NULL, false, "for trials: the time is made up, and the journal says so"                       \
  }
#define SPR_AS_OPTION                                                                                        \
  { "as", "INSTITUTION", false, "only what this institution may see" }

/* site: where the default database lies; NULL: the site here. create: makes database, key file and master key
 * where there is no database, also what is missing of one that was not made to its end. */
int spr_database_open(spr_cli *cli, const spr_args *args, const char *site, bool create, spr_database *out);
/* A copy of the database, at another path, with the key file of the database itself. */
int spr_database_open_copy(spr_cli *cli, const spr_args *args, const char *path, spr_database *out);
void spr_database_close(spr_database *db);
/* The file alone, without keys; for what concerns all of it. */
const char *spr_database_path(spr_cli *cli, const spr_args *args, const char *site);
int spr_database_store(spr_cli *cli, const char *path, spr_store_mode mode, spr_store **out);
/* Tells why opening a file failed: `why`, or the status. */
int spr_database_refused(spr_cli *cli, spr_status s, const char *why);

/* fn looks at one state of the database and gives the exit code. */
typedef struct spr_look {
  spr_database *db;
  spr_cli *cli;
  spr_desk *desk;
  spr_store *store;
  spr_instant now;
} spr_look;
typedef int (*spr_look_fn)(void *ud, const spr_look *look);
int spr_database_read(spr_database *db, spr_look_fn fn, void *ud);
/* The same for long work that takes its looks itself. */
int spr_database_inspect(spr_database *db, spr_look_fn fn, void *ud);
/* A command that only looks: opens the database, lets fn write its report, and prints that if the exit code
 * is 0. */
typedef int (*spr_report_fn)(const spr_look *look, const spr_args *args, spr_buf *out);
int spr_database_report(spr_cli *cli, const spr_args *args, spr_report_fn fn);
/* Loads a case for a look; what `--as` may not see does not exist. To be released only on SPR_EXIT_DONE. */
int spr_database_case(const spr_look *look, const char *id, spr_loaded *out);
/* Is the case one of those that `--as` may see? Without it, every case. What cannot be looked at is not seen.
 */
bool spr_look_sees(const spr_look *look, spr_str id);
/* Tells a failure of a look, or of the engine. */
int spr_look_failed(const spr_look *look, spr_status s);
int spr_database_failed(spr_database *db, spr_status s);

spr_str spr_database_actor(const spr_database *db);
/* "2026-05-02 23:40" (local time of the zone) or with an offset. zone NULL: there must be one. */
int spr_time_argument(spr_cli *cli, const char *text, const spr_zone *zone, spr_instant *out);

#endif
