/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_SECRET_IN_H
#define SPR_CLI_SECRET_IN_H

#include "cli/cli.h"

/* Reads a password: from a terminal twice and without echo, else the first line of standard input; never from
 * the command line, which others can see. One line of at most `max` bytes, into out (room for max + 1); what
 * is longer is told, and nothing is given. Gives the exit code. The caller wipes it. */
int spr_secret_in(spr_cli *cli, char *out, size_t max, spr_str *secret);

#endif
