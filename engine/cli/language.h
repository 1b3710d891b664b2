/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_LANGUAGE_H
#define SPR_CLI_LANGUAGE_H

#include "cli/database.h"

/* `--lang`: is it one in which there are titles? Else it is told which there are, and the exit code is that
 * of wrong usage. NULL, it is not given; and where nothing says which there are, any will do. */
int spr_language_of(spr_cli *cli, const char *language, const spr_str *known, uint32_t n);
/* The same of what is deployed in a database that is open. */
int spr_language_of_database(const spr_database *db);

#endif
