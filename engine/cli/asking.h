/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_ASKING_H
#define SPR_CLI_ASKING_H

#include "cli/database.h"

/* A command that wants something of a case: reads what all of them have in common from the options, asks the
 * engine, and tells what became of it. */

/* For the tables of options: `--by`, `--key`, `--at-seq`, `--json`. */
#define SPR_ASKING_OPTIONS                                                                                   \
  {"by", "INSTITUTION", false, "who does it: an institution, a kind or a role (default: the operator)"},     \
      {"key", "KEY", false, "happens once under this key, however often it is sent"}, {                      \
    "json", NULL, false, "one JSON document"                                                                 \
  }

/* ask: kind and the names that the command knows; what is said by options (`by`, `key`, `occurred`, `at-seq`,
 * the data of the option `data`) is added. The exit code: 0 done, 1 refused, 3 no such case. With --json one
 * document on standard output: {"done": true, "id", "seq", "again", "configuration", "responsible",
 * "outcome"}, or {"done": false, "code", "reason", "file", "line", "id", "seq"}. */
int spr_asking_run(spr_cli *cli, const spr_args *args, const char *data, spr_ask *ask);
/* Tells why something was not done, as spr_asking_run does; gives the exit code. */
int spr_told_refused(spr_cli *cli, const spr_told *t, bool json);

#endif
