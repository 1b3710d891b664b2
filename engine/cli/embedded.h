/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_EMBEDDED_H
#define SPR_CLI_EMBEDDED_H

#include "base/embedded.h"

extern const spr_embedded spr_site_template[]; /* what `init` writes */

#endif
