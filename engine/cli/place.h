/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_PLACE_H
#define SPR_CLI_PLACE_H

#include "cli/cli.h"

bool spr_place_is_folder(const char *path);
/* The folder of the site that a path lies in or is: the nearest folder at or above it that holds `workflows`
 * or `scripts`; NULL. "." and relative paths are looked up from the present folder, no further. */
const char *spr_place_site(spr_cli *cli, const char *path);

#endif
