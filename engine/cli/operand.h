/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_OPERAND_H
#define SPR_CLI_OPERAND_H

#include "cli/cli.h"

/* What a word of the command line may name: a file, or `PACKAGE/WORKFLOW`. */

bool spr_operand_is_file(const char *path);
/* Does the file belong to a package, whose `package.yaml` lies beside it? */
bool spr_operand_is_of_package(spr_cli *cli, const char *path);
/* Is it a workflow file that stands alone? */
bool spr_operand_is_alone(spr_cli *cli, const char *path);
/* The last two parts of a path, without `.yaml`: "mother-home" and "stay"; the first is empty where there is
 * but one. */
void spr_operand_split(spr_str path, spr_str *folder, spr_str *name);

#endif
