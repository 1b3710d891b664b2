/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_ASKING_H
#define SPR_CLI_ASKING_H

#include "cli/database.h"

/* A command that wants something of a case: reads what all of them have in common from the options, asks the
 * engine, and tells what became of it. */

/* For the tables of options: `--by`, `--as`, `--key`, `--json`. */
#define SPR_ASKING_OPTIONS                                                                                   \
  {"by", "INSTITUTION", false, "who does it: an institution, a kind or a role (default: the operator)"},     \
      {"as", "INSTITUTION", false, "answered as this institution, which does it where --by says nothing"},   \
      {"key", "KEY", false, "happens once under this key, however often it is sent"}, {                      \
    "json", NULL, false, "one JSON document"                                                                 \
  }

/* What a command wants. Members that it does not know are NULL. */
typedef struct spr_wish {
  const char *id; /* of the case; NULL: it opens one */
  const char *package, *city, *workflow;
  const char *name;   /* event or task */
  const char *reason; /* a note's text, why a task is waived */
} spr_wish;

typedef struct spr_asked {
  sprawa_engine *engine;
  const spr_wish *wish;
  const sprawa_value *data; /* of the option; NULL: not given */
  const sprawa_request *request;
  sprawa_reply *reply;
  sprawa_error *error;
} spr_asked;
/* The one call of the library. */
typedef sprawa_code (*spr_ask_fn)(const spr_asked *k);

/* data: the option that holds it, or NULL. Exit codes: 0 done, 1 refused, 3 no such case. With --json one
 * document on standard output: {"done": true, "id", "seq", "again", "followed", "configuration",
 * "responsible", "outcome"}, where `followed` counts the entries behind `seq`, and the rest is as the last of
 * them left it; or {"done": false, "code", "reason", "file", "line", "id", "seq", "error"}. */
int spr_asking_run(spr_cli *cli, const spr_args *args, const char *data, const spr_wish *wish, spr_ask_fn fn);
/* Tells why something was not done, as spr_asking_run does; gives the exit code. */
int spr_asking_refused(const spr_database *db, const sprawa_reply *r, const sprawa_error *e);

#endif
