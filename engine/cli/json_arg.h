/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_JSON_ARG_H
#define SPR_CLI_JSON_ARG_H

#include "cli/args.h"
#include "sprawa/sprawa.h"

/* An option whose value is JSON: written out, or `@FILE`, or `@-` for standard input; at most
 * SPR_MAX_LINE_BYTES. A reference for the caller; NULL where the option is not given. Faults are told;
 * gives the exit code. */
int spr_json_argument(spr_cli *cli, const spr_args *args, const char *option, sprawa_value **out);

#endif
