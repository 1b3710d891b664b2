/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_DATABASE_H
#define SPR_CLI_DATABASE_H

#include "cli/args.h"
#include "doors/actor.h"
#include "sprawa/sprawa.h"

/* The database of a command: which file, which keys, which clock, by the public library alone.
 *
 *   spr_database db;
 *   int code = spr_database_open(cli, args, NULL, false, &db);
 *   if (code == SPR_EXIT_DONE) code = ...;
 *   spr_database_close(&db);
 *
 * The file is `--db`, else SPRAWA_DB, else sprawa.db in the site here. Its key file lies beside it
 * (FILE.keys, or `--keys`), the master key beside that (FILE.keys.master, or `--master`, or
 * SPRAWA_MASTER_KEY). Without a key file only cases of packages without sensitive fields can be worked on.
 *
 * `--now TIME --pretend` puts another time in the place of the clock's, for trials and tests; whoever acts is
 * then recorded as SPR_ACTOR_PRETENDED, so that no journal hides it. Faults are told with their cure;
 * functions give the exit code. */
typedef struct spr_database {
  spr_cli *cli;
  const char *path, *keys, *master;
  bool has_keys;        /* there is a key file */
  const char *as;       /* that of `--as`, else SPRAWA_OPERATOR */
  sprawa_view view;     /* of this one */
  const char *language; /* of `--lang`; NULL: not given */
  bool timers;          /* whoever opens it keeps time */
  uint32_t busy_ms;     /* how long it waits for another process; 0: SPR_BUSY_MS */
  bool pretends;
  int64_t pretended; /* SPRAWA_NO_TIME: the clock's */
  sprawa_engine *engine;
} spr_database;

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
/* For people who read of cases. */
#define SPR_TITLE_OPTIONS                                                                                    \
  {"lang", "LANGUAGE", false, "of the titles (default: the first one of the package)"}, {                    \
    "long", NULL, false, "also paths and program names, and times to the millisecond"                        \
  }

/* site: where the default database lies; NULL: the site here. */
const char *spr_database_path(spr_cli *cli, const spr_args *args, const char *site);
/* Which files and which clock; opens nothing. Unless `create` makes it, a key file that `--keys` names must
 * be there. */
int spr_database_find(spr_cli *cli, const spr_args *args, const char *site, bool create, spr_database *out);
/* Opens what was found. create: makes database, key file and master key where there is no database, also what
 * is missing of one that was not made to its end. */
int spr_database_connect(spr_database *db, bool create);
/* Both in one. */
int spr_database_open(spr_cli *cli, const spr_args *args, const char *site, bool create, spr_database *out);
void spr_database_close(spr_database *db);

/* A command that only looks: opens the database, lets fn write its report, and prints that if the exit code
 * is 0. */
typedef int (*spr_report_fn)(spr_database *db, const spr_args *args, spr_buf *out);
int spr_database_report(spr_cli *cli, const spr_args *args, spr_report_fn fn);
/* A case as `--as` may see it. */
int spr_database_case(spr_database *db, const char *id, sprawa_case **out);

/* The exit code for a code of the library. */
int spr_database_exit(sprawa_code code);
/* The exit code where a file could not be used, whichever a command works on: database, copy, key file,
 * master key. What is not there is SPR_EXIT_MISSING, named or by default; what is there and of no use,
 * whatever the reason, SPR_EXIT_ENVIRONMENT. */
int spr_file_exit(spr_status s);
/* Tells that something takes the key file, which is not there. why: "case X is sealed". */
int spr_database_no_keys(const spr_database *db, const char *why);
/* Tells an error of the library. */
int spr_database_failed(const spr_database *db, const sprawa_error *e);
/* The time of the clock, or the pretended one. */
int64_t spr_database_now(const spr_database *db);
const char *spr_database_actor(const spr_database *db);
/* "2026-05-02 23:40" (local time of the zone) or with an offset. zone NULL: there must be one. */
int spr_time_argument(spr_cli *cli, const char *text, const sprawa_zone *zone, int64_t *out);

#endif
