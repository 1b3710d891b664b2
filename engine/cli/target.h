/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_TARGET_H
#define SPR_CLI_TARGET_H

#include "cli/session.h"

/* The workflow of a site that an operand names: a file of it (`workflows/mother-home/stay.yaml`),
 * `mother-home/stay`, `mother-home` (its main workflow), or `stay` if only one package has a workflow of that
 * name.
 *
 * Loads the site that the path lies in, else the one in the present folder. Faults are told; gives the exit
 * code. */
int spr_target_find(spr_session *s, const char *operand, const spr_package **package, spr_str *workflow);

#endif
